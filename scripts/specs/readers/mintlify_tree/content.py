"""Bodies and responses: media types, their schemas and their examples."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import copied, copied_object, obj, text
from scripts.specs.readers.mintlify_tree import respelled

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.mintlify_tree.tree import Tree
    from scripts.specs.yaml.read import Location

_PLACEHOLDER: Final = "_mintlify/placeholder"
_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
_MEDIA_TYPE = re.compile(r"[\w.+*-]+/[\w.+*-]+(?:\s*;.*)?")
_MEDIA_KEYS = frozenset({"schemaArray", "examples", "example", "description"})
_EXAMPLE_KEYS = frozenset({"summary", "description", "value", "externalValue"})


def body(tree: Tree) -> JsonObject:
    """Return the operation's requestBody, or nothing where there is none."""
    at: Location = ("paths", "request", "body")
    described, content = _content(tree, at)
    if not content:
        if described:
            tree.left_out("the description of a body that is none", at)
        return {}
    result: JsonObject = {"description": described} if described else {}
    schemas = [item for name in content for item in tree.sequence((*at, name, "schemaArray"))]
    if any(obj(item).get("required") is True for item in schemas):
        result["required"] = True
    result["content"] = content
    return result


def responses(tree: Tree) -> JsonObject:
    """Return the operation's responses, by status."""
    at: Location = ("paths", "response")
    result: JsonObject = {}
    for given in tree.mapping(at):
        here: Location = (*at, given)
        status = given.upper() if given[1:].lower() == "xx" else given.lower()
        if _STATUS.fullmatch(status) is None:
            tree.left_out(f"response `{given}`: its key is no status", here)
            continue
        described, content = _content(tree, here)
        response: JsonObject = {"description": described}
        if content:
            response["content"] = content
        result[status] = response
    if not result:
        tree.repaired("no response is described: a 200 without a body", at)
        result["200"] = {"description": ""}
    return result


def _content(tree: Tree, at: Location) -> tuple[str, JsonObject]:
    """Return what all media types of one body say about it, and the content of each."""
    stated: list[str] = []
    content: JsonObject = {}
    for media_type in tree.mapping(at):
        here: Location = (*at, media_type)
        if media_type == _PLACEHOLDER:
            stated += _placeholder(tree, here)
        elif _MEDIA_TYPE.fullmatch(media_type) is None:
            tree.left_out(f"`{media_type}`: it is no media type", here)
        else:
            content[media_type] = _media(tree, here)
            stated.append(tree.words((*here, "description")))
    return "\n\n".join(dict.fromkeys(part for part in stated if part)), content


def _placeholder(tree: Tree, at: Location) -> list[str]:
    """Return the descriptions under the media type that stands for no body."""
    given = tree.mapping(at, _MEDIA_KEYS)
    if given.get("examples") or "example" in given:
        tree.left_out("examples of a body that is none", (*at, "examples"))
    stated = [tree.words((*at, "description"))]
    for index, item in enumerate(tree.sequence((*at, "schemaArray"))):
        here: Location = (*at, "schemaArray", index)
        stated.append(tree.words((*here, "description")))
        if obj(item).keys() - {"type", "description"} or obj(item).get("type") not in {"any", None}:
            tree.left_out("the schema of a body that is none", here)
    return stated


def _media(tree: Tree, at: Location) -> JsonObject:
    tree.mapping(at, _MEDIA_KEYS)
    here: Location = (*at, "schemaArray")
    media: JsonObject = {"schema": respelled.either(tree, here, respelled.alternatives(tree, here))}
    if examples := _examples(tree, at):
        media["examples"] = examples
    return media


def _examples(tree: Tree, at: Location) -> JsonObject:
    """Named examples. The notes never quote one."""
    found: JsonObject = {}
    if "example" in obj(tree.at(at)):
        found["example"] = {"value": tree.at((*at, "example"))}
    for name in tree.mapping((*at, "examples")):
        here: Location = (*at, "examples", name)
        stands = tree.at(here)
        given = copied_object(stands) if isinstance(stands, dict) else {"value": copied(stands)}
        kept: JsonObject = {key: given[key] for key in given if key in _EXAMPLE_KEYS}
        for key in ("summary", "description"):
            if key in kept and not text(kept[key]):
                del kept[key]
        if "value" not in kept and "externalValue" not in kept:
            tree.left_out("an example without a value", here)
            continue
        if len(given) > len(kept) and given.keys() - _EXAMPLE_KEYS:
            tree.left_out("what an example says beside its value", here)
        found[name] = _only_one_value(kept)
    return found


def _only_one_value(example: JsonObject) -> Json:
    if "value" in example:
        example.pop("externalValue", None)
    return example
