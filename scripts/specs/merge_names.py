"""Components of several pages under one name each.

A name is local to its page: two pages that use one name for two shapes get two names. The page that
comes first keeps the name, so a page that is added at the end renames nothing.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from attrs import define, field

from scripts.specs import component_references
from scripts.specs.json_types import METHODS, arr, obj, text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.component_references import Key
    from scripts.specs.json_types import Json, JsonObject
    from scripts.specs.page import PageFragment

# Each page may word these in its own way. A property of such a name is not wording.
_WORDING: Final = frozenset(
    {"description", "example", "examples", "externalDocs", "summary", "title"}
)
# The format of a bearer token is a hint for readers, too.
_SCHEME_WORDING: Final = _WORDING | {"bearerFormat"}
_NAMED: Final = frozenset({"properties", "patternProperties", "headers", "content", "variables"})
_DATA: Final = frozenset({"const", "default"})
_X_NAME: Final = "x-name"
_SETS: Final = frozenset({"enum", "required", "type"})


def shape(value: Json, key: str = "", wording: frozenset[str] = _WORDING) -> Json:
    """Return what must agree between pages: neither wording nor the order of sets."""
    if key in _DATA:
        return value
    if isinstance(value, dict):
        kept = value if key in _NAMED else {k: v for k, v in value.items() if k not in wording}
        return {
            name: shape(item, "" if key in _NAMED else name, wording) for name, item in kept.items()
        }
    if isinstance(value, list):
        items = [shape(item, "", wording) for item in value]
        return sorted(items, key=repr) if key in _SETS else items
    return int(value) if isinstance(value, float) and value.is_integer() else value


@define
class ComponentNames:
    """The names that components of the pages so far have."""

    # By the name that pages give: each shape, and what it is called.
    known: dict[Key, dict[str, str]] = field(factory=dict["Key", dict[str, str]])
    # The names that are taken, and the page that took each first.
    owners: dict[Key, str] = field(factory=dict["Key", str])

    def settle(self, fragment: PageFragment, document: JsonObject) -> None:
        """Give the components of a page their names in the merged document, in place."""
        components = obj(document.get("components"))
        own: list[Key] = [(kind, name) for kind in components for name in obj(components[kind])]
        changed: dict[Key, str] = {}
        for key in own:
            new = self._name(key, _closure(key, components), own, fragment)
            if new != key[1]:
                changed[key] = new
        for schema in list(_named(document)):
            # A schema that stands in its place, and whose page says what it is called.
            key = _X_NAME, text(schema["x-name"])
            schema["x-name"] = self._name(key, json.dumps(shape(schema)), [], fragment)
        if changed:
            _rename(document, changed)

    def _name(self, key: Key, bare: str, own: list[Key], fragment: PageFragment) -> str:
        """Return what a component is called, and note a name that its page does not give it."""
        kind, name = key
        shapes = self.known.setdefault(key, {})
        if bare not in shapes:
            shapes[bare] = name if key not in self.owners else self.numbered(kind, name, own)
            self.owners[kind, shapes[bare]] = fragment.page.file.name
        new = shapes[bare]
        if new != name:
            place = name if kind == _X_NAME else f"components.{kind}.{name}"
            first = self.owners[key]
            fragment.repaired(
                f"{place} is called {new} here: it has another shape in {first}",
                fragment.lines.get(place),
            )
        return new

    def numbered(self, kind: str, name: str, own: list[Key]) -> str:
        """Return the name, or the name with the first number that makes it free."""
        taken = {called.lower() for of, called in (*self.owners, *own) if of == kind}
        found, number = name, 2
        while found.lower() in taken:
            found, number = f"{name}{number}", number + 1
        return found


def _closure(key: Key, components: JsonObject) -> str:
    """Return the shapes of a component and of all that it refers to, as a string to compare."""
    found: dict[str, Json] = {}
    waiting = [key]
    while waiting:
        kind, name = waiting.pop()
        called = f"{kind} {name}"
        given = obj(components.get(kind)).get(name)
        if called in found or given is None:
            continue
        words = _SCHEME_WORDING if kind == "securitySchemes" else _WORDING
        found[called] = bare = shape(given, "", words)
        waiting += [
            component_references.target(text(holder[at]))
            for holder, at in component_references.references(bare)
        ]
    return json.dumps(found, sort_keys=True)


def _named(value: Json) -> Iterator[JsonObject]:
    """Yield the schemas that carry a name, the outer before the inner."""
    if isinstance(value, list):
        for item in value:
            yield from _named(item)
    if isinstance(value, dict):
        if isinstance(value.get("x-name"), str):
            yield value
        for item in value.values():
            yield from _named(item)


def _rename(document: JsonObject, names: dict[Key, str]) -> None:
    components = obj(document.get("components"))
    for kind in components:
        given = obj(components[kind])
        components[kind] = {names.get((kind, name), name): given[name] for name in given}
    component_references.rename(document, names)
    schemes = {old: new for (kind, old), new in names.items() if kind == "securitySchemes"}
    for holder in [document, *_operations(document)] if schemes else []:
        if "security" in holder:
            holder["security"] = [
                {schemes.get(name, name): scopes for name, scopes in obj(wanted).items()}
                for wanted in arr(holder["security"])
            ]


def _operations(document: JsonObject) -> list[JsonObject]:
    items = [*obj(document.get("paths")).values(), *obj(document.get("webhooks")).values()]
    return [obj(obj(item).get(method)) for item in items for method in METHODS]
