"""An emulator moved by hand, and a client that reaches it without a socket."""

from collections.abc import AsyncIterator

import httpx
import pytest

from longtake.emulator import Emulator
from tests.longtake.emulator.support import ORIGIN


@pytest.fixture
def anyio_backend() -> str:
    """Run asynchronous tests on asyncio."""
    return "asyncio"


@pytest.fixture
def emulator() -> Emulator:
    """A fresh emulator whose clock stands still."""
    return Emulator()


@pytest.fixture
async def client(emulator: Emulator) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the emulator, without credentials of its own."""
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as opened:
        yield opened
