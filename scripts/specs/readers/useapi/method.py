"""The HTTP method, which a page shows only in its examples, its address or beside its URL."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import METHODS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.page import Page
    from scripts.specs.readers.useapi.rendering import Line

_CURL = re.compile(r"\bcurl\s")
_CURL_METHOD = re.compile(r"\s(?:-X|--request)[ =]?[\"']?([A-Za-z]+)")
_CURL_QUERY = re.compile(r"\s(?:-G|--get)\b")
_CURL_BODY = re.compile(r"\s(?:-d|--data[\w-]*|--json|-F|--form)\b")
_CURL_UPLOAD = re.compile(r"\s(?:-T|--upload-file)\b")
_FETCH = re.compile(r"\bfetch\s*\(")
_FETCH_METHOD = re.compile(r"\bmethod[\"']?\s*:\s*[\"'`]([A-Za-z]+)")
_CALL = re.compile(r"\b(?:requests|httpx|axios)\.(get|post|put|patch|delete|head|options)\s*\(")
_REQUEST = re.compile(r"\b(?:requests|httpx)\.request\s*\(\s*[\"']([A-Za-z]+)")
_SLUG = re.compile(r"(?:^|[-_.])(get|post|put|patch|delete|del)[-_]")


def of(page: Page, examples: tuple[Line, ...], url: Line, word: str) -> str:
    """Return the method, in lower case. Places that disagree, or say nothing at all, are an error.

    `word` is what stands before the URL, if anything does.
    """
    found: dict[str, str] = {}
    for name, place in [*_beside(url, word), *_shown(examples), *_slug(page)]:
        method = "delete" if name.lower() == "del" else name.lower()
        if method in METHODS:
            found.setdefault(method, place)
    line = examples[0].number if examples else url.number
    if not found:
        raise page.error(
            "expected an example that shows the method (curl, fetch or requests)", line
        )
    if len(found) > 1:
        stated = " and ".join(f"{name.upper()} ({place})" for name, place in sorted(found.items()))
        raise page.error(f"expected one method, not {stated}", line)
    return next(iter(found))


def _beside(url: Line, word: str) -> Iterator[tuple[str, str]]:
    if word:
        yield word, f"line {url.number}"


def _slug(page: Page) -> Iterator[tuple[str, str]]:
    if (slug := _SLUG.search(page.file.stem)) is not None:
        yield slug[1], "the file's name"


def _shown(examples: tuple[Line, ...]) -> Iterator[tuple[str, str]]:
    for number, command in _commands(examples):
        yield _of_curl(command), f"line {number}"
    fetched: int | None = None
    is_certain = False
    for line in examples:
        for rule in (_FETCH_METHOD, _CALL, _REQUEST):
            for found in rule.finditer(line.text):
                is_certain = is_certain or rule is _FETCH_METHOD
                yield found[1], f"line {line.number}"
        if fetched is None and _FETCH.search(line.text):
            fetched = line.number
    if fetched is not None and not is_certain:
        yield "get", f"line {fetched}"


def _commands(examples: tuple[Line, ...]) -> Iterator[tuple[int, str]]:
    """Yield each curl command with the lines that its backslashes, quotes or options go on to."""
    number, parts = 0, list[str]()
    for line in examples:
        begins = _CURL.search(line.text) is not None
        goes_on = parts and (parts[-1].rstrip().endswith("\\") or line.text.strip().startswith("-"))
        if parts and not goes_on:
            yield number, " ".join(parts)
            parts = []
        if begins and not parts:
            number = line.number
        if begins or parts:
            parts.append(line.text)
    if parts:
        yield number, " ".join(parts)


def _of_curl(command: str) -> str:
    if (named := _CURL_METHOD.search(command)) is not None:
        return named[1]
    if _CURL_UPLOAD.search(command):
        return "put"
    return "post" if _CURL_BODY.search(command) and not _CURL_QUERY.search(command) else "get"
