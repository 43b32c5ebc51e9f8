"""The TypeScript object types of a page's Model section, as JSON Schema.

A recursive descent over the little of the language that such models use: object types with
optional members and index signatures, arrays, unions, literals, `Array<T>` and `Record<K, V>`.
Members may be parted by commas, semicolons or nothing, as on the pages.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.specs.json_types import child, same, text
from scripts.specs.schemas import nullable

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<comment>//[^\n]*)
    |(?P<name>[A-Za-z_$][\w$]*)
    |(?P<quoted>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')
    |(?P<number>-?\d{1,300}(?:\.\d+)?)
    |(?P<mark>[{}\[\]<>()|?:;,&=])
    |(?P<other>.)""",
    re.DOTALL | re.VERBOSE,
)
# What a comment on the first line says of the language, and not of the type.
_ABOUT_MODELS = re.compile(r"\btypescript\b|\ball fields are optional\b", re.IGNORECASE)
_CLOSING: Final = {"{": "}", "(": ")", "[": "]"}
_NAMED: Final[dict[str, str | None]] = {
    "any": None, "bigint": "integer", "boolean": "boolean", "Date": "string", "null": "null",
    "number": "number", "object": "object", "string": "string", "undefined": "null",
    "unknown": None,
}  # fmt: skip
_NULL: Final[JsonObject] = {"type": "null"}
# Whatever walks a document later may call itself at each level.
_DEEPEST = 50


class TypeScriptError(ValueError):
    """The model is not a type that can be read. `line` counts from 1 within the model."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


class _TooDeepError(TypeScriptError):
    """Nothing that the parser could go on behind."""


@frozen
class TypeScriptModel:
    """A model's schema, and what of it could not be read, each with its line."""

    schema: JsonObject
    unread: list[TypeScriptError]


@frozen
class _Token:
    kind: str
    text: str
    line: int


def parse_model(source: str) -> TypeScriptModel:
    """Return the schema of a model such as `{ id: string, tags: any[] }`.

    A member that is not TypeScript is left out and reported in `unread`.

    Raises:
        TypeScriptError: The model as a whole cannot be read.
    """
    tokens, comments = _tokens(source)
    parser = _TypeScriptParser(tokens, comments)
    parser.declaration()
    schema = parser.type(0)
    parser.accept(";")
    if parser.current.kind != "end":
        parser.unread.append(parser.error("the end of the model"))
    parser.unread += [
        TypeScriptError("a comment that belongs to no member", line)
        for line, stated in comments.items()
        if stated and not _ABOUT_MODELS.search(stated)
    ]
    return TypeScriptModel(schema, parser.unread)


def _tokens(source: str) -> tuple[list[_Token], dict[int, str]]:
    """Return the tokens, and the comments by the line that each begins on."""
    tokens: list[_Token] = []
    comments: dict[int, str] = {}
    at, line = 0, 1
    last_closing = source.rfind("*/")
    while at < len(source):
        if source.startswith("/*", at) and at < last_closing - 1:
            end = source.index("*/", at + 2) + 2
            text = source[at:end]
            comments[line] = _joined(comments.get(line), text[2:-2].strip("* \n"))
        else:
            found = _TOKEN.match(source, at)
            kind = found.lastgroup or "" if found else ""
            text = found[0] if found else source[at]
            end = at + len(text)
            if kind == "comment":
                comments[line] = _joined(comments.get(line), text.lstrip("/ ").rstrip())
            elif kind != "space":
                tokens.append(_Token(kind, text, line))
        line += text.count("\n")
        at = end
    tokens.append(_Token("end", "", line))
    return tokens, comments


def _joined(first: str | None, second: str) -> str:
    return " ".join(part for part in (first or "", second) if part)


class _TypeScriptParser:
    def __init__(self, tokens: list[_Token], comments: dict[int, str]) -> None:
        self.tokens = tokens
        self.comments = comments
        self.unread: list[TypeScriptError] = []
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
            raise _TooDeepError("expected fewer levels", self.current.line)
        self.accept("|")
        options = [self.together(depth)]
        while self.accept("|"):
            options.append(self.together(depth))
        return _union(options)

    def together(self, depth: int) -> JsonObject:
        """`A & B`: what is all of several types."""
        parts = [self.postfix(depth)]
        while self.accept("&"):
            parts.append(self.postfix(depth))
        parts = [part for part in parts if part]
        if len(parts) > 1:
            return {"allOf": [*parts]}
        return parts[0] if parts else {}

    def postfix(self, depth: int) -> JsonObject:
        schema = self.primary(depth)
        while self.current.text == "[" and self.tokens[self.at + 1].text == "]":
            depth += 1
            if depth > _DEEPEST:
                raise _TooDeepError("expected fewer levels", self.current.line)
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
        line = self.tokens[self.at - 1].line
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
        if name not in _NAMED:
            self.unread.append(TypeScriptError(f"type `{name}` is described nowhere", line))
        kind = _NAMED.get(name)
        return {} if kind is None else {"type": kind}

    def tuple(self, depth: int) -> JsonObject:
        options: list[JsonObject] = []
        while not self.accept("]"):
            options.append(self.type(depth + 1))
            self.accept(",")
        return {"type": "array", "items": _union(options) if options else {}}

    def members(self, depth: int) -> JsonObject:
        schema: JsonObject = {"type": "object"}
        opened = self.tokens[self.at - 1].line
        if stated := self.comment(opened):
            schema["description"] = stated
        while not self.accept("}"):
            if self.accept(",") or self.accept(";") or self.accept("readonly"):
                continue
            start = self.at
            try:
                self.member(schema, depth)
            except _TooDeepError:
                raise
            except TypeScriptError as error:
                self.pass_over(start, error)
        return schema

    def member(self, schema: JsonObject, depth: int) -> None:
        """One member, with the comments above it and beside it as its description."""
        first = self.current.line
        above = self.comment(first - 1)
        if self.accept("["):
            self.at += 1
            self.expect(":")
            self.type(depth + 1)
            self.expect("]")
            self.expect(":")
            schema["additionalProperties"] = self.type(depth + 1)
            return
        name = self.member_name()
        self.accept("?")
        self.expect(":")
        value = self.type(depth + 1)
        stated = [
            above,
            text(value.get("description")),
            self.comment(self.tokens[self.at - 1].line),
        ]
        if description := "\n".join(part for part in stated if part):
            value = {**value, "description": description}
        child(schema, "properties")[name] = value

    def comment(self, line: int) -> str:
        """Return the comment of a line, once: it is about the first member that takes it."""
        stated = self.comments.pop(line, "")
        return "" if _ABOUT_MODELS.search(stated) else stated

    def pass_over(self, start: int, error: TypeScriptError) -> None:
        """Go on behind a member that is no TypeScript. One that nothing closes is an error."""
        self.unread.append(error)
        closing: list[str] = []
        self.at = start
        while self.current.kind != "end":
            token = self.current
            ends = token.text in {",", ";", "}"} or token.line > error.line
            if self.at > start and not closing and ends:
                return
            if token.kind == "mark" and token.text in _CLOSING:
                closing.append(_CLOSING[token.text])
            elif token.kind == "mark" and closing and token.text == closing[-1]:
                closing.pop()
            self.at += 1
        raise self.error("`}`")

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
    """Return several options as one schema: literals of one type become an enum, null a nullable."""
    kept: list[JsonObject] = []
    for option in options:
        if option != _NULL and not any(same(option, known) for known in kept):
            kept.append(option)
    has_null = _NULL in options
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
