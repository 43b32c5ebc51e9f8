"""The pages of a provider as one document."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from attrs import define, field

from scripts.specs.json_types import (
    METHODS,
    arr,
    child,
    copied,
    copied_object,
    obj,
    operations,
    same,
    text,
)
from scripts.specs.merge_names import ComponentNames
from scripts.specs.merge_operations import Description, PageDocument, combined

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment

_IN_BRACES = re.compile(r"\{[^{}]*\}")


def merge(fragments: list[PageFragment]) -> JsonObject:
    """Return one document of all fragments, in their order.

    Servers and security that all pages share stand at the top; where pages differ, each operation
    keeps its own. Nothing is refused: one component name with two shapes becomes two names, and an
    operation that several pages describe is put together. Notes on both go to the fragments.
    """
    parts = [PageDocument(fragment, copied_object(fragment.document)) for fragment in fragments]
    merging = _Merging()
    for part in parts if len(parts) > 1 else []:
        merging.names.settle(part.fragment, part.document)
    merging.document |= _shared_or_pushed_down(parts)
    merging.document["paths"] = {}
    for part in parts:
        merging.add_paths(part, "paths")
        merging.add_paths(part, "webhooks")
        merging.add_components(part)
        merging.add_tags(part)
    merging.finish()
    return merging.document


def _shared_or_pushed_down(parts: list[PageDocument]) -> JsonObject:
    result: JsonObject = {"openapi": "3.1.0", "info": {"title": "API", "version": "1"}}
    for key in ("servers", "security"):
        given = [part.document.get(key) for part in parts]
        if all(same(value, given[0]) for value in given):
            if given and given[0] is not None:
                result[key] = given[0]
            continue
        for part in parts:
            _push_down(part.document, key)
        if key == "servers":
            result[key] = _distinct([server for value in given for server in arr(value)])
    return result


def _push_down(document: JsonObject, key: str) -> None:
    value = document.get(key)
    for _, _, operation in operations(document):
        if value is not None:
            operation.setdefault(key, copied(value))


def _distinct(values: list[Json]) -> list[Json]:
    found: list[Json] = []
    for value in values:
        if not any(same(value, known) for known in found):
            found.append(copied(value))
    return found


@define
class _Merging:
    """The document so far, and which pages describe each operation."""

    document: JsonObject = field(factory=dict[str, "Json"])
    names: ComponentNames = field(factory=ComponentNames)
    spellings: dict[str, str] = field(factory=dict[str, str])
    # By kind, path and method, in the order of the pages.
    described: dict[tuple[str, str, str], list[Description]] = field(
        factory=dict[tuple[str, str, str], list[Description]]
    )

    def add_paths(self, part: PageDocument, kind: str) -> None:
        """Add what a page has under `paths` or `webhooks`."""
        for path, given in obj(part.document.get(kind)).items():
            item = obj(given)
            pattern = _IN_BRACES.sub("{}", path) if kind == "paths" else path
            known = self.spellings.setdefault(f"{kind} {pattern}", path)
            target = child(child(self.document, kind), known)
            if target:
                _spread(target)
                _spread(item)
            for key, value in item.items():
                if key not in METHODS:
                    target.setdefault(key, value)
                    continue
                place = f"{key.upper()} {path}"
                if path != known:
                    line = part.fragment.lines.get(place)
                    part.fragment.repaired(f"path {path}: {known} on another page", line)
                operation = _respelled(obj(value), path, known)
                target.setdefault(key, operation)
                descriptions = self.described.setdefault((kind, known, key), [])
                descriptions.append(Description(part, place, operation))

    def add_components(self, part: PageDocument) -> None:
        """Add a page's components: of two with one name and shape, the first."""
        for kind, given in obj(part.document.get("components")).items():
            target = child(child(self.document, "components"), kind)
            for name, value in obj(given).items():
                target.setdefault(name, value)

    def finish(self) -> None:
        """Put each operation together from the pages that describe it."""
        for (kind, path, method), given in self.described.items():
            item = obj(obj(self.document[kind])[path])
            item[method] = combined(given, self._name_schema)

    def _name_schema(self, part: PageDocument, wanted: str, schema: JsonObject) -> str:
        """Make a component of a schema and return its name."""
        name = self.names.numbered("schemas", wanted, [])
        self.names.owners["schemas", name] = part.fragment.page.file.name
        child(child(self.document, "components"), "schemas")[name] = schema
        return name

    def add_tags(self, part: PageDocument) -> None:
        known = {text(obj(tag).get("name")) for tag in arr(self.document.get("tags"))}
        new = [
            tag for tag in arr(part.document.get("tags")) if text(obj(tag).get("name")) not in known
        ]
        if new:
            self.document["tags"] = [*arr(self.document.get("tags")), *new]


def _spread(item: JsonObject) -> None:
    """Give each operation of a path what the path says for all: another page may say otherwise."""
    shared = [obj(given) for given in arr(item.pop("parameters", None))]
    servers = item.pop("servers", None)
    for method in METHODS:
        operation = item.get(method)
        if not isinstance(operation, dict):
            continue
        own = arr(operation.get("parameters"))
        names = {(obj(given).get("in"), obj(given).get("name")) for given in own}
        inherited = [given for given in shared if (given.get("in"), given.get("name")) not in names]
        if inherited or own:
            operation["parameters"] = [*map(copied, inherited), *own]
        if servers is not None:
            operation.setdefault("servers", copied(servers))


def _respelled(operation: JsonObject, path: str, known: str) -> JsonObject:
    """Return the operation with its path parameters named as the first page with this path names them.

    OpenAPI takes `/tasks/{id}` and `/tasks/{taskId}` for the same path, which stands once.
    """
    old = [name.strip("{}") for name in _IN_BRACES.findall(path)]
    new = dict(zip(old, (name.strip("{}") for name in _IN_BRACES.findall(known)), strict=True))
    for given in arr(operation.get("parameters")):
        parameter = obj(given)
        if parameter.get("in") == "path" and (name := new.get(text(parameter.get("name")))):
            parameter["name"] = name
    return operation
