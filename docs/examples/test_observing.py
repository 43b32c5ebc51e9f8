"""What a client sends and how long answers take, counted and timed by httpx's own event hooks."""

import time
from collections import Counter, defaultdict

import httpx
import pytest

from longtake import AsyncKie, Kie
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator


class Meter:
    """Counts answers and adds up seconds, by what was asked for; ids stay out of the names."""

    def __init__(self) -> None:
        self.answers: Counter[tuple[str, str, int]] = Counter()
        self.seconds: defaultdict[tuple[str, str], float] = defaultdict(float)

    def sent(self, request: httpx.Request) -> None:
        """Note when a request leaves. It carries the key: never log its headers."""
        request.extensions["began"] = time.perf_counter()

    def answered(self, response: httpx.Response) -> None:
        """Note an answer, also one that will be an error or leads to another attempt."""
        asked = response.request.method, response.request.url.path.rpartition("/")[2]
        self.answers[*asked, response.status_code] += 1
        self.seconds[asked] += time.perf_counter() - response.request.extensions["began"]

    async def sent_async(self, request: httpx.Request) -> None:
        """`sent` for async clients, whose hooks are awaited."""
        self.sent(request)

    async def answered_async(self, response: httpx.Response) -> None:
        """`answered` for async clients."""
        self.answered(response)


EXPECTED = {
    ("POST", "extend", 200): 1,
    ("GET", "record-info", 502): 1,
    ("GET", "record-info", 200): 1,
}


def test_every_attempt_is_counted(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    meter = Meter()
    hooks = longtake_kie.client.get_httpx_client().event_hooks
    hooks["request"].append(meter.sent)
    hooks["response"].append(meter.answered)

    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    source = longtake_emulator.sources["kie/veo"].id
    longtake_kie.veo.extend(task_id=source, prompt="The dog runs on").status()
    assert meter.answers == EXPECTED
    assert all(seconds > 0 for seconds in meter.seconds.values())


@pytest.mark.anyio
async def test_so_it_is_for_async_callers(longtake_emulator: ServedEmulator) -> None:
    meter = Meter()
    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        hooks = kie.client.get_async_httpx_client().event_hooks
        hooks["request"].append(meter.sent_async)
        hooks["response"].append(meter.answered_async)
        source = longtake_emulator.sources["kie/veo"].id
        await (await kie.veo.extend(task_id=source, prompt="The dog runs on")).status()
    assert meter.answers == EXPECTED
