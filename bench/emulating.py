"""How many requests the emulated vendors answer beside a bare Starlette route, and what tasks take up."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.driving import CONNECTIONS, Ask, answer, answers, over_sockets, served
from bench.timing import in_turns, ratio
from longtake.emulator import Emulator, Limits, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.types import ASGIApp

ROOT: Final = Path(__file__).resolve().parents[1]
TASKS: Final = 50_000
# In one round; a multiple of the connections. A round takes some tenths of a second.
_IN_PROCESS: Final = 4_000
_OVER_SOCKETS: Final = 100 * CONNECTIONS
# Nobody runs out of credits in a measurement.
_BALANCE: Final = 1e12
_SMALL: Final = {"code": 200, "msg": "success", "data": {"taskId": "0123456789abcdef"}}


class Way(NamedTuple):
    """How one family is asked to extend a video and about a task."""

    family: str
    submit: str
    body: dict[str, object]
    """`SOURCE` stands for the video to extend."""
    id_at: tuple[str, ...]
    """Where the answer to a submit has the task's id."""
    read: str
    """The task's id goes behind it."""
    key: str


_WAYS: Final = (
    Way(
        "kie/runway",
        "/kie/api/v1/runway/extend",
        {"taskId": "SOURCE", "prompt": "on it goes", "quality": "720p"},
        ("data", "taskId"),
        "/kie/api/v1/runway/record-detail?taskId=",
        "KIE_API_KEY",
    ),
    Way(
        "kie/veo",
        "/kie/api/v1/veo/extend",
        {"taskId": "SOURCE", "prompt": "on it goes"},
        ("data", "taskId"),
        "/kie/api/v1/veo/record-info?taskId=",
        "KIE_API_KEY",
    ),
    Way(
        "kie/midjourney",
        "/kie/api/v1/mj/generateVideoExtend",
        {"taskId": "SOURCE", "taskType": "mj_video_extend_auto", "index": 0},
        ("data", "taskId"),
        "/kie/api/v1/mj/record-info?taskId=",
        "KIE_API_KEY",
    ),
    Way(
        "useapi/gen2",
        "/useapi/v1/runwayml/gen2/extend",
        {"assetId": "SOURCE"},
        ("taskId",),
        "/useapi/v1/runwayml/tasks/",
        "USEAPI_TOKEN",
    ),
    Way(
        "chainhub/kling",
        "/chainhub/kling/v1/videos/video-extend",
        {"video_id": "SOURCE", "prompt": "on it goes"},
        ("data", "task_id"),
        "/chainhub/kling/v1/videos/video-extend/",
        "CHAINHUB_API_KEY",
    ),
)


def rates(rounds: int) -> list[str]:
    """Requests a second for submit and read of each family, beside a bare route, in turns."""
    emulator = _emulator()
    lines: list[str] = []
    with asyncio.Runner() as runner, serve(emulator) as server:
        place = urlsplit(server.base_url)
        address = (place.hostname or "", place.port or 0)
        for way in _WAYS:
            asked = _asked(emulator, way)
            for name in ("submit", "read"):
                # As in a test: what a ledger of half a million entries costs is not measured here.
                emulator.reset()
                look = _look(emulator, way, runner.run(answer(emulator, asked)))
                bare = _bare(asked, look, runner.run(answer(emulator, look)))
                ask = asked if name == "submit" else look
                with served(bare) as bare_address:
                    in_process = {
                        "bare": partial(_in_process, runner, bare, ask),
                        "ours": partial(_in_process, runner, emulator, ask),
                    }
                    on_sockets = {
                        "bare": partial(over_sockets, bare_address, ask, _OVER_SOCKETS),
                        "ours": partial(over_sockets, address, ask, _OVER_SOCKETS),
                    }
                    lines += [
                        f"{name} {way.family}",
                        f"  in process: {_compared(in_process, _IN_PROCESS, rounds)}",
                        f"  over sockets: {_compared(on_sockets, _OVER_SOCKETS, rounds)}",
                    ]
    return lines


def _in_process(runner: asyncio.Runner, app: ASGIApp, ask: Ask) -> None:
    runner.run(answers(app, ask, _IN_PROCESS))


def memory(rounds: int) -> list[str]:
    """The most memory that a fresh process with many live tasks ever held; it is measured once."""
    del rounds
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", f"from bench.emulating import fill; fill({TASKS})"],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return done.stdout.splitlines()


def fill(tasks: int) -> None:
    """Make so many tasks by requests, then print what the process held at its most."""
    emulator = _emulator()
    asks = [_asked(emulator, way) for way in _WAYS]
    before = _peak_mb()
    with asyncio.Runner() as runner:
        runner.run(_answers_in_turn(emulator, asks, tasks))
    live = sum(len(family.running(emulator.clock.now())) for family in emulator.families.values())
    if live != tasks:
        raise RuntimeError(f"{live} tasks run, not {tasks}")
    print(f"{live} live tasks: {_peak_mb():.0f} MB at most, {before:.0f} MB before the first")  # noqa: T201 - for `memory`


async def _answers_in_turn(emulator: Emulator, asks: Sequence[Ask], times: int) -> None:
    for number in range(times):
        await answer(emulator, asks[number % len(asks)])


def _emulator() -> Emulator:
    return Emulator(balance=_BALANCE, limits=Limits.none())


def _asked(emulator: Emulator, way: Way) -> Ask:
    """Return the request that extends the family's first video."""
    source = emulator.sources[way.family].id
    body = {name: source if value == "SOURCE" else value for name, value in way.body.items()}
    return Ask("POST", way.submit, _headers(emulator, way), json.dumps(body).encode())


def _look(emulator: Emulator, way: Way, made: bytes) -> Ask:
    """Return the request that looks at the task that a submit made."""
    found = json.loads(made)
    for name in way.id_at:
        found = found[name]
    return Ask("GET", f"{way.read}{found}", _headers(emulator, way))


def _headers(emulator: Emulator, way: Way) -> dict[str, str]:
    return {"authorization": f"Bearer {emulator.environment('')[way.key]}"}


def _bare(asked: Ask, look: Ask, known: bytes) -> Starlette:
    """Return two routes that do next to nothing: read JSON and say a little, say the same bytes."""

    async def submit(request: Request) -> Response:
        await request.json()
        return JSONResponse(_SMALL)

    async def read(request: Request) -> Response:
        del request
        return Response(known, media_type="application/json")

    return Starlette(
        routes=[
            Route(asked.target, submit, methods=["POST"]),
            Route(look.target.partition("?")[0], read, methods=["GET"]),
        ]
    )


def _compared(runs: Mapping[str, Callable[[], None]], times: int, rounds: int) -> str:
    taken = in_turns(runs, rounds)
    ours, bare = (times / median(taken[who]) for who in ("ours", "bare"))
    share = ratio(taken["bare"], taken["ours"])
    return f"{ours:,.0f} a second, bare {bare:,.0f}; {share} of it"


def _peak_mb() -> float:
    """The most memory that this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux's `ru_maxrss` remembers what the process that started this one held.
        line = next(found for found in status.read_text().splitlines() if found.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
