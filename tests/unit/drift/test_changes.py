"""Every kind of change, with the place and the rating that it must get, and nothing beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.comparing import compare
from scripts.drift.ratings import RULES
from tests.helpers.drift_changes import OPPOSITES, ROWS, Expected, Row
from tests.helpers.film_api import (
    CALLBACK,
    READ,
    REQUEST,
    SCHEMAS,
    edited,
    extend,
    film,
    put,
    rename,
)

if TYPE_CHECKING:
    from scripts.drift.changes import DriftChange
    from scripts.specs.json_types import JsonObject

# Each has a test of its own, here or beside this file.
_ELSEWHERE = {
    ChangeKind.REQUEST_FORMAT_CHANGED,
    ChangeKind.CLASS_RENAMED,
    ChangeKind.PYTHON_API,
    ChangeKind.PYTHON_NOT_GENERATED,
    ChangeKind.PAGE_UNREADABLE,
    ChangeKind.SPECIFICATION_BROKEN,
    ChangeKind.SUPPLEMENT_UNMATCHED,
    ChangeKind.SUPPLEMENT_SUPERFLUOUS,
}


def reported(changes: list[DriftChange]) -> list[Expected]:
    """What was reported, as rows write it."""
    return sorted(
        (change.kind, "; ".join(where.place for where in change.where), change.rating)
        for change in changes
    )


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_change_is_reported_as_exactly_what_it_is(row: Row) -> None:
    changes = compare(film(), edited(*row.edits), None)
    assert reported(changes) == sorted(row.expected)
    for change in changes:
        # One sentence says what it is about.
        assert change.text.endswith(".")
        assert "\n" not in change.text
        assert change.old is not None or change.new is not None


@pytest.mark.parametrize(
    "row",
    [row for row in ROWS if len(row.expected) == 1 and row.expected[0][0] in OPPOSITES],
    ids=lambda row: row.name,
)
def test_the_way_back_is_the_opposite_with_a_rating_of_its_own(row: Row) -> None:
    ((kind, _, _),) = row.expected
    changes = compare(edited(*row.edits), film(), None)
    assert [change.kind for change in changes] == [OPPOSITES[kind]]
    assert changes[0].rating is RULES[OPPOSITES[kind]].rating


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_nothing_changes_between_a_document_and_itself(row: Row) -> None:
    document = edited(*row.edits)
    assert compare(document, edited(*row.edits), None) == []


def test_every_kind_has_a_test_and_a_rule() -> None:
    shown = {kind for row in ROWS for kind, _, _ in row.expected}
    assert shown | set(OPPOSITES.values()) | _ELSEWHERE == set(ChangeKind)
    assert list(RULES) == list(ChangeKind)


def test_a_change_of_what_many_share_is_one_change_with_all_its_places() -> None:
    edit = put(*SCHEMAS, "FilmError", "properties", "code", "type", to="string")
    (change,) = compare(film(), edited(edit), None)
    operations = [where.operation.operation_id for where in change.where]
    assert operations == ["extend_film_video", "get_film_task"]


def test_a_format_that_is_another_one_breaks() -> None:
    way = (*SCHEMAS, "FilmStyle", "properties", "name", "format")
    (change,) = compare(edited(put(*way, to="uri")), edited(put(*way, to="email")), None)
    assert (change.kind, change.old, change.new) == (
        ChangeKind.REQUEST_FORMAT_CHANGED,
        "uri",
        "email",
    )


def test_a_schema_that_holds_itself_ends() -> None:
    edit = put(*SCHEMAS, "FilmTask", "properties", "parent", to={
        "anyOf": [{"$ref": "#/components/schemas/FilmTask"}, {"type": "null"}]})  # fmt: skip
    (change,) = compare(film(), edited(edit), None)
    assert change.kind is ChangeKind.RESPONSE_NULL_ADDED
    assert [where.place for where in change.where] == ["response 200: parent"]


def test_two_components_that_hold_each_other_end() -> None:
    names = ("left", "right")
    both = [
        put(*SCHEMAS, "FilmExtendResponse", "properties", name, to={
            "$ref": f"#/components/schemas/Film{name.title()}"})
        for name in names
    ] + [
        put(*SCHEMAS, f"Film{name.title()}", to={"type": "object", "properties": {
            "other": {"$ref": f"#/components/schemas/Film{other.title()}"}}})
        for name, other in zip(names, reversed(names), strict=True)
    ]  # fmt: skip
    more = put(*SCHEMAS, "FilmLeft", "properties", "size", to={"type": "integer"})
    (change,) = compare(edited(*both), edited(*both, more), None)
    assert change.kind is ChangeKind.RESPONSE_FIELD_ADDED


def test_components_that_all_hold_each_other_are_not_followed_in_every_way() -> None:
    names = [f"Film{letter}" for letter in "ABCDEF"]
    more = [
        put(*SCHEMAS, name, to={"type": "object", "properties": {
            other: {"$ref": f"#/components/schemas/{other}"} for other in names if other != name}})
        for name in names
    ] + [put(*SCHEMAS, "FilmTask", "properties", "a", to={"$ref": "#/components/schemas/FilmA"})]  # fmt: skip
    size = put(*SCHEMAS, "FilmF", "properties", "size", to={"type": "integer"})
    (change,) = compare(edited(*more), edited(*more, size), None)
    assert change.kind is ChangeKind.RESPONSE_FIELD_ADDED
    # By way of the others there are 65 to this one, and of ten components more than a million.
    assert 1 < len(change.where) <= 40


def test_a_path_with_a_renamed_parameter_is_the_same() -> None:
    callback = CALLBACK[:-2]
    edits = [
        rename(*REQUEST, "callBackUrl", to="callbackUrl"),
        rename(*callback, CALLBACK[-2], to="{$request.body#/callbackUrl}"),
    ]
    (change,) = compare(film(), edited(*edits), None)
    assert change.kind is ChangeKind.REQUEST_FIELD_RENAMED


def test_a_name_with_a_dot_is_a_name() -> None:
    size: JsonObject = {"type": "integer", "maximum": 9}
    old = edited(put(*REQUEST, "video.size", to=size))
    new = edited(put(*REQUEST, "video.size", to={**size, "maximum": 5}))
    (change,) = compare(old, new, None)
    assert change.text == "`video.size` is at most 5, was at most 9."


def test_a_path_parameters_name_does_not_hide_the_operation() -> None:
    servers = put(*READ, "servers", to=[{"url": "https://api.example.com/"}])
    assert compare(film(), edited(servers), None) == []


def test_values_and_options_are_sets() -> None:
    edits = [
        put(*SCHEMAS, "FilmTask", "properties", "state", "anyOf", to=[
            {"type": "string"}, {"enum": ["done", "waiting"], "type": "string"}]),
        put(*SCHEMAS, "FilmTask", "properties", "failure", to={
            "anyOf": [{"type": "null"}, {"type": "string"}]}),
        put(*SCHEMAS, "FilmTask", "properties", "kind", "enum", to=["b", "a"]),
        put(*SCHEMAS, "FilmTask", "properties", "parent", to={
            "allOf": [{"$ref": "#/components/schemas/FilmTask"}]}),
        extend("tags", by={"name": "unused", "description": "Nothing."}),
    ]  # fmt: skip
    assert compare(film(), edited(*edits), None) == []
