"""What each generator is shown of a specification (pure functions).

openapi-python-client ignores callbacks but would write a model for each of their schemas;
datamodel-code-generator is wanted for just those. So each gets its own view of one specification.
"""

from __future__ import annotations

import keyword
from collections.abc import Iterator, Mapping

from scripts.specs import json_types
from scripts.specs.json_types import SCHEMAS, Json, JsonObject, obj


class SpecificationError(Exception):
    """A specification that cannot be generated from; says where and why."""


def member(value: Json, *keys: str) -> Json:
    """The value at the path `keys` inside nested objects, None where there is none."""
    for key in keys:
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value


def operations(spec: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    """Each operation of the specification, with its operationId."""
    for path, method, operation in json_types.operations(spec):
        operation_id = operation.get("operationId")
        if not isinstance(operation_id, str):
            raise SpecificationError(f"{method.upper()} {path} has no operationId")
        yield operation_id, operation


def task_operations(spec: JsonObject) -> dict[str, str]:
    """The operations that start a task, as a link called `task` says, and the method's name for each.

    The method is called by the operationId's verb (`extend_veo_video` -> `extend`). Where two operations
    of one family share the verb, or Python has another use for it, they keep their whole operationId.
    """
    starting = [
        (operation_id, _family(operation_id, operation), operation_id.split("_", 1)[0])
        for operation_id, operation in operations(spec)
        if any(
            member(answer, "links", "task") for answer in obj(operation.get("responses")).values()
        )
    ]
    verbs = [(family, verb) for _, family, verb in starting]
    return {
        operation_id: operation_id
        if keyword.iskeyword(verb) or verbs.count((family, verb)) > 1
        else verb
        for operation_id, family, verb in starting
    }


def called_back(spec: JsonObject) -> frozenset[str]:
    """The operations that a vendor calls back about, by operationId."""
    return frozenset(
        operation_id for operation_id, operation in operations(spec) if operation.get("callbacks")
    )


def without_callbacks(spec: JsonObject) -> JsonObject:
    """The specification for openapi-python-client: no callbacks, and no schemas that only they use."""
    bare = json_types.copied_object(spec)
    bare.pop("webhooks", None)
    for _, operation in operations(bare):
        operation.pop("callbacks", None)
    kept = _reachable(bare, bare.get("paths"))
    schemas = obj(member(bare, "components", "schemas"))
    for name in [name for name in schemas if name not in kept]:
        del schemas[name]
    return bare


def only_callbacks(spec: JsonObject) -> JsonObject:
    """The specification for datamodel-code-generator: the callback bodies and what they refer to."""
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


def _family(operation_id: str, operation: Mapping[str, Json]) -> str:
    tags = operation.get("tags")
    if not isinstance(tags, list) or not tags or not isinstance(tags[0], str):
        raise SpecificationError(f"{operation_id} has no tag: the tag names its family")
    return tags[0]


def _reachable(spec: JsonObject, start: Json) -> set[str]:
    """The names of the component schemas that `start` refers to, directly or through others."""
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
