"""Where constraints are lifted: in what is sent, wherever that stands; and from the real pages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import merged
from scripts.specs.json_types import (
    Json,
    JsonObject,
    arr,
    copied_object,
    obj,
    operations,
    same,
    text,
)
from scripts.specs.normalize.constraints import lift_all
from scripts.specs.normalize.text import descriptions
from scripts.specs.other_pages import wellformed
from scripts.specs.schemas import children
from tests.helpers.paths import HELPERS, real_pages
from tests.helpers.written_pages import at, texts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EXPECTED = json.loads((HELPERS / "constraints_from_pages.json").read_text(encoding="utf-8"))
PAGES = {page.stem: page for page in real_pages() if page.stem in EXPECTED}
RANGED: JsonObject = {"type": "integer", "description": "Range: 1-9"}
LIFTED: JsonObject = {**RANGED, "minimum": 1, "maximum": 9}


def object_of(**properties: Json) -> JsonObject:
    return {"type": "object", "properties": {**properties}}


def document(operation: JsonObject, **schemas: Json) -> JsonObject:
    return {
        "paths": {"/a": {"post": copied_object(operation)}},
        "components": {"schemas": {**copied_object(schemas)}},
    }


def media(schema: JsonObject) -> JsonObject:
    return {"content": {"a/b": {"schema": schema}}}


def reference(name: str) -> JsonObject:
    return {"$ref": f"#/components/schemas/{name}"}


def test_a_body_is_constrained_at_every_depth_and_a_response_nowhere() -> None:
    nested = object_of(l={"type": "array", "items": object_of(n=RANGED)})
    value = document({"requestBody": media(nested), "responses": {"200": media(nested)}})
    assert lift_all(value) == []
    body = at(value, "paths", "/a", "post", "requestBody", "content", "a/b", "schema")
    assert at(body, "properties", "l", "items", "properties", "n") == LIFTED
    response = at(value, "paths", "/a", "post", "responses", "200")
    assert response == media(nested)


def test_a_parameter_whose_schema_has_the_words_is_constrained() -> None:
    value = document({"parameters": [{"name": "n", "schema": RANGED}]})
    lift_all(value)
    assert at(value, "paths", "/a", "post", "parameters", 0, "schema") == LIFTED


def test_a_component_is_constrained_if_only_requests_refer_to_it() -> None:
    value = document(
        {"requestBody": media(reference("Sent")), "responses": {"200": media(reference("Both"))}},
        Sent=object_of(n=RANGED, inner=reference("Inner"), both=reference("Both")),
        Inner=object_of(n=RANGED, again=reference("Sent")),
        Both=object_of(n=RANGED),
        Spare=object_of(n=RANGED),
    )
    lift_all(value)
    schemas = at(value, "components", "schemas")
    assert at(schemas, "Sent", "properties", "n") == LIFTED
    assert at(schemas, "Inner", "properties", "n") == LIFTED
    assert at(schemas, "Both", "properties", "n") == RANGED
    assert at(schemas, "Spare", "properties", "n") == RANGED


def test_what_is_posted_to_a_callback_is_received() -> None:
    callback: JsonObject = {"{$url}": {"post": {"requestBody": media(reference("Task"))}}}
    value = document(
        {"requestBody": media(reference("Task")), "callbacks": {"c": callback}},
        Task=object_of(n=RANGED),
    )
    lift_all(value)
    assert at(value, "components", "schemas", "Task", "properties", "n") == RANGED


def test_a_disagreement_is_reported_once_with_its_place() -> None:
    schema = object_of(list={"type": "array", "items": object_of(n={**RANGED, "maximum": 5})})
    notes = lift_all(document({"requestBody": media(schema)}))
    place = "#/paths/~1a/post/requestBody/content/a~1b/schema/properties/list/items/properties/n"
    assert texts(notes) == [
        f"`maximum` that the description states at {place}: the keyword differs"
    ]


def test_an_integer_with_fractions_is_noted_with_its_place() -> None:
    schema = object_of(n={"type": "integer", "description": "Range: 0.5-9"})
    notes = lift_all(document({"requestBody": media(schema)}))
    place = "#/paths/~1a/post/requestBody/content/a~1b/schema/properties/n"
    assert [str(note.kind) for note in notes] == ["repaired"]
    assert texts(notes) == [f"the integer at {place} is a number: its description has fractions"]


def test_a_parameter_is_not_constrained_by_the_description_of_another() -> None:
    description = "Where it starts. end must be between 6 and 60."
    start: JsonObject = {"name": "start", "description": description, "schema": {"type": "number"}}
    end: JsonObject = {"name": "end", "schema": {"type": "number"}}
    value = document({"parameters": [start, end]})
    lift_all(value)
    schema = at(value, "paths", "/a", "post", "parameters", 0, "schema")
    assert schema == {"type": "number"}


def lifted_from(file: Path) -> dict[str, JsonObject]:
    """What the rules add to each property and parameter that one page describes for requests."""
    value, _ = merged([file])
    wellformed.fix(value)
    descriptions.clean_all(value)
    before = dict(sent(value))
    lift_all(value)
    after = dict(sent(value))
    found: dict[str, JsonObject] = {}
    for place, schema in after.items():
        added = {
            key: item
            for key, item in schema.items()
            if key not in before[place] or not same(item, before[place][key])
        }
        if (
            added
            and set(added) != {"properties"}
            and "properties" not in added
            and "items" not in added
        ):
            found[place] = added
    return found


def sent(value: JsonObject) -> Iterator[tuple[str, JsonObject]]:
    for path, method, operation in operations(value):
        for parameter in arr(operation.get("parameters")):
            yield (
                f"{method} {path} {text(obj(parameter).get('name'))}",
                obj(obj(parameter).get("schema")),
            )
        for media_type, body in obj(obj(operation.get("requestBody")).get("content")).items():
            yield from inside(obj(obj(body).get("schema")), f"{method} {path} {media_type}")


def inside(schema: JsonObject, place: str) -> Iterator[tuple[str, JsonObject]]:
    for way, inner in children(schema):
        here = f"{place}.{way[1]}" if way[0] == "properties" else f"{place}/{way[0]}"
        if len(way) > 1 and way[0] != "properties":
            here += str(way[1])
        yield here, inner
        yield from inside(inner, here)


@pytest.mark.parametrize("page", sorted(PAGES))
def test_constraints_of_a_real_page(page: str) -> None:
    assert lifted_from(PAGES[page]) == EXPECTED[page]
