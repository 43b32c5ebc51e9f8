"""What becomes of a call after its answer: tasks to look at again, and handlers that misbehave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Generator
from typing import Any

import pytest

from longtake import (
    AuthenticationError,
    LongtakeError,
    NotFoundError,
    ServiceUnavailableError,
    Snapshot,
    State,
)
from longtake.callbacks import Callback, Event, parse
from longtake.callbacks._events import Read
from longtake.callbacks._work import Job, Work
from tests.helpers.callback_bodies import DONE, FAILED, UNDER_WAY, Sample, written
from tests.helpers.callback_posts import Make, each_kind

RUNNING = Snapshot(state=State.RUNNING, vendor_state="so it goes")


class Heard:
    """A handler whose events can be waited for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._come = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._come:
            self.events.append(event)
            self._come.notify_all()

    def wait_for(self, count: int) -> None:
        with self._come:
            assert self._come.wait_for(lambda: len(self.events) >= count, 60)

    @property
    def states(self) -> list[State]:
        return [event.state for event in self.events]


class Vendor:
    """What reads show, one after the other; the last one for good."""

    def __init__(self, *shows: Snapshot | type[LongtakeError]) -> None:
        self.shows = list(shows)
        self.looks = 0
        self.failed: list[str] = []

    def read(self, callback: Callback[Any]) -> Read:
        self.looks += 1
        shown = self.shows.pop(0) if len(self.shows) > 1 else self.shows[0]
        if not isinstance(shown, Snapshot):
            raise shown("the vendor's words", provider=callback.provider)
        return Read(callback.family, shown)

    def job(self, sample: Sample, *, believed: bool = False) -> Job:
        return Job(
            callback=said(sample),
            label="",
            believed=believed,
            failed=lambda: self.failed.append(sample.task_id),
            loop=None,
        )


def said(sample: Sample) -> Callback[Any]:
    return parse(sample.provider, {}, written(sample))


WorkFor = Callable[..., Work]


@pytest.fixture
def work_for() -> Generator[WorkFor]:
    made: list[Work] = []

    def make(handler: Heard, vendor: Vendor, *, threads: int = 1, most_pending: int = 10) -> Work:
        work = Work(
            [handler],
            vendor.read,
            threads=threads,
            most_pending=most_pending,
            max_pending_bytes=1_000,
        )
        made.append(work)
        return work

    yield make
    for work in made:
        work.close(60)


ENDED = said(DONE[1]).snapshot


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("longtake.callbacks._work.AGAIN_S", (0.0,) * 3)


@pytest.mark.usefixtures("at_once")
def test_a_task_that_could_not_be_read_is_looked_at_again(
    work_for: WorkFor, caplog: pytest.LogCaptureFixture
) -> None:
    heard, vendor = Heard(), Vendor(ServiceUnavailableError, ServiceUnavailableError, ENDED)
    work = work_for(heard, vendor)
    assert work.add(vendor.job(DONE[1]))
    heard.wait_for(1)
    assert work.close(60) == 0
    assert (heard.states, vendor.looks) == ([State.SUCCEEDED], 3)
    # The vendor may call again all the same, and is heard.
    assert vendor.failed == [DONE[1].task_id] * 2
    assert "cannot be read now: ServiceUnavailableError" in caplog.text


@pytest.mark.usefixtures("at_once")
def test_an_end_that_reads_do_not_show_is_looked_at_again(work_for: WorkFor) -> None:
    heard, vendor = Heard(), Vendor(RUNNING, RUNNING, ENDED)
    work = work_for(heard, vendor)
    work.add(vendor.job(DONE[1]))
    heard.wait_for(2)
    assert work.close(60) == 0
    assert (heard.states, vendor.looks) == ([State.RUNNING, State.SUCCEEDED], 3)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("shown", [RUNNING, ServiceUnavailableError])
