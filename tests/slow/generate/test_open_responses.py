"""Clients parse responses that are less than their page promises."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from scripts.specs.build import read
from scripts.specs.json_types import obj
from tests.helpers.generation import Sample, generate_all, parse_all

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject

STRING: Final[JsonObject] = {"type": "string"}
DATE: Final[JsonObject] = {"type": "string", "format": "date-time"}


def required(**properties: JsonObject) -> JsonObject:
    return {"type": "object", "properties": {**properties}, "required": [*properties]}


PART: Final = required(url=STRING, made=DATE)
DATA: Final = required(
    taskId=STRING,
    state={"type": "string", "enum": ["done"]},
    parts={"type": "array", "items": PART},
    dates={"type": "array", "items": DATE},
    first=PART,
    by_name={"type": "object", "additionalProperties": PART},
)
RESPONSE: Final = required(code={"type": "integer"}, data=DATA)
BODIES: Final[list[Json]] = [
    {"code": 402, "data": None},
    {"code": 402},
    {},
    {"code": None, "data": {}},
    {"code": 200, "data": dict.fromkeys(obj(DATA["properties"]))},
    {"code": 200, "data": {"state": "news", "parts": [], "dates": ["soon", None, "2026-01-02"]}},
    {"code": 200, "data": {"first": {"made": "soon"}, "parts": [{"made": None}, {"made": "soon"}]}},
    {"code": 200, "data": {"by_name": {"a": {"made": ""}}}},
]


def test_what_is_missing_null_or_unreadable_parses(tmp_path: Path) -> None:
    content: JsonObject = {"application/json": {"schema": RESPONSE}}
    operation: JsonObject = {"responses": {"200": {"description": "", "content": content}}}
    document: JsonObject = {
        "openapi": "3.0.1",
        "info": {"title": "T", "version": "1"},
        "paths": {"/clips": {"get": {"operationId": "get_clip", **operation}}},
    }
    page = tmp_path / "page.json"
    page.write_text(json.dumps(document), encoding="utf-8")
    folder = tmp_path / "clients"
    folder.mkdir()
    assert generate_all({"page": read([page]).document}, folder) == {}
    samples = [Sample("page", "clips", "get_clip", 200, body) for body in BODIES]
    assert parse_all(["page"], samples, folder) == {}
