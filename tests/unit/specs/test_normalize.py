"""The form of a normalized document."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest

from scripts.drift.comparing import compare
from scripts.specs.build import finished
from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject, obj, same
from scripts.specs.normalize.order import ordered
from scripts.specs.page import Page
from scripts.specs.readers.openapi_file import OpenApiFileReader
from scripts.specs.yaml.read import scalar
from tests.helpers.written_pages import at, normalized, texts

JSON = "application/json"
STRING: JsonObject = {"type": "string"}


def document(
    *, body: JsonObject | None = None, response: JsonObject | None = None, **more: Json
) -> JsonObject:
    """A document with one operation, extend_thing_video."""
    operation: JsonObject = {
        "summary": "Extend Video",
        "x-group": "thing-api/x.json",
        "x-source": ["pages/x.md"],
        "responses": {"200": {"description": "", "content": {JSON: {"schema": response or {}}}}},
        **more,
    }
    if body is not None:
        operation["requestBody"] = {"content": {JSON: {"schema": body}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/thing/extend": {"post": operation}},
    }


def schemas(value: JsonObject) -> JsonObject:
    return obj(at(normalized(value), "components", "schemas"))


def object_of(**properties: Json) -> JsonObject:
    return {"type": "object", "properties": properties}


def test_bodies_become_components_by_operation_and_role() -> None:
    value = normalized(
        document(
            body=object_of(a=STRING), response=object_of(code=STRING, data=object_of(id=STRING))
        )
    )
    operation = at(value, "paths", "/thing/extend", "post")
    assert at(operation, "requestBody", "content", JSON, "schema") == {
        "$ref": "#/components/schemas/ThingExtendRequest"
    }
    assert list(obj(at(value, "components", "schemas"))) == [
        "ThingExtendRequest",
        "ThingExtendResponse",
        "ThingExtendResult",
    ]


def test_a_request_is_closed_and_a_response_is_open() -> None:
    found = schemas(document(body=object_of(a=object_of(b=STRING)), response=object_of(c=STRING)))
    assert obj(found["ThingExtendRequest"])["additionalProperties"] is False
    assert obj(found["ThingExtendRequestA"])["additionalProperties"] is False
    assert "additionalProperties" not in obj(found["ThingExtendResponse"])


def test_a_requests_enum_stays_and_a_responses_enum_opens() -> None:
    enum: JsonObject = {"type": "string", "enum": ["a", "b"], "description": "Which."}
    found = schemas(document(body=object_of(kind=enum), response=object_of(state=enum)))
    assert at(found, "ThingExtendRequest", "properties", "kind") == {
        "type": "string",
        "description": "Which.",
        "enum": ["a", "b"],
    }
    assert at(found, "ThingExtendResponse", "properties", "state") == {
        "description": "Which.",
        "anyOf": [
            {"$ref": "#/components/schemas/ThingExtendResponseState"},
            STRING,
            {"type": "null"},
        ],
    }
    assert found["ThingExtendResponseState"] == {"type": "string", "enum": ["a", "b"]}


def test_a_responses_enum_that_may_be_null_allows_null() -> None:
    enum: JsonObject = {"type": ["integer", "null"], "enum": [1, 2, None], "x-name": "Flag"}
    found = schemas(document(response=object_of(flag=enum, flags={"type": "array", "items": enum})))
    options = [{"$ref": "#/components/schemas/Flag"}, {"type": "integer"}, {"type": "null"}]
    assert at(found, "ThingExtendResponse", "properties", "flag", "anyOf") == options
    assert at(found, "ThingExtendResponse", "properties", "flags", "items", "anyOf") == options
    assert found["Flag"] == {"type": "integer", "enum": [1, 2]}


def test_the_values_of_an_enum_are_written_in_its_type() -> None:
    mixed: JsonObject = {"type": "string", "enum": ["a", 1]}
    found = schemas(document(response=object_of(state=mixed)))
    assert found["ThingExtendResponseState"] == {"type": "string", "enum": ["a", "1"]}


OPEN_STRING: Final[JsonObject] = {"type": ["string", "null"]}


@pytest.mark.parametrize("values", [[0, 0.5, 1], [0.5, 1], [1, 0.5]])
@pytest.mark.parametrize("kind", ["number", "integer", None])
def test_an_enum_of_whole_numbers_and_fractions_is_one_of_numbers(
    values: list[Json], kind: str | None
) -> None:
    enum: JsonObject = {"enum": values, "default": 0.5, **({"type": kind} if kind else {})}
    found = schemas(document(body=object_of(stability=enum)))
    assert at(found, "ThingExtendRequest", "properties", "stability") == {
        "type": "number",
        "default": 0.5,
        "allOf": [{"type": "number", "enum": values}],
    }


SPELLINGS = ["1.10", "0123456789", "0007", "1e3", "0x1F"]


def unquoted(written: str, *, quotes: str = "") -> JsonObject:
    """Return a document whose strings stand without quotes in YAML, or within these."""
    text = f"{quotes}{written}{quotes}"
    other = f"{quotes}1.1{quotes}"
    schema = f"{{type: string, default: {text}, enum: [{text}, {other}], example: {text}}}"
    body = f"{{type: object, properties: {{a: {schema}, b: {{type: string, const: {text}}}}}}}"
    source = f"""
