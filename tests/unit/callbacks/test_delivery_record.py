"""The record of announcements: bounded, told at once, and shared by threads."""

from __future__ import annotations

import asyncio
import threading

import pytest

from longtake import State
from longtake.callbacks import Announced, Record


def news(task_id: str, state: State = State.SUCCEEDED) -> Announced:
    return Announced(provider="kie", family="veo", task_id=task_id, state=state)


def test_a_call_is_new_once() -> None:
    record = Record()
    assert record.hear(news("a"), ["mark 1", "mark 2"])
    assert not record.hear(news("a", State.FAILED), ["mark 2", "mark 3"])
    assert not record.hear(news("a"), ["mark 3"])
    assert record.heard("kie", "a") == news("a")
    assert record.heard("useapi", "a") is None


def test_what_is_played_back_makes_no_repeat_of_what_is_true() -> None:
    record = Record()
    assert record.hear(news("a"), ["failed", "signed at noon"])
    assert not record.hear(news("a"), ["succeeded", "signed at noon"])
    assert record.hear(news("a"), ["succeeded", "signed at one"])


def test_what_came_to_nothing_may_come_again() -> None:
    record = Record()
    record.hear(news("a"), ["mark"])
    record.forget("kie", ["mark"])
    assert record.hear(news("a"), ["mark"])


def test_it_remembers_so_many_tasks_and_no_more() -> None:
    record = Record(tasks=10)
    for number in range(1000):
        record.hear(news(f"task {number}"), [f"mark {number}"])
    assert record.heard("kie", "task 989") is None
    assert all(record.heard("kie", f"task {number}") for number in range(990, 1000))
    assert len(record) == 10
    marks = record._marks["kie"]  # pyright: ignore[reportPrivateUsage] - memory is what is asked for
    assert len(marks) == 80


def test_who_floods_the_address_of_one_provider_pushes_out_nothing_of_another() -> None:
    record = Record(tasks=10)
    record.hear(news("a"), ["signed by kie"])
    for number in range(1000):
        flood = Announced(
            provider="useapi", family="gen2", task_id=f"task {number}", state=State.RUNNING
        )
        record.hear(flood, [f"mark {number}"])
    assert not record.hear(news("a", State.FAILED), ["signed by kie", "another body"])
    assert record.heard("kie", "a") == news("a")


def test_who_subscribes_late_is_told_what_was_before() -> None:
    record, told = Record(), list[Announced]()
    record.hear(news("a"), ["1"])
    end = record.subscribe("kie", "a", told.append)
    record.hear(news("a", State.FAILED), ["2"])
    record.hear(news("b"), ["3"])
    end()
    end()
    record.hear(news("a", State.CANCELLED), ["4"])
    assert [one.state for one in told] == [State.SUCCEEDED, State.FAILED]
    assert not record._listeners  # pyright: ignore[reportPrivateUsage] - as above


def test_a_listener_that_fails_keeps_nothing_from_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record, told = Record(), list[Announced]()

    def fails(_news: Announced) -> None:
        raise RuntimeError("the event loop is closed")

    record.subscribe("kie", "a", fails)
    record.subscribe("kie", "a", told.append)
    assert record.hear(news("a"), ["1"])
    assert told == [news("a")]
    assert "a listener of the record failed" in caplog.text


@pytest.mark.anyio
async def test_an_event_loop_is_woken_from_another_thread() -> None:
    record, woken = Record(), asyncio.Event()
    loop = asyncio.get_running_loop()
    record.subscribe("kie", "a", lambda _news: loop.call_soon_threadsafe(woken.set))
    thread = threading.Thread(target=record.hear, args=(news("a"), ["1"]))
    thread.start()
    await asyncio.wait_for(woken.wait(), 60)
    thread.join()


def test_of_many_threads_one_hears_a_call_first() -> None:
    record, results, told = Record(), list[bool](), list[Announced]()
    record.subscribe("kie", "a", told.append)
    start = threading.Barrier(8)

    def hear() -> None:
        start.wait(60)
        results.append(record.hear(news("a"), ["mark"]))

    threads = [threading.Thread(target=hear) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(True) == 1
    assert len(told) == 1
