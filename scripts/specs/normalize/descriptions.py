"""Descriptions as clean CommonMark: no HTML or MDX, no dead links, no stray white space."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_RELATIVE_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?![a-z][a-z0-9+.-]*:)[^)\s]*\)")
_IMAGE = re.compile(r"!\[[^\]\n]*\]\([^)\s]*\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_BOLD = re.compile(r"</?(?:b|strong)>", re.IGNORECASE)
_CODE = re.compile(r"</?code>", re.IGNORECASE)
_ANCHOR = re.compile(r"<a\s[^<>]*href=\"(https?://[^\"]+)\"[^<>]*>(.*?)</a>", re.IGNORECASE)
# Only names that HTML and Mintlify's MDX use: `<uuid>` is a vendor's way to say "your own here".
_TAG = re.compile(
    r"</?(?:a|div|em|i|img|li|ol|p|small|span|sub|sup|table|tbody|td|th|thead|tr|u|ul|h[1-6]|"
    r"Accordion|AccordionGroup|Card|CardGroup|Check|Danger|Expandable|Frame|Icon|Info|Note|"
    r"ParamField|ResponseField|Step|Steps|Tab|Tabs|Tip|Tooltip|Update|Warning)(?:\s[^<>]*)?/?>"
)
_ITEM = re.compile(r"\s*([-*+]|\d+[.)])\s+")
_TEXT_KEYS: Final = ("description", "summary")
_DATA_KEYS: Final = frozenset({"example", "examples", "default", "enum", "const", "value"})


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
        if not named and key in _DATA_KEYS:
            continue
        if not named and key in _TEXT_KEYS and isinstance(item, str):
            _store(value, key, clean(item))
        else:
            clean_all(item, named=not named and key in {"properties", "schemas", "responses"})


def _store(parent: JsonObject, key: str, cleaned: str) -> None:
    if cleaned or key == "description":
        parent[key] = cleaned
    else:
        del parent[key]


def clean(source: str) -> str:
    """One description."""
    text = source.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    ")
    text = _BREAK.sub("\n", text)
    text = _ANCHOR.sub(r"[\2](\1)", text)
    text = _BOLD.sub("**", text)
    text = _CODE.sub("`", text)
    text = _TAG.sub("", text)
    text = _IMAGE.sub("", text)
    text = _RELATIVE_LINK.sub(r"\1", text)
    lines = [line.rstrip() for line in text.split("\n")]
    if len(lines) > 1:
        # A single leading space is left over from folding; more would be code or a nested list.
        lines = [line[1:] if re.match(r" \S", line) else line for line in lines]
    return "\n".join(_tight(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).split("\n"))).strip()


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
