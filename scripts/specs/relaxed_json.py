"""JSON as people write it in documentation.

Comments, trailing or missing commas, bare and single-quoted names, `1-10` or a few words where a
value should stand: all of it is read, and anything that is no value becomes the number it begins
with or the text it is. What cannot be read at all raises RelaxedJsonError with its line.
"""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_SPACE = re.compile(r"(?:\s|//[^\n]*|#[^\n]*)*")
_DOUBLE = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_SINGLE = re.compile(r"'(?:[^'\\\n]|\\.)*'")
_NAME = re.compile(r"[A-Za-z_$][\w$.-]*")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][-+]?\d+)?")
_REST_OF_LINE = re.compile(r"[ \t\r]*(//[^\n]*|#[^\n]*)?")
# Further values that stand for a choice: `"std" | "pro"`, `true or false`.
_OTHERS = re.compile(
    r"""(?:[ \t]*(?:\||\bor\b)[ \t]*
    (?:"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|-?\d[\d.]*|true|false|null)(?!\w))+""",
    re.VERBOSE,
)
# A value that is no JSON value ends where a line, a member or a collection does.
_RAW = re.compile(r"[^,\n\]}]+")
_WORDS: dict[str, Json] = {
    "true": True, "false": False, "null": None, "True": True, "False": False, "None": None,
    "undefined": None,
}  # fmt: skip
# Whatever walks a document later may call itself at each level.
_DEEPEST = 50
# Python refuses to convert numbers of some thousands of digits.
_LONGEST_NUMBER = 300


class RelaxedJsonError(ValueError):
    """The text is not even nearly JSON. `line` counts from 1 within the text."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def parse_relaxed(source: str) -> Json:
    """Return the value of the text, which must hold nothing after it."""
    parser = _RelaxedJsonParser(source)
    value = parser.value(0)
    parser.skip()
    if parser.at < len(source):
        raise parser.error("expected nothing after the value")
    return value


class _RelaxedJsonParser:
    def __init__(self, source: str) -> None:
        self.source = source
        self.at = 0
        # Looking for the end of a comment that has none, again and again, would take for ever.
        self.last_closing = source.rfind("*/")

    def error(self, message: str) -> RelaxedJsonError:
        return RelaxedJsonError(message, self.source.count("\n", 0, self.at) + 1)

    def skip(self) -> None:
        self.take(_SPACE)
        while self.source.startswith("/*", self.at) and self.at + 2 <= self.last_closing:
            self.at = self.source.index("*/", self.at + 2) + 2
            self.take(_SPACE)

    def peek(self) -> str:
        self.skip()
        return self.source[self.at : self.at + 1]

    def take(self, rule: re.Pattern[str]) -> str | None:
        found = rule.match(self.source, self.at)
        if found is None:
            return None
        self.at = found.end()
        return found[0]

    def value(self, depth: int) -> Json:
        if depth > _DEEPEST:
            raise self.error("expected fewer levels")
        first = self.peek()
        if first == "{":
            return self.object(depth)
        if first == "[":
            return self.array(depth)
        start = self.at
        known = self.literal(first)
        if known is not None:
            self.take(_OTHERS)
        after = self.at
        self.skip_in_line()
        if known is not None and self.source[self.at : self.at + 1] in {",", "}", "]", "\n", ""}:
            return known[0]
        self.at = after if known is not None and isinstance(known[0], str) else start
        if known is not None and isinstance(known[0], str):
            return known[0]
        return self.raw()

    def skip_in_line(self) -> None:
        self.take(_REST_OF_LINE)

    def literal(self, first: str) -> tuple[Json] | None:
        """Return a string, number or word here, in a tuple because null is a value too."""
        if first in {'"', "'"}:
            quoted = self.take(_DOUBLE if first == '"' else _SINGLE)
            return None if quoted is None else (_unquoted(quoted),)
        if (number := self.take(_NUMBER)) is not None:
            return (_number(number),)
        name = self.take(_NAME)
        return (_WORDS[name],) if name in _WORDS else None

    def raw(self) -> Json:
        found = self.take(_RAW)
        if found is None or not found.strip():
            raise self.error("expected a value")
        number = _NUMBER.match(found.strip())
        return _number(number[0]) if number else found.strip()

    def object(self, depth: int) -> JsonObject:
        self.at += 1
        result: JsonObject = {}
        while (first := self.peek()) != "}":
            if first == ",":
                self.at += 1
                continue
            if self.source.startswith("...", self.at) or first == "…":
                self.at += 3 if first == "." else 1
                continue
            quoted = self.take(_DOUBLE) or self.take(_SINGLE)
            name = _unquoted(quoted) if quoted else self.take(_NAME)
            if name is None or self.peek() != ":":
                raise self.error("expected a name and a colon")
            self.at += 1
            result[name] = self.value(depth + 1)
        self.at += 1
        return result

    def array(self, depth: int) -> list[Json]:
        self.at += 1
        result: list[Json] = []
        while (first := self.peek()) != "]":
            if first == ",":
                self.at += 1
            elif self.source.startswith("...", self.at) or first == "…":
                self.at += 3 if first == "." else 1
            elif first == "":
                raise self.error("expected ] before the end")
            else:
                result.append(self.value(depth + 1))
        self.at += 1
        return result


def _number(written: str) -> Json:
    if len(written) > _LONGEST_NUMBER or not math.isfinite(value := float(written)):
        return written
    return value if any(mark in written for mark in ".eE") else int(written)


def _unquoted(quoted: str) -> str:
    if quoted.startswith('"'):
        try:
            decoded: object = json.loads(quoted, strict=False)
        except ValueError:
            return quoted[1:-1]
        return decoded if isinstance(decoded, str) else quoted[1:-1]
    return quoted[1:-1].replace("\\'", "'")
