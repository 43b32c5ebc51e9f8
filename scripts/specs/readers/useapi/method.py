"""The HTTP method, which a page shows only in its examples or its address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.json_types import METHODS

if TYPE_CHECKING:
    from scripts.specs.page import Page
    from scripts.specs.readers.useapi.sections import Line

_CURL = re.compile(r"\bcurl\b")
_CURL_METHOD = re.compile(r"(?:-X|--request)[ =]?[\"']?([A-Za-z]+)")
_CURL_BODY = re.compile(r"\s(-d|--data\S*|-F|--form)\b")
_FETCH = re.compile(r"\bmethod\s*:\s*[\"']([A-Za-z]+)[\"']")
_REQUESTS = re.compile(r"\b(?:requests|httpx)\.(get|post|put|patch|delete)\s*\(")
_SLUG = re.compile(r"(?:^|[-_.])(get|post|put|patch|delete|del)[-_]")


def of(page: Page, examples: tuple[Line, ...]) -> str:
    """The method, in lower case. Examples that disagree, or none at all, are an error."""
    shown = "\n".join(line.text for line in examples)
    found = {name.lower() for name in _CURL_METHOD.findall(shown)}
    found |= {name.lower() for name in _FETCH.findall(shown)}
    found |= {name.lower() for name in _REQUESTS.findall(shown)}
    if not found and _CURL.search(shown):
        found = {"post" if _CURL_BODY.search(shown) else "get"}
    if not found and (slug := _SLUG.search(page.file.stem)) is not None:
        found = {slug[1]}
    named = {"delete" if name == "del" else name for name in found} & set(METHODS)
    if len(named) != 1:
        line = examples[0].number if examples else None
        wanted = "one method in the examples" if named else "an example that shows the method"
        raise page.error(f"expected {wanted} (curl, fetch or requests)", line)
    return named.pop()
