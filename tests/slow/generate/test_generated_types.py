"""A generated client and a program that uses it, checked by mypy --strict and by pyright in strict mode."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest

from scripts.generate.packages import write_package
from scripts.generate.templates_patched import write_templates
from tests.helpers.studio_api import studio

_PROGRAM: Final = """
from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Literal, assert_type

from studio.models import Clip, ClipChange, Started
from studio.resources import AsyncResources, Resources
from studio.types import File


class Task: ...


class Callbacks: ...


class Prepared: ...


def sync(client: Resources[Task, Callbacks, Prepared], file: File) -> None:
    assert_type(client.clip.extend(prompt="p", callback_mode="a", note=None), Task)
    assert_type(client.clip.sound(prompt="p"), Task)
    assert_type(client.clip.prepare.sound(prompt="p"), Prepared)
    assert_type(client.clip.task("t", started_by="sound"), Task)
    assert_type(client.jobs.veo.extend(model="veo/extend", media_type="m", number=5), Task)
    assert_type(client.clip.list(kind=["a list"]), list[Clip])
    assert_type(client.clip.update(id="a", part=1, x_trace="t"), Clip | Started)
    assert_type(client.clip.get_sound(id="a"), Clip | None)
    assert_type(client.jobs.count(), int)
    assert_type(client.account.credits(), float)
    assert_type(client.account.mode(), Literal["on", "off"])
    assert_type(client.account.either(body=ClipChange()), Clip)
    assert_type(client.files.upload_raw(body=file), File)
    client.clip.delete(id="a")
    client.files.upload(file=file)


async def asynchronous(client: AsyncResources[Task, Callbacks, Prepared]) -> None:
    started: Coroutine[Any, Any, Task] = client.clip.sound(prompt="p")
    assert_type(await started, Task)
    assert_type(await client.clip.sound(prompt="p"), Task)
    assert_type(client.clip.prepare.sound(prompt="p"), Prepared)
    assert_type(client.clip.task("t", started_by="extend"), Task)
    assert_type(await client.clip.list(), list[Clip])
    assert_type(await client.jobs.count(), int)


async def wrong(
    client: Resources[Task, Callbacks, Prepared], later: AsyncResources[Task, Callbacks, Prepared]
) -> None:
    client.clip.extend(prompt="p", callback_mode="a", note=None, quality="8k")
    client.clip.extend(prompt="p", callback_mode="a")
    client.clip.extend(prompt="p", callback_mode="a", note=None, callbacks=1)
    client.clip.sound("p")
    client.clip.task("t")
    client.clip.prepare.list()
    later.clip.sound(prompt="p")
"""
_MISTAKES: Final = 7


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("types")
    write_templates(folder / "templates")
    write_package(studio(), folder / "studio", folder / "templates")
    (folder / "program.py").write_text(_PROGRAM, encoding="utf-8")
    (folder / "mypy.ini").write_text("[mypy]\npython_version = 3.11\nstrict = True\n")
    settings = {"typeCheckingMode": "strict", "include": ["studio", "program.py"]}
    (folder / "pyrightconfig.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _lines_of_mistakes() -> set[int]:
    lines = _PROGRAM.splitlines()
    return set(range(len(lines) - _MISTAKES + 1, len(lines) + 1))


def _run(folder: Path, *command: str) -> str:
    done = subprocess.run(  # noqa: S603 - our own pinned tools, our own arguments
        [sys.executable, "-m", *command],
        cwd=folder,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return done.stdout


def test_mypy_finds_the_mistakes_of_a_program_and_nothing_else(folder: Path) -> None:
    options = (
        "--no-error-summary",
        "--no-pretty",
        "--cache-dir",
        os.devnull,
        "--hide-error-context",
    )
    lines = _run(folder, "mypy", *options, "studio", "program.py").splitlines()
    found = [line.split(":") for line in lines if ": error: " in line]
    assert {(file, int(line)) for file, line, *_ in found} == {
        ("program.py", line) for line in _lines_of_mistakes()
    }, lines


def test_pyright_finds_the_mistakes_of_a_program_and_nothing_else(folder: Path) -> None:
    report = json.loads(_run(folder, "pyright", "--outputjson", "--pythonpath", sys.executable))
    found = report["generalDiagnostics"]
    assert {(Path(one["file"]).name, one["range"]["start"]["line"] + 1) for one in found} == {
        ("program.py", line) for line in _lines_of_mistakes()
    }, found
