"""Tasks: looking at them, waiting for them, stopping them. Two shells around one state machine."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Coroutine, Generator, Iterator
from contextlib import aclosing, contextmanager
from functools import partial
from typing import Any, Final, Protocol, TypeAlias, TypeVar

from attrs import define, field

from longtake._core.family import Family
from longtake._core.fleet import Budget
from longtake._core.inspection import Inspection
from longtake._core.snapshot import Change, Failure, Snapshot, State, VideoFile
from longtake._core.tokens import TaskAddress, is_task_id
from longtake._core.waiting import Poll, Waiting
from longtake._shell import log
from longtake._shell.clock import Clock
from longtake._shell.session import AsyncSession, SyncSession
from longtake._shell.video import AsyncVideo, Video
from longtake.errors import (
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
    UnexpectedAnswerError,
    leave_behind,
)

TaskT_co = TypeVar("TaskT_co", covariant=True)

DEFAULT_TIMEOUT_S: Final = 1800.0
"""How long `wait` and `events` go on unless told otherwise: three times the slowest family's usual time."""

OnChange: TypeAlias = Callable[[Change], None]
"""Called as a task goes on."""

_GONE: Final = Snapshot(state=State.CANCELLED, vendor_state="cancelled, and not listed any more")
# A look that could not be made, or whose answer cannot be read, says nothing about the task.
_NO_NEWS: Final = (ServiceUnavailableError, RateLimitError, UnexpectedAnswerError)
_NOT_YET: Final = Snapshot(state=State.QUEUED, vendor_state="not listed yet")


class Resumes(Protocol[TaskT_co]):
    """A client that turns tokens back into tasks."""

    def from_token(self, token: str) -> TaskT_co:
        """The task that a token stands for."""
        ...


@define(kw_only=True, eq=False)
class _Watch:
    """Waiting for one task, a look at a time: when, and what each look comes to.

    Attributes:
        waiting: When to look, and when to give up.
        clock: What the time is told by.
        looks: What the client's looks are counted by where many tasks are waited for.
        provider: Whom the looks go to.
    """

    waiting: Waiting
    clock: Clock
    looks: Budget
    provider: str
    _learn: Callable[[Waiting], None] = field(repr=False, alias="learn")
    _too_late: Callable[[float], TaskTimeoutError] = field(repr=False, alias="too_late")
    _change: Change | None = field(default=None, init=False, repr=False)

    def timed_out(self) -> TaskTimeoutError:
        """The error that says that the time is up."""
        return self._too_late(self.clock.monotonic() - self.waiting.started)

    def _showed(self, snapshot: Snapshot) -> Change | None:
        now = self.clock.monotonic()
        self.waiting.looked(snapshot, now)
        self._learn(self.waiting)
        before, self._change = self._change, self.waiting.change(now)
        return None if self._change == before else self._change

    def _missed(self, error: LongtakeError) -> bool:
        return self.waiting.missed(self.clock.monotonic(), _asked_s(error))


@define(kw_only=True, eq=False)
class Watch(_Watch):
    """`_Watch` for callers that block."""

    _look: Callable[[float | None], Snapshot] = field(repr=False, alias="look")

    def look(self) -> Change | None:
        """Look, and give what is new. Raises what ends the waiting."""
        try:
            snapshot = self._look(self.waiting.deadline)
        except _NO_NEWS as error:
            if not self._missed(error):
                raise
            return None
        return self._showed(snapshot)


@define(kw_only=True, eq=False)
class AsyncWatch(_Watch):
    """`_Watch` for async callers."""

    _look: Callable[[float | None], Coroutine[Any, Any, Snapshot]] = field(repr=False, alias="look")

    async def look(self) -> Change | None:
        """Look, and give what is new. Raises what ends the waiting."""
        try:
            snapshot = await self._look(self.waiting.deadline)
        except _NO_NEWS as error:
            if not self._missed(error):
                raise
            return None
        return self._showed(snapshot)


