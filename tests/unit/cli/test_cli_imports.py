"""The imports of the command: none of a command for the help, and none of an unused provider."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final

import pytest

from longtake._providers import PROVIDERS
from longtake.cli import _app
from tests.helpers.commands import command

if TYPE_CHECKING:
    from pathlib import Path

PROVIDER_MODULES: Final = tuple(f"longtake_{name}" for name in PROVIDERS)


def modules_after(*arguments: str) -> set[str]:
    """Return the modules that are loaded after a command, in a process of its own."""
    script = (
        "import sys, io; from longtake.cli import main; sys.stdout = io.StringIO(); "
        f"main({list(arguments)!r}); sys.stdout = sys.__stdout__; print('\\n'.join(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_the_help_imports_no_command_and_nothing_slow() -> None:
    loaded = modules_after("--help")
    commands = {
        entry.partition(":")[0]
        for section in _app.COMMANDS.values()
        for entry, _ in section.values()
    }
    assert "longtake.cli._app" in loaded
    assert not loaded & commands
    slow = ("attr", "httpx", "longtake.models", "platformdirs", "rich", "sqlalchemy", "longtake_")
    assert not [name for name in loaded if name.startswith(slow)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("generate", "kling/kling", "--help"),
        ("generate", "kling/kling", "--prompt", "A dog", "--dry-run"),
        ("extend", "kling/kling", "an-id", "--prompt", "It swims", "--dry-run"),
        ("call", "kling/account", "costs", "--help"),
        ("models", "kling/kling"),
    ],
)
def test_a_command_imports_only_its_provider(arguments: tuple[str, ...]) -> None:
    loaded = modules_after(*arguments)
    found = {name for name in loaded if name in PROVIDER_MODULES}
    assert found == {"longtake_kling"}
    assert "sqlalchemy" not in loaded
    assert not [name for name in loaded if name.startswith("longtake.emulator")]


@pytest.mark.parametrize("command_name", ["generate", "extend", "auth", "models", "tasks"])
def test_the_help_of_a_command_imports_no_provider(command_name: str) -> None:
    assert not modules_after(command_name, "--help") & set(PROVIDER_MODULES)


def test_the_list_of_commands_has_the_help_of_each() -> None:
    for section in _app.COMMANDS.values():
        for name, (_, line) in section.items():
            assert command(name).get_short_help_str(200).startswith(line.rstrip(".")), name


def test_a_batch_imports_only_the_providers_of_its_jobs(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.csv"
    jobs.write_text("model,prompt\nkling/kling,A dog\n", encoding="utf-8")
    loaded = modules_after("batch", str(jobs), "--dry-run", "--journal", "off")
    assert {name for name in loaded if name in PROVIDER_MODULES} == {"longtake_kling"}
    assert "sqlalchemy" not in loaded
