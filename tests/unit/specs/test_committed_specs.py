"""The committed documents: names, links, constraints, schemas and callbacks of their operations."""

from __future__ import annotations

import jsonschema_rs
import pytest

from longtake._providers import PROVIDERS
from scripts.specs.json_types import Json, JsonObject, arr, obj, operations, text
from tests.helpers.built_specs import built
from tests.helpers.written_pages import at

JSON = "application/json"
REF = "#/components/schemas/"


@pytest.fixture(scope="module")
def documents() -> dict[str, JsonObject]:
    return {name: built(name) for name in PROVIDERS}


def component(document: JsonObject, name: str, *way: str | int) -> JsonObject:
    return obj(at(document, "components", "schemas", name, *way))


def test_every_operation_has_its_name_and_tag(documents: dict[str, JsonObject]) -> None:
    found = {
        f"{name} {method} {path}": (operation["operationId"], operation["tags"])
        for name, document in documents.items()
        for path, method, operation in operations(document)
    }
    assert found == {
        "kie post /api/v1/mj/generateVideoExtend": ("extend_midjourney_video", ["midjourney"]),
        "kie post /api/v1/runway/extend": ("extend_runway_video", ["runway"]),
        "kie post /api/v1/veo/extend": ("extend_veo_video", ["veo"]),
        "kie post /api/v1/runway/generate": ("generate_runway_video", ["runway"]),
        "kie post /api/v1/veo/generate": ("generate_veo_video", ["veo"]),
        "kie get /api/v1/runway/record-detail": ("get_runway_task", ["runway"]),
        "kie get /api/v1/veo/record-info": ("get_veo_task", ["veo"]),
        "kie get /api/v1/mj/record-info": ("get_midjourney_task", ["midjourney"]),
        "kie post /api/v1/jobs/createTask": ("create_job", ["jobs"]),
        "kie get /api/v1/jobs/recordInfo": ("get_job", ["jobs"]),
        "kie get /api/v1/chat/credit": ("get_credit_balance", ["account"]),
        "kie post /api/v1/common/download-url": ("create_download_url", ["account"]),
        "kie post /api/v1/aleph/generate": ("generate_aleph_video", ["aleph"]),
        "kie get /api/v1/aleph/record-info": ("get_aleph_task", ["aleph"]),
        "kie get /api/v1/veo/get-1080p-video": ("get_veo_1080p_video", ["veo"]),
        "kie post /api/v1/veo/get-4k-video": ("get_veo_4k_video", ["veo"]),
        "kie get /api/v1/models": ("list_models", ["models"]),
        **{
            f"kie get /api/v1/models/{{model}}/{name.replace('_', '-')}": (
                f"get_model_{name}",
                ["models"],
            )
            for name in ("schema", "price", "success_rate")
        },
        **{
            f"kie post /api/file-{name}-upload": (f"upload_file_{name}", ["files"])
            for name in ("base64", "stream", "url")
        },
        "useapi post /v1/runwayml/gen2/extend": ("extend_gen2_video", ["gen2"]),
        "useapi get /v1/runwayml/tasks/{taskId}": ("get_gen2_task", ["gen2"]),
        "useapi delete /v1/runwayml/tasks/{taskId}": ("cancel_gen2_task", ["gen2"]),
        "useapi get /v1/runwayml/tasks/": ("list_gen2_tasks", ["gen2"]),
        "kling get /account/costs": ("list_kling_resource_packs", ["account"]),
        **{
            f"{provider} {method} {videos}/{path}{more}": (name.format(made), ["kling"])
            for provider, videos in (("chainhub", "/kling/v1/videos"), ("kling", "/v1/videos"))
            for path, made, start in (
                ("video-extend", "extend", "extend_kling_video"),
                ("text2video", "text_to_video", "generate_kling_{}"),
                ("image2video", "image_to_video", "generate_kling_{}"),
                ("multi-image2video", "multi_image_to_video", "generate_kling_{}"),
            )
            for method, more, name in (
                ("post", "", start),
                ("get", "", "list_kling_{}_tasks"),
                ("get", "/{task_id}", "get_kling_{}_task"),
            )
        },
    }


@pytest.mark.parametrize("provider", ["chainhub", "kling"])
def test_operations_on_tasks_of_kling_share_their_schemas(
    documents: dict[str, JsonObject], provider: str
) -> None:
    responses: dict[str, set[str]] = {}
    for _, _, operation in operations(documents[provider]):
        if operation["tags"] != ["kling"]:
            continue
        schema = at(operation, "responses", "200", "content", JSON, "schema", "$ref")
        verb = text(operation["operationId"]).split("_")[0]
        responses.setdefault(verb, set()).add(str(schema).removeprefix(REF))
    assert responses == {
        "extend": {"KlingResponse"},
        "generate": {"KlingResponse"},
        "get": {"KlingResponse"},
        "list": {"KlingTasksResponse"},
    }


