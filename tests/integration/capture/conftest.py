"""A site, and a folder of specifications whose pages lie there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.web_site import Site, serving

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A loopback site. A proxy of this machine is for the world outside."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with serving() as running:
        yield running
