"""Where a document refers to its components, and how to refer to others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from scripts.specs.json_types import SCHEMAS, child, obj, text, unescaped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scripts.specs.json_types import Json, JsonObject

Key = tuple[str, str]
"""A kind of component and a name: `("schemas", "Task")`."""

_COMPONENTS: Final = "#/components/"
# Under these keywords a `$ref` is data.
_DATA: Final = frozenset({"example", "examples", "default", "enum", "const", "value"})
# Keys under these are names that an author chose, `example` too.
_NAMED: Final = frozenset({"properties", "patternProperties", "schemas"})


def references(value: Json, *, named: bool = False) -> Iterator[tuple[JsonObject, str]]:
    """Yield each reference as (the object that holds it, its key there)."""
    if isinstance(value, list):
        for item in value:
            yield from references(item)
    if not isinstance(value, dict):
        return
    if isinstance(value.get("$ref"), str) and not named:
        yield value, "$ref"
    for key, item in value.items():
        if named:
            yield from references(item)
        elif key == "mapping" and "propertyName" in value:
            yield from ((obj(item), word) for word in obj(item))
        elif key == "examples" and "schema" in value:
            # Beside a schema stand named examples, which may be references to components.
            yield from ((obj(one), "$ref") for one in obj(item).values() if "$ref" in obj(one))
        elif key not in _DATA:
            yield from references(item, named=key in _NAMED)


def target(reference: str) -> Key:
    """Return the component that a reference leads to; two empty strings where it leads elsewhere.

    A discriminator may name a schema without the rest of the reference.
    """
    if not reference.startswith(_COMPONENTS):
        return ("", "") if "/" in reference or "#" in reference else ("schemas", reference)
    kind, _, name = reference.removeprefix(_COMPONENTS).partition("/")
    return kind, plain_name(name)


def plain_name(written: str) -> str:
    """Return a component's name out of a JSON Pointer in a URI."""
    return unescaped(unquote(written))


def rename(document: Json, names: dict[Key, str]) -> None:
    """Refer to components by other names, in place."""
    for holder, key in list(references(document)):
        written = text(holder[key])
        kind, name = target(written)
        if (new := names.get((kind, name))) is not None:
            holder[key] = f"{_COMPONENTS}{kind}/{new}" if written.startswith("#") else new


def rename_schemas(document: JsonObject, names: dict[str, str]) -> None:
    """Give component schemas other names, in place, wherever they are referred to."""
    components = child(document, "components")
    schemas = obj(components.get("schemas"))
    components["schemas"] = {names.get(name, name): schema for name, schema in schemas.items()}
    rename(document, {("schemas", old): new for old, new in names.items()})


def schema_reference(name: str) -> JsonObject:
    """Return a schema that is a reference to a component."""
    return {"$ref": SCHEMAS + name}
