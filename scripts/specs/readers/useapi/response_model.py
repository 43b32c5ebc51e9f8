"""The Model section: the type of a response, in TypeScript."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import frozen

from scripts.specs.readers.useapi import typescript

if TYPE_CHECKING:
    from scripts.specs.json_types import JsonObject
    from scripts.specs.page import PageFragment
    from scripts.specs.readers.useapi.sections import PageSection

_BEGINS = re.compile(r"\s*(?:[{(\[]|(?:export\s+)?(?:type|interface)\s+\w|Array<|Record<)")


@frozen
class ResponseModel:
    """A response's type, and the line where its description begins."""

    schema: JsonObject
    line: int


def read(result: PageFragment, section: PageSection | None) -> ResponseModel | None:
    """Return the Model's type. What is no TypeScript in it is noted; one that never ends is an error."""
    if section is None:
        return None
    at = next((i for i, line in enumerate(section.lines) if _BEGINS.match(line.text)), None)
    loose = section.lines if at is None else section.lines[:at]
    for line in loose:
        if line.text.strip():
            result.left_out("a line of the Model section that is no type", line.number)
    if at is None:
        result.left_out("the Model section: it holds no type", section.number)
        return None
    lines = section.lines[at:]
    first = lines[0].number
    try:
        model = typescript.parse_model("\n".join(line.text for line in lines))
    except typescript.TypeScriptError as error:
        raise result.page.error(f"the model: {error}", first + error.line - 1) from None
    for unread in model.unread:
        result.left_out(f"in the model: {unread}", first + unread.line - 1)
    if not model.schema:
        result.left_out("the Model section: its type allows anything", section.number)
        return None
    return ResponseModel(model.schema, first)
