"""Schemas as Mintlify spells them, made into JSON Schema."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import SCHEMAS, arr, obj, same, strings, text
from scripts.specs.schemas import (
    KEYWORDS,
    TYPES,
    children,
    describe_by_title,
    exclusive_without_bound,
    from_openapi_30,
    numbers_as_text,
)

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.mintlify_tree.tree import Tree
    from scripts.specs.yaml.read import Location

_ENUM_TYPE = re.compile(r"enum<(\w+)>")
# Mintlify's own bookkeeping, which says nothing more about the API.
_BOOKKEEPING = frozenset({"isOneOf", "refIdentifier", "requiredProperties", "xMint"})
# It would give a component its name.
_OURS: Final = "x-name"


def alternatives(tree: Tree, at: Location) -> list[JsonObject]:
    """Return the schemas of the list at a place."""
    return [_upgraded(tree, (*at, index)) for index in range(len(tree.sequence(at)))]


def schema(tree: Tree, at: Location) -> JsonObject:
    """Return the schema at a place."""
    return _upgraded(tree, at)


def either(tree: Tree, at: Location, schemas: list[JsonObject]) -> JsonObject:
    """Return one schema of the alternatives that the list at a place amounts to."""
    if len(schemas) < 2:  # noqa: PLR2004 - one is no choice
        return schemas[0] if schemas else {}
    given = [obj(item) for item in tree.sequence(at)]
    exclusive = all(item.get("isOneOf") is True for item in given)
    result: JsonObject = {"oneOf" if exclusive else "anyOf": [*schemas]}
    defaults = [item["default"] for item in schemas if "default" in item]
    if defaults and all(same(value, defaults[0]) for value in defaults):
        # A generator looks for the default beside the alternatives, not inside one of them.
        for item in schemas:
            item.pop("default", None)
        result["default"] = defaults[0]
    return result


def _upgraded(tree: Tree, at: Location) -> JsonObject:
    return from_openapi_30(_respelled(tree, at))


def _respelled(tree: Tree, at: Location) -> JsonObject:
    given = tree.mapping(at)
    wrapped = _is_wrapped(given)
    result = _own_level(tree, {k: v for k, v in given.items() if not wrapped or k != "allOf"}, at)
    _inside(tree, result, at)
    _required_members(tree, result, at)
    if wrapped:
        result = {**_respelled(tree, (*at, "allOf", 0)), **result}
    # The wrapping has no name of its own.
    describe_by_title(result, str(at[-3] if at[-2:] == ("allOf", 0) else at[-1]))
    return result


def _inside(tree: Tree, schema: JsonObject, at: Location) -> None:
    """Respell the schemas directly inside one, without a change to the tree that they come from."""
    named: dict[str, JsonObject] = {}
    listed: dict[str, list[Json]] = {}
    for way, _ in children(schema):
        key, value = str(way[0]), _respelled(tree, (*at, *way))
        if len(way) == 1:
            schema[key] = value
        elif isinstance(way[1], int):
            schema[key] = listed.setdefault(key, [*arr(schema[key])])
            listed[key][way[1]] = value
        else:
            schema[key] = named.setdefault(key, {**obj(schema[key])})
            named[key][way[1]] = value


def _own_level(tree: Tree, given: JsonObject, at: Location) -> JsonObject:
    """Return the keywords of one schema, in our spelling; the schemas inside it are not touched."""
    result: JsonObject = {}
    for key, value in given.items():
        if (key in KEYWORDS or key.startswith("x-")) and key != _OURS:
            result[key] = value
        elif key not in _BOOKKEEPING:
            tree.left_out(f"schema keyword `{key}`", (*at, key))
    _type(tree, result, at)
    _reference(tree, result, at)
    _examples(tree, result, at)
    _places_of_schemas(result)
    if isinstance(result.get("required"), bool):
        del result["required"]
    names = [*strings(result.get("required")), *strings(given.get("requiredProperties"))]
    if names:
        result["required"] = [*dict.fromkeys(names)]
    for key, number in numbers_as_text(result).items():
        result[key] = number
        tree.repaired(f"`{key}` is a number, given as text", (*at, key))
    for key in exclusive_without_bound(result):
        tree.left_out(f"schema keyword `{key}`: there is no bound beside it", (*at, key))
    return result


def _is_wrapped(given: JsonObject) -> bool:
    """Return whether it is `allOf: [schema]`, as a first level property is, with nothing said twice."""
    inner = arr(given.get("allOf"))
    if len(inner) != 1 or not isinstance(inner[0], dict):
        return False
    return all(key not in inner[0] or same(inner[0][key], given[key]) for key in given)


def _places_of_schemas(schema: JsonObject) -> None:
    """Where a schema must stand and none does, anything is allowed; reading it notes that."""
    for key in ("properties", "patternProperties"):
        if isinstance(named := schema.get(key), dict):
            schema[key] = {
                name: value if isinstance(value, (dict, bool)) else {}
                for name, value in named.items()
            }
    if "items" in schema and not isinstance(schema["items"], (dict, bool)):
        schema["items"] = {}


def _required_members(tree: Tree, schema: JsonObject, at: Location) -> None:
    """A property that calls itself required is required by the schema around it."""
    names = strings(schema.get("required"))
    for name in obj(schema.get("properties")):
        here = (*at, "properties", name)
        inner = (*here, "allOf", 0) if _is_wrapped(obj(tree.at(here))) else here
        stated = {obj(tree.at(place)).get("required") is True for place in (here, inner)}
        if True in stated and name not in names:
            names.append(name)
            tree.repaired(f"`required: true` on property `{name}`: its schema requires it", here)
    if names:
        schema["required"] = [*names]


def _type(tree: Tree, schema: JsonObject, at: Location) -> None:
    given = schema.get("type")
    if isinstance(given, list):
        kinds = [_kind(tree, item, (*at, "type")) for item in given]
        known: list[Json] = [kind for kind in kinds if kind]
        del schema["type"]
        if known and None not in kinds:
            schema["type"] = known
    elif given == "file":
        schema["type"] = "string"
        schema["format"] = "binary"
    elif "type" in schema:
        kind = _kind(tree, given, (*at, "type"))
        del schema["type"]
        if kind:
            schema["type"] = kind


def _kind(tree: Tree, given: Json, at: Location) -> str | None:
    """Return the name of a JSON Schema type, or None where any is allowed."""
    name = text(given)
    if (enum := _ENUM_TYPE.fullmatch(name)) is not None:
        name = enum[1]
    if name in TYPES:
        return name
    if given is None:
        return "null"
    if name != "any":
        tree.left_out("a type that JSON Schema does not have", at)
    return None


def _reference(tree: Tree, schema: JsonObject, at: Location) -> None:
    reference = schema.get("$ref")
    if reference is None:
        return
    name = text(reference).removeprefix(SCHEMAS)
    components = obj(obj(tree.value.get("components")).get("schemas"))
    if not text(reference).startswith(SCHEMAS) or name not in components:
        del schema["$ref"]
        tree.left_out("a `$ref` that leads nowhere on this page", (*at, "$ref"))


def _examples(tree: Tree, schema: JsonObject, at: Location) -> None:
    """`example` and `examples`, a list or by names, as one list."""
    found: list[Json] = [schema.pop("example")] if "example" in schema else []
    given = schema.pop("examples", None)
    if isinstance(given, list):
        found += [value for value in given if not any(same(value, known) for known in found)]
    elif isinstance(given, dict):
        found += [item["value"] for item in map(obj, given.values()) if "value" in item]
        if any("value" not in obj(item) for item in given.values()):
            tree.left_out("an example without a value", (*at, "examples"))
    elif given is not None:
        tree.left_out("`examples`: expected a list", (*at, "examples"))
    if found:
        schema["examples"] = found
