"""The Responses section: a schema for each status, from its samples and the page's model."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.specs.infer import refined, schema_of
from scripts.specs.json_types import obj
from scripts.specs.readers.useapi import sections
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.readers.useapi.rendering import Line
    from scripts.specs.readers.useapi.response_model import ResponseModel
    from scripts.specs.readers.useapi.sections import Block

_CODE = r"[1-5](?:\d\d|[xX]{2})"
_STATUS = re.compile(
    rf"(?P<codes>{_CODE}(?:\s*(?:,|/|\||\band\b|\bor\b)\s*{_CODE})*)(?!\w)[\s:\u2013\u2014-]*(?P<reason>.*)"
)
_LABEL = re.compile(r"[A-Z][A-Za-z' -]{0,40}")
_ITEM_AFTER_PROSE = re.compile(r"(?<=\S)\n(?=\d+[.)]\s)")
_NO_BODY = frozenset({"204", "205", "304"})


@define
class _StatusSection:
    """One status: its label, and the lines that belong to it."""

    reasons: list[str] = field(factory=list[str])
    lines: list[Line] = field(factory=list["Line"])


def read(
    result: PageFragment, lines: tuple[Line, ...], model: ResponseModel | None, url_line: int
) -> JsonObject:
    """Return the operation's `responses`."""
    found = _by_status(result, lines)
    if not found:
        line = lines[0].number if lines else url_line
        raise result.page.error("expected a response such as `200 OK` under Responses", line)
    return {
        status: _response(result, status, section, model if status.startswith("2") else None)
        for status, section in found.items()
    }


def _by_status(result: PageFragment, lines: tuple[Line, ...]) -> dict[str, _StatusSection]:
    """Return the lines of each status. A status that stands twice is one of the lines below both."""
    marked = any(_status(sections.bullet_text(line) or "") for line in lines)
    found: dict[str, _StatusSection] = {}
    current: list[_StatusSection] = []
    for line in lines:
        head = sections.bullet_text(line) if marked else line.text.strip()
        status = _status(head or "")
        if status is not None and (marked or _LABEL.fullmatch(status["reason"] or "OK")):
            codes = re.findall(_CODE, status["codes"])
            current = [found.setdefault(code.upper(), _StatusSection()) for code in codes]
            for section in current:
                section.reasons.append(status["reason"].strip())
        elif current:
            for section in current:
                section.lines.append(line)
        elif line.text.strip():
            result.left_out("a line under Responses before the first status", line.number)
    return found


def _status(head: str) -> re.Match[str] | None:
    return _STATUS.fullmatch(head.replace("`", ""))


def _response(
    result: PageFragment, status: str, section: _StatusSection, model: ResponseModel | None
) -> JsonObject:
    prose: list[str] = []
    samples: list[Json] = []
    for block in sections.blocks(section.lines):
        if paragraph := _ITEM_AFTER_PROSE.sub("\n\n", sections.paragraphs(block.prose)):
            prose.append(paragraph)
        samples += _sample(result, block)
    stated = [reason for reason in section.reasons if reason and not _LABEL.fullmatch(reason)]
    labels = [reason for reason in section.reasons if reason] or [f"Status {status}"]
    stated = [*stated, *prose] or labels[:1]
    response: JsonObject = {"description": "\n\n".join(dict.fromkeys(stated))}
    schema = _schema(result, model, samples) if status not in _NO_BODY or samples else None
    if schema is not None:
        media: JsonObject = {"schema": schema}
        if samples:
            media["examples"] = _examples(samples)
        response["content"] = {"application/json": media}
    return response


def _schema(
    result: PageFragment, model: ResponseModel | None, samples: list[Json]
) -> JsonObject | None:
    if model is not None:
        other: list[str] = []
        schema = refined(model.schema, samples, other)
        for place in dict.fromkeys(other):
            where = f"`{place}`" if place else "the response"
            result.repaired(f"the model and a sample give {where} two types: both", model.line)
        return schema
    return _either([schema_of(sample) for sample in samples]) if samples else None


def _either(schemas: list[JsonObject]) -> JsonObject:
    """Return the schemas of several samples of one status, the fullest first.

    A client tries them in this order, and the shape with more fields is the one that says more.
    """
    distinct = list({json.dumps(schema, sort_keys=True): schema for schema in schemas}.values())
    distinct.sort(key=lambda schema: -len(obj(schema.get("properties"))))
    return distinct[0] if len(distinct) == 1 else {"anyOf": [*distinct]}


def _examples(samples: list[Json]) -> JsonObject:
    if len(samples) == 1:
        return {"example": {"value": samples[0]}}
    return {f"example{number}": {"value": sample} for number, sample in enumerate(samples, 1)}


def _sample(result: PageFragment, block: Block) -> list[Json]:
    """Return the value of a sample, in a list that is empty where there is none or it cannot be read."""
    if not block.sample:
        return []
    first = block.sample[0].number
    if not block.closed:
        raise result.page.error("a response's sample: expected it to be closed", first)
    try:
        return [parse_relaxed(sections.joined(block.sample))]
    except RelaxedJsonError as error:
        result.left_out(f"a response's sample: {error}", first + error.line - 1)
        return []
