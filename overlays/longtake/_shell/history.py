"""What was seen of the families' durations, kept in a small file from one program to the next.

The file is a help and no more: whatever is wrong with it, waiting starts from the families' priors, and
nobody is told.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from threading import Lock
from typing import Any, Final
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
from longtake._core.polling.poller import Poller
from longtake._core.polling.schedule import PollSchedule, poll_schedule
from longtake._core.provider import Provider
from longtake._core.task_kind import TaskKind
from longtake._shell.clock import Clock, SystemClock

FOLDER_VARIABLE: Final = "LONGTAKE_CACHE"
"""The environment variable that names another folder for learned durations, or is `off`."""

_OFF: Final = ("off", "0", "no", "false")
_FILE: Final = "durations.jsonl"
_MAX_BYTES: Final = 128 * 1024
# What is believed is worked out anew when a tenth of what it rests on is new, or as much as refutes it.
_NEW_SHARE: Final = 10


class DurationFile:
    """The durations of a file, as this process found them and adds to them."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._lock = Lock()
        self._known: dict[str, list[float]] | None = None
        self._used: dict[str, tuple[float, ...]] = {}
        self._new: dict[str, int] = {}

    def of(self, name: str) -> tuple[float, ...]:
        """The durations seen of a family: nearly all, and the same for a while."""
        with self._lock:
            if name not in self._used:
                self._used[name] = tuple(self._loaded().get(name, ()))
            return self._used[name]

    def add(self, name: str, duration_s: float) -> None:
        """Remember a duration, here and in the file."""
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
        if self._known is None:
            self._known = {}
            with suppress(OSError):
                self._known = parse_lines(self._read())
        return self._known

    def _read(self) -> bytes:
        """The end of the file, if it is one: what else may lie there could keep a reader waiting."""
        if not self._file.is_file():
            return b""
        with self._file.open("rb") as opened:
            opened.seek(max(0, self._file.stat().st_size - 2 * _MAX_BYTES))
            return opened.read(2 * _MAX_BYTES)

    def _write(self, added: bytes) -> None:
        """Add a line in one piece; it starts anew what has grown large.

        Others may add lines meanwhile. What they add to the old file is lost, and harms nobody.
        """
        self._file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self._file.exists() and not self._file.is_file():
            return
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        handle = os.open(self._file, flags, 0o600)
        try:
            os.write(handle, added)
            large = os.fstat(handle).st_size > _MAX_BYTES
        finally:
            os.close(handle)
        if large:
            self._replace(to_lines(parse_lines(self._read())))

    def _replace(self, whole: bytes) -> None:
        handle, name = tempfile.mkstemp(prefix=_FILE, dir=self._file.parent)
        try:
            with os.fdopen(handle, "wb") as opened:
                opened.write(whole)
            Path(name).replace(self._file)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise


@frozen
class DurationHistory:
    """What a client knows of the durations at its address, and learns.

    Attributes:
        durations: Where they are kept, None if nothing is learned.
        place: What tells them apart from those at the vendor's own address.
    """

    durations: DurationFile | None = None
    place: str = ""

    def schedule(self, task_kind: TaskKind[Any]) -> PollSchedule:
        """How tasks of a family are looked at, after all that is known."""
        seen: Iterable[float] = self.durations.of(self._name(task_kind)) if self.durations else ()
        return poll_schedule(task_kind.poll_hints, tuple(seen))

    def record(self, task_kind: TaskKind[Any], poller: Poller) -> None:
        """Remember how long the task took that was waited for, if that is known by now."""
        if self.durations and poller.duration_s is not None:
            self.durations.add(self._name(task_kind), poller.duration_s)

    def _name(self, task_kind: TaskKind[Any]) -> str:
        return (task_kind.history_key or task_kind.model) + self.place


def open_history(
    provider: Provider, base_url: str, clock: Clock, transport: object | None
) -> DurationHistory:
    """What is known of the durations at an address.

    Nothing is learned where a test or a demonstration would teach it: by another clock than the machine's,
    through a transport of the caller's, or at an address of this machine.
    """
    made_up = type(clock) is not SystemClock or transport is not None
    if made_up or _of_this_machine(base_url):
        return DurationHistory()
    folder = cache_folder()
    if folder is None:
        return DurationHistory()
    own = base_url == provider.base_url
    return DurationHistory(_durations(folder), "" if own else f" at {_host(base_url)}")


def cache_folder() -> Path | None:
    """Return the folder for learned durations, None if nothing is to be kept.

    The environment variable `LONGTAKE_CACHE` names another folder, or is `off`.
    """
    chosen = os.environ.get(FOLDER_VARIABLE, "").strip()
    if chosen:
        return None if chosen.lower() in _OFF else Path(chosen)
    folder = user_cache_path("longtake", appauthor=False)
    # It is relative where the user has no home folder.
    return folder if folder.is_absolute() else None


def _host(base_url: str) -> str:
    """Host and port of an address, without the name and the password that may stand before them."""
    return urlsplit(base_url).netloc.rpartition("@")[2]


@cache
def _durations(folder: Path) -> DurationFile:
    return DurationFile(folder / _FILE)


def _of_this_machine(base_url: str) -> bool:
    host = urlsplit(base_url).hostname or ""
    if host == "localhost" or host.endswith((".localhost", ".test")):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
