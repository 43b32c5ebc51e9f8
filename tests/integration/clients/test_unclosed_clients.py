"""What a client that was not closed leaves behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest

from longtake import AsyncKie, InvalidRequestError, Kie
from longtake.emulator import Fault

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

# As a process of its own: each connection in it is a client's.
PROGRAM = """
import asyncio, gc, os, socket, sys, threading
from longtake import AsyncKie, InvalidRequestError, Kie

source, elsewhere = sys.argv[1:]

def connected():
    sockets = [each for each in gc.get_objects() if isinstance(each, socket.socket)]
    return [each for each in sockets if each.family == socket.AF_INET and each.fileno() >= 0]

def used():
    kie = Kie()
    kie.veo.extend(task_id=source, prompt="On").status()
    kie._session.downloads.get(elsewhere)
    assert len(connected()) == 2, connected()
    return kie

def blocking():
    used()

def in_a_circle():
    kie = used()
    kie.itself = kie

def closed_twice():
    with used() as kie:
        kie.close()

def by_many_threads():
    kie = used()
    poll = kie.veo.extend(task_id=source, prompt="On").status
    threads = [threading.Thread(target=poll) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

def in_a_child(steps):
    child = os.fork()
    if child == 0:
        try:
            steps()
        except BaseException as error:
            print(error, file=sys.stderr)
            os._exit(1)
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0

def forgotten_in_a_child():
    kept = [used()]
    def forget():
        kept.clear()
        gc.collect()
        assert not connected(), connected()
    in_a_child(forget)
    kept[0].veo.extend(task_id=source, prompt="On")

def used_in_a_child():
    kie = used()
    def use():
        for send in (
            lambda: kie.veo.extend(task_id=source, prompt="On"),
            lambda: kie._session.downloads.get(elsewhere),
        ):
            try:
                send()
            except InvalidRequestError as error:
                assert "the parent process of this one" in str(error), error
            else:
                raise AssertionError("it was sent")
    in_a_child(use)
    kie.veo.extend(task_id=source, prompt="On")

def made_before_a_child():
    with Kie() as kie:
        in_a_child(lambda: kie.veo.extend(task_id=source, prompt="On"))
        kie.veo.extend(task_id=source, prompt="On")

async def awaited():
    kie = AsyncKie()
    await (await kie.veo.extend(task_id=source, prompt="On")).status()
    await kie._session.downloads.get(elsewhere)
    assert len(connected()) == 2, connected()
    return kie

async def closings():
    while len(asyncio.all_tasks()) > 1:
        await asyncio.sleep(0)
    assert not connected(), connected()

async def main():
    await awaited()
    gc.collect()
    await closings()

async def at_the_loops_end():
    await awaited()

async def by_another_thread():
    kept = [await awaited()]
    def forget():
        kept.clear()
        gc.collect()
    thread = threading.Thread(target=forget)
    thread.start()
    thread.join()
    await asyncio.sleep(0)
    await closings()

async def cancelled():
    sending = asyncio.create_task(AsyncKie().veo.extend(task_id=source, prompt="On"))
    while not connected():
        await asyncio.sleep(0)
    sending.cancel()
    await asyncio.wait([sending])
    del sending
    gc.collect()
    await closings()

def run(steps):
    # Development mode would tell of slow steps, too.
    return asyncio.run(steps, debug=False)

{steps}
gc.collect()
assert not connected(), connected()
"""


def ran(steps: str, emulator: ServedEmulator, *options: str) -> tuple[int, str]:
    """How a program ended, and what it had to say."""
    source = emulator.sources["kie/veo"].id
    program = [sys.executable, *options, "-c", PROGRAM.format(steps=steps)]
    done = subprocess.run(  # noqa: S603 - our own program
        [*program, source, emulator.base_url], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stderr


@pytest.mark.usefixtures("longtake_environment")
@pytest.mark.parametrize(
    "steps",
    [
        "blocking()",
        "in_a_circle()",
        "closed_twice()",
        "by_many_threads()",
        "run(main())",
        "run(at_the_loops_end())",
        "run(by_another_thread())",
        "run(cancelled())",
    ],
)
def test_a_forgotten_client_leaves_no_socket_and_no_warning(
    steps: str, longtake_emulator: ServedEmulator
) -> None:
    assert ran(steps, longtake_emulator, "-X", "dev", "-W", "error") == (0, "")


@pytest.mark.usefixtures("longtake_environment")
def test_a_client_that_lives_until_exit_leaves_no_warning(
    longtake_emulator: ServedEmulator,
) -> None:
    steps = "kie = used()\nraise SystemExit(0)"
    assert ran(steps, longtake_emulator, "-X", "dev", "-W", "error") == (0, "")


@pytest.mark.needs_system("fork")
@pytest.mark.usefixtures("longtake_environment")
@pytest.mark.parametrize(
    ("steps", "submits"),
    [("forgotten_in_a_child()", 2), ("used_in_a_child()", 2), ("made_before_a_child()", 2)],
)
def test_a_connection_stays_in_its_process(
    steps: str, submits: int, longtake_emulator: ServedEmulator
) -> None:
    assert ran(steps, longtake_emulator, "-X", "dev", "-W", "error") == (0, "")
    assert len(longtake_emulator.ledger.creates) == submits


@pytest.mark.usefixtures("longtake_environment")
@pytest.mark.parametrize(
    "again", ["kie.veo.extend(task_id=source, prompt='On')", "kie.close()"], ids=["send", "close"]
)
def test_a_connection_stays_in_its_event_loop(
    again: str, longtake_emulator: ServedEmulator
) -> None:
    # That Python warns of what the first loop left open is deserved.
    steps = f"kie = run(awaited())\nasync def go(): await {again}\nrun(go())"
    code, said = ran(steps, longtake_emulator, "-W", "ignore")
    assert code == 1
    assert "the client's connections belong to another event loop" in said
    assert len(longtake_emulator.ledger.creates) == 1


def test_a_client_closed_between_two_attempts_is_an_error(
    longtake_emulator: ServedEmulator,
) -> None:
    options = longtake_emulator.options("kie")

    class Closing:
        """A clock on which the client is closed while an attempt is waited for."""

        def monotonic(self) -> float:
            return 0.0

        def sleep(self, seconds: float) -> None:
            del seconds
            kie.close()

        async def sleep_async(self, seconds: float) -> None:
            raise AssertionError(seconds)

    longtake_emulator.kie.veo.next_submit(Fault.refuse("rate_limit"))
    options["clock"] = Closing()
    kie = Kie(**options)
    with pytest.raises(InvalidRequestError, match="the client is closed"):
        kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On")


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
async def test_a_transport_that_was_brought_outlives_a_forgotten_async_client() -> None:
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
