"""What importing longtake brings along, and which modules may import what."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from pathlib import Path

import pytest

import longtake
from tests.helpers.import_graph import circles, import_graph
from tests.helpers.paths import ROOT

PACKAGE = Path(longtake.__file__).parent
EMULATOR = PACKAGE / "emulator"
# The list of the providers is data, which both sides go by.
EMULATED = ("longtake.emulator", "longtake._providers")


def modules_after(statement: str) -> set[str]:
    script = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("statement", ["import longtake", "from longtake import Kie"])
def test_importing_longtake_brings_no_tool_along(statement: str) -> None:
    loaded = modules_after(statement)
    assert "longtake" in loaded
    unwanted = {
        "av",
        "datamodel_code_generator",
        "jsonschema",
        "keyring",
        "longtake.emulator",
        "openapi_python_client",
        "pydantic",
        "ruamel",
        "scripts",
        "starlette",
        "typer",
        "uvicorn",
    }
    assert not loaded & unwanted


def test_importing_longtake_loads_no_provider() -> None:
    loaded = modules_after("import longtake")
    assert not {name for name in loaded if name.startswith(("longtake_", "longtake.kie"))}


def test_importing_longtake_loads_only_what_is_asked_for() -> None:
    of_ours = {name for name in modules_after("import longtake") if name.startswith("longtake")}
    # A .pth file of the environment may load what it likes: only our own modules prove anything.
    assert of_ours == {"longtake", "longtake._version"}


@pytest.mark.parametrize(
    "statement",
    [
        "import longtake; assert issubclass(longtake.errors.LongtakeError, Exception)",
        "from longtake import *; assert Kie.__module__ == 'longtake.kie'",
        "import longtake; assert longtake.State.RUNNING is longtake._core.snapshot.State.RUNNING",
    ],
)
def test_what_is_loaded_late_is_there_nevertheless(statement: str) -> None:
    assert "longtake" in modules_after(statement)


def test_one_provider_does_not_load_the_others() -> None:
    loaded = modules_after("from longtake import Kie")
    assert "longtake_kie" in loaded
    assert not {"longtake_useapi", "longtake_chainhub"} & loaded


def test_a_client_loads_no_resource_before_it_is_used() -> None:
    loaded = modules_after("from longtake import Kie; Kie(api_key='x')")
    late = ("longtake.kie._veo", "longtake_kie.models", "longtake._shell.task", "tenacity")
    assert "longtake.kie" in loaded
    assert not [name for name in loaded if name.startswith((*late, "longtake_kie.resources."))]
    loaded = modules_after("from longtake import Kie; Kie(api_key='x').veo")
    assert "longtake_kie.resources.veo" in loaded
    others = {"longtake_kie.resources.runway", "longtake_kie.models.veo_task", "longtake.kie._veo"}
    assert not {*others, "tenacity"} & loaded


def test_a_provider_has_its_task_kinds_and_nothing_else_late() -> None:
    from longtake._providers import task_kinds  # noqa: PLC0415 - what is imported when is under test

    assert set(task_kinds("kie")) == {"runway", "veo", "midjourney"}
    kie = importlib.import_module("longtake.kie")
    with pytest.raises(AttributeError, match="no attribute 'Sora'"):
        getattr(kie, "Sora")  # noqa: B009 - the type checkers know that it is not there


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def hand_written() -> list[Path]:
    return [path for path in PACKAGE.rglob("*.py") if EMULATOR not in path.parents]


def test_httpx_is_imported_in_one_folder() -> None:
    importing = {
        path.relative_to(PACKAGE).parent.as_posix()
        for path in hand_written()
        if any(name.partition(".")[0] == "httpx" for name in imported(path))
    }
    assert importing == {"_shell/http"}


def test_the_core_does_nothing() -> None:
    doing = ("longtake._shell", "httpx", "anyio", "asyncio", "time", "os", "pathlib", "socket")
    for path in (PACKAGE / "_core").glob("*.py"):
        assert not [name for name in imported(path) if name.startswith(doing)], path


def test_the_emulator_shares_no_code_with_the_overlays() -> None:
    for path in EMULATOR.rglob("*.py"):
        foreign = {
            name
            for name in imported(path)
            if name.startswith("longtake") and not name.startswith(EMULATED)
        }
        assert not foreign, path


def test_the_overlays_do_not_know_the_emulator_or_the_scripts() -> None:
    for path in hand_written():
        unwanted = ("longtake.emulator", "scripts", "tests")
        assert not [name for name in imported(path) if name.startswith(unwanted)], path


@pytest.mark.parametrize("package", ["scripts", "bench"])
def test_no_modules_import_one_another(package: str) -> None:
    graph = import_graph(ROOT / package)
    assert len(graph) > 1
    assert circles(graph) == []


def test_everything_public_is_there() -> None:
    for name in longtake.__all__:
        assert getattr(longtake, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Sora'"):
        getattr(longtake, "Sora")  # noqa: B009 - the type checkers know that it is not there
    assert dir(longtake) == sorted(longtake.__all__)
