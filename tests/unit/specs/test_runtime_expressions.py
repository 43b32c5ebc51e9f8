"""Runtime expressions of links and callbacks lead to members that are there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.expressions import stale

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

CALLBACK: JsonObject = {"post": {"responses": {"200": {"description": ""}}}}


def document(expression: str, of: str = "callback") -> JsonObject:
    """An API whose one link or callback says this."""
    operation: JsonObject = {
        "requestBody": {"content": {"a/json": {"schema": {"$ref": "#/components/schemas/Ask"}}}},
        "responses": {
            "200": {
                "content": {"a/json": {"schema": {"$ref": "#/components/schemas/Response"}}},
                "links": {"task": {"parameters": {"id": expression if of == "link" else "1"}}},
            }
        },
        "callbacks": {"done": {expression: CALLBACK}} if of == "callback" else {},
    }
    schemas: JsonObject = {
        "Ask": {"properties": {"callBackUrl": {"type": "string"}, "a/b": {}, "free": {}}},
        "Response": {"anyOf": [{"$ref": "#/components/schemas/Task"}, {"type": "null"}]},
        "Task": {
            "properties": {
                "data": {"allOf": [{"properties": {"id": {}}}, {"properties": {"n": {}}}]},
                "videos": {"type": "array", "items": {"properties": {"id": {}}}},
                "named": {"additionalProperties": {"properties": {"id": {}}}},
                "parent": {"$ref": "#/components/schemas/Task"},
                "self": {"anyOf": [{"$ref": "#/components/schemas/Loop"}]},
            }
        },
        "Loop": {"anyOf": [{"$ref": "#/components/schemas/Loop"}]},
    }
    return {"paths": {"/a": {"post": operation}}, "components": {"schemas": schemas}}


@pytest.mark.parametrize(
    "expression",
    [
        "{$request.body#/callBackUrl}",
        "{$request.body#/a~1b}",
        "{$request.body#/free/whatever}",
        "https://example.com/fixed",
        "{$request.query.address}",
    ],
)
def test_a_callback_that_leads_somewhere(expression: str) -> None:
    assert list(stale(document(expression))) == []


@pytest.mark.parametrize(
    "way", ["data/id", "data/n", "videos/0/id", "named/any/id", "parent/parent/data/id"]
)
def test_a_link_that_leads_somewhere(way: str) -> None:
    assert list(stale(document(f"$response.body#/{way}", "link"))) == []


@pytest.mark.parametrize(
    ("expression", "of", "place"),
    [
        ("{$request.body#/callbackUrl}", "callback", ("callbacks", "done")),
        ("https://x/?a={$request.body#/no}", "callback", ("callbacks", "done")),
        ("$response.body#/data/no", "link", ("responses", "200", "links", "task")),
        ("$response.body#/videos/first", "link", ("responses", "200", "links", "task")),
        ("$response.body#/self/id", "link", ("responses", "200", "links", "task")),
        ("$request.body#/no", "link", ("responses", "200", "links", "task")),
    ],
)
def test_a_link_that_leads_nowhere_is_named(
    expression: str, of: str, place: tuple[str, ...]
) -> None:
    [(at, message)] = stale(document(expression, of))
    assert at == ("paths", "/a", "post", *place)
    assert message.startswith(expression[expression.index("$") :].rstrip("}") + " leads nowhere")