def test_looking_again_ends(
    work_for: WorkFor, shown: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """Somebody who forges an end must not have us look for ever."""
    caplog.set_level("WARNING", "longtake")
    heard, vendor, given_up = Heard(), Vendor(shown), threading.Event()
    vendor.failed = Failures(4, given_up)
    work = work_for(heard, vendor)
    work.add(vendor.job(DONE[1]))
    assert given_up.wait(60)
    assert work.close(60) == 0
    assert vendor.looks == 4
    assert "are given up" in caplog.text


class Failures(list[str]):
    """Tells when there are so many."""

    def __init__(self, count: int, reached: threading.Event) -> None:
        super().__init__()
        self._count, self._reached = count, reached

    def append(self, one: str) -> None:
        super().append(one)
        if len(self) == self._count:
            self._reached.set()


@pytest.mark.parametrize("error", [NotFoundError, AuthenticationError])
def test_what_would_fail_again_is_not_tried_again(
    work_for: WorkFor, error: type[LongtakeError]
) -> None:
    heard, vendor = Heard(), Vendor(error)
    work = work_for(heard, vendor)
    work.add(vendor.job(DONE[1]))
    assert work.close(60) == 0
    assert (vendor.looks, vendor.failed) == (1, [DONE[1].task_id])


def test_a_forged_end_holds_no_thread_and_the_true_one_is_heard_at_once(work_for: WorkFor) -> None:
    """There is one thread, and the next look by itself is seconds away."""
    heard, vendor = Heard(), Vendor(RUNNING, RUNNING, ENDED)
    work = work_for(heard, vendor)
    work.add(vendor.job(DONE[1]))
    work.add(vendor.job(DONE[0]))
    heard.wait_for(2)
    work.add(vendor.job(DONE[1]))
    heard.wait_for(3)
    assert [event.task_id for event in heard.events] == [
        DONE[1].task_id,
        DONE[0].task_id,
        DONE[1].task_id,
    ]
    assert heard.states == [State.RUNNING, State.RUNNING, State.SUCCEEDED]


def test_what_was_put_off_is_looked_at_a_last_time_and_told_of(
    work_for: WorkFor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.callbacks._work.AGAIN_S", (3600.0,) * 2)
    heard, vendor = Heard(), Vendor(RUNNING, ENDED, RUNNING)
    work = work_for(heard, vendor)
    work.add(vendor.job(DONE[1]))
    heard.wait_for(1)
    work.add(vendor.job(FAILED[0]))
    heard.wait_for(2)
    assert heard.states == [State.RUNNING, State.SUCCEEDED]
    assert work.close(60) == 1
    assert vendor.looks == 3
    assert f"all news of the task {said(DONE[1]).token}" in caplog.text
    assert not work.add(vendor.job(DONE[0]))


def test_what_is_put_off_counts_as_waiting(work_for: WorkFor) -> None:
    heard, vendor = Heard(), Vendor(RUNNING)
    work = work_for(heard, vendor, most_pending=1)
    assert work.accepts
    vendor.failed = Failures(1, put_off := threading.Event())
    work.add(vendor.job(DONE[1]))
    assert put_off.wait(60)
    # The same thread puts it off, then takes this one up.
    work.add(vendor.job(UNDER_WAY[0]))
    heard.wait_for(2)
    assert not work.accepts


def test_a_program_that_ends_takes_nothing_on_and_says_so(
    work_for: WorkFor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_work: object) -> None:
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    work = work_for(Heard(), vendor := Vendor(ENDED))
    with monkeypatch.context() as ending:
        ending.setattr("longtake.callbacks._work.ThreadPoolExecutor.submit", ends)
        assert not work.add(vendor.job(DONE[1]))
    assert f"news of the task {said(DONE[1]).token} is not handled" in caplog.text


def leaves(_event: Event) -> None:
    raise SystemExit("the handler has enough")


def is_interrupted(_event: Event) -> None:
    raise KeyboardInterrupt


async def leaves_too(_event: Event) -> None:
    raise SystemExit("the handler has enough")


async def is_cancelled(_event: Event) -> None:
    raise asyncio.CancelledError


@each_kind
@pytest.mark.parametrize("rude", [leaves, is_interrupted, leaves_too, is_cancelled])
def test_a_handler_that_wants_to_end_everything_ends_nothing(
    receiving: Make, rude: Callable[[Event], Any], caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Event] = []
    receiver = receiving(rude, heard.append, believe="body", threads=1)
    for number, sample in enumerate((UNDER_WAY[1], DONE[4], DONE[0])):
        assert receiver.post(sample, message=f"m{number}").status_code == 200
    assert receiver.close() == 0
    assert [event.state for event in heard] == [State.RUNNING, State.SUCCEEDED, State.SUCCEEDED]
    assert caplog.text.count("a handler failed at news of the task") == 3
