"""How many requests the emulated providers handle beside a bare Starlette route, and what tasks take up."""

from __future__ import annotations

import asyncio
import json
import resource
import subprocess
import sys
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from attrs import frozen
from starlette.applications import Starlette
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.http_load import (
    CONNECTIONS,
    BenchRequest,
    over_sockets,
    send_once,
    send_repeatedly,
    served,
)
from bench.timing import in_turns, ratio
from longtake.emulator import AccountLimits, Emulator, serve

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.requests import Request
    from starlette.types import ASGIApp

ROOT: Final = Path(__file__).resolve().parents[1]
TASKS: Final = 50_000
# In one round; a multiple of the connections. A round takes some tenths of a second.
_IN_PROCESS: Final = 4_000
_OVER_SOCKETS: Final = 100 * CONNECTIONS
# No measurement runs out of credits.
_BALANCE: Final = 1e12
_SMALL: Final = {"code": 200, "msg": "success", "data": {"taskId": "0123456789abcdef"}}


@frozen
class BenchedKind:
    """The requests that extend a video of one model and poll its task."""

    model: str
    submit: str
    body: dict[str, object]
    """`SOURCE` stands for the video to extend."""
    id_at: tuple[str, ...]
    """Where the response to a submit has the task's id."""
    read: str
    """The task's id goes behind it."""
    key: str


_KINDS: Final = (
    BenchedKind(
        "kie/runway",
        "/kie/api/v1/runway/extend",
        {"taskId": "SOURCE", "prompt": "on it goes", "quality": "720p"},
        ("data", "taskId"),
        "/kie/api/v1/runway/record-detail?taskId=",
        "KIE_API_KEY",
    ),
    BenchedKind(
        "kie/veo",
        "/kie/api/v1/veo/extend",
        {"taskId": "SOURCE", "prompt": "on it goes"},
        ("data", "taskId"),
        "/kie/api/v1/veo/record-info?taskId=",
        "KIE_API_KEY",
    ),
    BenchedKind(
        "kie/midjourney",
        "/kie/api/v1/mj/generateVideoExtend",
        {"taskId": "SOURCE", "taskType": "mj_video_extend_auto", "index": 0},
        ("data", "taskId"),
        "/kie/api/v1/mj/record-info?taskId=",
        "KIE_API_KEY",
    ),
    BenchedKind(
        "useapi/gen2",
        "/useapi/v1/runwayml/gen2/extend",
        {"assetId": "SOURCE"},
        ("taskId",),
        "/useapi/v1/runwayml/tasks/",
        "USEAPI_TOKEN",
    ),
    BenchedKind(
        "chainhub/kling",
        "/chainhub/kling/v1/videos/video-extend",
        {"video_id": "SOURCE", "prompt": "on it goes"},
        ("data", "task_id"),
        "/chainhub/kling/v1/videos/video-extend/",
        "CHAINHUB_API_KEY",
    ),
)


def rates(rounds: int) -> list[str]:
    """Requests a second for submit and read of each model, beside a bare route, in turns."""
    emulator = _emulator()
    lines: list[str] = []
    with asyncio.Runner() as runner, serve(emulator) as server:
        place = urlsplit(server.base_url)
        address = (place.hostname or "", place.port or 0)
        for kind in _KINDS:
            submit_request = _submit_request(emulator, kind)
            for name in ("submit", "read"):
                # As in a test: what a ledger of half a million entries costs is not measured here.
                emulator.reset()
                read_request = _read_request(
                    emulator, kind, runner.run(send_once(emulator, submit_request))
                )
                bare = _bare(
                    submit_request, read_request, runner.run(send_once(emulator, read_request))
                )
                request = submit_request if name == "submit" else read_request
                with served(bare) as bare_address:
                    in_process = {
                        "bare": partial(_in_process, runner, bare, request),
                        "ours": partial(_in_process, runner, emulator, request),
                    }
                    on_sockets = {
                        "bare": partial(over_sockets, bare_address, request, _OVER_SOCKETS),
                        "ours": partial(over_sockets, address, request, _OVER_SOCKETS),
                    }
                    lines += [
                        f"{name} {kind.model}",
                        f"  in process: {_compared(in_process, _IN_PROCESS, rounds)}",
                        f"  over sockets: {_compared(on_sockets, _OVER_SOCKETS, rounds)}",
                    ]
    return lines


def _in_process(runner: asyncio.Runner, app: ASGIApp, request: BenchRequest) -> None:
    runner.run(send_repeatedly(app, request, _IN_PROCESS))


def memory(rounds: int) -> list[str]:
    """Return the most memory that a fresh process with many live tasks ever held; it is measured once."""
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
    requests = [_submit_request(emulator, kind) for kind in _KINDS]
    before = peak_mb()
    with asyncio.Runner() as runner:
        runner.run(_send_in_turn(emulator, requests, tasks))
    live = sum(len(kind.running(emulator.clock.now())) for kind in emulator.task_kinds.values())
    if live != tasks:
        raise RuntimeError(f"{live} tasks run, not {tasks}")
    print(f"{live} live tasks: {peak_mb():.0f} MB at most, {before:.0f} MB before the first")  # noqa: T201 - for `memory`


async def _send_in_turn(emulator: Emulator, requests: Sequence[BenchRequest], times: int) -> None:
    for number in range(times):
        await send_once(emulator, requests[number % len(requests)])


def _emulator() -> Emulator:
    return Emulator(balance=_BALANCE, limits=AccountLimits.none())


def _submit_request(emulator: Emulator, kind: BenchedKind) -> BenchRequest:
    """Return the request that extends the model's first video."""
    source = emulator.sources[kind.model].id
    body = {name: source if value == "SOURCE" else value for name, value in kind.body.items()}
    return BenchRequest("POST", kind.submit, _headers(emulator, kind), json.dumps(body).encode())


def _read_request(emulator: Emulator, kind: BenchedKind, made: bytes) -> BenchRequest:
    """Return the request that polls the task that a submit made."""
    found = json.loads(made)
    for name in kind.id_at:
        found = found[name]
    return BenchRequest("GET", f"{kind.read}{found}", _headers(emulator, kind))


def _headers(emulator: Emulator, kind: BenchedKind) -> dict[str, str]:
    return {"authorization": f"Bearer {emulator.environment('')[kind.key]}"}


def _bare(submit_request: BenchRequest, read_request: BenchRequest, known: bytes) -> Starlette:
    """Return two routes that do next to nothing: read JSON and say a little, say the same bytes."""

    async def submit(request: Request) -> Response:
        await request.json()
        return JSONResponse(_SMALL)

    async def read(request: Request) -> Response:
        del request
        return Response(known, media_type="application/json")

    return Starlette(
        routes=[
            Route(submit_request.target, submit, methods=["POST"]),
            Route(read_request.target.partition("?")[0], read, methods=["GET"]),
        ]
    )


def _compared(runs: Mapping[str, Callable[[], None]], times: int, rounds: int) -> str:
    taken = in_turns(runs, rounds)
    ours, bare = (times / median(taken[who]) for who in ("ours", "bare"))
    share = ratio(taken["bare"], taken["ours"])
    return f"{ours:,.0f} a second, bare {bare:,.0f}; {share} of it"


def peak_mb() -> float:
    """Return the most memory that this process ever held, in MB."""
    status = Path("/proc/self/status")
    if status.exists():
        # Linux's `ru_maxrss` remembers what the process that started this one held.
        line = next(found for found in status.read_text().splitlines() if found.startswith("VmHWM"))
        return int(line.split()[1]) * 1024 / 1e6
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6