@define(kw_only=True, eq=False)
class _Task:
    """What a task is and has shown, however it is asked.

    Attributes:
        id: The vendor's id of the task.
        snapshot: What the last look showed, None before the first.
        polls: How many looks there were.
    """

    _family: Family[Any] = field(repr=False, alias="family")
    id: str
    snapshot: Snapshot | None = None
    polls: int = 0
    _submitted_at: float | None = field(default=None, repr=False, alias="submitted_at")
    _cancelled: bool = field(default=False, init=False, repr=False)
    _links_given_at: float | None = field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not is_task_id(self.id):
            raise InvalidRequestError(
                f"{self.id[:40]!r} is no task id", provider=self.provider, family=self.family
            )

    @property
    def provider(self) -> str:
        """The provider's name, such as `kie`."""
        return self._family.provider.name

    @property
    def family(self) -> str:
        """The family's name, such as `veo`."""
        return self._family.name

    @property
    def token(self) -> str:
        """A short string that a client's `from_token` turns back into this task, anywhere. Holds no key."""
        return TaskAddress(self.provider, self.family, self.id).token()

    def _waiting(
        self, inspection: Inspection, now: float, timeout: float | None, poll: Poll | None
    ) -> Waiting:
        return Waiting(
            inspection=inspection,
            started=now,
            poll=poll,
            submitted=self._submitted_at,
            fresh=self._submitted_at is not None and self.snapshot is None,
            timeout=timeout,
        )

    def _watched(
        self,
        session: SyncSession[Any] | AsyncSession[Any],
        timeout: float | None,
        poll: Poll | None,
    ) -> dict[str, Any]:
        """What both kinds of watch are made with."""
        how = session.experience.inspection(self._family)
        return {
            "waiting": self._waiting(how, session.clock.monotonic(), timeout, poll),
            "clock": session.clock,
            "looks": session.looks,
            "provider": self.provider,
            "learn": partial(session.experience.learn, self._family),
            "too_late": self._timed_out,
        }

    def _seen(self, snapshot: Snapshot, now: float) -> Snapshot:
        self.polls += 1
        ended = self._ended()
        # Links of a task that ended before anybody here knew of it are as old as that.
        if self._family.keeping.signs_anew or (self._known_to_exist() and not ended):
            self._links_given_at = now
        # An end is an end: of two looks at once, the older answer may arrive last. Its links may be new.
        if self.snapshot is None or not ended or self.snapshot.state is snapshot.state:
            self.snapshot = snapshot
        return snapshot

    def _not_found(self, error: NotFoundError, now: float) -> Snapshot:
        """A task that was only just made may not be listed yet; any other is really unknown."""
        self._tell(error)
        if self._cancelled:
            return _GONE
        age = None if self._submitted_at is None else now - self._submitted_at
        if self.snapshot not in (None, _NOT_YET) or age is None:
            raise error
        if age > self._family.grace_s:
            error.args = (f"{error.args[0]}; still so {age:.0f} s after its submit",)
            raise error
        return _NOT_YET

    def _timed_out(self, waited: float) -> TaskTimeoutError:
        seen = self.snapshot.vendor_state if self.snapshot else "never looked at"
        return TaskTimeoutError(
            f"not done after {round(waited, 1):g} s (last seen: {seen}). The task goes on at the vendor: "
            f"from_token({self.token!r}) finds it again",
            provider=self.provider,
            family=self.family,
            task_id=self.id,
            token=self.token,
        )

    def _result(self, snapshot: Snapshot | None) -> tuple[VideoFile, ...]:
        """The videos of a task that was seen to end.

        Raises:
            TaskRejectedError: If moderation refused it.
            TaskFailedError: If it failed otherwise, or was cancelled.
            InvalidRequestError: If it was not seen to end.
        """
        if snapshot is None or not snapshot.state.ended:
            raise InvalidRequestError(
                "the task was not seen to end: wait for it first",
                provider=self.provider,
                family=self.family,
                task_id=self.id,
            )
        if snapshot.state is State.SUCCEEDED:
            return snapshot.videos
        failure = snapshot.failure or Failure(message=f"the task is {snapshot.vendor_state}")
        kind = TaskRejectedError if failure.rejected else TaskFailedError
        ended = "cancelled" if snapshot.state is State.CANCELLED else "the task failed"
        raise kind(
            f"{ended}: {failure.message}",
            provider=self.provider,
            family=self.family,
            code=failure.code,
            vendor_message=failure.message,
            task_id=self.id,
            token=self.token,
        )

    def _tell(self, error: LongtakeError) -> None:
        error.token = self.token

    @contextmanager
    def _left_on_interruption(self) -> Generator[None]:
        """Let an interruption, which may be all that a caller holds, say how the task is found again."""
        try:
            yield
        except (LongtakeError, GeneratorExit):
            raise
        except BaseException as interruption:
            left = LongtakeError(
                f"interrupted; the task goes on at the vendor: from_token({self.token!r}) finds it again",
                provider=self.provider,
                family=self.family,
                task_id=self.id,
                token=self.token,
            )
            leave_behind(interruption, left)
            raise

    def _ended(self) -> bool:
        return self.snapshot is not None and self.snapshot.state.ended

    def _known_to_exist(self) -> bool:
        return self._submitted_at is not None or self.snapshot is not None


