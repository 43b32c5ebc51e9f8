"""Ten thousand tasks at three providers in one process: real clients, and a virtual clock."""

from __future__ import annotations

import asyncio
import gc
import selectors
import tracemalloc
from contextlib import AsyncExitStack
from random import Random
from statistics import fmean
from typing import TYPE_CHECKING, Any, Final

import anyio
import httpx
from attrs import define, field, frozen

from bench.waiting import longtake, waited
from longtake import AsyncTask, Rate, TaskTimeoutError
from longtake import wait_all_async as wait_all
from longtake._core.polling.schedule import poll_schedule
from longtake._providers import entry, task_kinds
from longtake._shell.runner import run_async
from longtake._shell.task import poller_of
from longtake._shell.wait_all import PollDispatcher, poll_dispatcher

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake import Clock
    from longtake._core.polling.schedule import PollHints
    from longtake._shell.clock import Wakeup
    from longtake._shell.runner import RequestResult, ScheduledRequest

# What a response takes, in seconds: at eight connections that is 400 polls a second.
_LATENCY_S: Final = 0.02
# What each key may do where the budget is to allow it, and what part of it tasks ask for when they begin.
_AMPLE: Final = Rate(300)
_ARRIVALS_PER_S: Final = 30.0
_PATIENCE_S: Final = 600.0
_KINDS: Final = {"kie": "veo", "useapi": "gen2", "chainhub": "kling"}


class _NoWaiting(selectors.DefaultSelector):
    """Where a loop would wait, its time moves on."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if not ready and timeout is None:
            raise RuntimeError("every coroutine waits for another")
        if not ready and timeout is not None:
            self.now += max(0.0, timeout)
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop in which no wait takes time."""

    def __init__(self) -> None:
        self._waiting = _NoWaiting()
        super().__init__(self._waiting)
        # What is due within that is due: in time that is counted in seconds, this is no time.
        self._clock_resolution = 1e-9

    def time(self) -> float:
        """Return the time of its own."""
        return self._waiting.now


class _LoopClock:
    """The running loop's time, as clients take it."""

    def monotonic(self) -> float:
        return asyncio.get_running_loop().time()

    def sleep(self, seconds: float) -> None:
        raise NotImplementedError(seconds)

    async def sleep_async(self, seconds: float) -> None:
        await anyio.sleep(seconds)


