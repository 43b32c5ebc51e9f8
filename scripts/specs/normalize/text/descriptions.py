"""Descriptions as clean CommonMark: no HTML or MDX, no dead links, no stray white space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

from scripts.specs.json_types import obj
from scripts.specs.normalize.text.html_text import as_markdown, bracketed, meaningful_alt
from scripts.specs.normalize.text.invisible_characters import visible
from scripts.specs.normalize.text.markdown_code import RESERVED, Code

if TYPE_CHECKING:
    from markdown_it.token import Token

    from scripts.specs.json_types import Json, JsonObject

_IMAGE: Final = re.compile(
    r"!\[([^\]\n]{0,500})\]\(\s*[^()\s]{0,2000}(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_LINK: Final = re.compile(
    r"(?<![!\\])\[(?P<text>[^\[\]]{1,500})\]"
    r"\(\s*<?(?P<target>(?:[^()\s<>]|\([^()\s]{0,300}\)){0,2000})>?(?:\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)  # fmt: skip
_LIVE: Final = ("http://", "https://", "mailto:")
_ITEM: Final = re.compile(r"\s*([-*+]|\d+[.)])\s+")
_TEXT_KEYS: Final = ("description", "summary")
_DATA_KEYS: Final = frozenset({"example", "examples", "default", "enum", "const", "value"})
# The keys of these objects are names that someone chose.
_NAMED: Final = frozenset({
    "properties", "patternProperties", "dependentSchemas", "$defs", "schemas", "responses",
    "parameters", "headers", "requestBodies", "securitySchemes", "links", "callbacks", "pathItems",
    "paths", "webhooks", "content", "variables", "encoding",
})  # fmt: skip
# Cleaning what is clean changes nothing; a text that takes more passes than these is no text.
_PASSES: Final = 6
_MARKDOWN: Final = MarkdownIt("commonmark")


def clean_all(value: Json, *, named: bool = False) -> None:
    """Clean every description and summary of a document, in place.

    `named` says that the keys of this object are names that someone chose, such as properties.
    """
    if isinstance(value, list):
        for item in value:
            clean_all(item)
    if not isinstance(value, dict):
        return
    for key, item in list(value.items()):
        if not named and key == "examples" and isinstance(item, dict):
            for example in item.values():
                _clean_texts(obj(example))
        elif not named and key == "scopes" and isinstance(item, dict):
            for scope, words in item.items():
                item[scope] = clean(words) if isinstance(words, str) else words
        elif named or key not in _DATA_KEYS:
            clean_all(item, named=not named and key in _NAMED)
    if not named:
        _clean_texts(value)


def _clean_texts(value: JsonObject) -> None:
    for key in _TEXT_KEYS:
        if isinstance(given := value.get(key), str):
            _store(value, key, clean(given))


def _store(parent: JsonObject, key: str, cleaned: str) -> None:
    if cleaned or key == "description":
        parent[key] = cleaned
    else:
        del parent[key]


def clean(source: str) -> str:
    """Return one description."""
    text = RESERVED.sub("", visible(source))
    for _ in range(_PASSES):
        cleaned = _cleaned(text)
        if cleaned == text:
            break
        text = cleaned
    if "<" in text and _has_html(_MARKDOWN.parse(text)):
        # Code to us, and not to CommonMark: then its brackets are shown as they stand.
        text = bracketed(text)
    return text


def _cleaned(source: str) -> str:
    code = Code()
    text = code.taken_out(source).replace("\t", "    ")
    text = as_markdown(text, code)
    text = _IMAGE.sub(lambda found: meaningful_alt(found[1]), text)
    text = _LINK.sub(_linked, text)
    lines = [line.rstrip() for line in text.split("\n")]
    if len(lines) > 1:
        # A single leading space is left over from folding; more would be code or a nested list.
        lines = [line[1:] if re.match(r" \S", line) else line for line in lines]
    lines = _tight(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).split("\n"))
    return code.put_back("\n".join(lines).strip()).strip()


def _linked(found: re.Match[str]) -> str:
    return found[0] if found["target"].lower().startswith(_LIVE) else found["text"]


def _has_html(tokens: list[Token]) -> bool:
    return any(
        token.type in {"html_inline", "html_block"} or _has_html(token.children or [])
        for token in tokens
    )


def _tight(lines: list[str]) -> list[str]:
    """Lists without an empty line between their items."""
    result: list[str] = []
    # Backwards, because whether an empty line goes depends on what follows it.
    for index in range(len(lines) - 1, -1, -1):
        after = next((line for line in reversed(result) if line), "") if not lines[index] else ""
        before = lines[index - 1] if index else ""
        if not lines[index] and _ITEM.match(before) and _ITEM.match(after):
            continue
        result.append(lines[index])
    return result[::-1]
