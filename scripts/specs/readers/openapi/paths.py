"""Paths: one template for each, with a place for every path parameter."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlsplit

from attrs import define, field

from scripts.specs.json_types import METHODS, arr, copied, obj, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.openapi.context import Context
    from scripts.specs.yaml.read import Location

_HOLE = re.compile(r"\{([^{}]*)\}")
_TWO_BRACES = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")
_COLON_SEGMENT = re.compile(r"(?<=/):([A-Za-z_]\w*)(?=/|$)")
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_.$~-]+")


@define
class Template:
    """A key of `paths`, taken apart."""

    path: str
    server: str = ""
    query: list[tuple[str, str]] = field(factory=list[tuple[str, str]])


def template(given: str, declared: set[str], context: Context, at: Location) -> Template:
    """Return a path template without query, host and foreign notation. `declared` are path parameters."""
    path = given.strip()
    found = Template(path)
    if "://" in path:
        parts = urlsplit(path)
        found.server = f"{parts.scheme}://{parts.netloc}"
        path = path.partition("://")[2].partition("/")[2]
        context.repaired("a path with its server: the server is the operation's", at)
    elif leading := re.match(r"/?\{\{[^{}]*\}\}(?=/)", path):
        path = path[leading.end() :]
        context.repaired("a path that begins with a variable for the server", at)
    path, _, query = path.partition("?")
    path = path.partition("#")[0]
    if query or "?" in given:
        context.repaired("a path with a query: its members are query parameters", at)
        query = query.partition("#")[0]
        found.query = [(name, value) for name, value in parse_qsl(query, keep_blank_values=True)]
    elif "#" in given:
        context.repaired("a path with a fragment, which no request carries", at)
    if _TWO_BRACES.search(path):
        path = _TWO_BRACES.sub(r"{\1}", path)
        context.repaired("a path with doubled braces", at)
    if any(name[1] in declared for name in _COLON_SEGMENT.finditer(path)):
        path = _COLON_SEGMENT.sub(lambda hit: _braced(hit, declared), path)
        context.repaired("a path with `:name` for a parameter", at)
    if not path.startswith("/"):
        path = f"/{path}"
        if not found.server:
            context.repaired("a path that does not begin with `/`", at)
    found.path = path
    return found


def _braced(hit: re.Match[str], declared: set[str]) -> str:
    return f"{{{hit[1]}}}" if hit[1] in declared else hit[0]


def query_parameters(
    found: Template, parameters: list[Json], context: Context, at: Location
) -> None:
    """Add to the parameters, in place, what the path's query says of them."""
    for name, value in found.query:
        known = [obj(item) for item in parameters if obj(item).get("name") == name]
        if any(item.get("in") == "query" for item in known):
            continue
        hole = _HOLE.fullmatch(value)
        inner = [obj(item) for item in parameters if hole and obj(item).get("name") == hole[1]]
        moved = next((item for item in [*known, *inner] if item.get("in") == "path"), None)
        if moved is not None:
            context.repaired(f"`{name}` stands in the query of the path: a query parameter", at)
            moved["name"], moved["in"] = name, "query"
            continue
        schema: JsonObject = {"type": "string"}
        if value and hole is None:
            schema |= {"enum": [value], "default": value}
        parameters.append({"name": name, "in": "query", "required": True, "schema": schema})


def agree(path: str, operation: JsonObject, context: Context, at: Location) -> str:
    """Return the path with names that its parameters have; these are changed in place until both agree."""
    holes = list(dict.fromkeys(_HOLE.findall(path)))
    parameters = [obj(item) for item in arr(operation.get("parameters"))]
    declared = {text(item.get("name")): item for item in parameters if item.get("in") == "path"}
    missing = [name for name in holes if name not in declared]
    spare = [name for name in declared if name not in holes]
    for name in list(missing):
        other = next((one for one in spare if _bare(one) == _bare(name)), None)
        if other is None and len(missing) == len(spare) == 1:
            other = spare[0]
        if other is not None:
            context.repaired(f"path parameter `{other}` is `{name}` in the path", at)
            declared[name] = declared.pop(other)
            declared[name]["name"] = name
            missing.remove(name)
            spare.remove(other)
    for name in spare:
        context.left_out(f"path parameter `{name}`: the path has no place for it", at)
        parameters.remove(declared.pop(name))
    for name in missing:
        context.repaired(f"path parameter `{name}` is not described: any text", at)
        declared[name] = {"name": name, "in": "path", "schema": {"type": "string"}}
        parameters.append(declared[name])
    names = _spelled(holes, {text(item.get("name")) for item in parameters})
    for name, new in names.items():
        declared[name]["name"] = new
        declared[name]["required"] = True
        if name != new:
            context.repaired(f"path parameter `{name}` is called `{new}`", at)
    if parameters:
        operation["parameters"] = [*parameters]
    else:
        operation.pop("parameters", None)
    return _HOLE.sub(lambda hit: f"{{{names[hit[1]]}}}", path)


def _bare(name: str) -> str:
    return name.replace("_", "").replace("-", "").lower()


def _spelled(holes: list[str], taken: set[str]) -> dict[str, str]:
    """By the name of each hole, the name it gets. No request carries the name of a path parameter."""
    names: dict[str, str] = {}
    used = set(taken)
    for number, name in enumerate(holes, 1):
        if _PLAIN_NAME.fullmatch(name):
            names[name] = name
            continue
        short = "_".join(re.findall(r"[A-Za-z0-9_]+", name)).strip("_")
        new = short if re.match(r"[A-Za-z]", short) and short not in used else f"param{number}"
        while new in used:
            new += "_"
        used.add(new)
        names[name] = new
    return names


def _key(parameter: JsonObject) -> tuple[str, str]:
    return text(parameter.get("name")), text(parameter.get("in"))


def into_operations(item: JsonObject) -> None:
    """Move what a path says for all of its operations into each, in place."""
    shared = {key: item.pop(key) for key in ("parameters", "servers") if key in item}
    summary, description = item.pop("summary", None), item.pop("description", None)
    for method in METHODS:
        if not isinstance(operation := item.get(method), dict):
            continue
        own = [obj(one) for one in arr(operation.get("parameters"))]
        keys = {_key(one) for one in own}
        more = [obj(copied(one)) for one in arr(shared.get("parameters"))]
        merged = [*(one for one in more if _key(one) not in keys), *own]
        if merged:
            operation["parameters"] = [*merged]
        for key, value in (
            ("servers", shared.get("servers")), ("summary", summary), ("description", description)
        ):  # fmt: skip
            if value and not operation.get(key):
                operation[key] = copied(value)
