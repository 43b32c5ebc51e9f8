"""Names of given components that every tool can carry, and components that stand for others.

A name must be a class's name that no other component has in any case of its letters, since modules
are named after classes and some disks do not distinguish `AbTest` from `ABTest`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs.component_references import rename_schemas
from scripts.specs.errors import Note
from scripts.specs.json_types import SCHEMAS, child, copied, obj, text
from scripts.specs.normalize.naming.python_names import attribute, is_class_name, safe_name
from scripts.specs.normalize.schema_locations import shown_place

if TYPE_CHECKING:
    from scripts.specs.json_types import Json, JsonObject


def fix(document: JsonObject) -> list[Note]:
    """Resolve what stands for another schema, and rename what no tool can carry, in place."""
    if not obj(obj(document.get("components")).get("schemas")):
        return []
    notes = _without_aliases(document)
    return notes + _renamed(document)


def _renamed(document: JsonObject) -> list[Note]:
    names = list(obj(obj(document["components"])["schemas"]))
    schemas = obj(obj(document["components"])["schemas"])
    # Names that are well already keep themselves against those that only become them.
    well = [name for name in names if is_class_name(name)]
    taken: set[str] = set()
    chosen: dict[str, str] = {}
    for name in [*well, *(name for name in names if name not in well)]:
        wanted = f"{name}Schema" if _names_itself(name, obj(schemas[name])) else name
        chosen[name] = safe_name(wanted, taken)
        taken.add(chosen[name].lower())
    changed = {name: new for name, new in chosen.items() if name != new}
    if changed:
        rename_schemas(document, changed)
    return [
        Note("repaired", f"{shown_place(('components', 'schemas', old))} is called {new} here")
        for old, new in changed.items()
        if old in names
    ]


def _names_itself(name: str, schema: JsonObject) -> bool:
    """Return whether a property is called like its class: a generated class calls its instance so."""
    return attribute(name) in {attribute(key) for key in obj(schema.get("properties"))}


def _without_aliases(document: JsonObject) -> list[Note]:
    """Return a component that is only a reference: the schema that it leads to takes its place."""
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
    """Return the name that a component stands for, where it says nothing else that counts."""
    given = obj(schema)
    if "$ref" not in given or given.keys() - {"$ref", "description", "title", "summary"}:
        return None
    return text(given["$ref"]).removeprefix(SCHEMAS)
