"""What importing longtake brings along, and which modules may import what."""

from __future__ import annotations

import ast
import importlib
import inspect
import subprocess
import sys
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest

import longtake
from longtake._providers import PROVIDERS
from scripts import public_api
from tests.helpers.import_graph import circles, import_graph, syntax_tree
from tests.helpers.paths import ROOT

PACKAGE = Path(longtake.__file__).parent
EMULATOR = PACKAGE / "emulator"
# The list of the providers is data, which both sides go by.
EMULATED = ("longtake.emulator", "longtake._providers")


@cache
def modules_after(statement: str) -> frozenset[str]:
    script = f"import sys; {statement}; print('\\n'.join(sys.modules))"
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return frozenset(done.stdout.split())


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
        "longtake.journal",
        "openapi_python_client",
        "psycopg",
        "pydantic",
        "ruamel",
        "scripts",
        "sqlalchemy",
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
    assert not {f"longtake_{name}" for name in PROVIDERS if name != "kie"} & loaded


def test_a_client_loads_no_resource_before_it_is_used() -> None:
    loaded = modules_after("from longtake import Kie; Kie(api_key='x')")
    late = ("longtake.kie._veo", "longtake_kie.models", "longtake._shell.task", "tenacity")
    assert "longtake.kie" in loaded
    assert not [name for name in loaded if name.startswith((*late, "longtake_kie.resources."))]
    loaded = modules_after("from longtake import Kie; Kie(api_key='x').veo")
    assert "longtake_kie.resources.veo" in loaded
    others = {"longtake_kie.resources.runway", "longtake_kie.models.veo_task", "longtake.kie._veo"}
    assert not {*others, "tenacity"} & loaded


# What a constructed client must not load: each costs it milliseconds (docs/decisions/0028).
NOT_FOR_CONSTRUCTION: Final = (
    "asyncio",
    "attr",
    "attrs",
    "hmac",
    "importlib.util",
    "keyring",
    "longtake._core.callbacks",
    "longtake._core.download",
    "longtake._core.snapshot",
    "longtake._shell.session",
    "longtake._shell.submit",
    "longtake._shell.task",
    "longtake._shell.http.downloads",
    "longtake._shell.http.retry",
    "platformdirs",
    "shlex",
    "tenacity",
    "tomllib",
    *(
        f"longtake_{provider}.{module}"
        for provider in PROVIDERS
        for module in ("_values", "api", "client", "models", "types")
    ),
)


def test_constructing_a_client_needs_no_slow_module() -> None:
    clients = [name for each in PROVIDERS.values() for name in (each.sync, each.asynchronous)]
    # None makes each import fail. Comparing sys.modules would miss what an installed tool brings along.
    loaded = modules_after(
        f"sys.modules.update(dict.fromkeys({NOT_FOR_CONSTRUCTION})); import longtake; "
        f"[getattr(longtake, name)(api_key='x') for name in {clients}]"
    )
    assert {f"longtake_{name}.operations" for name in PROVIDERS} <= loaded


def test_a_journal_loads_no_database_before_it_is_used() -> None:
    loaded = modules_after("from longtake import Journal, Kie; Kie('x', journal=Journal('x.db'))")
    assert "longtake.journal" in loaded
    assert not {"sqlalchemy", "psycopg", "sqlite3"} & loaded
    loaded = modules_after("from longtake import Kie; Kie(api_key='x').veo")
    assert not {"longtake.journal", "sqlalchemy"} & loaded


def test_a_provider_has_its_task_kinds_and_nothing_else_late() -> None:
    from longtake._providers import task_kinds  # noqa: PLC0415 - what is imported when is under test

    assert set(task_kinds("kie")) == {
        "runway",
        "veo",
        "midjourney",
        "jobs",
        "aleph",
        "veo-1080p",
        "veo-4k",
    }
    kie = importlib.import_module("longtake.kie")
    with pytest.raises(AttributeError, match="no attribute 'Sora'"):
        getattr(kie, "Sora")  # noqa: B009 - the type checkers know that it is not there


