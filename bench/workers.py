"""Programs in other environments that repeat something on request, and report how long it took."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Final, Self

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

# A program defines functions. Each line that it reads names one, with a number for it.
_LOOP: Final = """
import json as _json, sys as _sys
print(_json.dumps("ready"), flush=True)
for _line in _sys.stdin:
    _name, _number = _line.split()
    print(_json.dumps(globals()[_name](int(_number))), flush=True)
"""


class Worker:
    """A program in another environment, ended when the context is left.

    It is text, so that what it imports need not be known to this project's environment and type checkers.
    """

    def __init__(self, python: Path, program: str, *arguments: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - an interpreter that we made
            [str(python), "-I", "-c", program + _LOOP, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        self._read_line()
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate()

    def call(self, name: str, number: int) -> float:
        """Call one of the program's functions with a number, and return the seconds that it returns."""
        if self._process.stdin is None:
            raise RuntimeError("the program has no input")
        self._process.stdin.write(f"{name} {number}\n")
        self._process.stdin.flush()
        return float(self._read_line())

    def _read_line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            sys.exit("a measured program ended early; its output is above")
        return line
