"""What a client leaves behind that nobody closed."""

from __future__ import annotations

import asyncio
import subprocess
import sys

import httpx
import pytest

from longtake import AsyncKie, Kie
from longtake_pytest import ServedEmulator

# As a process of its own: each connection in it is a client's.
PROGRAM = """
import asyncio, gc, socket, sys
from longtake import AsyncKie, Kie

source, elsewhere = sys.argv[1:]

def connected():
    sockets = [each for each in gc.get_objects() if isinstance(each, socket.socket)]
    return [each for each in sockets if each.family == socket.AF_INET and each.fileno() >= 0]

def blocking():
    kie = Kie()
    kie.veo.extend(task_id=source, prompt="On").status()
    kie._session.downloads.get(elsewhere)
    assert len(connected()) == 2, connected()

async def awaited():
    kie = AsyncKie()
    await (await kie.veo.extend(task_id=source, prompt="On")).status()
    await kie._session.downloads.get(elsewhere)
    assert len(connected()) == 2, connected()

async def main():
    await awaited()
    gc.collect()
    while len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)
    assert not connected(), connected()

{steps}
gc.collect()
assert not connected(), connected()
"""


@pytest.mark.usefixtures("longtake_environment")
@pytest.mark.parametrize("steps", ["blocking()", "asyncio.run(main())"])
def test_a_forgotten_client_leaves_no_socket_and_no_warning(
    steps: str, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    program = [sys.executable, "-W", "always", "-c", PROGRAM.format(steps=steps)]
    done = subprocess.run(  # noqa: S603 - our own program
        [*program, source, longtake_emulator.base_url], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


class Brought(httpx.MockTransport):
    """A caller's own transport, which may serve more than one client."""

    closed = False

    def __init__(self) -> None:
        super().__init__(lambda _request: httpx.Response(500))

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def test_a_transport_that_was_brought_outlives_a_forgotten_client() -> None:
    transport = Brought()
    assert repr(Kie("k", transport=transport)) == "Kie()"  # and it is forgotten
    assert not transport.closed
    Kie("k", transport=transport).close()
    assert transport.closed


@pytest.mark.anyio
async def test_and_a_forgotten_async_client() -> None:
    transport = Brought()
    assert repr(AsyncKie("k", transport=transport)) == "AsyncKie()"  # and it is forgotten
    for _ in range(3):
        await asyncio.sleep(0)
    assert not transport.closed
    await AsyncKie("k", transport=transport).close()
    assert transport.closed


def test_an_async_client_may_be_forgotten_without_a_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    unraisable: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", unraisable.append)
    assert repr(AsyncKie("k")) == "AsyncKie()"
    assert unraisable == []
