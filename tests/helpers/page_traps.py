"""Traps of documentation pages: what a page with one trap must give, and the check that it does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest
from attrs import field, frozen

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, JsonObject, obj, same
from scripts.specs.page import Page
from scripts.specs.readers import READERS, read_page
from tests.helpers.paths import TRAP_PAGES

if TYPE_CHECKING:
    from pathlib import Path

# Stands for a part that the document must not have.
NOWHERE: Final = "(nowhere)"
OPERATION: Final = "/paths/*/*"

STRING: Final[JsonObject] = {"type": "string"}
INTEGER: Final[JsonObject] = {"type": "integer"}
NUMBER: Final[JsonObject] = {"type": "number"}
BOOLEAN: Final[JsonObject] = {"type": "boolean"}
FILE: Final[JsonObject] = {"type": "string", "format": "binary"}
BEARER: Final[JsonObject] = {"type": "http", "scheme": "bearer"}


@frozen
class Trap:
    """What a page's fragment must hold, by place, and everything that must be noted about it.

    In a place, `*` is the only key there is. A note is written `line kind: text`.
    """

    holds: dict[str, Json] = field(factory=dict[str, Json])
    notes: tuple[str, ...] = ()
    # What normalizing must note, by a part of its text.
    later: tuple[str, ...] = ()
    refused: str = ""


def fields(properties: JsonObject, *required: str) -> JsonObject:
    """Return the schema of an object with these properties."""
    found: JsonObject = {"type": "object", "properties": properties}
    if required:
        found["required"] = [*required]
    return found


def list_of(items: JsonObject) -> JsonObject:
    """Return the schema of an array."""
    return {"type": "array", "items": items}


def described(schema: JsonObject, description: str) -> JsonObject:
    """Return a schema or a security scheme with a description."""
    return {**schema, "description": description}


def api_key(place: str, name: str) -> JsonObject:
    """Return the security scheme of a key in a header, a query or a cookie."""
    return {"type": "apiKey", "in": place, "name": name}


def parameter(name: str, place: str, schema: JsonObject = STRING, **more: Json) -> JsonObject:
    """Return a parameter; `more` is what else it says, such as `required=True`."""
    return {"name": name, "in": place, "schema": schema, **more}


def response(schema: JsonObject, value: Json = None, description: str = "OK") -> JsonObject:
    """Return a response of JSON, with a sample of its value if there is one."""
    media: JsonObject = {"schema": schema}
    if value is not None:
        media["examples"] = {"example": {"value": value}}
    return {"description": description, "content": {"application/json": media}}


def files(folder: str) -> list[str]:
    """Return the names of a folder's pages."""
    return sorted(file.name for file in (TRAP_PAGES / folder).iterdir())


def prove(folder: str, name: str, trap: Trap, dialect: str) -> None:
    """Check that one reader claims the page, and that it reads or refuses the page as the trap says."""
    file = TRAP_PAGES / folder / name
    assert recognised(file) == [dialect]
    if trap.refused:
        with pytest.raises(SpecError) as raised:
            read_page(file)
        assert raised.value.file == file
        assert f"{raised.value.line} {raised.value.message}" == trap.refused
        return
    fragment = read_page(file)
    for place, value in trap.holds.items():
        assert same(part(fragment.document, place), value), place
    assert [f"{note.line} {note.kind}: {note.text}" for note in fragment.notes] == [*trap.notes]
    built = read([file])
    # The conventions are for a provider's whole document; being OpenAPI is for every page.
    wrong = problems(built.document)
    assert not [line for line in wrong if "not valid" in line or "leads nowhere" in line]
    said = [note.text for note in built.notes]
    assert all(any(text in one for one in said) for text in trap.later)


def recognised(file: Path) -> list[str]:
    """Return the dialects that claim a page."""
    page = Page.load(file)
    return [reader.dialect for reader in READERS if reader.recognises(page)]


def part(document: Json, place: str) -> Json:
    """Return what stands at a JSON Pointer in which `*` is the only key."""
    value = document
    for step in place.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(value, list):
            if int(key) >= len(value):
                return NOWHERE
            value = value[int(key)]
        elif key == "*":
            (value,) = obj(value).values()
        elif key in obj(value):
            value = obj(value)[key]
        else:
            return NOWHERE
    return value
