"""The cost of a submit and a poll, and polls a second, beside bare httpx and runwayml."""

from __future__ import annotations

from contextlib import ExitStack
from statistics import median
from typing import TYPE_CHECKING, Final

from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from bench.emulated import emulated
from bench.environments import environments
from bench.http_load import served
from bench.timing import ratio
from bench.workers import Worker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.requests import Request

# In one turn, for each way of asking.
_CALLS: Final = 15
_READS: Final = 500
_TURNS: Final = 5
# One call is short, and what disturbs it is not: many short turns, of which some are left alone.
_CALL_TURNS: Final = 20
_FLEETS: Final = (1, 50, 500)
# The goal for one call, beside httpx.
_GOAL: Final = 1.10
_TASK: Final = "17f20503-6c24-4c16-946b-35dbbce2af2f"

# Both ask the same emulator from one process: each as a program would that has one client and keeps it.
_ONE_BY_ONE: Final = """
import sys, time
import httpx
from longtake import Kie

base_url, key, source = sys.argv[1:]
body = {"taskId": source, "prompt": "on it goes"}
bare = httpx.Client(base_url=base_url, headers={"Authorization": "Bearer " + key})
kie = Kie(api_key=key, base_url=base_url)
task = kie.veo.extend(task_id=source, prompt="on it goes")

def timed(run, times):
    started = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - started) / times

def bare_submit():
    bare.post("/api/v1/veo/extend", json=body).raise_for_status().json()["data"]["taskId"]

def bare_read():
    response = bare.get("/api/v1/veo/record-info", params={"taskId": task.id})
    response.raise_for_status().json()["data"]["successFlag"]

def httpx_submit(times): return timed(bare_submit, times)
def httpx_read(times): return timed(bare_read, times)
def longtake_submit(times):
    return timed(lambda: kie.veo.extend(task_id=source, prompt="on it goes"), times)
def longtake_read(times): return timed(task.status, times)
"""
_PEER: Final = """
import sys, time
import httpx
from runwayml import RunwayML

base_url, task = sys.argv[1:]
bare = httpx.Client(base_url=base_url, headers={"Authorization": "Bearer x"})
client = RunwayML(api_key="x", base_url=base_url)
options = dict(
    model="gen4_turbo", prompt_image="https://video.test/1.png", ratio="1280:720", prompt_text="on it goes"
)
body = {
    "model": "gen4_turbo", "promptImage": "https://video.test/1.png", "ratio": "1280:720",
    "promptText": "on it goes",
}

def timed(run, times):
    started = time.perf_counter()
    for _ in range(times):
        run()
    return (time.perf_counter() - started) / times

def bare_submit(): bare.post("/v1/image_to_video", json=body).raise_for_status().json()["id"]
def bare_read(): bare.get("/v1/tasks/" + task).raise_for_status().json()["status"]
def httpx_submit(times): return timed(bare_submit, times)
def httpx_read(times): return timed(bare_read, times)
def runwayml_submit(times): return timed(lambda: client.image_to_video.create(**options), times)
def runwayml_read(times): return timed(lambda: client.tasks.retrieve(task), times)
"""
_FLEET: Final = """
import asyncio, sys, time
import httpx
from longtake import AsyncKie, wait_all_async

base_url, key, source, reads = sys.argv[1:]
reads = int(reads)

async def gathered(read, ids):
    async def often(one):
        for _ in range(reads // len(ids)):
            await read(one)
    started = time.perf_counter()
    await asyncio.gather(*map(often, ids))
    return (time.perf_counter() - started) / reads

class Enough(Exception):
    pass

async def scheduled(fleet):
    left = reads
    def poll(_):
        nonlocal left
        left -= 1
        if left <= 0:
            raise Enough
        return 1e-6
    started = time.perf_counter()
    try:
        await wait_all_async(fleet, timeout=None, poll=poll)
    except Enough:
        return (time.perf_counter() - started) / reads
    raise RuntimeError("the tasks ended")

async def with_httpx(tasks):
    headers = {"Authorization": "Bearer " + key}
    async with httpx.AsyncClient(base_url=base_url, headers=headers) as bare:
        async def read(one):
            response = await bare.get("/api/v1/veo/record-info", params={"taskId": one})
            response.raise_for_status().json()["data"]["successFlag"]
        await read(ids[0])
        return await gathered(read, ids[:tasks])

async def with_longtake(tasks):
    async with AsyncKie(api_key=key, base_url=base_url) as kie:
        fleet = [kie.from_token(one) for one in tokens[:tasks]]
        await fleet[0].status()
        kie.limits.reads.rate = None
        return await scheduled(fleet)

async def submitted():
    async with AsyncKie(api_key=key, base_url=base_url) as kie:
        made = [await kie.veo.extend(task_id=source, prompt=f"take {n}") for n in range(500)]
        return [task.id for task in made], [task.token for task in made]

ids, tokens = asyncio.run(submitted())
def httpx_reads(tasks): return asyncio.run(with_httpx(tasks))
def longtake_reads(tasks): return asyncio.run(with_longtake(tasks))
"""


