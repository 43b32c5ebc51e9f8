"""One shape under several names becomes one schema; one name for two shapes is an error."""

from __future__ import annotations

import itertools

import pytest

from scripts.specs.build import finished
from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject, obj
from tests.helpers.written_pages import at, normalized

JSON = "application/json"
TEXT: JsonObject = {"type": "string"}
WHOLE: JsonObject = {"type": "integer"}


def props(**properties: Json) -> JsonObject:
    return {"type": "object", "properties": properties}


def operation(name: str, schemas: JsonObject, page: str = "x.md") -> JsonObject:
    responses: JsonObject = {
        status: {"description": "", "content": {JSON: {"schema": schema}}}
        for status, schema in schemas.items()
    }
    tag = name.split("_")[1]
    return {
        "operationId": name,
        "x-resource": tag,
        "x-source": [f"pages/{page}"],
        "responses": responses,
    }


def document(*given: JsonObject) -> JsonObject:
    paths: JsonObject = {f"/{item['operationId']}": {"post": item} for item in given}
    return {"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}


def schemas(*given: JsonObject) -> JsonObject:
    return obj(at(normalized(document(*given)), "components", "schemas"))


def envelope(words: str) -> JsonObject:
    return props(code={**WHOLE, "description": words}, msg=TEXT, data=props(taskId=TEXT, at=WHOLE))


def test_an_envelope_on_several_pages_is_one_schema() -> None:
    found = schemas(
        operation("generate_mj_image", {"200": envelope("One.")}),
        operation("upscale_mj_image", {"200": envelope("Two.")}),
    )
    assert list(found) == ["MjResponse", "MjResult"]


def test_the_names_do_not_depend_on_the_order_of_the_pages() -> None:
    given = [
        operation(name, {"200": envelope(name)})
        for name in ("generate_mj_image", "upscale_mj_image", "vary_mj_image")
    ]
    results = [schemas(*order) for order in itertools.permutations(given)]
    assert all(result == results[0] for result in results)


def test_what_an_operation_refuses_with_is_its_error() -> None:
    refused = props(error=TEXT)
    found = schemas(operation("upload_any_file", {"400": refused, "401": refused, "500": refused}))
    assert list(found) == ["AnyUploadFileError"]


def test_two_tags_keep_their_responses_apart() -> None:
    found = schemas(
        operation("extend_veo_video", {"200": envelope("")}),
        operation("extend_runway_video", {"200": envelope("")}),
    )
    assert {"VeoExtendResponse", "RunwayExtendResponse"} <= found.keys()


def test_each_tag_has_one_schema_for_equal_responses() -> None:
    names = ("generate_mj_image", "upscale_mj_image", "extend_veo_video", "make_veo_video")
    found = schemas(*(operation(name, {"200": envelope("")}) for name in names))
    assert list(found) == ["MjResponse", "MjResult", "VeoResponse", "VeoResult"]


def test_a_shape_too_small_to_mean_one_thing_stays_where_it_is() -> None:
    found = schemas(
        operation("generate_mj_image", {"200": props(id=TEXT)}),
        operation("upscale_mj_image", {"200": props(id=TEXT)}),
    )
    assert list(found) == ["MjGenerateResponse", "MjUpscaleResponse"]


def test_names_that_are_given_stay() -> None:
    one: JsonObject = {**envelope(""), "x-name": "Made"}
    two: JsonObject = {**envelope(""), "x-name": "Scaled"}
    found = schemas(
        operation("generate_mj_image", {"200": one}), operation("upscale_mj_image", {"200": two})
    )
    assert {"Made", "Scaled"} <= found.keys()


def test_responses_that_differ_in_a_part_stay_apart() -> None:
    other = props(code=WHOLE, msg=TEXT, data=props(taskId=WHOLE, at=WHOLE))
    found = schemas(
        operation("generate_mj_image", {"200": envelope("")}),
        operation("upscale_mj_image", {"200": other}),
    )
    assert len(found) == 4


def test_one_name_for_two_shapes_names_both_operations_and_pages() -> None:
    one: JsonObject = {**props(a=TEXT), "x-name": "Task"}
    two: JsonObject = {**props(a=WHOLE), "x-name": "Task"}
    with pytest.raises(SpecError) as raised:
        finished(
            document(
                operation("generate_mj_image", {"200": one}, "one.md"),
                operation("upscale_mj_image", {"200": two}, "two.md"),
            )
        )
    for words in ("Task", "generate_mj_image, pages/one.md", "upscale_mj_image, pages/two.md"):
        assert words in str(raised.value)


def test_two_places_that_only_sound_alike_are_numbered() -> None:
    found = schemas(
        operation(
            "get_x_task", {"200": props(a=props(b_c=props(x=TEXT)), a_b=props(c=props(y=TEXT)))}
        )
    )
    named = [name for name in found if name.startswith("XTaskResponseABC")]
    assert named == ["XTaskResponseABC", "XTaskResponseABC2"]
