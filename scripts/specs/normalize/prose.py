"""Constraints that a description states in words, as schema keywords.

Each rule reads one kind of statement and returns the keywords it amounts to. Keywords that the
schema already has win over what the prose says, and the prose stays where it is. A condition on
another parameter ("required for manual mode") is nothing that a keyword of one property can say.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, text
from scripts.specs.schemas import kind_of, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

# Nobody means a number of more digits than these.
_NUMBER = r"-?\d{1,30}(?:\.\d{1,30})?"
_RANGE = re.compile(
    rf"(?:\branges?\b|\bvalues?\b|\bbetween\b|\bfrom\b|取值范围)[^\n.\d\[(-]{{0,24}}?"
    rf"[\[(]?(?P<low>{_NUMBER})\s*(?:…|\.{{2,3}}|~|\uff5e|[\u2013\u2014-]|\bto\b|\band\b)\s*(?P<high>{_NUMBER})",
    re.IGNORECASE,
)
_INTERVAL = re.compile(rf"\[\s*(?P<low>{_NUMBER})\s*[,\uff0c]\s*(?P<high>{_NUMBER})\s*\]")
_COUNT = r"(?P<count>\d{1,3}(?:,\d{3}){1,9}|\d{1,30})(?!\d)"
_CHARACTERS = r"\s*(?:-\s*)?(?:characters?|chars?)\b"
_NOT_EXCEED = r"\b(?:cannot|can't|can not|must not|may not|should not|does not)\s+exceed\s+"
_AT_MOST = r"\b(?:up to|at most|no more than|not more than|maximum(?: of)?|max)\s+"
_MAX_LENGTHS = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"\bmax(?:imum)?\.?\s+(?:prompt\s+|text\s+)?length(?:\s+is|\s+of)?:?\s*{_COUNT}",
        rf"{_NOT_EXCEED}{_COUNT}{_CHARACTERS}",
        rf"{_AT_MOST}{_COUNT}{_CHARACTERS}",
        rf"\b{_COUNT}{_CHARACTERS}\s+(?:max\b|maximum\b|or fewer\b|or less\b)",
        rf"不[能得]?超过\s*{_COUNT}\s*个?字符",
    )
)
_MIN_LENGTH = re.compile(rf"\b(?:at least|minimum(?: of)?)\s+{_COUNT}{_CHARACTERS}", re.IGNORECASE)
_ATOM = r"[A-Za-z0-9](?:[\w.:/+-]*\w)?"
_QUOTED_ATOM = rf"[`'\"“]?(?:{_ATOM})[`'\"”]?(?:\s*\((?:default|recommended)\))?"
_LISTED = re.compile(
    rf"(?:\b(?:optional|supported|allowed|possible|available|valid|accepted)\s+values?"
    rf"(?:\s+(?:are|is))?|\bone of|\bvalues?:|枚举值)\s*[:\uff1a]?\s*"
    rf"(?P<list>{_QUOTED_ATOM}(?:\s*(?:,\s*(?:and|or)\b|[,\uff0c\u3001|]|\band\b|\bor\b)\s*{_QUOTED_ATOM})+)"
    rf"\s*(?=[.;。\n]|$)",
    re.IGNORECASE,
)
_PART = re.compile(
    rf"[`'\"“]?(?P<value>{_ATOM})[`'\"”]?(?P<default>\s*\(default\))?", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"\s*(?:,\s*(?:and|or)\s|[,\uff0c\u3001|]|\band\b|\bor\b)\s*", re.IGNORECASE
)
_VALUE = rf"[`'\"“]?(?P<value>{_ATOM})[`'\"”]?"
_DEFAULTS = tuple(
    re.compile(rule, re.IGNORECASE)
    for rule in (
        rf"\bdefaults?(?:\s+value)?(?:\s+(?:is|to)\s*:?|\s*[:=])\s*{_VALUE}(?=[\s.,;)]|$)",
        rf"[,(]\s*default\s+{_VALUE}\s*(?=[.,;)]|$)",
        rf"(?P<value>{_ATOM})\s*\(default\)",
    )
)
_CALLBACK_NAME = re.compile(r"(?:call_?back|reply|web_?hook|notify)_?ur[il]", re.IGNORECASE)
_INT32 = 2**31


def lift(name: str, schema: JsonObject, description: str) -> JsonObject:
    """The schema of a property or parameter, with what its description and name say as keywords."""
    kinds = types(schema)
    found: JsonObject = {}
    if "integer" in kinds or "number" in kinds:
        found |= number_range(description, integer="integer" in kinds)
    if "string" in kinds and "enum" not in schema:
        found |= lengths(description)
        if _CALLBACK_NAME.fullmatch(name):
            found["format"] = "uri"
    if "enum" not in schema and kinds and not found.keys() & {"minimum", "format"}:
        found |= listed_values(description, kinds[0])
    result: JsonObject = {**found, **schema}
    if "enum" in found:
        # A list of the only values says more than a length does.
        result.pop("maxLength", None)
    if "default" not in result and (default := stated_default(description, result)):
        result["default"] = default[0]
    return wide_integer(result)


def number_range(description: str, *, integer: bool) -> JsonObject:
    """`1…10`, `-10...10`, `Range: 10000-99999`, `[0,1]` as minimum and maximum."""
    found = _INTERVAL.search(description) or _RANGE.search(description)
    if found is None:
        return {}
    low, high = float(found["low"]), float(found["high"])
    if low >= high:
        return {}
    return {"minimum": _plain(low, integer=integer), "maximum": _plain(high, integer=integer)}


def _plain(value: float, *, integer: bool) -> Json:
    return int(value) if integer or value.is_integer() else value


def lengths(description: str) -> JsonObject:
    """`Max length: 2000 characters`, `cannot exceed 2500 characters`, `at least 3 characters`."""
    result: JsonObject = {}
    for rule in _MAX_LENGTHS:
        if (found := rule.search(description)) is not None:
            result["maxLength"] = int(found["count"].replace(",", ""))
            break
    if (found := _MIN_LENGTH.search(description)) is not None:
        result["minLength"] = int(found["count"].replace(",", ""))
    return result


def listed_values(description: str, kind: str) -> JsonObject:
    """`optional values are 720p or 1080p`, `5(default),8,10` as an enum.

    Booleans need none. A list that holds anything but values of the type is prose, and no enum.
    """
    found = _LISTED.search(description)
    if found is None or kind not in {"string", "integer"}:
        return {}
    values: list[Json] = []
    for part in _SEPARATOR.split(found["list"]):
        parsed = _PART.match(part.strip())
        value = literal(parsed["value"], kind) if parsed else None
        if value is None:
            return {}
        values.append(value[0])
    distinct = [value for index, value in enumerate(values) if value not in values[:index]]
    return {"enum": distinct} if len(distinct) > 1 else {}


def stated_default(description: str, schema: JsonObject) -> tuple[Json] | None:
    """`true (default)`, `Default: 0.5`, `defaults to fast`, if it is a value of the schema.

    In a tuple, because `false` is a default too.
    """
    kinds = [kind for kind in types(schema) if kind in {"boolean", "integer", "number", "string"}]
    if len(kinds) != 1 or (kinds[0] == "string" and "enum" not in schema):
        return None
    for rule in _DEFAULTS:
        for found in rule.finditer(description):
            value = literal(found["value"], kinds[0])
            if value is not None and _allowed(value[0], schema):
                return value
    return None


def literal(written: str, kind: str) -> tuple[Json] | None:
    """A written value as a value of the type, or None where it is none."""
    if kind == "boolean":
        return (written.lower() == "true",) if written.lower() in {"true", "false"} else None
    if kind == "integer":
        return (int(written),) if re.fullmatch(r"-?\d{1,30}", written) else None
    if kind == "number":
        if not re.fullmatch(_NUMBER, written):
            return None
        return (_plain(float(written), integer=False),)
    return (written,)


def _allowed(value: Json, schema: JsonObject) -> bool:
    if "enum" in schema:
        return any(
            kind_of(value) == kind_of(item) and value == item for item in arr(schema["enum"])
        )
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return True
    low, high = schema.get("minimum"), schema.get("maximum")
    return not (isinstance(low, (int, float)) and value < low) and not (
        isinstance(high, (int, float)) and value > high
    )


def wide_integer(schema: JsonObject) -> JsonObject:
    """int64 where the bounds need more than 32 signed bits."""
    if "integer" not in types(schema) or text(schema.get("format")):
        return schema
    bounds = [schema.get("minimum"), schema.get("maximum")]
    wide = any(
        isinstance(bound, (int, float)) and not -_INT32 <= bound < _INT32 for bound in bounds
    )
    return {**schema, "format": "int64"} if wide else schema
