"""The TypeScript of Model sections."""

from __future__ import annotations

import pytest

from scripts.specs.json_types import JsonObject, obj
from scripts.specs.readers.useapi.typescript import TypeScriptError, parse_model

STRING: JsonObject = {"type": "string"}


@pytest.mark.parametrize(
    ("source", "schema"),
    [
        ("string", STRING),
        ("any", {}),
        ("unknown[]", {"type": "array", "items": {}}),
        ("string[][]", {"type": "array", "items": {"type": "array", "items": STRING}}),
        ("Array<string>", {"type": "array", "items": STRING}),
        ("Record<string, number>", {"type": "object", "additionalProperties": {"type": "number"}}),
        ("string | null", {"type": ["string", "null"]}),
        ("'a' | \"b\"", {"type": "string", "enum": ["a", "b"]}),
        ("5 | 10", {"type": "integer", "enum": [5, 10]}),
        ("string | number", {"anyOf": [STRING, {"type": "number"}]}),
        ("(string | null)[]", {"type": "array", "items": {"type": ["string", "null"]}}),
        ("[number, number]", {"type": "array", "items": {"type": "number"}}),
        ("[number, string]", {"type": "array", "items": {"anyOf": [{"type": "number"}, STRING]}}),
        ("string | string | null", {"type": ["string", "null"]}),
        ("Date", STRING),
        ("SomethingElse<string>", {}),
        ("true | false", {"type": "boolean"}),
        ("any | null", {}),
        ("{ [email: string]: any }", {"type": "object", "additionalProperties": {}}),
        ("{}", {"type": "object"}),
        ("type Task = { id: string };", {"type": "object", "properties": {"id": STRING}}),
        ("export interface Task { id: string }", {"type": "object", "properties": {"id": STRING}}),
    ],
)  # fmt: skip
def test_types_become_schemas(source: str, schema: JsonObject) -> None:
    assert parse_model(source).schema == schema


def test_members_may_be_parted_by_anything_or_nothing() -> None:
    source = """{ // TypeScript, all fields are optional
      a: string, b?: string; readonly c: string
      d: { /* nested */ e: string }[]
      'f-g': string,,
      type: string
      0: string
    }"""
    assert parse_model(source).schema == {
        "type": "object",
        "properties": {
            "a": STRING,
            "b": STRING,
            "c": STRING,
            "d": {
                "type": "array",
                "items": {
                    "type": "object",
                    "description": "nested",
                    "properties": {"e": STRING},
                },
            },
            "f-g": STRING,
            "type": STRING,
            "0": STRING,
        },
    }


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("{ a: string", 1, "expected `}`, found the end of the model"),
        ("?", 1, "expected a type, found ?"),
        ("{\n  a: {\n    b: string\n", 4, "expected `}`, found the end of the model"),
        ("(" * 200, 1, "fewer levels"),
    ],
)
def test_what_is_no_type_is_refused_with_its_line(source: str, line: int, message: str) -> None:
    with pytest.raises(TypeScriptError, match=message) as raised:
        parse_model(source)
    assert raised.value.line == line


def test_a_type_of_too_many_levels_is_refused() -> None:
    for source in ("any" + "[]" * 5000, "(" * 5000, "{a: " * 5000, "Array<" * 5000):
        with pytest.raises(TypeScriptError, match="fewer levels"):
            parse_model(source)


@pytest.mark.parametrize(
    ("source", "names", "line", "message"),
    [
        ("{\n  a: string\n  b\n}", ["a"], 4, "expected `:`, found }"),
        ("{\n  a: ,\n b: string}", ["b"], 2, "expected a type, found ,"),
        ("{\n\n  a: string # b\n  c: any}", ["a", "c"], 3, "expected a member's name, found #"),
        ("{ a: string } extra", ["a"], 1, "expected the end of the model, found extra"),
        ("{ a: (string, { x: 1 }), b: any }", ["b"], 1, "expected `)`, found ,"),
        ("{ a: Task[] }", ["a"], 1, "type `Task` is described nowhere"),
        ("{ a: any /* open }", ["a"], 1, "expected a member's name, found /"),
    ],
)
def test_a_member_that_is_no_type_is_reported_with_its_line(
    source: str, names: list[str], line: int, message: str
) -> None:
    model = parse_model(source)
    assert list(obj(model.schema.get("properties"))) == names
    first = model.unread[0]
    assert (str(first), first.line) == (message, line)


def test_comments_are_descriptions() -> None:
    model = parse_model("""{ // TypeScript, all fields are optional
      a: string, // beside
      // above
      b: { // inside
        c: any
      } /* behind */
    }
    // of nothing
    """)
    assert model.schema == {
        "type": "object",
        "properties": {
            "a": {"type": "string", "description": "beside"},
            "b": {
                "type": "object",
                "description": "above\ninside\nbehind",
                "properties": {"c": {}},
            },
        },
    }
    assert [(str(error), error.line) for error in model.unread] == [
        ("a comment that belongs to no member", 8)
    ]


def test_what_is_several_types_at_once_is_all_of_them() -> None:
    assert parse_model("{ a: string } & { b: any } & any").schema == {
        "allOf": [
            {"type": "object", "properties": {"a": STRING}},
            {"type": "object", "properties": {"b": {}}},
        ]
    }
