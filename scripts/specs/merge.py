"""The pages of a provider as one document."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import SpecError, shown
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

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import Fragment

_IN_BRACES = re.compile(r"\{[^{}]*\}")
# What may be worded otherwise on each page. A property of such a name is no wording.
_WORDING: Final = frozenset(
    {"description", "example", "examples", "externalDocs", "summary", "title"}
)
_NAMED: Final = frozenset({"properties", "patternProperties", "headers", "content", "variables"})
_DATA: Final = frozenset({"const", "default"})
_SETS: Final = frozenset({"enum", "required", "type"})


def merge(fragments: list[Fragment]) -> JsonObject:
    """One document of all fragments, in their order.

    Servers and security that all pages share stand at the top; where pages differ, each operation
    keeps its own. The same operation, or the same component in another shape, on two pages is an
    error that names both; all such errors are reported together.
    """
    parts = [_Part(fragment, copied_object(fragment.document)) for fragment in fragments]
    merging = _Merging()
    merging.document |= _shared_or_pushed_down(parts)
    merging.document["paths"] = {}
    for part in parts:
        merging.add_paths(part, "paths")
        merging.add_paths(part, "webhooks")
        merging.add_components(part)
        merging.add_tags(part)
    if merging.found:
        raise _reported(merging.found)
    return merging.document


@dataclass(frozen=True, slots=True)
class _Part:
    """One page, and its document to take apart."""

    fragment: Fragment
    document: JsonObject

    def error(self, message: str, place: str) -> SpecError:
        page = self.fragment.page
        return SpecError(message, file=page.file, line=self.fragment.lines.get(place))

    def named(self, place: str) -> str:
        """The page, and the line where it has something, for a message about another page."""
        line = self.fragment.lines.get(place)
        name = shown(self.fragment.page.file)
        return name if line is None else f"{name}:{line}"


def _reported(found: list[SpecError]) -> SpecError:
    if len(found) == 1:
        return found[0]
    return SpecError("the pages cannot be merged:\n" + "\n".join(f"  {error}" for error in found))


def _shared_or_pushed_down(parts: list[_Part]) -> JsonObject:
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


@dataclass(slots=True)
class _Merging:
    """The document so far, which page each part came from, and what cannot be merged."""

    document: JsonObject = field(default_factory=dict[str, "Json"])
    origins: dict[str, tuple[_Part, str]] = field(default_factory=dict[str, tuple[_Part, str]])
    spellings: dict[str, str] = field(default_factory=dict[str, str])
    found: list[SpecError] = field(default_factory=list[SpecError])

    def add_paths(self, part: _Part, kind: str) -> None:
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
                elif self._is_free(part, f"{key.upper()} {path}", f"{key} {kind} {pattern}"):
                    if path != known:
                        line = part.fragment.lines.get(f"{key.upper()} {path}")
                        part.fragment.repaired(f"path {path}: {known} on another page", line)
                    target[key] = _respelled(obj(value), path, known)
                    obj(target[key])["x-source"] = [f"pages/{part.fragment.page.file.name}"]

    def _is_free(self, part: _Part, place: str, key: str) -> bool:
        first, first_place = self.origins.setdefault(key, (part, place))
        if first is part and first_place == place:
            return True
        other = first.named(first_place)
        other = other if place == first_place else f"{other}, as {first_place}"
        self.found.append(part.error(f"{place} stands on another page too: {other}", place))
        return False

    def add_components(self, part: _Part) -> None:
        for kind, given in obj(part.document.get("components")).items():
            for name, value in obj(given).items():
                target = child(child(self.document, "components"), kind)
                place = f"components.{kind}.{name}"
                first, _ = self.origins.setdefault(place, (part, place))
                if name not in target:
                    target[name] = value
                elif not same(_bare(target[name]), _bare(value)):
                    message = f"{place} has another shape in {first.named(place)}"
                    self.found.append(part.error(message, place))

    def add_tags(self, part: _Part) -> None:
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
    """The operation with its path parameters named as the first page with this path names them.

    OpenAPI takes `/tasks/{id}` and `/tasks/{taskId}` for the same path, which stands once.
    """
    old = [name.strip("{}") for name in _IN_BRACES.findall(path)]
    new = dict(zip(old, (name.strip("{}") for name in _IN_BRACES.findall(known)), strict=True))
    for given in arr(operation.get("parameters")):
        parameter = obj(given)
        if parameter.get("in") == "path" and (name := new.get(text(parameter.get("name")))):
            parameter["name"] = name
    return operation


def _bare(value: Json, key: str = "") -> Json:
    """What must agree between pages: neither wording nor the order of sets."""
    if key in _DATA:
        return value
    if isinstance(value, dict):
        kept = value if key in _NAMED else {k: v for k, v in value.items() if k not in _WORDING}
        return {name: _bare(item, "" if key in _NAMED else name) for name, item in kept.items()}
    if isinstance(value, list):
        items = [_bare(item) for item in value]
        return sorted(items, key=repr) if key in _SETS else items
    return value
