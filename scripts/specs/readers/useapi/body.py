"""The Request Body section: one object of the sample's members and the bullets', or raw bytes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scripts.specs.infer import schema_of
from scripts.specs.json_types import copied_object
from scripts.specs.readers.useapi import bullets, headers, sections, value_types
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.readers.useapi.bullets import ParameterDescription
    from scripts.specs.readers.useapi.headers import RequestHeaders
    from scripts.specs.readers.useapi.sections import Block, PageSection

_RAW = re.compile(r"(?:audio|font|image|video)/.*|application/octet-stream|\*/\*")


def read(
    result: PageFragment, section: PageSection | None, sent: RequestHeaders, verb: str
) -> JsonObject:
    """Return the operation's requestBody; nothing where the page describes none."""
    types = sent.media_types
    if section is not None and sent.has_content_type and not types:
        types = headers.media_types(section.lines)
    if not types and sent.has_content_type and (section is not None or verb not in {"get", "head"}):
        result.repaired("a Content-Type that names no media type: any bytes")
        types = ["application/octet-stream"]
    raw = [name for name in types if _RAW.fullmatch(name)]
    if section is None:
        return _described_body(_bytes(raw), "") if raw else {}
    fields, stated = _fields(result, section)
    content: JsonObject = {}
    if fields is not None:
        structured = [name for name in types if name not in raw] or ["application/json"]
        content = {name: {"schema": copied_object(fields)} for name in structured}
    content |= _bytes(raw)
    if not content:
        result.left_out("the Request Body section: no sample and no parameters", section.number)
        return {}
    return _described_body(content, stated)


def _bytes(media_types: list[str]) -> JsonObject:
    return {name: {"schema": {"type": "string", "format": "binary"}} for name in media_types}


def _described_body(content: JsonObject, stated: str) -> JsonObject:
    described: JsonObject = {"description": stated} if stated else {}
    return {**described, "required": True, "content": content}


def _fields(result: PageFragment, section: PageSection) -> tuple[JsonObject | None, str]:
    """Return the schema of the fields, None where there are none, and what is said of the body as a whole."""
    blocks = sections.blocks(section.lines)
    samples = [value for block in blocks for value in _sample(result, block)]
    members: dict[str, Json] = {}
    for value in samples:
        for item in value if isinstance(value, list) else [value]:
            members = {**(item if isinstance(item, dict) else {}), **members}
    prose = tuple(line for block in blocks for line in block.prose)
    listed = bullets.described(result, prose, members)
    stated = sections.paragraphs(listed.loose)
    if not members and not listed.items:
        plain = [value for value in samples if not isinstance(value, dict)]
        return (schema_of(plain[0]) if plain else {"type": "object"} if samples else None), stated
    schema = _object(members, listed.items)
    is_list = bool(samples) and all(isinstance(value, list) for value in samples)
    return ({"type": "array", "items": schema} if is_list else schema), stated


def _sample(result: PageFragment, block: Block) -> list[Json]:
    """Return the value of a sample, in a list that is empty where there is none or it cannot be read."""
    if not block.sample:
        return []
    first = block.sample[0].number
    if not block.closed:
        raise result.page.error("the body's sample: expected it to be closed", first)
    try:
        return [parse_relaxed(sections.joined(block.sample))]
    except RelaxedJsonError as error:
        result.left_out(f"the body's sample: {error}", first + error.line - 1)
        return []


def _object(members: dict[str, Json], listed: list[ParameterDescription]) -> JsonObject:
    """Return the sample's members, in its order, and those that only a bullet names."""
    # `tags[]` is how a form or a query spells a list called tags.
    known = {_plain(item.name, members): item for item in listed}
    properties: JsonObject = {}
    for name in dict.fromkeys([*members, *known]):
        item = known.get(name)
        spelled, description = (item.name, item.description) if item else (name, "")
        properties[name] = _member(spelled, members.get(name), description)
    schema: JsonObject = {"type": "object", "properties": properties}
    if required := [name for name, item in known.items() if item.required]:
        schema["required"] = [*required]
    return schema


def _plain(name: str, members: dict[str, Json]) -> str:
    return name if name in members else name.removesuffix("[]")


def _member(name: str, value: Json, description: str) -> JsonObject:
    schema = value_types.sampled(name, value, description)
    if description:
        schema["description"] = description
    if isinstance(value, (bool, int, float)):
        schema["examples"] = [value]
    return schema
