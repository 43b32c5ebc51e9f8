"""Several pages as one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject, obj
from scripts.specs.merge import merge
from scripts.specs.page import Fragment, Page
from scripts.specs.readers import read_page
from tests.helpers.written_pages import BODY, OK_200, USEAPI, at, write

KEY = "X-Key: {key}"
PLAIN = """\
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    get:
      security: [{X-Key: []}]
      responses:
        '200': {description: ok}
components:
  securitySchemes:
    X-Key: {type: apiKey, in: query, name: key}
"""


def fragment(name: str, path: str, **document: Json) -> Fragment:
    page = Page(Path(name), ())
    given: JsonObject = {"paths": {path: {"post": {"summary": name}}}}
    given |= document
    return Fragment(page, given)


def test_each_operation_knows_its_page() -> None:
    merged = merge([fragment("a.md", "/a"), fragment("b.md", "/b")])
    assert at(merged, "paths", "/a", "post", "x-source") == ["pages/a.md"]
    assert at(merged, "paths", "/b", "post", "x-source") == ["pages/b.md"]


def test_one_operation_on_two_pages_names_both() -> None:
    with pytest.raises(SpecError, match=r"b\.md: POST /a stands on another page too: a\.md"):
        merge([fragment("a.md", "/a"), fragment("b.md", "/a")])


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


def test_one_component_in_two_shapes_names_both_pages() -> None:
    def components(kind: str) -> JsonObject:
        return {"schemas": {"X": {"type": kind}}}

    same = [
        fragment("a.md", "/a", components=components("string")),
        fragment("b.md", "/b", components=components("string")),
    ]
    assert at(merge(same), "components", "schemas", "X") == {"type": "string"}
    other = fragment("c.md", "/c", components=components("integer"))
    with pytest.raises(
        SpecError, match=r"c\.md: components\.schemas\.X has another shape in a\.md"
    ):
        merge([*same, other])


def test_the_wording_of_a_security_scheme_may_differ() -> None:
    def components(description: str) -> JsonObject:
        scheme: JsonObject = {"type": "http", "scheme": "bearer", "description": description}
        return {"securitySchemes": {"X": scheme}}

    merged = merge(
        [
            fragment("a.md", "/a", components=components("one")),
            fragment("b.md", "/b", components=components("two")),
        ]
    )
    assert at(merged, "components", "securitySchemes", "X", "description") == "one"


def test_each_page_is_named_with_the_line_where_it_is_known() -> None:
    first, second = fragment("a.md", "/a"), fragment("b.md", "/a")
    first.lines["POST /a"] = 3
    second.lines["POST /a"] = 8
    with pytest.raises(SpecError) as raised:
        merge([first, second])
    assert str(raised.value) == "b.md:8: POST /a stands on another page too: a.md:3"


def test_all_collisions_are_told_at_once() -> None:
    schemas: JsonObject = {"schemas": {"X": {"type": "string"}}}
    others: JsonObject = {"schemas": {"X": {"type": "integer"}}}
    fragments = [
        fragment("a.md", "/a", components=schemas),
        fragment("b.md", "/a"),
        fragment("c.md", "/c", components=others),
        fragment("d.md", "/c"),
    ]
    with pytest.raises(SpecError) as raised:
        merge(fragments)
    assert str(raised.value) == (
        "the pages cannot be merged:\n"
        "  b.md: POST /a stands on another page too: a.md\n"
        "  c.md: components.schemas.X has another shape in a.md\n"
        "  d.md: POST /c stands on another page too: c.md"
    )


def test_paths_that_differ_in_a_parameters_name_alone_are_one_path() -> None:
    with pytest.raises(
        SpecError,
        match=r"b\.md: POST /a/\{n\}/c stands on another page too: a\.md, as POST /a/\{id\}/c$",
    ):
        merge([fragment("a.md", "/a/{id}/c"), fragment("b.md", "/a/{n}/c")])


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


def test_what_a_path_says_for_all_its_operations_stays_with_its_own_page() -> None:
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
    if agree:
        assert at(merge(fragments), "components", "schemas", "X") == left
    else:
        with pytest.raises(SpecError, match=r"b\.md: components\.schemas\.X has another shape"):
            merge(fragments)


def test_one_security_scheme_of_two_meanings_is_a_disagreement() -> None:
    def components(name: str) -> JsonObject:
        return {"securitySchemes": {"Key": {"type": "apiKey", "in": "header", "name": name}}}

    with pytest.raises(SpecError, match=r"b\.md: components\.securitySchemes\.Key has another"):
        merge(
            [
                fragment("a.md", "/a", components=components("X-A")),
                fragment("b.md", "/b", components=components("X-B")),
            ]
        )


def test_public_pages_stay_public_beside_pages_that_ask_for_a_key() -> None:
    silent, asking = fragment("a.md", "/a"), fragment("b.md", "/b", security=[{"Key": []}])
    public = fragment("c.md", "/c", security=[])
    merged = merge([silent, asking, public])
    assert "security" not in merged
    assert "security" not in obj(at(merged, "paths", "/a", "post"))
    assert at(merged, "paths", "/b", "post", "security") == [{"Key": []}]
    assert at(merged, "paths", "/c", "post", "security") == []
    assert merge([public])["security"] == []


def test_webhooks_and_tags_are_kept_and_collide_alike() -> None:
    webhooks: JsonObject = {"done": {"post": {"summary": "Done"}}}
    first = fragment("a.md", "/a", webhooks=webhooks, tags=[{"name": "one"}])
    merged = merge([first, fragment("b.md", "/b", tags=[{"name": "one"}, {"name": "two"}])])
    assert at(merged, "webhooks", "done", "post", "summary") == "Done"
    assert merged["tags"] == [{"name": "one"}, {"name": "two"}]
    with pytest.raises(SpecError, match=r"b\.md: POST done stands on another page too: a\.md"):
        merge([first, fragment("b.md", "/b", webhooks=webhooks)])


def test_the_pages_themselves_are_not_changed() -> None:
    given = fragment("a.md", "/a", security=[{"Key": []}])
    merge([given, fragment("b.md", "/b")])
    assert at(given.document, "paths", "/a", "post") == {"summary": "a.md"}


def test_a_scheme_of_two_shapes_names_both_lines_in_every_dialect(tmp_path: Path) -> None:
    page = USEAPI.format(body=BODY, responses=OK_200, model="{ taskId: string }")
    prose = write(tmp_path, "prose.txt", page.replace("Authorization: Bearer {API token}", KEY))
    plain = write(tmp_path, "plain.yaml", PLAIN)
    with pytest.raises(SpecError) as raised:
        merge([read_page(prose), read_page(plain)])
    found = str(raised.value)
    assert f"{plain}:11: components.securitySchemes.X-Key has another shape in {prose}:17" in found


def test_a_webhook_on_two_pages_names_both_lines(tmp_path: Path) -> None:
    text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\nwebhooks:\n  done:\n    post: {}\n"
    first, second = (write(tmp_path, name, text) for name in ("a.yaml", "b.yaml"))
    with pytest.raises(SpecError) as raised:
        merge([read_page(first), read_page(second)])
    assert str(raised.value) == f"{second}:5: POST done stands on another page too: {first}:5"