@pytest.mark.parametrize(
    ("operation_id", "read", "callback", "payload"),
    [
        ("extend_runway_video", "get_runway_task", "taskFinished callBackUrl", "RunwayCallback"),
        ("extend_veo_video", "get_veo_task", "taskFinished callBackUrl", "VeoCallback"),
        ("generate_runway_video", "get_runway_task", "taskFinished callBackUrl", "RunwayCallback"),
        ("generate_veo_video", "get_veo_task", "taskFinished callBackUrl", "VeoCallback"),
        (
            "extend_midjourney_video",
            "get_midjourney_task",
            "taskFinished callBackUrl",
            "MidjourneyCallback",
        ),
        ("extend_gen2_video", "get_gen2_task", "taskUpdated replyUrl", "Gen2TaskEnvelope Gen2Task"),
        (
            "extend_kling_video",
            "get_kling_extend_task",
            "taskChanged callback_url",
            "KlingTask KlingNotice",
        ),
        *(
            (
                f"generate_kling_{made}",
                f"get_kling_{made}_task",
                "taskChanged callback_url",
                "KlingTask KlingNotice",
            )
            for made in ("text_to_video", "image_to_video", "multi_image_to_video")
        ),
    ],
)
def test_a_submit_links_to_its_read_and_declares_its_callbacks(
    documents: dict[str, JsonObject], operation_id: str, read: str, callback: str, payload: str
) -> None:
    operation = next(
        operation
        for document in documents.values()
        for _, _, operation in operations(document)
        if operation["operationId"] == operation_id
    )
    assert at(operation, "responses", "200", "links", "task", "operationId") == read
    name, member = callback.split()
    posted = at(operation, "callbacks", name, f"{{$request.body#/{member}}}", "post")
    schema = at(posted, "requestBody", "content", JSON, "schema")
    shapes = [{"$ref": REF + shape} for shape in payload.split()]
    assert schema == (shapes[0] if len(shapes) == 1 else {"anyOf": shapes})


def test_authentication_is_a_scheme_everywhere(documents: dict[str, JsonObject]) -> None:
    for document in documents.values():
        assert document["security"] == [{"BearerAuth": []}]
        scheme = obj(at(document, "components", "securitySchemes", "BearerAuth"))
        assert (scheme["type"], scheme["scheme"]) == ("http", "bearer")


@pytest.mark.parametrize(
    ("provider", "schema", "name", "keywords"),
    [
        ("kie", "RunwayExtendRequest", "quality", {"enum": ["720p", "1080p"]}),
        ("kie", "RunwayExtendRequest", "callBackUrl", {"format": "uri"}),
        ("kie", "VeoExtendRequest", "seeds", {"minimum": 10000, "maximum": 99999}),
        ("kie", "VeoExtendRequest", "model", {"enum": ["fast", "quality", "lite"], "default": "fast"}),
        ("kie", "MidjourneyExtendRequest", "prompt", {"maxLength": 2000}),
        ("useapi", "Gen2ExtendRequest", "interpolate", {"type": "boolean", "default": True}),
        ("useapi", "Gen2ExtendRequest", "motion", {"minimum": 1, "maximum": 10}),
        ("useapi", "Gen2ExtendRequest", "pan", {"minimum": -10, "maximum": 10}),
        ("useapi", "Gen2ExtendForm", "seed", {"minimum": 1, "maximum": 4294967294, "format": "int64"}),
        ("useapi", "Gen2ExtendForm", "replyUrl", {"format": "uri", "maxLength": 1024}),
        ("chainhub", "KlingExtendRequest", "cfg_scale", {"minimum": 0, "maximum": 1, "default": 0.5}),
        ("chainhub", "KlingExtendRequest", "negative_prompt", {"maxLength": 2500}),
    ],
)  # fmt: skip
def test_constraints_are_keywords(
    documents: dict[str, JsonObject], provider: str, schema: str, name: str, keywords: JsonObject
) -> None:
    found = component(documents[provider], schema, "properties", name)
    assert {key: found.get(key) for key in keywords} == keywords


