"""Parameters, each a list of alternatives under its place and name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import obj, same, text
from scripts.specs.readers import key_headers
from scripts.specs.readers.mintlify_tree import respelled

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.mintlify_tree.tree import Tree
    from scripts.specs.yaml.read import Location

AT: Final[Location] = ("paths", "request", "parameters")
_IN_BRACES = re.compile(r"\{([^{}]+)\}")
# OpenAPI says these by the media types, and ignores parameters of their names.
_MEDIA_HEADERS = frozenset({"accept", "content-type"})
_STYLES: Final[dict[str, frozenset[str]]] = {
    "path": frozenset({"simple", "label", "matrix"}),
    "query": frozenset({"form", "spaceDelimited", "pipeDelimited", "deepObject"}),
    "header": frozenset({"simple"}),
    "cookie": frozenset({"form"}),
}
_KEYS = frozenset({
    "allowReserved", "deprecated", "description", "example", "examples", "explode", "required",
    "schema", "style",
})  # fmt: skip


def read(tree: Tree, path: str) -> list[Json]:
    """Return the operation's parameters. Those in the path agree with its braces afterwards."""
    tree.mapping(AT, frozenset(_STYLES))
    result: list[Json] = []
    wanted = dict.fromkeys(_IN_BRACES.findall(path))
    for place in _STYLES:
        for name in tree.mapping((*AT, place)):
            here: Location = (*AT, place, name)
            if place == "path" and name not in wanted:
                tree.left_out(f"path parameter `{name}`: the path has no such part", here)
            elif place == "header" and name.lower() in _MEDIA_HEADERS:
                tree.left_out(f"header `{name}`: media types say it", here)
            elif place != "header" or not (
                name.lower() == "authorization" or key_headers.is_key(name)
            ):
                result.append(_parameter(tree, here))
    named = tree.mapping((*AT, "path"))
    for name in wanted:
        if name not in named:
            tree.repaired(f"path parameter `{name}` is described nowhere: text", ("paths", "path"))
            result.append(
                {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
            )
    return result


def authorization(tree: Tree) -> tuple[str, JsonObject, list[Json]] | None:
    """Return a scheme for a header with a key that stands among the parameters, and who asks for it."""
    for name in tree.mapping((*AT, "header")):
        if name.lower() == "authorization" or key_headers.is_key(name):
            here: Location = (*AT, "header", name)
            parameter = _parameter(tree, here)
            stated = text(parameter.get("description"))
            is_bearer = "bearer" in f"{stated} {parameter['schema']}".lower()
            scheme: JsonObject = (
                {"type": "http", "scheme": "bearer"}
                if is_bearer and name.lower() == "authorization"
                else {"type": "apiKey", "in": "header", "name": name}
            )
            if stated:
                scheme["description"] = stated
            tree.repaired(f"header `{name}`: a security scheme", here)
            anyone: JsonObject = {}
            called = "Authorization" if name.lower() == "authorization" else name
            asked: list[Json] = [{called: []}]
            return called, scheme, asked if parameter.get("required") is True else [anyone, *asked]
    return None


def _parameter(tree: Tree, at: Location) -> JsonObject:
    place, name = str(at[-2]), str(at[-1])
    given = tree.mapping(at, _KEYS)
    alone = isinstance(given.get("schema"), dict)
    here: Location = (*at, "schema")
    schemas = [respelled.schema(tree, here)] if alone else respelled.alternatives(tree, here)
    if not schemas:
        tree.left_out(f"parameter `{name}` has no schema: anything is allowed", at)
    parameter: JsonObject = {"name": name, "in": place}
    if place == "path" or _is_required(tree, at):
        parameter["required"] = True
    stated = [item.pop("description", None) for item in schemas]
    if description := _joined([given.get("description"), *stated]):
        parameter["description"] = description
    if given.get("deprecated") is True or (schemas and all(map(_is_deprecated, schemas))):
        parameter["deprecated"] = True
        for item in schemas:
            item.pop("deprecated", None)
    _serialization(tree, parameter, at)
    schema = schemas[0] if alone else respelled.either(tree, here, schemas)
    _examples(schema, given)
    parameter["schema"] = schema
    return parameter


def _is_required(tree: Tree, at: Location) -> bool:
    schema = tree.at((*at, "schema"))
    listed = schema if isinstance(schema, list) else [schema]
    stated = [obj(item).get("required") for item in listed if "required" in obj(item)]
    if True in stated and False in stated:
        tree.repaired(f"parameter `{at[-1]}`: one of its schemas requires it", at)
    return True in stated or obj(tree.at(at)).get("required") is True


def _is_deprecated(schema: JsonObject) -> bool:
    return schema.get("deprecated") is True


def _joined(stated: list[Json]) -> str:
    return "\n\n".join(dict.fromkeys(part for part in map(text, stated) if part))


def _serialization(tree: Tree, parameter: JsonObject, at: Location) -> None:
    given = obj(tree.at(at))
    if "style" in given and text(given["style"]) in _STYLES[str(at[-2])]:
        parameter["style"] = given["style"]
    elif "style" in given:
        tree.left_out(f"`style` of parameter `{at[-1]}`: no style of its place", (*at, "style"))
    for key in ("explode", "allowReserved"):
        if isinstance(given.get(key), bool):
            parameter[key] = given[key]


def _examples(schema: JsonObject, given: JsonObject) -> None:
    found = [given["example"]] if "example" in given else []
    named = map(obj, obj(given.get("examples")).values())
    found += [item["value"] for item in named if "value" in item]
    known = schema.get("examples")
    values = [*known] if isinstance(known, list) else []
    values += [value for value in found if not any(same(value, item) for item in values)]
    if values:
        schema["examples"] = values
