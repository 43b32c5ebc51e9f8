"""Names of given components that every tool can carry, and components that stand for others.

A name must be a class's name that is nobody else's, whatever the case of its letters, since modules
are named after classes and some disks do not tell `AbTest` from `ABTest`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import Note
from scripts.specs.json_types import SCHEMAS, child, copied, obj, text
from scripts.specs.normalize.places import shown_place
from scripts.specs.normalize.python_names import attribute, is_reserved_class
from scripts.specs.normalize.references import renamed
from scripts.specs.normalize.words import pascal
from scripts.specs.schemas import children

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject

_CLASS = re.compile(r"[A-Z][A-Za-z0-9]*")
_LONGEST: Final = 80


def mend(document: JsonObject) -> list[Note]:
    """Resolve what stands for another schema, and rename what no tool can carry, in place."""
    if not obj(obj(document.get("components")).get("schemas")):
        return []
    notes = _without_aliases(document)
    notes += _without_endless_arrays(document)
    return notes + _renamed(document)


def safe_name(given: str, taken: set[str]) -> str:
    """A class name for a component. `taken` holds the names that are given, in lower case."""
    name = given if _CLASS.fullmatch(given) else pascal(given)
    name = name[:_LONGEST] or "Schema"
    if not name[:1].isalpha() or is_reserved_class(name):
        name = f"Schema{name}" if name[:1].isdigit() else f"{name}Schema"
    return numbered(name, taken)


def numbered(name: str, taken: set[str]) -> str:
    """The name, or the name with the first number that makes it nobody else's."""
    found, number = name, 2
    while found.lower() in taken:
        found, number = f"{name}{number}", number + 1
    return found


def _renamed(document: JsonObject) -> list[Note]:
    names = list(obj(obj(document["components"])["schemas"]))
    schemas = obj(obj(document["components"])["schemas"])
    # Names that are well already keep themselves against those that only become them.
    well = [name for name in names if _CLASS.fullmatch(name) and not is_reserved_class(name)]
    taken: set[str] = set()
    chosen: dict[str, str] = {}
    for name in [*well, *(name for name in names if name not in well)]:
        wanted = f"{name}Schema" if _names_itself(name, obj(schemas[name])) else name
        chosen[name] = safe_name(wanted, taken)
        taken.add(chosen[name].lower())
    changed = {name: new for name, new in chosen.items() if name != new}
    if changed:
        renamed(document, changed)
    return [
        Note("repaired", f"{shown_place(('components', 'schemas', old))} is called {new} here")
        for old, new in changed.items()
        if old in names
    ]


def _names_itself(name: str, schema: JsonObject) -> bool:
    """Whether a property is called like its class: a generated class calls its instance so."""
    return attribute(name) in {attribute(key) for key in obj(schema.get("properties"))}


def _without_aliases(document: JsonObject) -> list[Note]:
    """A component that is only a reference: the schema that it leads to takes its place."""
    schemas = child(child(document, "components"), "schemas")
    notes: list[Note] = []
    for name in list(schemas):
        seen = {name}
        target = schemas[name]
        while (reference := _alias(target)) is not None:
            if reference in seen or reference not in schemas:
                target = {}
                notes.append(
                    Note("left out", f"components.schemas.{name}: it stands for no schema")
                )
                break
            seen.add(reference)
            target = schemas[reference]
        if target is not schemas[name]:
            alias = obj(schemas[name])
            wording: JsonObject = {key: value for key, value in alias.items() if key != "$ref"}
            schemas[name] = {**obj(copied(target)), **wording}
    return notes


def _alias(schema: Json) -> str | None:
    """The name that a component stands for, where it says nothing else that counts."""
    given = obj(schema)
    if "$ref" not in given or given.keys() - {"$ref", "description", "title", "summary"}:
        return None
    return text(given["$ref"]).removeprefix(SCHEMAS)


def _without_endless_arrays(document: JsonObject) -> list[Note]:
    """An array of itself, with no object between: no generator can write its type.

    Where the circle closes, anything may stand.
    """
    schemas = child(child(document, "components"), "schemas")
    notes: list[Note] = []
    for name in list(schemas):
        _open_circles(schemas, obj(schemas[name]), [name], notes)
    return notes


def _open_circles(
    schemas: JsonObject, schema: JsonObject, way: list[str], notes: list[Note]
) -> None:
    if _is_class(schema):
        return
    target = text(schema.get("$ref")).removeprefix(SCHEMAS)
    if target and target in way:
        schema.clear()
        schema.update({"description": f"Again {target}.", "anyOf": [{}, {"type": "null"}]})
        notes.append(Note("repaired", f"components.schemas.{target} holds itself: said in words"))
    elif target in schemas:
        _open_circles(schemas, obj(schemas[target]), [*way, target], notes)
    for step, inner in children(schema):
        # What `allOf` repeats is made one schema later.
        if step[0] != "allOf":
            _open_circles(schemas, inner, way, notes)


def _is_class(schema: JsonObject) -> bool:
    """Whether generators write a class for it, which may refer to itself."""
    return schema.get("type") == "object" or "properties" in schema
