"""Run the command `longtake` in processes, and compare it with a transcript.

A transcript has command lines after `$ `, lines of standard output as they are, lines of standard error after
`! `, and an exit status other than 0 in brackets. `<name>` stands for a word: it is whatever the command
prints first, and the same word from then on, in command lines too. `<...>` stands for any text in a line, and
a line `...` for any lines. Empty lines and indentation do not count.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import ssl
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Final

import httpx
from attrs import define, field, frozen

from tests.helpers.terminals import start_in_terminal, terminal

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping
    from pathlib import Path

    from tests.helpers.command_server import CommandServer, Run
    from tests.helpers.terminals import Process, Terminal

LONGTAKE: Final = [sys.executable, "-W", "error", "-m", "longtake"]
_PLACEHOLDER: Final = re.compile(r"<(\w+|\.\.\.)>")
_STATUS: Final = re.compile(r"\[(\d+)\]")
_TIMEOUT_S: Final = 60
# Loading the system's certificates takes longer than a request without TLS.
_WITHOUT_CERTIFICATES: Final = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@frozen(kw_only=True)
class Ran:
    """A command that has ended.

    Attributes:
        command: The command line.
        status: The exit status.
        out: The standard output.
        err: The standard error.
    """

    command: str
    status: int
    out: str
    err: str


@frozen(kw_only=True)
class Started:
    """A command that was started.

    Attributes:
        run: Its process.
        stderr: The file of its standard error.
    """

    run: Run
    stderr: Path

    def wait_for(self, condition: Callable[[], object]) -> None:
        """Wait until a condition holds or the command has ended."""
        until = time.monotonic() + _TIMEOUT_S
        while self.run.poll() is None and not condition():
            assert time.monotonic() < until
            time.sleep(0.01)

    def err(self) -> str:
        """Return what it has written to standard error."""
        return self.stderr.read_text(encoding="utf-8", errors="replace")


@define(kw_only=True)
class Shell:
    """A folder and an environment in which commands run.

    Attributes:
        folder: The working directory.
        environment: The environment variables.
        words: The words that placeholders stand for.
        server: The process that runs the commands in forks of itself, so that each begins at once. None: each
            command is a new process, for tests of what happens at its start.
    """

    folder: Path
    environment: dict[str, str]
    server: CommandServer | None = None
    words: dict[str, str] = field(factory=dict[str, str])

    def run(self, command: str, *, stdin: str = "") -> Ran:
        """Run a command line, which begins with `longtake`, and return what it printed."""
        filled = self._filled(command)
        program, *arguments = shlex.split(filled)
        assert program == "longtake"
        if self.server is None:
            return self._run_alone(filled, arguments, stdin)
        status, out, err = self.server.run(
            arguments,
            folder=self.folder,
            environment=self.environment,
            scratch=self.folder.parent,
            stdin=stdin,
        )
        return Ran(command=filled, status=status, out=out, err=err)

    def _run_alone(self, command: str, arguments: list[str], stdin: str) -> Ran:
        """Run the command in a process that imports everything anew."""
        done = subprocess.run(  # noqa: S603 - the command that is tested
            [*LONGTAKE, *arguments],
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            cwd=self.folder,
            env=self.environment,
            timeout=_TIMEOUT_S,
            check=False,
        )
        return Ran(command=command, status=done.returncode, out=done.stdout, err=done.stderr)

    @contextmanager
    def started(self, command: str) -> Generator[Started]:
        """Start a command line in a fork of the server, and yield its run, which ends with the context."""
        assert self.server is not None
        _, *arguments = shlex.split(self._filled(command))
        scratch = self.folder.parent
        streams = {name: scratch / name for name in ("stdin", "stdout", "stderr")}
        streams["stdin"].touch()
        run = self.server.start(
            arguments, folder=self.folder, environment=self.environment, streams=streams
        )
        try:
            yield Started(run=run, stderr=streams["stderr"])
        finally:
            run.kill()

    @contextmanager
    def in_terminal(self, command: str, *, columns: int = 80) -> Generator[Terminal]:
        """Run a command line in a pseudo-terminal of a width. It is killed at the end."""
        _, *arguments = shlex.split(self._filled(command))
        environment = {
            "TERM": "xterm-256color",
            **{name: value for name, value in self.environment.items() if name != "COLUMNS"},
        }
        server = self.server

        def start(device: Path) -> Process:
            if server is None:
                return start_in_terminal(
                    [*LONGTAKE, *arguments], device, folder=self.folder, environment=environment
                )
            return server.start(
                arguments,
                folder=self.folder,
                environment=environment,
                streams={"terminal": device},
            )

        with terminal(start, columns=columns) as opened:
            yield opened

    def check(self, transcript: str, *, stdin: str = "") -> None:
        """Run the commands of a transcript, and compare what they print.

        Args:
            transcript: The transcript.
            stdin: The standard input of each command.
        """
        for block in re.split(r"^\$ ", _unindented(transcript), flags=re.M)[1:]:
            command, _, expected = block.partition("\n")
            ran = self.run(command, stdin=stdin)
            lines = [line for line in expected.splitlines() if line]
            status = next(
                (int(found[1]) for line in lines if (found := _STATUS.fullmatch(line))), 0
            )
            rest = [line for line in lines if not _STATUS.fullmatch(line)]
            shown = f"$ {ran.command}\n{ran.out}{ran.err}[{ran.status}]"
            assert ran.status == status, shown
            self._compare([line for line in rest if not line.startswith("!")], ran.out, shown)
            self._compare([line[2:] for line in rest if line.startswith("!")], ran.err, shown)

    def _compare(self, expected: list[str], printed: str, shown: str) -> None:
        lines = [line.strip() for line in printed.splitlines() if line.strip()]
        seen: set[str] = set()
        pattern = "".join(self._pattern(line, seen) for line in expected)
        found = re.fullmatch(pattern, "".join(f"{line}\n" for line in lines))
        assert found, f"expected:\n{chr(10).join(expected)}\ngot:\n{shown}"
        self.words |= found.groupdict()

    def _pattern(self, line: str, seen: set[str]) -> str:
        """Return the regular expression for a line. `seen` has the new placeholders so far."""
        if line == "...":
            return r"(?:.*\n)*"
        parts = _PLACEHOLDER.split(line)
        pattern = re.escape(parts[0])
        for name, text in zip(parts[1::2], parts[2::2], strict=True):
            if name == "...":
                pattern += r".*"
            elif name in self.words:
                pattern += re.escape(self.words[name])
            else:
                pattern += rf"(?P={name})" if name in seen else rf"(?P<{name}>\S+)"
                seen.add(name)
            pattern += re.escape(text)
        return pattern + r"\n"

    def _filled(self, command: str) -> str:
        return _PLACEHOLDER.sub(lambda found: self.words[found[1]], command)


def shell_environment(emulator: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Return the environment of a shell: that of the emulator, with all user folders in a folder."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name in {"PATH", "SYSTEMROOT", "VIRTUAL_ENV"}
    }
    return {
        **kept,
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "LANG": "C.UTF-8",
        "HOME": str(folder / "home"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_STATE_HOME": str(folder / "state"),
        "XDG_CACHE_HOME": str(folder / "cache"),
        "COLUMNS": "80",
        "NO_PROXY": "127.0.0.1",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        **emulator,
    }


@contextmanager
def emulator_process(*arguments: str) -> Generator[dict[str, str]]:
    """Run the emulator in a process of its own, and yield the environment that it prints.

    Args:
        *arguments: Further arguments of `python -m longtake.emulator`.
    """
    process = subprocess.Popen(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "longtake.emulator", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    with process:
        try:
            assert process.stdout is not None
            environment: dict[str, str] = {}
            while "KLING_KLING_V2_SOURCE" not in environment:
                line = process.stdout.readline()
                assert line, "the emulator ended before it had printed everything"
                name, _, value = line.strip().partition("=")
                environment[name] = value
            yield environment
        finally:
            process.kill()


def inject(environment: Mapping[str, str], script: str) -> None:
    """Add faults to a running emulator.

    Args:
        environment: The environment that the emulator printed.
        script: The faults, in TOML.
    """
    control(environment, "POST", "script", script)


def downloads(environment: Mapping[str, str]) -> int:
    """Return the number of files that were downloaded from a running emulator."""
    url = f"{environment['LONGTAKE_EMULATOR_URL']}/_emulator/ledger"
    found = httpx.get(url, trust_env=False).raise_for_status().json()["requests"]
    return sum(request["operation"] == "download" for request in found)


def clear_faults(environment: Mapping[str, str]) -> None:
    """Remove the pending faults of a running emulator."""
    control(environment, "DELETE", "script")


def reset(environment: Mapping[str, str]) -> None:
    """Restore the first state of a running emulator."""
    control(environment, "POST", "reset")


def advance(environment: Mapping[str, str], seconds: float) -> None:
    """Move the clock of a running emulator on."""
    control(environment, "POST", "advance", json.dumps({"seconds": seconds}))


def created(environment: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the tasks that a running emulator has created and charged."""
    found: list[dict[str, Any]] = control(environment, "GET", "ledger")["creates"]
    return found


def control(environment: Mapping[str, str], method: str, path: str, content: str = "") -> Any:
    """Send a request to the control API of a running emulator, and return the response."""
    kind = "json" if content.startswith("{") else "toml"
    response = httpx.request(
        method,
        f"{environment['LONGTAKE_EMULATOR_URL']}/_emulator/{path}",
        content=content or None,
        headers={"Content-Type": f"application/{kind}"} if content else {},
        trust_env=False,
        verify=_WITHOUT_CERTIFICATES,
    )
    return response.raise_for_status().json()


def _unindented(transcript: str) -> str:
    return "\n".join(line.strip() for line in transcript.splitlines())
