"""Each provider's limits, by the emulator's clock."""

from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from longtake.emulator import AccountLimits, Emulator, Fault
from longtake.emulator.account import RateWindow
from longtake.emulator.tasks import Task
from tests.helpers.emulator_requests import (
    LONG_S,
    ORIGIN,
    USEAPI,
    extend,
    outcome,
    submit,
    wanted,
)
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
KIE_FAMILIES = [key for key, kind in KINDS.items() if kind.provider == "kie"]
SLOTS = ("useapi/gen2", "chainhub/kling")


async def ask(client: httpx.AsyncClient, emulator: Emulator, kind_key: str) -> tuple[int, int]:
    """Try to extend a task kind's source; return the HTTP status and the code in the body."""
    return outcome(await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id)))


@asynccontextmanager
async def limited(limits: AccountLimits) -> AsyncGenerator[tuple[httpx.AsyncClient, Emulator]]:
    """Open a client of an emulator with limits of its own."""
    emulator = Emulator(balance=1e6, limits=limits)
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client, emulator


async def test_kie_makes_twenty_tasks_in_ten_seconds_whatever_their_task_kind(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for number in range(20):
        assert await ask(client, emulator, KIE_FAMILIES[number % 3]) == (200, 200)
    balance = emulator.kie.account.balance
    for kind_key in KIE_FAMILIES:
        response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
        scripted = Fault.refuse("rate_limit")
        emulator.task_kinds[kind_key].next_submit(scripted)
        same = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
        assert outcome(response) == (200, 429)
        assert response.json() == same.json()
    assert len(emulator.ledger.creates) == 20
    assert emulator.kie.account.balance == balance
    emulator.advance(9.5)
    assert await ask(client, emulator, "kie/veo") == (200, 429)
    emulator.advance(0.5)
    assert await ask(client, emulator, "kie/veo") == (200, 200)


async def test_the_window_of_kie_slides() -> None:
    async with limited(AccountLimits(kie_creates=2)) as (client, emulator):
        seen: list[int] = []
        for _ in range(12):
            seen.append((await ask(client, emulator, "kie/runway"))[1])
            emulator.advance(3)
        # At 0 and 3, then at 12 and 15, and so on: never three within ten seconds.
        assert seen == [200, 200, 429, 429] * 3


async def test_what_kie_refuses_does_not_count(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.sources["kie/veo"].id
    for _ in range(30):
        await submit(client, "kie/veo", wanted("kie/veo", "unheard-of"))
        await submit(client, "kie/veo", wanted("kie/veo", source, seeds=1))
    emulator.kie.account.balance, balance = 1, emulator.kie.account.balance
    for _ in range(30):
        assert await ask(client, emulator, "kie/veo") == (200, 402)
    emulator.kie.account.balance = balance
    made = [await ask(client, emulator, "kie/veo") for _ in range(21)]
    assert made == [(200, 200)] * 20 + [(200, 429)]
    for _ in range(30):
        assert await ask(client, emulator, "kie/veo") == (200, 429)
    emulator.advance(10)
    assert await ask(client, emulator, "kie/veo") == (200, 200)


async def test_kie_checks_its_limit_before_the_source(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for _ in range(20):
        await extend(client, emulator, "kie/runway")
    unknown = await submit(client, "kie/runway", wanted("kie/runway", "unheard-of"))
    assert outcome(unknown) == (200, 429)
    # An invalid request does not count as a new task.
    assert outcome(await submit(client, "kie/runway", {})) == (200, 422)
    assert outcome(await client.post(KINDS["kie/runway"].submit_path, json={})) == (200, 401)


@pytest.mark.parametrize(
    ("kind_key", "refusal"),
    [("useapi/gen2", (429, 429)), ("chainhub/kling", (429, 1303))],
)
async def test_a_slot_is_held_until_the_task_has_ended(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, refusal: tuple[int, int]
) -> None:
    balances = emulator.state()["balances"]
    for _ in range(5):
        await extend(client, emulator, kind_key)
    taken = sum(record.credits for record in emulator.ledger.creates)
    assert await ask(client, emulator, kind_key) == refusal
    provider = kind_key.partition("/")[0]
    assert emulator.state()["balances"][provider] == balances[provider] - taken
    first = min(
        task.moment(emulator.clock.now() + LONG_S).since
        for task in emulator.task_kinds[kind_key].running(emulator.clock.now())
    )
    emulator.advance(first - emulator.clock.now() - 1)
    assert await ask(client, emulator, kind_key) == refusal
    emulator.advance(2)
    assert await ask(client, emulator, kind_key) not in {refusal}
    assert len(emulator.ledger.creates) == 6


@pytest.mark.parametrize("kind_key", SLOTS)
async def test_a_failed_task_holds_no_slot(kind_key: str) -> None:
    async with limited(AccountLimits(useapi_max_jobs=1, kling_parallel=1)) as (client, emulator):
        emulator.task_kinds[kind_key].next_task(fail="error")
        await extend(client, emulator, kind_key)
        assert (await ask(client, emulator, kind_key))[0] == 429
        emulator.advance(LONG_S)
        assert (await ask(client, emulator, kind_key))[0] == 200


async def test_a_source_that_cannot_be_extended_is_refused_before_klings_limit() -> None:
    kind_key = "chainhub/kling"
    async with limited(AccountLimits(kling_parallel=1)) as (client, emulator):
        await extend(client, emulator, kind_key)
        assert outcome(await submit(client, kind_key, wanted(kind_key, "1"))) == (404, 1203)
        long = emulator.not_extendable_sources[kind_key].id
        assert outcome(await submit(client, kind_key, wanted(kind_key, long))) == (400, 1201)


async def test_a_request_has_its_own_limit_of_jobs_at_useapi() -> None:
    async with limited(AccountLimits(useapi_max_jobs=1)) as (client, emulator):
        body = wanted("useapi/gen2", emulator.sources["useapi/gen2"].id)
        await submit(client, "useapi/gen2", body)
        assert (await submit(client, "useapi/gen2", body)).status_code == 429
        assert (await submit(client, "useapi/gen2", body | {"maxJobs": 2})).status_code == 200
        assert (await submit(client, "useapi/gen2", body | {"maxJobs": 2})).status_code == 429


async def test_a_cancelled_task_frees_its_slot_at_once() -> None:
    kind_key = "useapi/gen2"
    async with limited(AccountLimits(useapi_max_jobs=2)) as (client, emulator):
        cancelled, kept = [await extend(client, emulator, kind_key) for _ in range(2)]
        await client.delete(f"{KINDS[kind_key].read_path}/{cancelled}", headers=USEAPI)
        await extend(client, emulator, kind_key)
        response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
        (listed,) = response.json()["runningTasks"].values()
        assert kept in {entry["taskId"] for entry in listed}
        assert cancelled not in {entry["taskId"] for entry in listed}
        assert len(listed) == 2


async def test_without_limits_nothing_is_refused() -> None:
    async with limited(AccountLimits.none()) as (client, emulator):
        for kind_key in KINDS:
            for _ in range(30):
                await extend(client, emulator, kind_key)
        # A full queue can be scripted all the same.
        emulator.useapi.gen2.next_submit(Fault.refuse("rate_limit"))
        response = await submit(
            client, "useapi/gen2", wanted("useapi/gen2", emulator.sources["useapi/gen2"].id)
        )
        assert response.status_code == 429
        assert [len(listed) for listed in response.json()["runningTasks"].values()] == [30]


@pytest.mark.parametrize("kind_key", SLOTS)
async def test_tasks_that_have_ended_are_not_tested_again(
    monkeypatch: pytest.MonkeyPatch, kind_key: str
) -> None:
    polled: list[str] = []
    moment: Callable[[Task, float], Any] = Task.moment

    def count(self: Task, now: float) -> Any:
        polled.append(self.id)
        return moment(self, now)

    async with limited(AccountLimits(useapi_max_jobs=50, kling_parallel=50)) as (client, emulator):
        for _ in range(10):
            for _ in range(50):
                await extend(client, emulator, kind_key)
            emulator.advance(LONG_S)
        await extend(client, emulator, kind_key)
        monkeypatch.setattr(Task, "moment", count)
        await extend(client, emulator, kind_key)
        # The one that runs, its source, and itself, each a few times; none of the other 500.
        assert len(polled) < 10


@given(
    most=st.integers(1, 5),
    steps=st.lists(st.integers(0, 30).map(lambda tenths: tenths / 8), max_size=60),
)
def test_no_ten_seconds_ever_see_more_than_allowed(most: int, steps: list[float]) -> None:
    window, now, entered = RateWindow(most, 10), 0.0, list[float]()
    for step in steps:
        now += step
        lately = sum(now - 10 < time for time in entered)
        assert window.is_full(now) is (lately >= most)
        if not window.is_full(now):
            window.add(now)
            entered.append(now)


@pytest.mark.parametrize(
    "numbers",
    [{"kie_creates": 0}, {"useapi_max_jobs": -1}, {"kling_parallel": 0}, {"kie_window_s": 0}]
    + [{"kie_window_s": value} for value in (float("nan"), float("inf"), -1)],
)
def test_a_limit_that_lets_nothing_through_is_a_mistake_of_the_test(numbers: Any) -> None:
    (name,) = numbers
    with pytest.raises(ValueError, match=name):
        AccountLimits(**numbers)