def requests(rounds: int) -> list[str]:
    """Measure seconds of a call over one kept connection, in turns, beside httpx at the same server."""
    where = environments()
    lines = where.named()
    with ExitStack() as stack:
        access = stack.enter_context(emulated())
        address = "http://{}:{}".format(*stack.enter_context(served(_runway())))
        ours = stack.enter_context(Worker(where.longtake, _ONE_BY_ONE, *access))
        peer = stack.enter_context(Worker(where.peers, _PEER, address, _TASK))
        for call in ("submit", "read"):
            taken = _in_turns(
                {
                    "httpx": (ours, f"httpx_{call}"),
                    "longtake": (ours, f"longtake_{call}"),
                    "httpx at runwayml's route": (peer, f"httpx_{call}"),
                    "runwayml": (peer, f"runwayml_{call}"),
                },
                _CALLS,
                rounds,
                _CALL_TURNS,
            )
            lines += [f"one {call}", *(f"  {name}: {_ms(each)}" for name, each in taken.items())]
            at_runway = taken["httpx at runwayml's route"]
            lines += [
                f"  longtake beside httpx: {ratio(taken['longtake'], taken['httpx'])} (goal: {_GOAL})",
                f"  runwayml beside httpx: {ratio(taken['runwayml'], at_runway)}",
                f"  longtake takes {_above(taken['longtake'], taken['httpx'])} more",
                f"  runwayml takes {_above(taken['runwayml'], at_runway)} more",
            ]
    return lines


def fleet(rounds: int) -> list[str]:
    """Reads a second of so many tasks, by one schedule without a budget, beside httpx with coroutines."""
    where = environments()
    lines = where.named()
    with emulated() as access:
        arguments = (*access, str(_READS))
        with Worker(where.longtake, _FLEET, *arguments) as worker:
            for tasks in _FLEETS:
                taken = _in_turns(
                    {"httpx": (worker, "httpx_reads"), "longtake": (worker, "longtake_reads")},
                    tasks,
                    rounds,
                )
                ours, bare = (1 / median(taken[name]) for name in ("longtake", "httpx"))
                lines.append(
                    f"{tasks} tasks: longtake {ours:,.0f} reads a second, httpx {bare:,.0f}; "
                    f"{ratio(taken['httpx'], taken['longtake'])} of it"
                )
    return lines


def _in_turns(
    calls: Mapping[str, tuple[Worker, str]], number: int, rounds: int, turns: int = _TURNS
) -> dict[str, list[float]]:
    """Return the seconds that each reports, round after round, after a turn that does not count.

    A round is some short turns, of which the least counts: a machine that does other work disturbs no turn
    into being faster.
    """
    taken: dict[str, list[float]] = {name: [] for name in calls}
    for worker, function in calls.values():
        worker.call(function, number)
    for _ in range(rounds):
        turn_s: dict[str, list[float]] = {name: [] for name in calls}
        for _ in range(turns):
            for name, (worker, function) in calls.items():
                turn_s[name].append(worker.call(function, number))
        for name, each in turn_s.items():
            taken[name].append(min(each))
    return taken


def _runway() -> Starlette:
    """Return what runwayml's client expects of the provider, for one submit and one read."""
    cost = {"credits": 25}

    async def submit(request: Request) -> JSONResponse:
        await request.json()
        return JSONResponse({"id": _TASK, "estimatedCost": cost})

    async def read(request: Request) -> JSONResponse:
        del request
        created = "2026-11-21T08:00:00.000Z"
        return JSONResponse(
            {
                "id": _TASK,
                "createdAt": created,
                "estimatedCost": cost,
                "status": "RUNNING",
                "progress": 0.5,
            }
        )

    return Starlette(
        routes=[
            Route("/v1/image_to_video", submit, methods=["POST"]),
            Route(f"/v1/tasks/{_TASK}", read, methods=["GET"]),
        ]
    )


def _ms(taken: list[float]) -> str:
    each = sorted(second * 1000 for second in taken)
    return f"{median(each):.2f} ms ({each[0]:.2f} to {each[-1]:.2f})"


def _above(taken: list[float], bare: list[float]) -> str:
    return _ms([one - other for one, other in zip(taken, bare, strict=True)])
