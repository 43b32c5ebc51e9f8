"""Mintlify's own tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.readers import read_page
from tests.helpers.written_pages import at, block, body_schema, mintlify, operation, texts, write

if TYPE_CHECKING:
    from pathlib import Path


def body(text: str) -> str:
    return block(text, 6)


def test_the_heading_gives_summary_description_and_group(tmp_path: Path) -> None:
    found = operation(read_page(mintlify(tmp_path)))
    assert found["summary"] == "Extend Something"
    assert found["description"] == "Makes a thing longer."
    assert found["x-group"] == "thing-api/thing-api.json"


def test_a_first_level_property_is_unwrapped_and_names_are_required(tmp_path: Path) -> None:
    schema = body_schema(
        mintlify(
            tmp_path,
            body=body("""
                application/json:
                  schemaArray:
                    - type: object
                      properties:
                        plain:
                          allOf:
                            - type: string
                              example: a
                        deep:
                          allOf:
                            - type: object
                              requiredProperties: [inner]
                              properties:
                                inner: {type: 'enum<string>', enum: [a, b]}
                      required: true
                      requiredProperties: [plain]
                  examples: {}
                """),
        )
    )
    assert schema == {
        "type": "object",
        "properties": {
            "plain": {"type": "string", "examples": ["a"]},
            "deep": {
                "type": "object",
                "properties": {"inner": {"type": "string", "enum": ["a", "b"]}},
                "required": ["inner"],
            },
        },
        "required": ["plain"],
    }


def test_required_on_the_schema_is_about_the_body(tmp_path: Path) -> None:
    text = "application/json: {schemaArray: [{type: object, required: %s, properties: {}}]}"
    required = operation(read_page(mintlify(tmp_path, body="{" + text % "true" + "}")))
    optional = operation(read_page(mintlify(tmp_path, body="{" + text % "false" + "}")))
    assert at(required, "requestBody", "required") is True
    assert "required" not in str(optional["requestBody"])


@pytest.mark.parametrize("empty", ["{}", "{_mintlify/placeholder: {schemaArray: [{type: any}]}}"])
def test_a_placeholder_or_an_empty_body_is_no_body(tmp_path: Path, empty: str) -> None:
    assert "requestBody" not in operation(read_page(mintlify(tmp_path, body=empty)))


def test_a_status_without_a_body_keeps_its_description(tmp_path: Path) -> None:
    response = block(
        """
        '200': {}
        '500':
          _mintlify/placeholder:
            schemaArray: [{type: any, description: Server Error}]
            description: Server Error
        """,
        4,
    )
    responses = operation(read_page(mintlify(tmp_path, response=response)))["responses"]
    assert responses == {"200": {"description": ""}, "500": {"description": "Server Error"}}


def test_one_status_may_have_several_media_types(tmp_path: Path) -> None:
    response = (
        "{'200': {application/json: {schemaArray: [{type: object}]},"
        " text/event-stream: {schemaArray: [{type: string}]}}}"
    )
    found = operation(read_page(mintlify(tmp_path, response=response)))
    content = at(found, "responses", "200", "content")
    assert content == {
        "application/json": {"schema": {"type": "object"}},
        "text/event-stream": {"schema": {"type": "string"}},
    }


def test_any_and_file_become_json_schema(tmp_path: Path) -> None:
    schema = body_schema(
        mintlify(
            tmp_path,
            body=(
                "{multipart/form-data: {schemaArray: [{type: object, properties: {"
                "a: {allOf: [{type: any}]},"
                "b: {allOf: [{type: file, contentMediaType: image/png}]}}}]}}"
            ),
        ),
        "multipart/form-data",
    )
    assert schema["properties"] == {
        "a": {},
        "b": {"type": "string", "format": "binary", "contentMediaType": "image/png"},
    }


def test_several_schemas_are_alternatives(tmp_path: Path) -> None:
    file = mintlify(
        tmp_path, body="{application/json: {schemaArray: [{type: string}, {type: 'null'}]}}"
    )
    assert body_schema(file) == {"anyOf": [{"type": "string"}, {"type": "null"}]}


def test_references_lead_to_components(tmp_path: Path) -> None:
    file = mintlify(
        tmp_path,
        body=(
            "{application/json: {schemaArray: [{type: object, refIdentifier: '#/components/schemas/X',"
            " properties: {a: {allOf: [{$ref: '#/components/schemas/A'}]}}}]}}"
        ),
        schemas="{A: {type: object, properties: {b: {type: integer, example: 1}}}}",
    )
    assert body_schema(file)["properties"] == {"a": {"$ref": "#/components/schemas/A"}}
    assert at(read_page(file).document, "components", "schemas", "A") == {
        "type": "object",
        "properties": {"b": {"type": "integer", "examples": [1]}},
    }


def test_parameters_are_lists_of_alternatives(tmp_path: Path) -> None:
    file = mintlify(tmp_path)
    text = file.read_text(encoding="utf-8").replace(
        "      query: {}\n",
        block(
            """
            query:
              task_id:
                schema: [{type: string, required: true, description: The task.}]
              limit:
                schema: [{type: integer, required: false, default: 5}, {type: 'null'}]
            """,
            6,
        ).lstrip("\n")
        + "\n",
    )
    found = operation(read_page(write(tmp_path, "page.md", text)))
    assert found["parameters"] == [
        {
            "name": "task_id",
            "in": "query",
            "required": True,
            "description": "The task.",
            "schema": {"type": "string"},
        },
        {
            "name": "limit",
            "in": "query",
            "schema": {"anyOf": [{"type": "integer"}, {"type": "null"}], "default": 5},
        },
    ]


@pytest.mark.parametrize(
    ("header", "given", "scheme"),
    [
        ("Authorization", "{type: http, scheme: Bearer}", {"type": "http", "scheme": "bearer"}),
        ("X-Key", "{type: apiKey}", {"type": "apiKey", "in": "header", "name": "X-Key"}),
    ],
)
def test_security_becomes_a_scheme(
    tmp_path: Path, header: str, given: str, scheme: dict[str, str]
) -> None:
    file = mintlify(tmp_path)
    text = file.read_text(encoding="utf-8").replace(
        "security: []",
        f"security: [{{title: Auth, parameters: {{query: {{}}, header: {{{header}: {given}}}}}}}]",
    )
    document = read_page(write(tmp_path, "page.md", text)).document
    assert document["security"] == [{"Auth": []}]
    assert at(document, "components", "securitySchemes", "Auth") == scheme


def test_a_keyword_that_nobody_knows_is_noted_with_its_line(tmp_path: Path) -> None:
    file = mintlify(tmp_path, body="{application/json: {schemaArray: [{type: object, odd: 1}]}}")
    fragment = read_page(file)
    assert texts(fragment.notes)[0] == "schema keyword `odd`"
    assert fragment.notes[0].line == 20


def test_mojibake_is_turned_back_and_noted(tmp_path: Path) -> None:
    file = mintlify(tmp_path)
    wrong = "📖 naïve".encode().decode("cp1252")
    text = file.read_text(encoding="utf-8").replace("Makes a thing longer.", f"{wrong} “quoted” é")
    fragment = read_page(write(tmp_path, "page.md", text))
    assert operation(fragment)["description"] == "📖 naïve “quoted” é"
    note = fragment.notes[-1]
    assert (note.text, note.line) == ("UTF-8 that was read as Windows-1252", 3)


def test_an_indented_fence_inside_a_description_ends_nothing(tmp_path: Path) -> None:
    file = mintlify(
        tmp_path,
        body=body("""
            application/json:
              schemaArray:
                - type: string
                  description: |-
                    before
                    ````
                    inside
                    ````
                    after
            """),
    )
    assert "after" in str(body_schema(file)["description"])


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("  method: post", "  method: jump", r"page\.md:8: expected `paths` with a `path`"),
        ("  path: /api", "  path: api", r"page\.md:8: expected `paths` with a `path`"),
        ("  deprecated: false", "  deprecated: [", r"page\.md:2[0-9]: expected valid YAML"),
        ("\n````\n", "\n", r"page\.md:7: expected the fence to be closed"),
    ],
)
def test_a_bad_page_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = mintlify(tmp_path).read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(SpecError, match=message):
        read_page(write(tmp_path, "page.md", text.replace(old, new)))


def test_a_page_of_no_dialect_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"note\.md: expected a page of a known dialect \(Mintlify"):
        read_page(write(tmp_path, "note.md", "# Hello\n\nNothing here.\n"))


def test_a_page_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "page.md"
    file.write_bytes(b"# caf\xe9\n")
    with pytest.raises(SpecError, match="expected UTF-8 text"):
        read_page(file)


@pytest.mark.parametrize("damage", ["\t\t", "\xa0 "])
def test_a_damaged_tree_is_refused_with_its_line(tmp_path: Path, damage: str) -> None:
    file = mintlify(tmp_path)
    text = (
        file.read_text(encoding="utf-8")
        .replace("  path:", f"{damage}path:")
        .replace("  method:", f"{damage}method:")
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"page\.md:\d+: expected"):
        read_page(file)
