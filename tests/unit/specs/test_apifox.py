"""Apifox and Apidog exports: what test_apifox_traps.py has no page for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj
from scripts.specs.readers import read_page
from tests.helpers.written_pages import apifox, at, body_schema, operation, write

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject


def test_schemas_become_openapi_31(tmp_path: Path) -> None:
    file = apifox(
        tmp_path,
        body=(
            "{content: {application/json: {schema: {type: object, properties: {"
            "a: {type: string, nullable: true, example: x},"
            "b: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: false},"
            "c: {type: string, enum: [x, y, null], nullable: true},"
            "d: {type: string, examples: {}}}}}}}"
        ),
    )
    assert body_schema(file)["properties"] == {
        "a": {"type": ["string", "null"], "examples": ["x"]},
        "b": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "c": {"anyOf": [{"type": "string", "enum": ["x", "y"]}, {"type": "null"}]},
        "d": {"type": "string"},
    }


EXAMPLE = "{code: 200, data: {id: a}, parts: [{url: u}]}"
PARTS = "{code: {type: integer}, data: {type: object}, parts: {type: array, items: {type: object}}}"
SHOWN: Final[JsonObject] = {
    "type": "object",
    "properties": {
        "code": {"type": "integer"},
        "data": {"type": "object", "properties": {"id": {"type": "string"}}},
        "parts": {
            "type": "array",
            "items": {"type": "object", "properties": {"url": {"type": "string"}}},
        },
    },
}


@pytest.mark.parametrize(
    "media",
    [
        "{schema: {type: object, properties: {}}, example: EXAMPLE}",
        "{schema: {type: object}, example: EXAMPLE}",
        "{schema: {}, example: EXAMPLE}",
        "{example: EXAMPLE}",
        "{schema: {type: object, properties: {}}, examples: {a: {value: EXAMPLE}, b: {value: {code: 1}}}}",
        "{schema: {type: object, properties: PARTS}, example: EXAMPLE}",
    ],
)
def test_an_example_shows_the_members_of_an_object_without(media: str, tmp_path: Path) -> None:
    content = (
        "{application/json: " + media.replace("EXAMPLE", EXAMPLE).replace("PARTS", PARTS) + "}"
    )
    file = apifox(tmp_path, responses="{'200': {description: ok, content: " + content + "}}")
    fragment = read_page(file)
    response = at(operation(fragment), "responses", "200", "content", "application/json")
    assert obj(response)["schema"] == SHOWN
    assert [note.text for note in fragment.notes if note.kind == "inferred"] == [
        "response 200: its example alone shows its members"
    ]


def test_an_example_adds_nothing_to_an_object_with_members(tmp_path: Path) -> None:
    schema = "{type: object, properties: {code: {type: integer}}}"
    content = "{application/json: {schema: " + schema + ", example: " + EXAMPLE + "}}"
    file = apifox(tmp_path, responses="{'200': {description: ok, content: " + content + "}}")
    response = at(operation(read_page(file)), "responses", "200", "content", "application/json")
    assert at(response, "schema", "properties") == {"code": {"type": "integer"}}


def test_a_page_without_an_operation_is_refused(tmp_path: Path) -> None:
    text = apifox(tmp_path).read_text(encoding="utf-8").replace("    post:", "    x-post:")
    with pytest.raises(SpecError, match=r"page\.md:10: expected an operation under `paths`"):
        read_page(write(tmp_path, "page.md", text))


def test_a_second_document_on_a_page_is_read_too(tmp_path: Path) -> None:
    file = apifox(tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text.replace("/v1/videos/extend", "/v1/other"), encoding="utf-8")
    fragment = read_page(file)
    assert [*obj(fragment.document["paths"])] == ["/v1/videos/extend", "/v1/other"]
    assert fragment.lines["POST /v1/other"] == len(text.splitlines()) + 12
    file.write_text(text + text, encoding="utf-8")
    assert read_page(file).notes == []