@pytest.mark.parametrize(
    ("provider", "place", "enum", "kind"),
    [
        ("kie", "RunwayTask state", "RunwayTaskState", "string"),
        ("kie", "VeoTask successFlag", "VeoTaskSuccessFlag", "integer"),
        ("kie", "VeoExtendResponse code", "VeoExtendResponseCode", "integer"),
        ("useapi", "Gen2Task status", "Gen2TaskStatus", "string"),
        ("chainhub", "KlingTask task_status", "KlingTaskStatus", "string"),
    ],
)
def test_response_enums_are_open(
    documents: dict[str, JsonObject], provider: str, place: str, enum: str, kind: str
) -> None:
    schema, name = place.split()
    found = component(documents[provider], schema, "properties", name)
    assert found["anyOf"] == [{"$ref": REF + enum}, {"type": kind}, {"type": "null"}]
    assert found["description"]


def test_the_gen2_task_is_one_schema_bare_or_in_an_envelope(
    documents: dict[str, JsonObject],
) -> None:
    useapi = documents["useapi"]
    made = at(useapi, "paths", "/v1/runwayml/gen2/extend", "post", "responses", "200")
    assert at(made, "content", JSON, "schema") == {"$ref": f"{REF}Gen2Task"}
    item = obj(at(useapi, "paths", "/v1/runwayml/tasks/{taskId}"))
    for method in ("get", "delete"):
        read = at(item, method, "responses", "200", "content", JSON, "schema", "anyOf")
        assert read == [{"$ref": f"{REF}Gen2TaskEnvelope"}, {"$ref": f"{REF}Gen2Task"}]
        assert at(item, method, "parameters", 0, "x-unencoded") == ":@"
    assert component(useapi, "Gen2TaskEnvelope")["required"] == ["task"]
    assert at(component(useapi, "Gen2Task"), "properties", "error", "anyOf") == [
        {"$ref": f"{REF}Gen2TaskError"},
        {"type": "string"},
        {"type": "null"},
    ]


def test_an_envelopes_data_may_be_null(documents: dict[str, JsonObject]) -> None:
    found = component(documents["kie"], "VeoTaskResponse", "properties", "data")
    assert found["anyOf"] == [{"$ref": f"{REF}VeoTask"}, {"type": "null"}]


def test_sources_name_page_supplement_and_written_document(
    documents: dict[str, JsonObject],
) -> None:
    kie = documents["kie"]
    made = at(kie, "paths", "/api/v1/veo/extend", "post", "x-source")
    assert isinstance(made, list)
    assert made[:2] == ["pages/kie-veo-extend.md", "supplement.yaml#veo-name"]
    assert "supplement.yaml#veo-model" in made
    read = at(kie, "paths", "/api/v1/veo/record-info", "get", "x-source", 0)
    assert read == "written/reads.yaml#documented"


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_schema_compiles_and_every_example_keeps_its_schema(
    documents: dict[str, JsonObject], provider: str
) -> None:
    document = documents[provider]

    def accepts(schema: JsonObject, value: Json) -> bool:
        rooted = {**schema, "components": document["components"]}
        return jsonschema_rs.Draft202012Validator(rooted, validate_formats=True).is_valid(value)

    for schema in obj(at(document, "components", "schemas")).values():
        accepts(obj(schema), None)
        for described in obj(obj(schema).get("properties")).values():
            assert all(
                accepts(obj(described), value) for value in arr(obj(described).get("examples"))
            )
    for _, _, operation in operations(document):
        bodies = [operation.get("requestBody"), *obj(operation["responses"]).values()]
        for media in [obj(obj(obj(body).get("content")).get(JSON)) for body in bodies]:
            examples = obj(media.get("examples")).values()
            assert all(accepts(obj(media["schema"]), at(given, "value")) for given in examples)


def test_a_signed_callback_declares_what_is_signed(documents: dict[str, JsonObject]) -> None:
    for path in (
        "/api/v1/runway/extend",
        "/api/v1/runway/generate",
        "/api/v1/veo/extend",
        "/api/v1/veo/generate",
        "/api/v1/mj/generateVideoExtend",
    ):
        callbacks = at(documents["kie"], "paths", path, "post", "callbacks", "taskFinished")
        posted = obj(obj(callbacks)["{$request.body#/callBackUrl}"])["post"]
        names = {text(obj(item)["name"]) for item in arr(obj(posted)["parameters"])}
        assert names == {"X-Webhook-Timestamp", "X-Webhook-Signature"}


def test_an_optional_callback_is_not_called_required(documents: dict[str, JsonObject]) -> None:
    address = component(documents["kie"], "RunwayExtendRequest", "properties", "callBackUrl")
    assert "Required" not in text(address["description"])
