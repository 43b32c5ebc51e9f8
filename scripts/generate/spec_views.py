"""The views of a specification that each generator reads (pure functions).

openapi-python-client ignores callbacks but would write a model for each of their schemas;
datamodel-code-generator is wanted for just those. So each gets its own view of one specification.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs import json_types
from scripts.specs.json_types import SCHEMAS, Json, JsonObject, arr, obj

if TYPE_CHECKING:
    from collections.abc import Iterator


class SpecificationError(Exception):
    """A specification that cannot be generated from. The message names place and reason."""


def member(value: Json, *keys: str) -> Json:
    """Return the value at the path `keys` inside nested objects, None where there is none."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def operations(spec: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Yield each operation of the specification, with its operationId."""
    for path, method, operation in json_types.operations(spec):
        operation_id = operation.get("operationId")
        if not isinstance(operation_id, str):
            raise SpecificationError(f"{method.upper()} {path} has no operationId")
        yield operation_id, operation


def without_callbacks(spec: JsonObject) -> JsonObject:
    """Return the specification for openapi-python-client: no callbacks, and no schemas that only they use."""
    bare = json_types.copied_object(spec)
    bare.pop("webhooks", None)
    for _, operation in operations(bare):
        operation.pop("callbacks", None)
        for parameter in map(obj, arr(operation.get("parameters"))):
            # Descriptions are read from the schema alone.
            schema = parameter.get("schema")
            if isinstance(schema, dict) and "description" in parameter:
                schema.setdefault("description", parameter["description"])
    kept = _reachable(bare, bare.get("paths"))
    schemas = obj(member(bare, "components", "schemas"))
    for name in [name for name in schemas if name not in kept]:
        del schemas[name]
    return bare


def only_callbacks(spec: JsonObject) -> JsonObject:
    """Return the specification for datamodel-code-generator: the callback bodies and what they refer to."""
    bodies: list[Json] = [
        operation["callbacks"] for _, operation in operations(spec) if "callbacks" in operation
    ]
    bodies.append(spec.get("webhooks"))
    kept = _reachable(spec, bodies)
    schemas = obj(member(spec, "components", "schemas"))
    return {
        "openapi": spec["openapi"],
        "info": spec["info"],
        "paths": {},
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name in kept}
        },
    }


def _reachable(spec: JsonObject, start: Json) -> set[str]:
    """Return the names of the component schemas that `start` refers to, directly or through others."""
    schemas = obj(member(spec, "components", "schemas"))
    found: set[str] = set()
    waiting = [start]
    while waiting:
        for name in _references(waiting.pop()):
            if name not in found:
                if name not in schemas:
                    raise SpecificationError(f"{SCHEMAS}{name} is referred to but does not exist")
                found.add(name)
                waiting.append(schemas[name])
    return found


def _references(value: Json, *, named: bool = False) -> Iterator[str]:
    """References in a part of the specification that count: none of an `x-` key.

    `named` says that the keys are names of properties, which may begin like an extension.
    """
    if isinstance(value, dict):
        reference = value.get("$ref")
        if isinstance(reference, str) and reference.startswith(SCHEMAS):
            yield reference.removeprefix(SCHEMAS)
        for key, inner in value.items():
            if named or not key.startswith("x-"):
                inside = not named and key in {"properties", "patternProperties"}
                yield from _references(inner, named=inside)
    elif isinstance(value, list):
        for inner in value:
            yield from _references(inner)
