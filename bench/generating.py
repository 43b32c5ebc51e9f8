"""The cost of `make generate` beside openapi-python-client on the same specifications."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bench.timing import in_turns, ratio, typical

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT: Final = Path(__file__).resolve().parents[1]
SPECS: Final = ROOT / "specs"
_HOOKS: Final = {"bare": "post_hooks: []\n", "bare, with its own formatting": ""}


def overhead(rounds: int) -> list[str]:
    """Whole commands, in turns: ours for all providers, and the generator's, once for each.

    Ours also writes the callback types, applies changed templates, formats with explicit rules,
    compares the result with what is committed, and makes the models load lazily.
    """
    files = sorted(SPECS.glob("*/openapi.yaml"))
    with tempfile.TemporaryDirectory() as folder:
        runs: dict[str, Callable[[], object]] = {"make generate": _ours}
        for name, config in _HOOKS.items():
            file = Path(folder, f"{len(runs)}.yaml")
            file.write_text(f"literal_enums: true\n{config}", encoding="utf-8")
            runs[name] = _bare(files, file, Path(folder, str(len(runs))))
        taken = in_turns(runs, rounds)
    ours = taken["make generate"]
    return [
        f"make generate, {len(files)} providers, everything anew: {typical(ours)}",
        *(
            f"{name}, {len(files)} runs: {typical(taken[name])}; "
            f"make generate takes {ratio(ours, taken[name])} times as long"
            for name in _HOOKS
        ),
    ]


def unchanged(rounds: int) -> list[str]:
    """Measure the two commands when nothing changed, beside a Python that imports what they need."""
    lines: list[str] = []
    for module, command in (("scripts.specs.cli", "build"), ("scripts.generate.__main__", "")):
        package = module.rpartition(".")[0]
        started: list[str] = ["-c", f"import {module}"]
        work = ["-m", package, *([command] if command else [])]
        taken = in_turns(
            {"start": partial(_python, started), "run": partial(_python, work)}, rounds
        )
        above = [run - start for run, start in zip(taken["run"], taken["start"], strict=True)]
        lines.append(
            f"python -m {package}, nothing changed: {typical(taken['run'])}, "
            f"{typical(above)} of it after start-up"
        )
    return lines


def _ours() -> None:
    _python(["-m", "scripts.generate", "--check"])


def _bare(files: list[Path], config: Path, folder: Path) -> Callable[[], object]:
    def run() -> None:
        for file in files:
            target = folder / file.parent.name
            _python([
                "-m", "openapi_python_client", "generate", "--path", str(file), "--config", str(config),
                "--meta", "none", "--output-path", str(target), "--overwrite", "--fail-on-warning",
            ])  # fmt: skip

    folder.mkdir()
    return run


def _python(arguments: list[str]) -> None:
    # The generator takes the ruff that it formats with from the path.
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, *arguments],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": path},
    )
    if done.returncode:
        sys.exit(f"{' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
