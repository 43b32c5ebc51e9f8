"""Count and time the requests of a client with httpx's own event hooks."""

import time
from collections import Counter, defaultdict

import httpx
import pytest

from longtake import AsyncKie, Kie
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator


class Meter:
    """Counts responses and adds up seconds, by method and operation; ids stay out of the names."""

    def __init__(self) -> None:
        self.responses: Counter[tuple[str, str, int]] = Counter()
        self.seconds: defaultdict[tuple[str, str], float] = defaultdict(float)

    def on_request(self, request: httpx.Request) -> None:
        """Note when a request leaves. It carries the key: never log its headers."""
        request.extensions["began"] = time.perf_counter()

    def on_response(self, response: httpx.Response) -> None:
        """Count a response, also one that becomes an error or leads to another attempt."""
        request = response.request
        operation = request.method, request.url.path.rpartition("/")[2]
        self.responses[*operation, response.status_code] += 1
        self.seconds[operation] += time.perf_counter() - request.extensions["began"]

    async def on_request_async(self, request: httpx.Request) -> None:
        """`on_request` for asynchronous clients, whose hooks are awaited."""
        self.on_request(request)

    async def on_response_async(self, response: httpx.Response) -> None:
        """`on_response` for asynchronous clients."""
        self.on_response(response)


EXPECTED = {
    ("POST", "extend", 200): 1,
    ("GET", "record-info", 502): 1,
    ("GET", "record-info", 200): 1,
}


def test_every_attempt_is_counted(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    meter = Meter()
    hooks = longtake_kie.client.get_httpx_client().event_hooks
    hooks["request"].append(meter.on_request)
    hooks["response"].append(meter.on_response)

    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    source = longtake_emulator.sources["kie/veo"].id
    longtake_kie.veo.extend(task_id=source, prompt="The dog runs on").status()
    assert meter.responses == EXPECTED
    assert all(seconds > 0 for seconds in meter.seconds.values())


@pytest.mark.anyio
async def test_every_asynchronous_attempt_is_counted(longtake_emulator: ServedEmulator) -> None:
    meter = Meter()
    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        hooks = kie.client.get_async_httpx_client().event_hooks
        hooks["request"].append(meter.on_request_async)
        hooks["response"].append(meter.on_response_async)
        source = longtake_emulator.sources["kie/veo"].id
        await (await kie.veo.extend(task_id=source, prompt="The dog runs on")).status()
    assert meter.responses == EXPECTED
