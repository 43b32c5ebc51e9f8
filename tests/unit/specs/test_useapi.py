"""useapi.net's prose pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj
from scripts.specs.readers import read_page
from scripts.specs.readers.useapi import kinds
from tests.helpers.written_pages import at, body_schema, operation, useapi, write

if TYPE_CHECKING:
    from pathlib import Path


def edited(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    return write(file.parent, file.name, text.replace(old, new))


def test_the_preamble_gives_title_group_url_and_security(tmp_path: Path) -> None:
    fragment = read_page(edited(useapi(tmp_path), "https://", "Makes it longer.\n\nhttps://"))
    found = operation(fragment)
    assert found["summary"] == "Extend the thing"
    assert found["description"] == "Makes it longer."
    assert found["x-group"] == "Vendor » Tools » Thing-3 » Extend"
    assert fragment.document["servers"] == [{"url": "https://api.example.com"}]
    assert at(fragment.document, "paths", "/v1/thing/extend", "post") == found
    assert fragment.document["security"] == [{"BearerAuth": []}]


def test_the_body_is_read_from_a_sample_that_is_no_json(tmp_path: Path) -> None:
    body = """\
{
    "assetId": "Required assetId",
    "interpolate": true
    "ratio": 0.5, // a comment
    "maxJobs": 1-10,
    "seed": any number you like,
}
  • assetId is required. Which one.

  • interpolate, ratio are optional. Both
    described.

  • extra is required, and the sample lacks it.
    Supported values: 1…5.

  • maxJobs is required when the moon is full.
"""
    schema = body_schema(useapi(tmp_path, body=body))
    properties = obj(schema["properties"])
    assert {name: obj(item).get("type") for name, item in properties.items()} == {
        "assetId": "string",
        "interpolate": "boolean",
        "ratio": "number",
        "maxJobs": "integer",
        "seed": "string",
        "extra": "integer",
    }
    assert schema["required"] == ["assetId", "extra"]
    assert at(properties, "assetId", "description") == "Which one."
    assert at(properties, "ratio", "description") == "Both\ndescribed."
    assert at(properties, "maxJobs", "description") == "Required when the moon is full."


def test_commented_headers_offer_another_media_type(tmp_path: Path) -> None:
    file = edited(
        useapi(tmp_path),
        "Content-Type: application/json\n",
        "Content-Type: application/json\n# Alternatively\n# Content-Type: multipart/form-data\n",
    )
    content = obj(at(operation(read_page(file)), "requestBody", "content"))
    assert list(content) == ["application/json", "multipart/form-data"]
    assert content["application/json"] == content["multipart/form-data"]


def test_several_samples_under_a_status_are_several_shapes(tmp_path: Path) -> None:
    responses = """\
  • 200 OK

    {
      "taskId": "abc"
    }

  • 429 Too Many Requests

    Wait.

    1. The queue is full.
    {
        "error": "busy",
        "runningTasks": { "<email>": [ { "id": "1" }, { "id": "2", "more": 3 } ] },
        "code": 429
    }

    1. The other limit.
    {
        "error": "limit"
    }

  • 596

    Broken.
