"""Runtime expressions of links and callbacks (`$request.body#/callBackUrl`) that lead nowhere.

They stand in supplements, and name fields that stand on pages: a field that a provider renames
would leave them behind without a word.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import SCHEMAS, arr, obj, operations, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.normalize.schema_locations import Place

_BODY = re.compile(r"\$(?P<of>request|response)\.body#(?P<pointer>/[^\s{}]*)")
_CHOICES: Final = ("allOf", "anyOf", "oneOf")


def stale(document: JsonObject) -> Iterator[tuple[Place, str]]:
    """Yield each place whose expression names a member that its body does not have."""
    schemas = obj(obj(document.get("components")).get("schemas"))
    for path, method, operation in operations(document):
        at: Place = ("paths", path, method)
        request = obj(operation.get("requestBody"))
        for status, response in obj(operation.get("responses")).items():
            bodies = {"request": request, "response": obj(response)}
            for name, link in obj(obj(response).get("links")).items():
                stated = [*obj(obj(link).get("parameters")).values(), obj(link).get("requestBody")]
                here: Place = (*at, "responses", status, "links", name)
                yield from ((here, line) for line in _missing(stated, bodies, schemas))
        for name, callback in obj(operation.get("callbacks")).items():
            here = (*at, "callbacks", name)
            bodies = {"request": request}
            yield from ((here, line) for line in _missing([*obj(callback)], bodies, schemas))


def _missing(
    stated: list[Json], bodies: dict[str, JsonObject], schemas: JsonObject
) -> Iterator[str]:
    for found in _BODY.finditer("\n".join(text(item) for item in stated)):
        of, pointer = found["of"], found["pointer"]
        contents = obj(bodies.get(of, {}).get("content")).values()
        if not any(
            holds(obj(obj(media).get("schema")), steps(pointer), schemas) for media in contents
        ):
            yield f"{found[0]} leads nowhere: the {of}'s body has no such member"


def steps(pointer: str) -> list[str]:
    """Return the keys that a JSON Pointer leads through; none for an empty one."""
    return [unescaped(part) for part in pointer.split("/")[1:]]


def holds(schema: JsonObject, parts: list[str], schemas: JsonObject) -> bool:
    """Return whether a value of the schema may have the member that these keys lead to."""
    return _leads(schema, parts, schemas, frozenset())


def _leads(schema: JsonObject, parts: list[str], schemas: JsonObject, seen: frozenset[str]) -> bool:
    if not parts or not schema:
        return True
    name = text(schema.get("$ref")).removeprefix(SCHEMAS)
    if name and name not in seen:
        # A component may hold itself; without a step down it says nothing new.
        return _leads(obj(schemas.get(name)), parts, schemas, seen | {name})
    if any(
        _leads(obj(option), parts, schemas, seen)
        for key in _CHOICES
        for option in arr(schema.get(key))
    ):
        return True
    properties = obj(schema.get("properties"))
    if parts[0] in properties:
        return _leads(obj(properties[parts[0]]), parts[1:], schemas, frozenset())
    if "items" in schema and parts[0].isdigit():
        return _leads(obj(schema["items"]), parts[1:], schemas, frozenset())
    more = schema.get("additionalProperties")
    return isinstance(more, dict) and _leads(more, parts[1:], schemas, frozenset())
