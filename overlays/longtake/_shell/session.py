"""The limits of an account, shared by all clients that have the same key at the same address."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Generator, Hashable
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import copy_context
from typing import Any, Final, Generic, TypeAlias, TypeVar, cast
from weakref import WeakValueDictionary

from attrs import field, frozen

from longtake._core.rate_limit import KeyLimits
from longtake._core.reconcile.steps import PARSE_ERRORS, Pause, Steps
from longtake._core.reconcile.submission import Outcome, RecentSubmits
from longtake._core.snapshot import Failure, Snapshot, State
from longtake._core.task_kind import Call, ParsedResponse, TaskKind
from longtake._shell import log
from longtake._shell.api_key import Identity
from longtake._shell.clock import Clock, CloseSignal, SystemClock
from longtake._shell.history import DurationHistory, open_history
from longtake._shell.http.connections import AsyncTransport, SyncTransport
from longtake._shell.http.context import context_var_set, deadline
from longtake._shell.http.downloads import AsyncDownloadClient, DownloadClient
from longtake._shell.http.request import Settings
from longtake.errors import (
    ContentRejectedError,
    InvalidRequestError,
    LongtakeError,
    UnexpectedAnswerError,
)

# What a client spent that is closed by now still counts at the vendor: the last so many accounts are kept.
_KEPT: Final = 256

_Account: TypeAlias = tuple[Hashable, ...]

accounts: Final[WeakValueDictionary[_Account, KeyLimits]] = WeakValueDictionary()
"""Those of all accounts that clients are for. It holds no key."""

_recent: Final[deque[KeyLimits]] = deque(maxlen=_KEPT)
_lock: Final = threading.Lock()


def account_limits(settings: Settings) -> KeyLimits:
    """The limits of the account that a client is for."""
    provider = settings.provider
    time = _clock_identity(settings.clock)
    account = (provider.name, settings.base_url, settings.keys.identity, time)
    with _lock:
        limits = accounts.get(account)
        if limits is None:
            limits = accounts[account] = KeyLimits(provider.submit_rate, provider.max_running)
            if time is None:
                _recent.append(limits)
        return limits


def _clock_identity(clock: Clock) -> Hashable:
    """What tells times apart that cannot be compared: None for the machine's own."""
    return None if type(clock) is SystemClock else Identity(clock)


ClientT = TypeVar("ClientT")

# A vendor whose words never end is not to fill the memory with them, or the log.
_MAX_UNKNOWN_STATES: Final = 20


@frozen(kw_only=True)
class SyncSession(Generic[ClientT]):
    """What sync families, tasks and videos call through."""

    raw: ClientT
    downloads: DownloadClient = field(repr=False)
    clock: Clock
    history: DurationHistory = field(factory=DurationHistory, repr=False)
    recent_submits: RecentSubmits = field(factory=RecentSubmits, repr=False)
    limits: KeyLimits = field(factory=KeyLimits, repr=False)
    close_signal: CloseSignal = field(factory=CloseSignal, repr=False)
    unknown_states: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)

    def read(
        self, task_kind: TaskKind[ClientT], task_id: str, until: float | None = None
    ) -> Snapshot:
        """Look at a task, and give up `until` that moment of the clock.

        Raises as `ApiClient.send` does, and `UnexpectedAnswerError`.
        """
        # In a context of its own: wherever an interruption comes, no deadline is left to what follows.
        return copy_context().run(self._read, task_kind, task_id, until)

    def _read(self, task_kind: TaskKind[ClientT], task_id: str, until: float | None) -> Snapshot:
        with _naming_task(task_kind, task_id), _until(until):
            try:
                answer = task_kind.read.call(task_id).send(self.raw)
            except LongtakeError as error:
                return _failed_task(error)
            return _log_unknown_state(
                task_kind, task_kind.read.snapshot(answer.parsed, task_id), self.unknown_states
            )

    def cancel(self, task_kind: TaskKind[ClientT], task_id: str) -> None:
        """Ask the vendor to stop a task."""
        # A success is a success, whatever the generated client makes of its body.
        with _naming_task(task_kind, task_id), suppress(*PARSE_ERRORS):
            cancel_call(task_kind)(task_id).send(self.raw)

    def run_steps(self, steps: Steps[ClientT]) -> Outcome[str]:
        """Make the calls and pauses that lead to what became of a submit."""
        try:
            step = next(steps)
            while True:
                answer: ParsedResponse[Any] | None = None
                try:
                    if isinstance(step, Pause):
                        self.clock.sleep(step.seconds)
                    else:
                        answer = step.send(self.raw)
                except (LongtakeError, *PARSE_ERRORS) as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration as ended:
            return cast("Outcome[str]", ended.value)


