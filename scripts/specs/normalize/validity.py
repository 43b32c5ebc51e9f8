"""Validation of a value against a schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator
from referencing import Registry

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject


def holds(schema: JsonObject, value: Json, registry: Registry[Any] | None = None) -> bool:
    """Return whether the schema accepts the value.

    Raises:
        referencing.exceptions.Unresolvable: A reference leads nowhere.
        RecursionError: References form a circle.
    """
    # jsonschema types its schemas and instances more narrowly than it reads them.
    validator: Any = Draft202012Validator(schema, registry=registry or Registry[Any]())
    return bool(validator.is_valid(value))
