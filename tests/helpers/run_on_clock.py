"""Run a program with the clock of an emulator in another process: START MONOTONIC SPEED FILE ..."""

from __future__ import annotations

import runpy
import sys

from longtake._shell import client
from tests.helpers.killed_program import SharedClock


def main() -> None:
    """Run the program as its own main module, with its arguments."""
    start, monotonic_start, speed, file, *_ = sys.argv[1:]
    clock = SharedClock(float(start), float(monotonic_start), float(speed))
    setattr(client, "SystemClock", lambda: clock)  # noqa: B010 - the type checkers know the class
    sys.argv = sys.argv[4:]
    runpy.run_path(file, run_name="__main__")


if __name__ == "__main__":
    main()
