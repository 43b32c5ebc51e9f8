"""Apifox and Apidog exports: what test_apifox_traps.py has no page for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj
from scripts.specs.readers import read_page
from tests.helpers.written_pages import apifox, body_schema, write

if TYPE_CHECKING:
    from pathlib import Path


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
