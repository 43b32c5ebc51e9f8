"""The emulator in a process of its own, and a shell for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.helpers.command_server import CommandServer, command_server
from tests.helpers.transcripts import Shell, emulator_process, reset, shell_environment

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping
    from pathlib import Path


@pytest.fixture(scope="session")
def emulator() -> Generator[Mapping[str, str]]:
    """The environment of the emulator, which is reset before each test with a shell."""
    # A video of 5 minutes takes a twentieth of a second, and a day 14 seconds.
    with emulator_process("--speed", "6000") as environment:
        yield environment


@pytest.fixture(scope="session")
def commands() -> Generator[CommandServer]:
    with command_server() as server:
        yield server


@pytest.fixture
def shell(emulator: Mapping[str, str], commands: CommandServer, tmp_path: Path) -> Shell:
    folder = tmp_path / "work"
    folder.mkdir()
    reset(emulator)
    environment = shell_environment(emulator, tmp_path)
    return Shell(folder=folder, environment=environment, server=commands)