@cache
def imported(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(syntax_tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names |= {node.module or ""} | {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(names)


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
    for path in (PACKAGE / "_core").rglob("*.py"):
        assert not [name for name in imported(path) if name.startswith(doing)], path


def test_the_emulator_shares_no_code_with_the_overlays() -> None:
    for path in EMULATOR.rglob("*.py"):
        foreign = {
            name
            for name in imported(path)
            if name.startswith("longtake") and not name.startswith(EMULATED)
        }
        assert not foreign, path


def test_the_overlays_import_neither_emulator_nor_scripts() -> None:
    for path in hand_written():
        unwanted = ("longtake.emulator", "scripts", "tests")
        assert not [name for name in imported(path) if name.startswith(unwanted)], path


@pytest.mark.parametrize("package", ["scripts", "bench"])
def test_no_modules_import_one_another(package: str) -> None:
    graph = import_graph(ROOT / package)
    assert len(graph) > 1
    assert circles(graph) == []


def overlays_graph() -> dict[str, set[str]]:
    """Return the import graph of the overlays, without what `errors` imports for its annotations."""
    graph = import_graph(PACKAGE, ROOT / "overlays" / "longtake_pytest")
    for_annotations = {name for name in graph["longtake.errors"] if name != "longtake._core.values"}
    graph["longtake.errors"] -= for_annotations
    return graph


def test_no_modules_of_the_overlays_import_one_another() -> None:
    graph = overlays_graph()
    assert "longtake.emulator.control" in graph["longtake.emulator.emulator"]
    assert "longtake_pytest.fixtures" in graph
    assert circles(graph) == []


# From the bottom to the top. A module imports from its own layer and from those below.
LAYERS: Final = (
    (
        "longtake.errors",
        "longtake.interruptions",
        "longtake.models",
        "longtake._core",
        "longtake._version",
    ),
    ("longtake._shell",),
    ("longtake._kling",),
    ("longtake.kie", "longtake.useapi", "longtake.chainhub", "longtake.kling"),
    ("longtake._providers",),
    ("longtake._extend", "longtake.callbacks", "longtake.journal"),
    ("longtake.film",),
    ("longtake.cli",),
    ("longtake.__main__",),
)


def layer_of(module: str) -> int | None:
    for number, packages in enumerate(LAYERS):
        if any(module == package or module.startswith(f"{package}.") for package in packages):
            return number
    return None


def test_no_module_imports_upwards() -> None:
    upwards: list[str] = []
    for module, targets in overlays_graph().items():
        layer = layer_of(module)
        if module.startswith(("longtake.emulator", "longtake_pytest")) or module == "longtake":
            continue
        assert layer is not None, f"{module} must be in one of LAYERS"
        upwards += [f"{module} -> {name}" for name in targets if (layer_of(name) or 0) > layer]
    assert upwards == []


def test_the_core_and_the_shell_stay_small() -> None:
    """A reader must be able to see the whole of both at a glance."""
    files = [path for name in ("_core", "_shell") for path in (PACKAGE / name).rglob("*.py")]
    assert len(files) <= 56


def test_everything_public_is_there() -> None:
    for name in longtake.__all__:
        assert getattr(longtake, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Sora'"):
        getattr(longtake, "Sora")  # noqa: B009 - the type checkers know that it is not there
    assert dir(longtake) == sorted(longtake.__all__)


def test_the_list_of_the_public_api_is_up_to_date() -> None:
    """`make api` writes it. Describe each change in CHANGELOG.md, in the same commit."""
    listed = public_api.FILE.read_text(encoding="utf-8").splitlines()
    assert public_api.listing().splitlines() == listed


def test_no_two_public_classes_share_a_name() -> None:
    found: dict[str, set[type[object]]] = {}
    for module in map(import_module, public_api.MODULES):
        for name in module.__all__:
            if inspect.isclass(value := getattr(module, name)):
                found.setdefault(name, set()).add(value)
    assert {name: classes for name, classes in found.items() if len(classes) > 1} == {}