@define
class TimedTransport(httpx.AsyncBaseTransport):
    """A provider that ends each task at a set time, and records when requests arrive.

    Attributes:
        name: Which one.
        ends: The moment at which each task ends, by its number.
        arrived: When requests arrived.
        most: How many were under way at once, at most.
    """

    name: str
    ends: dict[int, float] = field(factory=dict[int, float])
    arrived: list[float] = field(factory=list[float])
    most: int = 0
    _under_way: int = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Respond after a while; the request counts somewhere on its way."""
        self._under_way += 1
        self.most = max(self.most, self._under_way)
        try:
            # Not always equally soon, as on a real way.
            await anyio.sleep(_LATENCY_S * (len(self.arrived) % 5) / 8)
            now = asyncio.get_running_loop().time()
            self.arrived.append(now)
            await anyio.sleep(_LATENCY_S / 2)
            task_id = request.url.params.get("taskId") or request.url.path.rpartition("/")[2]
            done = now >= self.ends[int(task_id.rpartition("_")[2])]
            return httpx.Response(200, json=_RESPONSES[self.name](task_id, done), request=request)
        finally:
            self._under_way -= 1

    def exceeds(self, rate: Rate) -> bool:
        """Return whether any window of a rate held more than it allows."""
        late = self.arrived[rate.times :]
        return any(b - a < rate.per_s - 1e-6 for a, b in zip(self.arrived, late, strict=False))


def _kie(task_id: str, done: bool) -> dict[str, Any]:
    made = {"resultUrls": ["https://media.test/1.mp4"], "taskId": task_id}
    data = {"taskId": task_id, "successFlag": int(done), "response": made if done else None}
    return {"code": 200, "msg": "success", "data": data}


def _useapi(task_id: str, done: bool) -> dict[str, Any]:
    made = [{"assetId": "asset_1", "url": "https://media.test/1.mp4"}]
    status = "SUCCEEDED" if done else "RUNNING"
    return {"taskId": task_id, "status": status, "artifacts": made if done else []}


def _chainhub(task_id: str, done: bool) -> dict[str, Any]:
    made = {"videos": [{"id": "1", "url": "https://media.test/1.mp4", "duration": "5"}]}
    status = "succeed" if done else "processing"
    data = {"task_id": task_id, "task_status": status, "task_result": made if done else None}
    return {"code": 0, "message": "SUCCEED", "data": data}


_RESPONSES: Final[dict[str, Callable[[str, bool], dict[str, Any]]]] = {
    "kie": _kie,
    "useapi": _useapi,
    "chainhub": _chainhub,
}


@define
class _Arriving:
    """A schedule to which tasks come one after the other."""

    clock: Clock
    crowd: PollDispatcher[Any]
    coming: list[tuple[float, AsyncTask]]
    found: dict[int, float] = field(factory=dict[int, float])

    @property
    def wakeup(self) -> Wakeup | None:
        return self.crowd.wakeup

    @property
    def is_done(self) -> bool:
        return self.crowd.is_done and not self.coming

    def begin(self) -> list[ScheduledRequest]:
        now = self.clock.monotonic()
        while self.coming and self.coming[-1][0] <= now:
            _, task = self.coming.pop()
            self.crowd.add(poller_of(task, timeout=None))
        return self.crowd.begin()

    def pause_s(self) -> float | None:
        pause = self.crowd.pause_s()
        if not self.coming:
            return pause
        until = max(0.0, self.coming[-1][0] - self.clock.monotonic())
        return until if pause is None else min(pause, until)

    def overdue(self) -> list[Any]:
        return self.crowd.overdue()

    def progress_in_s(self) -> float | None:
        return self.crowd.progress_in_s()

    def progress(self) -> list[Any]:
        return self.crowd.progress()

    def on_result(self, result: RequestResult) -> list[Any]:
        ended = [number for number, what in self.crowd.on_result(result) if what is None]
        self.found |= dict.fromkeys(ended, self.clock.monotonic())
        return []


@frozen
class AmpleResult:
    """The result of waiting for many tasks.

    Attributes:
        most_at_once: How many were waited for at the same time, at most.
        transports: What arrived where.
        exceeded: Whether any window of any provider held too much.
        delay_s: Mean seconds from a task's end until it was known.
        alone_s: The same for the same tasks, each waited for alone.
    """

    most_at_once: int
    transports: dict[str, TimedTransport]
    exceeded: bool
    delay_s: float
    alone_s: float


@frozen
class ScarceResult:
    """The result of waiting for more tasks than the budget allows.

    Attributes:
        done: How many tasks were found to be done.
        given_up: How many were not, when the time was up.
        took_s: Seconds that the waiting took.
        transports: What arrived where.
        exceeded: Whether any window of any provider held too much.
    """

    done: int
    given_up: int
    took_s: float
    transports: dict[str, TimedTransport]
    exceeded: bool


@define
class _Scene:
    """Clients of three providers, and the tasks that they have there."""

    clock: _LoopClock = field(factory=_LoopClock)
    transports: dict[str, TimedTransport] = field(
        factory=lambda: {name: TimedTransport(name) for name in _KINDS}, init=False
    )
    clients: dict[str, Any] = field(factory=dict[str, Any], init=False)

    async def open(self, stack: AsyncExitStack, rate: Rate | None = None) -> None:
        for name in _KINDS:
            client = entry(name).async_client(
                "bench-key",
                base_url=f"https://{name}.test",
                transport=self.transports[name],
                clock=self.clock,
            )
            self.clients[name] = await stack.enter_async_context(client)
            if rate is not None:
                client.limits.reads.rate = rate

    def task(self, number: int, submitted_at: float) -> AsyncTask:
        """Return a task that was just submitted, and ends some time later."""
        name = tuple(_KINDS)[number % len(_KINDS)]
        client = self.clients[name]
        kind = task_kinds(name)[_KINDS[name]]
        duration = _duration(kind.poll_hints, number)
        self.transports[name].ends[number] = submitted_at + duration
        return AsyncTask(
            kind=kind,
            id=f"task_{number}",
            session=client._session,  # noqa: SLF001 - as a submit makes it
            submitted_at=submitted_at,
        )


def _duration(pace: PollHints, number: int) -> float:
    rng = Random(number)  # noqa: S311 - a simulation that is to be repeated
    return pace.median_s * rng.lognormvariate(0, pace.spread)


async def while_budget_allows(tasks: int) -> AmpleResult:
    """Wait for tasks that come one after the other, with a budget that is ample."""
    scene = _Scene()
    async with AsyncExitStack() as stack:
        await scene.open(stack, _AMPLE)
        times = [number / _ARRIVALS_PER_S for number in range(tasks)]
        made = [scene.task(number, moment) for number, moment in enumerate(times)]
        coming = sorted(zip(times, made, strict=True), key=lambda each: -each[0])
        agenda = _Arriving(scene.clock, PollDispatcher(scene.clock), coming)
        await run_async(agenda, until_done=True)
    ends = {number: end for each in scene.transports.values() for number, end in each.ends.items()}
    delays = [agenda.found[number] - ends[number] for number in range(tasks)]
    return AmpleResult(
        most_at_once=_most_at_once(times, agenda.found),
        transports=scene.transports,
        exceeded=any(each.exceeds(_AMPLE) for each in scene.transports.values()),
        delay_s=fmean(delays),
        alone_s=fmean(_alone(scene, tasks)),
    )


def _most_at_once(times: list[float], found: dict[int, float]) -> int:
    moments = sorted([(moment, 1) for moment in times] + [(end, -1) for end in found.values()])
    count, most = 0, 0
    for _, step in moments:
        count += step
        most = max(most, count)
    return most


def _alone(scene: _Scene, tasks: int) -> list[float]:
    """Return the delays of the same tasks, each waited for alone, with the time that a response takes."""
    delays: list[float] = []
    for offset, name in enumerate(scene.clients):
        pace = task_kinds(name)[_KINDS[name]].poll_hints
        durations = [_duration(pace, number) for number in range(offset, tasks, len(_KINDS))]
        alone = waited(longtake(poll_schedule(pace)), durations)
        delays += [delay + _LATENCY_S / 2 for delay in alone.delays_s]
    return delays


async def all_at_once(tasks: int, *, patience_s: float = _PATIENCE_S) -> ScarceResult:
    """Wait for a while for tasks that are all submitted now, with each key's budget as it is by default."""
    scene = _Scene()
    async with AsyncExitStack() as stack:
        await scene.open(stack)
        rate = scene.clients["kie"].limits.reads.rate
        made = [scene.task(number, 0.0) for number in range(tasks)]
        ended = await wait_all(made, timeout=patience_s)
        took_s = scene.clock.monotonic()
    given_up = sum(isinstance(each.error, TaskTimeoutError) for each in ended)
    return ScarceResult(
        done=sum(each.error is None for each in ended),
        given_up=given_up,
        took_s=took_s,
        transports=scene.transports,
        exceeded=any(each.exceeds(rate) for each in scene.transports.values()),
    )


