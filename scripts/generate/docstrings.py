"""A parameter's description as one physical line, which is all that a language server shows of it."""

from __future__ import annotations

import re
from typing import Final

_ITEM: Final = re.compile(r"(?:[-*+•]|\d+[.)])\s+")
_HEADING: Final = re.compile(r"#{1,6}\s+")
_RULE: Final = re.compile(r"(?:```|~~~).*|[|:\s=-]*[-=]{3}[|:\s=-]*")
_SENTENCE_ENDS: Final = (".", "!", "?", "…")
_MOST_LINES: Final = 10
_CLAUSE_ENDS: Final = (*_SENTENCE_ENDS, ":", ";", ",")


def one_line(description: str) -> str:
    """Return a description as one line: list items follow each other, separated by semicolons.

    Args:
        description: Markdown, as openapi.yaml has it.
    """
    text, in_list = "", False
    starts_block = True
    for raw in description.splitlines():
        line = raw.strip().removeprefix(">").strip("| ")
        if not line or _RULE.fullmatch(line):
            starts_block = True
            continue
        item, heading = _ITEM.match(line), _HEADING.match(line)
        if item:
            text = _separated(text, ";" if in_list else ":") + line[item.end() :]
        elif starts_block:
            text = _separated(text, ".") + line[heading.end() if heading else 0 :]
        else:
            text = f"{text} {line}".strip()
        in_list, starts_block = bool(item) or (in_list and not starts_block), False
    return " ".join(text.split())


def paragraph(description: str) -> str:
    """Return the first paragraph of a description, at most ten lines of it.

    Args:
        description: Markdown, as openapi.yaml has it.
    """
    first = description.strip().partition("\n\n")[0].splitlines()
    return "\n".join(line.strip() for line in first[:_MOST_LINES])


def _separated(text: str, mark: str) -> str:
    if not text:
        return ""
    return f"{text} " if text.endswith(_CLAUSE_ENDS) else f"{text}{mark} "
