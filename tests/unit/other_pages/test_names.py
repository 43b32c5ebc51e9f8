"""Names that no client can send, and paths that hold the id of a recorded call."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.build import finished
from scripts.specs.json_types import obj
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

STRING: Final[JsonObject] = {"type": "string"}


def test_a_blank_around_a_name_goes() -> None:
    schema: JsonObject = {
        "type": "object",
        "properties": {"image_urls ": STRING, "a": STRING, " a": STRING},
        "required": ["image_urls "],
    }
    media: JsonObject = {"schema": schema, "examples": {"e": {"value": {"image_urls ": "u"}}}}
    operation: JsonObject = {
        "operationId": "create_x_video",
        "x-resource": "x",
        "parameters": [{"name": "limit ", "in": "query", "schema": STRING}],
        "requestBody": {"required": True, "content": {"application/json": media}},
        "responses": {"200": {"description": "ok"}},
    }
    result, notes = finished({"openapi": "3.1.0", "paths": {"/x": {"post": operation}}})
    found = obj(at(result, "components", "schemas", "XCreateRequest"))
    assert list(obj(found["properties"])) == ["image_urls", "a"]
    assert found["required"] == ["image_urls"]
    body = at(result, "paths", "/x", "post", "requestBody", "content", "application/json")
    assert obj(body)["examples"] == {"e": {"value": {"image_urls": "u"}}}
    parameters = at(result, "paths", "/x", "post", "parameters")
    assert parameters == [{"name": "limit", "in": "query", "schema": STRING}]
    assert len([note for note in notes if "blank around it" in note.text]) == 2
    left_out = [note.text for note in notes if note.kind == "left out"]
    assert len(left_out) == 1
    assert left_out[0].endswith("properties: a name that differs in a blank alone")


@pytest.mark.parametrize(
    ("segment", "noted"),
    [
        ("ee603959-debb-48d1-98c4-a6d1c717eba6", True),
        ("5c79af2e1f2b4f2a9a3e0000", True),
        ("832764911", True),
        ("task_Ab3dEf6hIj9kLmNoPqRs1", True),
        ("gemini-2.5-pro:generateContent", False),
        ("2024", False),
        ("text2video", False),
        ("{id}", False),
    ],
)
def test_a_recorded_id_in_a_path_is_noted(segment: str, noted: bool) -> None:
    document: JsonObject = {
        "openapi": "3.1.0",
        "paths": {f"/tasks/{segment}": {"get": {"responses": {"200": {"description": "ok"}}}}},
    }
    _, notes = finished(document)
    assert any("recorded id" in note.text for note in notes) is noted
