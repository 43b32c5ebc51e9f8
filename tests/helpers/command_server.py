"""A process that runs the command `longtake` in forks of itself, so that the modules are imported once.

It reads a line of JSON for each run from its standard input: `arguments`, `folder`, `environment`, and the
paths `stdin`, `stdout` and `stderr`, or the path `terminal`. It prints the id of the run's process when its
streams are open, and the exit status when it has ended.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import subprocess
import sys
from contextlib import contextmanager
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, Final

from attrs import define, frozen

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence
    from pathlib import Path

# What most commands import: all modules of these packages, and some more.
_PACKAGES: Final = (
    "longtake.cli",
    "longtake.film",
    "longtake.journal",
    "longtake.kie",
    "longtake.kling",
)
_MODULES: Final = (
    "encodings.idna",
    "importlib.resources.readers",
    "longtake._shell.http.downloads",
    "longtake._shell.http.retry",
    "longtake._shell.session",
    "longtake._shell.submit_all",
    "longtake._shell.uploads",
    "longtake.models._videos",
    "longtake_kie.api.veo.extend_veo_video",
    "longtake_kie.api.veo.generate_veo_video",
    "longtake_kie.resources.account",
    "rich.console",
    "rich.live",
    "sqlalchemy.dialects.sqlite",
    "tenacity",
    "typer._click.decorators",
)
_TIMEOUT_S: Final = 60


@define
class Run:
    """A run of the command that was started.

    Attributes:
        server: The process that makes the run.
        pid: The id of the run's own process.
    """

    server: subprocess.Popen[bytes]
    pid: int
    _status: int | None = None

    def poll(self) -> int | None:
        """Return the exit status if the run has ended."""
        return self._read(0)

    def wait(self, timeout: float = _TIMEOUT_S) -> int:
        """Wait until the run has ended, and return its exit status: -9 if it was killed.

        Raises:
            AssertionError: If it has not ended after `timeout` seconds.
        """
        status = self._read(timeout)
        assert status is not None, f"the command has not ended after {timeout} s"
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the run if it has not ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> int:
        """Kill the run if it has not ended, and return its exit status."""
        self.send_signal(signal.SIGKILL)
        return self.wait()

    def _read(self, timeout: float) -> int | None:
        stdout = self.server.stdout
        assert stdout is not None
        if self._status is None and select.select([stdout], [], [], timeout)[0]:
            self._status = int(stdout.readline())
        return self._status


@frozen
class CommandServer:
    """The process. It makes one run at a time.

    Attributes:
        process: The process.
    """

    process: subprocess.Popen[bytes]

    def run(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        scratch: Path,
        stdin: str = "",
    ) -> tuple[int, str, str]:
        """Run the command, and return its exit status, standard output and standard error.

        Args:
            arguments: The arguments of `longtake`.
            folder: The working directory.
            environment: The environment variables.
            scratch: A folder for the files behind the three streams.
            stdin: The standard input.
        """
        streams = {name: scratch / name for name in ("stdin", "stdout", "stderr")}
        streams["stdin"].write_text(stdin, encoding="utf-8")
        started = self.start(arguments, folder=folder, environment=environment, streams=streams)
        try:
            status = started.wait()
        finally:
            started.kill()
        out, err = (streams[name].read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return status, out, err

    def start(
        self,
        arguments: Sequence[str],
        *,
        folder: Path,
        environment: Mapping[str, str],
        streams: Mapping[str, Path],
    ) -> Run:
        """Start the command, and return the run when its streams are open.

        Args:
            arguments: The arguments of `longtake`.
            folder: The working directory.
            environment: The environment variables.
            streams: The files `stdin`, `stdout` and `stderr`, or the device `terminal`.
        """
        request = {
            "arguments": list(arguments),
            "folder": str(folder),
            "environment": dict(environment),
            **{name: str(path) for name, path in streams.items()},
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(request)}\n".encode())
        return Run(self.process, int(self.process.stdout.readline()))


@contextmanager
def command_server() -> Generator[CommandServer]:
    """Start the process, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.helpers.command_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        # Unbuffered, so that `select` sees whatever was not read.
        bufsize=0,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    with process:
        try:
            yield CommandServer(process)
        finally:
            process.kill()


def _run(request: Mapping[str, Any]) -> None:
    """Run the command in this process, and end it."""
    from longtake.cli import main  # noqa: PLC0415 - the test process imports this module, too

    os.chdir(request["folder"])
    os.environ.clear()
    os.environ.update(request["environment"])
    sys.path += os.environ["PYTHONPATH"].split(os.pathsep)
    started = f"{os.getpid()}\n".encode()
    server = os.dup(1)
    if "terminal" in request:
        os.login_tty(os.open(request["terminal"], os.O_RDWR))
    else:
        for number, name in enumerate(("stdin", "stdout", "stderr")):
            flags = os.O_RDONLY if name == "stdin" else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            file = os.open(request[name], flags, 0o666)
            os.dup2(file, number)
            os.close(file)
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        mode = "w" if number else "r"
        # Lines of standard error appear at once.
        buffering = 1 if name == "stderr" else -1
        stream = os.fdopen(number, mode, buffering, encoding="utf-8", closefd=False)
        setattr(sys, name, stream)
    os.write(server, started)
    os.close(server)
    status = main(request["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _import_modules() -> None:
    """Import what most commands import, so that no fork does."""
    for package in _PACKAGES:
        path = import_module(package).__path__
        for module in iter_modules(path, f"{package}."):
            import_module(module.name)
    for name in _MODULES:
        import_module(name)
    from longtake.journal._schema import tables  # noqa: PLC0415 - the test process imports this module, too

    tables(None)
    # The forks share what exists now, and the collector leaves it alone.
    gc.collect()
    gc.freeze()


def _serve() -> None:
    _import_modules()
    # Without a buffer: a fork must not inherit lines that were read ahead.
    with os.fdopen(os.dup(0), "rb", buffering=0) as requests:
        while line := requests.readline():
            child = os.fork()
            if child == 0:
                _run(json.loads(line))
            _, status = os.waitpid(child, 0)
            os.write(1, f"{os.waitstatus_to_exitcode(status)}\n".encode())


if __name__ == "__main__":
    _serve()
