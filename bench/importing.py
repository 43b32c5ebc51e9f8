"""The cost of importing longtake and making a client, beside bare httpx and other providers' clients."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from attrs import frozen

from bench.emulated import EmulatorAccess, emulated
from bench.environments import environments
from bench.timing import ratio
from scripts.generate.__main__ import SPECS, read_spec
from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from scripts.specs.json_types import JsonObject, copied_object, obj

# Import times of some tens of milliseconds need more rounds than whole commands.
_TIMES: Final = 3
_PROGRAM: Final = """
import sys, time
base_url, key, source = sys.argv[1:]
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
_ABOVE_MS: Final = 20
_MORE: Final = 100
# What is loaded late is paid for late: up to the end of the first submit, at the same emulator.
_HTTPX_FIRST: Final = (
    "import httpx; httpx.Client(base_url=base_url, headers={'Authorization': 'Bearer ' + key})"
    ".post('/api/v1/veo/extend', json={'taskId': source, 'prompt': 'on'})"
    ".raise_for_status().json()['data']['taskId']"
)
_KIE_FIRST: Final = (
    "from longtake import Kie; Kie(api_key=key, base_url=base_url)"
    ".veo.extend(task_id=source, prompt='on').id"
)
_LARGER: Final = "import sys; sys.path.insert(0, {folder!r}); "
_OURS: Final = (_HTTPX, _HTTPX_CLIENT, _LONGTAKE, _KIE, _HTTPX_FIRST, _KIE_FIRST)
_NAMES: Final = {
    _HTTPX_FIRST: "httpx, up to the end of its first submit",
    _KIE_FIRST: "Kie, up to the end of its first submit",
}
_OTHERS: Final = (
    "import runwayml; runwayml.RunwayML(api_key='x')",
    "import fal_client; fal_client.SyncClient(key='x')._client",
    "import openai; openai.OpenAI(api_key='x')",
)


@frozen
class ImportCost:
    """The measurements of a statement in fresh processes."""

    seconds: list[float]
    modules: int
    """Loaded beyond those that a bare interpreter has."""


def imports(rounds: int) -> list[str]:
    """Measure each statement in a fresh process: processor time, without the interpreter's start."""
    where = environments()
    with emulated() as access, TemporaryDirectory() as folder:
        _write_larger_package(Path(folder))
        larger = _LARGER.format(folder=folder)
        pythons: dict[str, Path] = {
            **dict.fromkeys((*_OURS, larger + _KIE, larger + _KIE_FIRST), where.longtake),
            **dict.fromkeys(_OTHERS, where.peers),
        }
        costs = _costs(pythons, access, rounds * _TIMES)
    client = costs[_HTTPX_CLIENT].seconds
    return [
        *where.named(),
        *(
            _line(statement.removeprefix(larger), cost, client, more=statement.startswith(larger))
            for statement, cost in costs.items()
        ),
        f"longtake beside httpx: {ratio(costs[_LONGTAKE].seconds, costs[_HTTPX].seconds)} (goal: at most 1)",
        f"Kie beside httpx.Client: {_more(costs[_KIE], costs[_HTTPX_CLIENT])} (goal: at most {_ABOVE_MS} ms)",
        f"and with the first submit: {_more(costs[_KIE_FIRST], costs[_HTTPX_FIRST])}",
        f"with {_MORE} more operations: {_more(costs[larger + _KIE], costs[_HTTPX_CLIENT])}",
        f"and with the first submit: {_more(costs[larger + _KIE_FIRST], costs[_HTTPX_FIRST])}",
    ]


def _write_larger_package(folder: Path) -> None:
    """Write kie's generated package with more operations, in ten resources, half of which start tasks."""
    spec = read_spec(SPECS / "kie" / "openapi.yaml")
    paths = obj(spec["paths"])
    start = obj(obj(paths["/api/v1/veo/extend"])["post"])
    plain = obj(obj(paths["/api/v1/chat/credit"])["get"])
    for number in range(_MORE):
        more: JsonObject = {
            "operationId": f"get_more_{number}",
            "tags": [f"more{number % 10}"],
            "x-resource": f"more{number % 10}",
            "x-method": f"more_{number}",
        }
        method, operation = ("post", start) if number % 2 else ("get", plain)
        paths[f"/more/{number}"] = {method: {**copied_object(operation), **more}}
    templates = folder / "templates"
    write_templates(templates)
    write_package(spec, folder / "longtake_kie", templates)


def _costs(pythons: dict[str, Path], access: EmulatorAccess, times: int) -> dict[str, ImportCost]:
    costs: dict[str, ImportCost] = {}
    for statement, python in pythons.items():
        _, modules = _cost(
            python, statement, access
        )  # which writes the bytecode, and does not count
        costs[statement] = ImportCost([], modules)
    for _ in range(times):
        for statement, python in pythons.items():
            costs[statement].seconds.append(_cost(python, statement, access)[0])
    return costs


def _cost(python: Path, statement: str, access: EmulatorAccess) -> tuple[float, int]:
    done = subprocess.run(  # noqa: S603 - an interpreter that we made
        [str(python), "-I", "-c", _PROGRAM.format(statement), *access],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    seconds, modules = json.loads(done.stdout)
    return seconds, modules


def _line(statement: str, cost: ImportCost, client: list[float], *, more: bool) -> str:
    name = _NAMES.get(statement, statement) + (f", {_MORE} more operations" if more else "")
    return (
        f"  {name:<80} {_span([second * 1000 for second in cost.seconds])}, "
        f"{cost.modules} modules, {ratio(cost.seconds, client)} times httpx with a client"
    )


def _more(ours: ImportCost, bare: ImportCost) -> str:
    above = [one - other for one, other in zip(ours.seconds, bare.seconds, strict=True)]
    return f"{_span([second * 1000 for second in above])} more"


def _span(milliseconds: list[float]) -> str:
    return f"{median(milliseconds):.1f} ms ({min(milliseconds):.1f} to {max(milliseconds):.1f})"
