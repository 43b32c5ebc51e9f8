"""JSON values as YAML that reads well and is the same bytes every time.

Written here rather than with a library because the bytes are committed: a library's next version
may wrap or quote differently. Only four ways of writing a string are used, each of which both
YAML 1.1 and 1.2 read alike, and `dump` reads its own output back before anyone else can.
"""

from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.specs.json_types import same
from scripts.specs.yaml.read import read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import Json, JsonArray, JsonObject

_WIDTH = 100
# No indicator first, no mark of a key or a comment inside, nothing that white space ends.
_PLAIN = re.compile(r"(?!.*(?::(?: |$)| #))[A-Za-z$_/<(](?:.*\S)?")
# What YAML 1.1 readers take for something other than a string.
_RESERVED = re.compile(r"(?i)null|true|false|yes|no|on|off|y|n|<<|\.nan|\.inf")
_UNPRINTABLE = re.compile(
    r"[^\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)


def dump(value: Json, *, header: str = "") -> str:
    """Return the document as text: two-space indent, a newline at its end, `header` as a comment."""
    comment = "".join(f"# {line}".rstrip() + "\n" for line in header.splitlines())
    body = "".join(f"{line}\n" for line in _block(value, 0))
    if not same(read_yaml(body, file=Path("openapi.yaml")).value, value):
        raise AssertionError("the YAML writer wrote something that reads otherwise")
    return comment + body


def _block(value: Json, indent: int) -> Iterator[str]:
    if isinstance(value, dict) and value:
        yield from _mapping(value, indent)
    elif isinstance(value, list) and value:
        yield from _sequence(value, indent)
    else:
        first, *rest = _inline(value, indent, 0)
        yield first
        yield from rest


def _mapping(value: JsonObject, indent: int) -> Iterator[str]:
    pad = " " * indent
    for key, item in value.items():
        name = _flow_string(key)
        if isinstance(item, (dict, list)) and item:
            yield f"{pad}{name}:"
            yield from _block(item, indent + 2)
        else:
            first, *rest = _inline(item, indent + 2, indent + len(name) + 2)
            yield f"{pad}{name}: {first}"
            yield from rest


def _sequence(value: JsonArray, indent: int) -> Iterator[str]:
    pad = " " * indent
    for item in value:
        if isinstance(item, (dict, list)) and item:
            first, *rest = _block(item, indent + 2)
            yield f"{pad}- {first[indent + 2 :]}"
            yield from rest
        else:
            first, *rest = _inline(item, indent + 2, indent + 2)
            yield f"{pad}- {first}"
            yield from rest


def _inline(value: Json, indent: int, column: int) -> list[str]:
    """Return a scalar (or an empty collection): its first line, and the lines of a block scalar."""
    if isinstance(value, str):
        return _string(value, indent, column)
    return [_number(value) if isinstance(value, float) else json.dumps(value)]


def _number(value: float) -> str:
    """Return a number that YAML 1.1 reads as one, too: it wants a point before an exponent."""
    digits, exponent, power = json.dumps(value).partition("e")
    return f"{digits}{'' if '.' in digits or not exponent else '.0'}{exponent}{power}"


def _string(value: str, indent: int, column: int) -> list[str]:
    pad = " " * indent
    if _UNPRINTABLE.search(value):
        return [_double(value)]
    if "\n" in value:
        if not _literal_is_safe(value):
            return [_double(value)]
        chomp = "" if value.endswith("\n") else "-"
        lines = value.removesuffix("\n").split("\n")
        return [f"|{chomp}", *(f"{pad}{line}" if line else "" for line in lines)]
    if column + len(value) > _WIDTH and _folds(value):
        width = max(_WIDTH - indent, 40)
        lines = textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False)
        return [">-", *(f"{pad}{line}" for line in lines)]
    return [_flow_string(value)]


def _literal_is_safe(value: str) -> bool:
    lines = value.removesuffix("\n").split("\n")
    return (
        bool(lines[0])
        and bool(lines[-1])
        and not lines[0].startswith(" ")
        and all(line == line.rstrip() for line in lines)
    )


def _folds(value: str) -> bool:
    return value == " ".join(value.split(" ")) and value == value.strip() and "  " not in value


def _flow_string(value: str) -> str:
    if _UNPRINTABLE.search(value) or "\n" in value:
        return _double(value)
    if _PLAIN.fullmatch(value) and not _RESERVED.fullmatch(value):
        return value
    return "'" + value.replace("'", "''") + "'"


def _double(value: str) -> str:
    escaped = json.dumps(value, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda found: _escape(found[0]), escaped)


def _escape(character: str) -> str:
    number = ord(character)
    return f"\\U{number:08x}"
