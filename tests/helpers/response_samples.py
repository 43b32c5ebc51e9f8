"""Samples of responses as they stand on documentation pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.json_types import arr, obj, operations, text
from scripts.specs.readers import read_page
from tests.helpers.generation import Sample

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject


def response_samples(page: Path, document: JsonObject, name: str) -> list[Sample]:
    """Return the samples of JSON responses that stand on a page, as the page has them.

    Args:
        page: The page.
        document: The specification that has the page's operations.
        name: What the samples call the page.
    """
    named = {(path, method): operation for path, method, operation in operations(document)}
    found: list[Sample] = []
    for path, method, given in operations(read_page(page).document):
        operation = named.get((path, method), {})
        tags = [text(tag) for tag in arr(operation.get("tags"))]
        for status, response in obj(given.get("responses")).items():
            media = obj(obj(obj(response).get("content")).get("application/json"))
            examples = [obj(example) for example in obj(media.get("examples")).values()]
            values = [example["value"] for example in examples if "value" in example]
            values += [media["example"]] if "example" in media else []
            values += arr(obj(media.get("schema")).get("examples"))
            for value in values:
                # A text in the place of JSON is prose about it.
                if status.isdigit() and tags and not isinstance(value, str):
                    called = text(operation.get("operationId"))
                    found.append(Sample(name, tags[0], called, int(status), _whole(value)))
    return found


def _whole(value: Json) -> Json:
    """Return a sample without the dots that stand for further items."""
    if isinstance(value, list):
        return [_whole(item) for item in value if item not in ("…", "...")]
    if isinstance(value, dict):
        return {key: _whole(item) for key, item in value.items()}
    return value
