"""What is expected of a fixture page, and the check that it is so."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.json_types import same
from scripts.specs.readers import read_page
from tests.helpers.written_pages import at

if TYPE_CHECKING:
    from scripts.specs.json_types import Json


@dataclass(frozen=True, slots=True)
class Read:
    """Parts of the document that the page amounts to, each by its way, and all the reader's notes.

    A way is the keys on it with spaces between them.
    """

    parts: list[tuple[str, Json]]
    notes: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])


@dataclass(frozen=True, slots=True)
class Refused:
    """The line and the message of the error."""

    line: int
    message: str


def names(folder: Path) -> list[str]:
    """The pages of a folder."""
    return sorted(file.name for file in folder.iterdir())


def assert_outcome(file: Path, expected: Read | Refused) -> None:
    """The page is read, or refused, just so; what is read is valid once it is normalized."""
    if isinstance(expected, Refused):
        with pytest.raises(SpecError) as raised:
            read_page(file)
        assert (raised.value.file, raised.value.line) == (file, expected.line)
        assert raised.value.message == expected.message
        return
    fragment = read_page(file)
    for way, value in expected.parts:
        found = at(fragment.document, *way.split())
        assert same(found, value), f"{way}: {found}"
    assert [(note.line, note.kind, note.text) for note in fragment.notes] == expected.notes
    wrong = problems(read([file]).document)
    assert not [line for line in wrong if "not valid" in line or "leads nowhere" in line]
