"""The imports of the command: none of a command for the help, and none of an unused provider."""

from __future__ import annotations

import shlex
import subprocess
import sys
from typing import TYPE_CHECKING, Final

from longtake._providers import PROVIDERS
from longtake.cli import _app
from tests.helpers.commands import command

if TYPE_CHECKING:
    from pathlib import Path

PROVIDER_MODULES: Final = tuple(f"longtake_{name}" for name in PROVIDERS)


def modules_after(*runs: str) -> list[set[str]]:
    """Return the modules that are loaded after each of some runs, one after the other in one new process."""
    script = (
        "import sys, io, shlex; from longtake.cli import main; printed = sys.stdout\n"
        "for run in sys.argv[1:]:\n"
        "    sys.stdout = io.StringIO(); main(shlex.split(run)); print(*sys.modules, file=printed)"
    )
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, *runs], capture_output=True, text=True, check=True
    )
    return [set(line.split()) for line in done.stdout.splitlines()]


def test_the_help_imports_no_command_and_nothing_slow() -> None:
    [loaded] = modules_after("--help")
    commands = {
        entry.partition(":")[0]
        for section in _app.COMMANDS.values()
        for entry, _ in section.values()
    }
    assert "longtake.cli._app" in loaded
    assert not loaded & commands
    slow = ("attr", "httpx", "longtake.models", "platformdirs", "rich", "sqlalchemy", "longtake_")
    assert not [name for name in loaded if name.startswith(slow)]


def test_a_command_imports_only_its_provider() -> None:
    runs = (
        "generate kling/kling --help",
        'generate kling/kling --prompt "A dog" --dry-run',
        'extend kling/kling an-id --prompt "It swims" --dry-run',
        "call kling/account costs --help",
        "models kling/kling",
    )
    for run, loaded in zip(runs, modules_after(*runs), strict=True):
        assert (run, loaded & set(PROVIDER_MODULES)) == (run, {"longtake_kling"})
        assert "sqlalchemy" not in loaded, run
        assert not [name for name in loaded if name.startswith("longtake.emulator")], run


def test_a_completion_imports_no_provider(tmp_path: Path) -> None:
    script = (
        "import os, sys; from longtake.cli import main\n"
        "os.environ |= {'XDG_STATE_HOME': sys.argv[1], '_LONGTAKE_COMPLETE': 'complete_bash'}\n"
        "for line in sys.argv[2:]:\n"
        "    os.environ |= {'COMP_WORDS': line, 'COMP_CWORD': str(line.count(' '))}; main([])\n"
        "print(*sys.modules, file=sys.stderr)"
    )
    lines = [
        f"longtake {line} " for line in ("models", "generate", "extend", "lengthen --via", "wait")
    ]
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", script, str(tmp_path), *lines],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "kie/jobs/pixverse" in done.stdout
    assert not set(done.stderr.split()) & set(PROVIDER_MODULES)


def test_the_help_of_a_command_imports_no_provider() -> None:
    runs = [f"{name} --help" for name in ("generate", "extend", "auth", "models", "tasks")]
    for run, loaded in zip(runs, modules_after(*runs), strict=True):
        assert not loaded & set(PROVIDER_MODULES), run


def test_the_list_of_commands_has_the_help_of_each() -> None:
    for section in _app.COMMANDS.values():
        for name, (_, line) in section.items():
            assert command(name).get_short_help_str(200).startswith(line.rstrip(".")), name


def test_a_batch_imports_only_the_providers_of_its_jobs(tmp_path: Path) -> None:
    jobs = tmp_path / "jobs.csv"
    jobs.write_text("model,prompt\nkling/kling,A dog\n", encoding="utf-8")
    [loaded] = modules_after(f"batch {shlex.quote(str(jobs))} --dry-run --journal off")
    assert {name for name in loaded if name in PROVIDER_MODULES} == {"longtake_kling"}
    assert "sqlalchemy" not in loaded
