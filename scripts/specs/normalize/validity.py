"""Whether a value is what a schema asks for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing import Registry

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject


def holds(schema: JsonObject, value: Json, registry: Registry[Any] | None = None) -> bool:
    """Whether the schema accepts the value. Raises what `referencing` does where a reference leads
    nowhere, and RecursionError where references go round.
    """
    # jsonschema types its schemas and instances more narrowly than it reads them.
    validator: Any = Draft202012Validator(schema, registry=registry or Registry[Any]())
    return bool(validator.is_valid(value))
