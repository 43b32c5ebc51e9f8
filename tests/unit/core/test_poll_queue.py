"""Many tasks under one schedule, on a clock that is moved from one thing to do to the next."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from attrs import define, field

from longtake._core.poll_queue import PollQueue
from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollHints, poll_schedule
from longtake._core.rate_limit import DEFAULT_POLL_RATE, Rate, RateLimiter
from longtake._core.snapshot import Snapshot, State

HOW = poll_schedule(PollHints(median_s=100, spread=0.3, interval_s=20))
RUNNING = Snapshot(state=State.RUNNING, provider_state="running")
DONE = Snapshot(state=State.SUCCEEDED, provider_state="done")


@define
class Scene:
    """Tasks that end at known times, and polls that take a while."""

    poll_takes_s: float = 0.2
    fleet: PollQueue = field(factory=PollQueue)
    ends: list[float] = field(factory=list[float])
    waitings: list[Poller] = field(factory=list[Poller])
    provider_of: list[str] = field(factory=list[str])
    budget_of: list[RateLimiter] = field(factory=list[RateLimiter])
    begun: list[tuple[float, int]] = field(factory=list[tuple[float, int]])
    found: dict[int, float] = field(factory=dict[int, float])
    late: dict[int, float] = field(factory=dict[int, float])
    most_busy: Counter[str] = field(factory=Counter[str])

    def add(
        self,
        ends: float,
        budget: RateLimiter,
        provider: str = "kie",
        *,
        submitted: float = 0.0,
        timeout: float | None = 1800.0,
    ) -> None:
        waiting = Poller(
            schedule=HOW,
            started=max(0.0, submitted),
            submitted=submitted,
            fresh=submitted >= 0,
            timeout=timeout,
        )
        self.fleet.add(waiting, provider=provider, limiter=budget, now=0)
        self.ends.append(ends)
        self.waitings.append(waiting)
        self.provider_of.append(provider)
        self.budget_of.append(budget)

    def run(self) -> None:
        now, under_way, busy = 0.0, list[tuple[float, int]](), Counter[str]()
        while len(self.found) + len(self.late) < len(self.ends):
            while under_way and under_way[0][0] <= now:
                _, number = under_way.pop(0)
                self.budget_of[number].end(now)
                busy[self.provider_of[number]] -= 1
                self.respond(number, now)
            for number in self.fleet.begin(now):
                busy[self.provider_of[number]] += 1
                self.begun.append((now, number))
                under_way.append((now + self.poll_takes_s, number))
            self.most_busy |= busy
            self.late |= dict.fromkeys(self.fleet.timed_out(now), now)
            pause = self.fleet.pause_s(now)
            moments = [moment for moment, _ in under_way[:1]]
            moments += [] if pause is None else [now + pause]
            now = min(moments, default=now)

    def respond(self, number: int, now: float) -> None:
        done = now >= self.ends[number]
        self.waitings[number].on_response(DONE if done else RUNNING, now)
        if done:
            self.found[number] = now
        self.fleet.on_response(number, now, ended=done)

    def delay(self) -> float:
        return sum(self.found[number] - self.ends[number] for number in self.found) / len(
            self.found
        )

    def check_budgets(self) -> None:
        for budget in set(self.budget_of):
            times = [now for now, number in self.begun if self.budget_of[number] is budget]
            assert budget.rate is not None
            # The provider may count a poll when it begins or when it ends.
            for first, next_window in zip(times, times[budget.rate.times :], strict=False):
                assert next_window - (first + self.poll_takes_s) >= budget.rate.per_s - 1e-9


def alone(ends: float, poll_takes_s: float) -> float:
    scene = Scene(poll_takes_s)
    scene.add(ends, RateLimiter(DEFAULT_POLL_RATE))
    scene.run()
    return scene.delay()


def durations(count: int) -> list[float]:
    random = Random(20)  # noqa: S311 - the same each time, and no secret
    return [random.lognormvariate(4.6, 0.3) for _ in range(count)]


def test_thousands_are_found_as_soon_as_each_alone_while_the_budget_allows_it() -> None:
    scene = Scene()
    budgets = {name: RateLimiter(DEFAULT_POLL_RATE) for name in ("kie", "useapi", "chainhub")}
    taking = durations(4_000)
    for number, each in enumerate(taking):
        name, submitted = tuple(budgets)[number % 3], number * 0.3
        scene.add(submitted + each, budgets[name], name, submitted=submitted)
    scene.run()
    assert not scene.late
    scene.check_budgets()
    assert max(scene.most_busy.values()) <= 8
    some = taking[:400]
    assert scene.delay() <= 1.2 * sum(alone(each, 0.2) for each in some) / len(some)


def test_ten_thousand_are_waited_for_within_the_budget_and_end_by_the_deadline() -> None:
    scene = Scene()
    budget = RateLimiter(DEFAULT_POLL_RATE)
    for each in durations(10_000):
        scene.add(each, budget, timeout=600)
    scene.run()
    scene.check_budgets()
    assert max(scene.most_busy.values()) <= 8
    assert len(scene.begun) == pytest.approx(10 * 600 / 1.2, rel=0.15)
    assert set(scene.late.values()) == {601}
    assert len(scene.found) > 3000


def test_connections_are_shared_by_the_clients_of_a_provider_and_by_no_others() -> None:
    scene = Scene(poll_takes_s=5)
    for name in ("kie", "kie", "useapi"):
        budget = RateLimiter(DEFAULT_POLL_RATE)
        for _ in range(20):
            scene.add(50, budget, name, submitted=-100)
    scene.run()
    assert scene.most_busy == {"kie": 8, "useapi": 8}
    scene.check_budgets()


def test_the_task_that_waits_longest_is_polled_first() -> None:
    scene = Scene(poll_takes_s=0)
    budget = RateLimiter(Rate(1))
    for _ in range(30):
        scene.add(0, budget, submitted=-1)
    scene.run()
    assert [number for _, number in scene.begun] == list(range(30))
    assert all(after[0] - before[0] == 1 for before, after in pairwise(scene.begun))


def test_no_client_keeps_the_connections_to_itself() -> None:
    scene = Scene(poll_takes_s=1, fleet=PollQueue(connections=1))
    budgets = RateLimiter(DEFAULT_POLL_RATE), RateLimiter(DEFAULT_POLL_RATE)
    for number in range(20):
        scene.add(0, budgets[number % 2], submitted=-1)
    scene.run()
    assert [number for _, number in scene.begun] == list(range(20))


def test_a_deadline_of_ones_own_is_kept_behind_a_long_queue() -> None:
    scene = Scene(poll_takes_s=0)
    budget = RateLimiter(Rate(1))
    for _ in range(300):
        scene.add(0, budget, submitted=-1, timeout=None)
    scene.add(0, budget, submitted=-1, timeout=20)
    scene.run()
    assert scene.late == {300: 21}
    assert len(scene.found) == 300


def test_the_last_poll_falls_on_the_deadline() -> None:
    scene = Scene(poll_takes_s=0)
    scene.add(7, RateLimiter(DEFAULT_POLL_RATE), timeout=7)
    scene.add(8, RateLimiter(DEFAULT_POLL_RATE), timeout=7)
    scene.run()
    assert scene.found == {0: 7}
    assert scene.late == {1: 7}
