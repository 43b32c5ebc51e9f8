"""An answer whose sample shows null may be null: over every page of the project and every real one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import read
from scripts.specs.errors import SpecError
from scripts.specs.json_types import SCHEMAS, Json, JsonObject, arr, obj, text
from scripts.specs.normalize.places import media_types
from scripts.specs.readers import read_page
from scripts.specs.schemas import allows_null, types
from tests.helpers.paths import page_id, real_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def shown_as_null(sample: Json, way: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The ways to what a sample shows as null; all items of an array are one way."""
    if sample is None:
        yield way
    elif isinstance(sample, dict):
        for key, value in sample.items():
            yield from shown_as_null(value, (*way, key))
    else:
        for item in arr(sample):
            yield from shown_as_null(item, (*way, "[]"))


def plain(schema: JsonObject, schemas: JsonObject) -> list[JsonObject]:
    """The schema's alternatives, without references."""
    if name := text(schema.get("$ref")).removeprefix(SCHEMAS):
        return plain(obj(schemas.get(name)), schemas)
    options = [*arr(schema.get("anyOf")), *arr(schema.get("oneOf"))]
    return [one for option in options for one in plain(obj(option), schemas)] or [schema]


def reached(schema: JsonObject, way: tuple[str, ...], schemas: JsonObject) -> list[JsonObject]:
    """What a schema says at the end of a way: each alternative that describes it at all."""
    found = plain(schema, schemas)
    for key in way:
        inner = [
            obj(one.get("items")) if key == "[]" else obj(obj(one.get("properties")).get(key))
            for one in found
        ]
        found = [one for given in inner if given for one in plain(given, schemas)]
    return found


def samples(document: JsonObject) -> dict[tuple[str | int, ...], list[Json]]:
    """The samples of each answer, by where they stand."""
    return {
        (*at, media_type): [
            obj(example).get("value", {}) for example in obj(obj(media).get("examples")).values()
        ]
        for body, role, at in media_types(document)
        if role == "answer"
        for media_type, media in obj(body.get("content")).items()
    }


@pytest.mark.parametrize("file", real_pages(), ids=page_id)
def test_what_a_sample_shows_as_null_may_be_null(file: Path) -> None:
    try:
        document = read([file]).document
    except SpecError:
        return
    schemas = obj(obj(document.get("components")).get("schemas"))
    # The normalizer leaves out samples that contradict their schemas: the page's own are asked.
    shown = samples(read_page(file).document)
    refused = [
        (at, way)
        for body, _, place in media_types(document)
        for media_type, media in obj(body.get("content")).items()
        for at in [(*place, media_type)]
        for sample in shown.get(at, [])
        for way in shown_as_null(sample)
        if (found := reached(obj(obj(media).get("schema")), way, schemas))
        and not any(allows_null(one) or not types(one) for one in found)
    ]
    assert refused == []
