"""A PostgreSQL server for tests: of an ordinary user, in a folder of its own, on a Unix socket."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import psycopg
from attrs import define, field

from tests.helpers.needed_programs import find_program

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

PROGRAM: Final = "initdb"
"""The program that tests with a server need: it is in the same folder as the others."""

# Each database takes 8 million bytes, the log at most a billion.
_ENOUGH_BYTES: Final = 4_000_000_000
_READY: Final = "ready to accept connections"


@define(eq=False)
class PostgresServer:
    """A running server.

    Attributes:
        folder: The folder with its data and its socket.
    """

    folder: Path
    _process: subprocess.Popen[str]
    _numbers: Iterator[int] = field(factory=count, init=False)

    def url(self, database: str) -> str:
        """Return the URL of a database."""
        return f"postgresql://longtake@/{database}?host={self.folder}"

    def new_database(self) -> str:
        """Return the URL of a new database."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self.url(name)

    def stop(self) -> None:
        """Stop the server at once."""
        self._process.send_signal(signal.SIGQUIT)
        # Without the rest of its log the server could block at its end.
        self._process.communicate()

    def start(self) -> None:
        """Start the server again, and wait until it is ready."""
        self._process = _started(self.folder)


@contextmanager
def postgres_server() -> Generator[PostgresServer]:
    """Run a server while the context lasts."""
    folder = Path(tempfile.mkdtemp(prefix="longtake-pg-", dir=_parent_folder()))
    try:
        user = _user()
        if "user" in user:
            os.chown(folder, user["user"], user["group"])
        _run(
            "initdb",
            f"--pgdata={folder / 'data'}",
            *("--username=longtake", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"),
        )
        server = PostgresServer(folder, _started(folder))
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder)


def _parent_folder() -> str:
    """Return a folder with a short path, as the socket requires: in memory if there is enough of it.

    A database has three hundred files, which some disks need a second to delete.
    """
    memory = "/dev/shm"  # noqa: S108 - mkdtemp makes a folder of this user in it
    if os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > _ENOUGH_BYTES:
        return memory
    return "/tmp"  # noqa: S108 - as above


def _started(folder: Path) -> subprocess.Popen[str]:
    program = find_program("postgres")
    assert program is not None
    process = subprocess.Popen(  # noqa: S603 - a program that was looked up
        [
            program,
            *("-D", str(folder / "data"), "-k", str(folder), "-c", "listen_addresses="),
            *("-c", "fsync=off", "-c", "max_connections=60"),
        ],
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
        **_user(),
    )
    assert process.stderr is not None
    log: list[str] = []
    for line in process.stderr:
        log.append(line)
        if _READY in line:
            return process
    raise RuntimeError("".join(log))


def _run(name: str, *arguments: str) -> None:
    program = find_program(name)
    assert program is not None
    done = subprocess.run(  # noqa: S603 - a program that was looked up
        [program, *arguments], capture_output=True, text=True, check=False, cwd="/", **_user()
    )
    assert done.returncode == 0, done.stderr


def _user() -> dict[str, Any]:
    """Return the arguments that run a process as an ordinary user: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
