"""Bodies of 5xx responses, with real generation: no change of one is breaking."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.drift.changes import Rating
from scripts.drift.comparing import compare
from scripts.specs.build import finished
from scripts.specs.json_types import obj
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject

BREAKING, NEW = Rating.BREAKING, Rating.NEW


def task(kind: str, *, error: JsonObject | None, state: int = 500) -> JsonObject:
    """Return a document of one operation; the body of its error has this schema."""

    def body(schema: JsonObject) -> JsonObject:
        return {"content": {"application/json": {"schema": schema}}}

    responses: JsonObject = {
        "200": {
            "description": "",
            **body({"type": "object", "properties": {"a": {"type": kind}}}),
        },
        str(state): {"description": "", **(body(error) if error else {})},
    }
    operation: JsonObject = {"operationId": "get_task", "tags": ["v"], "responses": responses}
    return finished(
        {
            "openapi": "3.1.0",
            "info": {"title": "V", "version": "1"},
            "servers": [{"url": "https://a.example"}],
            "paths": {"/t": {"get": operation}},
        }
    )[0]


CODE: JsonObject = {"type": "object", "properties": {"code": {"type": "integer"}}}
WORDS: JsonObject = {"type": "object", "properties": {"code": {"type": "string"}}}
NESTED: JsonObject = {"type": "object", "properties": {"code": CODE}}


@pytest.mark.parametrize(
    ("old", "new"),
    [(None, CODE), (CODE, WORDS), (NESTED, CODE)],
)
def test_a_body_of_a_server_error_is_never_breaking(
    old: JsonObject | None, new: JsonObject | None
) -> None:
    changes = compare(task("string", error=old), task("string", error=new))
    assert changes
    assert max(change.rating for change in changes) < BREAKING


def test_a_change_beside_a_body_of_a_server_error_is_rated_as_without_it() -> None:
    changes = compare(task("string", error=None), task("number", error=CODE))
    ratings = {change.where[0].place: change.rating for change in changes}
    assert ratings == {"response 200: a": BREAKING, "response 500": NEW}


def test_a_body_of_another_error_is_as_breaking_as_before() -> None:
    old, new = (task("string", error=error, state=400) for error in (CODE, WORDS))
    assert max(change.rating for change in compare(old, new)) is BREAKING


def test_a_python_change_of_a_server_error_that_nothing_explains_is_not_breaking() -> None:
    """Its class alone is called otherwise: no finding, and no program that relies on it."""
    old, new = task("string", error=CODE), task("string", error=CODE)
    schemas = obj(at(new, "components", "schemas"))
    media = obj(at(new, "paths", "/t", "get", "responses", "500", "content", "application/json"))
    name = str(at(media, "schema", "$ref")).rpartition("/")[2]
    schemas["Renamed"] = schemas.pop(name)
    media["schema"] = {"$ref": "#/components/schemas/Renamed"}
    changes = compare(old, new)
    assert changes
    assert max(change.rating for change in changes) < BREAKING
