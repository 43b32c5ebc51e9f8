"""From a script's text to its tables, and back to the line where each of their values stands."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final, NamedTuple

_POSITION: Final = re.compile(
    r"(?P<what>.*) \(at line (?P<line>\d+), column (?P<column>\d+)\)", re.S
)


class ScriptError(ValueError):
    """A script that cannot be put in.

    Attributes:
        problems: Every mistake in it, each in a line that says where it is.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


class Spot(NamedTuple):
    """Where something is in a script: in its third `[[fault]]`, at `refusal`."""

    table: str
    number: int = 0
    """Which of the tables of this name, counted from 1; 0 for the name itself."""
    key: str = ""


@dataclass(frozen=True)
class Document:
    """A script that was read, and not yet understood."""

    data: object
    """What should be a mapping with `fault` and `task`."""
    name: str = ""
    """What the file is called, "" for what came another way."""
    text: str | None = None
    """Its TOML, None for JSON."""

    def place(self, spot: Spot | None = None) -> str:
        """Say where something is: `bad_day.toml:7`, `line 7`, `fault 2`; "" where that is all of it."""
        if spot is None:
            return self.name
        line = self._line(spot)
        if line is not None:
            return f"{self.name}:{line}" if self.name else f"line {line}"
        table = f"{spot.table} {spot.number}" if spot.number else ""
        return ": ".join(filter(None, (self.name, table)))

    def _line(self, spot: Spot) -> int | None:
        nearest = (spot, spot._replace(key=""), Spot(spot.table))
        return next((self._lines[near] for near in nearest if near in self._lines), None)

    @cached_property
    def _lines(self) -> Mapping[Spot, int]:
        return {} if self.text is None else _lines(self.text)


def load(path: Path) -> Document:
    """Read a file; `ScriptError` if it is not there, not UTF-8 or not TOML."""
    try:
        return parse(path.read_bytes(), str(path))
    except OSError as error:
        raise ScriptError([f"{path}: {error.strerror or error}"]) from error


def parse(content: bytes | str, name: str = "") -> Document:
    """Read TOML; `name` is what mistakes in it are said to be in. `ScriptError` if it is none."""
    text = content if isinstance(content, str) else _decoded(content, name)
    text = text.replace("\r\n", "\n")
    try:
        return Document(tomllib.loads(text), name, text)
    except RecursionError as error:
        raise ScriptError([_at(name, "", "it is nested too deeply")]) from error
    except ValueError as error:
        found = _POSITION.fullmatch(str(error))
        if found is None:
            raise ScriptError([_at(name, "", f"this is not TOML: {error}")]) from error
        what = f"this is not TOML, at column {found['column']}: {found['what']}"
        raise ScriptError([_at(name, found["line"], what)]) from error


def _decoded(content: bytes, name: str) -> str:
    try:
        # Editors on Windows begin a file with a mark that TOML does not know.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = str(content.count(b"\n", 0, error.start) + 1)
        what = f"this is not UTF-8 (byte 0x{content[error.start]:02x}): save it as UTF-8"
        raise ScriptError([_at(name, line, what)]) from error


def _at(name: str, line: str, what: str) -> str:
    place = f"{name}:{line}" if name and line else name or (f"line {line}" if line else "")
    return ": ".join(filter(None, (place, what)))


def _lines(text: str) -> dict[Spot, int]:
    """Return the line of each table and of each of its keys, of a text that is TOML."""
    lines: dict[Spot, int] = {}
    numbers = Counter[str]()
    table = ""
    for line, is_header, name, value in _statements(text):
        if not is_header:
            spot = Spot(table, numbers[table], name) if table else Spot(name)
            lines.setdefault(spot, line)
            continue
        lines.setdefault(Spot(name), line)
        if isinstance(value, list):
            numbers[name] += 1
            table = name
            lines[Spot(name, numbers[name])] = line
        else:
            # `[fault.headers]`: what follows is not the fault's own.
            table = f"{name}."
            for key in value:
                lines.setdefault(Spot(name, numbers[name], key), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, bool, str, Any]]:
    """Take TOML apart: the line of each statement, whether it is a header, and what it says.

    A statement is the fewest lines that are TOML on their own: what begins a string or a list that
    goes on in the next line is none yet. So nobody need know here how strings are written.
    """
    begun, lines = 1, list[str]()
    for number, line in enumerate(text.split("\n"), start=1):
        lines.append(line)
        chunk = "\n".join(lines)
        try:
            said = tomllib.loads(chunk)
        except tomllib.TOMLDecodeError:
            continue
        for name, value in said.items():
            yield begun, chunk.lstrip().startswith("["), name, value
        begun, lines = number + 1, []
