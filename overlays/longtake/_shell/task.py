"""Tasks and their videos: polling, waiting, cancelling and extending, synchronous and asynchronous."""

from __future__ import annotations

import inspect
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator, Mapping
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, TypeVar, overload

from attrs import define, field, frozen

from longtake._core.snapshot import Change, Snapshot
from longtake._shell import log
from longtake._shell.clock import wall_time
from longtake._shell.polling import AsyncTaskPoller, TaskPoller
from longtake._shell.task_state import TaskBase
from longtake._shell.video import AsyncDownloadableVideo, DownloadableVideo
from longtake.errors import InvalidRequestError, LongtakeError, NotFoundError

if TYPE_CHECKING:
    from longtake._core.callbacks import Callbacks
    from longtake._core.polling.poller import Poll
    from longtake._shell.session import AsyncSession, SyncSession
    from longtake.models._model import Action

TaskT = TypeVar("TaskT")
TaskT_co = TypeVar("TaskT_co", covariant=True)

DEFAULT_TIMEOUT_S: Final = 1800.0
"""The default timeout of `wait` and `events`: three times the median duration of the slowest model."""

OnChange: TypeAlias = Callable[[Change], None]
"""Called with each change of a task."""

AsyncOnChange: TypeAlias = Callable[[Change], Awaitable[object] | None]
"""Called with each change of a task, and awaited if it is async."""


class Resumes(Protocol[TaskT_co]):
    """A client that returns the tasks of tokens."""

    def from_token(self, token: str) -> TaskT_co:
        """Return the task of a token."""
        ...


class Starter(Protocol[TaskT_co]):
    """The hooks of a client, which start tasks."""

    def begin(
        self,
        action: Action,
        model: str,
        common: Mapping[str, object],
        options: Mapping[str, object] | None,
        callbacks: Callbacks | None,
        *,
        reference: str | None,
        retry_failed: bool,
    ) -> TaskT_co:
        """Start a task that is given by common names and options."""
        ...


def starter(hooks: Starter[TaskT] | None) -> Starter[TaskT]:
    """Return the hooks of a video's client.

    Raises:
        InvalidRequestError: If the video belongs to no client.
    """
    if hooks is None:
        raise InvalidRequestError(
            "the video belongs to no client; pass video.source to longtake.extend"
        )
    return hooks


