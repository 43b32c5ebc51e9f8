"""Request bodies and responses: statuses, media types, examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.infer import schema_of_all
from scripts.specs.json_types import arr, copied, obj, same, text
from scripts.specs.readers.openapi.numbers import as_numbers
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed
from scripts.specs.schemas import WORDING, types

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_STATUS = re.compile(r"[1-5](\d\d|XX)|default")
_NAMED_STATUS = re.compile(r"(?:x-)?([1-5](?:\d\d|XX))(?!\d).*", re.IGNORECASE | re.DOTALL)
# What JSON in a string begins with, comments first.
_JSON_TEXT = re.compile(r"\s*([\[{]|//|/\*)")
# Servers may ignore the body of these: one without content is an exporter's leftover.
_WITHOUT_BODY = frozenset({"get", "head", "delete", "options", "trace"})

# An object about which nothing is said.
_UNDESCRIBED: Final[JsonObject] = {"type": "object", "properties": {}}


def set_right(
    method: str, operation: JsonObject, document: JsonObject, context: Context, at: Location
) -> None:
    """The request body and the responses of an operation, in place.

    A GET with a body that has members keeps it: the page has it, and httpx sends it.
    """
    if "requestBody" in operation:
        body = obj(operation["requestBody"])
        _content(body, document, context, (*at, "requestBody"))
        if not body.get("content") or (method in _WITHOUT_BODY and _is_empty(body)):
            if body.get("content"):
                here: Location = (*at, "requestBody")
                context.left_out(f"the body of a {method.upper()}: it has no members", here)
            del operation["requestBody"]
    operation["responses"] = _responses(obj(operation.get("responses")), document, context, at)


def _is_empty(body: JsonObject) -> bool:
    schemas = [obj(obj(media).get("schema")) for media in obj(body.get("content")).values()]
    return not any(
        schema.keys() - {"type", "properties"} or schema.get("properties") for schema in schemas
    )


def _responses(
    given: JsonObject, document: JsonObject, context: Context, at: Location
) -> JsonObject:
    responses: JsonObject = {}
    for status, response in given.items():
        here: Location = (*at, "responses", status)
        name = status
        if _STATUS.fullmatch(status) is None:
            named = _NAMED_STATUS.fullmatch(status)
            name = named[1].upper() if named else ""
            if not name or name in given or name in responses:
                context.left_out(f"a response whose key is no status: `{status}`", here)
                continue
            context.repaired(f"`{status}` stands for status {name}", here)
        response_body = obj(response)
        if not response_body.get("headers"):
            response_body.pop("headers", None)
        _content(response_body, document, context, here)
        responses[name] = {
            "description": text(response_body.pop("description", None)),
            **response_body,
        }
    if not responses:
        context.repaired("no response is described: a 200 without a body", at)
        responses["200"] = {"description": ""}
    return responses


def _content(body: JsonObject, document: JsonObject, context: Context, at: Location) -> None:
    content = obj(body.get("content"))
    for media_type, media in content.items():
        here: Location = (*at, "content", media_type)
        _examples(obj(media), media_type, context, here)
        _numbers(obj(media), document, context, here)
    if not content:
        body.pop("content", None)


def _examples(media: JsonObject, media_type: str, context: Context, at: Location) -> None:
    """One map of examples, in which JSON in a string is the value that it stands for."""
    examples = obj(media.pop("examples", None))
    if "example" in media:
        name = next(n for n in ("example", "example0", "only") if n not in examples)
        examples = {name: {"value": media.pop("example")}, **examples}
    kept: JsonObject = {}
    for name, given in examples.items():
        example = obj(copied(given))
        value = example.get("value")
        if isinstance(value, str) and "json" in media_type and _is_json_text(value, media):
            try:
                example["value"] = parse_relaxed(value)
            except RelaxedJsonError:
                context.left_out("an example that is not JSON", at)
                continue
        kept[name] = example
    if kept:
        media["examples"] = kept


def _numbers(media: JsonObject, document: JsonObject, context: Context, at: Location) -> None:
    for example in map(obj, obj(media.get("examples")).values()):
        value = example.get("value")
        number = as_numbers(value, obj(media.get("schema")), document)
        if not same(number, value):
            example["value"] = number
            context.repaired("an example that gives numbers as text", at)


def _is_json_text(value: str, media: JsonObject) -> bool:
    return "string" not in types(obj(media.get("schema"))) and bool(_JSON_TEXT.match(value))


def require(body: JsonObject) -> None:
    """Exporters never say that a body is required; members that are required say it for it."""
    contents = [obj(obj(media).get("schema")) for media in obj(body.get("content")).values()]
    if contents and "required" not in body and all(item.get("required") for item in contents):
        body["required"] = True


def unknown_responses(operation: JsonObject, context: Context, at: Location) -> None:
    """Type the bodies that exporters write for undescribed responses: an object without members.

    An example beside it shows its members, also those of an object inside; without one, it may be
    anything.
    """
    for status, response in obj(operation.get("responses")).items():
        for name, media in obj(obj(response).get("content")).items():
            if "json" not in name:
                continue
            schema = obj(obj(media).get("schema"))
            values = [obj(one).get("value") for one in obj(obj(media).get("examples")).values()]
            shown = _as_shown(schema, values, outermost=True)
            if not same(shown, schema):
                obj(media)["schema"] = shown
                here: Location = (*at, "responses", status, "content", name)
                context.inferred(f"response {status}: its example alone shows its members", here)
            elif schema == _UNDESCRIBED:
                obj(media)["schema"] = {}


def _as_shown(schema: JsonObject, samples: list[Json], *, outermost: bool = False) -> JsonObject:
    """Return the schema, with what its samples show of each object that it says nothing about."""
    own = [schema["example"]] if "example" in schema else []
    samples = [*samples, *own, *arr(schema.get("examples"))]
    stated = {key: value for key, value in schema.items() if key not in {*WORDING, "example"}}
    if _UNDESCRIBED.items() >= stated.items() and (
        stated.get("type") or (outermost and not stated)
    ):
        known: list[Json] = [one for one in samples if one and isinstance(one, (dict, list))]
        words: JsonObject = {key: schema[key] for key in WORDING & schema.keys()}
        return {**words, **schema_of_all(known)} if known else schema
    result = dict(schema)
    if properties := obj(schema.get("properties")):
        objects = [one for one in samples if isinstance(one, dict)]
        result["properties"] = {
            name: _as_shown(obj(inner), [one[name] for one in objects if name in one])
            for name, inner in properties.items()
        }
    if items := obj(schema.get("items")):
        lists = [one for one in samples if isinstance(one, list)]
        result["items"] = _as_shown(items, [item for one in lists for item in one])
    return result
