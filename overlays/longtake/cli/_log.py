"""The library's log on the standard error, for `--verbose`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from longtake.cli._output import Output


class _Handler(logging.Handler):
    """Writes records to the standard error, below the lines that are updated in place."""

    def __init__(self, output: Output) -> None:
        super().__init__()
        self._output = output

    def emit(self, record: logging.LogRecord) -> None:
        """Write a record."""
        self._output.note(self.format(record))


def print_log(output: Output) -> None:
    """Print the library's log."""
    handler = _Handler(output)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s", "%H:%M:%S"))
    log = logging.getLogger("longtake")
    log.setLevel(logging.DEBUG)
    log.addHandler(handler)
