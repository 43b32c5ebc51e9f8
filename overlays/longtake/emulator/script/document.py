"""Parsing a fault script, and the line of each of its values."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_POSITION: Final = re.compile(
    r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.S
)


class ScriptError(ValueError):
    """A script with mistakes.

    Attributes:
        problems: Every mistake, each in one line with its location.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Location(NamedTuple):
    """A location in a script: its third `[[fault]]`, at `refusal`.

    Attributes:
        table: The name of the table.
        number: The number of the table with this name, from 1; 0 for the name itself.
        key: The key in the table.
    """

    table: str
    number: int = 0
    key: str = ""


@frozen(slots=False)
class Document:
    """A script that was parsed, before its validation.

    Attributes:
        data: Its content, which should be a mapping with `fault` and `task`.
        name: The name of the file; "" for a script that is not from a file.
        text: Its TOML; None for JSON.
    """

    data: object
    name: str = ""
    text: str | None = None

    def describe(self, location: Location | None = None) -> str:
        """Describe a location: `faults.toml:7`, `line 7`, `fault 2`; "" for the whole script."""
        if location is None:
            return self.name
        line = self._line(location)
        if line is not None:
            return f"{self.name}:{line}" if self.name else f"line {line}"
        table = f"{location.table} {location.number}" if location.number else ""
        return ": ".join(filter(None, (self.name, table)))

    def _line(self, location: Location) -> int | None:
        nearest = (location, location._replace(key=""), Location(location.table))
        return next((self._lines[near] for near in nearest if near in self._lines), None)

    @cached_property
    def _lines(self) -> Mapping[Location, int]:
        return {} if self.text is None else _lines(self.text)


def load(path: Path) -> Document:
    """Parse a file; raise `ScriptError` if it does not exist, or is not UTF-8 or not TOML."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ScriptError([f"{path}: {error.strerror or error}"]) from error


def parse(content: bytes | str, name: str = "") -> Document:
    """Parse TOML; raise `ScriptError` if it is not TOML. `name` is the file's name in its messages."""
    text = content if isinstance(content, str) else _decoded(content, name)
    text = text.replace("\r\n", "\n")
    try:
        return Document(tomllib.loads(text), name, text)
    except RecursionError as error:
        raise ScriptError([_at(name, "", "the script is nested too deeply")]) from error
    except ValueError as error:
        found = _POSITION.fullmatch(str(error))
        if found is None:
            raise ScriptError([_at(name, "", f"not TOML: {error}")]) from error
        what = f"not TOML, at column {found['column']}: {found['what']}"
        raise ScriptError([_at(name, found["line"], what)]) from error


def _decoded(content: bytes, name: str) -> str:
    try:
        # Editors on Windows begin a file with a byte order mark, which TOML does not allow.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(content.count(b"\n", 0, error.start) + 1)
        what = f"not UTF-8 (byte 0x{content[error.start]:02x}): save it as UTF-8"
        raise ScriptError([_at(name, line, what)]) from error


def _at(name: str, line: str, what: str) -> str:
    location = f"{name}:{line}" if name and line else name or (f"line {line}" if line else "")
    return ": ".join(filter(None, (location, what)))


def _lines(text: str) -> dict[Location, int]:
    """Return the line of each table and of each of its keys in TOML."""
    lines: dict[Location, int] = {}
    numbers = Counter[str]()
    table = ""
    for line, is_header, name, value in _statements(text):
        if not is_header:
            location = Location(table, numbers[table], name) if table else Location(name)
            lines.setdefault(location, line)
            continue
        lines.setdefault(Location(name), line)
        if isinstance(value, list):
            numbers[name] += 1
            table = name
            lines[Location(name, numbers[name])] = line
        else:
            # `[fault.headers]`: the following keys are not the fault's own.
            table = f"{name}."
            for key in value:
                lines.setdefault(Location(name, numbers[name], key), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, bool, str, Any]]:
    """Yield the statements of TOML: line, whether it is a header, name and value.

    A statement is the fewest lines that are TOML on their own: the beginning of a string or a list that
    continues in the next line is not one. So the syntax of strings is not needed here.
    """
    first, lines = 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(line)
        chunk = "\n".join(lines)
        try:
            parsed = tomllib.loads(chunk)
        except tomllib.TOMLDecodeError:
            continue
        for name, value in parsed.items():
            yield first, chunk.lstrip().startswith("["), name, value
        first, lines = number + 1, []