openapi: 3.1.0
info: {{title: T, version: {text}}}
paths:
  /thing/extend:
    post:
      x-group: thing-api/x.json
      summary: Extend Video
      parameters:
        - {{name: p, in: query, schema: {{type: [string, 'null'], default: {text}}}}}
      requestBody:
        content:
          {JSON}: {{schema: {body}, example: {{a: {text}, b: {text}}}}}
      responses: {{200: {{description: ok}}}}
"""
    page = Page(Path("page.yaml"), tuple(source.split("\n")))
    return OpenApiFileReader().read(page).document


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_string_without_quotes_keeps_the_pages_spelling(written: str) -> None:
    value = normalized(unquoted(written))
    operation = at(value, "paths", "/thing/extend", "post")
    properties = at(value, "components", "schemas", "ThingExtendRequest", "properties")
    assert at(value, "info", "version") == written
    assert at(operation, "parameters", 0, "schema", "default") == written
    assert obj(at(properties, "a")) == {
        "type": "string",
        "default": written,
        "enum": [written, "1.1"],
        "examples": [written],
    }
    assert at(properties, "b", "const") == written
    example = at(operation, "requestBody", "content", JSON, "examples", "example", "value")
    assert example == {"a": written, "b": written}


@pytest.mark.parametrize("written", SPELLINGS)
def test_quotes_around_a_string_change_nothing(written: str) -> None:
    assert normalized(unquoted(written)) == normalized(unquoted(written, quotes="'"))
    assert (
        compare(normalized(unquoted(written)), normalized(unquoted(written, quotes='"')), None)
        == []
    )


def test_a_number_is_a_number_however_it_is_spelled() -> None:
    found = schemas(document(body=object_of(a={"type": "number", "default": scalar("1.10")})))
    assert same(at(found, "ThingExtendRequest", "properties", "a", "default"), 1.1)


def test_a_field_of_a_response_is_optional_and_may_be_null_whatever_is_required() -> None:
    fields: JsonObject = object_of(
        a={**object_of(x=STRING), "description": "An a."},
        b={"type": "array", "items": object_of(y=STRING)},
        c=STRING,
        when={"type": "string", "format": "date-time", "description": "When."},
    )
    fields["required"] = ["a", "b", "c", "when"]
    found = schemas(document(response=fields, body={**object_of(c=STRING), "required": ["c"]}))
    assert found["ThingExtendResponse"] == {
        "type": "object",
        "properties": {
            "a": {
                "description": "An a.",
                "anyOf": [{"$ref": "#/components/schemas/ThingExtendResponseA"}, {"type": "null"}],
            },
            "b": {
                "type": ["array", "null"],
                "items": {"$ref": "#/components/schemas/ThingExtendResponseB"},
            },
            "c": OPEN_STRING,
            "when": {
                "description": "When.",
                "anyOf": [{"type": "string", "format": "date-time"}, STRING, {"type": "null"}],
            },
        },
    }
    assert obj(found["ThingExtendRequest"])["required"] == ["c"]
    assert at(found, "ThingExtendRequest", "properties", "c") == STRING


def test_a_date_in_a_response_may_be_any_string_at_any_place() -> None:
    date: JsonObject = {"type": "string", "format": "date-time"}
    open_date: JsonObject = {"anyOf": [date, STRING]}
    value = document(
        response=object_of(
            many={"type": "array", "items": date},
            named={"type": "object", "additionalProperties": date},
            other={"$ref": "#/components/schemas/When"},
            several={"anyOf": [date, {"type": "integer"}]},
        ),
        body=object_of(at=date),
    )
    value["components"] = {"schemas": {"When": date}}
    found = schemas(value)
    assert at(found, "ThingExtendResponse", "properties", "many", "items") == open_date
    assert at(found, "ThingExtendResponseNamed", "additionalProperties") == open_date
    assert found["When"] == open_date
    assert at(found, "ThingExtendResponse", "properties", "several", "anyOf") == [
        date, STRING, {"type": "integer"}, {"type": "null"},
    ]  # fmt: skip
    assert at(found, "ThingExtendRequest", "properties", "at") == date


def test_a_discriminating_field_of_a_union_stays_required() -> None:
    wrapped: JsonObject = {
        **object_of(task=object_of(id=STRING), code=STRING),
        "required": ["task", "code"],
    }
    bare: JsonObject = {**object_of(id=STRING, code=STRING), "required": ["id", "code"]}
    found = schemas(document(response={"oneOf": [wrapped, bare]}))
    required = {name: obj(schema).get("required") for name, schema in found.items()}
    assert required == {
        "ThingExtendResponse": ["task"],
        "ThingExtendResponse2": None,
        "ThingExtendResponseTask": None,
    }


def test_a_schema_of_requests_and_responses_gets_a_copy_for_requests() -> None:
    reference: JsonObject = {"$ref": "#/components/schemas/Clip"}
    value = document(response=reference, body=reference)
    value["components"] = {"schemas": {"Clip": {**object_of(id=STRING), "required": ["id"]}}}
    assert schemas(value) == {
        "Clip": object_of(id=OPEN_STRING),
        "ClipRequest": {
            **object_of(id=STRING),
            "required": ["id"],
            "additionalProperties": False,
        },
    }


def test_an_object_beside_scalars_becomes_a_union_with_null_last() -> None:
    both: JsonObject = {**object_of(x=STRING), "type": ["object", "null", "string"]}
    found = schemas(document(response=object_of(error=both)))
    assert at(found, "ThingExtendResponse", "properties", "error", "anyOf") == [
        {"$ref": "#/components/schemas/ThingExtendResponseError"},
        STRING,
        {"type": "null"},
    ]


def test_a_form_gets_a_schema_of_its_own() -> None:
    value = document(body=object_of(a=STRING))
    content = obj(at(value, "paths", "/thing/extend", "post", "requestBody", "content"))
    content["multipart/form-data"] = {"schema": object_of(a=STRING)}
    found = schemas(value)
    assert found["ThingExtendForm"] == found["ThingExtendRequest"]


def test_items_are_named_in_the_singular() -> None:
    response = object_of(artifacts={"type": "array", "items": object_of(id=STRING)})
    assert "ThingExtendResponseArtifact" in schemas(document(response=response))


def test_a_given_name_wins_and_may_be_referred_to() -> None:
    task: JsonObject = {**object_of(id=STRING), "x-name": "Task", "title": "whatever"}
    value = document(response=task)
    at_200 = obj(at(value, "paths", "/thing/extend", "post", "responses"))
    at_200["201"] = {
        "description": "",
        "content": {JSON: {"schema": {"$ref": "#/components/schemas/Task"}}},
    }
    assert schemas(value) == {"Task": object_of(id=OPEN_STRING)}


def test_two_shapes_under_one_name_name_both_places() -> None:
    one: JsonObject = {**object_of(id=STRING), "x-name": "Task"}
    two: JsonObject = {**object_of(no=STRING), "x-name": "Task"}
    with pytest.raises(SpecError) as raised:
        finished(document(response=object_of(a=one, b=two)))
    assert "two shapes under one name, Task" in str(raised.value)
    assert str(raised.value).count("#/paths/~1thing~1extend/post/responses/200") == 2


def test_the_same_shape_in_other_words_is_one_schema() -> None:
    one: JsonObject = {**object_of(id=STRING), "x-name": "Task", "description": "One."}
    two: JsonObject = {**object_of(id=STRING), "x-name": "Task", "description": "Two."}
    assert obj(schemas(document(response=object_of(a=one, b=two)))["Task"])["description"] == "One."


def test_a_reference_that_leads_nowhere_is_an_error() -> None:
    with pytest.raises(SpecError, match=r"no schema is called Gone: #/paths/.*/a refers to it"):
        finished(document(response=object_of(a={"$ref": "#/components/schemas/Gone"})))


def test_a_bad_reference_stays_on_one_line() -> None:
    with pytest.raises(SpecError) as raised:
        finished(document(response=object_of(a={"$ref": "many\n" * 50})))
    assert "\n" not in str(raised.value)
    assert len(str(raised.value)) < 250


def test_schemas_may_refer_to_themselves() -> None:
    value = document(response={"$ref": "#/components/schemas/Node"})
    node = object_of(next={"$ref": "#/components/schemas/Node"})
    value["components"] = {"schemas": {"Node": node}}
    assert at(schemas(value), "Node", "properties", "next", "anyOf", 0) == {
        "$ref": "#/components/schemas/Node"
    }


def test_a_component_that_nothing_uses_is_left_out_with_a_note() -> None:
    value = document()
    value["components"] = {"schemas": {"Spare": object_of(a=STRING)}}
    found, notes = finished(value)
    assert at(found, "components", "schemas") == {}
    assert texts(notes) == ["components.schemas.Spare: nothing refers to it"]


def test_a_callback_is_open_as_a_response() -> None:
    posted = object_of(state={"type": "string", "enum": ["a"]})
    callback: JsonObject = {
        "post": {
            "requestBody": {"content": {JSON: {"schema": posted}}},
            "responses": {"200": {"description": "ok"}},
        }
    }
    found = schemas(document(callbacks={"done": {"{$request.body#/url}": callback}}))
    assert list(found) == ["ThingExtendCallback", "ThingExtendCallbackState"]
    assert "additionalProperties" not in obj(found["ThingExtendCallback"])


def test_any_bearer_scheme_is_called_the_same() -> None:
    value = document(security=[{"bearer": []}])
    value["security"] = [{"bearer": []}]
    value["components"] = {"securitySchemes": {"bearer": {"type": "http", "scheme": "Bearer"}}}
    found = normalized(value)
    assert list(obj(at(found, "components", "securitySchemes"))) == ["BearerAuth"]
    assert found["security"] == [{"BearerAuth": []}]
    assert at(found, "paths", "/thing/extend", "post", "security") == [{"BearerAuth": []}]


def test_a_scheme_that_is_no_bearer_does_not_take_its_name() -> None:
    key: JsonObject = {"type": "apiKey", "in": "header", "name": "X-Key"}
    bearer: JsonObject = {"type": "http", "scheme": "bearer"}
    value = document(security=[{"BearerAuth": []}, {"BearerAuth2": []}])
    value["components"] = {"securitySchemes": {"BearerAuth": key, "BearerAuth2": bearer}}
    found = normalized(value)
    assert at(found, "components", "securitySchemes") == {"KeyAuth": key, "BearerAuth": bearer}
    assert at(found, "paths", "/thing/extend", "post", "security") == [
        {"KeyAuth": []},
        {"BearerAuth": []},
    ]


def test_an_object_asked_for_without_naming_a_property_takes_any() -> None:
    found = schemas(document(body=object_of(a=STRING, b=object_of(), c={"type": "object"})))
    for name in ("ThingExtendRequestB", "ThingExtendRequestC"):
        assert at(found, name, "additionalProperties") is True
    assert at(found, "ThingExtendRequest", "additionalProperties") is False


def test_keys_stand_in_one_order() -> None:
    value = document(body={"required": ["b"], "properties": {"b": STRING, "a": STRING}})
    value = {key: value[key] for key in reversed(value)}
    found = normalized(value)
    assert list(found) == ["openapi", "info", "tags", "paths", "components"]
    assert list(obj(at(found, "paths", "/thing/extend", "post"))) == [
        "operationId", "summary", "tags", "x-resource", "x-method", "x-source", "requestBody", "responses"
    ]  # fmt: skip
    request = obj(at(found, "components", "schemas", "ThingExtendRequest"))
    assert list(request) == ["properties", "required", "additionalProperties"]
    assert list(obj(request["properties"])) == ["b", "a"]


def test_keys_stand_in_order_in_webhooks_and_in_every_part_of_a_schema() -> None:
    number: JsonObject = {"maximum": 2, "minimum": 1, "type": "integer"}
    inner: JsonObject = {"patternProperties": {"^a": number}, "not": number, "type": "object"}
    posted: JsonObject = {"content": {JSON: {"schema": inner}}, "required": True}
    found = ordered(
        {
            "components": {"schemas": {"A": inner}},
            "webhooks": {"done": {"post": {"requestBody": posted, "summary": "Done"}}},
            "paths": {},
        }
    )
    assert list(found) == ["paths", "webhooks", "components"]
    webhook = obj(at(found, "webhooks", "done", "post"))
    assert list(webhook)[:2] == ["summary", "requestBody"]
    assert list(obj(webhook["requestBody"])) == ["required", "content"]
    for schema in (
        at(webhook, "requestBody", "content", JSON, "schema"),
        at(found, "components", "schemas", "A"),
    ):
        assert next(iter(obj(schema))) == "type"
        for part in (at(schema, "patternProperties", "^a"), at(schema, "not")):
            assert list(obj(part)) == ["type", "minimum", "maximum"]


def test_only_words_are_cleaned_never_data() -> None:
    body = object_of(description={**STRING, "default": "a  \n", "examples": ["b "]})
    found = schemas(document(body=body))
    assert at(found, "ThingExtendRequest", "properties", "description") == {
        "type": "string",
        "default": "a  \n",
        "examples": ["b "],
    }


def test_a_discriminator_gets_its_mapping_and_the_alternative_for_others_what_it_must_not_have() -> (
    None
):
    value = document(
        body={
            "oneOf": [{"$ref": f"#/components/schemas/{name}"} for name in ("A", "B", "Other")],
            "discriminator": {"propertyName": "model"},
        }
    )
    value["components"] = {
        "schemas": {
            "A": {**object_of(model={"const": "a/1"}), "required": ["model"]},
            "B": {**object_of(model={"type": "string", "enum": ["b"]}), "required": ["model"]},
            "Other": {**object_of(model=STRING), "required": ["model"]},
        }
    }
    result = normalized(value)
    body = at(result, "paths", "/thing/extend", "post", "requestBody", "content", JSON, "schema")
    assert obj(body)["discriminator"] == {
        "propertyName": "model",
        "mapping": {"a/1": "#/components/schemas/A", "b": "#/components/schemas/B"},
    }
    other = at(result, "components", "schemas", "Other", "properties", "model")
    assert obj(other) == {"type": "string", "not": {"type": "string", "enum": ["a/1", "b"]}}
