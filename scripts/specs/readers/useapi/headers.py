"""The Request Headers section: who may call, what a body is made of, and headers of the provider's own."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.specs.readers.useapi import sections

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.readers.useapi.rendering import Line

_HEADER = re.compile(r"(?P<name>[A-Za-z][\w-]*)\s*:\s*(?P<value>.*)")
_COMMENT = re.compile(r"\s*(?:#+|//)\s*")
_MEDIA_TYPE = re.compile(
    r"\b(?:application|audio|font|image|multipart|text|video)/[a-z0-9][\w.+-]*\w|\*/\*",
    re.IGNORECASE,
)
_KEY = re.compile(r"(?:.*-)?(?:api-?key|token|key)", re.IGNORECASE)
_ABOUT_TOKENS = re.compile(r"\b(?:api )?(?:token|key)\b", re.IGNORECASE)
_OFFER = re.compile(r"\balternativ|\bcontent-type\b", re.IGNORECASE)


@define
class RequestHeaders:
    """The contents of the section. Media types are in the order in which they are offered."""

    schemes: JsonObject = field(factory=dict[str, "Json"])
    # Names of schemes that are sent together, and of those that a comment offers instead.
    asked: list[str] = field(factory=list[str])
    offered: list[str] = field(factory=list[str])
    media_types: list[str] = field(factory=list[str])
    parameters: list[Json] = field(factory=list["Json"])
    # Where the section begins.
    line: int = 1
    # A Content-Type is sent, though which one may be said elsewhere.
    has_content_type: bool = False

    def security(self) -> list[Json]:
        """Return the requirements, each an alternative; none where the page asks for nothing."""
        ways = [self.asked, *([name] for name in self.offered if name not in self.asked)]
        return [{name: [] for name in dict.fromkeys(names)} for names in ways if names]


def read(result: PageFragment, lines: tuple[Line, ...]) -> RequestHeaders:
    """Return the headers of a request. Lines that are none are noted."""
    headers = RequestHeaders(line=lines[0].number if lines else 1)
    stated: dict[int, str] = {}
    for line in lines:
        text = sections.bullet_text(line) or line.text.strip()
        comment = _COMMENT.match(text)
        bare = text[comment.end() :] if comment else text
        header = _HEADER.fullmatch(bare)
        if header is not None and _add(headers, header["name"], header["value"], comment is None):
            continue
        found = _MEDIA_TYPE.findall(text)
        headers.media_types += [name.lower() for name in found]
        if not comment and not found and _ABOUT_TOKENS.search(text):
            stated[line.number] = text
        elif text and not found and not _OFFER.search(text):
            result.left_out("a line under Request Headers that is no header", line.number)
    headers.media_types = list(dict.fromkeys(headers.media_types))
    if not headers.schemes:
        for number in stated:
            result.left_out("a line about a token that no header takes", number)
    for scheme in headers.schemes.values():
        if stated and isinstance(scheme, dict):
            scheme["description"] = "\n".join(stated.values())
    return headers


def media_types(lines: tuple[Line, ...]) -> list[str]:
    """Return the media types that some lines name."""
    found = [name.lower() for line in lines for name in _MEDIA_TYPE.findall(line.text)]
    return list(dict.fromkeys(found))


def _add(headers: RequestHeaders, name: str, value: str, is_sent: bool) -> bool:
    """Return whether the line is a header that is understood. A comment offers known headers only."""
    known = name.lower()
    if known == "authorization":
        scheme = _authorization(value)
        headers.schemes.update(scheme)
        (headers.asked if is_sent else headers.offered).extend(scheme)
    elif known == "content-type":
        headers.has_content_type = True
        headers.media_types += [found.lower() for found in _MEDIA_TYPE.findall(value)]
    elif known == "accept":
        return True
    elif not is_sent or " " in name:
        return False
    elif _KEY.fullmatch(name):
        headers.schemes[name] = {"type": "apiKey", "in": "header", "name": name}
        headers.asked.append(name)
    else:
        headers.parameters.append(_parameter(name, value))
    return True


def _authorization(value: str) -> JsonObject:
    for scheme in ("Bearer", "Basic"):
        if re.match(rf"{scheme}\b", value, re.IGNORECASE):
            return {f"{scheme}Auth": {"type": "http", "scheme": scheme.lower()}}
    return {"ApiKeyAuth": {"type": "apiKey", "in": "header", "name": "Authorization"}}


def _parameter(name: str, value: str) -> JsonObject:
    parameter: JsonObject = {"name": name, "in": "header"}
    if "optional" not in value.lower():
        parameter["required"] = True
    if " " in value.strip():
        parameter["description"] = value.strip()
    parameter["schema"] = {"type": "string"}
    return parameter
