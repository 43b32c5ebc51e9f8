"""Count the requests of a client and measure the time to their responses, with httpx's event hooks."""

import time
from collections import Counter, defaultdict

import httpx
import pytest

from longtake import AsyncKie, Kie
from longtake.emulator import Fault
from longtake_pytest import ServedEmulator


class Meter:
    """Counts responses and adds up seconds by method and operation. The names contain no ids."""

    def __init__(self) -> None:
        self.responses: Counter[tuple[str, str, int]] = Counter()
        self.seconds: defaultdict[tuple[str, str], float] = defaultdict(float)

    def sent(self, request: httpx.Request) -> None:
        """Record when a request is sent. It carries the key, so do not log its headers."""
        request.extensions["began"] = time.perf_counter()

    def received(self, response: httpx.Response) -> None:
        """Record a response, including errors and responses that lead to a retry."""
        operation = response.request.method, response.request.url.path.rpartition("/")[2]
        self.responses[*operation, response.status_code] += 1
        self.seconds[operation] += time.perf_counter() - response.request.extensions["began"]

    async def sent_async(self, request: httpx.Request) -> None:
        """Record when a request is sent, for asynchronous clients, whose hooks are awaited."""
        self.sent(request)

    async def received_async(self, response: httpx.Response) -> None:
        """Record a response, for asynchronous clients."""
        self.received(response)


EXPECTED = {
    ("POST", "extend", 200): 1,
    ("GET", "record-info", 502): 1,
    ("GET", "record-info", 200): 1,
}


def test_every_attempt_is_counted(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    meter = Meter()
    hooks = longtake_kie.client.get_httpx_client().event_hooks
    hooks["request"].append(meter.sent)
    hooks["response"].append(meter.received)

    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    source = longtake_emulator.sources["kie/veo"].id
    longtake_kie.veo.extend(task_id=source, prompt="The dog runs on").status()
    assert meter.responses == EXPECTED
    assert all(seconds > 0 for seconds in meter.seconds.values())


@pytest.mark.anyio
async def test_every_attempt_of_an_async_client_is_counted(longtake_emulator: ServedEmulator) -> None:
    meter = Meter()
    longtake_emulator.kie.veo.next_read(Fault.bad_gateway())
    async with AsyncKie(**longtake_emulator.options("kie")) as kie:
        hooks = kie.client.get_async_httpx_client().event_hooks
        hooks["request"].append(meter.sent_async)
        hooks["response"].append(meter.received_async)
        source = longtake_emulator.sources["kie/veo"].id
        await (await kie.veo.extend(task_id=source, prompt="The dog runs on")).status()
    assert meter.responses == EXPECTED
