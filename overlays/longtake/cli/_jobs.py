"""Reading the lines of a file of jobs, in CSV or JSON lines."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, Any, Final, NoReturn, cast

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator
    from pathlib import Path

COLUMNS: Final = ("model", "operation", "reference", "output", "parameters")
"""The columns that are not parameters. A parameter with one of these names is `parameters.<name>`."""

_PREFIX: Final = "parameters."
_SUFFIXES: Final = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}
_DELIMITERS: Final = (",", ";", "\t")
# An image may be given as base64.
_MAX_CELL: Final = 16 * 1024 * 1024
_BOM: Final = b"\xef\xbb\xbf"
_UTF_16: Final = (b"\xff\xfe", b"\xfe\xff")


@frozen
class Mistake:
    """A mistake in a file of jobs.

    Attributes:
        file: The name of the file.
        line: The number of the line, from 1.
        message: What is wrong, what was expected and what was given.
        column: The column of the CSV file or the key of the JSON object; None for the whole line.
    """

    file: str
    line: int
    message: str
    column: str | None = None

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.message}"


class MistakeError(Exception):
    """Raised for a mistake in a line.

    Attributes:
        mistake: The mistake.
        is_last: Whether the following lines cannot be read.
    """

    def __init__(self, mistake: Mistake, *, is_last: bool = False) -> None:
        super().__init__(str(mistake))
        self.mistake = mistake
        self.is_last = is_last


@frozen
class Line:
    """A line of a file of jobs.

    Attributes:
        file: The name of the file.
        number: The number of the line, from 1. For a record of several lines, the number of the first one.
        fields: The values of `model`, `operation`, `reference` and `output` that are given.
        parameters: The values of the parameters that are given.
        is_text: Whether all values are strings, because the file is CSV.
    """

    file: str
    number: int
    fields: dict[str, str]
    parameters: dict[str, object]
    is_text: bool

    @staticmethod
    def column(name: str) -> str:
        """Return the column or key of a parameter."""
        return f"{_PREFIX}{name}" if name in COLUMNS else name

    def fail(self, message: str, column: str | None = None) -> NoReturn:
        """Raise a mistake of this line.

        Raises:
            MistakeError: Always.
        """
        raise MistakeError(Mistake(self.file, self.number, message, column))


def read_jobs(path: Path) -> Generator[Line | Mistake]:
    """Yield the lines of a file of jobs one by one, and a `Mistake` in place of a line that is not valid.

    Args:
        path: The file. The suffix must be `.csv`, `.jsonl` or `.ndjson`.

    Raises:
        OSError: If the file cannot be read.
    """
    kind = _SUFFIXES.get(path.suffix.lower())
    if kind is None:
        yield Mistake(
            path.name, 1, f"the name of the file must end in .csv or .jsonl, got {path.name}"
        )
        return
    is_empty = True
    try:
        for line in (_csv_lines if kind == "csv" else _json_lines)(path):
            is_empty = False
            yield line
    except MistakeError as error:
        yield error.mistake
        return
    if is_empty:
        yield Mistake(path.name, 1, "the file must have at least one job, got none")


def _decoded(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the lines of a UTF-8 file with their numbers and line ends.

    Raises:
        MistakeError: If it is not UTF-8.
    """
    with path.open("rb") as file:
        for number, raw in enumerate(file, start=1):
            if number == 1 and raw.startswith(_UTF_16):
                _not_utf_8(path, number, "UTF-16")
            try:
                yield number, raw.removeprefix(_BOM if number == 1 else b"").decode()
            except UnicodeDecodeError as error:
                _not_utf_8(path, number, f"the byte 0x{raw[error.start]:02x}")


def _not_utf_8(path: Path, number: int, given: str) -> NoReturn:
    message = f"the file must be UTF-8, got {given}; save it as UTF-8 (in Excel: CSV UTF-8)"
    raise MistakeError(Mistake(path.name, number, message), is_last=True)


# CSV


def _csv_lines(path: Path) -> Iterator[Line | Mistake]:
    csv.field_size_limit(_MAX_CELL)
    lines = _decoded(path)
    number, header = next(((number, text) for number, text in lines if text.strip()), (1, ""))
    if not header:
        return
    delimiter = max(_DELIMITERS, key=header.count)

    def records(texts: Iterator[str], before: int) -> Iterator[tuple[int, list[str]]]:
        reader = csv.reader(texts, delimiter=delimiter, strict=True)
        while True:
            # A record may have several lines.
            first = before + reader.line_num + 1
            try:
                yield first, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                message = f"the line must be CSV, got {error}"
                if "universal-newline" in str(error):
                    message = (
                        "each line must end with a line feed, got a carriage return alone; save the file "
                        "as CSV UTF-8"
                    )
                raise MistakeError(Mistake(path.name, first, message), is_last=True) from error

    _, names = next(records(iter([header]), number - 1))
    columns = [name.strip() for name in names]
    _check_header(path, number, columns)
    for first, cells in records((text for _, text in lines), number):
        if any(cell.strip() for cell in cells):
            yield _csv_line(path.name, first, columns, cells)


