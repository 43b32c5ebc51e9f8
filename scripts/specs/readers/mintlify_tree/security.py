"""Authentication: security schemes and requirements, from the headers that a page requires."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.json_types import copied_object, obj, same, text

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.readers.mintlify_tree.tree import Tree
    from scripts.specs.yaml.read import Location

AT: Final[Location] = ("paths", "request", "security")
_PLACES = ("header", "query", "cookie")
_KEYS = frozenset({"title", "parameters"})
_SCHEME_KEYS = frozenset({"type", "scheme", "description", "flows", "bearerFormat"})
_NO_NAME = re.compile(r"[^\w.-]+", re.ASCII)
# What OpenAPI asks of each of OAuth's ways to a token.
_FLOWS: Final[dict[str, tuple[str, ...]]] = {
    "authorizationCode": ("authorizationUrl", "tokenUrl"),
    "clientCredentials": ("tokenUrl",),
    "implicit": ("authorizationUrl",),
    "password": ("tokenUrl",),
}

Requirements = list["Json"]


def read(tree: Tree) -> tuple[JsonObject, Requirements | None]:
    """Return the schemes and the requirements: None where the page has none, [] for public access."""
    entries = tree.sequence(AT)
    if "security" not in obj(tree.at(AT[:-1])) or (not entries and tree.at(AT) != []):
        return {}, None
    schemes: JsonObject = {}
    asked: Requirements = []
    for index in range(len(entries)):
        here: Location = (*AT, index)
        entry = tree.mapping(here, _KEYS)
        names = [_added(schemes, *found) for found in _schemes(tree, here)]
        if names or not text(entry.get("title")):
            asked.append({name: [] for name in names})
        else:
            tree.left_out("a way to authenticate that says neither header nor query", here)
    return schemes, asked if asked or not entries else None


def _schemes(tree: Tree, at: Location) -> list[tuple[str, JsonObject]]:
    """Return each scheme of one alternative, under a name of its own."""
    tree.mapping((*at, "parameters"), frozenset(_PLACES))
    ways: list[Location] = [
        (*at, "parameters", place, name)
        for place in _PLACES
        for name in tree.mapping((*at, "parameters", place))
    ]
    title = text(obj(tree.at(at)).get("title"))
    parts = [part.strip() for part in title.split("&")]
    # `A & B` are two schemes together, and their order is known only within one place.
    is_distinct = len(parts) == len(ways) and len({way[-2] for way in ways}) == 1
    names = parts if is_distinct else [f"{title}{way[-1]}" for way in ways]
    if len(ways) == 1:
        names = [title]
    return [
        (_NO_NAME.sub("", name) or f"Security{way[-1]}", _scheme(tree, way))
        for name, way in zip(names, ways, strict=True)
    ]


def _added(schemes: JsonObject, name: str, scheme: JsonObject) -> str:
    """Return the name under which the scheme stands: another one when it means something else."""
    free, number = _NO_NAME.sub("", name) or "Security", 1
    while free in schemes and not same(schemes[free], scheme):
        number += 1
        free = f"{name}{number}"
    schemes[free] = scheme
    return free


def _scheme(tree: Tree, at: Location) -> JsonObject:
    given = tree.mapping(at, _SCHEME_KEYS)
    place, name = str(at[-2]), str(at[-1])
    result = _meaning(tree, given, at)
    if result.get("type") == "http" and (place, name.lower()) != ("header", "authorization"):
        tree.repaired(f"security in {place} `{name}`: a key, not HTTP authentication", at)
        result = {}
    scheme = result or {"type": "apiKey", "in": place, "name": name}
    if description := tree.words((*at, "description")):
        scheme["description"] = description
    return scheme


def _meaning(tree: Tree, given: JsonObject, at: Location) -> JsonObject:
    """Return the scheme that the entry's type stands for; an empty one for a key of the API."""
    kind = text(given.get("type"))
    if kind == "http":
        scheme: JsonObject = {"type": "http", "scheme": text(given.get("scheme")).lower()}
        if not scheme["scheme"]:
            scheme["scheme"] = "bearer"
            tree.repaired("HTTP authentication without a scheme: bearer", at)
        if form := tree.words((*at, "bearerFormat")):
            scheme["bearerFormat"] = form
        return scheme
    if kind == "oauth2":
        flows = _flows(tree, (*at, "flows"))
        if flows:
            return {"type": "oauth2", "flows": flows}
        tree.repaired("OAuth without the addresses that give a token: the token is a bearer", at)
        return {"type": "http", "scheme": "bearer"}
    if kind != "apiKey":
        tree.repaired("a kind of security that OpenAPI does not have: a key of the API", at)
    return {}


def _flows(tree: Tree, at: Location) -> JsonObject:
    flows: JsonObject = {}
    for name in tree.mapping(at, frozenset(_FLOWS)):
        if name not in _FLOWS:
            continue
        flow = copied_object(tree.mapping((*at, name)))
        scopes = obj(flow.get("scopes"))
        flow["scopes"] = {scope: text(stated) for scope, stated in scopes.items()}
        if all(text(flow.get(key)) for key in _FLOWS[name]):
            flows[name] = flow
        else:
            tree.left_out(
                f"OAuth flow `{name}`: expected {' and '.join(_FLOWS[name])}", (*at, name)
            )
    return flows
