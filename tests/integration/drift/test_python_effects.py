"""What a change does to the generated Python stands with that change, and counts in its rating."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import ApiChange, DriftChange, Rating
from scripts.drift.comparing import compare
from scripts.drift.python.generated import changes_from, generated_package
from scripts.specs.json_types import obj
from tests.helpers.film_api import (
    EXTEND,
    JSON,
    REQUEST,
    SCHEMAS,
    TASK,
    again,
    at,
    drop,
    edited,
    film,
    put,
    rename,
    turned,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scripts.specs.json_types import Json, JsonObject
    from tests.helpers.film_api import Edit

LOOK = ("paths", "/v1/videos/look", "post")
BREAKING, NEW, HARMLESS = Rating.BREAKING, Rating.NEW, Rating.HARMLESS


@pytest.fixture(scope="module")
def python() -> Iterator[Callable[[JsonObject, JsonObject], list[ApiChange]]]:
    """Compares with the film's own package, which is generated once."""
    with generated_package(film(), name="film") as package:
        yield lambda _, new: changes_from(package, new)


def one(
    edits: list[Edit], python: Callable[[JsonObject, JsonObject], list[ApiChange]]
) -> DriftChange:
    (change,) = compare(film(), edited(*edits), python)
    return change


def test_a_renamed_parameter_is_one_change_with_all_that_follows(
    python: Callable[[JsonObject, JsonObject], list[ApiChange]],
) -> None:
    grade: Json = {"type": "string", "enum": ["720p", "1080p"], "default": "720p"}
    change = one([put(*REQUEST, "grade", to=grade), drop(*REQUEST, "quality")], python)
    assert change.kind is ChangeKind.REQUEST_FIELD_RENAMED
    assert {(item.kind, item.symbol, item.member) for item in change.python_effects} == {
        ("parameter-removed", "resources.film.Film.extend", "quality"),
        ("parameter-added", "resources.film.Film.extend", "grade"),
        ("field-removed", "models.FilmExtendRequest", "quality"),
        ("field-added", "models.FilmExtendRequest", "grade"),
        ("alias-removed", "models.FilmExtendRequestQuality", ""),
        ("alias-added", "models.FilmExtendRequestGrade", ""),
    }


def test_a_class_that_is_added_with_a_field_belongs_to_it(
    python: Callable[[JsonObject, JsonObject], list[ApiChange]],
) -> None:
    sound: Json = {"type": "object", "properties": {"rate": {"type": "integer"}}}
    edits = [
        put(*SCHEMAS, "FilmSound", to=sound),
        put(*TASK, "sound", to={"$ref": "#/components/schemas/FilmSound"}),
    ]
    change = one(edits, python)
    assert (change.kind, change.rating) == (ChangeKind.RESPONSE_FIELD_ADDED, NEW)
    assert {item.symbol for item in change.python_effects} == {
        "models.FilmTask",
        "models.FilmSound",
    }


def test_a_list_of_values_that_is_added_with_an_operation_belongs_to_it(
    python: Callable[[JsonObject, JsonObject], list[ApiChange]],
) -> None:
    look: Json = {"type": "object", "properties": {"tone": {"type": "string", "enum": ["a", "b"]}}}
    edits = [
        again("paths", "/v1/videos/extend", to=("paths", "/v1/videos/look")),
        put(*SCHEMAS, "FilmLook", to=look),
        put(*LOOK, "operationId", to="look_film_video"),
        put(*LOOK, "x-method", to="look"),
        put(*LOOK, "requestBody", *JSON, "schema", to={"$ref": "#/components/schemas/FilmLook"}),
        drop(*LOOK, "callbacks"),
        drop(*LOOK, "responses", "200", "links"),
    ]
    change = one(edits, python)
    assert change.kind is ChangeKind.OPERATION_ADDED
    assert {"models.FilmLook", "models.FilmLookTone"} <= {
        item.symbol for item in change.python_effects
    }


def test_an_optional_field_in_the_middle_is_new_and_moves_nothing(
    python: Callable[[JsonObject, JsonObject], list[ApiChange]],
) -> None:
    # Models are filled by name: where a page puts a field means nothing.
    fields = obj(at(film(), REQUEST))
    more: JsonObject = {}
    for name, schema in fields.items():
        more[name] = schema
        more.setdefault("aspect", {"type": "string"})
    assert [*more][1] == "aspect"
    change = one([put(*REQUEST, to=more)], python)
    assert (change.kind, change.rating) == (ChangeKind.REQUEST_FIELD_ADDED, NEW)
    assert {(item.kind, item.rating, item.member) for item in change.python_effects} == {
        ("parameter-added", NEW, "aspect"),
        ("field-added", NEW, "aspect"),
    }


def test_a_component_that_is_called_otherwise_is_a_class_that_is(
    python: Callable[[JsonObject, JsonObject], list[ApiChange]],
) -> None:
    edits = [
        again(*SCHEMAS, "FilmStyle", to=(*SCHEMAS, "FilmLook")),
        drop(*SCHEMAS, "FilmStyle"),
        put(*REQUEST, "style", to={"$ref": "#/components/schemas/FilmLook"}),
    ]
    change = one(edits, python)
    assert (change.kind, change.rating) == (ChangeKind.CLASS_RENAMED, BREAKING)
    assert (change.old, change.new) == ("FilmStyle", "FilmLook")
    assert {"models.FilmStyle", "models.FilmLook"} <= {
        item.symbol for item in change.python_effects
    }


@pytest.mark.parametrize(("old", "new"), [("FilmStyle", "FilmArt"), ("FilmArt", "FilmStyle")])
def test_a_class_is_called_what_it_is_called_now(old: str, new: str) -> None:
    def called(name: str) -> JsonObject:
        return edited(
            rename(*SCHEMAS, "FilmStyle", to=name),
            put(*REQUEST, "style", to={"$ref": f"#/components/schemas/{name}"}),
        )

    # An alias alone, whose own name says nothing of what the class was called.
    alias = ApiChange(
        kind="alias-added", rating=NEW, symbol=f"models.{new}Tone", text=f"`{new}Tone` is new"
    )
    (change,) = compare(called(old), called(new), lambda _old, _new: [alias])
    assert change.text == f"The class `{old}` is called `{new}`."


def test_a_change_in_python_that_nothing_explains_stands_alone() -> None:
    odd = ApiChange(
        kind="function-removed", rating=BREAKING, symbol="errors.retry", text="`retry` was removed"
    )
    (change,) = compare(film(), film(), lambda _old, _new: [odd])
    assert (change.kind, change.rating, change.python_effects) == (
        ChangeKind.PYTHON_API,
        BREAKING,
        (odd,),
    )
    assert change.text == "`retry` was removed."


def test_a_document_without_generated_python_is_reported() -> None:
    broken = edited(drop(*EXTEND, "x-method"))
    changes = compare(film(), broken)
    assert [change.kind for change in changes] == [ChangeKind.PYTHON_NOT_GENERATED]


def test_order_and_wording_are_not_generated_differences() -> None:
    edits = [
        turned(*REQUEST),
        put(*REQUEST, "prompt", "description", to="Other words."),
        put(*REQUEST, "prompt", "examples", to=["A dog runs."]),
        put(*TASK, "size", to={"type": "integer"}),
    ]
    (change,) = compare(film(), edited(*edits))
    assert change.kind is ChangeKind.RESPONSE_FIELD_ADDED
