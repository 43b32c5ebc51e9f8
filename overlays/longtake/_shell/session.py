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

from longtake._core.rate_limit import Limits
from longtake._core.reconcile.steps import PARSE_ERRORS, Pause, Steps
from longtake._core.reconcile.submission import RecentSubmits, Outcome
from longtake._core.snapshot import Failure, Snapshot, State
from longtake._core.task_kind import ParsedResponse, Call, TaskKind
from longtake._shell import log
from longtake._shell.api_key import Same
from longtake._shell.clock import Clock, Closing, SystemClock
from longtake._shell.history import Experience, experience_at
from longtake._shell.http.connections import AsyncTransport, SyncTransport
from longtake._shell.http.context import deadline, having
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

known: Final[WeakValueDictionary[_Account, Limits]] = WeakValueDictionary()
"""Those of all accounts that clients are for. It holds no key."""

_lately: Final[deque[Limits]] = deque(maxlen=_KEPT)
_lock: Final = threading.Lock()


def limits_of(settings: Settings) -> Limits:
    """The limits of the account that a client is for."""
    provider = settings.provider
    time = _time_of(settings.clock)
    account = (provider.name, settings.base_url, settings.keys.identity, time)
    with _lock:
        limits = known.get(account)
        if limits is None:
            limits = known[account] = Limits(provider.submit_rate, provider.max_running)
            if time is None:
                _lately.append(limits)
        return limits


def _time_of(clock: Clock) -> Hashable:
    """What tells times apart that cannot be compared: None for the machine's own."""
    return None if type(clock) is SystemClock else Same(clock)


ClientT = TypeVar("ClientT")

# A vendor whose words never end is not to fill the memory with them, or the log.
_MOST_UNHEARD: Final = 20


@frozen(kw_only=True)
class SyncSession(Generic[ClientT]):
    """What sync families, tasks and videos call through."""

    raw: ClientT
    downloads: DownloadClient = field(repr=False)
    clock: Clock
    experience: Experience = field(factory=Experience, repr=False)
    book: RecentSubmits = field(factory=RecentSubmits, repr=False)
    limits: Limits = field(factory=Limits, repr=False)
    closing: Closing = field(factory=Closing, repr=False)
    unheard: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)

    def read(self, family: TaskKind[ClientT], task_id: str, until: float | None = None) -> Snapshot:
        """Look at a task, and give up `until` that moment of the clock.

        Raises as `VendorClient.send` does, and `UnexpectedAnswerError`.
        """
        # In a context of its own: wherever an interruption comes, no deadline is left to what follows.
        return copy_context().run(self._read, family, task_id, until)

    def _read(self, family: TaskKind[ClientT], task_id: str, until: float | None) -> Snapshot:
        with _reading(family, task_id), _until(until):
            try:
                answer = family.read.call(task_id).send(self.raw)
            except LongtakeError as error:
                return _failed_task(error)
            return _heard(family, family.read.snapshot(answer.parsed, task_id), self.unheard)

    def cancel(self, family: TaskKind[ClientT], task_id: str) -> None:
        """Ask the vendor to stop a task."""
        # A success is a success, whatever the generated client makes of its body.
        with _reading(family, task_id), suppress(*PARSE_ERRORS):
            cancelling(family)(task_id).send(self.raw)

    def follow(self, steps: Steps[ClientT]) -> Outcome[str]:
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
    experience: Experience = field(factory=Experience, repr=False)
    book: RecentSubmits = field(factory=RecentSubmits, repr=False)
    limits: Limits = field(factory=Limits, repr=False)
    closing: Closing = field(factory=Closing, repr=False)
    unheard: set[tuple[str, str]] = field(factory=set[tuple[str, str]], repr=False)

    async def read(
        self, family: TaskKind[ClientT], task_id: str, until: float | None = None
    ) -> Snapshot:
        """Look at a task, and give up `until` that moment of the clock."""
        with _reading(family, task_id), _until(until):
            try:
                answer = await family.read.call(task_id).send_async(self.raw)
            except LongtakeError as error:
                return _failed_task(error)
            return _heard(family, family.read.snapshot(answer.parsed, task_id), self.unheard)

    async def cancel(self, family: TaskKind[ClientT], task_id: str) -> None:
        """Ask the vendor to stop a task."""
        with _reading(family, task_id), suppress(*PARSE_ERRORS):
            await cancelling(family)(task_id).send_async(self.raw)

    async def follow(self, steps: Steps[ClientT]) -> Outcome[str]:
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


def cancelling(family: TaskKind[ClientT]) -> Callable[[str], Call[ClientT]]:
    """The operation that stops a task.

    Raises:
        InvalidRequestError: If the vendor has none.
    """
    if family.cancel is None:
        raise InvalidRequestError(
            "this vendor has no way to stop a task: one that runs goes on, and is billed, whoever waits",
            provider=family.provider.name,
            kind=family.name,
        )
    return family.cancel


@contextmanager
def _reading(family: TaskKind[ClientT], task_id: str) -> Generator[None]:
    try:
        yield
    except LongtakeError as error:
        error.provider, error.kind, error.task_id = family.provider.name, family.name, task_id
        raise
    except PARSE_ERRORS as error:
        raise UnexpectedAnswerError(
            "the vendor answered in a shape that its documentation does not allow for "
            f"({type(error).__name__}: {error})",
            provider=family.provider.name,
            kind=family.name,
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
    return Snapshot(state=State.FAILED, vendor_state=f"code {error.code}", failure=failure)


def _heard(family: TaskKind[ClientT], snapshot: Snapshot, unheard: set[tuple[str, str]]) -> Snapshot:
    """Tell once of each word for where a task stands that nobody knows."""
    word = (family.name, snapshot.vendor_state)
    if not snapshot.is_known_state and word not in unheard and len(unheard) < _MOST_UNHEARD:
        unheard.add(word)
        log.unheard(family.model, snapshot.vendor_state)
    return snapshot


def _until(moment: float | None) -> AbstractContextManager[float | None]:
    return nullcontext() if moment is None else having(deadline, moment)


RawT = TypeVar("RawT")


def open_session(
    raw: RawT, settings: Settings, transport: SyncTransport | None
) -> SyncSession[RawT]:
    """The session of a client that blocks."""
    return SyncSession(
        raw=raw,
        downloads=DownloadClient(settings, transport),
        clock=settings.clock,
        experience=experience_at(settings.provider, settings.base_url, settings.clock, transport),
        limits=limits_of(settings),
    )


def open_async_session(
    raw: RawT, settings: Settings, transport: AsyncTransport | None
) -> AsyncSession[RawT]:
    """The session of a client that is awaited."""
    return AsyncSession(
        raw=raw,
        downloads=AsyncDownloadClient(settings, transport),
        clock=settings.clock,
        experience=experience_at(settings.provider, settings.base_url, settings.clock, transport),
        limits=limits_of(settings),
    )
