"""Processing after the response: tasks that are polled again, and handlers that fail."""

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
from longtake.callbacks._events import PolledTask
from longtake.callbacks._processor import CallbackProcessor, PendingCallback
from tests.helpers.callback_bodies import DONE, FAILED, UNDER_WAY, Sample, written
from tests.helpers.callback_posts import Make, each_kind

RUNNING = Snapshot(state=State.RUNNING, provider_state="running")


class Collector:
    """A handler whose events can be waited for."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self._arrived = threading.Condition()

    def __call__(self, event: Event) -> None:
        with self._arrived:
            self.events.append(event)
            self._arrived.notify_all()

    def wait_for(self, count: int) -> None:
        with self._arrived:
            assert self._arrived.wait_for(lambda: len(self.events) >= count, 60)

    @property
    def states(self) -> list[State]:
        return [event.state for event in self.events]


class Provider:
    """The responses to polls, one after the other; the last one is repeated."""

    def __init__(self, *responses: Snapshot | type[LongtakeError]) -> None:
        self.responses = list(responses)
        self.polls = 0
        self.unsettled: list[str] = []

    def poll(self, callback: Callback[Any]) -> PolledTask:
        self.polls += 1
        shown = self.responses.pop(0) if len(self.responses) > 1 else self.responses[0]
        if not isinstance(shown, Snapshot):
            raise shown("an error", provider=callback.provider)
        return PolledTask(callback.kind, shown)

    def pending(self, sample: Sample, *, trusted: bool = False) -> PendingCallback:
        return PendingCallback(
            callback=callback_of(sample),
            label="",
            trusted=trusted,
            on_unsettled=lambda: self.unsettled.append(sample.task_id),
            loop=None,
        )


def callback_of(sample: Sample) -> Callback[Any]:
    return parse(sample.provider, {}, written(sample))


MakeProcessor = Callable[..., CallbackProcessor]


@pytest.fixture
def make_processor() -> Generator[MakeProcessor]:
    made: list[CallbackProcessor] = []

    def make(
        handler: Collector, provider: Provider, *, max_workers: int = 1, max_pending: int = 10
    ) -> CallbackProcessor:
        processor = CallbackProcessor(
            [handler],
            provider.poll,
            max_workers=max_workers,
            max_pending=max_pending,
            max_pending_bytes=1_000,
        )
        made.append(processor)
        return processor

    yield make
    for processor in made:
        processor.close(60)


ENDED = callback_of(DONE[1]).snapshot


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("longtake.callbacks._processor.REPOLL_DELAYS_S", (0.0,) * 3)


@pytest.mark.usefixtures("at_once")
def test_a_task_is_polled_again_after_a_failed_poll(
    make_processor: MakeProcessor, caplog: pytest.LogCaptureFixture
) -> None:
    collector, provider = (
        Collector(),
        Provider(ServiceUnavailableError, ServiceUnavailableError, ENDED),
    )
    processor = make_processor(collector, provider)
    assert processor.add(provider.pending(DONE[1]))
    collector.wait_for(1)
    assert processor.close(60) == 0
    assert (collector.states, provider.polls) == ([State.SUCCEEDED], 3)
    # The provider may send the callback again, and it counts.
    assert provider.unsettled == [DONE[1].task_id] * 2
    assert "failed temporarily: ServiceUnavailableError" in caplog.text


@pytest.mark.usefixtures("at_once")
def test_a_task_is_polled_again_until_it_shows_the_reported_end(
    make_processor: MakeProcessor,
) -> None:
    collector, provider = Collector(), Provider(RUNNING, RUNNING, ENDED)
    processor = make_processor(collector, provider)
    processor.add(provider.pending(DONE[1]))
    collector.wait_for(2)
    assert processor.close(60) == 0
    assert (collector.states, provider.polls) == ([State.RUNNING, State.SUCCEEDED], 3)


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("shown", [RUNNING, ServiceUnavailableError])
def test_repeated_polling_ends(
    make_processor: MakeProcessor, shown: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """A forged end must not cause polls for ever."""
    caplog.set_level("WARNING", "longtake")
    collector, provider, exhausted = Collector(), Provider(shown), threading.Event()
    provider.unsettled = CountedList(4, exhausted)
    processor = make_processor(collector, provider)
    processor.add(provider.pending(DONE[1]))
    assert exhausted.wait(60)
    assert processor.close(60) == 0
    assert provider.polls == 4
    assert "is not polled again" in caplog.text


class CountedList(list[str]):
    """A list that sets an event at a length."""

    def __init__(self, count: int, reached: threading.Event) -> None:
        super().__init__()
        self._count, self._reached = count, reached

    def append(self, one: str) -> None:
        super().append(one)
        if len(self) == self._count:
            self._reached.set()


@pytest.mark.parametrize("error", [NotFoundError, AuthenticationError])
def test_a_permanent_error_is_not_repeated(
    make_processor: MakeProcessor, error: type[LongtakeError]
) -> None:
    collector, provider = Collector(), Provider(error)
    processor = make_processor(collector, provider)
    processor.add(provider.pending(DONE[1]))
    assert processor.close(60) == 0
    assert (provider.polls, provider.unsettled) == (1, [DONE[1].task_id])


def test_a_forged_end_blocks_no_thread_and_the_true_one_is_polled_at_once(
    make_processor: MakeProcessor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is one thread, and the next repeated poll is an hour away."""
    monkeypatch.setattr("longtake.callbacks._processor.REPOLL_DELAYS_S", (3600.0,) * 2)
    collector, provider = Collector(), Provider(RUNNING, RUNNING, ENDED)
    processor = make_processor(collector, provider)
    processor.add(provider.pending(DONE[1]))
    processor.add(provider.pending(DONE[0]))
    collector.wait_for(2)
    processor.add(provider.pending(DONE[1]))
    collector.wait_for(3)
    assert [event.task_id for event in collector.events] == [
        DONE[1].task_id,
        DONE[0].task_id,
        DONE[1].task_id,
    ]
    assert collector.states == [State.RUNNING, State.RUNNING, State.SUCCEEDED]


