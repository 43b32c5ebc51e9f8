"""Pages that are not quite YAML: what a line must have meant, where that is certain.

Exporters and machine translation break YAML in a few ways that leave no doubt: a key that stands
twice before its value, and text that needed quotes and has none. Each repair changes the value of
one key that always holds text, on the lines of that value alone; everything else stays as it was.
All candidates are found in one pass, so that a page is parsed at most twice.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import frozen

from scripts.specs.yaml import nodes
from scripts.specs.yaml.read import document_of, mapping_of, read_yaml

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.yaml.read import YamlDocument

_MEMBER = re.compile(r"(?P<lead>[ ]*(?:- +)*)(?P<key>[A-Za-z_$][\w$.-]*):(?:[ ]+(?P<value>\S.*))?")
_TEXT_KEY = re.compile(
    r"description|title|summary|termsOfService|x-[\w-]*-(?:name|folder|status|description)"
)
_BLOCK = re.compile(r"[|>][-+0-9]*(?:\s+#.*)?")
_KEY_LIKE = re.compile(r"\s*(?:- +)?[\w$-]+:(?:\s|$)")
_ALIAS_OR_ANCHOR = re.compile(r"\*[^\s,\[\]{}]+|[&!][^\s,\[\]{}]+(?:\s.*)?")
_NO_PLAIN_TEXT: Final = (*"@`%*&|>,]}", "- ", "? ")
_INDENT = re.compile(r"[ \t]*")


@frozen
class Repair:
    """A change of the text, and its line (from 0)."""

    what: str
    line: int


def read_page_yaml(
    source: str, fragment: PageFragment, *, first_line: int = 1
) -> tuple[JsonObject, YamlDocument]:
    """Return the mapping that part of a page holds; what had to be repaired is noted on the fragment.

    Raises:
        SpecError: The text is not YAML, and no repair is certain. It names the page's line.
    """
    file = fragment.page.file
    try:
        root = nodes.compose(source)
    except nodes.YamlSyntaxError:
        source, repairs = repair(source)
        # Refuses what is still no YAML, in the words of whatever is left.
        document = read_yaml(source, file=file, first_line=first_line)
        for one in repairs:
            fragment.repaired(one.what, first_line + one.line)
    else:
        document = document_of(root, len(source), file=file, first_line=first_line)
        for key, number in _Scan(source.split("\n")).comments():
            fragment.left_out(f"a comment behind the text of `{key}`", first_line + number)
    return mapping_of(document, file=file, first_line=first_line), document


def repair(source: str) -> tuple[str, list[Repair]]:
    """Return the text with every certain repair made, and what these were. It has as many lines as before.

    Whether the result is YAML is for the caller to see.
    """
    lines = source.split("\n")
    if (tabs := _indented_by_tabs(lines)) is not None:
        return "\n".join(_spaced(line) for line in lines), [Repair("tabs for indentation", tabs)]
    return _Scan(lines).run()


def _indented_by_tabs(lines: list[str]) -> int | None:
    """Return the first line indented by tabs, if no line is indented by anything else."""
    indents = [(number, indent_of(line)) for number, line in enumerate(lines) if line.strip()]
    indented = [(number, indent) for number, indent in indents if indent]
    if indented and all(set(indent) == {"\t"} for _, indent in indented):
        return indented[0][0]
    return None


def _spaced(line: str) -> str:
    indent = indent_of(line)
    return "  " * indent.count("\t") + line[len(indent) :]


def indent_of(line: str) -> str:
    """Return the blanks and tabs that a line begins with."""
    found = _INDENT.match(line)
    return found[0] if found else ""


class _Scan:
    """One pass over the lines, past everything that is no plain value of a key."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.repairs: list[Repair] = []

    def run(self) -> tuple[str, list[Repair]]:
        number = 0
        while number < len(self.lines):
            number = self._line(number)
        return "\n".join(self.lines), self.repairs

    def comments(self) -> list[tuple[str, int]]:
        """On a sound page, the text keys behind whose value a comment stands, and their lines."""
        found: list[tuple[str, int]] = []
        number = 0
        while number < len(self.lines):
            member = _MEMBER.fullmatch(self.lines[number].rstrip())
            value = member["value"] if member else None
            is_text = member is not None and _TEXT_KEY.fullmatch(member["key"]) is not None
            if member and value and is_text and value[0] not in "\"'|>#" and " #" in value:
                found.append((member["key"], number))
            if member is None or value is None:
                number = self._after_block_item(number)
            else:
                number = self._end(number, len(member["lead"]))
        return found

    def _line(self, number: int) -> int:
        """Read one line, and return the number of the next one to read."""
        member = _MEMBER.fullmatch(self.lines[number].rstrip())
        if member is None or member["value"] is None:
            return self._after_block_item(number)
        end = self._end(number, len(member["lead"]))
        value = self._once(number, member)
        if _BLOCK.fullmatch(value):
            return end
        if _TEXT_KEY.fullmatch(member["key"]):
            self._quote(number, end, member, value)
        return end

    def _after_block_item(self, number: int) -> int:
        """Skip a block of text that is an item of a list: it has no keys."""
        line = self.lines[number].strip()
        if line.startswith("- ") and _BLOCK.fullmatch(line.lstrip("- ")):
            return self._end(number, len(indent_of(self.lines[number])))
        return number + 1

    def _end(self, number: int, indent: int) -> int:
        """Return the line behind a value: the next one that is indented no deeper than its key."""
        end = number + 1
        while end < len(self.lines):
            line = self.lines[end]
            if line.strip() and len(indent_of(line)) <= indent:
                break
            end += 1
        while not self.lines[end - 1].strip():
            end -= 1
        return end

    def _once(self, number: int, member: re.Match[str]) -> str:
        """Return the value without the key that stands before it a second time."""
        value = member["value"]
        again = f"{member['key']}: "
        if not value.startswith(again):
            return value
        value = value.removeprefix(again).lstrip()
        self.lines[number] = f"{member['lead']}{again}{value}"
        self.repairs.append(Repair(f"the key `{member['key']}` that stands twice", number))
        return value

    def _quote(self, number: int, end: int, member: re.Match[str], value: str) -> None:
        more = self.lines[number + 1 : end]
        reason = _needs_quotes(value, more)
        if reason is None or any(_KEY_LIKE.match(line) for line in more):
            return
        self.lines[number] = f"{member['lead']}{member['key']}: '{_doubled(value)}"
        for index in range(number + 1, end):
            self.lines[index] = _doubled(self.lines[index])
        self.lines[end - 1] = self.lines[end - 1].rstrip() + "'"
        self.repairs.append(Repair(f"the text of `{member['key']}` needs quotes: {reason}", number))


