"""Several threads at one emulator: requests in some, the test's own methods in another."""

import asyncio
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from longtake.emulator import AccountLimits, Emulator, Fault, serve
from longtake.emulator.endpoints import Endpoint, ParsedRequest
from longtake.emulator.responses import ProviderResponse
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    ORIGIN,
    USEAPI,
    extend,
    read,
    submit,
    wanted,
)
from tests.helpers.task_kinds import KINDS

THREADS = 4
ROUNDS = 25


@pytest.fixture
def hurried() -> Iterator[None]:
    """Let the threads take turns as often as they can."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(usual)


def in_threads(work: Callable[[int], None], meanwhile: Callable[[int], object]) -> None:
    """Do `work` in several threads, and something else in this one until they end."""
    with ThreadPoolExecutor(THREADS) as pool:
        workers = [pool.submit(work, number) for number in range(THREADS)]
        step = 0
        while not all(worker.done() for worker in workers):
            meanwhile(step)
            step += 1
    for worker in workers:
        worker.result()


@pytest.mark.usefixtures("hurried")
def test_lists_work_while_videos_are_added(emulator: Emulator) -> None:
    lists = {
        "/useapi/v1/runwayml/tasks/?offset=0&limit=1000": USEAPI,
        KINDS["chainhub/kling"].submit_path: KINDS["chainhub/kling"].headers,
    }
    emulator.reset(limits=AccountLimits.none())

    async def ask() -> None:
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for _ in range(ROUNDS):
                for kind_key in ("useapi/gen2", "chainhub/kling"):
                    await extend(client, emulator, kind_key)
                for path, headers in lists.items():
                    response = await client.get(path, headers=headers)
                    assert response.status_code == 200

    def meanwhile(step: int) -> None:
        for kind in emulator.task_kinds.values():
            kind.add_video(f"{kind.name}-{step}", seconds=3)
            kind.running(emulator.clock.now())
        emulator.state()

    in_threads(lambda _: asyncio.run(ask()), meanwhile)
    now = emulator.clock.now()
    for kind_key in ("useapi/gen2", "chainhub/kling"):
        made = len(emulator.ledger.creates_of(kind_key))
        assert made == len(emulator.task_kinds[kind_key].running(now)) == THREADS * ROUNDS


@pytest.mark.usefixtures("hurried")
def test_what_is_in_the_purse_is_spent_once() -> None:
    emulator = Emulator(limits=AccountLimits.none(), balance=60.0 * 30 + 59)

    async def ask() -> None:
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for _ in range(ROUNDS):
                body = wanted("kie/veo", emulator.sources["kie/veo"].id)
                response = await submit(client, "kie/veo", body)
                assert response.json()["code"] in {200, 402}

    in_threads(lambda _: asyncio.run(ask()), lambda _: emulator.kie.account.balance)
    assert len(emulator.ledger.creates) == 30
    assert (emulator.kie.account.balance, emulator.kie.account.used) == (59, 1800)


@pytest.mark.anyio
async def test_one_request_is_carried_out_at_a_time(
    emulator: Emulator, client: httpx.AsyncClient
) -> None:
    busy = emulator.kie.shared.lock
    taken: list[bool] = []

    def carry_out(request: ParsedRequest) -> ProviderResponse:
        del request
        # In another thread: the lock could be re-entrant.
        other = threading.Thread(target=lambda: taken.append(busy.acquire(blocking=False)))
        other.start()
        other.join()
        return ProviderResponse(200)

    emulator.kie.endpoints.append(Endpoint("other", "GET", "/now", carry_out))
    await client.get("/kie/now", headers=KINDS["kie/veo"].headers)
    assert taken == [False]
    assert not busy.locked()
    # All providers share one lock: they share the ledger and the source of randomness.
    assert busy is emulator.useapi.shared.lock is emulator.chainhub.shared.lock


@pytest.mark.usefixtures("hurried")
def test_the_fault_of_the_n_th_read_happens_once(emulator: Emulator) -> None:
    emulator.kie.veo.on_read(THREADS * ROUNDS // 2, Fault.response(455))
    source = emulator.sources["kie/veo"].id

    async def read_lists() -> list[int]:
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return [(await read(client, "kie/veo", source)).status_code for _ in range(ROUNDS)]

    statuses: list[int] = []
    in_threads(lambda _: statuses.extend(asyncio.run(read_lists())), lambda _: emulator.task_kinds)
    assert statuses.count(455) == 1
    assert statuses.count(200) == THREADS * ROUNDS - 1


def test_two_servers_of_one_emulator_have_one_purse(emulator: Emulator) -> None:
    with serve(emulator) as first, serve(emulator) as second:
        assert first.base_url != second.base_url
        for server in (first, second):
            for kind_key in KIND_KEYS:
                body = wanted(kind_key, emulator.sources[kind_key].id)
                response = httpx.post(
                    f"{server.base_url}{KINDS[kind_key].submit_path}",
                    json=body,
                    headers=KINDS[kind_key].headers,
                )
                assert response.status_code == 200
    assert len(emulator.ledger.creates) == 2 * len(KIND_KEYS)
    assert len(emulator.ledger.duplicates()) == len(KIND_KEYS)
