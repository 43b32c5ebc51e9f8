"""The URL of an operation: server, path, and the names in both path and query."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Collection

    from scripts.specs.page import Page
    from scripts.specs.readers.useapi.rendering import Line

_URL = re.compile(
    r"\s*(?:(?P<method>(?i:get|post|put|patch|delete|del|head|options)):?\s+)?"
    r"(?P<url>https?://[^\s?…]+)(?:\?(?P<query>\S*))?…?\s*"
)
_MARKED = re.compile(r"\{([\w.-]+)\}|<([\w.-]+)>|:([A-Za-z_]\w*)")
_IN_BRACES = re.compile(r"\{([\w.-]+)\}")
_BARE = re.compile(r"[a-z]+Id|email")
_QUERY_NAME = re.compile(r"(?:^|&)([A-Za-z_]\w*(?:\[\])?)(?==|&|$|…|\.\.)")


@frozen
class Address:
    """Where the operation is. `path` has its parameters in braces; `word` stood before the URL."""

    line: Line
    word: str
    server: str
    path: str
    in_path: list[str]
    in_query: list[str]


def is_url(text: str) -> bool:
    """Return whether a line holds a URL alone."""
    return _URL.fullmatch(text) is not None


def read(page: Page, line: Line, described: Collection[str]) -> Address:
    """Return the address on a line. `described` are the names that the page calls path parameters."""
    found = _URL.fullmatch(line.text)
    if found is None:
        raise page.error("expected the operation's URL on a line of its own", line.number)
    try:
        parts = urlsplit(found["url"])
    except ValueError:
        raise page.error("expected a URL such as https://host/path", line.number) from None
    if not parts.netloc or set(parts.netloc) & set("{}<>[]"):
        raise page.error("expected a URL such as https://host/path", line.number)
    segments: list[str] = []
    names: list[str] = []
    for segment in parts.path.split("/"):
        marked = _MARKED.fullmatch(segment)
        name = next((part for part in marked.groups() if part), "") if marked else segment
        if marked or name in described or _BARE.fullmatch(name):
            segment = f"{{{name}}}"  # noqa: PLW2901 - the same segment, in braces
        names += _IN_BRACES.findall(segment)
        segments.append(segment)
    if len(set(names)) < len(names):
        raise page.error("expected each path parameter once in the URL", line.number)
    path = "/".join(segments) or "/"
    query = _QUERY_NAME.findall(found["query"] or "")
    server = f"{parts.scheme}://{parts.netloc}"
    return Address(line, found["method"] or "", server, path, names, list(dict.fromkeys(query)))
