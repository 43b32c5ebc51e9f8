"""A name in Python that the supplement gives a property or a parameter stays with it."""

from __future__ import annotations

from typing import Final

import pytest

from scripts.specs.json_types import JsonObject, arr, obj
from scripts.specs.normalize import normalize

TEXT: Final[JsonObject] = {"type": "string"}
OBJECT: Final[JsonObject] = {"type": "object", "properties": {"a": TEXT}}
SCHEMAS: Final[dict[str, JsonObject]] = {
    "a string": TEXT,
    "an object": OBJECT,
    "a list of objects": {"type": "array", "items": OBJECT},
    "an enum": {"type": "string", "enum": ["a", "b"]},
    "an enum with null": {"type": "string", "enum": ["a", None]},
    "an object or null": {"type": ["object", "null"], "properties": {"a": TEXT}},
    "a reference": {"$ref": "#/components/schemas/Point"},
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_property_keeps_its_name_in_python(name: str) -> None:
    given: JsonObject = {**SCHEMAS[name], "x-python-name": "limit"}
    body: JsonObject = {"type": "object", "properties": {"timeout": given}}
    parameter: JsonObject = {"name": "timeout", "in": "query", "schema": TEXT}
    operation: JsonObject = {
        "operationId": "extend_clip",
        "x-resource": "clip",
        "parameters": [{**parameter, "x-python-name": "part"}],
        "requestBody": {"required": True, "content": {"application/json": {"schema": body}}},
        "responses": {"200": {"description": ""}},
    }
    document, _ = normalize(
        {
            "openapi": "3.1.0",
            "info": {"title": "T", "version": "1"},
            "paths": {"/clips": {"post": operation}},
            "components": {"schemas": {"Point": OBJECT}},
        }
    )
    schemas = obj(obj(document["components"])["schemas"])
    request = obj(obj(schemas["ClipExtendRequest"])["properties"])
    assert obj(request["timeout"])["x-python-name"] == "limit"
    assert [key for key, schema in schemas.items() if "x-python-name" in obj(schema)] == []
    (found,) = arr(obj(obj(obj(document["paths"])["/clips"])["post"])["parameters"])
    assert obj(found)["x-python-name"] == "part"
