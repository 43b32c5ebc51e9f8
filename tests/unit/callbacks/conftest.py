"""Receivers that end with their test."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, Unpack

import pytest

from tests.helpers.callback_posts import KINDS, Make, Posting

if TYPE_CHECKING:
    from collections.abc import Generator

    from longtake.callbacks import Handler, ReceiverOptions


@pytest.fixture
def receiving(request: pytest.FixtureRequest) -> Generator[Make]:
    """Make receivers for ASGI or for WSGI, as the test is parametrized."""
    with ExitStack() as ends:

        def make(*handlers: Handler, **options: Unpack[ReceiverOptions]) -> Posting:
            made = KINDS[request.param](*handlers, **options)
            ends.callback(made.end)
            return made

        yield make
