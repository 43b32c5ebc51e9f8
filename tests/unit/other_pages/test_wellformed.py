"""Schemas that pages get wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import read
from scripts.specs.other_pages.wellformed import fix
from tests.helpers.paths import SPECS
from tests.helpers.written_pages import texts

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject

SEEDS = sorted(SPECS.glob("*/pages/*"))


def document(schema: Json) -> JsonObject:
    return {"components": {"schemas": {"X": schema}}}


@pytest.mark.parametrize(
    ("keyword", "value"),
    [
        ("type", "text"),
        ("type", ["string", "none"]),
        ("type", {"$ref": "x"}),
        ("minimum", "1"),
        ("minimum", True),
        ("maxLength", 1.5),
        ("maxLength", -1),
        ("enum", []),
        ("enum", "a"),
        ("required", True),
        ("required", ["a", 1]),
        ("properties", []),
        ("properties", {"a": None}),
        ("items", []),
        ("anyOf", []),
        ("anyOf", {}),
        ("oneOf", [None]),
        ("pattern", "("),
        ("description", None),
        ("examples", {}),
        ("$ref", 3),
    ],
)
def test_a_keyword_of_the_wrong_kind_is_left_out_with_its_place(keyword: str, value: Json) -> None:
    given = document({"items": {keyword: value}})
    notes = fix(given)
    assert given == document({"items": {}})
    assert texts(notes) == [
        f"`{keyword}` at #/components/schemas/X/items: not what a schema has there"
    ]


def test_what_is_no_schema_at_all_becomes_an_open_one() -> None:
    given = document("string")
    assert texts(fix(given)) == ["#/components/schemas/X: no schema"]
    assert given == document({})


def test_only_what_is_described_can_be_required() -> None:
    given = document({"properties": {"a": {}}, "required": ["a", "b", "a"]})
    assert texts(fix(given)) == ["`required: b` at #/components/schemas/X: no such property"]
    assert given == document({"properties": {"a": {}}, "required": ["a"]})


def test_an_object_without_properties_may_require_any() -> None:
    given = document({"type": "object", "required": ["b"]})
    assert fix(given) == []
    assert given == document({"type": "object", "required": ["b"]})


@pytest.mark.parametrize(
    ("low", "high"),
    [("minimum", "maximum"), ("minLength", "maxLength"), ("minItems", "maxItems")],
)
def test_a_range_that_holds_nothing_is_left_out_and_named(low: str, high: str) -> None:
    given = document({low: 7, high: 6})
    assert texts(fix(given)) == [f"`{low}` and `{high}` at #/components/schemas/X: 7 is over 6"]
    assert given == document({})
    assert fix(document({low: 6, high: 6})) == []


def test_a_mistyped_type_on_a_page_is_named(tmp_path: Path) -> None:
    seed = next(seed for seed in SEEDS if "veo" in seed.name)
    page = tmp_path / seed.name
    text = seed.read_text(encoding="utf-8")
    page.write_text(text.replace("- type: string\n", "- type: strng\n", 1), encoding="utf-8")
    assert any("type" in note for note in texts(read([page]).notes))
    assert not any("type" in note for note in texts(read([seed]).notes))
