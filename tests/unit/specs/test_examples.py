"""Examples and defaults that are checked against their schemas, and keys in them."""

from __future__ import annotations

from string import ascii_letters

import pytest

from scripts.specs.json_types import Json, JsonObject, obj
from scripts.specs.normalize.examples import check_all
from scripts.specs.normalize.secrets import PLACEHOLDER, without_secrets
from tests.helpers.written_pages import at, texts

INTEGER: JsonObject = {"type": "integer"}


def document(operation: JsonObject, **components: Json) -> JsonObject:
    return {"openapi": "3.1.0", "paths": {"/a": {"post": operation}}, "components": components}


def body(schema: JsonObject, **media: Json) -> JsonObject:
    return {"content": {"a/b": {"schema": schema, **media}}}


WRONG: list[tuple[str, JsonObject, tuple[str | int, ...]]] = [
    (
        "a parameter's example",
        {"parameters": [{"name": "n", "schema": INTEGER, "example": "x"}]},
        ("parameters", 0, "example"),
    ),
    (
        "a parameter's examples",
        {"parameters": [{"name": "n", "schema": INTEGER, "examples": {"e": {"value": "x"}}}]},
        ("parameters", 0, "examples", "e"),
    ),
    (
        "a parameter's schema",
        {"parameters": [{"name": "n", "schema": {**INTEGER, "examples": ["x"]}}]},
        ("parameters", 0, "schema", "examples"),
    ),
    (
        "a parameter's default",
        {"parameters": [{"name": "n", "schema": {**INTEGER, "maximum": 3, "default": 4}}]},
        ("parameters", 0, "schema", "default"),
    ),
    (
        "a body",
        {"requestBody": body(INTEGER, examples={"e": {"value": "x"}})},
        ("requestBody", "content", "a/b", "examples", "e"),
    ),
    (
        "a body's one example",
        {"requestBody": body(INTEGER, example="x")},
        ("requestBody", "content", "a/b", "example"),
    ),
    (
        "a nested property",
        {
            "requestBody": body(
                {
                    "type": "object",
                    "properties": {
                        "l": {
                            "type": "array",
                            "items": {"properties": {"n": {**INTEGER, "examples": ["x"]}}},
                        }
                    },
                }
            )
        },
        (
            "requestBody",
            "content",
            "a/b",
            "schema",
            "properties",
            "l",
            "items",
            "properties",
            "n",
            "examples",
        ),
    ),
    (
        "a header",
        {"responses": {"200": {"headers": {"X-N": {"schema": INTEGER, "example": "x"}}}}},
        ("responses", "200", "headers", "X-N", "example"),
    ),
    (
        "a response",
        {"responses": {"200": body(INTEGER, examples={"e": {"value": "x"}})}},
        ("responses", "200", "content", "a/b", "examples", "e"),
    ),
    (
        "a callback",
        {"callbacks": {"c": {"{$url}": {"post": {"requestBody": body(INTEGER, example="x")}}}}},
        ("callbacks", "c", "{$url}", "post", "requestBody", "content", "a/b", "example"),
    ),
]


@pytest.mark.parametrize(
    ("operation", "place"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG]
)
def test_what_contradicts_its_schema_is_left_out(
    operation: JsonObject, place: tuple[str | int, ...]
) -> None:
    value = document(operation)
    notes = check_all(value)
    assert len(notes) == 1
    written = "/".join(str(part).replace("/", "~1") for part in place)
    assert texts(notes)[0].startswith(
        f"a{' default' if place[-1] == 'default' else 'n example'} at #/paths/~1a/post/{written}: "
    )
    assert "'x'" not in str(value)
    assert check_all(value) == []


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/components/schemas/N"},
        {"anyOf": [{"$ref": "#/components/schemas/N"}, {"type": "null"}]},
    ],
)
def test_references_are_followed(schema: JsonObject) -> None:
    operation: JsonObject = {
        "requestBody": body(schema, examples={"a": {"value": 1}, "b": {"value": "x"}})
    }
    value = document(operation, schemas={"N": INTEGER})
    assert len(check_all(value)) == 1
    media = at(value, "paths", "/a", "post", "requestBody", "content", "a/b")
    assert obj(media)["examples"] == {"a": {"value": 1}}