def _check_header(path: Path, number: int, columns: list[str]) -> None:
    def fail(message: str, column: str | None = None) -> NoReturn:
        raise MistakeError(Mistake(path.name, number, message, column), is_last=True)

    if "model" not in columns:
        fail(f"the first line must have a column model, got {', '.join(columns)[:200]}", "model")
    for index, column in enumerate(columns, start=1):
        if not column:
            fail(f"each column must have a name, got none for column {index}")
        if columns.count(column) > 1:
            fail("each column must have a different name, got this one twice", column)
        if column == "parameters":
            fail(
                "each parameter must have its own column in CSV, such as parameters.model, got a column "
                "parameters",
                column,
            )


def _csv_line(file: str, number: int, columns: list[str], cells: list[str]) -> Line | Mistake:
    if len(cells) != len(columns):
        message = f"the line must have {len(columns)} cells, like the first line, got {len(cells)}"
        return Mistake(file, number, message)
    # An empty cell means that no value is given.
    given = {column: cell for column, cell in zip(columns, cells, strict=True) if cell.strip()}
    fields = {name: cell.strip() for name, cell in given.items() if name in COLUMNS}
    parameters: dict[str, object] = {}
    for name, cell in given.items():
        plain = name.removeprefix(_PREFIX)
        if name in COLUMNS:
            continue
        if plain in parameters:
            return Mistake(file, number, "the parameter must be given once, got it twice", name)
        parameters[plain] = cell
    return Line(file, number, fields, parameters, is_text=True)


# JSON lines


def _json_lines(path: Path) -> Iterator[Line | Mistake]:
    for number, text in _decoded(path):
        if not text.strip():
            continue
        try:
            yield _json_line(path.name, number, text)
        except MistakeError as error:
            yield error.mistake


def _json_line(file: str, number: int, text: str) -> Line:
    def fail(message: str, column: str | None = None) -> NoReturn:
        raise MistakeError(Mistake(file, number, message, column))

    def unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in pairs:
            if key in found:
                fail("the key must be given once, got it twice", key)
            found[key] = value
        return found

    def no_number(constant: str) -> NoReturn:
        fail(f"the line must be JSON, got {constant}")

    def finite(number: str) -> float:
        # JSON allows 1e999, which Python reads as infinity.
        return float(number) if math.isfinite(float(number)) else no_number(number)

    try:
        value: Any = json.loads(
            text.strip(), object_pairs_hook=unique, parse_constant=no_number, parse_float=finite
        )
    except (ValueError, RecursionError) as error:
        at = f" at character {error.colno}" if isinstance(error, json.JSONDecodeError) else ""
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "too many levels"
        fail(f"the line must be a JSON object, got invalid JSON{at}: {reason}")
    if not isinstance(value, dict):
        fail(f"the line must be a JSON object, got {_json_type(value)}")
    members = cast("dict[str, object]", value)
    for name, member in members.items():
        # "\\ud83d" alone is valid JSON. It cannot be sent.
        if _has_surrogate(name) or _has_surrogate(member):
            fail("the value must be Unicode text, got half of a surrogate pair", ascii(name)[1:-1])
    given = {name: member for name, member in members.items() if member is not None}
    nested = given.pop("parameters", {})
    if not isinstance(nested, dict):
        fail(f"parameters must be an object, got {_json_type(nested)}", "parameters")
    fields: dict[str, str] = {}
    parameters = {
        name: member
        for name, member in cast("dict[str, object]", nested).items()
        if member is not None
    }
    for name, member in given.items():
        if name in COLUMNS:
            if not isinstance(member, str):
                fail(f"{name} must be a string, got {_json_type(member)}", name)
            fields[name] = member.strip()
            continue
        plain = name.removeprefix(_PREFIX)
        if plain in parameters:
            fail("the parameter must be given once, got it twice", name)
        parameters[plain] = member
    return Line(file, number, fields, parameters, is_text=False)


def _has_surrogate(value: object) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return True
    return False


def _json_type(value: object) -> str:
    names = {"dict": "an object", "list": "a list", "str": "a string", "bool": "true or false"}
    return names.get(type(value).__name__, "null" if value is None else "a number")
