"""A pipeline: submissions, polls and calls at the same time, for any number of items."""

from __future__ import annotations

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from longtake import Change, Kie, Rate, RateLimitError, Task, UseApi, WaitResult
from longtake._shell.submit_all import SubmitResult
from longtake.cli._pipeline import CallResult, Pipeline
from longtake.emulator import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from longtake import Prepared
    from longtake_pytest import ServedEmulator


def prepared(client: Kie | UseApi, emulator: ServedEmulator, number: int) -> Prepared[Task]:
    if isinstance(client, Kie):
        source = emulator.sources["kie/veo"].id
        return client.veo.prepare.extend(task_id=source, prompt=f"take {number}")
    source = emulator.sources["useapi/gen2"].id
    return client.gen2.prepare.extend(asset_id=source, seed=number + 1)


class Feed:
    """Submits one item at each call, and counts the items."""

    def __init__(self, takes: Iterator[Prepared[Task]]) -> None:
        self.pipeline = Pipeline(self, timeout=None)
        self.fed = 0
        self._takes = takes

    def __call__(self) -> bool:
        take = next(self._takes, None)
        if take is not None:
            self.pipeline.submit(self.fed, take)
            self.fed += 1
        return take is not None


def results(pipeline: Pipeline, kind: type[Any]) -> dict[int, Any]:
    return {number: event for number, event in pipeline.events() if isinstance(event, kind)}


def test_tasks_of_two_providers_pass(
    longtake_kie: Kie, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    clients = (longtake_kie, longtake_useapi)
    feed = Feed(prepared(clients[number % 2], longtake_emulator, number) for number in range(30))
    ended = results(feed.pipeline, WaitResult)
    assert sorted(ended) == list(range(30))
    assert all(result.error is None for result in ended.values())
    assert len(longtake_emulator.ledger.creates) == 30


def test_no_more_run_than_the_limit_and_few_are_read_ahead(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = 3
    longtake_kie.limits.submits.rate = Rate(1000)
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(20))
    feed.pipeline.lookahead = 4
    running, most, ahead = set[int](), 0, 0
    for number, event in feed.pipeline.events():
        if isinstance(event, SubmitResult):
            running.add(number)
            most = max(most, len(running))
            ahead = max(ahead, feed.fed - number)
        elif isinstance(event, WaitResult):
            running.discard(number)
    assert most == 3
    assert ahead <= 8


def test_a_task_is_waited_for_while_others_are_submitted(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = 2
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(6))
    kinds = [
        type(event)
        for _, event in feed.pipeline.events()
        if isinstance(event, SubmitResult | WaitResult)
    ]
    assert kinds.index(WaitResult) < len(kinds) - 1 - kinds[::-1].index(SubmitResult)


def test_changes_are_reported(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    feed = Feed(iter([prepared(longtake_kie, longtake_emulator, 0)]))
    changes = [event for _, event in feed.pipeline.events() if isinstance(event, Change)]
    shown = [change.progress for change in changes if change.progress is not None]
    assert len(shown) > 10
    assert shown == sorted(shown)


def test_a_refusal_for_too_many_requests_is_sent_again(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.kie.veo.next_submit(*[Fault.refuse("rate_limit", retry_after_s=20)] * 3)
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(5))
    ended = results(feed.pipeline, SubmitResult)
    assert [ended[number].error for number in range(5)] == [None] * 5
    assert len(longtake_emulator.ledger.creates) == 5


def test_other_errors_are_events(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("insufficient_credits"))
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(2))
    submitted = results(feed.pipeline, SubmitResult)
    assert sorted(type(each.error).__name__ for each in submitted.values()) == [
        "InsufficientCreditsError",
        "NoneType",
    ]


def test_waiting_submissions_can_be_dropped(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = 1
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(4))
    dropped, ended = list[int](), list[int]()
    for number, event in feed.pipeline.events():
        if isinstance(event, SubmitResult):
            dropped += feed.pipeline.drop_submissions()
        elif isinstance(event, WaitResult):
            ended.append(number)
    assert (dropped, ended) == ([1, 2, 3], [0])


def test_tasks_of_an_earlier_run_count_as_running(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_kie.limits.running = 1
    earlier = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="earlier"
    )
    takes = iter([prepared(longtake_kie, longtake_emulator, 1)])

    def feed() -> bool:
        if not order:
            order.append("earlier")
            pipeline.wait_for(0, earlier, prepared(longtake_kie, longtake_emulator, 0))
            return True
        for take in takes:
            pipeline.submit(1, take)
        return False

    order: list[object] = []
    pipeline = Pipeline(feed, timeout=None)
    order += [
        (number, type(event).__name__)
        for number, event in pipeline.events()
        if not isinstance(event, Change)
    ]
    assert order == ["earlier", (0, "WaitResult"), (1, "SubmitResult"), (1, "WaitResult")]


def test_calls_run_beside_the_polls(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(6))
    threads = set[str]()

    def call(task: Task) -> str:
        threads.add(threading.current_thread().name)
        if task.id == failing.get("id"):
            raise RateLimitError("too many")
        return task.id

    failing: dict[str, str] = {}
    returned: dict[int, CallResult] = {}
    for number, event in feed.pipeline.events():
        if isinstance(event, WaitResult):
            failing.setdefault("id", event.task.id)
            feed.pipeline.call(number, partial(call, event.task))
        elif isinstance(event, CallResult):
            returned[number] = event
    assert len(returned) == 6
    assert sum(result.error is not None for result in returned.values()) == 1
    assert all(name.startswith("longtake-calls") for name in threads)


def test_an_error_of_a_call_that_is_not_of_longtake_is_raised(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    feed = Feed(iter([prepared(longtake_kie, longtake_emulator, 0)]))

    def call() -> None:
        raise ZeroDivisionError

    def run(call: Callable[[], None]) -> None:
        for number, event in feed.pipeline.events():
            if isinstance(event, WaitResult):
                feed.pipeline.call(number, call)

    with pytest.raises(ZeroDivisionError):
        run(call)


def test_ended_items_are_not_kept(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    feed = Feed(prepared(longtake_kie, longtake_emulator, number) for number in range(20))
    for _ in feed.pipeline.events():
        pass
    pipeline: Any = feed.pipeline
    kept = (
        pipeline._prepared,
        pipeline._polled,
        pipeline._polls._pollers,
        pipeline._polls.queue._pollers,
        pipeline._queue._queue_of,
    )
    assert [len(each) for each in kept] == [0] * 5
