"""Apifox and Apidog exports."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import arr, obj
from scripts.specs.readers import read_page
from tests.helpers.written_pages import apifox, at, block, body_schema, operation, texts, write

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = (
    "[{name: %s, in: header, schema: {type: string}},"
    " {name: Content-Type, in: header, schema: {type: string}},"
    " {name: accept, in: header, schema: {type: string}},"
    " {name: X-Kind, in: header, schema: {type: string}}]"
)


def test_what_openapi_says_elsewhere_is_no_parameter(tmp_path: Path) -> None:
    found = operation(read_page(apifox(tmp_path, parameters=HEADERS % "authorization")))
    assert [obj(item)["name"] for item in arr(found["parameters"])] == ["X-Kind"]


def test_the_exporters_own_keys_are_gone(tmp_path: Path) -> None:
    file = apifox(
        tmp_path,
        body=(
            "{content: {application/json: {schema: {type: object, x-apifox-orders: [a],"
            " properties: {a: {type: string, x-apidog-mock: m}, x-apifox-kept: {type: string}}}}}}"
        ),
    )
    assert body_schema(file) == {
        "type": "object",
        "properties": {"a": {"type": "string"}, "x-apifox-kept": {"type": "string"}},
    }
    found = operation(read_page(file))
    assert not [key for key in found if "apifox" in key]
    assert found["x-group"] == "Thing Platform/Video"


def test_an_answer_that_nobody_described_is_unknown(tmp_path: Path) -> None:
    file = apifox(
        tmp_path,
        responses=(
            "{'200': {description: '', headers: {},"
            " content: {application/json: {schema: {type: object, properties: {}}}}}}"
        ),
    )
    answer = at(operation(read_page(file)), "responses", "200")
    assert answer == {"description": "", "content": {"application/json": {"schema": {}}}}


def test_schemas_become_openapi_31(tmp_path: Path) -> None:
    file = apifox(
        tmp_path,
        body=(
            "{content: {application/json: {schema: {type: object, properties: {"
            "a: {type: string, nullable: true, example: x},"
            "b: {type: number, minimum: 0, exclusiveMinimum: true, maximum: 1, exclusiveMaximum: false},"
            "c: {type: string, enum: [x, y, null], nullable: true},"
            "d: {type: string, examples: {}}}}}}}"
        ),
    )
    assert body_schema(file)["properties"] == {
        "a": {"type": ["string", "null"], "examples": ["x"]},
        "b": {"type": "number", "exclusiveMinimum": 0, "maximum": 1},
        "c": {"anyOf": [{"type": "string", "enum": ["x", "y"]}, {"type": "null"}]},
        "d": {"type": "string"},
    }


def test_a_body_with_required_members_is_required(tmp_path: Path) -> None:
    schema = "{type: object, required: [a], properties: {a: {type: string}}}"
    file = apifox(tmp_path, body=f"{{content: {{application/json: {{schema: {schema}}}}}}}")
    assert at(operation(read_page(file)), "requestBody", "required") is True


def test_no_security_beside_an_authorization_header_is_repaired(tmp_path: Path) -> None:
    file = apifox(tmp_path, parameters=HEADERS % "Authorization", security="[]")
    fragment = read_page(file)
    assert "security" not in operation(fragment)
    assert fragment.document["security"] == [{"bearer": []}]
    assert "asked for" in texts(fragment.notes)[0]


def test_no_security_without_the_header_is_believed(tmp_path: Path) -> None:
    assert operation(read_page(apifox(tmp_path, security="[]")))["security"] == []


def test_a_bearer_scheme_of_the_wrong_type_is_repaired(tmp_path: Path) -> None:
    text = apifox(tmp_path).read_text(encoding="utf-8")
    text = text.replace("type: http\n      scheme: bearer", "type: bearer")
    fragment = read_page(write(tmp_path, "page.md", text))
    schemes = at(fragment.document, "components", "securitySchemes")
    assert schemes == {"bearer": {"type": "http", "scheme": "bearer"}}
    assert "HTTP bearer" in texts(fragment.notes)[0]


def test_an_example_of_commented_json_is_read(tmp_path: Path) -> None:
    file = apifox(
        tmp_path,
        body=(
            "{content: {application/json: {schema: {type: object},"
            ' example: "{\\r\\n // \\"no\\": 1,\\r\\n \\"a\\": [1, 2,],\\r\\n}"}}}'
        ),
    )
    media = at(operation(read_page(file)), "requestBody", "content", "application/json")
    assert at(media, "examples") == {"example": {"value": {"a": [1, 2]}}}


def test_an_example_that_is_no_json_is_left_out_and_never_quoted(tmp_path: Path) -> None:
    file = apifox(
        tmp_path,
        body='{content: {application/json: {schema: {type: object}, example: "{sk-secret"}}}',
    )
    fragment = read_page(file)
    assert texts(fragment.notes) == ["an example that is not JSON"]
    assert "secret" not in str(fragment.document)


def test_a_response_key_that_begins_with_a_status_is_that_status(tmp_path: Path) -> None:
    file = apifox(tmp_path, responses="{'x-200:成功': {description: ok}, odd: {description: no}}")
    fragment = read_page(file)
    assert operation(fragment)["responses"] == {"200": {"description": "ok"}}
    assert texts(fragment.notes) == [
        "`x-200:成功` stands for status 200",
        "a response whose key is no status: `odd`",
    ]


@pytest.mark.parametrize("servers", ["[]", "[{url: ''}]", "[{url: api.example.com}]"])
def test_a_server_without_a_scheme_is_no_server(tmp_path: Path, servers: str) -> None:
    assert "servers" not in read_page(apifox(tmp_path, servers=servers)).document


def test_a_heading_that_stands_twice_does_not_hide_the_document(tmp_path: Path) -> None:
    text = apifox(tmp_path).read_text(encoding="utf-8")
    opening = text[: text.index("openapi:")]
    file = write(tmp_path, "page.md", opening + text)
    assert operation(read_page(file))["summary"] == "Video extension"


def test_an_indented_fence_inside_a_description_ends_nothing(tmp_path: Path) -> None:
    body = block(
        """
        content:
          application/json:
            schema:
              type: object
              description: |-
                before
                ```
                inside
                ```
                after
        """,
        8,
    )
    assert "after" in str(body_schema(apifox(tmp_path, body=body))["description"])


def test_a_page_without_an_operation_is_refused(tmp_path: Path) -> None:
    text = apifox(tmp_path).read_text(encoding="utf-8").replace("    post:", "    x-post:")
    with pytest.raises(SpecError, match=r"page\.md:10: expected an operation under `paths`"):
        read_page(write(tmp_path, "page.md", text))


def test_a_second_document_on_a_page_is_read_too(tmp_path: Path) -> None:
    file = apifox(tmp_path)
    text = file.read_text(encoding="utf-8")
    file.write_text(text + text.replace("/v1/videos/extend", "/v1/other"), encoding="utf-8")
    fragment = read_page(file)
    assert [*obj(fragment.document["paths"])] == ["/v1/videos/extend", "/v1/other"]
    assert fragment.lines["POST /v1/other"] == len(text.splitlines()) + 12
    file.write_text(text + text, encoding="utf-8")
    assert read_page(file).notes == []