@frozen(kw_only=True)
class Video(DownloadableVideo):
    """A finished video of a synchronous client's task.

    Example:
        >>> video = task.wait()
        >>> longer = video.extend(prompt="It reaches the sea").wait()
        >>> longer.download("dog.mp4").name
        'dog.mp4'

    Attributes:
        file: The video as the provider reports it.
        index: The index of the video among those of the task, from 0.
        provider: The name of the provider.
        kind: The task kind, such as `veo`.
        task_id: The provider's id of the task that made the video.
        expires_at: When the link expires, at the earliest. None if unknown, or if polls renew the link.
    """

    _hooks: Starter[Task] | None = field(default=None, repr=False, eq=False, alias="hooks")

    def extend(
        self,
        *,
        prompt: str | None = None,
        duration_s: float | None = None,
        resolution: str | None = None,
        seed: int | None = None,
        watermark: str | None = None,
        options: Mapping[str, object] | None = None,
        callback_url: str | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> Task:
        """Extend the video with the model that made it.

        Args:
            prompt: A description of the new part. Some models do not require one.
            duration_s: The seconds to add, for models where you can choose them.
            resolution: The resolution of the extension, for models where you can choose it.
            seed: The random seed, for a reproducible result as far as the provider supports it.
            watermark: A text to draw into the video.
            options: Further parameters by the provider's own names.
            callback_url: The URL to which the provider sends a callback when the task has ended.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.

        Raises:
            InvalidRequestError: If the model cannot extend this video, or does not support a parameter.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        common: Mapping[str, object] = {
            "prompt": prompt,
            "duration_s": duration_s,
            "resolution": resolution,
            "seed": seed,
            "watermark": watermark,
            "callback_url": callback_url,
        }
        with self._naming_task():
            model, common, options = self._source_video().request(common, options)
            hooks = starter(self._hooks)
        return hooks.begin(
            "extend",
            model,
            common,
            options,
            callbacks,
            reference=reference,
            retry_failed=retry_failed,
        )


@frozen(kw_only=True)
class AsyncVideo(AsyncDownloadableVideo):
    """A finished video of an asynchronous client's task.

    Example:
        >>> async def main() -> str:
        ...     async with AsyncKie() as kie:
        ...         task = await kie.veo.generate(prompt="A dog runs along a beach")
        ...         video = await task.wait()
        ...         longer = await (await video.extend(prompt="It reaches the sea")).wait()
        ...         return (await longer.download("dog.mp4", overwrite=False)).name
        >>> asyncio.run(main())
        'dog.mp4'

    Attributes:
        file: The video as the provider reports it.
        index: The index of the video among those of the task, from 0.
        provider: The name of the provider.
        kind: The task kind, such as `veo`.
        task_id: The provider's id of the task that made the video.
        expires_at: When the link expires, at the earliest. None if unknown, or if polls renew the link.
    """

    _hooks: Starter[Awaitable[AsyncTask]] | None = field(
        default=None, repr=False, eq=False, alias="hooks"
    )

    async def extend(
        self,
        *,
        prompt: str | None = None,
        duration_s: float | None = None,
        resolution: str | None = None,
        seed: int | None = None,
        watermark: str | None = None,
        options: Mapping[str, object] | None = None,
        callback_url: str | None = None,
        callbacks: Callbacks | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> AsyncTask:
        """Extend the video with the model that made it.

        Args:
            prompt: A description of the new part. Some models do not require one.
            duration_s: The seconds to add, for models where you can choose them.
            resolution: The resolution of the extension, for models where you can choose it.
            seed: The random seed, for a reproducible result as far as the provider supports it.
            watermark: A text to draw into the video.
            options: Further parameters by the provider's own names.
            callback_url: The URL to which the provider sends a callback when the task has ended.
            callbacks: The receiver of the provider's callbacks. Not with `callback_url`.
            reference: Your own name for the submission; a client with a journal submits it once.
            retry_failed: Whether to submit anew if the task of the same reference has failed.

        Raises:
            InvalidRequestError: If the model cannot extend this video, or does not support a parameter.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        common: Mapping[str, object] = {
            "prompt": prompt,
            "duration_s": duration_s,
            "resolution": resolution,
            "seed": seed,
            "watermark": watermark,
            "callback_url": callback_url,
        }
        with self._naming_task():
            model, common, options = self._source_video().request(common, options)
            hooks = starter(self._hooks)
        return await hooks.begin(
            "extend",
            model,
            common,
            options,
            callbacks,
            reference=reference,
            retry_failed=retry_failed,
        )


@define(kw_only=True, eq=False, repr=False)
class Task(TaskBase):
    """A task at a provider. It continues whether you wait for it or not; only `cancel` stops it.

    Example:
        >>> task = kie.veo.generate(prompt="A dog runs along a beach")
        >>> task.status().state
        <State.RUNNING: 'running'>
        >>> task.wait(timeout=900).download("dog.mp4").name
        'dog.mp4'

    Attributes:
        id: The provider's id of the task.
        snapshot: The result of the last poll, None before the first.
        polls: The number of polls.
    """

    _session: SyncSession[Any] = field(repr=False, alias="session")
    _hooks: Starter[Task] | None = field(default=None, repr=False, alias="hooks")

    @classmethod
    def from_token(cls, token: str, *, client: Resumes[Task]) -> Task:
        """Return the task of a token; the same as `client.from_token(token)`.

        Args:
            token: The value of `task.token`.
            client: The client that polls the task.

        Raises:
            InvalidRequestError: If it is not a token, or the token of another provider's task.
        """
        return client.from_token(token)

    def status(self) -> Snapshot:
        """Poll the task once, and return its state.

        Raises:
            NotFoundError: If there is no such task. A new task may be missing for up to 90 seconds.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
        shown = self._on_response(snapshot, self._session.clock.monotonic())
        if self._session.journal is not None and self._has_news():
            at = wall_time(self._session.clock)
            self._session.record(partial(self._record_change, at=at), self.token)
        return shown

    def _poller(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> TaskPoller:
        """Return a poller of this task, for `wait` and for schedules of many tasks."""
        return TaskPoller(fetch=self._fetch, **self._poller_options(self._session, timeout, poll))

    def events(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> Iterator[Change]:
        """Poll until the task has ended, and yield each change of its state or progress.

        Between polls the progress is estimated from the age of the task, at most about once a second.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function of the last snapshot; None: longtake's schedule.

        Raises:
            MissingFileError: If the provider reports success, but no file for 300 seconds.
            NotFoundError: If five polls in a row find no such task; see docs/waiting.md.
            TaskTimeoutError: If the task has not ended in time.
            InvalidRequestError: If `timeout`, `poll` or the result of a `poll` function is invalid.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
            poller = self._poller(timeout=timeout, poll=poll)
            with poller.listening() as wakeup:
                is_logged = False
                while (pause := poller.schedule.pause_s(clock.monotonic())) is not None:
                    if not is_logged:
                        log.poll(self._kind.model, self.id, self.polls, pause)
                    # An estimate never delays a poll that is due.
                    if estimates and pause > 0 and (change := poller.next_change()):
                        is_logged = True
                        yield change
                        continue
                    sleep_s = poller.sleep_s(pause) if estimates else pause
                    slept_through = poller.sleep(sleep_s, wakeup)
                    is_logged = slept_through and sleep_s < pause
                    if is_logged or not slept_through:
                        continue
                    change = poller.poll()
                    if change:
                        yield change
                    if poller.schedule.ended:
                        return
            raise poller.timeout_error()

    def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
        on_change: OnChange | None = None,
    ) -> Video:
        """Wait until the task has ended, and return its video, the first of `videos` if it made several.

        A task that has already been seen to end is not polled again. For `on_change`, the progress between
        polls is estimated from the age of the task, at most about once a second.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function of the last snapshot; None: longtake's schedule.
            on_change: Called with each change of the task's state or progress.

        Raises:
            TaskRejectedError: If moderation refused the task.
            TaskExpiredError: If the provider has deleted the task or its files.
            MissingFileError: If the provider reports success, but no file for 300 seconds.
            TaskFailedError: If the task failed for another reason or was cancelled. It is the base class of
                the three errors above.
            NotFoundError: If five polls in a row find no such task; see docs/waiting.md.
            TaskTimeoutError: If the task has not ended in time. It continues; resume it with its `token`.
            InvalidRequestError: If `timeout`, `poll` or the result of a `poll` function is invalid.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
                "on_change must not be async here; pass a plain function, or use an asynchronous client"
            )
        if self._has_ended():
            return self._videos(self.snapshot)[0]
        snapshot = None
        for change in self._changes(timeout, poll, estimates=on_change is not None):
            snapshot = change.snapshot
            if on_change:
                on_change(change)
        return self._videos(snapshot)[0]

    @property
    def videos(self) -> tuple[Video, ...]:
        """Return the videos of a task that has ended. Raises as `wait` does."""
        return self._videos(self.snapshot)

    def _videos(self, snapshot: Snapshot | None) -> tuple[Video, ...]:
        return tuple(
            Video(
                **fields,
                http=self._session.downloads,
                renew_link=partial(self._renew_link, fields["index"]),
                hooks=self._hooks,
                record=self._session.record if self._session.journal else None,
            )
            for fields in self._video_fields(snapshot, self._session.clock)
        )

    def _renew_link(self, index: int, until: float | None) -> str | None:
        return _link(self._fetch(until), index)

    def cancel(self) -> None:
        """Ask the provider to stop the task.

        Raises:
            InvalidRequestError: If the provider cannot cancel such tasks.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        try:
            self._session.cancel(self._kind, self.id)
        except NotFoundError:
            # Cancelled by an attempt whose response was lost, or ended and deleted.
            if not self._known_to_exist():
                raise
        self._cancelled = True


