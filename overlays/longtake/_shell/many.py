"""Waiting for many tasks at once: two shells around the one schedule of `longtake._core.fleet`.

Time is passed in one place, and only while no look is under way; else the next look or the next answer is
awaited, whichever comes first.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable, Generator, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from attrs import define, field, frozen

from longtake._core.fleet import CONNECTIONS, Fleet
from longtake._core.waiting import Poll
from longtake._shell.clock import Clock, SystemClock
from longtake._shell.task import DEFAULT_TIMEOUT_S, AsyncTask, Task
from longtake._shell.video import AsyncVideo, Video
from longtake._shell.watch import AsyncWatch, Watch
from longtake.errors import InvalidRequestError, LongtakeError

if TYPE_CHECKING:
    import anyio

TaskT = TypeVar("TaskT", Task, AsyncTask)
VideoT = TypeVar("VideoT", Video, AsyncVideo)
WatchT = TypeVar("WatchT", Watch, AsyncWatch)

Timeout: TypeAlias = float | Callable[[Any], float | None] | None
"""Seconds after which to give up, None for never; or a function from each task to its own."""


@frozen(kw_only=True)
class Finished(Generic[TaskT, VideoT]):
    """How waiting for one of many tasks ended.

    Attributes:
        task: The task, as it was given.
        error: What `wait` would have raised, None if the task succeeded.
    """

    task: TaskT
    error: LongtakeError | None = None
    _videos: tuple[VideoT, ...] = field(default=(), repr=False, alias="videos")

    @property
    def video(self) -> VideoT:
        """The video (the first, if the task made several). Raises `error` if there is none."""
        if self.error is not None:
            raise self.error
        return self._videos[0]


def wait_all(
    tasks: Iterable[Task], *, timeout: Timeout = DEFAULT_TIMEOUT_S, poll: Poll | None = None
) -> list[Finished[Task, Video]]:
    """Wait until all tasks have ended, of whatever providers and families, and say how each did.

    A task that fails, or cannot be looked at, keeps none of the others waiting. At most 10 looks a second
    begin for each client, and at most 8 are under way at each provider. An interruption leaves the tasks as
    they are: wait again, or find them by their tokens.

    Args:
        tasks: The tasks.
        timeout: Seconds after which to give up those that have not ended, None for never; or a function
            from a task to the seconds for it.
        poll: Seconds between looks at a task, or a function from its last snapshot to them. By default
            each family's own pace.

    Returns:
        How each task ended, in the order of the tasks.

    Raises:
        InvalidRequestError: If the timeout or the poll is none.
    """
    given = list(tasks)
    ended = dict(_finishing(given, timeout, poll))
    return [ended[number] for number in range(len(given))]


def as_completed(
    tasks: Iterable[Task], *, timeout: Timeout = DEFAULT_TIMEOUT_S, poll: Poll | None = None
) -> Generator[Finished[Task, Video]]:
    """Wait for many tasks as `wait_all` does, and give each as it ends. Nobody looks between two steps."""
    for _, finished in _finishing(list(tasks), timeout, poll):
        yield finished


async def wait_all_async(
    tasks: Iterable[AsyncTask], *, timeout: Timeout = DEFAULT_TIMEOUT_S, poll: Poll | None = None
) -> list[Finished[AsyncTask, AsyncVideo]]:
    """`wait_all` for async callers."""
    given = list(tasks)
    ended = {number: done async for number, done in _finishing_async(given, timeout, poll)}
    return [ended[number] for number in range(len(given))]


async def as_completed_async(
    tasks: Iterable[AsyncTask], *, timeout: Timeout = DEFAULT_TIMEOUT_S, poll: Poll | None = None
) -> AsyncGenerator[Finished[AsyncTask, AsyncVideo]]:
    """`as_completed` for async callers.

    What is given waits for the looks that are under way by then: none outlives a step.
    """
    async with aclosing(_finishing_async(list(tasks), timeout, poll)) as finishing:
        async for _, finished in finishing:
            yield finished


@define(eq=False)
class Crowd(Generic[WatchT]):
    """The watches of many tasks, with their schedule."""

    watches: list[WatchT]
    clock: Clock
    fleet: Fleet = field(factory=Fleet)
    left: int = field(init=False)

    def __attrs_post_init__(self) -> None:
        self.left = len(self.watches)
        for watch in self.watches:
            self.fleet.add(
                watch.waiting,
                provider=watch.provider,
                budget=watch.looks,
                now=self.clock.monotonic(),
            )

    def begin(self) -> list[int]:
        return self.fleet.begin(self.clock.monotonic())

    def pause(self) -> float | None:
        return self.fleet.pause(self.clock.monotonic())

    def late(self) -> list[tuple[int, LongtakeError | None]]:
        """Those whose time is up, with the error that says so."""
        late = self.fleet.late(self.clock.monotonic())
        self.left -= len(late)
        return [(number, self.watches[number].timed_out()) for number in late]

    def looked(self, number: int, error: LongtakeError | None) -> bool:
        """Take note that a look is over. True if waiting for the task is."""
        ended = error is not None or self.watches[number].waiting.ended
        self.fleet.looked(number, self.clock.monotonic(), ended=ended)
        self.left -= ended
        return ended


def crowd_of(watches: list[WatchT]) -> Crowd[WatchT]:
    """A schedule for the tasks that are watched. They all go by the clock of the first."""
    return Crowd(watches, watches[0].clock if watches else SystemClock())


def _seconds(timeout: Timeout, task: Task | AsyncTask) -> float | None:
    return timeout(task) if callable(timeout) else timeout


def _check(tasks: Sequence[object], kind: type[Task] | type[AsyncTask]) -> None:
    for task in tasks:
        if not isinstance(task, kind):
            ways = "wait_all and as_completed take tasks of sync clients, their _async sisters those of async"
            raise InvalidRequestError(f"{ways} ones; {task!r} is none of them")


def _finishing(
    tasks: list[Task], timeout: Timeout, poll: Poll | None
) -> Generator[tuple[int, Finished[Task, Video]]]:
    _check(tasks, Task)
    crowd = crowd_of([task.watch(timeout=_seconds(timeout, task), poll=poll) for task in tasks])
    looking = _Looking(crowd)
    try:
        while crowd.left:
            for number, error in looking.step():
                task = tasks[number]
                yield number, Finished(task=task, **_outcome(task, error))
    finally:
        looking.stop()


@define(eq=False)
class _Looking:
    """Looks in threads, a few for each provider."""

    crowd: Crowd[Watch]
    _pools: dict[str, ThreadPoolExecutor] = field(factory=dict[str, ThreadPoolExecutor], init=False)
    _back: SimpleQueue[tuple[int, BaseException | None]] = field(
        factory=SimpleQueue[tuple[int, BaseException | None]], init=False
    )
    _under_way: int = field(default=0, init=False)

    def step(self) -> list[tuple[int, LongtakeError | None]]:
        """Do what is next. Gives tasks not waited for any longer, and why if they failed."""
        for number in self.crowd.begin():
            self._under_way += 1
            self._pool(self.crowd.watches[number].provider).submit(self._look, number)
        ended = self.crowd.late()
        if ended:
            return ended
        pause = self.crowd.pause()
        if not self._under_way:
            self.crowd.clock.sleep(pause or 0.0)
            return []
        try:
            number, error = self._back.get(timeout=pause)
        except Empty:
            return []
        self._under_way -= 1
        if error is not None and not isinstance(error, LongtakeError):
            raise error
        return [(number, error)] if self.crowd.looked(number, error) else []

    def stop(self) -> None:
        """Begin no more looks, and wait for none."""
        for pool in self._pools.values():
            pool.shutdown(wait=False, cancel_futures=True)

    def _pool(self, provider: str) -> ThreadPoolExecutor:
        if provider not in self._pools:
            self._pools[provider] = ThreadPoolExecutor(CONNECTIONS, f"longtake-{provider}")
        return self._pools[provider]

    def _look(self, number: int) -> None:
        error: BaseException | None = None
        try:
            self.crowd.watches[number].look()
        except BaseException as failure:  # noqa: BLE001 - raised where the caller is
            error = failure
        self._back.put((number, error))


async def _finishing_async(
    tasks: list[AsyncTask], timeout: Timeout, poll: Poll | None
) -> AsyncGenerator[tuple[int, Finished[AsyncTask, AsyncVideo]]]:
    _check(tasks, AsyncTask)
    crowd = crowd_of([task.watch(timeout=_seconds(timeout, task), poll=poll) for task in tasks])
    while crowd.left:
        for number, error in await _some_ended(crowd):
            task = tasks[number]
            yield number, Finished(task=task, **_outcome(task, error))


async def _some_ended(crowd: Crowd[AsyncWatch]) -> list[tuple[int, LongtakeError | None]]:
    """Look until tasks are not waited for any longer; those, and why if they failed."""
    import anyio  # noqa: PLC0415 - only async callers pay for it

    under_way = _UnderWay(crowd, anyio.Event())
    try:
        async with anyio.create_task_group() as looks:
            while not under_way.ended:
                for number in crowd.begin():
                    under_way.count += 1
                    looks.start_soon(under_way.look, number)
                under_way.ended += crowd.late()
                if not under_way.ended:
                    await under_way.pause()
    except ExceptionGroup as broken:
        # What is no LongtakeError is a mistake somewhere, and no outcome of a task.
        raise broken.exceptions[0] from None
    return under_way.ended


@define(eq=False)
class _UnderWay:
    """The looks of one step, and what came of them."""

    crowd: Crowd[AsyncWatch]
    came_back: anyio.Event
    ended: list[tuple[int, LongtakeError | None]] = field(
        factory=list[tuple[int, LongtakeError | None]]
    )
    count: int = 0

    async def look(self, number: int) -> None:
        error: LongtakeError | None = None
        try:
            await self.crowd.watches[number].look()
        except LongtakeError as failure:
            error = failure
        self.count -= 1
        if self.crowd.looked(number, error):
            self.ended.append((number, error))
        self.came_back.set()

    async def pause(self) -> None:
        """Let time pass until there is something to do."""
        import anyio  # noqa: PLC0415 - only async callers pay for it

        seconds = self.crowd.pause()
        if not self.count:
            await self.crowd.clock.sleep_async(seconds or 0.0)
            return
        self.came_back = anyio.Event()
        with anyio.move_on_after(seconds):
            await self.came_back.wait()


def _outcome(task: Task | AsyncTask, error: LongtakeError | None) -> dict[str, Any]:
    """What a task that is not waited for any longer has to show: its videos, or the error."""
    if error is not None:
        return {"error": error}
    try:
        return {"videos": task.videos}
    except LongtakeError as failure:
        return {"error": failure}