@frozen(kw_only=True)
class AsyncSession(Generic[ClientT]):
    """`SyncSession` for async callers."""

    raw: ClientT
    downloads: AsyncDownloadClient = field(repr=False)
    clock: Clock
    history: DurationHistory = field(factory=DurationHistory, repr=False)
    recent_submits: RecentSubmits = field(factory=RecentSubmits, repr=False)
    limits: KeyLimits = field(factory=KeyLimits, repr=False)
    close_signal: CloseSignal = field(factory=CloseSignal, repr=False)
    unknown_states: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)

    async def read(
        self, task_kind: TaskKind[ClientT], task_id: str, until: float | None = None
    ) -> Snapshot:
        """Look at a task, and give up `until` that moment of the clock."""
        with _naming_task(task_kind, task_id), _until(until):
            try:
                answer = await task_kind.read.call(task_id).send_async(self.raw)
            except LongtakeError as error:
                return _failed_task(error)
            return _log_unknown_state(
                task_kind, task_kind.read.snapshot(answer.parsed, task_id), self.unknown_states
            )

    async def cancel(self, task_kind: TaskKind[ClientT], task_id: str) -> None:
        """Ask the vendor to stop a task."""
        with _naming_task(task_kind, task_id), suppress(*PARSE_ERRORS):
            await cancel_call(task_kind)(task_id).send_async(self.raw)

    async def run_steps(self, steps: Steps[ClientT]) -> Outcome[str]:
        """Make the calls and pauses that lead to what became of a submit."""
        try:
            step = next(steps)
            while True:
                answer: ParsedResponse[Any] | None = None
                try:
                    if isinstance(step, Pause):
                        await self.clock.sleep_async(step.seconds)
                    else:
                        answer = await step.send_async(self.raw)
                except (LongtakeError, *PARSE_ERRORS) as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(answer)
        except StopIteration as ended:
            return cast("Outcome[str]", ended.value)


def cancel_call(task_kind: TaskKind[ClientT]) -> Callable[[str], Call[ClientT]]:
    """The operation that stops a task.

    Raises:
        InvalidRequestError: If the vendor has none.
    """
    if task_kind.cancel is None:
        raise InvalidRequestError(
            "this vendor has no way to stop a task: one that runs goes on, and is billed, whoever waits",
            provider=task_kind.provider.name,
            kind=task_kind.name,
        )
    return task_kind.cancel


@contextmanager
def _naming_task(task_kind: TaskKind[ClientT], task_id: str) -> Generator[None]:
    try:
        yield
    except LongtakeError as error:
        error.provider, error.kind, error.task_id = task_kind.provider.name, task_kind.name, task_id
        raise
    except PARSE_ERRORS as error:
        raise UnexpectedAnswerError(
            "the vendor answered in a shape that its documentation does not allow for "
            f"({type(error).__name__}: {error})",
            provider=task_kind.provider.name,
            kind=task_kind.name,
            task_id=task_id,
        ) from error


def _failed_task(error: LongtakeError) -> Snapshot:
    """Return the failed task that a refusal of a poll stands for. Raises any other error again."""
    if not error.fails_task:
        raise error
    failure = Failure(
        message=error.provider_message or str(error.args[0]),
        code=error.code,
        rejected=isinstance(error, ContentRejectedError),
    )
    return Snapshot(state=State.FAILED, provider_state=f"code {error.code}", failure=failure)


def _log_unknown_state(
    task_kind: TaskKind[ClientT], snapshot: Snapshot, logged: set[tuple[str, str]]
) -> Snapshot:
    """Tell once of each word for where a task stands that nobody knows."""
    word = (task_kind.name, snapshot.provider_state)
    if not snapshot.is_known_state and word not in logged and len(logged) < _MAX_UNKNOWN_STATES:
        logged.add(word)
        log.unknown_state(task_kind.model, snapshot.provider_state)
    return snapshot


def _until(moment: float | None) -> AbstractContextManager[float | None]:
    return nullcontext() if moment is None else context_var_set(deadline, moment)


RawT = TypeVar("RawT")


def open_session(
    raw: RawT, settings: Settings, transport: SyncTransport | None
) -> SyncSession[RawT]:
    """The session of a client that blocks."""
    return SyncSession(
        raw=raw,
        downloads=DownloadClient(settings, transport),
        clock=settings.clock,
        history=open_history(settings.provider, settings.base_url, settings.clock, transport),
        limits=account_limits(settings),
    )


def open_async_session(
    raw: RawT, settings: Settings, transport: AsyncTransport | None
) -> AsyncSession[RawT]:
    """The session of a client that is awaited."""
    return AsyncSession(
        raw=raw,
        downloads=AsyncDownloadClient(settings, transport),
        clock=settings.clock,
        history=open_history(settings.provider, settings.base_url, settings.clock, transport),
        limits=account_limits(settings),
    )
