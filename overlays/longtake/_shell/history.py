"""The learned durations of tasks, in a small file that all programs of a user share.

The file only improves the schedule of polls: if it cannot be read or written, waiting starts from the median
duration of the task kind, without an error or a log message.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from attrs import frozen
from platformdirs import user_cache_path

from longtake._core.polling.durations import (
    MAX_DURATIONS,
    REFUTING,
    is_plausible,
    parse_lines,
    to_line,
    to_lines,
)
from longtake._core.polling.schedule import PollSchedule, poll_schedule
from longtake._shell.clock import Clock, SystemClock

if TYPE_CHECKING:
    from longtake._core.polling.poller import Poller
    from longtake._core.provider import Provider
    from longtake._core.task_kind import TaskKind

FOLDER_VARIABLE: Final = "LONGTAKE_CACHE"
"""The environment variable that names another folder for learned durations, or is `off`."""

_OFF: Final = ("off", "0", "no", "false")
_FILE: Final = "durations.jsonl"
_MAX_BYTES: Final = 128 * 1024
# Schedules use new durations once they are a tenth of all, or enough to refute the earlier ones.
_NEW_SHARE: Final = 10


class DurationFile:
    """The durations in a file, and those that this process adds."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._durations: dict[str, list[float]] | None = None
        self._used: dict[str, tuple[float, ...]] = {}
        self._new: dict[str, int] = {}

    def of(self, name: str) -> tuple[float, ...]:
        """Return the durations to plan polls of a model with. The latest few may be missing."""
        with self._lock:
            if name not in self._used:
                self._used[name] = tuple(self._loaded().get(name, ()))
            return self._used[name]

    def add(self, name: str, duration_s: float) -> None:
        """Add a duration, also to the file."""
        if not is_plausible(duration_s):
            return
        with self._lock:
            durations = self._loaded().setdefault(name, [])
            durations.append(duration_s)
            del durations[:-MAX_DURATIONS]
            self._new[name] = self._new.get(name, 0) + 1
            if self._new[name] * _NEW_SHARE >= len(durations) or self._new[name] >= REFUTING:
                self._new[name] = 0
                self._used[name] = tuple(durations)
            with suppress(OSError):
                self._write(to_line(name, duration_s))

    def _loaded(self) -> dict[str, list[float]]:
        if self._durations is None:
            self._durations = {}
            with suppress(OSError):
                self._durations = parse_lines(self._read())
        return self._durations

    def _read(self) -> bytes:
        """Return the end of the file. Anything but a regular file, such as a pipe, could block the reader."""
        if not self._file.is_file():
            return b""
        with self._file.open("rb") as file:
            file.seek(max(0, self._file.stat().st_size - 2 * _MAX_BYTES))
            return file.read(2 * _MAX_BYTES)

    def _write(self, line: bytes) -> None:
        """Append a line in a single write, and shorten the file if it has become too large.

        Lines that other processes append to the old file meanwhile are lost, which does no harm.
        """
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._file.exists() and not self._file.is_file():
            return
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        handle = os.open(self._file, flags, 0o600)
        try:
            os.write(handle, line)
            is_too_large = os.fstat(handle).st_size > _MAX_BYTES
        finally:
            os.close(handle)
        if is_too_large:
            self._replace(to_lines(parse_lines(self._read())))

    def _replace(self, content: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=_FILE, dir=self._file.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            Path(name).replace(self._file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


@frozen
class DurationHistory:
    """The learned durations at the URL of a client.

    Attributes:
        durations: The durations, None if nothing is learned.
        place: A suffix of the names of models, which separates the durations at different hosts. Empty at the
            provider's own host.
    """

    durations: DurationFile | None = None
    place: str = ""

    def schedule(self, task_kind: TaskKind[Any]) -> PollSchedule:
        """Return the schedule of polls for tasks of a kind."""
        observed = self.durations.of(self._name(task_kind)) if self.durations else ()
        return poll_schedule(task_kind.poll_hints, observed)

    def record(self, task_kind: TaskKind[Any], poller: Poller) -> None:
        """Add the duration of a task, if the poller has determined it."""
        if self.durations and poller.duration_s is not None:
            self.durations.add(self._name(task_kind), poller.duration_s)

    def _name(self, task_kind: TaskKind[Any]) -> str:
        return (task_kind.history_key or task_kind.model) + self.place


def open_history(
    provider: Provider, base_url: str, clock: Clock, transport: object | None
) -> DurationHistory:
    """Return the learned durations at a URL.

    Nothing is learned from tests and demonstrations: with another clock than the system's, with a transport
    of the caller's, or at a URL of this machine.
    """
    is_test = type(clock) is not SystemClock or transport is not None
    if is_test or _is_local(base_url):
        return DurationHistory()
    folder = cache_folder()
    if folder is None:
        return DurationHistory()
    is_default = base_url == provider.base_url
    return DurationHistory(_durations(folder), "" if is_default else f" at {_host(base_url)}")


def cache_folder() -> Path | None:
    """Return the folder for learned durations, None if they must not be stored.

    The environment variable `LONGTAKE_CACHE` names another folder, or is `off`.
    """
    chosen = os.environ.get(FOLDER_VARIABLE, "").strip()
    if chosen:
        return None if chosen.lower() in _OFF else Path(chosen)
    folder = user_cache_path("longtake", appauthor=False)
    # The path is relative if the user has no home folder.
    return folder if folder.is_absolute() else None


def _host(base_url: str) -> str:
    """Return the host and port of a URL, without a user name and password."""
    return urlsplit(base_url).netloc.rpartition("@")[2]


@cache
def _durations(folder: Path) -> DurationFile:
    return DurationFile(folder / _FILE)


def _is_local(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".test")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