def _needs_quotes(value: str, more: list[str]) -> str | None:
    """Why a value cannot stand without quotes, or None where it can or where that is not certain."""
    if value[0] in "\"'":
        # Text that merely begins with a quoted word. One that ends with a quote may be meant so.
        closed = value.find(value[0], 1)
        rest = value[closed + 1 :].lstrip()
        outside = closed > 0 and rest and rest[0] not in "#'\"" and value[-1] != value[0]
        return "it goes on behind a quoted word" if outside and not more else None
    if value[0] in "*&!" and _ALIAS_OR_ANCHOR.fullmatch(value) and not value.startswith("**"):
        return None
    if value[0] in "|>" and more:
        # Text that begins so, or a block whose first line stands too early.
        return None
    if value[0] in "[{":
        return "it goes on behind a bracket" if _text_behind_bracket(value) else None
    if value.startswith(_NO_PLAIN_TEXT):
        return f'it begins with "{value[0]}"'
    return "it has a colon" if re.search(r":(?:\s|$)", value) else None


def _text_behind_bracket(value: str) -> bool:
    depth = 0
    for index, character in enumerate(value):
        depth += (character in "[{") - (character in "]}")
        if depth == 0:
            rest = value[index + 1 :].strip()
            return bool(rest) and not rest.startswith("#")
    return False


def _doubled(value: str) -> str:
    return value.replace("'", "''")
