"""Objects in the spelling of other versions: parameters that are schemas, lists of examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import copied, obj
from scripts.specs.schemas import KEYWORDS

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_EXAMPLE: Final = frozenset({"summary", "description", "value", "externalValue"})
_NOT_OF_SCHEMAS: Final = frozenset({"description", "required", "deprecated", "example", "examples"})


def respelled(kind: str, given: JsonObject, context: Context, at: Location) -> JsonObject:
    """Return the object in the spelling of OpenAPI 3, where another one is certain."""
    if kind in {"parameter", "header"}:
        given = _with_schema(given, context, at)
    return _with_named_examples(given, context, at) if "examples" in given else given


def _with_schema(given: JsonObject, context: Context, at: Location) -> JsonObject:
    """Swagger 2 wrote a parameter's type into the parameter itself."""
    keys = [
        key
        for key in given
        if key in KEYWORDS and key not in _NOT_OF_SCHEMAS and key not in {"$ref", "xml"}
    ]
    if "schema" in given or "content" in given or not keys:
        return given
    context.repaired("a parameter's type stands in its `schema`", at)
    schema: JsonObject = {key: given[key] for key in keys}
    return {**{key: value for key, value in given.items() if key not in keys}, "schema": schema}


def _with_named_examples(given: JsonObject, context: Context, at: Location) -> JsonObject:
    examples = given["examples"]
    if isinstance(examples, list):
        examples = {f"example{number}": item for number, item in enumerate(examples, 1)}
    if not isinstance(examples, dict):
        examples = {} if examples is None else {"example": examples}
    named: JsonObject = {}
    for name, item in examples.items():
        if obj(item).keys() & {"value", "$ref"}:
            named[name] = copied(item)
        elif obj(item) and obj(item).keys() <= _EXAMPLE:
            context.left_out("an example without a value", (*at, "examples", name))
        else:
            named[name] = {"value": copied(item)}
    return {**given, "examples": named}


def values(holder: JsonObject) -> list[Json]:
    """Return what the examples of a parameter are."""
    shown = [
        obj(item)["value"] for item in obj(holder.get("examples")).values() if "value" in obj(item)
    ]
    return [*([holder["example"]] if "example" in holder else []), *shown]
