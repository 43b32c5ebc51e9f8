"""The wheel: what is in it, and that it works away from this folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from typing import TYPE_CHECKING

import pytest

from longtake._providers import PROVIDERS
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = ("longtake", "longtake_pytest", *(f"longtake_{name}" for name in PROVIDERS))


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    (built,) = folder.glob("*.whl")
    return built


def test_the_wheel_holds_typed_packages_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)
    for package in PACKAGES:
        assert f"{package}/py.typed" in names
    assert any(name.startswith("longtake/emulator/") and name.endswith(".mp4") for name in names)
    assert not [name for name in names if "__pycache__" in name]


def test_what_the_wheel_needs(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("/METADATA"))
    lines = archive.read(name).decode().splitlines()
    needs = [
        line.removeprefix("Requires-Dist: ") for line in lines if line.startswith("Requires-Dist")
    ]
    always = {need.split("<")[0].split(">")[0] for need in needs if "extra ==" not in need}
    assert always == {"anyio", "attrs", "httpcore", "httpx", "platformdirs", "tenacity"}
    assert {line for line in lines if line.startswith("Provides-Extra")} == {
        "Provides-Extra: callbacks",
        "Provides-Extra: cli",
        "Provides-Extra: emulator",
        "Provides-Extra: film",
        "Provides-Extra: journal",
        "Provides-Extra: keyring",
        "Provides-Extra: postgres",
        "Provides-Extra: socks",
    }


def test_the_wheel_has_the_command(wheel: Path) -> None:
    archive = zipfile.ZipFile(wheel)
    (name,) = (name for name in archive.namelist() if name.endswith("/entry_points.txt"))
    assert "longtake = longtake.cli:main" in archive.read(name).decode().splitlines()


def test_pytest_finds_the_plugin_of_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    test = tmp_path / "test_it.py"
    test.write_text(
        "import longtake_pytest\n"
        "def test_it(longtake_kie, longtake_emulator):\n"
        "    source = longtake_emulator.sources['kie/veo'].id\n"
        "    assert longtake_kie.veo.extend(task_id=source, prompt='On it goes').wait().url\n"
        f"    assert longtake_pytest.__file__.startswith({str(tmp_path)!r})\n"
    )
    # Its folder comes first, so its entry point is the one that counts.
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site")}
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", str(test)],
        check=False,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env=environment,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_installed_wheel_imports_away_from_here(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    site = sysconfig.get_path("purelib")
    script = (
        "import sys\n"
        # -I leaves out this folder; what is left of it are the .pth files' entries.
        f"sys.path[:] = [{str(tmp_path)!r}] + [p for p in sys.path if not p.startswith({str(ROOT)!r})"
        f" or p == {site!r}]\n"
        f"import {', '.join(PACKAGES)}\n"
        "from longtake._providers import PROVIDERS\n"
        "from longtake.emulator import Emulator\n"
        f"assert longtake.__file__.startswith({str(tmp_path)!r}), longtake.__file__\n"
        "for entry in PROVIDERS.values():\n"
        "    entry.client('k').close()\n"
        "    assert entry.async_client\n"
        "Emulator()\n"
    )
    subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-I", "-W", "error", "-c", script], check=True, cwd=tmp_path
    )
