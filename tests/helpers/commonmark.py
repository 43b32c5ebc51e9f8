"""What an independent CommonMark parser finds in a text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token


_PARSER: Final = MarkdownIt("commonmark")


def html_in(text: str) -> list[str]:
    """Return the HTML that a CommonMark parser finds in a text."""
    return _html(_PARSER.parse(text))


def _html(tokens: list[Token]) -> list[str]:
    return [
        token.content
        for token in tokens
        if token.type in {"html_inline", "html_block"} or _html(token.children or [])
    ]
