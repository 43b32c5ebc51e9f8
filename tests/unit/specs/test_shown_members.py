"""Members of requests that only an example shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import finished
from scripts.specs.json_types import obj
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from scripts.specs.errors import Note
    from scripts.specs.json_types import Json, JsonObject

STRING: JsonObject = {"type": "string"}


def request(schema: JsonObject, *examples: Json, **components: Json) -> JsonObject:
    named: JsonObject = {f"e{index}": {"value": value} for index, value in enumerate(examples)}
    media: JsonObject = {"schema": schema, "examples": named}
    body: JsonObject = {"required": True, "content": {"application/json": media}}
    operation: JsonObject = {
        "operationId": "create_x_video",
        "x-resource": "x",
        "requestBody": body,
        "responses": {"200": {"description": "ok"}},
    }
    return {
        "openapi": "3.1.0",
        "paths": {"/x": {"post": operation}},
        "components": {"schemas": components},
    }


def normalized(document: JsonObject) -> tuple[JsonObject, list[Note]]:
    result, notes = finished(document)
    return obj(at(result, "components", "schemas")), notes


def texts(notes: list[Note], kind: str) -> list[str]:
    return [note.text.rpartition("/")[2] for note in notes if note.kind == kind]


def test_a_member_that_only_the_example_shows_is_an_optional_parameter() -> None:
    schema: JsonObject = {"type": "object", "properties": {"model": STRING}, "required": ["model"]}
    schemas, notes = normalized(request(schema, {"model": "m", "first_frame": "u", "seed": 7}))
    found = obj(schemas["XCreateRequest"])
    assert found["required"] == ["model"]
    properties = obj(found["properties"])
    assert {name: obj(inner)["type"] for name, inner in properties.items()} == {
        "model": "string",
        "first_frame": "string",
        "seed": "integer",
    }
    assert obj(properties["seed"])["description"] == (
        "Only an example on the page shows this parameter."
    )
    assert texts(notes, "inferred") == [
        "first_frame: an optional parameter, which only an example shows",
        "seed: an optional parameter, which only an example shows",
    ]
    assert texts(notes, "left out") == []


def test_members_inside_of_members_are_found() -> None:
    inner: JsonObject = {"type": "object", "properties": {"prompt": STRING}}
    schema: JsonObject = {
        "type": "object",
        "properties": {"input": inner, "shots": {"type": "array", "items": inner}},
    }
    example: Json = {
        "input": {"prompt": "a", "ratio": "16:9"},
        "shots": [{"prompt": "b"}, {"prompt": "c", "seconds": 1.5}],
    }
    _, notes = normalized(request(schema, example))
    assert sorted(text.partition(":")[0] for text in texts(notes, "inferred")) == [
        "ratio",
        "seconds",
    ]


def test_the_example_of_one_of_several_bodies_is_read_for_that_body() -> None:
    def model(value: str) -> JsonObject:
        properties: JsonObject = {"model": {"type": "string", "enum": [value]}}
        return {"type": "object", "properties": properties, "required": ["model"]}

    names = {"one": "#/components/schemas/One", "two": "#/components/schemas/Two"}
    schema: JsonObject = {
        "oneOf": [{"$ref": reference} for reference in names.values()],
        "discriminator": {"propertyName": "model", "mapping": {**names}},
    }
    document = request(schema, {"model": "two", "seed": 1}, One=model("one"), Two=model("two"))
    schemas, _ = normalized(document)
    assert "seed" not in obj(at(schemas, "One", "properties"))
    assert "seed" in obj(at(schemas, "Two", "properties"))


@pytest.mark.parametrize(
    ("schema", "example"),
    [
        ({"type": "object", "properties": {"a": STRING}}, {"b": 1}),
        ({"type": "object", "properties": {"a": STRING}}, {"a": "x", "<any>": 1}),
        (
            {"type": "object", "properties": {"a": STRING}, "additionalProperties": True},
            {"a": "x", "b": 1},
        ),
        ({"type": "object"}, {"a": "x"}),
    ],
)
def test_an_example_without_members_adds_nothing(schema: JsonObject, example: Json) -> None:
    _, notes = normalized(request(schema, example))
    assert texts(notes, "inferred") == []
