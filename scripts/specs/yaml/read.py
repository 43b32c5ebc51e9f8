"""YAML 1.2 (core schema) into plain JSON values, remembering where each value stood.

Nothing is guessed: a date stays the text it is, `on` and `yes` are strings, a key that stands twice
is an error, and every error names the line of the file that the text came from.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from attrs import define, field

from scripts.specs.errors import SpecError
from scripts.specs.json_types import WrittenFloat, WrittenInt
from scripts.specs.yaml import nodes

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.yaml.nodes import YamlNode

# An alias is copied out; a page of nested aliases could grow without end. What a page writes out
# in full takes a character at least for each part.
_MOST_COPIED_NODES: Final = 200_000
# Real pages have fewer than twenty. Whatever walks a document later may call itself at each level.
_MOST_LEVELS: Final = 60
# More digits than any number has; Python refuses to convert some thousands.
_LONGEST_NUMBER: Final = 300

_SURROGATE = re.compile("[\ud800-\udfff]")
_NULL = re.compile(r"null|Null|NULL|~|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INT = re.compile(r"[-+]?[0-9]+")
_BASED_INT = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")

Location = tuple[str | int, ...]


@define
class YamlDocument:
    """A document's value, and the line (from 1) at which each of its parts begins."""

    value: Json
    lines: dict[Location, int] = field(factory=dict[Location, int])

    def line(self, *location: str | int) -> int | None:
        """Return the line of a part, or of the nearest part around it."""
        for end in range(len(location), -1, -1):
            if (found := self.lines.get(tuple(location[:end]))) is not None:
                return found
        return None


def read_yaml(source: str, *, file: Path, first_line: int = 1) -> YamlDocument:
    """Parse one document. `first_line` is the line of `file` at which `source` begins."""
    try:
        root = nodes.compose(source)
    except nodes.YamlSyntaxError as error:
        raise SpecError(
            f"expected valid YAML: {error.problem}", file=file, line=first_line + error.line
        ) from None
    return document_of(root, len(source), file=file, first_line=first_line)


def document_of(
    root: YamlNode | None, size: int, *, file: Path, first_line: int = 1
) -> YamlDocument:
    """Return the value of a node that was composed from `size` characters."""
    document = YamlDocument(None)
    if root is not None:
        most = size + _MOST_COPIED_NODES
        document.value = _Builder(file, first_line, document.lines, most).build(root)
    return document


def read_yaml_object(
    source: str, *, file: Path, first_line: int = 1
) -> tuple[JsonObject, YamlDocument]:
    """Parse one document that must be a mapping."""
    document = read_yaml(source, file=file, first_line=first_line)
    return mapping_of(document, file=file, first_line=first_line), document


def mapping_of(document: YamlDocument, *, file: Path, first_line: int = 1) -> JsonObject:
    """Return the document's value, which must be a mapping."""
    if not isinstance(document.value, dict):
        raise SpecError("expected a YAML mapping", file=file, line=document.line() or first_line)
    return document.value


class _Builder:
    """Nodes to values. Aliases become copies, so no two parts of a document share an object."""

    def __init__(self, file: Path, first_line: int, lines: dict[Location, int], most: int) -> None:
        self.file = file
        self.most = most
        self.first_line = first_line
        self.lines = lines
        self.open: set[int] = set()
        self.count = 0

    def build(self, node: YamlNode, at: Location = ()) -> Json:
        line = self._line(node)
        self.lines[at] = line
        self.count += 1
        if len(at) > _MOST_LEVELS:
            raise SpecError(f"expected at most {_MOST_LEVELS} levels", file=self.file, line=line)
        if self.count > self.most:
            raise SpecError(
                "expected a page of fewer parts: its aliases multiply", file=self.file, line=line
            )
        if nodes.kind(node) == "scalar":
            return _scalar(node)
        if id(node) in self.open:
            raise SpecError(
                "expected no alias inside what it stands for", file=self.file, line=line
            )
        self.open.add(id(node))
        try:
            if nodes.kind(node) == "mapping":
                return self._mapping(node, at)
            items = enumerate(nodes.items(node))
            return [self.build(item, (*at, index)) for index, item in items]
        finally:
            self.open.discard(id(node))

    def _mapping(self, node: YamlNode, at: Location) -> JsonObject:
        result: JsonObject = {}
        seen: dict[str, int] = {}
        for key_node, value_node in nodes.members(node):
            line = self._line(key_node)
            if nodes.kind(key_node) != "scalar":
                raise SpecError("expected a plain key", file=self.file, line=line)
            key = _paired(str(key_node.value))
            if key in seen:
                raise SpecError(
                    f"expected each key once: `{key}` stands at line {seen[key]} already",
                    file=self.file,
                    line=line,
                )
            seen[key] = line
            result[key] = self.build(value_node, (*at, key))
            self.lines[(*at, key)] = line
        return result

    def _line(self, node: YamlNode) -> int:
        return self.first_line + node.start_mark.line


def _scalar(node: YamlNode) -> Json:
    value = str(node.value)
    if node.style or _is_string_tag(node):
        return _paired(value)
    return scalar(value)


def _paired(value: str) -> str:
    r"""Return the text with JSON's two escapes for one character (`\ud83d\ude00`) as that character."""
    if _SURROGATE.search(value) is None:
        return value
    return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _is_string_tag(node: YamlNode) -> bool:
    """Return whether the page says `!!str` itself; only plain scalars without a tag are resolved."""
    return str(node.tag) == "tag:yaml.org,2002:str" and _core(str(node.value)) is not None


def _core(value: str) -> str | None:
    for name, rule in (("null", _NULL), ("int", _INT), ("int", _BASED_INT), ("float", _FLOAT)):
        if rule.fullmatch(value):
            return name
    return "bool" if _TRUE.fullmatch(value) or _FALSE.fullmatch(value) else None


def scalar(value: str) -> Json:  # noqa: PLR0911 - one line a kind reads best
    """Return what a plain scalar means by YAML 1.2's core schema.

    A number remembers its spelling: where a schema says `type: string`, quotes are all that is missing.
    What JSON has no number for (`.inf`, `.nan`, `1e999`, thousands of digits) stays text.
    """
    if _NULL.fullmatch(value):
        return None
    if _TRUE.fullmatch(value):
        return True
    if _FALSE.fullmatch(value):
        return False
    if len(value) > _LONGEST_NUMBER:
        return value
    if _INT.fullmatch(value):
        return WrittenInt.read(int(value), value)
    if _BASED_INT.fullmatch(value):
        return WrittenInt.read(int(value, 0), value)
    if _FLOAT.fullmatch(value) and math.isfinite(number := float(value)):
        return WrittenFloat.read(number, value)
    return value
