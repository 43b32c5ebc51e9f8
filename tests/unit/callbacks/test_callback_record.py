"""The record of callbacks: it is bounded, calls listeners at once, and is shared by threads."""

from __future__ import annotations

import asyncio
import threading

import pytest

from longtake import State
from longtake.callbacks import CallbackRecord, ReceivedCallback
from tests.helpers.callback_records import add, forget


def received(task_id: str, state: State = State.SUCCEEDED) -> ReceivedCallback:
    return ReceivedCallback(provider="kie", kind="veo", task_id=task_id, state=state)


def test_a_callback_is_new_once() -> None:
    record = CallbackRecord()
    assert add(record, received("a"), "fingerprint 1", "fingerprint 2")
    assert not add(record, received("a", State.FAILED), "fingerprint 2", "fingerprint 3")
    assert not add(record, received("a"), "fingerprint 3")
    assert record.last("kie", "a") == received("a")
    assert record.last("useapi", "a") is None


def test_a_replayed_signature_makes_no_repeat_of_a_true_callback() -> None:
    record = CallbackRecord()
    assert add(record, received("a"), "failed", "signed at noon")
    assert not add(record, received("a"), "succeeded", "signed at noon")
    assert add(record, received("a"), "succeeded", "signed at one")


def test_a_forgotten_callback_is_new_again() -> None:
    record = CallbackRecord()
    add(record, received("a"), "fingerprint")
    forget(record, "kie", "fingerprint")
    assert add(record, received("a"), "fingerprint")


def test_the_record_keeps_a_limited_number_of_tasks() -> None:
    record = CallbackRecord(max_tasks=10)
    for number in range(1000):
        add(record, received(f"task {number}"), f"fingerprint {number}")
    assert record.last("kie", "task 989") is None
    assert all(record.last("kie", f"task {number}") for number in range(990, 1000))
    assert len(record) == 10
    fingerprints = record._fingerprints["kie"]  # pyright: ignore[reportPrivateUsage] - the test is about memory
    assert len(fingerprints) == 80


def test_a_flood_to_one_provider_displaces_nothing_of_another() -> None:
    record = CallbackRecord(max_tasks=10)
    add(record, received("a"), "signed by kie")
    for number in range(1000):
        flood = ReceivedCallback(
            provider="useapi", kind="gen2", task_id=f"task {number}", state=State.RUNNING
        )
        add(record, flood, f"fingerprint {number}")
    assert not add(record, received("a", State.FAILED), "signed by kie", "another body")
    assert record.last("kie", "a") == received("a")


def test_a_late_listener_is_called_with_the_last_callback() -> None:
    record, calls = CallbackRecord(), list[ReceivedCallback]()
    add(record, received("a"), "1")
    end = record.subscribe("kie", "a", calls.append)
    add(record, received("a", State.FAILED), "2")
    add(record, received("b"), "3")
    end()
    end()
    add(record, received("a", State.CANCELLED), "4")
    assert [one.state for one in calls] == [State.SUCCEEDED, State.FAILED]
    assert not record._listeners  # pyright: ignore[reportPrivateUsage] - as above


def test_a_failing_listener_does_not_stop_the_others(
    caplog: pytest.LogCaptureFixture,
) -> None:
    record, calls = CallbackRecord(), list[ReceivedCallback]()

    def fails(_received: ReceivedCallback) -> None:
        raise RuntimeError("the event loop is closed")

    record.subscribe("kie", "a", fails)
    record.subscribe("kie", "a", calls.append)
    assert add(record, received("a"), "1")
    assert calls == [received("a")]
    assert "a listener of the record failed" in caplog.text


@pytest.mark.anyio
async def test_a_listener_wakes_an_event_loop_from_another_thread() -> None:
    record, woken = CallbackRecord(), asyncio.Event()
    loop = asyncio.get_running_loop()
    record.subscribe("kie", "a", lambda _received: loop.call_soon_threadsafe(woken.set))
    thread = threading.Thread(target=add, args=(record, received("a"), "1"))
    thread.start()
    await asyncio.wait_for(woken.wait(), 60)
    thread.join()


def test_one_of_many_threads_adds_a_callback() -> None:
    record, results, calls = CallbackRecord(), list[bool](), list[ReceivedCallback]()
    record.subscribe("kie", "a", calls.append)
    start = threading.Barrier(8)

    def add_one() -> None:
        start.wait(60)
        results.append(add(record, received("a"), "fingerprint"))

    threads = [threading.Thread(target=add_one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(True) == 1
    assert len(calls) == 1
