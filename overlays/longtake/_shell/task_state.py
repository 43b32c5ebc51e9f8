"""The state of a task, and the errors about it, without any I/O."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define, field

from longtake._core.polling.poller import Poll, Poller, check_wait_options
from longtake._core.snapshot import SUBMITTED, Failure, Snapshot, State, VideoFile, latest, unlisted
from longtake._core.tokens import NotPicklable, TaskAddress, check_task_id
from longtake._shell.clock import wall_time
from longtake._shell.http.connections import CLOSED
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    MissingFileError,
    NotFoundError,
    TaskExpiredError,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
)
from longtake.interruptions import attach_pending, pending_after

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from longtake._core.callbacks import Callbacks
    from longtake._core.journal import Recorder
    from longtake._core.task_kind import Start, TaskKind
    from longtake._shell.clock import Clock, CloseSignal
    from longtake._shell.session import AsyncSession, SyncSession
    from longtake.models._videos import Origin

ErrorT = TypeVar("ErrorT", bound=LongtakeError)


@define(kw_only=True, eq=False, repr=False)
class TaskBase(NotPicklable):
    """The common part of `Task` and `AsyncTask`.

    Attributes:
        id: The provider's id of the task.
        snapshot: The result of the last poll, None before the first.
        polls: The number of polls.
    """

    _kind: TaskKind[Any] = field(repr=False, alias="kind")
    id: str
    snapshot: Snapshot | None = None
    polls: int = 0
    _submitted_at: float | None = field(default=None, repr=False, alias="submitted_at")
    _callbacks: Callbacks | None = field(default=None, repr=False, alias="callbacks")
    _start: Start | None = field(default=None, repr=False, alias="start")
    _parameters: Mapping[str, object] = field(
        factory=dict[str, object], repr=False, alias="parameters"
    )
    _cancelled: bool = field(default=False, init=False, repr=False)
    _last_unfinished_at: float | None = field(default=None, init=False, repr=False)
    _seen_unfinished_at: float | None = field(default=None, init=False, repr=False)
    _links_given_at: float | None = field(default=None, init=False, repr=False)
    _polled_at: float | None = field(default=None, init=False, repr=False)
    _without_file_since: float | None = field(default=None, init=False, repr=False)
    _recorded: tuple[object, ...] | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        check_task_id(self.id, provider=self.provider, kind=self.kind)

    def __repr__(self) -> str:
        state = self.snapshot.state.value if self.snapshot else "not polled"
        return f"{type(self).__name__}(model={self.model!r}, state={state!r}, id={self.id!r})"

    @property
    def provider(self) -> str:
        """Return the name of the provider, such as `kie`."""
        return self._kind.provider.name

    @property
    def kind(self) -> str:
        """Return the task kind, such as `veo`."""
        return self._kind.name

    @property
    def model(self) -> str:
        """Return the model as `longtake.extend` takes it, such as `kie/veo`.

        For a task that no such model made, this is the provider and the task kind.
        """
        model = self._origin().model
        return model.name if model else self._kind.model

    @property
    def credits(self) -> float | None:
        """Return the credits that the task cost, as the last poll reports them; None if it reports none.

        Most providers report them when the task ends, and some never do. A failed task may be refunded.
        """
        return None if self.snapshot is None else self.snapshot.credits

    @property
    def token(self) -> str:
        """Return a short string with which `from_token` returns this task in any process. It has no key."""
        return TaskAddress(self.provider, self.kind, self.id).token()

    def _check_wait_options(
        self, timeout: float | None, poll: Poll | None, on_change: object = None
    ) -> None:
        with self._naming_task():
            check_wait_options(timeout, poll, on_change)

    @staticmethod
    def _check_open(session: SyncSession[Any] | AsyncSession[Any]) -> None:
        """Raise `InvalidRequestError` if the client is closed, instead of at the first poll minutes later."""
        if session.close_signal.closed:
            raise InvalidRequestError(CLOSED)

    def _poller_options(
        self,
        session: SyncSession[Any] | AsyncSession[Any],
        timeout: float | None,
        poll: Poll | None,
    ) -> dict[str, Any]:
        """Return the arguments of `TaskPoller` and `AsyncTaskPoller`, except `fetch`."""
        callbacks = self._callbacks
        with self._naming_task():
            schedule = session.history.schedule(self._kind)
            poller = Poller(
                schedule=schedule if callbacks is None else schedule.with_callbacks,
                started=session.clock.monotonic(),
                poll=poll,
                submitted=self._submitted_at,
                fresh=self._submitted_at is not None and self.snapshot is None,
                timeout=timeout,
                known=self._known_to_exist(),
                without_file_since=self._without_file_since,
            )
        return {
            "schedule": poller,
            "clock": session.clock,
            "close_signal": session.close_signal,
            "limiter": session.limits.reads,
            "provider": self.provider,
            "subscribe": callbacks and partial(callbacks.subscribe, self.provider, self.id),
            "record_duration": partial(session.history.record, self._kind),
            "timeout_error": partial(self._timeout_error, session.close_signal),
            "naming_task": self._naming_task,
        }

    def _on_response(self, snapshot: Snapshot, now: float) -> Snapshot:
        self.polls += 1
        if snapshot.without_file and self._without_file_since is None:
            self._without_file_since = now
        if not snapshot.state.ended:
            self._seen_unfinished_at = now
        ended = self._has_ended()
        # A task that ended before its first poll in this process may be of any age.
        if self._known_to_exist() and not ended:
            self._last_unfinished_at = now
        self._links_given_at = (
            now if self._kind.retention.renews_links else self._last_unfinished_at
        )
        self.snapshot = latest(self.snapshot, snapshot)
        return snapshot

    def _has_news(self) -> bool:
        """Return whether the last poll showed something that the journal may not have."""
        from longtake._core.journal import recorded_part  # noqa: PLC0415 - only journals need it

        if self._recorded is None and self._submitted_at is not None:
            self._recorded = recorded_part(SUBMITTED)
        return self.snapshot is not None and recorded_part(self.snapshot) != self._recorded

    def _record_change(self, recorder: Recorder, at: float) -> None:
        """Write the state of the last poll to the journal, unless it has that state already."""
        from longtake._core.journal import recorded_part  # noqa: PLC0415 - only journals need it

        shown = self.snapshot
        if shown is None or recorded_part(shown) == self._recorded:
            return
        address = TaskAddress(self.provider, self.kind, self.id)
        if self._recorded is None:
            # The first poll of this process. Another one may have recorded the same.
            known = recorder.recorded(address)
            self._recorded = None if known is None else recorded_part(known)
        if recorded_part(shown) != self._recorded:
            recorder.changed(address, shown, at)
        self._recorded = recorded_part(shown)

    def _origin(self) -> Origin:
        """Return what is known about how the task was started."""
        from longtake.models._videos import Origin  # noqa: PLC0415 - loads the table of models

        return Origin(
            provider=self.provider,
            kind=self.kind,
            resource=self._start.resource if self._start else None,
            method=self._start.method if self._start else None,
            parameters=self._parameters,
            provider_model=self._provider_model(),
        )

    def _provider_model(self) -> str | None:
        """Return the provider's id of the model, as the last poll or the request has it."""
        if self.snapshot is not None and self.snapshot.provider_model is not None:
            return self.snapshot.provider_model
        sent = self._parameters.get("model")
        return sent if isinstance(sent, str) else None

    def _video_fields(self, snapshot: Snapshot | None, clock: Clock) -> Iterator[dict[str, Any]]:
        """Yield the fields that synchronous and asynchronous videos share. Raises as `_result` does."""
        files = self._result(snapshot)
        expires_at = self._kind.retention.expiry(self._completed_at(snapshot, clock))
        for index, file in enumerate(files):
            yield {
                "file": file,
                "index": index,
                "provider": self.provider,
                "kind": self.kind,
                "task_id": self.id,
                "expires_at": expires_at,
                "find_origin": self._origin,
                "retention": self._kind.retention,
                "given_at": self._links_given_at,
                "made_at": self._last_unfinished_at,
                "clock": clock,
            }

    def _completed_at(self, snapshot: Snapshot | None, clock: Clock) -> datetime | None:
        """Return when the task ended: the provider's time, else the earliest possible one."""
        if snapshot is not None and snapshot.completed_at is not None:
            return snapshot.completed_at
        seen_at = self._seen_unfinished_at
        if seen_at is None:
            seen_at = self._submitted_at
        if seen_at is None:
            return None
        return datetime.fromtimestamp(wall_time(clock) - (clock.monotonic() - seen_at), UTC)

    def _note_poll(self, now: float) -> None:
        """Record the time of the first poll."""
        if self._polled_at is None:
            self._polled_at = now

    def _not_found(self, error: NotFoundError, now: float) -> Snapshot:
        """Return the snapshot that "no such task" stands for, or raise the error.

        A task that was cancelled is no longer listed. One that this client submitted may not be listed yet,
        within 90 seconds of its first poll, unless a poll has shown it.
        """
        self._name_task(error)
        snapshot = unlisted(
            self.snapshot,
            submitted=self._submitted_at is not None,
            cancelled=self._cancelled,
            polled_for_s=0.0 if self._polled_at is None else now - self._polled_at,
        )
        if snapshot is None:
            raise error
        return snapshot

    def _timeout_error(
        self, close_signal: CloseSignal, poller: Poller, now: float
    ) -> LongtakeError:
        """Return the error for a task that has not ended when the wait for it is over."""
        if close_signal.closed:
            return self._error(InvalidRequestError, CLOSED)
        state = f"last state: {self.snapshot.provider_state}" if self.snapshot else "never polled"
        if poller.lacks_file:
            since = now if poller.without_file_since is None else poller.without_file_since
            error = self._error(
                MissingFileError,
                f"the provider still reports success without a file ({state}), {now - since:.0f} s after its "
                "first such response. The task may be charged. In case a file appears later, resume the task "
                f"with from_token({self.token!r})",
            )
            error.snapshot = self.snapshot
            return error
        return self._error(
            TaskTimeoutError,
            f"not done after {round(now - poller.started, 1):g} s ({state}). The task continues at the "
            f"provider; resume it with from_token({self.token!r})",
        )

    def _error(self, kind: type[ErrorT], message: str) -> ErrorT:
        """Return an error about this task."""
        error = kind(message)
        self._name_task(error)
        return error

    def _result(self, snapshot: Snapshot | None) -> tuple[VideoFile, ...]:
        """Return the videos of a task that has ended.

        Raises:
            TaskRejectedError: If moderation refused it.
            TaskExpiredError: If the provider has deleted it or its files.
            TaskFailedError: If it failed for another reason or was cancelled.
            InvalidRequestError: If no poll has shown that it has ended.
        """
        if snapshot is None or not snapshot.state.ended:
            raise InvalidRequestError(
                "the task has not ended as far as this client has polled it; call wait() first",
                provider=self.provider,
                kind=self.kind,
                task_id=self.id,
            )
        if snapshot.state is State.SUCCEEDED:
            return snapshot.videos
        failure = snapshot.failure or Failure(message=f"the task is {snapshot.provider_state}")
        kind, ending = TaskFailedError, "the task failed"
        if snapshot.state is State.CANCELLED:
            ending = "the task was cancelled"
        elif failure.rejected:
            kind = TaskRejectedError
        elif failure.expired:
            kind, ending = TaskExpiredError, "the task has expired"
        error = kind(
            f"{ending}: {failure.message}",
            provider=self.provider,
            kind=self.kind,
            code=failure.code,
            provider_message=failure.message,
            task_id=self.id,
            token=self.token,
        )
        error.snapshot = snapshot
        raise error

    def _name_task(self, error: LongtakeError) -> None:
        error.provider, error.kind, error.task_id = self.provider, self.kind, self.id
        error.token = self.token

    @contextmanager
    def _naming_task(self) -> Generator[None]:
        """Add the task to any error or interruption, since a caller may have no other reference to it."""
        try:
            yield
        except GeneratorExit:
            raise
        except BaseException as error:
            self._on_interruption(error)
            raise

    def _on_interruption(self, interruption: BaseException) -> None:
        if isinstance(interruption, LongtakeError):
            # A function of the caller may raise an error about another task.
            if interruption.task_id is None:
                self._name_task(interruption)
            return
        pending = pending_after(interruption)
        if pending is None or pending.token != self.token:
            pending = LongtakeError(
                "interrupted. The task continues at the provider; resume it with "
                f"from_token({self.token!r})",
                provider=self.provider,
                kind=self.kind,
                task_id=self.id,
                token=self.token,
            )
            attach_pending(interruption, pending)

    def _has_ended(self) -> bool:
        return self.snapshot is not None and self.snapshot.state.ended

    def _known_to_exist(self) -> bool:
        return self._submitted_at is not None or self.snapshot is not None