@define(kw_only=True, eq=False, repr=False)
class AsyncTask(TaskBase):
    """A task of an asynchronous client. It continues whether you wait or not; only `cancel` stops it.

    Example:
        >>> async def main() -> str:
        ...     async with AsyncKie() as kie:
        ...         task = await kie.veo.generate(prompt="A dog runs along a beach")
        ...         video = await task.wait(timeout=900)
        ...         return video.source
        >>> asyncio.run(main())
        'veo_task_...'

    Attributes:
        id: The provider's id of the task.
        snapshot: The result of the last poll, None before the first.
        polls: The number of polls.
    """

    _session: AsyncSession[Any] = field(repr=False, alias="session")
    _hooks: Starter[Awaitable[AsyncTask]] | None = field(default=None, repr=False, alias="hooks")

    @classmethod
    def from_token(cls, token: str, *, client: Resumes[AsyncTask]) -> AsyncTask:
        """Return the task of a token; the same as `client.from_token(token)`.

        Args:
            token: The value of `task.token`.
            client: The client that polls the task.

        Raises:
            InvalidRequestError: If it is not a token, or the token of another provider's task.
        """
        return client.from_token(token)

    async def status(self) -> Snapshot:
        """Poll the task once, and return its state.

        Raises:
            NotFoundError: If there is no such task. A new task may be missing for up to 90 seconds.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
        shown = self._on_response(snapshot, self._session.clock.monotonic())
        if self._session.journal is not None and self._has_news():
            at = wall_time(self._session.clock)
            await self._session.record(partial(self._record_change, at=at), self.token)
        return shown

    def _poller(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> AsyncTaskPoller:
        """Return a poller of this task, for `wait` and for schedules of many tasks."""
        return AsyncTaskPoller(
            fetch=self._fetch, **self._poller_options(self._session, timeout, poll)
        )

    def events(
        self, *, timeout: float | None = DEFAULT_TIMEOUT_S, poll: Poll | None = None
    ) -> AsyncGenerator[Change]:
        """Poll until the task has ended, and yield each change of its state or progress.

        Between polls the progress is estimated from the age of the task, at most about once a second.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function of the last snapshot; None: longtake's schedule.

        Raises:
            MissingFileError: If the provider reports success, but no file for 300 seconds.
            NotFoundError: If five polls in a row find no such task; see docs/waiting.md.
            TaskTimeoutError: If the task has not ended in time.
            InvalidRequestError: If `timeout`, `poll` or the result of a `poll` function is invalid.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
            poller = self._poller(timeout=timeout, poll=poll)
            with poller.listening() as wakeup:
                is_logged = False
                while (pause := poller.schedule.pause_s(clock.monotonic())) is not None:
                    if not is_logged:
                        log.poll(self._kind.model, self.id, self.polls, pause)
                    # An estimate never delays a poll that is due.
                    if estimates and pause > 0 and (change := poller.next_change()):
                        is_logged = True
                        yield change
                        continue
                    sleep_s = poller.sleep_s(pause) if estimates else pause
                    slept_through = await poller.sleep(sleep_s, wakeup)
                    is_logged = slept_through and sleep_s < pause
                    if is_logged or not slept_through:
                        continue
                    change = await poller.poll()
                    if change:
                        yield change
                    if poller.schedule.ended:
                        return
            raise poller.timeout_error()

    async def wait(
        self,
        *,
        timeout: float | None = DEFAULT_TIMEOUT_S,
        poll: Poll | None = None,
        on_change: AsyncOnChange | None = None,
    ) -> AsyncVideo:
        """Wait until the task has ended, and return its video, the first of `videos` if it made several.

        A task that has already been seen to end is not polled again. For `on_change`, the progress between
        polls is estimated from the age of the task, at most about once a second.

        Args:
            timeout: Seconds after which to give up; None: no limit.
            poll: Seconds between polls, or a function of the last snapshot; None: longtake's schedule.
            on_change: Called with each change of the task's state or progress; may be async.

        Raises:
            TaskRejectedError: If moderation refused the task.
            TaskExpiredError: If the provider has deleted the task or its files.
            MissingFileError: If the provider reports success, but no file for 300 seconds.
            TaskFailedError: If the task failed for another reason or was cancelled. It is the base class of
                the three errors above.
            NotFoundError: If five polls in a row find no such task; see docs/waiting.md.
            TaskTimeoutError: If the task has not ended in time. It continues; resume it with its `token`.
            InvalidRequestError: If `timeout`, `poll` or the result of a `poll` function is invalid.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
        snapshot = None
        estimates = on_change is not None
        async with aclosing(self._changes(timeout, poll, estimates=estimates)) as changes:
            async for change in changes:
                snapshot = change.snapshot
                if on_change:
                    result = on_change(change)
                    if inspect.isawaitable(result):
                        await result
        return self._videos(snapshot)[0]

    @property
    def videos(self) -> tuple[AsyncVideo, ...]:
        """Return the videos of a task that has ended. Raises as `wait` does."""
        return self._videos(self.snapshot)

    def _videos(self, snapshot: Snapshot | None) -> tuple[AsyncVideo, ...]:
        return tuple(
            AsyncVideo(
                **fields,
                http=self._session.downloads,
                renew_link=partial(self._renew_link, fields["index"]),
                hooks=self._hooks,
                record=self._session.record if self._session.journal else None,
            )
            for fields in self._video_fields(snapshot, self._session.clock)
        )

    async def _renew_link(self, index: int, until: float | None) -> str | None:
        return _link(await self._fetch(until), index)

    async def cancel(self) -> None:
        """Ask the provider to stop the task.

        Raises:
            InvalidRequestError: If the provider cannot cancel such tasks.
            LongtakeError: If the provider cannot be reached, or refuses the request.
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
    """Return a poller of a task, for schedules of many tasks.

    Args:
        task: The task.
        timeout: Seconds after which to give up; None: no limit.
        poll: Seconds between polls, or a function from the last snapshot to them.

    Raises:
        InvalidRequestError: If `timeout` or `poll` is invalid.
    """
    # Private for users of the package, not within it.
    return task._poller(timeout=timeout, poll=poll)  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
