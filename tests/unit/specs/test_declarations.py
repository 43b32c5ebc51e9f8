"""What operations declare, each mistake made once, and the action or page that a message names."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scripts.specs.declarations import mistakes
from scripts.specs.json_types import Json, JsonObject, copied_object, obj, pointer
from tests.helpers.built_specs import built
from tests.helpers.written_pages import at

Edit = Callable[[JsonObject], None]
VEO = ("paths", "/api/v1/veo/extend", "post")
READ = ("paths", "/api/v1/veo/record-info", "get")
CREDITS = ("paths", "/api/v1/chat/credit", "get")
DOWNLOAD = ("paths", "/api/v1/common/download-url", "post")
SCHEMA = ("paths", "/api/v1/models/{model}/schema", "get")
LINKS = (*VEO, "responses", "200", "links")
REQUEST = ("components", "schemas", "VeoExtendRequest", "properties")
BODY_ID = "$response.body#/data/taskId"


@pytest.fixture(scope="module")
def kie() -> JsonObject:
    return built("kie")


def put(value: Json, *way: str | int) -> Edit:
    def change(document: JsonObject) -> None:
        obj(at(document, *way[:-1]))[str(way[-1])] = value

    return change


def drop(*way: str | int) -> Edit:
    def change(document: JsonObject) -> None:
        del obj(at(document, *way[:-1]))[str(way[-1])]

    return change


def both(*edits: Edit) -> Edit:
    def change(document: JsonObject) -> None:
        for edit in edits:
            edit(document)

    return change


def link(target: str = "get_veo_task", **parameters: Json) -> JsonObject:
    return {"operationId": target, "parameters": {**parameters}}


def found(document: JsonObject, edit: Edit) -> list[str]:
    changed = copied_object(document)
    edit(changed)
    return [f"{pointer(*place)}: {message}" for place, message in mistakes(changed)]


CASES: dict[str, tuple[Edit, str]] = {
    "two equal methods": (
        both(put("veo", *CREDITS, "x-resource"), put("extend", *CREDITS, "x-method")),
        "x-method must be unique in its resource: veo.extend is extend_veo_video too",
    ),
    "a method with a dash": (put("ex-tend", *VEO, "x-method"), "x-method must be a Python name"),
    "a keyword": (put("import", *VEO, "x-method"), "in lower case, got 'import'"),
    "a method with a dot": (put("a.b", *VEO, "x-method"), "in lower case, got 'a.b'"),
    "a private method": (put("_extend", *VEO, "x-method"), "in lower case, got '_extend'"),
    "a method that is no string": (put(True, *VEO, "x-method"), "in lower case, got bool"),
    "a keyword in a resource": (put("jobs.if", *VEO, "x-resource"), "with dots between them, got"),
    "an empty part of a resource": (put("jobs.", *VEO, "x-resource"), "x-resource must be a Python"),
    "a method of ours": (put("task", *VEO, "x-method"), "x-method must not be task"),
    "a resource of ours": (put("jobs.prepare", *VEO, "x-resource"), "must not be prepare"),
    "a method that is a resource": (
        both(put("jobs", *VEO, "x-resource"), put("veo", *VEO, "x-method"),
             put("jobs.veo", *READ, "x-resource")),
        "jobs.veo is a resource: the method needs another name",
    ),
    "an unknown key": (put(True, *VEO, "x-idempotant"), "x-idempotant must be one of x-charged"),
    "a flag that is false": (put(False, *READ, "x-idempotent"), "x-idempotent must be true"),
    "slashes that are false": (
        put(False, *SCHEMA, "parameters", 0, "x-keeps-slashes"),
        "x-keeps-slashes must be true",
    ),
    "slashes of a query": (
        put(True, *READ, "parameters", 0, "x-keeps-slashes"),
        "on a parameter of a path",
    ),
    "a flag that is a string": (put("true", *DOWNLOAD, "x-charged"), "x-charged must be true"),
    "charged twice": (put(True, *VEO, "x-charged"), "must not have x-charged: it is charged anyway"),
    "a task as a result": (put("/data", *VEO, "x-result"), "must not have x-result"),
    "a result that is nowhere": (put("/date", *CREDITS, "x-result"), "/date leads nowhere"),
    "a result that is no pointer": (put("data", *CREDITS, "x-result"), "x-result must be a JSON pointer"),
    "a result in an array": (put("/data/0", *CREDITS, "x-result"), "must lead through objects only"),
    "callbacks and no link": (drop(*LINKS, "task"), "a POST that has callbacks needs links.task"),
    "a task's id and no link": (
        both(drop(*LINKS, "task"), drop(*VEO, "callbacks")),
        "a POST that responds with a task's id needs links.task",
    ),
    "a read that starts": (put({"task": link(taskId=BODY_ID)}, *READ, "responses", "200", "links"),
        "an operation with links.task must be a POST, got GET"),
    "a link under another status": (
        put({"task": link(taskId=BODY_ID)}, *VEO, "responses", "400", "links"),
        "a link must stand under 200",
    ),
    "a link of another name": (
        put(link(taskId=BODY_ID), *LINKS, "next"), "a link must be called task or cancel, got next",
    ),
    "cancel alone": (
        both(drop(*LINKS, "task"), put(link(taskId=BODY_ID), *LINKS, "cancel")),
        "links.cancel needs links.task",
    ),
    "a link to no operation": (put(link("get_x", taskId=BODY_ID), *LINKS, "task"), "that is there"),
    "a link by reference": (
        put({"operationRef": "#/x"}, *LINKS, "task"), "links.task must have no operationRef",
    ),
    "a link without a parameter": (put(link(), *LINKS, "task"), "exactly one parameter, got 0"),
    "a link with two parameters": (
        put(link(taskId=BODY_ID, x=BODY_ID), *LINKS, "task"), "exactly one parameter, got 2",
    ),
    "another parameter": (put(link(id=BODY_ID), *LINKS, "task"), "get_veo_task has no parameter id"),
    "a parameter elsewhere": (
        put(link(**{"path.taskId": BODY_ID}), *LINKS, "task"),
        "get_veo_task has no parameter path.taskId",
    ),
    "a second parameter that is required": (
        both(
            put([
                {"name": name, "in": "query", "required": True, "schema": {"type": "string"}}
                for name in ("taskId", "account")
            ], *READ, "parameters"),
        ),
        "links.task leaves out what get_veo_task requires: account",
    ),
    "an id from the request": (
        put(link(taskId="$request.body#/taskId"), *LINKS, "task"),
        "links.task must lead into the response ($response.body#/...), got '$request.body#/taskId'",
    ),
    "an id from a header": (
        put(link(taskId="$response.header.id"), *LINKS, "task"), "got '$response.header.id'",
    ),
    "a constant": (put(link(taskId=7), *LINKS, "task"), "got int"),
    "an id that is nowhere": (
        put(link(taskId="$response.body#/data/id"), *LINKS, "task"), "/data/id leads nowhere",
    ),
    "no other places": (
        put({**link(taskId=BODY_ID), "x-also-at": []}, *LINKS, "task"),
        "x-also-at must be a list of JSON pointers",
    ),
    "another place that is no pointer": (
        put({**link(taskId=BODY_ID), "x-also-at": ["task"]}, *LINKS, "task"),
        "x-also-at must be a list of JSON pointers, got task",
    ),
    "another place that the schema lacks": (
        put({**link(taskId=BODY_ID), "x-also-at": ["/data/id"]}, *LINKS, "task"),
        "/data/id leads nowhere",
    ),
    "a callback to a fixed address": (
        put({"done": {"https://example.com": {}}}, *VEO, "callbacks"),
        "a callback's expression must name a property of the request body",
    ),
    "a callback below a property": (
        put({"done": {"{$request.body#/a/b}": {}}}, *VEO, "callbacks"), "got {$request.body#/a/b}",
    ),
    "a callback to no property": (
        put({"done": {"{$request.body#/url}": {}}}, *VEO, "callbacks"), "names url",
    ),
    "callbacks to two addresses": (
        put(
            {name: {f"{{$request.body#/{name}}}": {}} for name in ("callBackUrl", "prompt")},
            *VEO, "callbacks",
        ),
        "callbacks must all go to one address, got {$request.body#/callBackUrl} and {$request.body#/prompt}",
    ),
}  # fmt: skip
OURS = ("callbacks", "reference", "timeout", "options")


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_found(kie: JsonObject, name: str) -> None:
    edit, message = CASES[name]
    lines = found(kie, edit)
    assert any(message in line for line in lines), lines


@pytest.mark.parametrize("provider", ["kie", "useapi", "chainhub"])
def test_the_committed_documents_have_no_mistake(provider: str) -> None:
    assert list(mistakes(built(provider))) == []


@pytest.mark.parametrize(
    "edit",
    [
        put("", *CREDITS, "x-result"),
        both(drop(*LINKS, "task"), put("/data/taskId", *VEO, "x-result")),
        both(drop(*LINKS, "task"), put(True, *VEO, "x-charged")),
        both(drop(*LINKS, "task"), put(True, *VEO, "x-idempotent")),
        put({**link(taskId=BODY_ID), "x-also-at": ["/task/id", "/data/taskId"]}, *LINKS, "task"),
        put(link(**{"query.taskId": BODY_ID}), *LINKS, "task"),
        put({name: {"{$request.body#/callBackUrl}": {}} for name in "ab"}, *VEO, "callbacks"),
        both(
            put("films.veo", *VEO, "x-resource"),
            put("films.runway", *READ, "x-resource"),
            put("extend", *READ, "x-method"),
        ),
    ],
)
def test_other_declarations_are_accepted(kie: JsonObject, edit: Edit) -> None:
    assert found(kie, edit) == []


@pytest.mark.parametrize("ours", OURS)
@pytest.mark.parametrize("spelled", [str.lower, str.upper, str.title])
def test_a_parameter_that_would_be_called_like_ours_is_refused(
    kie: JsonObject, ours: str, spelled: Callable[[str], str]
) -> None:
    name = spelled(ours)
    wanted = f"the parameter {name} would be {ours} in Python, which is longtake's own"
    (line,) = found(kie, put({"type": "string"}, *REQUEST, name))
    assert wanted in line
    parameters: Json = [
        {"name": "taskId", "in": "query", "required": True, "schema": {"type": "string"}},
        {"name": name, "in": "query", "schema": {"type": "string"}},
    ]
    (line,) = found(kie, put(parameters, *READ, "parameters"))
    assert line.startswith(pointer(*READ, "parameters", 1))
    assert wanted in line


def test_a_parameter_with_another_name_in_python_is_accepted(kie: JsonObject) -> None:
    named: JsonObject = {"type": "string", "x-python-name": "provider_timeout"}
    assert found(kie, put(named, *REQUEST, "timeout")) == []
    (line,) = found(kie, put({**named, "x-python-name": "options"}, *REQUEST, "timeout"))
    assert "would be options in Python" in line
    (line,) = found(kie, put({**named, "x-python-name": "a-b"}, *REQUEST, "timeout"))
    assert "x-python-name must be a Python name in lower case, got 'a-b'" in line


def test_parameters_of_one_of_several_models_are_checked_below_their_objects(
    kie: JsonObject,
) -> None:
    def several(document: JsonObject) -> None:
        schemas = obj(at(document, "components", "schemas"))
        schemas["VeoJob"] = {
            "x-resource": "films.veo",
            "x-method": "extend",
            "required": ["model"],
            "properties": {
                "model": {"const": "veo"},
                "input": {"$ref": "#/components/schemas/VeoJobInput"},
            },
        }
        schemas["AnyJob"] = {"properties": {"model": {"type": "string"}}}
        schemas["VeoJobInput"] = {"properties": {"timeout": {}}}
        content = obj(at(document, *VEO, "requestBody", "content"))
        content["application/json"] = {
            "schema": {
                "oneOf": [
                    {"$ref": "#/components/schemas/VeoJob"},
                    {"$ref": "#/components/schemas/AnyJob"},
                ],
                "discriminator": {"propertyName": "model"},
            }
        }
        del obj(at(document, *VEO))["callbacks"]

    (line,) = found(kie, several)
    assert "the parameter timeout would be timeout in Python" in line
    equal = both(several, put("films.veo", *READ, "x-resource"), put("extend", *READ, "x-method"))
    assert any("films.veo.extend is get_veo_task too" in line for line in found(kie, equal))


JOB = ("paths", "/api/v1/jobs/createTask", "post")
BODY = (*JOB, "requestBody", "content", "application/json", "schema")
VEO_JOB = ("components", "schemas", "VeoExtendJob")


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (drop(*BODY, "discriminator"), "a body with a method for each model needs a discriminator"),
        (
            put(True, *VEO_JOB, "x-charged"),
            "VeoExtendJob/x-charged: x-charged must be one of x-method",
        ),
        (drop(*VEO_JOB, "x-resource"), "x-resource must be a Python name"),
        (
            both(drop(*VEO_JOB, "x-method"), drop(*VEO_JOB, "x-resource")),
            "one alternative of the body must have no x-method",
        ),
        (
            put({"type": "string"}, *VEO_JOB, "properties", "model"),
            "VeoExtendJob/properties/model: model must have one value, which names the model",
        ),
        (
            put({"const": "runway"}, *VEO_JOB, "properties", "model"),
            "model 'runway' is RunwayGenerateJob's, too",
        ),
        (put(["input"], *VEO_JOB, "required"), "model must be required: it names the model"),
        (
            drop(*VEO_JOB, "properties", "callBackUrl"),
            "the callbacks of its operation need the property callBackUrl",
        ),
        (
            put({"type": "string"}, *VEO_JOB, "properties", "taskId"),
            "taskId and input.task_id would both be the parameter task_id",
        ),
        (put("get", *VEO_JOB, "x-method"), "jobs.veo.get is"),
        (
            put("veo", "components", "schemas", "JobTask", "x-resource"),
            "x-resource and x-method must be on an operation, or on one of the `oneOf` of its body",
        ),
    ],
)
def test_a_mistake_in_one_of_several_models_names_it(
    kie: JsonObject, edit: Edit, message: str
) -> None:
    if message == "jobs.veo.get is":
        edit = both(edit, put("jobs.veo", *READ, "x-resource"))
    assert any(message in line for line in found(kie, edit)), found(kie, edit)
