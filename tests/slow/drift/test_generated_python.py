"""What a changed specification does to the client that is generated from it, each change with its rating."""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from scripts.drift.changes import Rating
from scripts.drift.python import generated
from scripts.drift.python.generated import (
    NotGeneratedError,
    changes_from,
    generated_changes,
    generated_package,
)
from scripts.generate import packages

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject

BREAKING, NEW, HARMLESS = Rating.BREAKING, Rating.NEW, Rating.HARMLESS

Edit: TypeAlias = Callable[[Any], object]
Expected: TypeAlias = list[tuple[Rating, str, str, str]]

METHOD = "resources.small.Small.extend"
REQUEST = "models.SmallExtendRequest"
TASK = "models.SmallTask"
READ = "api.small.get_small_task"
GET = "resources.small.Small.get"


def ref(name: str) -> JsonObject:
    return {"$ref": f"#/components/schemas/{name}"}


def content(name: str) -> JsonObject:
    return {"application/json": {"schema": ref(name)}}


def record(*required: str, **properties: Any) -> JsonObject:
    return {"type": "object", "required": [*required], "properties": properties}


def small() -> Any:
    """One resource: a submit with a callback, a read, and a class that both use."""
    done = {"content": content("SmallCallback")}
    received = {"200": {"description": "heard"}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Small", "version": "1"},
        "paths": {
            "/extend": {
                "post": {
                    "operationId": "extend_small_video",
                    "x-resource": "small",
                    "x-method": "extend",
                    "summary": "Extend",
                    "tags": ["small"],
                    "requestBody": {"required": True, "content": content("SmallExtendRequest")},
                    "responses": {
                        "200": {
                            "description": "made",
                            "content": content("SmallExtendResponse"),
                            "links": {
                                "task": {
                                    "operationId": "get_small_task",
                                    "parameters": {"id": "$response.body#/task_id"},
                                }
                            },
                        }
                    },
                    "callbacks": {
                        "done": {
                            "{$request.body#/url}": {
                                "post": {"requestBody": done, "responses": received}
                            }
                        }
                    },
                }
            },
            "/task": {
                "get": {
                    "operationId": "get_small_task",
                    "tags": ["small"],
                    "x-resource": "small",
                    "x-method": "get",
                    "parameters": [
                        {
                            "name": "id",
                            "in": "query",
                            "required": True,
                            "schema": {"type": "string"},
                        },
                        {"name": "full", "in": "query", "schema": {"type": "boolean"}},
                    ],
                    "responses": {"200": {"description": "read", "content": content("SmallTask")}},
                }
            },
        },
        "components": {
            "schemas": {
                "SmallExtendRequest": record(
                    "taskId",
                    "prompt",
                    taskId={"type": "string"},
                    prompt={"type": "string", "description": "What happens"},
                    quality={"type": "string", "enum": ["720p", "1080p"], "default": "720p"},
                    seed={"type": "integer"},
                    tags={"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
                    center=ref("SmallPoint"),
                    url={"type": "string"},
                ),
                "SmallExtendResponse": record(
                    "code", code={"type": "integer"}, task_id={"type": "string"}
                ),
                "SmallTask": record(
                    "id",
                    "kind",
                    id={"type": "string"},
                    kind={"type": "string", "enum": ["extend", "upscale"]},
                    state={"anyOf": [ref("SmallTaskState"), {"type": "string"}]},
                    url={"type": ["string", "null"]},
                    center=ref("SmallPoint"),
                    extra={},
                ),
                "SmallTaskState": {"type": "string", "enum": ["queued", "done"]},
                "SmallPoint": record(
                    "x", x={"type": "number"}, y={"type": "number"}, z={"type": "integer"}
                ),
                "SmallCallback": record(
                    "id",
                    id={"type": "string"},
                    url={"type": "string"},
                    reason={"type": "string", "enum": ["moderated"]},
                ),
            }
        },
    }


def post(spec: Any) -> Any:
    return spec["paths"]["/extend"]["post"]


def get(spec: Any) -> Any:
    return spec["paths"]["/task"]["get"]


def schema(spec: Any, name: str) -> Any:
    return spec["components"]["schemas"][name]


def fields(spec: Any, name: str) -> Any:
    return schema(spec, name)["properties"]


def given(spec: Any) -> Any:
    return fields(spec, "SmallExtendRequest")


def read(spec: Any) -> Any:
    return fields(spec, "SmallTask")


def posted(spec: Any) -> Any:
    return fields(spec, "SmallCallback")


def needs(spec: Any, name: str, *required: str) -> None:
    schema(spec, name)["required"] = [*required]


def everywhere(rating: Rating, kind: str, member: str) -> Expected:
    """A change of the request: in the resource's method, and in the model that it fills in."""
    return [
        (rating, f"parameter-{kind}", METHOD, member),
        (rating, f"field-{kind}", REQUEST, member),
    ]


def renamed(spec: Any) -> None:
    schemas = spec["components"]["schemas"]
    schemas["SmallJob"] = schemas.pop("SmallTask")
    get(spec)["responses"]["200"]["content"] = content("SmallJob")


def second_endpoint(spec: Any) -> None:
    cancel = {**copy.deepcopy(get(spec)), "operationId": "cancel_task", "x-method": "cancel"}
    spec["paths"]["/cancel"] = {"post": cancel}


def required_voice(spec: Any) -> None:
    given(spec).update(voice={"type": "string"})
    needs(spec, "SmallExtendRequest", "taskId", "prompt", "voice")


def renamed_prompt(spec: Any) -> None:
    given(spec)["text"] = given(spec).pop("prompt")
    needs(spec, "SmallExtendRequest", "taskId", "text")


REQUESTS: dict[str, tuple[Edit, Expected]] = {
    "an optional field more": (
        lambda spec: given(spec).update(voice={"type": "string"}),
        everywhere(NEW, "added", "voice"),
    ),
    "a required field more": (required_voice, everywhere(BREAKING, "added-required", "voice")),
    "a field less": (
        lambda spec: given(spec).pop("seed"),
        # Positions changed with it, which is not said again.
        everywhere(BREAKING, "removed", "seed"),
    ),
    "a field renamed": (
        renamed_prompt,
        everywhere(BREAKING, "removed", "prompt") + everywhere(BREAKING, "added-required", "text"),
    ),
    "a field required": (
        lambda spec: needs(spec, "SmallExtendRequest", "taskId", "prompt", "seed"),
        everywhere(BREAKING, "became-required", "seed"),
    ),
    "a field optional": (
        lambda spec: needs(spec, "SmallExtendRequest", "taskId"),
        everywhere(NEW, "became-optional", "prompt"),
    ),
    "a value less": (
        lambda spec: given(spec)["quality"]["enum"].remove("1080p"),
        [
            *everywhere(BREAKING, "type-narrowed", "quality"),
            (BREAKING, "value-changed", f"{REQUEST}Quality", ""),
        ],
    ),
    "a value more": (
        lambda spec: given(spec)["quality"]["enum"].append("4k"),
        [
            *everywhere(NEW, "type-widened", "quality"),
            (NEW, "value-changed", f"{REQUEST}Quality", ""),
        ],
    ),
    "a value more in a list": (
        lambda spec: given(spec)["tags"]["items"]["enum"].append("c"),
        [
            *everywhere(NEW, "type-widened", "tags"),
            (NEW, "value-changed", f"{REQUEST}TagsItem", ""),
        ],
    ),
    "another type": (
        lambda spec: given(spec)["seed"].update(type="string"),
        everywhere(BREAKING, "type-changed", "seed"),
    ),
    "another type as well": (
        lambda spec: given(spec)["seed"].update(type=["integer", "string"]),
        everywhere(NEW, "type-widened", "seed"),
    ),
    "a number where a whole one was": (
        lambda spec: given(spec)["seed"].update(type="number"),
        everywhere(NEW, "type-widened", "seed"),
    ),
    "an enum opened": (
        lambda spec: given(spec)["quality"].pop("enum"),
        [
            *everywhere(NEW, "type-widened", "quality"),
            (BREAKING, "alias-removed", f"{REQUEST}Quality", ""),
        ],
    ),
    "another default": (
        lambda spec: given(spec)["quality"].update(default="1080p"),
        everywhere(BREAKING, "default-changed", "quality"),
    ),
    "a default gone": (
        lambda spec: given(spec)["quality"].pop("default"),
        everywhere(BREAKING, "default-changed", "quality"),
    ),
    "a default stated": (
        lambda spec: given(spec)["seed"].update(default=7),
        everywhere(HARMLESS, "default-changed", "seed"),
    ),
}

RESPONSES: dict[str, tuple[Edit, Expected]] = {
    "a field more": (
        lambda spec: read(spec).update(cover={"type": "string"}),
        [(NEW, "field-added", TASK, "cover")],
    ),
    "a field less": (
        lambda spec: read(spec).pop("url"),
        [(BREAKING, "field-removed", TASK, "url")],
    ),
    "a field optional": (
        lambda spec: needs(spec, "SmallTask", "id"),
        [(BREAKING, "field-became-optional", TASK, "kind")],
    ),
    "a field always there": (
        lambda spec: needs(spec, "SmallTask", "id", "kind", "url"),
        [(HARMLESS, "field-became-required", TASK, "url")],
    ),
    "null as well": (
        lambda spec: read(spec)["id"].update(type=["string", "null"]),
        [(BREAKING, "field-type-widened", TASK, "id")],
    ),
    "never null": (
        lambda spec: read(spec)["url"].update(type="string"),
        [(HARMLESS, "field-type-narrowed", TASK, "url")],
    ),
    "a type where anything was": (
        lambda spec: read(spec)["extra"].update(type="string"),
        [(BREAKING, "field-type-narrowed", TASK, "extra")],
    ),
    "an open value more": (
        lambda spec: schema(spec, "SmallTaskState")["enum"].append("paused"),
        [(HARMLESS, "value-changed", f"{TASK}State", "")],
    ),
    "a closed value more": (
        lambda spec: read(spec)["kind"]["enum"].append("crop"),
        [
            (BREAKING, "field-type-widened", TASK, "kind"),
            (BREAKING, "value-changed", f"{TASK}Kind", ""),
        ],
    ),
    "a closed value less": (
        lambda spec: read(spec)["kind"]["enum"].remove("upscale"),
        [
            (HARMLESS, "field-type-narrowed", TASK, "kind"),
            (HARMLESS, "value-changed", f"{TASK}Kind", ""),
        ],
    ),
    "no unknown fields": (
        lambda spec: schema(spec, "SmallTask").update(additionalProperties=False),
        [(BREAKING, "field-removed", TASK, "additional_properties")],
    ),
    "another schema for another status": (
        lambda spec: get(spec)["responses"].update(
            {"404": {"description": "none", "content": content("SmallExtendResponse")}}
        ),
        [(BREAKING, "return-type-changed", READ, "")],
    ),
    "a schema renamed": (
        renamed,
        [
            (BREAKING, "class-removed", TASK, ""),
            (BREAKING, "alias-removed", f"{TASK}Kind", ""),
            (NEW, "class-added", "models.SmallJob", ""),
            (NEW, "alias-added", "models.SmallJobKind", ""),
            (BREAKING, "return-type-changed", READ, ""),
            (BREAKING, "return-type-changed", GET, ""),
        ],
    ),
}

SHARED: dict[str, tuple[Edit, Expected]] = {
    "wider where it is given and read": (
        lambda spec: fields(spec, "SmallPoint")["z"].update(type="number"),
        [(BREAKING, "field-type-widened", "models.SmallPoint", "z")],
    ),
    "narrower where it is given and read": (
        lambda spec: fields(spec, "SmallPoint")["y"].update(type="integer"),
        [(BREAKING, "field-type-narrowed", "models.SmallPoint", "y")],
    ),
    "required where it is given and read": (
        lambda spec: needs(spec, "SmallPoint", "x", "y"),
        [(BREAKING, "field-became-required", "models.SmallPoint", "y")],
    ),
}

CALLBACKS: dict[str, tuple[Edit, Expected]] = {
    "a key more": (
        lambda spec: posted(spec).update(cover={"type": "string"}),
        [(NEW, "field-added", "callbacks.SmallCallback", "cover")],
    ),
    "a key that is no name": (
        lambda spec: posted(spec).update({"x-cover": {"type": "string"}}),
        [(NEW, "field-added", "callbacks.SmallCallback", "x-cover")],
    ),
    "a key less": (
        lambda spec: posted(spec).pop("url"),
        [(BREAKING, "field-removed", "callbacks.SmallCallback", "url")],
    ),
    "a key that may be missing": (
        lambda spec: needs(spec, "SmallCallback"),
        [(BREAKING, "field-became-optional", "callbacks.SmallCallback", "id")],
    ),
    "a key always there": (
        lambda spec: needs(spec, "SmallCallback", "id", "url"),
        [(HARMLESS, "field-became-required", "callbacks.SmallCallback", "url")],
    ),
    "a value more": (
        lambda spec: posted(spec)["reason"]["enum"].append("broken"),
        [(BREAKING, "field-type-widened", "callbacks.SmallCallback", "reason")],
    ),
}

OPERATIONS: dict[str, tuple[Edit, Expected]] = {
    "an operation more": (
        second_endpoint,
        [
            (NEW, "module-added", "api.small.cancel_task", ""),
            (NEW, "function-added", "resources.small.Small.cancel", ""),
        ],
    ),
    "an operation less": (
        lambda spec: spec["paths"].pop("/extend"),
        [
            (BREAKING, "module-removed", "api.small.extend_small_video", ""),
            (BREAKING, "base-removed", "resources.small.Small", ""),
            (BREAKING, "function-removed", METHOD, ""),
            (BREAKING, "function-removed", "resources.small.Small.task", ""),
            (BREAKING, "class-removed", REQUEST, ""),
            (BREAKING, "alias-removed", f"{REQUEST}Quality", ""),
            (BREAKING, "alias-removed", f"{REQUEST}TagsItem", ""),
            (BREAKING, "class-removed", "models.SmallExtendResponse", ""),
        ],
    ),
    "no longer a way to a task": (
        lambda spec: post(spec)["responses"]["200"].pop("links"),
        [
            (BREAKING, "base-removed", "resources.small.Small", ""),
            (BREAKING, "return-type-changed", METHOD, ""),
            (BREAKING, "parameter-removed", METHOD, "callbacks"),
            (BREAKING, "parameter-removed", METHOD, "reference"),
            (BREAKING, "parameter-removed", METHOD, "retry_failed"),
            (BREAKING, "function-removed", "resources.small.Small.task", ""),
        ],
    ),
    "another resource": (
        lambda spec: post(spec).update({"x-resource": "tiny"}),
        [
            (BREAKING, "base-removed", "resources.small.Small", ""),
            (BREAKING, "function-removed", METHOD, ""),
            (BREAKING, "function-removed", "resources.small.Small.task", ""),
            (NEW, "module-added", "resources.tiny", ""),
        ],
    ),
    "another name of the operation": (
        lambda spec: post(spec).update(operationId="prolong_small_video"),
        [
            (BREAKING, "module-removed", "api.small.extend_small_video", ""),
            (NEW, "module-added", "api.small.prolong_small_video", ""),
        ],
    ),
    "another verb": (
        lambda spec: post(spec).update({"x-method": "prolong"}),
        [
            (BREAKING, "function-removed", METHOD, ""),
            (NEW, "function-added", "resources.small.Small.prolong", ""),
        ],
    ),
    "a query parameter less": (
        lambda spec: get(spec)["parameters"].pop(),
        [
            (BREAKING, "parameter-removed", READ, "full"),
            (BREAKING, "parameter-removed", GET, "full"),
        ],
    ),
    "a query parameter more": (
        lambda spec: get(spec)["parameters"].append(
            {"name": "page", "in": "query", "schema": {"type": "integer"}}
        ),
        [(NEW, "parameter-added", READ, "page"), (NEW, "parameter-added", GET, "page")],
    ),
    "a query parameter required": (
        lambda spec: get(spec)["parameters"][1].update(required=True),
        [
            (BREAKING, "parameter-became-required", READ, "full"),
            (BREAKING, "parameter-became-required", GET, "full"),
        ],
    ),
    "no response described": (
        lambda spec: get(spec)["responses"]["200"].pop("content"),
        [
            (BREAKING, "function-removed", f"{READ}.asyncio", ""),
            (BREAKING, "function-removed", f"{READ}.sync", ""),
            (BREAKING, "class-removed", TASK, ""),
            (BREAKING, "alias-removed", f"{TASK}Kind", ""),
            (BREAKING, "alias-removed", f"{TASK}State", ""),
            (BREAKING, "return-type-changed", READ, ""),
            (BREAKING, "return-type-changed", GET, ""),
        ],
    ),
}

MATRIX = [
    pytest.param(group, edit, expected, id=f"{group}: {name}")
    for group, cases in (
        ("request", REQUESTS),
        ("response", RESPONSES),
        ("both", SHARED),
        ("callback", CALLBACKS),
        ("operation", OPERATIONS),
    )
    for name, (edit, expected) in cases.items()
]


@pytest.fixture(scope="module")
def base() -> Iterator[Path]:
    with generated_package(small(), name="the small specification") as package:
        yield package


@pytest.mark.parametrize(("group", "edit", "expected"), MATRIX)
def test_each_change_of_a_specification_has_its_rating(
    base: Path, monkeypatch: pytest.MonkeyPatch, group: str, edit: Edit, expected: Expected
) -> None:
    def same_callbacks(_: JsonObject, module: Path) -> None:
        module.write_bytes((base / module.name).read_bytes())

    if group != "callback":
        # Generating them anew takes longer than the rest, and nothing else leads to them.
        monkeypatch.setattr(packages, "generate_callbacks", same_callbacks)
    spec = small()
    edit(spec)
    changes = changes_from(base, spec)
    found = [(change.rating, change.kind, change.symbol, change.member) for change in changes]
    assert found == sorted(expected, key=lambda entry: (entry[2], entry[3], entry[1]))


def test_words_and_order_generate_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nothing is to be generated")

    monkeypatch.setattr(generated, "write_package", never)
    spec = small()
    post(spec)["summary"] = "Make it longer"
    given(spec)["prompt"]["description"] = "In other words"
    given(spec)["seed"] = given(spec).pop("seed")
    assert generated_changes(small(), spec) == []


def test_a_property_called_description_is_no_description() -> None:
    spec = small()
    read(spec)["description"] = {"type": "string"}
    (change,) = generated_changes(small(), spec)
    assert (change.kind, change.member) == ("field-added", "description")


def test_what_cannot_be_generated_is_one_error_that_names_it(base: Path) -> None:
    spec = small()
    given(spec)["seed"] = {"$ref": "#/components/schemas/Nowhere"}
    with pytest.raises(NotGeneratedError, match=r"the new specification .*Nowhere"):
        changes_from(base, spec)
    with pytest.raises(NotGeneratedError, match="the old specification"):
        generated_changes(spec, small())


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError])
def test_nothing_is_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: type[BaseException]
) -> None:
    def interrupted(_: JsonObject, package: Path, __: Path) -> None:
        package.mkdir()
        raise error

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(generated, "write_package", interrupted)
    with pytest.raises(error):
        generated_changes(small(), {})
    assert list(tmp_path.iterdir()) == []


def test_sentences_have_the_old_and_the_new_value(base: Path) -> None:
    spec = small()
    given(spec)["quality"]["enum"].remove("1080p")
    given(spec)["seed"].update(type="string", default="7")
    texts = [change.text for change in changes_from(base, spec) if change.symbol == METHOD]
    assert texts == [
        f"the parameter `quality` of `{METHOD}` can no longer be `Literal['1080p']`",
        f"the parameter `seed` of `{METHOD}` has the default `'7'`, it was `None`",
        f"the parameter `seed` of `{METHOD}` is `str | None`, it was `int | None`",
    ]
