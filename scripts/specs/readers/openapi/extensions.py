"""Keys that begin with `x-`: which say something about the API, and which only about a tool."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, same, spelled, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

# Folders, orders, states, made-up values, links into the exporter: its bookkeeping.
_EXPORTER = re.compile(r"x-(apifox|apidog|run-in-(apifox|apidog))\b.*")
_VALUES = re.compile(r"x-([a-z]+-)?enum")
_DESCRIPTIONS = re.compile(r"x-enum-?(descriptions|varnames)", re.IGNORECASE)
# Calls in other languages: what the document says, once more.
_SAMPLES = re.compile(r"x-(code|request|sdk)-?(samples?|examples?|snippets?)", re.IGNORECASE)
# Extensions that our readers write for the stages that follow: a page cannot have them.
_OURS = frozenset({"x-group", "x-name", "x-source"})


def is_exporters(key: str) -> bool:
    """Return whether a key is an exporter's own."""
    return _EXPORTER.fullmatch(key) is not None


def is_carried(key: str, context: Context, at: Location) -> bool:
    """Return whether an `x-` key is carried over. What is not, and is no bookkeeping, is noted."""
    if is_exporters(key):
        return False
    if key in _OURS or _SAMPLES.fullmatch(key):
        context.left_out(f"`{key}`", at)
        return False
    return True


def describe_values(schema: JsonObject, given: JsonObject, context: Context, at: Location) -> None:
    """Put into the description what extensions say about the values of an enum."""
    stated: list[tuple[Json, str]] = []
    for key, value in given.items():
        if _VALUES.fullmatch(key) and isinstance(value, list):
            schema.pop(key, None)
            stated += [(obj(item).get("value"), _words(obj(item))) for item in value]
            if "enum" not in schema:
                schema["enum"] = [obj(item).get("value") for item in value if "value" in obj(item)]
                context.repaired(f"`{key}` without `enum`: its values are the enum", (*at, key))
        elif _DESCRIPTIONS.fullmatch(key):
            schema.pop(key, None)
            stated += _beside(arr(given.get("enum")), value)
        elif is_exporters(key) and (named := obj(obj(value).get("enumDescriptions"))):
            stated += _beside(arr(given.get("enum")), named)
    lines: list[str] = []
    values = arr(schema.get("enum"))
    for value, words in stated:
        line = f"- `{value}`: {words}"
        if words and line not in lines and any(same(value, known) for known in values):
            lines.append(line)
    if lines:
        before = text(schema.get("description")).rstrip()
        schema["description"] = "\n\n".join([*([before] if before else []), "\n".join(lines)])


def _beside(values: list[Json], given: Json) -> list[tuple[Json, str]]:
    if isinstance(given, dict):
        return [(value, text(given.get(_key(value))).strip()) for value in values]
    return [(value, text(item).strip()) for value, item in zip(values, arr(given), strict=False)]


def _key(value: Json) -> str:
    return spelled(value) if isinstance(value, (str, int, float)) else str(value)


def _words(item: JsonObject) -> str:
    parts = [text(item.get("name")).strip(), text(item.get("description")).strip()]
    return ". ".join(dict.fromkeys(part for part in parts if part))
