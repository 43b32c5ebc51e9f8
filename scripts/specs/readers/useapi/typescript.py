"""The TypeScript object types of a page's Model section, as JSON Schema.

A recursive descent over the little of the language that such models use: object types with
optional members and index signatures, arrays, unions, literals, `Array<T>` and `Record<K, V>`.
Members may be parted by commas, semicolons or nothing, as on the pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scripts.specs.schemas import nullable

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_TOKEN = re.compile(
    r"""(?P<space>\s+|/\*.*?\*/)
    |(?P<comment>//[^\n]*)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>-?\d{1,300}(?:\.\d+)?)
    |(?P<mark>[{}\[\]<>()|?:;,&=])""",
    re.DOTALL | re.VERBOSE,
)
_NAMED: Final[dict[str, str | None]] = {
    "any": None, "bigint": "integer", "boolean": "boolean", "Date": "string", "null": "null",
    "number": "number", "object": "object", "string": "string", "undefined": "null",
    "unknown": None,
}  # fmt: skip
_DEEPEST = 100


class TypeScriptError(ValueError):
    """The model is not a type that can be read. `line` counts from 1 within the model."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    line: int


def parse_model(source: str) -> JsonObject:
    """The schema of a model such as `{ id: string, tags: any[] }`."""
    parser = _Parser(_tokens(source))
    parser.declaration()
    schema = parser.type(0)
    parser.accept(";")
    if parser.current.kind != "end":
        raise parser.error("the end of the model")
    return schema


def _tokens(source: str) -> list[_Token]:
    tokens: list[_Token] = []
    at, line = 0, 1
    while at < len(source):
        found = _TOKEN.match(source, at)
        if found is None:
            raise TypeScriptError(f"expected a TypeScript type, not `{source[at]}`", line)
        kind = found.lastgroup or ""
        if kind not in {"space", "comment"}:
            tokens.append(_Token(kind, found[0], line))
        line += found[0].count("\n")
        at = found.end()
    tokens.append(_Token("end", "", line))
    return tokens


class _Parser:
    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.at = 0

    @property
    def current(self) -> _Token:
        return self.tokens[self.at]

    def error(self, wanted: str) -> TypeScriptError:
        found = self.current.text or "the end of the model"
        return TypeScriptError(f"expected {wanted}, found {found}", self.current.line)

    def accept(self, mark: str) -> bool:
        if self.current.text == mark and self.current.kind != "quoted":
            self.at += 1
            return True
        return False

    def expect(self, mark: str) -> None:
        if not self.accept(mark):
            raise self.error(f"`{mark}`")

    def declaration(self) -> None:
        """`type Task =`, `interface Task`, `export ...`: a name before the type says nothing."""
        self.accept("export")
        if self.current.text in {"type", "interface"}:
            self.at += 2
            self.accept("=")

    def type(self, depth: int) -> JsonObject:
        if depth > _DEEPEST:
            raise self.error("fewer levels")
        self.accept("|")
        options = [self.postfix(depth)]
        while self.accept("|"):
            options.append(self.postfix(depth))
        return _union(options)

    def postfix(self, depth: int) -> JsonObject:
        schema = self.primary(depth)
        while self.current.text == "[" and self.tokens[self.at + 1].text == "]":
            depth += 1
            if depth > _DEEPEST:
                raise self.error("fewer levels")
            self.at += 2
            array: JsonObject = {"type": "array", "items": schema}
            schema = array
        return schema

    def primary(self, depth: int) -> JsonObject:
        token = self.current
        if self.accept("{"):
            return self.members(depth)
        if self.accept("("):
            inner = self.type(depth + 1)
            self.expect(")")
            return inner
        if self.accept("["):
            return self.tuple(depth)
        self.at += 1
        if token.kind == "quoted":
            return {"type": "string", "enum": [token.text[1:-1]]}
        if token.kind == "number":
            return _number_literal(token.text)
        if token.kind == "name":
            return self.named(token.text, depth)
        self.at -= 1
        raise self.error("a type")

    def named(self, name: str, depth: int) -> JsonObject:
        if name in {"true", "false"}:
            return {"type": "boolean"}
        arguments: list[JsonObject] = []
        if self.accept("<"):
            arguments.append(self.type(depth + 1))
            while self.accept(","):
                arguments.append(self.type(depth + 1))
            self.expect(">")
        if name in {"Array", "ReadonlyArray"} and len(arguments) == 1:
            return {"type": "array", "items": arguments[0]}
        if name in {"Record", "Map"} and len(arguments) == 2:  # noqa: PLR2004 - key and value
            return {"type": "object", "additionalProperties": arguments[1]}
        kind = _NAMED.get(name)
        return {} if kind is None else {"type": kind}

    def tuple(self, depth: int) -> JsonObject:
        options: list[JsonObject] = []
        while not self.accept("]"):
            options.append(self.type(depth + 1))
            self.accept(",")
        return {"type": "array", "items": _union(options) if options else {}}

    def members(self, depth: int) -> JsonObject:
        properties: JsonObject = {}
        schema: JsonObject = {"type": "object"}
        while not self.accept("}"):
            if self.accept(",") or self.accept(";") or self.accept("readonly"):
                continue
            if self.accept("["):
                self.at += 1
                self.expect(":")
                self.type(depth + 1)
                self.expect("]")
                self.expect(":")
                schema["additionalProperties"] = self.type(depth + 1)
                continue
            name = self.member_name()
            self.accept("?")
            self.expect(":")
            properties[name] = self.type(depth + 1)
        if properties:
            schema["properties"] = properties
        return schema

    def member_name(self) -> str:
        token = self.current
        if token.kind not in {"name", "quoted", "number"}:
            raise self.error("a member's name")
        self.at += 1
        return token.text[1:-1] if token.kind == "quoted" else token.text


def _number_literal(written: str) -> JsonObject:
    if "." in written:
        return {"type": "number", "enum": [float(written)]}
    return {"type": "integer", "enum": [int(written)]}


def _union(options: list[JsonObject]) -> JsonObject:
    """Several options as one schema: literals of one type become an enum, null a nullable."""
    kept = [option for option in options if option != {"type": "null"}]
    has_null = len(kept) < len(options)
    if not kept:
        return {"type": "null"}
    if {} in kept:
        return {}
    kinds = {str(option.get("type")) for option in kept}
    schema: JsonObject
    if len(kept) == 1 or (kinds == {"boolean"}):
        schema = kept[0]
    elif len(kinds) == 1 and all("enum" in option for option in kept):
        values: list[Json] = []
        for option in kept:
            enum = option["enum"]
            values += enum if isinstance(enum, list) else []
        schema = {"type": kinds.pop(), "enum": values}
    else:
        schema = {"anyOf": [*kept]}
    return nullable(schema) if has_null else schema