"""
    answers = operation(read_page(useapi(tmp_path, responses=responses)))["responses"]
    assert list(obj(answers)) == ["200", "429", "596"]
    options = at(answers, "429", "content", "application/json", "schema", "anyOf")
    assert at(options, 0, "properties", "runningTasks") == {
        "type": "object",
        "additionalProperties": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"id": {"type": "string"}, "more": {"type": "integer"}},
            },
        },
    }
    assert at(options, 1) == {"type": "object", "properties": {"error": {"type": "string"}}}
    text = str(at(answers, "429", "description"))
    assert text == "Wait.\n\n1. The queue is full.\n\n1. The other limit."
    assert at(answers, "596") == {"description": "Broken."}


def test_the_model_and_the_sample_complete_each_other(tmp_path: Path) -> None:
    file = useapi(
        tmp_path,
        responses='  • 200 OK\n\n    { "id": "1", "error": null, "n": "x", "extra": 1, "any": null }\n',
        model="{ // TypeScript, all fields are optional\n  id: string, any: any\n"
        "  error: { message: string },\n  n: number\n  tags: any[]\n}",
    )
    schema = at(
        operation(read_page(file)), "responses", "200", "content", "application/json", "schema"
    )
    assert schema == {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "any": {},
            "error": {
                "type": ["object", "null"],
                "properties": {"message": {"type": "string"}},
            },
            "n": {"anyOf": [{"type": "number"}, {"type": "string"}]},
            "tags": {"type": "array", "items": {}},
            "extra": {"type": "integer"},
        },
    }


@pytest.mark.parametrize(
    ("example", "method"),
    [
        ('curl -X DELETE "https://…"', "delete"),
        ('curl --request PUT "https://…"', "put"),
        ('curl "https://…"', "get"),
        ("curl \"https://…\" -d '{}'", "post"),
        ("const data = { method: 'PATCH' }", "patch"),
        ("response = requests.get(apiUrl)", "get"),
    ],
)
def test_the_method_comes_from_the_examples(tmp_path: Path, example: str, method: str) -> None:
    file = edited(
        useapi(tmp_path), 'curl -X POST "https://api.example.com/v1/thing/extend"', example
    )
    assert list(obj(at(read_page(file).document, "paths", "/v1/thing/extend"))) == [method]


@pytest.mark.parametrize(
    ("slug", "method"), [("post-thing", "post"), ("api-del-thing", "delete"), ("get-thing", "get")]
)
def test_or_from_the_address(tmp_path: Path, slug: str, method: str) -> None:
    text = useapi(tmp_path).read_text(encoding="utf-8").replace("curl -X POST", "see")
    file = write(tmp_path, f"{slug}.txt", text)
    assert list(obj(at(read_page(file).document, "paths", "/v1/thing/extend"))) == [method]


@pytest.mark.parametrize(
    ("examples", "message"),
    [
        ("nothing", "expected an example that shows"),
        ("curl -X PUT\n  requests.get(x)", "one method"),
    ],
)
def test_a_page_without_one_method_is_refused(tmp_path: Path, examples: str, message: str) -> None:
    file = edited(
        useapi(tmp_path), 'curl -X POST "https://api.example.com/v1/thing/extend"', examples
    )
    with pytest.raises(SpecError, match=rf"page\.txt:\d+: .*{message}"):
        read_page(file)


def test_a_bare_word_in_the_url_is_a_path_parameter(tmp_path: Path) -> None:
    file = edited(useapi(tmp_path), "/v1/thing/extend\n\nRequest", "/v1/thing/taskId?…\n\nRequest")
    fragment = read_page(file)
    assert list(obj(fragment.document["paths"])) == ["/v1/thing/{taskId}"]
    assert operation(fragment)["parameters"] == [
        {"name": "taskId", "in": "path", "required": True, "schema": {"type": "string"}}
    ]


def test_query_parameters_are_read_from_bullets(tmp_path: Path) -> None:
    file = edited(
        useapi(tmp_path),
        "Responses\n  •",
        "Query Parameters\n  • offset is optional. Supported values: 0…1000.\n"
        "  • email is required.\nResponses\n  •",
    )
    assert operation(read_page(file))["parameters"] == [
        {
            "name": "offset",
            "in": "query",
            "description": "Supported values: 0…1000.",
            "schema": {"type": "integer"},
        },
        {"name": "email", "in": "query", "required": True, "schema": {"type": "string"}},
    ]


@pytest.mark.parametrize(
    ("part", "text", "message"),
    [
        ("body", '{\n  "a": {\n', "the body's sample: expected it to be closed"),
        ("responses", '  • 200 OK\n    {\n      "a": [\n', "a response's sample: expected it"),
        ("model", "{\n  id: string,\n  bad: {\n}", "the model: expected `}`, found the end"),
        ("responses", "  • nothing\n", "expected a response such as `200 OK`"),
    ],
)
def test_a_bad_part_is_refused_with_its_line(
    tmp_path: Path, part: str, text: str, message: str
) -> None:
    with pytest.raises(SpecError, match=rf"page\.txt:\d+: .*{message}"):
        read_page(useapi(tmp_path, **{part: text}))


@pytest.mark.parametrize(
    ("part", "text", "bad", "note"),
    [
        (
            "model",
            "{\n  id: string,\n  bad: ?\n}",
            "  bad: ?",
            "in the model: expected a type, found ?",
        ),
        (
            "responses",
            '  • 200 OK\n    {\n      "a" 1\n    }\n',
            '      "a" 1',
            "a response's sample: expected a name and a colon",
        ),
        (
            "body",
            '{\n    "a" 1\n}\n  • b is required.\n',
            '    "a" 1',
            "the body's sample: expected a name and a colon",
        ),
    ],
)
def test_a_bad_line_is_noted_with_its_number(
    tmp_path: Path, part: str, text: str, bad: str, note: str
) -> None:
    file = useapi(tmp_path, **{part: text})
    lines = file.read_text(encoding="utf-8").splitlines()
    found = read_page(file).notes
    assert [(item.text, item.line) for item in found] == [(note, lines.index(bad) + 1)]


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("Valid range: 1…10.", "integer"),
        ("Valid range: -10...10.", "integer"),
        ("Values 1 to 4. Not for Gen-4.5.", "integer"),
        ("Supported values: 1, 2.", "integer"),
        ("Supported values: 1, 2, 2.5", "number"),
        ("Valid range: 1…10 in steps of 0.5", "number"),
        ("Valid range: 1…10, decimals allowed.", "number"),
        ("Valid range: 1…10. Default: 2.5", "number"),
        ("Valid range: 0…1", "number"),
        ("Valid range: -1…1", "number"),
        ("Values: 1.5 seconds", "string"),
    ],
)
def test_numbers_are_integers_only_where_no_fraction_is_said(said: str, kind: str) -> None:
    assert kinds.described("x", said) == {"type": kind}