def test_closing_polls_postponed_tasks_and_logs_the_others(
    make_processor: MakeProcessor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("longtake.callbacks._processor.REPOLL_DELAYS_S", (3600.0,) * 2)
    collector, provider = Collector(), Provider(RUNNING, ENDED, RUNNING)
    processor = make_processor(collector, provider)
    processor.add(provider.pending(DONE[1]))
    collector.wait_for(1)
    processor.add(provider.pending(FAILED[0]))
    collector.wait_for(2)
    assert collector.states == [State.RUNNING, State.SUCCEEDED]
    assert processor.close(60) == 1
    assert provider.polls == 3
    assert f"all callbacks of the task {callback_of(DONE[1]).token}" in caplog.text
    assert not processor.add(provider.pending(DONE[0]))


def test_a_postponed_callback_counts_as_pending(make_processor: MakeProcessor) -> None:
    collector, provider = Collector(), Provider(RUNNING)
    processor = make_processor(collector, provider, max_pending=1)
    assert processor.has_room
    provider.unsettled = CountedList(1, postponed := threading.Event())
    processor.add(provider.pending(DONE[1]))
    assert postponed.wait(60)
    # The same thread postpones it, then processes this one.
    processor.add(provider.pending(UNDER_WAY[0]))
    collector.wait_for(2)
    assert not processor.has_room


def test_a_program_that_ends_accepts_nothing_and_logs_it(
    make_processor: MakeProcessor, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ends(*_arguments: object) -> None:
        raise RuntimeError("cannot schedule new futures after interpreter shutdown")

    processor = make_processor(Collector(), provider := Provider(ENDED))
    with monkeypatch.context() as ending:
        ending.setattr("longtake.callbacks._processor.ThreadPoolExecutor.submit", ends)
        assert not processor.add(provider.pending(DONE[1]))
    assert f"a callback of the task {callback_of(DONE[1]).token} is not handled" in caplog.text


def exits(_event: Event) -> None:
    raise SystemExit("the handler exits")


def interrupts(_event: Event) -> None:
    raise KeyboardInterrupt


async def exits_async(_event: Event) -> None:
    raise SystemExit("the handler exits")


async def cancels_async(_event: Event) -> None:
    raise asyncio.CancelledError


@each_kind
@pytest.mark.parametrize("handler", [exits, interrupts, exits_async, cancels_async])
def test_a_handler_that_exits_ends_nothing(
    receiving: Make, handler: Callable[[Event], Any], caplog: pytest.LogCaptureFixture
) -> None:
    events: list[Event] = []
    receiver = receiving(handler, events.append, trust="body", max_workers=1)
    for number, sample in enumerate((UNDER_WAY[1], DONE[4], DONE[0])):
        assert receiver.post(sample, message=f"m{number}").status_code == 200
    assert receiver.close() == 0
    assert [event.state for event in events] == [State.RUNNING, State.SUCCEEDED, State.SUCCEEDED]
    assert caplog.text.count("a handler failed with an event of the task") == 3
