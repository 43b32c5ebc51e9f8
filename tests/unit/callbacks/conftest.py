"""Receivers that end with their test."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import ExitStack
from typing import Unpack

import pytest

from longtake.callbacks import Handler, Options
from tests.helpers.callback_posts import KINDS, Make, Posting


@pytest.fixture
def receiving(request: pytest.FixtureRequest) -> Generator[Make]:
    """Make receivers of the kind that the test is run for."""
    with ExitStack() as ends:

        def make(*handlers: Handler, **options: Unpack[Options]) -> Posting:
            made = KINDS[request.param](*handlers, **options)
            ends.callback(made.end)
            return made

        yield make
