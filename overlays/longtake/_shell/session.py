"""Sessions: the connections, clock and limits that the tasks and submissions of a client share."""

from __future__ import annotations

from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from contextvars import copy_context
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Generic, Literal, TypeVar, cast

from attrs import define, field, frozen

from longtake._core.rate_limit import KeyLimits
from longtake._core.reconcile.steps import PARSE_ERRORS, Blocking, Pause, Steps
from longtake._core.reconcile.submission import RecentSubmits
from longtake._core.retry import MAX_RETRY_AFTER_S
from longtake._core.snapshot import Failure, Snapshot, State
from longtake._shell import log
from longtake._shell.clock import Clock, CloseSignal
from longtake._shell.history import DurationHistory, open_history
from longtake._shell.http.context import context_var_set, deadline
from longtake._shell.http.downloads import AsyncDownloadClient, DownloadClient
from longtake._shell.http.limits import account_limits
from longtake.errors import (
    ContentRejectedError,
    InvalidRequestError,
    JournalError,
    LongtakeError,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from longtake._core.journal import Account, JournalSource, Recorder
    from longtake._core.task_kind import Call, TaskKind
    from longtake._shell.api_key import KeySource
    from longtake._shell.http.connections import AsyncTransport, SyncTransport
    from longtake._shell.http.request import Settings

ClientT = TypeVar("ClientT")
ResultT = TypeVar("ResultT")

# Limits the memory and the log that a provider with ever new states can fill.
_MAX_UNKNOWN_STATES: Final = 20

# The assumed longest time of a request without a timeout.
_UNLIMITED_S: Final = 600.0

# The pause between checks whether a thread has ended, after a cancellation.
_POLL_THREAD_S: Final = 0.01


@frozen(kw_only=True)
class SessionJournal:
    """The journal of a client.

    Attributes:
        source: The journal.
        keys: The source of the key, which identifies the account.
        provider: The name of the provider.
        max_sending_s: The longest time in seconds that a submission takes, with all attempts.
    """

    source: JournalSource
    keys: KeySource
    provider: str
    max_sending_s: float

    @property
    def recorder(self) -> Recorder:
        """Return the object that writes to the journal. The first use imports the database's package."""
        # Private to users of the package, but not within it.
        return self.source._recorder  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]

    def account(self) -> Account:
        """Return the account of the current key."""
        return self._account(self.keys.get().account)

    async def account_async(self) -> Account:
        """Return the account of the current key."""
        return self._account((await self.keys.get_async(None)).account)

    def _account(self, key: str) -> Account:
        from longtake._core.journal import Account  # noqa: PLC0415 - only journals need it

        return Account(provider=self.provider, key=key)


