"""A process that runs the command `longtake` in forks of itself, so that the modules are imported once.

It reads a line of JSON for each run from its standard input: `arguments`, `folder`, `environment`, and the
paths `stdin`, `stdout` and `stderr`. After the run it prints the exit status.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Generator, Mapping, Sequence

# What most commands import.
_MODULES: Final = (
    "longtake.cli._app",
    "longtake.cli._auth",
    "longtake.cli._call",
    "longtake.cli._submit",
    "longtake.cli._waiting",
    "longtake.journal._store",
    "longtake.kie._veo_resource",
    "longtake._shell.http.downloads",
    "longtake._shell.session",
    "rich.console",
    "tenacity",
)


@frozen
class CommandServer:
    """The process.

    Attributes:
        process: The process.
    """

    process: subprocess.Popen[str]

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
        request = {
            "arguments": list(arguments),
            "folder": str(folder),
            "environment": dict(environment),
            **{name: str(path) for name, path in streams.items()},
        }
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{json.dumps(request)}\n")
        self.process.stdin.flush()
        status = int(self.process.stdout.readline())
        out, err = (streams[name].read_text(encoding="utf-8") for name in ("stdout", "stderr"))
        return status, out, err


@contextmanager
def command_server() -> Generator[CommandServer]:
    """Start the process, and end it afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-m", "tests.helpers.command_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
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
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        mode = "r" if name == "stdin" else "w"
        with Path(request[name]).open(mode, encoding="utf-8") as file:
            os.dup2(file.fileno(), number)
        setattr(sys, name, os.fdopen(number, mode, encoding="utf-8", closefd=False))
    status = main(request["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


def _serve() -> None:
    for module in _MODULES:
        import_module(module)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _run(json.loads(line))
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
