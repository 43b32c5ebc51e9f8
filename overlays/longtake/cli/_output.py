"""The standard output, for data, and the standard error, for everything else."""

from __future__ import annotations

import os
import sys
from functools import cached_property
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any, Final, TextIO, cast

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.console import Console, RenderableType
    from rich.live import Live

_REFRESHES_PER_S: Final = 4
_NO_LIMIT: Final = 100_000

BROKEN_PIPE: Final = 141
"""The exit status if the reader of the standard output has closed it, as after the signal SIGPIPE."""


class Output:
    """The output of one run.

    A closed pipe or a full disk does not end the run. The command finishes its work, and the remaining output
    is discarded.
    """

    def __init__(self) -> None:
        self._is_live = False
        self._deferred: list[tuple[TextIO, str]] = []
        self._failure: OSError | None = None
        for stream in (sys.stdout, sys.stderr):
            # A locale without UTF-8 must not make printing fail.
            if isinstance(stream, TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")

    @cached_property
    def console(self) -> Console:
        """Return Rich's console for data. Without a limit of the width, its lines are not wrapped."""
        from longtake.cli._columns import output_width  # noqa: PLC0415 - only some commands need it

        return _console(sys.stdout, width=output_width() or _NO_LIMIT)

    @cached_property
    def error_console(self) -> Console:
        """Return Rich's console for everything else."""
        return _console(sys.stderr)

    @cached_property
    def is_unicode(self) -> bool:
        """Return whether the terminal shows characters beyond ASCII, according to the locale."""
        if not (sys.stderr.encoding or "").lower().startswith("utf"):
            return False
        # Python encodes in UTF-8 in the locale C, too.
        values = (os.environ.get(name, "") for name in ("LC_ALL", "LC_CTYPE", "LANG"))
        return sys.platform == "win32" or "UTF" in next(filter(None, values), "").upper()

    @property
    def is_live(self) -> bool:
        """Return whether the standard error is a terminal in which lines can be updated in place."""
        return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"

    def begin_live(self, lines: RenderableType) -> Live | None:
        """Update lines in place until `end_live`, and defer other output. Return None without a terminal."""
        if not self.is_live:
            return None
        from rich.live import Live  # noqa: PLC0415 - only terminals need it

        live = Live(
            lines,
            console=self.error_console,
            refresh_per_second=_REFRESHES_PER_S,
            redirect_stdout=False,
            vertical_overflow="crop",
        )
        live.start()
        self._is_live = True
        return live

    def end_live(self, live: Live) -> None:
        """Stop updating lines, and write the deferred output."""
        live.stop()
        self._is_live = False
        deferred, self._deferred = self._deferred, []
        for stream, text in deferred:
            self._write(stream, text)

    def line(self, text: str) -> None:
        """Write a line of data."""
        self._write(sys.stdout, f"{text}\n")

    def emit(self, kind: str, **members: Any) -> None:  # noqa: ANN401 - any JSON value
        """Write an object as a line of JSON.

        Args:
            kind: The value of the member `object`, which docs/command.md describes.
            **members: The other members.
        """
        self.line(self.as_json({"object": kind, **members}))

    def emit_error(self, kind: str, **members: Any) -> None:  # noqa: ANN401 - any JSON value
        """Write an object as a line of JSON to the standard error.

        Args:
            kind: The value of the member `object`, which docs/command.md describes.
            **members: The other members.
        """
        # ASCII, because an escape of the stream, such as \xfc, is not valid in JSON.
        self.note(self.as_json({"object": kind, **members}, is_unicode=False))

    @staticmethod
    def as_json(value: Mapping[str, object], *, is_unicode: bool | None = None) -> str:
        """Return an object as one line of JSON.

        Args:
            value: The object.
            is_unicode: Whether it may have characters beyond ASCII; None: if the standard output is UTF-8.
        """
        from json import dumps  # noqa: PLC0415 - only some commands need it

        if is_unicode is None:
            is_unicode = _is_unicode()
        return dumps(value, ensure_ascii=not is_unicode, default=str)

    def readable(self, value: object) -> None:
        """Write a JSON value as lines: `name: value` for members of objects, a dash for items of lists."""
        for line in _lines(value):
            self.line(line)
        if value == []:
            self.note("The list is empty.")

    @staticmethod
    def pretty(value: object) -> str:
        """Return a JSON value in indented lines, or a string unchanged."""
        from json import dumps  # noqa: PLC0415 - only some commands need it

        if isinstance(value, str):
            return value
        return dumps(value, ensure_ascii=not _is_unicode(), indent=2, default=str)

    def show(self, renderable: RenderableType) -> None:
        """Write a table or another object of Rich as data."""
        with self.console.capture() as captured:
            self.console.print(renderable)
        for line in captured.get().splitlines():
            self.line(line.rstrip())

    def paragraph(self, text: str) -> None:
        """Write a sentence of data, wrapped to the width of the output."""
        self.show(text)

    def note(self, text: str) -> None:
        """Write a line to the standard error."""
        self._write(sys.stderr, f"{text}\n")

    def error(self, what: str, todo: str) -> None:
        """Write an error: a line that states what is wrong, and a line that states what to do."""
        # The other messages have no period, but this is a sentence after another one.
        end = "." if what.endswith("Nothing was sent") else ""
        self.note(f"Error: {what}{end}")
        self.note(todo)

    def finish(self) -> OSError | None:
        """Flush the output. Return the first error of the standard output, None if there was none."""
        self._write(sys.stdout, "")
        return self._failure

    def _write(self, stream: TextIO, text: str) -> None:
        if self._is_live and (stream is sys.stderr or stream.isatty()):
            self._deferred.append((stream, text))
            return
        try:
            stream.write(text)
            stream.flush()
        except OSError as error:
            if stream is sys.stdout:
                self._failure = self._failure or error
            # The buffer still has the text, which Python would write again at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _lines(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        members = cast("dict[str, object]", value)
        for name, member in members.items():
            if _is_nested(member):
                yield f"{name}:"
                yield from (f"  {line}" for line in _lines(member))
            else:
                yield f"{name}: {_scalar(member)}"
    elif isinstance(value, list):
        for item in cast("list[object]", value):
            for number, line in enumerate(_lines(item)):
                yield f"{'  ' if number else '- '}{line}"
    else:
        yield _scalar(value)


def _is_nested(value: object) -> bool:
    return isinstance(value, dict | list) and value not in ([], {})


def _scalar(value: object) -> str:
    if value is None or value in ([], {}):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)


def _is_unicode() -> bool:
    return (sys.stdout.encoding or "").lower().startswith("utf")


def _console(stream: TextIO, width: int | None = None) -> Console:
    from rich.console import Console  # noqa: PLC0415 - only some commands need it

    return Console(
        file=stream, width=width, highlight=False, soft_wrap=False, emoji=False, markup=False
    )
