"""What generators drop or break, each in the smallest document, and what the client then has."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from attrs import frozen

from scripts.specs.build import read
from scripts.specs.json_types import Json, JsonObject, obj
from tests.helpers.generation import Findings, generate_all, sends_one_of_several

if TYPE_CHECKING:
    from pathlib import Path

JSON = "application/json"
BROKEN = "a document that is broken"
TEXT: JsonObject = {"type": "string"}
WHOLE: JsonObject = {"type": "integer"}
FILE: JsonObject = {"type": "string", "format": "binary"}
PATH = "/thing/extend"


def props(properties: JsonObject, **more: Json) -> JsonObject:
    return {"type": "object", "properties": properties, **more}


def ref(name: str) -> JsonObject:
    return {"$ref": f"#/components/schemas/{name}"}


def without(name: str) -> JsonObject:
    """What an object must not have."""
    return {"not": {"required": [name]}}


def document(
    *, path: str = PATH, schemas: JsonObject | None = None, **operation: Json
) -> JsonObject:
    """One operation, extend_thing_video."""
    given: JsonObject = {
        "summary": "Extend Video",
        "x-group": "thing",
        "responses": {
            "200": {"description": "", "content": {JSON: {"schema": props({"id": TEXT})}}}
        },
        **operation,
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {path: {"post": given}},
        "components": {"schemas": schemas or {}},
    }


def body(schema: JsonObject, media_type: str = JSON) -> JsonObject:
    return {"required": True, "content": {media_type: {"schema": schema}}}


def response(schema: JsonObject, media_type: str = JSON) -> JsonObject:
    return {"200": {"description": "", "content": {media_type: {"schema": schema}}}}


def both(schema: Json, schemas: JsonObject | None = None) -> JsonObject:
    """The schema as the required property `x` of a body and the property `x` of a response."""
    return document(
        requestBody=body(props({"x": schema}, required=["x"])),
        responses=response(props({"x": schema})),
        schemas=schemas,
    )


def named(*names: str) -> JsonObject:
    properties: JsonObject = dict.fromkeys(names, TEXT)
    return document(requestBody=body(props(properties)), responses=response(props(properties)))


def parameters(*given: JsonObject, path: str = PATH) -> JsonObject:
    return document(path=path, parameters=[*given])


def parameter(name: str, where: str = "query", schema: JsonObject | None = None) -> JsonObject:
    return {"name": name, "in": where, "schema": schema or TEXT, "required": where == "path"}


REQUEST = "models/thing_extend_request.py"
RESPONSE = "models/thing_extend_response.py"
CALL = "api/thing/extend_thing_video.py"
ENUM: JsonObject = {"type": "string", "enum": ["a", "b"]}


@frozen
class Case:
    """A document, and what stands in which file of its client, white space apart."""

    document: JsonObject
    file: str = ""
    code: str = ""


CASES: dict[str, Case] = {
    "array without items": Case(both({"type": "array"}), REQUEST, "x: list[Any]"),
    "array of anything": Case(both({"type": "array", "items": {}}), REQUEST, "x: list[Any]"),
    "array or null without items": Case(
        both({"type": ["array", "null"]}), REQUEST, "x: list[Any | None] | None"
    ),
    "array of what only words describe": Case(
        both({"type": "array", "items": {"description": "said"}}),
        RESPONSE,
        "x: list[Any | None] | None | Unset",
    ),
    "array of an array": Case(
        both({"type": "array", "items": {"type": "array", "items": props({"a": TEXT})}}),
        REQUEST,
        "x: list[list[ThingExtendRequestX]]",
    ),
    "required array of objects": Case(
        both({"type": "array", "items": props({"a": TEXT})}),
        REQUEST,
        "x: list[dict[str, Any]] x = []",
    ),
    "enum of two types": Case(
        both({"enum": ["a", 1]}), REQUEST, "x: ThingExtendRequestXType0 | ThingExtendRequestXType1"
    ),
    "enum of fractions": Case(both({"type": "number", "enum": [0.5, 1.5]}), REQUEST, "x: float"),
    "enum of whole numbers and fractions": Case(
        both({"type": "number", "enum": [0, 0.5, 1], "default": 0.5}),
        REQUEST,
        "x: float = 0.5",
    ),
    "enum of numbers as text": Case(
        both({"type": "integer", "enum": ["5", "10"]}),
        "models/thing_extend_request_x.py",
        "Literal[5, 10]",
    ),
    "enum with null": Case(
        both({"enum": ["a", None]}), REQUEST, "x: None | ThingExtendRequestXType0"
    ),
    "enum of null alone": Case(both({"enum": [None]}), REQUEST, "x: None"),
    "enum of booleans": Case(both({"type": "boolean", "enum": [True]}), REQUEST, "x: bool"),
    "enum whose values read alike": Case(
        both({"type": "string", "enum": ["a-b", "a b", "A_B", ""]}),
        "models/thing_extend_request_x.py",
        "Literal['', 'a b', 'a-b', 'A_B']",
    ),
    "enum of an array is its items'": Case(
        both({"type": "array", "items": TEXT, "enum": ["a", "b"]}),
        REQUEST,
        "x: list[ThingExtendRequestXItem]",
    ),
    "const of text": Case(both({"const": "a"}), REQUEST, "x: Literal['a']"),
    "const of a number": Case(both({"const": 5}), "models/thing_extend_request_x.py", "Literal[5]"),
    "const of a fraction": Case(both({"const": 0.5}), REQUEST, "x: float"),
    "const of an object": Case(both({"const": {"a": 1}}), REQUEST, "x: Any"),
    "two objects of one title": Case(
        document(
            responses=response(
                props(
                    {
                        "a": props({"x": TEXT}, title="Same"),
                        "b": props({"y": TEXT}, title="Same"),
                    }
                )
            )
        ),
        RESPONSE,
        "b: None | ThingExtendResponseB | Unset",
    ),
    "schemas that differ by case": Case(
        document(
            requestBody=body(ref("videoTask")),
            responses=response(ref("VideoTask")),
            schemas={"videoTask": props({"x": TEXT}), "VideoTask": props({"y": TEXT})},
        ),
        CALL,
        "body: VideoTask2",
    ),
    "modules that differ by case": Case(
        document(
            requestBody=body(ref("ABTest")),
            responses=response(ref("AbTest")),
            schemas={"ABTest": props({"x": TEXT}), "AbTest": props({"y": TEXT})},
        ),
        CALL,
        "body: ABTest,",
    ),
    "schema with a name of JSON Pointers": Case(
        document(requestBody=body(ref("a~1b")), schemas={"a/b": props({"x": TEXT})}),
        CALL,
        "body: AB,",
    ),
    "schema of a property of its name": Case(
        both(ref("Video"), {"Video": props({"video": props({"a": TEXT})})}),
        REQUEST,
        "x: VideoSchema",
    ),
    **{
        f"schema called {name}": Case(
            document(
                requestBody=body(ref(name)),
                responses=response(ref(name)),
                schemas={name: props({"x": TEXT})},
            ),
            CALL,
            f"body: {called}Request,",
        )
        for name, called in {
            "Client": "ClientSchema",
            "Response": "ResponseSchema",
            "File": "FileSchema",
            "Unset": "UnsetSchema",
            "Any": "AnySchema",
            "T": "TSchema",
            "Mapping": "MappingSchema",
            "Exception": "ExceptionSchema",
            "class": "Class",
            "__init__": "Init",
            "视频任务": "Schema",
            "Result«Video»": "ResultVideo",
            "1st": "Schema1St",
        }.items()
    },
    "properties that read alike": Case(
        named("taskId", "task_id"), REQUEST, 'field_dict["taskId"] = taskId'
    ),
    "properties that nothing tells apart": Case(
        named("a b", "a-b", "a.b"), REQUEST, "additional_properties: dict[str, Any]"
    ),
    "properties of hostile names": Case(
        named("class", "1st", "$x", "中文", "", 'a"b', "{x}", "__init__", "list", "self"),
        REQUEST,
        'd.pop("中文", UNSET)',
    ),
    **{
        f"property called {name}": Case(
            named(name, "fine"), REQUEST, "additional_properties: dict[str, Any]"
        )
        for name in (
            "to_dict",
            "from_dict",
            "to_multipart",
            "additional_properties",
            "additional_keys",
            "field_dict",
            "src_dict",
            "cls",
            "types",
            "d",
        )
    },
    "parameters of one name": Case(
        parameters(
            parameter("id", "path"), parameter("id"), parameter("id", "header"), path="/thing/{id}"
        ),
        CALL,
        "id_query: str | Unset = UNSET",
    ),
    **{
        f"parameter called {name}": Case(
            parameters(parameter(name)), CALL, "params.update(json_query_fields)"
        )
        for name in ("body", "response", "kwargs", "params", "headers", "cookies")
    },
    "path parameter that is not ASCII": Case(
        parameters(parameter("任务id", "path"), path="/thing/{任务id}"), CALL, "id: str,"
    ),
    "path parameter without a description": Case(document(path="/thing/{id}"), CALL, "id: str,"),
    **{
        f"resource called {name}": Case(
            {
                **document(path=f"/{name}/extend"),
                "paths": {
                    f"/{name}/extend": {
                        "get": {"responses": response(props({"id": TEXT}))},
                        "post": {
                            "requestBody": body(props({"a": TEXT})),
                            "responses": response(props({"id": TEXT})),
                        },
                    }
                },
            },
            f"resources/{name}.py",
            f"class {name.capitalize()}Resource(Calls)",
        )
        for name in ("t", "k", "p", "any", "file", "hooks", "calls", "resources")
    },
    "path with a colon": Case(
        document(path="/thing/x:generate"), "api/thing/extend_thing_video.py", '"/thing/x:generate"'
    ),
    "header that is a date": Case(
        parameters(parameter("At", "header", {"type": "string", "format": "date-time"})),
        CALL,
        "at: str | Unset",
    ),
    "header that is an array": Case(
        parameters(parameter("Of", "header", {"type": "array", "items": TEXT})),
        CALL,
        "of: str | Unset",
    ),
    "cookie": Case(parameters(parameter("key", "cookie")), CALL, 'cookies["key"] = key'),
    "deep object": Case(
        parameters(
            {**parameter("f", "query", props({"a": WHOLE})), "style": "deepObject", "explode": True}
        ),
        CALL,
        'params["f[a]"] = fa',
    ),
    "joined by a pipe": Case(
        parameters(
            {**parameter("f", "query", {"type": "array", "items": TEXT}), "style": "pipeDelimited"}
        ),
        CALL,
        "f: str | Unset",
    ),
    "parameter of JSON": Case(
        parameters({"name": "f", "in": "query", "content": {JSON: {"schema": props({"a": TEXT})}}}),
        CALL,
        "f: str | Unset",
    ),
    "video as a body": Case(document(requestBody=body(FILE, "video/mp4")), CALL, "body: File,"),
    "video as a response": Case(
        document(responses=response(FILE, "video/mp4")), CALL, "BytesIO(response.content)"
    ),
    "anything as a response": Case(
        document(responses=response({}, "*/*")), CALL, "BytesIO(response.content)"
    ),
    "text as a body": Case(document(requestBody=body(TEXT, "text/plain")), CALL, "body: File,"),
    "stream of events": Case(
        document(responses=response(props({"a": TEXT}), "text/event-stream")),
        CALL,
        "-> Response[str]",
    ),
    "JSON and a stream for one response": Case(
        document(
            responses={
                "200": {
                    "description": "",
                    "content": {
                        "text/event-stream": {"schema": TEXT},
                        JSON: {"schema": props({"a": TEXT})},
                    },
                }
            }
        ),
        CALL,
        "from_dict(cast(Mapping[str, Any], response.json()))",
    ),
    "JSON with parameters": Case(
        document(requestBody=body(props({"a": TEXT}), "application/json; charset=utf-8")),
        CALL,
        'headers["Content-Type"] = "application/json; charset=utf-8"',
    ),
    "a file inside JSON": Case(both(FILE), REQUEST, "x: str"),
    "one body in two media types": Case(
        document(
            requestBody={
                "required": True,
                "content": {
                    JSON: {"schema": ref("A")},
                    "multipart/form-data": {"schema": ref("A")},
                },
            },
            schemas={"A": props({"a": TEXT})},
        ),
        CALL,
        "isinstance(body, ThingExtendForm)",
    ),
    "body without a schema": Case(
        document(requestBody={"content": {JSON: {}}}), CALL, "body: Any | Unset"
    ),
    "statuses of all kinds": Case(
        document(
            responses={
                "200": {"description": ""},
                "4XX": {"content": {JSON: {"schema": props({"e": TEXT})}}},
                "596": {"description": ""},
                "x-201:made": {"description": ""},
                "default": {"description": ""},
            }
        ),
        CALL,
        "if 400 <= response.status_code <= 499:",
    ),
    "no responses at all": Case(document(responses={}), CALL, "-> Response[Any]"),
    "callback": Case(
        document(
            callbacks={
                "done": {
                    "{$request.body#/url}": {
                        "post": {
                            "requestBody": body(props({"state": ENUM, "of": {"type": "array"}})),
                            "responses": {"200": {"description": ""}},
                        }
                    }
                }
            }
        ),
        CALL,
        "def sync_detailed(",
    ),
    "security that is no type": Case(
        {
            **document(security=[{"b": []}]),
            "components": {"securitySchemes": {"b": {"type": "bearer"}}},
        },
        CALL,
        "client: AuthenticatedClient | Client,",
    ),
    "allOf of two objects": Case(
        both({"allOf": [props({"a": TEXT}), props({"b": TEXT})]}),
        "models/thing_extend_request_x.py",
        "b: str | Unset",
    ),
    "allOf that contradicts itself": Case(
        both({"allOf": [props({"a": TEXT}), props({"a": WHOLE})]}),
        "models/thing_extend_request_x.py",
        "a: int | Unset",
    ),
    "allOf of a reference and words": Case(
        both({"allOf": [ref("A"), {"description": "said"}]}, {"A": ENUM}), REQUEST, "x: A"
    ),
    "allOf of text": Case(both({"allOf": [TEXT, {"minLength": 2}]}), REQUEST, "x: str"),
    "allOf of itself": Case(
        both(ref("Node"), {"Node": {"allOf": [ref("Node"), props({"a": TEXT})]}}),
        "models/node.py",
        "a: None | str | Unset",
    ),
    "allOf around a choice": Case(
        both({"allOf": [props({"a": TEXT}), {"oneOf": [props({"b": TEXT}), props({"c": TEXT})]}]}),
        REQUEST,
        "x: ThingExtendRequestX | ThingExtendRequestX2",
    ),
    "oneOf that only restricts": Case(
        both(props({"a": TEXT, "b": TEXT}, oneOf=[{"required": ["a"]}, {"required": ["b"]}])),
        "models/thing_extend_request_x.py",
        "b: str | Unset",
    ),
    "oneOf of two objects": Case(
        both({"oneOf": [props({"a": TEXT}), props({"b": WHOLE})]}),
        REQUEST,
        "x: ThingExtendRequestX | ThingExtendRequestX2",
    ),
    "anyOf of text and an object": Case(
        both({"anyOf": [TEXT, props({"a": TEXT})]}), REQUEST, "x: str | ThingExtendRequestX"
    ),
    "object and array at once": Case(
        both({"type": ["object", "array"], "properties": {"a": TEXT}, "items": TEXT}),
        REQUEST,
        "list[str]",
    ),
    "discriminator": Case(
        both(
            {
                "oneOf": [ref("cat"), ref("Dog")],
                "discriminator": {
                    "propertyName": "kind",
                    "mapping": {"c": "#/components/schemas/cat", "d": "Dog"},
                },
            },
            {
                "cat": props({"kind": {"const": "c"}}, required=["kind"]),
                "Dog": props({"kind": {"const": "d"}}, required=["kind"]),
            },
        ),
        REQUEST,
        "x: CatRequest | DogRequest",
    ),
    "not": Case(
        both({**props({"a": TEXT}), **without("b")}),
        "models/thing_extend_request_x.py",
        "a: str",
    ),
    "items by their number": Case(
        both({"type": "array", "prefixItems": [TEXT, WHOLE], "items": False}),
        REQUEST,
        "x: list[int | str]",
    ),
    "properties by a pattern": Case(
        both({"type": "object", "patternProperties": {"^x-": WHOLE}}),
        "models/thing_extend_request_x.py",
        "additional_properties: dict[str, int]",
    ),
    "further fields of a form": Case(
        document(
            requestBody=body(
                props({"q": TEXT}, additionalProperties={"type": "array"}), "multipart/form-data"
            )
        ),
        "models/thing_extend_form.py",
        "additional_properties: dict[str, Any]",
    ),
    "types in a list": Case(
        both({"type": ["string", "integer", "null"]}), REQUEST, "x: int | None | str"
    ),
    "object that refers to itself": Case(
        both(
            ref("Node"),
            {
                "Node": props(
                    {"a": ref("Node"), "m": {"type": "object", "additionalProperties": ref("Node")}}
                )
            },
        ),
        "models/node.py",
        "a: Node | None | Unset",
    ),
    "component that stands for another": Case(
        both(ref("A"), {"A": ref("Z"), "Z": ENUM}), REQUEST, "x: A"
    ),
    "component that is a union of objects": Case(
        both(ref("A"), {"A": {"anyOf": [props({"a": TEXT}), props({"b": TEXT})]}}),
        REQUEST,
        "x: ARequest2 | ARequest22",
    ),
    "true for a schema": Case(both(True), REQUEST, "x: Any"),
    "default of another type": Case(both({**WHOLE, "default": "5"}), REQUEST, "x: int = 5"),
    "default that is none": Case(both({**WHOLE, "default": "five"}), REQUEST, "x: int"),
    "default out of the enum": Case(
        both({**ENUM, "default": "z"}), REQUEST, "x: ThingExtendRequestX"
    ),
    "default that is no date": Case(
        both({"type": "string", "format": "date", "default": "today"}), REQUEST, "x: datetime.date"
    ),
    "reference with a default beside it": Case(
        both({**ref("A"), "default": "a"}, {"A": ENUM}), REQUEST, "= 'a'"
    ),
    "names without end": Case(
        both(props({"a" * 200: props({"b" * 200: props({"c": TEXT})})})),
        REQUEST,
        "x: ThingExtendRequestX",
    ),
    "operationId that is a keyword": Case(
        document(operationId="import"), "api/thing/extend_import.py", "def sync_detailed("
    ),
    "operationId in camel case": Case(
        document(operationId="generateThingVideo"), "api/thing/generate_thing_video.py", "def sync("
    ),
    "shared parameters and responses": Case(
        {
            **document(
                responses={"200": {"$ref": "#/components/responses/Ok"}}, path="/thing/{id}"
            ),
            "paths": {
                "/thing/{id}": {
                    "parameters": [{"$ref": "#/components/parameters/Id"}],
                    "post": {
                        "summary": "Extend Video",
                        "x-group": "thing",
                        "responses": {"200": {"$ref": "#/components/responses/Ok"}},
                    },
                }
            },
            "components": {
                "parameters": {"Id": parameter("id", "path", WHOLE)},
                "responses": {
                    "Ok": {"description": "", "content": {JSON: {"schema": props({"a": TEXT})}}}
                },
            },
        },
        CALL,
        "id: int,",
    ),
    "words of all kinds": Case(
        both(
            {
                **TEXT,
                "description": "a \\ \"\"\" ''' %s {x} {{ y }} {% z %} \\N{BULLET} \\u12 \U0001f600 ends\\",
            }
        ),
        REQUEST,
        "x: str",
    ),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("survival")


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> dict[str, JsonObject]:
    """Return what is read of each case; the last refers to a schema that is missing."""
    file = tmp_path_factory.mktemp("read") / "page.json"

    def read_again(given: JsonObject) -> JsonObject:
        file.write_text(json.dumps(given), encoding="utf-8")
        return read([file]).document

    broken = read_again(document())
    obj(broken["components"])["schemas"] = {}
    return {name: read_again(case.document) for name, case in CASES.items()} | {BROKEN: broken}


@pytest.fixture(scope="module")
def findings(folder: Path, documents: dict[str, JsonObject]) -> Findings:
    return generate_all(documents, folder)


@pytest.mark.parametrize("name", CASES)
def test_a_trap_survives_generating(
    name: str, documents: dict[str, JsonObject], findings: Findings, folder: Path
) -> None:
    found = findings.get(name, [])
    if sends_one_of_several(documents[name]):
        found = [line for line in found if not (line.startswith("bare: ") and "Unset" in line)]
    assert found == []
    case = CASES[name]
    written = (folder / f"ours_{list(CASES).index(name)}" / case.file).read_text(encoding="utf-8")
    assert " ".join(case.code.split()) in " ".join(written.split())


def test_what_a_broken_document_gives_is_found(findings: Findings) -> None:
    assert {line.partition(":")[0] for line in findings[BROKEN]} == {"ours", "bare"}
