"""The type of a parameter, from the value in the sample and from how its values are described."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.infer import schema_of
from scripts.specs.schemas import kind_of

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_HIGH = r"-?\d{1,30}(?:\.\d{1,30})?(?!\d|\.\d)"
_NUMBER = rf"(?<![\d.]){_HIGH}"
_BOOLEAN = re.compile(
    r"\b(?:values?:?|values? (?:are|is)|set (?:it |this )?to|defaults? (?:is|to)|default:?)\s+[`\"']?"
    r"(?:true|false)\b|\btrue or false\b",
    re.IGNORECASE,
)
_RANGE = re.compile(
    rf"(?:values?|ranges?|between|from)\b[^\d\n-]{{0,12}}(?P<low>{_NUMBER})"
    rf"\s*(?:…|\.{{2,3}}|[\u2013\u2014~-]|\bto\b|\band\b)\s*(?P<high>{_HIGH})(?!:)"
    r"(?!\s*(?:characters?|chars?|symbols?|letters?|items?|words?)\b)",
    re.IGNORECASE,
)
_LIST = re.compile(
    rf"\bvalues?(?: are)?:?\s+(?P<list>{_NUMBER}(?:\s*\(default\))?"
    rf"(?:\s*(?:,\s*(?:and|or)\b|,|\||\band\b|\bor\b)\s*{_NUMBER}(?:\s*\(default\))?)*)\s*(?=[.,;\n]|$)",
    re.IGNORECASE,
)
# What makes values numbers with a point, although the bounds have none.
_FRACTION = re.compile(
    r"\b(?:defaults?|values?|ranges?|steps?|increments?|between|from|to|is)\b[^\d\n]{0,16}(?<![\w-])\d{1,30}\.\d"
    r"|\b(?:decimals?|floats?|floating[ -]point|fractions?|fractional)\b",
    re.IGNORECASE,
)
# "See GET /assets for the list of ..." is about something else.
_ARRAY = re.compile(
    r"(?:(?:^|\. |\n)(?:an? )?list of|\b(?:an )?array of) (?P<of>\w+)", re.IGNORECASE
)
# What JavaScript calls the bytes of a form: `Image (jpg/png) File or Blob`.
_FILE = re.compile(r"\b(?:File or (?:a )?Blob|Blob or (?:a )?File)\b")
_ITEMS = {"integer": "integer", "number": "number", "boolean": "boolean", "object": "object"}


def described(name: str, description: str) -> JsonObject:
    """Return the type that a description amounts to; text where it names none."""
    array = _ARRAY.search(description)
    if name.endswith("[]") or array is not None:
        word = array["of"].lower().removesuffix("s") if array else ""
        return {"type": "array", "items": {"type": _ITEMS.get(word, "string")}}
    if _BOOLEAN.search(description):
        return {"type": "boolean"}
    ranged = _RANGE.search(description)
    listed = _LIST.search(description)
    if ranged is not None or listed is not None:
        written = f"{ranged['low']} {ranged['high']}" if ranged else ""
        written += f" {listed['list']}" if listed else ""
        # Of a range from 0 to 1 only what lies between makes sense.
        is_share = ranged is not None and float(ranged["high"]) == 1 and float(ranged["low"]) < 1
        fractional = is_share or re.search(r"\d\.\d", written) or _FRACTION.search(description)
        return {"type": "number" if fractional else "integer"}
    return {"type": "string"}


def sampled(name: str, value: Json, description: str) -> JsonObject:
    """Return the type of a member of the body's sample, whose values are often words about the value."""
    stated = described(name, description)
    if isinstance(value, (dict, list)):
        return schema_of(value)
    if value is None:
        return stated
    if isinstance(value, str) and _FILE.search(f"{value}\n{description}"):
        return {"type": "string", "format": "binary"}
    if isinstance(value, str):
        return stated if re.search(r"[\s<>{}]", value.strip()) else {"type": "string"}
    if kind_of(value) == "integer" and stated["type"] == "number":
        return stated
    return {"type": kind_of(value)}