@frozen(kw_only=True)
class SyncSession(Generic[ClientT]):
    """The session of a synchronous client.

    Attributes:
        raw: The generated client.
        downloads: The client for files.
        clock: The clock of the client.
        history: The learned durations of tasks.
        recent_submits: The recent submissions, which reconciliation takes into account.
        limits: The limits of the account.
        close_signal: Sets wakeups when the client is closed.
        unknown_states: The unknown states that were logged, by task kind.
        journal: The journal of the client, None for none.
    """

    raw: ClientT
    downloads: DownloadClient = field(repr=False)
    clock: Clock
    history: DurationHistory = field(factory=DurationHistory, repr=False)
    recent_submits: RecentSubmits = field(factory=RecentSubmits, repr=False)
    limits: KeyLimits = field(factory=KeyLimits, repr=False)
    close_signal: CloseSignal = field(factory=CloseSignal, repr=False)
    unknown_states: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)
    journal: SessionJournal | None = field(default=None, repr=False)

    def read(
        self, task_kind: TaskKind[ClientT], task_id: str, until: float | None = None
    ) -> Snapshot:
        """Poll a task.

        Args:
            task_kind: The kind of the task.
            task_id: The id of the task.
            until: The time on the clock at which to give up; None: no limit.

        Raises:
            UnexpectedResponseError: If the response does not match the provider's documentation.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        # In a context of its own, so that an interruption at any line leaves no deadline set.
        return copy_context().run(self._read, task_kind, task_id, until)

    def _read(self, task_kind: TaskKind[ClientT], task_id: str, until: float | None) -> Snapshot:
        with _naming_task(task_kind, task_id), _until(until):
            try:
                response = task_kind.read.call(task_id).send(self.raw)
            except LongtakeError as error:
                return _failed_task(error)
            return _log_unknown_state(
                task_kind, task_kind.read.snapshot(response.parsed, task_id), self.unknown_states
            )

    def cancel(self, task_kind: TaskKind[ClientT], task_id: str) -> None:
        """Ask the provider to stop a task."""
        # The body of a successful response does not matter, even if the generated client cannot parse it.
        with _naming_task(task_kind, task_id), suppress(*PARSE_ERRORS):
            cancel_call(task_kind)(task_id).send(self.raw)

    def record(self, write: Callable[[Recorder], object], token: str | None) -> None:
        """Write to the journal. Log a warning if that fails, since something may have been charged.

        Args:
            write: Writes what has happened.
            token: The token of the task, for the warning.
        """
        if self.journal is None:
            return
        try:
            write(self.journal.recorder)
        except JournalError as error:
            log.not_recorded(error, token)

    def run_steps(self, steps: Steps[ClientT, ResultT]) -> ResultT:
        """Run steps, such as those of a reconciliation, and return their result."""
        try:
            step = next(steps)
            while True:
                response: Any = None
                try:
                    if isinstance(step, Pause):
                        self.clock.sleep(step.seconds)
                    elif isinstance(step, Blocking):
                        response = step.run()
                    else:
                        response = step.send(self.raw)
                except (LongtakeError, *PARSE_ERRORS) as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(response)
        except StopIteration as stop:
            return cast("ResultT", stop.value)


@frozen(kw_only=True)
class AsyncSession(Generic[ClientT]):
    """The session of an asynchronous client; see `SyncSession`."""

    raw: ClientT
    downloads: AsyncDownloadClient = field(repr=False)
    clock: Clock
    history: DurationHistory = field(factory=DurationHistory, repr=False)
    recent_submits: RecentSubmits = field(factory=RecentSubmits, repr=False)
    limits: KeyLimits = field(factory=KeyLimits, repr=False)
    close_signal: CloseSignal = field(factory=CloseSignal, repr=False)
    unknown_states: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)
    journal: SessionJournal | None = field(default=None, repr=False)

    async def read(
        self, task_kind: TaskKind[ClientT], task_id: str, until: float | None = None
    ) -> Snapshot:
        """Poll a task; see `SyncSession.read`."""
        with _naming_task(task_kind, task_id), _until(until):
            try:
                response = await task_kind.read.call(task_id).send_async(self.raw)
            except LongtakeError as error:
                return _failed_task(error)
            return _log_unknown_state(
                task_kind, task_kind.read.snapshot(response.parsed, task_id), self.unknown_states
            )

    async def cancel(self, task_kind: TaskKind[ClientT], task_id: str) -> None:
        """Ask the provider to stop a task."""
        with _naming_task(task_kind, task_id), suppress(*PARSE_ERRORS):
            await cancel_call(task_kind)(task_id).send_async(self.raw)

    async def record(self, write: Callable[[Recorder], object], token: str | None) -> None:
        """Write to the journal in a thread; see `SyncSession.record`."""
        if self.journal is None:
            return
        try:
            await run_blocking(partial(_write, self.journal, write))
        except JournalError as error:
            log.not_recorded(error, token)

    async def run_steps(self, steps: Steps[ClientT, ResultT]) -> ResultT:
        """Run steps, such as those of a reconciliation, and return their result."""
        try:
            step = next(steps)
            while True:
                response: Any = None
                try:
                    if isinstance(step, Pause):
                        await self.clock.sleep_async(step.seconds)
                    elif isinstance(step, Blocking):
                        response = await run_blocking(step.run)
                    else:
                        response = await step.send_async(self.raw)
                except (LongtakeError, *PARSE_ERRORS) as error:
                    step = steps.throw(error)
                else:
                    step = steps.send(response)
        except StopIteration as stop:
            return cast("ResultT", stop.value)


def _write(journal: SessionJournal, write: Callable[[Recorder], object]) -> None:
    write(journal.recorder)


async def run_blocking(function: Callable[[], ResultT]) -> ResultT:
    """Call a function in a thread, to its end even if this is cancelled."""
    import anyio.to_thread  # noqa: PLC0415 - only async callers need it

    call, result = _BlockingCall(function), None
    with anyio.CancelScope(shield=True):
        try:
            result = await anyio.to_thread.run_sync(call.run)
        except BaseException:
            # asyncio's own cancellation passes the shield.
            while call.is_running():  # noqa: ASYNC110 - it is a thread that ends
                await anyio.sleep(_POLL_THREAD_S)
            raise
    return cast("ResultT", result)


@define(eq=False)
class _BlockingCall(Generic[ResultT]):
    """A call of a function that a cancellation must not abandon while it runs."""

    function: Callable[[], ResultT]
    _state: Literal["new", "running", "ended", "abandoned"] = field(default="new", init=False)
    _lock: Any = field(factory=Lock, init=False)

    def run(self) -> ResultT | None:
        with self._lock:
            if self._state == "abandoned":
                return None
            self._state = "running"
        try:
            return self.function()
        finally:
            self._state = "ended"

    def is_running(self) -> bool:
        """Return whether the function runs. If it has not begun, it never will."""
        with self._lock:
            if self._state == "new":
                self._state = "abandoned"
            return self._state == "running"


def session_journal(source: JournalSource | None, settings: Settings) -> SessionJournal | None:
    """Return the journal of a client's session, None for none."""
    if source is None:
        return None
    attempts = settings.attempts
    longest_s = _UNLIMITED_S if settings.timeout is None else settings.timeout
    return SessionJournal(
        source=source,
        keys=settings.keys,
        provider=settings.provider.name,
        max_sending_s=attempts * longest_s + (attempts - 1) * MAX_RETRY_AFTER_S,
    )


