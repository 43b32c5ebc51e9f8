"""The pages of a provider as one document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.errors import SpecError, shown
from scripts.specs.json_types import METHODS, arr, child, copied, obj, operations, same

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import Fragment


def merge(fragments: list[Fragment]) -> JsonObject:
    """One document of all fragments, in their order.

    Servers and security that all pages share stand at the top; where pages differ, each operation
    keeps its own. The same operation, or the same component in another shape, on two pages is an
    error that names both.
    """
    document: JsonObject = {"openapi": "3.1.0", "info": {"title": "API", "version": "1"}}
    for key in ("servers", "security"):
        if fragments and _shared(fragments, key):
            document[key] = copied(fragments[0].document.get(key))
            if document[key] is None:
                del document[key]
        else:
            _push_down(fragments, key)
            if key == "servers":
                document[key] = _all_servers(fragments)
    document["paths"] = {}
    places: dict[str, Path] = {}
    for fragment in fragments:
        _add_paths(document, fragment, places)
        _add_components(document, fragment, places)
    return document


def _shared(fragments: list[Fragment], key: str) -> bool:
    first = fragments[0].document.get(key)
    return all(same(fragment.document.get(key), first) for fragment in fragments)


def _push_down(fragments: list[Fragment], key: str) -> None:
    for fragment in fragments:
        value = fragment.document.get(key)
        for _, _, operation in operations(fragment.document):
            if value is not None:
                operation.setdefault(key, copied(value))


def _all_servers(fragments: list[Fragment]) -> list[Json]:
    found: list[Json] = []
    for fragment in fragments:
        for server in arr(fragment.document.get("servers")):
            if not any(same(server, known) for known in found):
                found.append(copied(server))
    return found


def _add_paths(document: JsonObject, fragment: Fragment, places: dict[str, Path]) -> None:
    paths = child(document, "paths")
    file = fragment.page.file
    for path, item in obj(fragment.document.get("paths")).items():
        target = child(paths, path)
        for key, value in obj(item).items():
            place = f"{key.upper()} {path}"
            if key in target and (key in METHODS or not same(target[key], value)):
                raise SpecError(
                    f"{place} stands on another page too: {shown(places[place])}", file=file
                )
            target[key] = copied(value)
            places[place] = file
    for path, method, _ in operations(fragment.document):
        obj(obj(paths[path])[method])["x-source"] = [f"pages/{file.name}"]


def _add_components(document: JsonObject, fragment: Fragment, places: dict[str, Path]) -> None:
    for kind, given in obj(fragment.document.get("components")).items():
        for name, value in obj(given).items():
            target = child(child(document, "components"), kind)
            place = f"components.{kind}.{name}"
            known = target.get(name)
            if known is not None and not same(_bare(kind, known), _bare(kind, value)):
                raise SpecError(
                    f"{place} has another shape in {shown(places[place])}",
                    file=fragment.page.file,
                )
            if known is None:
                target[name] = copied(value)
                places[place] = fragment.page.file


def _bare(kind: str, value: Json) -> Json:
    """What must agree: the wording of a security scheme's description may differ by page."""
    if kind != "securitySchemes":
        return value
    return {key: item for key, item in obj(value).items() if key != "description"}
