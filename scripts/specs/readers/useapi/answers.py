"""The Responses section: a schema for each status, from its samples and the page's model."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING

from scripts.specs.readers.useapi import sections, typescript
from scripts.specs.readers.useapi.infer import refined, schema_of
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed
from scripts.specs.schemas import kind_of

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import Fragment
    from scripts.specs.readers.useapi.sections import Bullet, Line, Section

_STATUS = re.compile(r"`?(?P<status>[1-5]\d\d)`?\s*(?P<reason>.*)")
_ITEM_AFTER_PROSE = re.compile(r"(?<=\S)\n(?=\d+[.)]\s)")


def read(result: Fragment, lines: tuple[Line, ...], model: Section | None) -> JsonObject:
    """The operation's `responses`."""
    responses: JsonObject = {}
    for bullet in sections.bullets(lines):
        found = _STATUS.fullmatch(bullet.head)
        if found is None:
            result.left_out("an item under Responses that begins with no status", bullet.number)
            continue
        is_success = found["status"].startswith("2")
        type_of = _model(result, model) if is_success and model else None
        responses[found["status"]] = _response(result, bullet, found["reason"], type_of)
    if not responses:
        line = lines[0].number if lines else None
        raise result.page.error("expected a response such as `200 OK` under Responses", line)
    return responses


def _response(
    result: Fragment, bullet: Bullet, reason: str, model: JsonObject | None
) -> JsonObject:
    prose: list[str] = []
    samples: list[Json] = []
    for text, block in sections.blocks(bullet.body):
        if paragraph := _ITEM_AFTER_PROSE.sub("\n\n", sections.paragraphs(text)):
            prose.append(paragraph)
        if block:
            samples.append(_sample(result, block))
    schemas = [schema_of(sample) for sample in samples]
    if model is not None:
        for sample in samples:
            model = refined(model, sample)
        schemas = [model]
    status = bullet.head[:3] if bullet.head[:3].isdigit() else "200"
    phrase = reason.strip() or _phrase(status)
    response: JsonObject = {"description": "\n\n".join([*([] if prose else [phrase]), *prose])}
    if schemas:
        media: JsonObject = {"schema": _either(schemas)}
        if samples:
            media["examples"] = _examples(samples)
        response["content"] = {"application/json": media}
    return response


def _phrase(status: str) -> str:
    try:
        return HTTPStatus(int(status)).phrase
    except ValueError:
        return f"Status {status}"


def _either(schemas: list[JsonObject]) -> JsonObject:
    """Several samples of one status are several shapes, the fullest first.

    A client tries them in this order, and the shape with more fields is the one that says more.
    """
    distinct: list[JsonObject] = []
    for schema in schemas:
        if schema not in distinct:
            distinct.append(schema)
    if len(distinct) == 1:
        return distinct[0]
    return {"anyOf": [*distinct]}


def _examples(samples: list[Json]) -> JsonObject:
    if len(samples) == 1:
        return {"example": {"value": samples[0]}}
    return {f"example{number}": {"value": sample} for number, sample in enumerate(samples, 1)}


def _sample(result: Fragment, block: list[Line]) -> Json:
    try:
        return parse_relaxed(sections.joined(block))
    except RelaxedJsonError as error:
        line = block[0].number + error.line - 1
        raise result.page.error(f"a response's sample: {error}", line) from None


def _model(result: Fragment, model: Section) -> JsonObject | None:
    """The Model's type. A model that is no TypeScript is an error at its line."""
    found = [block for _, block in sections.blocks(model.lines) if block]
    if not found:
        result.left_out("the Model section: it holds no type", model.number)
        return None
    try:
        schema = typescript.parse_model(sections.joined(found[0]))
    except typescript.TypeScriptError as error:
        raise result.page.error(
            f"the model: {error}", found[0][0].number + error.line - 1
        ) from None
    if schema.get("type") != kind_of({}):
        result.left_out("the Model section: it holds no object type", model.number)
        return None
    return schema