def _asked_s(error: LongtakeError) -> float | None:
    """After how many seconds the vendor says it may be asked again, where it says so."""
    if isinstance(error, ServiceUnavailableError | RateLimitError):
        return error.retry_after
    return None


@define(kw_only=True, eq=False)
class Task(_Task):
    """A task at a vendor. Waiting for it, or not, changes nothing about it: only `cancel` does."""

    _session: SyncSession[Any] = field(repr=False, alias="session")

    @classmethod
    def from_token(cls, token: str, *, client: Resumes[Task]) -> Task:
        """The task that a token stands for, looked at through `client`; as `client.from_token(token)`.

        Raises:
            InvalidRequestError: If it is no token, or one of another provider's task.
        """
        return client.from_token(token)

    def status(self) -> Snapshot:
        """Look at the task once.

        Raises:
            LongtakeError: Whatever keeps the vendor from saying.
        """
        return self._look(None)

    def _look(self, until: float | None) -> Snapshot:
        try:
            with self._left_on_interruption():
                snapshot = self._session.read(self._family, self.id, until)
        except NotFoundError as error:
            snapshot = self._not_found(error, self._session.clock.monotonic())
        except LongtakeError as error:
            self._tell(error)
            raise
        return self._seen(snapshot, self._session.clock.monotonic())

    def watch(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> Watch:
        """Begin to wait, for a schedule that says when to look, such as that of `longtake.wait_all`."""
        return Watch(look=self._look, **self._watched(self._session, timeout, poll))

    def events(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> Iterator[Snapshot]:
        """Look again and again, and give each snapshot that differs from the one before, the last included.

        Args:
            timeout: Seconds after which to give up; None never does.
            poll: Seconds between looks, or a function from the last snapshot to them. By default the
                family's own pace.

        Raises:
            TaskTimeoutError: If the task has not ended in time.
            LongtakeError: Whatever keeps the vendor from saying.
        """
        last = None
        for change in self._changes(timeout, poll):
            if change.snapshot != last:
                last = change.snapshot
                yield last

    def _changes(self, timeout: float | None, poll: Poll | None) -> Iterator[Change]:
        clock = self._session.clock
        watch = self.watch(timeout=timeout, poll=poll)
        while (pause := watch.waiting.pause(clock.monotonic())) is not None:
            log.looks(self._family.full_name, self.id, self.polls, pause)
            with self._left_on_interruption():
                clock.sleep(pause)
            change = watch.look()
            if change:
                yield change
            if watch.waiting.ended:
                return
        raise watch.timed_out()

    def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
        on_change: OnChange | None = None,
    ) -> Video:
        """Wait until the task has ended, and give its video (the first of `videos`, if it made several).

        A task that was seen to end is not looked at again.

        Args:
            timeout: Seconds after which to give up; None never does.
            poll: Seconds between looks, or a function from the last snapshot to them. By default the
                family's own pace.
            on_change: Called with each change that a look shows: in what the vendor says, or by a percent.

        Raises:
            TaskFailedError: If the task failed or was cancelled; `TaskRejectedError` if moderated away.
            TaskTimeoutError: If it has not ended in time. It goes on; its `token` finds it again.
            LongtakeError: Whatever keeps the vendor from saying.
        """
        if self._ended():
            return self._videos(self.snapshot)[0]
        seen = None
        for change in self._changes(timeout, poll):
            seen = change.snapshot
            if on_change:
                on_change(change)
        return self._videos(seen)[0]

    @property
    def videos(self) -> tuple[Video, ...]:
        """The videos of the task, once it was seen to end. Raises as `wait` does."""
        return self._videos(self.snapshot)

    def _videos(self, snapshot: Snapshot | None) -> tuple[Video, ...]:
        return tuple(
            Video(
                file=file,
                index=index,
                provider=self.provider,
                family=self.family,
                task_id=self.id,
                keeping=self._family.keeping,
                given_at=self._links_given_at,
                clock=self._session.clock,
                http=self._session.downloads,
                ask_again=partial(self._link_again, index),
            )
            for index, file in enumerate(self._result(snapshot))
        )

    def _link_again(self, index: int) -> str | None:
        return _link(self._look(None), index)

    def cancel(self) -> None:
        """Ask the vendor to stop the task.

        Raises:
            InvalidRequestError: If the vendor has no way to do so.
            LongtakeError: Whatever keeps the vendor from doing so.
        """
        try:
            self._session.cancel(self._family, self.id)
        except NotFoundError:
            # Cancelled by an attempt whose answer was lost, or done and cleared away.
            if not self._known_to_exist():
                raise
        self._cancelled = True


@define(kw_only=True, eq=False)
class AsyncTask(_Task):
    """`Task` for async callers."""

    _session: AsyncSession[Any] = field(repr=False, alias="session")

    @classmethod
    def from_token(cls, token: str, *, client: Resumes[AsyncTask]) -> AsyncTask:
        """The task that a token stands for; see `Task.from_token`."""
        return client.from_token(token)

    async def status(self) -> Snapshot:
        """Look at the task once; see `Task.status`."""
        return await self._look(None)

    async def _look(self, until: float | None) -> Snapshot:
        try:
            with self._left_on_interruption():
                snapshot = await self._session.read(self._family, self.id, until)
        except NotFoundError as error:
            snapshot = self._not_found(error, self._session.clock.monotonic())
        except LongtakeError as error:
            self._tell(error)
            raise
        return self._seen(snapshot, self._session.clock.monotonic())

    def watch(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> AsyncWatch:
        """Begin to wait; see `Task.watch`."""
        return AsyncWatch(look=self._look, **self._watched(self._session, timeout, poll))

    async def events(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
    ) -> AsyncGenerator[Snapshot]:
        """Look again and again, and give each snapshot that differs from the last; see `Task.events`."""
        last = None
        async with aclosing(self._changes(timeout, poll)) as changes:
            async for change in changes:
                if change.snapshot != last:
                    last = change.snapshot
                    yield last

    async def _changes(self, timeout: float | None, poll: Poll | None) -> AsyncGenerator[Change]:
        clock = self._session.clock
        watch = self.watch(timeout=timeout, poll=poll)
        while (pause := watch.waiting.pause(clock.monotonic())) is not None:
            log.looks(self._family.full_name, self.id, self.polls, pause)
            with self._left_on_interruption():
                await clock.sleep_async(pause)
            change = await watch.look()
            if change:
                yield change
            if watch.waiting.ended:
                return
        raise watch.timed_out()

    async def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
        on_change: OnChange | None = None,
    ) -> AsyncVideo:
        """Wait until the task has ended, and give its video; see `Task.wait`."""
        if self._ended():
            return self._videos(self.snapshot)[0]
        seen = None
        async with aclosing(self._changes(timeout, poll)) as changes:
            async for change in changes:
                seen = change.snapshot
                if on_change:
                    on_change(change)
        return self._videos(seen)[0]

    @property
    def videos(self) -> tuple[AsyncVideo, ...]:
        """The videos of the task, once it was seen to end. Raises as `wait` does."""
        return self._videos(self.snapshot)

    def _videos(self, snapshot: Snapshot | None) -> tuple[AsyncVideo, ...]:
        return tuple(
            AsyncVideo(
                file=file,
                index=index,
                provider=self.provider,
                family=self.family,
                task_id=self.id,
                keeping=self._family.keeping,
                given_at=self._links_given_at,
                clock=self._session.clock,
                http=self._session.downloads,
                ask_again=partial(self._link_again, index),
            )
            for index, file in enumerate(self._result(snapshot))
        )

    async def _link_again(self, index: int) -> str | None:
        return _link(await self._look(None), index)

    async def cancel(self) -> None:
        """Ask the vendor to stop the task; see `Task.cancel`."""
        try:
            await self._session.cancel(self._family, self.id)
        except NotFoundError:
            if not self._known_to_exist():
                raise
        self._cancelled = True


def _link(snapshot: Snapshot, index: int) -> str | None:
    return snapshot.videos[index].url if index < len(snapshot.videos) else None
