"""Tasks: looking at them, waiting for them, stopping them. Two shells around one state machine."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import aclosing
from functools import partial
from typing import Any, Final, Protocol, TypeAlias, TypeVar, overload

from attrs import define, field

from longtake._core.polling.poller import Poll
from longtake._core.snapshot import Change, Snapshot
from longtake._shell import log
from longtake._shell.polling import AsyncTaskPoller, TaskPoller
from longtake._shell.session import AsyncSession, SyncSession
from longtake._shell.task_state import TaskBase
from longtake._shell.video import AsyncVideo, Video
from longtake.errors import InvalidRequestError, LongtakeError, NotFoundError

TaskT_co = TypeVar("TaskT_co", covariant=True)

DEFAULT_TIMEOUT_S: Final = 1800.0
"""How long `wait` and `events` go on unless told otherwise: three times the slowest family's usual time."""

OnChange: TypeAlias = Callable[[Change], None]
"""Called as a task goes on."""

AsyncOnChange: TypeAlias = Callable[[Change], Awaitable[object] | None]
"""Called as a task goes on, and awaited if it is async."""


class Resumes(Protocol[TaskT_co]):
    """A client that turns tokens back into tasks."""

    def from_token(self, token: str) -> TaskT_co:
        """The task that a token stands for."""
        ...


@define(kw_only=True, eq=False, repr=False)
class Task(TaskBase):
    """A task at a provider. Waiting for it, or not, changes nothing about it: only `cancel` does."""

    _session: SyncSession[Any] = field(repr=False, alias="session")

    @classmethod
    def from_token(cls, token: str, *, client: Resumes[Task]) -> Task:
        """Return the task that a token stands for; `client.from_token(token)` does the same.

        Args:
            token: The value of `task.token`.
            client: The client that polls the task.

        Raises:
            InvalidRequestError: If it is no token, or one of another provider's task.
        """
        return client.from_token(token)

    def status(self) -> Snapshot:
        """Poll the task once.

        Raises:
            NotFoundError: If there is no such task; one just submitted may be listed 90 seconds later.
            LongtakeError: If the provider cannot be reached, or refuses to answer.
        """
        return self._fetch(None)

    def _fetch(self, until: float | None) -> Snapshot:
        self._note_poll(self._session.clock.monotonic())
        try:
            with self._naming_task():
                snapshot = self._session.read(self._kind, self.id, until)
        except NotFoundError as error:
            snapshot = self._not_found(error, self._session.clock.monotonic())
        except LongtakeError as error:
            self._name_task(error)
            raise
        return self._on_response(snapshot, self._session.clock.monotonic())

    def _poller(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> TaskPoller:
        """Return what polls this task, for a schedule of many tasks."""
        return TaskPoller(fetch=self._fetch, **self._poller_options(self._session, timeout, poll))

    def events(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> Iterator[Change]:
        """Poll until the task has ended, and yield each change: of its state, or of its progress.

        Between polls the progress is estimated by the task's age, about once a second at most.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function from the last snapshot to them. None: planned.

        Raises:
            MissingFileError: If the provider reports success and gave no file for 300 seconds.
            NotFoundError: If there is no such task, said five times in a row; see docs/waiting.md.
            TaskTimeoutError: If the task has not ended in time.
            InvalidRequestError: If the timeout, the poll or what a poll gives is no time.
            LongtakeError: If the provider cannot be reached, or refuses to answer.
        """
        self._check_wait_options(timeout, poll)
        with self._naming_task():
            self._check_open(self._session)
        return self._changes(timeout, poll, estimates=True)

    def _changes(
        self, timeout: float | None, poll: Poll | None, *, estimates: bool
    ) -> Iterator[Change]:
        clock = self._session.clock
        with self._naming_task():
            self._check_open(self._session)
            watch = self._poller(timeout=timeout, poll=poll)
            with watch.listening() as bell:
                planned = False
                while (pause := watch.schedule.pause_s(clock.monotonic())) is not None:
                    if not planned:
                        log.poll(self._kind.model, self.id, self.polls, pause)
                    # An estimate never delays a poll that is due.
                    if estimates and pause > 0 and (change := watch.next_change()):
                        planned = True
                        yield change
                        continue
                    nap = watch.sleep_s(pause) if estimates else pause
                    slept = watch.sleep(nap, bell)
                    planned = slept and nap < pause
                    if planned or not slept:
                        continue
                    change = watch.poll()
                    if change:
                        yield change
                    if watch.schedule.ended:
                        return
            raise watch.timeout_error()

    def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
        on_change: OnChange | None = None,
    ) -> Video:
        """Wait until the task has ended, and return its video (the first of `videos`, if it made several).

        A task that was seen to end is not polled again. For `on_change` the progress between polls is
        estimated by the task's age, about once a second at most.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function from the last snapshot to them. None: planned.
            on_change: Called with each change of the task's state or progress.

        Raises:
            TaskRejectedError: If moderation refused the task.
            TaskExpiredError: If the provider does not keep the task or its files any longer.
            MissingFileError: If the provider reports success and gave no file for 300 seconds.
            TaskFailedError: If the task failed otherwise, or was cancelled; the base class of the three.
            NotFoundError: If there is no such task, said five times in a row; see docs/waiting.md.
            TaskTimeoutError: If it has not ended in time. It goes on; its `token` finds it again.
            InvalidRequestError: If the timeout, the poll or what a poll gives is no time.
            LongtakeError: If the provider cannot be reached, or refuses to answer.
        """
        try:
            return self._wait(timeout, poll, on_change)
        except BaseException as ending:
            self._on_interruption(ending)
            raise

    def _wait(self, timeout: float | None, poll: Poll | None, on_change: OnChange | None) -> Video:
        self._check_wait_options(timeout, poll, on_change)
        if inspect.iscoroutinefunction(on_change):
            raise InvalidRequestError(
                "on_change is async, and nobody here awaits it: give a function, or take an async client"
            )
        if self._has_ended():
            return self._videos(self.snapshot)[0]
        seen = None
        for change in self._changes(timeout, poll, estimates=on_change is not None):
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
                kind=self.kind,
                task_id=self.id,
                retention=self._kind.retention,
                given_at=self._links_given_at,
                made_at=self._last_unfinished_at,
                clock=self._session.clock,
                http=self._session.downloads,
                renew_link=partial(self._renew_link, index),
            )
            for index, file in enumerate(self._result(snapshot))
        )

    def _renew_link(self, index: int, until: float | None) -> str | None:
        return _link(self._fetch(until), index)

    def cancel(self) -> None:
        """Ask the provider to stop the task.

        Raises:
            InvalidRequestError: If the provider has no way to do so.
            LongtakeError: If the provider cannot be reached, or refuses.
        """
        try:
            self._session.cancel(self._kind, self.id)
        except NotFoundError:
            # Cancelled by an attempt whose answer was lost, or done and cleared away.
            if not self._known_to_exist():
                raise
        self._cancelled = True