async def memory_b(tasks: int) -> float:
    """Return bytes that waiting takes for each task, beyond the task itself."""
    scene = _Scene()
    async with AsyncExitStack() as stack:
        await scene.open(stack)
        made = [scene.task(number, 0.0) for number in range(tasks)]
        # What is worked out once for a task kind is no task's.
        poll_dispatcher([poller_of(task) for task in made[: len(_KINDS)]])
        gc.collect()
        tracemalloc.start()
        try:
            crowd = poll_dispatcher([poller_of(task) for task in made])
            taken, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        if crowd.left != tasks:
            raise RuntimeError(f"{crowd.left} tasks are waited for, not {tasks}")
    return taken / tasks


def simulated(_rounds: int) -> list[str]:
    """Measure with ten thousand tasks."""
    tasks = 10_000
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        ample = runner.run(while_budget_allows(tasks))
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        scarce = runner.run(all_at_once(tasks))
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        each_b = runner.run(memory_b(tasks))
    return [
        f"{tasks} tasks, {_ARRIVALS_PER_S:.0f} a second, {_AMPLE.times} polls a second for each key",
        f"  at most {ample.most_at_once} waited for at once",
        *_arrivals(ample),
        f"  mean delay {ample.delay_s:.2f} s, {ample.delay_s / ample.alone_s:.3f} times that of each alone",
        f"{tasks} tasks at once for {_PATIENCE_S:.0f} s, 10 polls a second for each key",
        *_arrivals(scarce),
        f"  {scarce.done} found to be done, {scarce.given_up} given up, after {scarce.took_s:.1f} s",
        f"memory: {each_b:,.0f} bytes for each waiting task beyond the task itself",
    ]


def _arrivals(outcome: AmpleResult | ScarceResult) -> list[str]:
    lines = [
        f"  {name}: {len(each.arrived)} polls, at most {each.most} under way at once"
        for name, each in outcome.transports.items()
    ]
    return [
        *lines,
        f"  a window that held more than the rate: {'yes' if outcome.exceeded else 'none'}",
    ]
