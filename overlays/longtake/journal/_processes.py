"""Which process sends a submission, and whether that process still runs."""

from __future__ import annotations

import os
import socket
from functools import lru_cache
from pathlib import Path
from typing import Final

# After the name of the program, which may have spaces and parentheses.
_START_TIME: Final = 19


def this_process() -> str:
    """Return the identity of this process: host, process id, and start time where the system has it."""
    # By its id, because a process that is forked from this one has the same cache.
    return _identity(os.getpid())


@lru_cache(maxsize=1)
def _identity(pid: int) -> str:
    return f"{socket.gethostname()} {pid} {_started(pid) or '-'}"


def has_ended(process: str) -> bool:
    """Return whether a process has certainly ended. For a process of another host this is unknown."""
    host, pid, started = process.rsplit(" ", 2)
    if host != socket.gethostname() or not Path("/proc/self/stat").exists() or started == "-":
        return False
    return _started(int(pid)) != started


def _started(pid: int) -> str | None:
    """Return when a process started, in ticks since the machine did; None if it does not run."""
    try:
        line = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    fields = line.rpartition(")")[2].split()
    # A zombie has ended: only its parent has not noticed yet.
    return None if fields[0] in "ZX" else fields[_START_TIME]
