"""A body of a 5xx response is never breaking, and a Python change goes to its own cause."""

from __future__ import annotations

import inspect
import itertools
from typing import TYPE_CHECKING, Final

import pytest
from attrs import evolve

from longtake.kie import _midjourney, _runway, _veo
from scripts.drift.change_kinds import ChangeKind
from scripts.drift.changes import ApiChange, Rating
from scripts.drift.comparing import compare
from scripts.drift.python.generated import without_server_errors
from scripts.drift.python_effects import Cause, attribute
from scripts.drift.specification import comparison
from scripts.specs.json_types import JsonObject, copied_object, obj
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from types import ModuleType

TASK: Final = "VTaskResponse"
ERROR: Final = "VTaskInternalServerError"
RETURNED: Final = ApiChange(
    kind="return-type-changed",
    rating=Rating.BREAKING,
    symbol="api.v.get_task",
    text=f"the result of `api.v.get_task` is `{ERROR} | {TASK} | None`, it was `Any | {TASK} | None`",
)
NEW_CLASS: Final = ApiChange(
    kind="class-added",
    rating=Rating.NEW,
    symbol=f"models.{ERROR}",
    text=f"the class `models.{ERROR}` is new",
)
FIELD: Final = ApiChange(
    kind="field-type-changed",
    rating=Rating.BREAKING,
    symbol=f"models.{TASK}",
    member="a",
    text=f"the field `a` of `models.{TASK}` is `float | None`, it was `str | None`",
)


def document(kind: str, *, with_error: bool) -> JsonObject:
    def body(name: str) -> JsonObject:
        return {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}

    responses: JsonObject = {
        "200": {"description": "", "content": body(TASK)},
        "500": {"description": "", **({"content": body(ERROR)} if with_error else {})},
    }
    task: JsonObject = {"type": "object", "properties": {"a": {"type": [kind, "null"]}}}
    error: JsonObject = {"type": "object", "properties": {"code": {"type": ["integer", "null"]}}}
    operation: JsonObject = {"operationId": "get_task", "tags": ["v"], "responses": responses}
    return {
        "openapi": "3.1.0",
        "info": {"title": "V", "version": "1"},
        "paths": {"/t": {"get": operation}},
        "components": {"schemas": {TASK: task, **({ERROR: error} if with_error else {})}},
    }


def test_a_body_of_a_server_error_is_new() -> None:
    old, new = document("string", with_error=False), document("string", with_error=True)
    (change,) = compare(old, new, lambda _old, _new: [RETURNED, NEW_CLASS])
    assert (change.kind.value, change.rating) == ("response-body-added", Rating.NEW)
    assert {effect.rating for effect in change.python_effects} == {Rating.NEW}


@pytest.mark.parametrize("order", list(itertools.permutations([RETURNED, NEW_CLASS, FIELD])))
def test_each_python_change_goes_to_its_own_cause(order: tuple[ApiChange, ...]) -> None:
    old, new = document("string", with_error=False), document("number", with_error=True)
    found = {
        change.kind.value: (change.rating, {effect.kind for effect in change.python_effects})
        for change in compare(old, new, lambda _old, _new: list(order))
    }
    assert found == {
        "response-type-changed": (Rating.BREAKING, {FIELD.kind}),
        "response-body-added": (Rating.NEW, {RETURNED.kind, NEW_CLASS.kind}),
    }


def test_the_order_of_the_causes_decides_nothing() -> None:
    changes = [RETURNED, NEW_CLASS, FIELD]
    old, new = document("string", with_error=False), document("number", with_error=True)
    groups = comparison.compare(old, new).changes
    found: set[str] = set()
    for order in itertools.permutations(groups):
        causes = [
            Cause(
                group[0].finding.kind,
                group,
                frozenset({"get_task"}),
                [placed.finding.hints for placed in group],
            )
            for group in order
        ]
        assert attribute(causes, changes, [old, new]) == []
        found.add(
            str({cause.kind.value: cause.python_effects for cause in sorted(causes, key=by_kind)})
        )
    assert len(groups) > 1
    assert len(found) == 1


def by_kind(cause: Cause) -> str:
    return cause.kind.value


@pytest.mark.parametrize("turned", [False, True])
def test_a_schema_of_its_own_in_place_of_a_shared_one_is_the_cause_of_its_class(
    turned: bool,
) -> None:
    """As on kie's newer pages, where the shared error becomes one of the operation alone."""
    old, new = document("string", with_error=True), document("string", with_error=True)
    shared: JsonObject = {"400": obj(at(old, "paths", "/t", "get", "responses", "500"))}
    for one in (old, new):
        obj(at(one, "paths", "/t", "get", "responses")).update(copied_object(shared))
    schemas = obj(at(new, "components", "schemas"))
    schemas[f"{ERROR}Own"] = {"type": "object", "properties": {"code": {"type": "string"}}}
    media = obj(at(new, "paths", "/t", "get", "responses", "500", "content", "application/json"))
    media["schema"] = {"$ref": f"#/components/schemas/{ERROR}Own"}
    word = "removed" if turned else "added"
    class_ = ApiChange(
        kind=f"class-{word}", rating=Rating.BREAKING, symbol=f"models.{ERROR}Own", text=word
    )
    returned = evolve(RETURNED, text=f"the result of `api.v.get_task` can also be `{ERROR}Own`")
    pair = (new, old) if turned else (old, new)
    found = compare(*pair, lambda _old, _new: [class_, returned])
    assert all(change.rating < Rating.BREAKING for change in found)
    assert sum(len(change.python_effects) for change in found) == 2
    assert all(change.kind is not ChangeKind.PYTHON_API for change in found)


def test_what_programs_rely_on_has_no_body_of_a_server_error() -> None:
    value = document("string", with_error=True)
    assert without_server_errors(value) == document("string", with_error=False)
    obj(at(value, "paths", "/t", "get", "responses"))["400"] = copied_object(
        obj(at(value, "paths", "/t", "get", "responses", "500"))
    )
    assert ERROR in obj(at(without_server_errors(value), "components", "schemas"))


def test_a_body_of_a_server_error_that_goes_is_not_breaking() -> None:
    old, new = document("string", with_error=True), document("string", with_error=False)
    assert [change.rating for change in compare(old, new, None)] == [Rating.NEW]


@pytest.mark.parametrize("module", [_midjourney, _runway, _veo])
def test_a_response_may_have_further_types(module: ModuleType) -> None:
    """A body that a page gives to a 5xx response joins the type of what is parsed."""
    parameters = inspect.signature(module._snapshot).parameters
    assert next(iter(parameters.values())).annotation == "object"