@define(kw_only=True, eq=False, repr=False)
class AsyncTask(TaskBase):
    """A task at a provider, for `await`. Waiting for it, or not, changes nothing: only `cancel` does."""

    _session: AsyncSession[Any] = field(repr=False, alias="session")

    @classmethod
    def from_token(cls, token: str, *, client: Resumes[AsyncTask]) -> AsyncTask:
        """Return the task that a token stands for; `client.from_token(token)` does the same.

        Args:
            token: The value of `task.token`.
            client: The client that polls the task.

        Raises:
            InvalidRequestError: If it is no token, or one of another provider's task.
        """
        return client.from_token(token)

    async def status(self) -> Snapshot:
        """Poll the task once.

        Raises:
            NotFoundError: If there is no such task; one just submitted may be listed 90 seconds later.
            LongtakeError: If the provider cannot be reached, or refuses to answer.
        """
        return await self._fetch(None)

    async def _fetch(self, until: float | None) -> Snapshot:
        self._note_poll(self._session.clock.monotonic())
        try:
            with self._naming_task():
                snapshot = await self._session.read(self._kind, self.id, until)
        except NotFoundError as error:
            snapshot = self._not_found(error, self._session.clock.monotonic())
        except LongtakeError as error:
            self._name_task(error)
            raise
        return self._on_response(snapshot, self._session.clock.monotonic())

    def _poller(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> AsyncTaskPoller:
        """Begin to wait, for a schedule that says when to look, such as that of `longtake.wait_all_async`."""
        return AsyncTaskPoller(
            fetch=self._fetch, **self._poller_options(self._session, timeout, poll)
        )

    def events(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> AsyncGenerator[Change]:
        """Poll until the task has ended, and yield each change: of its state, or of its progress.

        Between polls the progress is estimated by the task's age, about once a second at most.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function from the last snapshot to them. None: planned.

        Raises:
            MissingFileError: If the provider reports success and gave no file for 300 seconds.
            NotFoundError: If there is no such task, said five times in a row; see docs/waiting.md.
            TaskTimeoutError: If the task has not ended in time.
            InvalidRequestError: If the timeout, the poll or what a poll gives is no time.
            LongtakeError: If the provider cannot be reached, or refuses to answer.
        """
        self._check_wait_options(timeout, poll)
        with self._naming_task():
            self._check_open(self._session)
        return self._changes(timeout, poll, estimates=True)

    async def _changes(
        self, timeout: float | None, poll: Poll | None, *, estimates: bool
    ) -> AsyncGenerator[Change]:
        clock = self._session.clock
        with self._naming_task():
            self._check_open(self._session)
            watch = self._poller(timeout=timeout, poll=poll)
            with watch.listening() as bell:
                planned = False
                while (pause := watch.schedule.pause_s(clock.monotonic())) is not None:
                    if not planned:
                        log.poll(self._kind.model, self.id, self.polls, pause)
                    # An estimate never delays a poll that is due.
                    if estimates and pause > 0 and (change := watch.next_change()):
                        planned = True
                        yield change
                        continue
                    nap = watch.sleep_s(pause) if estimates else pause
                    slept = await watch.sleep(nap, bell)
                    planned = slept and nap < pause
                    if planned or not slept:
                        continue
                    change = await watch.poll()
                    if change:
                        yield change
                    if watch.schedule.ended:
                        return
            raise watch.timeout_error()

    async def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
        on_change: AsyncOnChange | None = None,
    ) -> AsyncVideo:
        """Wait until the task has ended, and return its video (the first of `videos`, if it made several).

        A task that was seen to end is not polled again. For `on_change` the progress between polls is
        estimated by the task's age, about once a second at most.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function from the last snapshot to them. None: planned.
            on_change: Called with each change of the task's state or progress; may be async.

        Raises:
            TaskRejectedError: If moderation refused the task.
            TaskExpiredError: If the provider does not keep the task or its files any longer.
            MissingFileError: If the provider reports success and gave no file for 300 seconds.
            TaskFailedError: If the task failed otherwise, or was cancelled; the base class of the three.
            NotFoundError: If there is no such task, said five times in a row; see docs/waiting.md.
            TaskTimeoutError: If it has not ended in time. It goes on; its `token` finds it again.
            InvalidRequestError: If the timeout, the poll or what a poll gives is no time.
            LongtakeError: If the provider cannot be reached, or refuses to answer.
        """
        try:
            return await self._wait(timeout, poll, on_change)
        except BaseException as ending:
            self._on_interruption(ending)
            raise

    async def _wait(
        self, timeout: float | None, poll: Poll | None, on_change: AsyncOnChange | None
    ) -> AsyncVideo:
        self._check_wait_options(timeout, poll, on_change)
        if self._has_ended():
            return self._videos(self.snapshot)[0]
        seen = None
        estimates = on_change is not None
        async with aclosing(self._changes(timeout, poll, estimates=estimates)) as changes:
            async for change in changes:
                seen = change.snapshot
                if on_change:
                    told = on_change(change)
                    if inspect.isawaitable(told):
                        await told
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
                kind=self.kind,
                task_id=self.id,
                retention=self._kind.retention,
                given_at=self._links_given_at,
                made_at=self._last_unfinished_at,
                clock=self._session.clock,
                http=self._session.downloads,
                renew_link=partial(self._renew_link, index),
            )
            for index, file in enumerate(self._result(snapshot))
        )

    async def _renew_link(self, index: int, until: float | None) -> str | None:
        return _link(await self._fetch(until), index)

    async def cancel(self) -> None:
        """Ask the provider to stop the task.

        Raises:
            InvalidRequestError: If the provider has no way to do so.
            LongtakeError: If the provider cannot be reached, or refuses.
        """
        try:
            await self._session.cancel(self._kind, self.id)
        except NotFoundError:
            if not self._known_to_exist():
                raise
        self._cancelled = True


def _link(snapshot: Snapshot, index: int) -> str | None:
    return snapshot.videos[index].url if index < len(snapshot.videos) else None


@overload
def poller_of(
    task: Task, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
) -> TaskPoller: ...


@overload
def poller_of(
    task: AsyncTask, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
) -> AsyncTaskPoller: ...


def poller_of(
    task: Task | AsyncTask,
    *,
    timeout: float | None = DEFAULT_TIMEOUT_S,
    poll: Poll | None = None,
) -> TaskPoller | AsyncTaskPoller:
    """Return what polls a task, for a schedule of many tasks.

    Args:
        task: The task.
        timeout: Seconds after which to give up; None: no limit.
        poll: Seconds between polls, or a function from the last snapshot to them.

    Raises:
        InvalidRequestError: If `timeout` or `poll` is invalid.
    """
    # Private to users, not to the package.
    return task._poller(timeout=timeout, poll=poll)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
