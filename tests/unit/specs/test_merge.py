"""Several pages as one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.specs.json_types import Json, JsonObject, obj
from scripts.specs.merge import merge
from scripts.specs.page import Page, PageFragment
from tests.helpers.written_pages import at


def fragment(name: str, path: str, **document: Json) -> PageFragment:
    page = Page(Path(name), ())
    given: JsonObject = {"paths": {path: {"post": {"summary": name}}}}
    given |= document
    return PageFragment(page, given)


def test_each_operation_names_its_page() -> None:
    merged = merge([fragment("a.md", "/a"), fragment("b.md", "/b")])
    assert at(merged, "paths", "/a", "post", "x-source") == ["pages/a.md"]
    assert at(merged, "paths", "/b", "post", "x-source") == ["pages/b.md"]


def test_what_all_pages_share_stands_at_the_top() -> None:
    servers: Json = [{"url": "https://x.y"}]
    merged = merge(
        [fragment("a.md", "/a", servers=servers), fragment("b.md", "/b", servers=servers)]
    )
    assert merged["servers"] == servers
    assert "servers" not in str(merged["paths"])


def test_what_pages_differ_in_stands_at_their_operations() -> None:
    security: dict[str, Json] = {name: [{name: list[Json]()}] for name in "AB"}
    merged = merge(
        [
            fragment("a.md", "/a", servers=[{"url": "https://a"}], security=security["A"]),
            fragment("b.md", "/b", servers=[{"url": "https://b"}], security=security["B"]),
        ]
    )
    assert merged["servers"] == [{"url": "https://a"}, {"url": "https://b"}]
    assert at(merged, "paths", "/b", "post", "servers") == [{"url": "https://b"}]
    assert at(merged, "paths", "/b", "post", "security") == [{"B": []}]
    assert "security" not in merged


def test_another_method_of_such_a_path_takes_the_first_pages_names() -> None:
    parameter: JsonObject = {"name": "n", "in": "path", "required": True}
    operation: JsonObject = {"parameters": [parameter, {"name": "n", "in": "query"}]}
    second = fragment("b.md", "/a/{n}")
    second.document["paths"] = {"/a/{n}": {"get": operation}}
    merged = merge([fragment("a.md", "/a/{id}"), second])
    assert list(obj(merged["paths"])) == ["/a/{id}"]
    assert at(merged, "paths", "/a/{id}", "get", "parameters") == [
        {"name": "id", "in": "path", "required": True},
        {"name": "n", "in": "query"},
    ]
    assert [str(note) for note in second.notes] == [
        "b.md: repaired: path /a/{n}: /a/{id} on another page"
    ]


def test_shared_parts_of_a_path_stay_with_its_own_page() -> None:
    second = fragment("b.md", "/a")
    second.document["paths"] = {
        "/a": {
            "parameters": [{"name": "x", "in": "query"}, {"name": "y", "in": "query"}],
            "servers": [{"url": "https://b"}],
            "get": {"parameters": [{"name": "y", "in": "query", "required": True}]},
        }
    }
    merged = merge([fragment("a.md", "/a"), second])
    assert at(merged, "paths", "/a") == {
        "post": {"summary": "a.md", "x-source": ["pages/a.md"]},
        "get": {
            "parameters": [
                {"name": "x", "in": "query"},
                {"name": "y", "in": "query", "required": True},
            ],
            "servers": [{"url": "https://b"}],
            "x-source": ["pages/b.md"],
        },
    }


@pytest.mark.parametrize(
    ("words", "of_property"),
    [
        ({"description": "Two."}, {}),
        ({"title": "T", "examples": ["one"]}, {}),
        ({}, {"description": "Two.", "example": "one"}),
    ],
)
def test_a_component_in_other_words_is_the_same(words: JsonObject, of_property: JsonObject) -> None:
    schema: JsonObject = {"type": "object", "properties": {"a": {"type": "string"}}}
    other: JsonObject = {**words, "type": "object"}
    other["properties"] = {"a": {"type": "string", **of_property}}
    merged = merge(
        [
            fragment("a.md", "/a", components={"schemas": {"X": schema}}),
            fragment("b.md", "/b", components={"schemas": {"X": other}}),
        ]
    )
    assert at(merged, "components", "schemas", "X") == schema


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [
        ({"properties": {"description": {}}}, {"properties": {}}, False),
        ({"properties": {"a": {}}, "required": ["a"]}, {"properties": {"a": {}}}, False),
        ({"required": ["a", "b"]}, {"required": ["b", "a"]}, True),
        ({"enum": ["a", "b"]}, {"enum": ["b", "a"]}, True),
        ({"enum": ["a"]}, {"enum": ["a", "b"]}, False),
        ({"default": {"title": 1}}, {"default": {"title": 2}}, False),
        ({"anyOf": [{"type": "string"}]}, {"anyOf": [{"type": "integer"}]}, False),
    ],
)
def test_shapes_differ_and_words_do_not(left: JsonObject, right: JsonObject, agree: bool) -> None:
    fragments = [
        fragment("a.md", "/a", components={"schemas": {"X": left}}),
        fragment("b.md", "/b", components={"schemas": {"X": right}}),
    ]
    schemas = obj(at(merge(fragments), "components", "schemas"))
    assert schemas == ({"X": left} if agree else {"X": left, "X2": right})


def test_public_pages_stay_public_beside_pages_that_ask_for_a_key() -> None:
    silent, asking = fragment("a.md", "/a"), fragment("b.md", "/b", security=[{"Key": []}])
    public = fragment("c.md", "/c", security=[])
    merged = merge([silent, asking, public])
    assert "security" not in merged
    assert "security" not in obj(at(merged, "paths", "/a", "post"))
    assert at(merged, "paths", "/b", "post", "security") == [{"Key": []}]
    assert at(merged, "paths", "/c", "post", "security") == []
    assert merge([public])["security"] == []


def test_webhooks_and_tags_are_kept_once() -> None:
    webhooks: JsonObject = {"done": {"post": {"summary": "Done"}}}
    first = fragment("a.md", "/a", webhooks=webhooks, tags=[{"name": "one"}])
    second = fragment("b.md", "/b", webhooks=webhooks, tags=[{"name": "one"}, {"name": "two"}])
    merged = merge([first, second])
    assert at(merged, "webhooks", "done", "post", "summary") == "Done"
    assert merged["tags"] == [{"name": "one"}, {"name": "two"}]
    assert [str(note) for note in second.notes] == [
        "b.md: repaired: POST done: it stands in a.md too, which is kept"
    ]


def test_the_pages_themselves_are_not_changed() -> None:
    given = fragment("a.md", "/a", security=[{"Key": []}])
    merge([given, fragment("b.md", "/b")])
    assert at(given.document, "paths", "/a", "post") == {"summary": "a.md"}
