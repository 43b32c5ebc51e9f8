"""Several pages as one document."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject
from scripts.specs.merge import merge
from scripts.specs.page import Fragment, Page
from tests.scripts.specs.support import at


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
