"""What it costs to import longtake and to make a client, beside bare httpx and other vendors' clients."""

from __future__ import annotations

import json
import subprocess
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from bench.environments import environments
from bench.timing import ratio

if TYPE_CHECKING:
    from pathlib import Path

# Import times of some tens of milliseconds need more rounds than whole commands.
_TIMES: Final = 3
_PROGRAM: Final = """
import sys, time
before = len(sys.modules)
started = time.process_time()
{}
taken = time.process_time() - started
print("[%r, %d]" % (taken, len(sys.modules) - before))
"""
_HTTPX: Final = "import httpx"
_HTTPX_CLIENT: Final = "import httpx; httpx.Client()"
_LONGTAKE: Final = "import longtake"
_KIE: Final = "from longtake import Kie; Kie(api_key='x')"
# The goal for a client, in milliseconds above httpx with its own.
_ABOVE_MS: Final = 35
_OURS: Final = (_HTTPX, _HTTPX_CLIENT, _LONGTAKE, _KIE)
_OTHERS: Final = (
    "import runwayml; runwayml.RunwayML(api_key='x')",
    "import fal_client; fal_client.SyncClient(key='x')._client",
    "import openai; openai.OpenAI(api_key='x')",
)


class Cost(NamedTuple):
    """What some fresh processes said of a statement."""

    seconds: list[float]
    modules: int
    """Loaded beyond those that a bare interpreter has."""


def imports(rounds: int) -> list[str]:
    """Each statement in a fresh process, in turns: processor time, without the interpreter's own start."""
    where = environments()
    pythons: dict[str, Path] = {
        **dict.fromkeys(_OURS, where.longtake),
        **dict.fromkeys(_OTHERS, where.peers),
    }
    costs = _costs(pythons, rounds * _TIMES)
    client = costs[_HTTPX_CLIENT].seconds
    above = [(ours - bare) * 1000 for ours, bare in zip(costs[_KIE].seconds, client, strict=True)]
    return [
        *where.named(),
        *(_line(statement, cost, client) for statement, cost in costs.items()),
        f"longtake beside httpx: {ratio(costs[_LONGTAKE].seconds, costs[_HTTPX].seconds)} (goal: at most 1)",
        f"Kie beside httpx.Client: {_span(above)} more (goal: at most {_ABOVE_MS} ms)",
    ]


def _costs(pythons: dict[str, Path], times: int) -> dict[str, Cost]:
    costs: dict[str, Cost] = {}
    for statement, python in pythons.items():
        _, modules = _cost(python, statement)  # which writes the bytecode, and does not count
        costs[statement] = Cost([], modules)
    for _ in range(times):
        for statement, python in pythons.items():
            costs[statement].seconds.append(_cost(python, statement)[0])
    return costs


def _cost(python: Path, statement: str) -> tuple[float, int]:
    done = subprocess.run(  # noqa: S603 - an interpreter that we made
        [str(python), "-I", "-c", _PROGRAM.format(statement)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, modules = json.loads(done.stdout)
    return seconds, modules


def _line(statement: str, cost: Cost, client: list[float]) -> str:
    return (
        f"  {statement:<58} {_span([second * 1000 for second in cost.seconds])}, "
        f"{cost.modules} modules, {ratio(cost.seconds, client)} times httpx with a client"
    )


def _span(milliseconds: list[float]) -> str:
    return f"{median(milliseconds):.1f} ms ({min(milliseconds):.1f} to {max(milliseconds):.1f})"
