"""Whether what a server sent is the page that was asked for, and its text."""

from __future__ import annotations

import re
import tempfile
from email.message import Message
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bs4 import BeautifulSoup

from scripts.capture.page_text import page_text
from scripts.specs.errors import SpecError
from scripts.specs.page import Page
from scripts.specs.readers import READERS

if TYPE_CHECKING:
    from scripts.capture.sources import PageSource
    from scripts.capture.web import PageResponse

_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_TEXT: Final = frozenset({"text/markdown", "text/x-markdown", "text/plain", "application/markdown"})
_TEXT_OF_SPEC: Final = re.compile(r"(application|text)/(json|(x-)?yaml|vnd\.oai\.openapi.*)")
_HTML_START: Final = re.compile(r"\s*(<!--.*?-->\s*)*<(!doctype\s+html|html)\b", re.I | re.S)


class UnexpectedPageError(Exception):
    """The response is not the page. The message names what was expected, and quotes nothing."""


def text_of(source: PageSource, response: PageResponse) -> str:
    """Return the page's text, as its file in `pages` is to hold it.

    Raises:
        UnexpectedPageError: If this is no page that a reader of the project recognises.
    """
    kind, charset = _content_type(response.headers.get("content-type", ""))
    given = _decoded(response.body, charset)
    is_html = kind in _HTML or _HTML_START.match(given) is not None
    if not given.strip():
        raise UnexpectedPageError("expected a page, the response is empty")
    if is_html and _asks_to_log_in(given):
        raise UnexpectedPageError("expected a page, the response asks for a password")
    if source.published == "html":
        if not is_html:
            raise UnexpectedPageError(
                f"expected HTML, the response is {kind or 'of no stated type'}"
            )
        text = _rendered(given)
    else:
        if is_html:
            raise UnexpectedPageError("expected Markdown, the response is HTML")
        if kind and kind not in _TEXT and _TEXT_OF_SPEC.fullmatch(kind) is None:
            raise UnexpectedPageError(f"expected Markdown, the response is {kind}")
        text = given
    if not _is_recognised(source.file, text):
        known = ", ".join(reader.dialect for reader in READERS)
        raise UnexpectedPageError(f"expected a page that a reader recognises ({known})")
    return text


def _content_type(header: str) -> tuple[str, str]:
    """Return the media type and the charset, both in lower case, both perhaps empty."""
    message = Message()
    message["content-type"] = header
    kind = message.get_content_type() if header else ""
    return kind, (message.get_content_charset() or "")


def _decoded(body: bytes, charset: str) -> str:
    """UTF-8 wherever it is that, whatever the server says; else what the server says it is.

    Line ends become plain ones, so that two servers of one page give one file.
    """
    for encoding in ("utf-8-sig", charset):
        try:
            text = body.decode(encoding) if encoding else None
        except (UnicodeDecodeError, LookupError):
            continue
        if text is not None and "\0" not in text:
            return re.sub(r"\r\n?", "\n", text)
    raise UnexpectedPageError("expected text in UTF-8, or in the charset that the server names")


def _asks_to_log_in(markup: str) -> bool:
    return BeautifulSoup(markup, "html.parser").select_one("input[type=password i]") is not None


def _rendered(markup: str) -> str:
    try:
        return page_text(markup)
    except RecursionError:
        raise UnexpectedPageError("expected a page of fewer levels") from None


def _is_recognised(name: str, text: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_text(text, encoding="utf-8", newline="")
        try:
            page = Page.load(file)
        except SpecError:
            return False
        return any(reader.recognises(page) for reader in READERS)
