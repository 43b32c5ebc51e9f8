"""What must come of a fixture page that shows one trap, and how to see that it does."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, obj, same
from scripts.specs.page import Page
from scripts.specs.readers import READERS, read_page
from tests.helpers.paths import TRAP_PAGES

if TYPE_CHECKING:
    from pathlib import Path

# Stands for a part that the document must not have.
NOWHERE: Final = "(nowhere)"
OPERATION: Final = "/paths/*/*"


@dataclass(frozen=True, slots=True)
class Trap:
    """What a page's fragment must hold, by place, and everything that must be noted about it.

    In a place, `*` is the only key there is. A note is written `line kind: text`.
    """

    holds: dict[str, Json] = field(default_factory=dict[str, Json])
    notes: tuple[str, ...] = ()
    # What normalizing must note, by a part of its text.
    later: tuple[str, ...] = ()
    refused: str = ""


def files(folder: str) -> list[str]:
    """The fixtures of a folder."""
    return sorted(file.name for file in (TRAP_PAGES / folder).iterdir())


def prove(folder: str, name: str, trap: Trap, dialect: str) -> None:
    """The page is read, or refused, as the trap says."""
    file = TRAP_PAGES / folder / name
    assert recognised(file) == [dialect]
    if trap.refused:
        with pytest.raises(SpecError) as raised:
            read_page(file)
        assert f"{raised.value.line} {raised.value.message}" == trap.refused
        return
    fragment = read_page(file)
    for place, value in trap.holds.items():
        assert same(part(fragment.document, place), value), place
    assert [f"{note.line} {note.kind}: {note.text}" for note in fragment.notes] == [*trap.notes]
    built = read([file])
    # The conventions are for a provider's whole document; being OpenAPI is for every page.
    assert not [problem for problem in problems(built.document) if "not valid" in problem]
    said = [note.text for note in built.notes]
    assert all(any(text in one for one in said) for text in trap.later)


def recognised(file: Path) -> list[str]:
    """The dialects that claim a page."""
    page = Page.load(file)
    return [reader.dialect for reader in READERS if reader.recognises(page)]


def part(document: Json, place: str) -> Json:
    """What stands at a JSON Pointer in which `*` is the only key."""
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
