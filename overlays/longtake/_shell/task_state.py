"""What a task is and has shown, and what its errors say: all that needs no connection."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from functools import partial
from typing import Any, TypeVar

from attrs import define, field

from longtake._core.callbacks import Callbacks
from longtake._core.polling.poller import Poll, Poller, check_wait_options
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile, latest, unlisted
from longtake._core.task_kind import TaskKind
from longtake._core.tokens import NotPicklable, TaskAddress, is_task_id
from longtake._shell.clock import CloseSignal
from longtake._shell.http.connections import CLOSED
from longtake._shell.session import AsyncSession, SyncSession
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    MissingFileError,
    NotFoundError,
    TaskExpiredError,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
    attach_pending,
    pending_after,
)

ErrorT = TypeVar("ErrorT", bound=LongtakeError)


@define(kw_only=True, eq=False, repr=False)
class TaskBase(NotPicklable):
    """What a task is and has shown, however it is asked.

    Attributes:
        id: The vendor's id of the task.
        snapshot: What the last look showed, None before the first.
        polls: How many looks there were.
    """

    _kind: TaskKind[Any] = field(repr=False, alias="kind")
    id: str
    snapshot: Snapshot | None = None
    polls: int = 0
    _submitted_at: float | None = field(default=None, repr=False, alias="submitted_at")
    _callbacks: Callbacks | None = field(default=None, repr=False, alias="callbacks")
    _cancelled: bool = field(default=False, init=False, repr=False)
    _last_unfinished_at: float | None = field(default=None, init=False, repr=False)
    _links_given_at: float | None = field(default=None, init=False, repr=False)
    _polled_at: float | None = field(default=None, init=False, repr=False)
    _without_file_since: float | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not is_task_id(self.id):
            raise InvalidRequestError(
                f"{self.id[:40]!r} is no task id", provider=self.provider, kind=self.kind
            )

    def __repr__(self) -> str:
        state = self.snapshot.state.value if self.snapshot else "not polled"
        model = self._kind.model
        return f"{type(self).__name__}(model={model!r}, state={state!r}, id={self.id!r})"

    @property
    def provider(self) -> str:
        """The provider's name, such as `kie`."""
        return self._kind.provider.name

    @property
    def kind(self) -> str:
        """The task kind, such as `veo`."""
        return self._kind.name

    @property
    def model(self) -> str:
        """The model as `longtake.extend` takes it, such as `kie/veo`."""
        return self._kind.model

    @property
    def token(self) -> str:
        """A short string that a client's `from_token` turns back into this task, anywhere. Holds no key."""
        return TaskAddress(self.provider, self.kind, self.id).token()

    def _check_wait_options(
        self, timeout: float | None, poll: Poll | None, on_change: object = None
    ) -> None:
        with self._naming_task():
            check_wait_options(timeout, poll, on_change)

    @staticmethod
    def _check_open(session: SyncSession[Any] | AsyncSession[Any]) -> None:
        """Raise at once what the first poll, which may be minutes away, would raise."""
        if session.close_signal.closed:
            raise InvalidRequestError(CLOSED)

    def _poller_options(
        self,
        session: SyncSession[Any] | AsyncSession[Any],
        timeout: float | None,
        poll: Poll | None,
    ) -> dict[str, Any]:
        """What both kinds of watch are made with."""
        callbacks = self._callbacks
        with self._naming_task():
            usual = session.history.schedule(self._kind)
            waiting = Poller(
                schedule=usual if callbacks is None else usual.with_callbacks,
                started=session.clock.monotonic(),
                poll=poll,
                submitted=self._submitted_at,
                fresh=self._submitted_at is not None and self.snapshot is None,
                timeout=timeout,
                known=self._known_to_exist(),
                without_file_since=self._without_file_since,
            )
        return {
            "schedule": waiting,
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
        ended = self._has_ended()
        # What a task made that ended before anybody here knew of it is as old as that.
        if self._known_to_exist() and not ended:
            self._last_unfinished_at = now
        self._links_given_at = (
            now if self._kind.retention.renews_links else self._last_unfinished_at
        )
        self.snapshot = latest(self.snapshot, snapshot)
        return snapshot

    def _note_poll(self, now: float) -> None:
        """Note that a poll begins."""
        if self._polled_at is None:
            self._polled_at = now

    def _not_found(self, error: NotFoundError, now: float) -> Snapshot:
        """Return what "no such task" means, or raise the error.

        A task that was cancelled is no longer listed. One that this client submitted may not be listed yet,
        within 90 seconds of its first poll, unless a poll has shown it.
        """
        self._name_task(error)
        meant = unlisted(
            self.snapshot,
            submitted=self._submitted_at is not None,
            cancelled=self._cancelled,
            polled_for_s=0.0 if self._polled_at is None else now - self._polled_at,
        )
        if meant is None:
            raise error
        return meant

    def _timeout_error(
        self, close_signal: CloseSignal, poller: Poller, now: float
    ) -> LongtakeError:
        """Return the error for a task that has not ended when waiting for it is over."""
        if close_signal.closed:
            return self._error(InvalidRequestError, CLOSED)
        seen = self.snapshot.provider_state if self.snapshot else "never looked at"
        if poller.lacks_file:
            since = now if poller.without_file_since is None else poller.without_file_since
            missing = self._error(
                MissingFileError,
                f"the provider reports success without a file (last seen: {seen}), and still did so "
                f"{now - since:.0f} s after the first such response. The task may be charged. A file may yet "
                f"come: from_token({self.token!r}) finds the task again",
            )
            missing.snapshot = self.snapshot
            return missing
        return self._error(
            TaskTimeoutError,
            f"not done after {round(now - poller.started, 1):g} s (last seen: {seen}). The task goes on at "
            f"the vendor: from_token({self.token!r}) finds it again",
        )

    def _error(self, kind: type[ErrorT], message: str) -> ErrorT:
        """Return an error about this task."""
        error = kind(message)
        self._name_task(error)
        return error

    def _result(self, snapshot: Snapshot | None) -> tuple[VideoFile, ...]:
        """The videos of a task that was seen to end.

        Raises:
            TaskRejectedError: If moderation refused it.
            TaskExpiredError: If the provider does not keep it or its files any longer.
            TaskFailedError: If it failed otherwise, or was cancelled.
            InvalidRequestError: If it was not seen to end.
        """
        if snapshot is None or not snapshot.state.ended:
            raise InvalidRequestError(
                "the task was not seen to end: wait for it first",
                provider=self.provider,
                kind=self.kind,
                task_id=self.id,
            )
        if snapshot.state is State.SUCCEEDED:
            return snapshot.videos
        failure = snapshot.failure or Failure(message=f"the task is {snapshot.provider_state}")
        kind, ended = TaskFailedError, "the task failed"
        if snapshot.state is State.CANCELLED:
            ended = "cancelled"
        elif failure.rejected:
            kind = TaskRejectedError
        elif failure.expired:
            kind, ended = TaskExpiredError, "expired"
        error = kind(
            f"{ended}: {failure.message}",
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
        """Let whatever ends the waiting, which may be all that a caller holds, say how to find the task."""
        try:
            yield
        except GeneratorExit:
            raise
        except BaseException as ending:
            self._on_interruption(ending)
            raise

    def _on_interruption(self, ending: BaseException) -> None:
        if isinstance(ending, LongtakeError):
            # A caller's own function may raise what is about another task.
            if ending.task_id is None:
                self._name_task(ending)
            return
        left = pending_after(ending)
        if left is None or left.token != self.token:
            left = LongtakeError(
                f"interrupted; the task goes on at the vendor: from_token({self.token!r}) finds it again",
                provider=self.provider,
                kind=self.kind,
                task_id=self.id,
                token=self.token,
            )
            attach_pending(ending, left)

    def _has_ended(self) -> bool:
        return self.snapshot is not None and self.snapshot.state.ended

    def _known_to_exist(self) -> bool:
        return self._submitted_at is not None or self.snapshot is not None
