"""The conventions, each broken once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.check import problems
from scripts.specs.json_types import Json, JsonObject, arr, copied_object, obj
from tests.helpers.built_specs import built
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from collections.abc import Callable

REQUEST = ("requestBody", "content", "application/json", "schema")
EXTEND = ("paths", "/api/v1/veo/extend", "post")
SCHEMAS = ("components", "schemas")


@pytest.fixture(scope="module")
def veo() -> JsonObject:
    """Return the part of a committed document that is about one resource: all is well with it."""
    document = built("kie")
    for key in ("paths", "tags"):
        document[key] = _only_veo(document[key])
    components = obj(document["components"])
    schemas = obj(components["schemas"])
    while spare := [name for name in schemas if f"/schemas/{name}'" not in str(document)]:
        for name in spare:
            del schemas[name]
    assert problems(document) == []
    return document


def _only_veo(value: Json) -> Json:
    if isinstance(value, dict):
        return {key: item for key, item in value.items() if "/veo/" in key}
    return [item for item in arr(value) if obj(item)["name"] == "veo"]


def put(value: Json, *way: str | int) -> Callable[[JsonObject], None]:
    def change(document: JsonObject) -> None:
        obj(at(document, *way[:-1]))[str(way[-1])] = value

    return change


CASES: list[tuple[Callable[[JsonObject], None], str]] = [
    (put("extendVideo", *EXTEND, "operationId"), "expected an operationId in snake_case"),
    (put("video_extend", *EXTEND, "operationId"), "video_extend to begin with a verb"),
    (put("get_veo_task", *EXTEND, "operationId"), "Operation ID 'get_veo_task'"),
    (put(["veo", "x"], *EXTEND, "tags"), "expected one tag"),
    (put(["x"], *EXTEND, "tags"), "tag x is not described"),
    (put([], *EXTEND, "x-source"), "expected x-source"),
    (
        put([{"name": "Authorization", "in": "header", "schema": {"type": "string"}}], *EXTEND, "parameters"),
        "authentication is a security scheme",
    ),
    (
        put({"type": "object", "additionalProperties": False}, *EXTEND, *REQUEST),
        "expected a named component for this object",
    ),
    (
        put({"type": "object", "properties": {}}, *SCHEMAS, "VeoExtendRequest"),
        "a request is closed",
    ),
    (put({"type": "array"}, *SCHEMAS, "VeoTask", "properties", "x"), "expected items"),
    (put({"type": "array", "items": {}}, *SCHEMAS, "VeoTask", "properties", "x"), "say what they are"),
    (
        put({"type": "string", "enum": ["a"]}, *SCHEMAS, "VeoTask", "properties", "x"),
        "expected an open enum",
    ),
    (
        put({"$ref": "#/components/schemas/VeoTaskSuccessFlag"}, *SCHEMAS, "VeoTask", "properties", "x"),
        "expected the plain type beside this enum",
    ),
    (
        put({"enum": ["a", 1]}, *SCHEMAS, "VeoExtendRequest", "properties", "x"),
        "of one type",
    ),
    (put(["x"], *SCHEMAS, "VeoTask", "required"), "expected x to be optional"),
    (
        put({"type": "string"}, *SCHEMAS, "VeoTask", "properties", "x"),
        "expected null beside this",
    ),
    (put({"type": "string"}, *SCHEMAS, "Spare"), "nothing refers to this schema"),
    (put("Title", *SCHEMAS, "VeoTask", "title"), "expected no title"),
    (
        put({"operationId": "get_nothing"}, *EXTEND, "responses", "200", "links", "task"),
        "get_nothing",
    ),
    (put({"200": {}}, *EXTEND, "responses"), "not valid OpenAPI 3.1"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "message"), CASES)
def test_a_broken_convention_is_found(
    veo: JsonObject, change: Callable[[JsonObject], None], message: str
) -> None:
    document = copied_object(veo)
    change(document)
    found = problems(document)
    assert any(message in line for line in found), found
    assert all(line.startswith("#") for line in found)


def test_a_reference_that_leads_nowhere_is_found(veo: JsonObject) -> None:
    document = copied_object(veo)
    put({"$ref": "#/components/schemas/Gone"}, *SCHEMAS, "VeoTask", "properties", "x")(document)
    assert any("Gone" in line for line in problems(document))


def test_a_reference_inside_an_extension_may_lead_nowhere(veo: JsonObject) -> None:
    document = copied_object(veo)
    dangling: Json = {"$ref": "#/components/schemas/Gone"}
    put({"items": dangling}, *EXTEND, "x-own")(document)
    assert problems(document) == []
    put(dangling, *SCHEMAS, "VeoTask", "properties", "x-own")(document)
    assert any("Gone" in line for line in problems(document))