@pytest.mark.parametrize(
    "schemas",
    [
        {"A": {"$ref": "#/components/schemas/Gone"}},
        {"A": {"$ref": "#/components/schemas/A"}},
        {
            "A": {"allOf": [{"$ref": "#/components/schemas/B"}]},
            "B": {"$ref": "#/components/schemas/A"},
        },
        {"A": {"$ref": "https://example.com/x.json"}},
        {"A": {"$ref": "#/components/schemas/%"}},
    ],
)
def test_a_broken_reference_is_reported_and_stops_nothing(schemas: JsonObject) -> None:
    operation: JsonObject = {"requestBody": body({"$ref": "#/components/schemas/A"}, example=1)}
    notes = check_all(document(operation, schemas=schemas))
    assert [note for note in texts(notes) if note.endswith("its schema cannot be followed")]


def test_a_schema_that_contains_itself_is_checked_as_deep_as_its_example() -> None:
    node: JsonObject = {
        "type": "object",
        "properties": {"n": INTEGER, "next": {"$ref": "#/components/schemas/Node"}},
        "examples": [{"n": 1, "next": {"n": 2}}, {"n": 1, "next": {"n": "x"}}],
    }
    value = document({}, schemas={"Node": node})
    assert len(check_all(value)) == 1
    assert node["examples"] == [{"n": 1, "next": {"n": 2}}]


def test_names_with_every_character_are_found() -> None:
    named: JsonObject = {"a/b~c%d 中#": {**INTEGER, "examples": [1, "x"]}}
    value = document({}, schemas={"S": {"type": "object", "properties": named}})
    assert len(check_all(value)) == 1
    assert at(named, "a/b~c%d 中#", "examples") == [1]


def made_up(length: int) -> str:
    """Obviously not a real one: letters in their order, and a digit."""
    return (ascii_letters * 3)[7 : 6 + length] + "7"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Bearer ", ""),
        ("sk" + "-", ""),
        ("https://a.b/c?api" + "_key=", "&d=1"),
        ("gh" + "p_", ""),
        ("Authorization: Bearer ", "\n"),
    ],
)
def test_a_probable_key_gets_a_placeholder_and_is_not_quoted(before: str, after: str) -> None:
    secret = before + made_up(36) + after
    value = document(
        {
            "requestBody": body(
                {"type": "object"}, examples={"e": {"value": {"a": ["fine", secret]}}}
            )
        }
    )
    notes = check_all(value)
    assert made_up(30)[:20] not in str(value)
    assert made_up(30)[:20] not in str(notes)
    assert PLACEHOLDER in str(value)
    assert "fine" in str(value)
    assert [note.kind for note in notes] == ["repaired"]


def test_a_member_that_is_called_a_key_holds_one() -> None:
    assert without_secrets({"api_key": made_up(24), "task_id": made_up(24)}) == {
        "api_key": PLACEHOLDER,
        "task_id": made_up(24),
    }


@pytest.mark.parametrize(
    "names",
    [
        ("OSSAccessKeyId", "Signature"),
        ("AWSAccessKeyId", "Signature", "x-amz-security-token"),
        ("X-Amz-Credential", "X-Amz-Signature", "X-Amz-Security-Token"),
        ("X-Goog-Credential", "X-Goog-Signature"),
        ("Key-Pair-Id", "Signature"),
        ("sv", "sig"),
    ],
)
def test_a_signed_link_loses_what_signs_it(names: tuple[str, ...]) -> None:
    pairs = [f"{name}=LTAI{made_up(12)}%2Fus-east-1" for name in names if name != "sv"]
    link = f"https://a.b/c.mp4?Expires=1700000000&{'&'.join(pairs)}"
    expected = "&".join(f"{name}={PLACEHOLDER}" for name in names if name != "sv")
    assert without_secrets([link]) == [f"https://a.b/c.mp4?Expires=1700000000&{expected}"]


@pytest.mark.parametrize(
    "text",
    [
        "Bearer YOUR_API_KEY_GOES_HERE",
        "Bearer <your key>",
        f"Bearer {'x' * 20}",
        "Bearer authentication is required here",
        "ask-for-something-in-the-year-2024",
        "5c79af2e-1f2b-4f2a-9a3e-000000000000",
        "https://a.b/c.mp4?Expires=1700000000",
        "key",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert without_secrets({"a": text}) == {"a": text}
