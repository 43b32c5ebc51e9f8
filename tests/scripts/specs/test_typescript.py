"""The TypeScript of Model sections."""

from __future__ import annotations

import pytest

from scripts.specs.json_types import JsonObject
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
        ("[number, number]", {"type": "array", "items": {"anyOf": [{"type": "number"}] * 2}}),
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
    assert parse_model(source) == schema


def test_members_may_be_parted_by_anything_or_nothing() -> None:
    source = """{ // TypeScript, all fields are optional
      a: string, b?: string; readonly c: string
      d: { /* nested */ e: string }[]
      'f-g': string,,
      type: string
      0: string
    }"""
    assert parse_model(source) == {
        "type": "object",
        "properties": {
            "a": STRING,
            "b": STRING,
            "c": STRING,
            "d": {"type": "array", "items": {"type": "object", "properties": {"e": STRING}}},
            "f-g": STRING,
            "type": STRING,
            "0": STRING,
        },
    }


@pytest.mark.parametrize(
    ("source", "line", "message"),
    [
        ("{\n  a: string\n  b\n}", 4, "expected `:`, found }"),
        ("{\n  a: ,\n}", 2, "expected a type, found ,"),
        ("{ a: string", 1, "expected a member's name, found the end"),
        ("{ a: string } extra", 1, "expected the end of the model, found extra"),
        ("{\n\n  a: string # b\n}", 3, "expected a TypeScript type, not `#`"),
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
