"""Run a command in a pseudo-terminal, as a user does: type, resize, and read what it writes."""

from __future__ import annotations

import codecs
import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping, Sequence

_TIMEOUT_S: Final = 60
_ESCAPE: Final = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")
CTRL_C: Final = b"\x03"


class Process(Protocol):
    """A process that runs a command."""

    def poll(self) -> int | None:
        """Return the exit status if the process has ended."""
        ...

    def wait(self, timeout: float = ...) -> int:
        """Wait until the process has ended, and return its exit status."""
        ...

    def kill(self) -> object:
        """Kill the process if it has not ended."""
        ...


@define(kw_only=True)
class Terminal:
    """A pseudo-terminal in which a command runs.

    Attributes:
        process: The command.
        output: What it has written, with control sequences.
    """

    process: Process
    output: str = ""
    _device: int = field(alias="device")
    # A read may end within a character.
    _decoder: codecs.IncrementalDecoder = field(
        factory=codecs.getincrementaldecoder("utf-8"), init=False
    )

    def wait_for(self, condition: Callable[[str], object]) -> str:
        """Read until a condition on the output holds, and return the output.

        Raises:
            AssertionError: If it does not hold when the command has ended, or in a minute.
        """
        until = time.monotonic() + _TIMEOUT_S
        while not condition(self.output):
            assert time.monotonic() < until, self.output
            assert self._read(), self.output
        return self.output

    def end(self) -> int:
        """Read to the end, and return the exit status."""
        until = time.monotonic() + _TIMEOUT_S
        while self._read():
            assert time.monotonic() < until, self.output
        return self.process.wait(_TIMEOUT_S)

    def press(self, key: bytes) -> None:
        """Type a key."""
        os.write(self._device, key)

    def resize(self, columns: int) -> None:
        """Change the width, which sends the signal SIGWINCH to the command."""
        _set_size(self._device, columns)

    def _read(self) -> bool:
        ready, _, _ = select.select([self._device], [], [], _TIMEOUT_S)
        assert ready, self.output
        try:
            data = os.read(self._device, 65536)
        except OSError:  # the command has closed the terminal
            return False
        self.output += self._decoder.decode(data)
        return bool(data)


def visible_lines(output: str) -> list[str]:
    """Return the lines that were written, each update of a line as a line of its own."""
    return [
        line
        for part in re.split(r"[\r\n]|\x1b\[[0-9]*[AK]|\x1b\[[0-9]*[AK]", output)
        if (line := _ESCAPE.sub("", part)).strip()
    ]


@contextmanager
def terminal(start: Callable[[Path], Process], *, columns: int) -> Generator[Terminal]:
    """Run a command in a terminal of a width. It is killed at the end.

    Args:
        start: Starts the command with a device as its controlling terminal, so that Ctrl-C and the width
            arrive as signals.
        columns: The width.
    """
    device, end = os.openpty()
    try:
        _set_size(end, columns)
        process = start(Path(os.ttyname(end)))
        os.close(end)
        try:
            yield Terminal(process=process, device=device)
        finally:
            process.kill()
            process.wait()
    finally:
        os.close(device)


def start_in_terminal(
    command: Sequence[str], device: Path, *, folder: Path, environment: Mapping[str, str]
) -> subprocess.Popen[bytes]:
    """Start a command as a new process whose terminal is a device.

    Args:
        command: The command and its arguments.
        device: The device.
        folder: The working directory.
        environment: The environment variables.
    """
    end = os.open(device, os.O_RDWR | os.O_NOCTTY)
    process = subprocess.Popen(  # noqa: S603 - the command that is tested
        command,
        stdin=end,
        stdout=end,
        stderr=end,
        cwd=folder,
        env=environment,
        preexec_fn=lambda: os.login_tty(end),  # noqa: PLW1509 - the tests start no threads here
    )
    os.close(end)
    return process


def _set_size(device: int, columns: int) -> None:
    fcntl.ioctl(device, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
