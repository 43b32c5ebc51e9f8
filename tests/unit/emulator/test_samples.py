"""Values made from schemas meet them, and are the same each time."""

from __future__ import annotations

from typing import Any, Final

import pytest

from longtake._providers import PROVIDERS
from longtake.emulator.spec import Spec, committed

COMPONENTS: Final[dict[str, Any]] = {
    "Tree": {
        "type": "object",
        "required": ["name"],
        "properties": {
            "name": {"type": "string"},
            "parent": {"$ref": "#/components/schemas/Tree"},
            "other": {"anyOf": [{"$ref": "#/components/schemas/Tree"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/components/schemas/Tree"}},
        },
    },
    "Named": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
}
SPEC: Final = Spec({"openapi": "3.1.0", "paths": {}, "components": {"schemas": COMPONENTS}})
TREE: Final = {"$ref": "#/components/schemas/Tree"}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({"const": 7}, 7),
        ({"enum": [None, "a", "b"]}, "a"),
        ({"enum": [None]}, None),
        ({"type": "integer", "example": 200}, 200),
        ({"type": "integer", "examples": ["no", 5]}, 5),
        ({"type": "string", "default": "720p"}, "720p"),
        ({"type": ["null", "string"]}, "text"),
        ({"type": "null"}, None),
        ({"type": "boolean"}, True),
        ({"type": "string", "format": "date-time"}, "2026-01-01T00:00:00Z"),
        ({"type": "string", "maxLength": 2}, "te"),
        ({"type": "string", "minLength": 6}, "texttt"),
        ({"type": "string", "pattern": "^[0-9]+$"}, "1"),
        ({"type": "integer", "minimum": 5}, 5),
        ({"type": "integer", "exclusiveMinimum": 5}, 6),
        ({"type": "integer", "maximum": -3}, -3),
        ({"type": "integer", "minimum": 7, "multipleOf": 5}, 10),
        ({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5}, 0.25),
        ({"type": "number", "minimum": 0.2, "maximum": 0.3}, 0.2),
        ({"type": "array", "items": {"type": "integer"}}, [1]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1]),
        (
            {"type": "array", "items": {"enum": [1, 2, 3]}, "minItems": 2, "uniqueItems": True},
            [1, 2],
        ),
        ({"type": "array", "maxItems": 0}, []),
        ({"anyOf": [{"type": "null"}, {"type": "integer"}]}, 1),
        (
            {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"const": "x"}}},
            {"a": 1, "b": "x"},
        ),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}},
                "required": ["b"],
                "maxProperties": 1,
            },
            {"b": 1},
        ),
        (
            {
                "allOf": [
                    {"$ref": "#/components/schemas/Named"},
                    {"properties": {"age": {"type": "integer"}}, "required": ["age"]},
                ]
            },
            {"name": "text", "age": 1},
        ),
        (
            {"oneOf": [{"$ref": "#/components/schemas/Named"}, {"type": "string"}]},
            {"name": "text"},
        ),
        ({}, "text"),
        (True, "text"),
        (TREE, {"name": "text", "other": None, "children": []}),
    ],
)
def test_a_value_is_made_of_a_schema(schema: Any, value: Any) -> None:
    assert SPEC.sampler.value(schema) == value
    assert SPEC.sampler.is_valid(schema, value)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_component_of_the_specifications_has_a_valid_value(provider: str) -> None:
    spec = committed(provider)
    for name in spec.document["components"]["schemas"]:
        schema = {"$ref": f"#/components/schemas/{name}"}
        assert spec.sampler.is_valid(schema, spec.sampler.value(schema)), name
