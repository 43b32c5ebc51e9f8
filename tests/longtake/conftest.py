"""The emulated vendors on a free loopback port, their clock moved by the clients' sleeping."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from longtake.emulator import Emulator, Server, serve
from tests.longtake.scenarios import Vendors


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def server() -> Iterator[Server]:
    """Emulated vendors in their first state."""
    with serve(Emulator()) as running:
        yield running


@pytest.fixture
def vendors(server: Server) -> Vendors:
    """How to make clients for them."""
    return Vendors(server)


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keys and addresses of whoever runs the tests must not matter."""
    for provider in ("KIE", "USEAPI", "CHAINHUB"):
        monkeypatch.delenv(f"{provider}_BASE_URL", raising=False)
        monkeypatch.delenv(f"{provider}_API_KEY", raising=False)
    monkeypatch.delenv("USEAPI_TOKEN", raising=False)