def open_session(
    raw: ClientT,
    settings: Settings,
    transport: SyncTransport | None,
    journal: JournalSource | None = None,
) -> SyncSession[ClientT]:
    """Return the session of a synchronous client."""
    return SyncSession(
        raw=raw,
        downloads=DownloadClient(settings, transport),
        clock=settings.clock,
        history=open_history(settings.provider, settings.base_url, settings.clock, transport),
        limits=account_limits(settings),
        journal=session_journal(journal, settings),
    )


def open_async_session(
    raw: ClientT,
    settings: Settings,
    transport: AsyncTransport | None,
    journal: JournalSource | None = None,
) -> AsyncSession[ClientT]:
    """Return the session of an asynchronous client."""
    return AsyncSession(
        raw=raw,
        downloads=AsyncDownloadClient(settings, transport),
        clock=settings.clock,
        history=open_history(settings.provider, settings.base_url, settings.clock, transport),
        limits=account_limits(settings),
        journal=session_journal(journal, settings),
    )


def cancel_call(task_kind: TaskKind[ClientT]) -> Callable[[str], Call[ClientT]]:
    """Return the operation that stops a task.

    Raises:
        InvalidRequestError: If the provider has none.
    """
    if task_kind.cancel is None:
        raise InvalidRequestError(
            "the provider cannot cancel such tasks: the task continues and is charged. "
            "Use wait(), or leave it",
            provider=task_kind.provider.name,
            kind=task_kind.name,
        )
    return task_kind.cancel


@contextmanager
def _naming_task(task_kind: TaskKind[ClientT], task_id: str) -> Generator[None]:
    """Add the task to errors, and convert parse errors to `UnexpectedResponseError`."""
    try:
        yield
    except LongtakeError as error:
        error.provider, error.kind, error.task_id = task_kind.provider.name, task_kind.name, task_id
        raise
    except PARSE_ERRORS as error:
        raise UnexpectedResponseError(
            "the response does not match the provider's documentation "
            f"({type(error).__name__}: {error})",
            provider=task_kind.provider.name,
            kind=task_kind.name,
            task_id=task_id,
        ) from error


def _failed_task(error: LongtakeError) -> Snapshot:
    """Return a failed task if the error of a poll means that. Raise any other error again."""
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
    """Log each unknown state once, and return the snapshot."""
    state = (task_kind.name, snapshot.provider_state)
    if not snapshot.is_known_state and state not in logged and len(logged) < _MAX_UNKNOWN_STATES:
        logged.add(state)
        log.unknown_state(task_kind.model, snapshot.provider_state)
    return snapshot


def _until(moment: float | None) -> AbstractContextManager[float | None]:
    return nullcontext() if moment is None else context_var_set(deadline, moment)
