"""From a provider's pages and supplement to the text of its openapi.yaml."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scripts.specs import overlay
from scripts.specs.check import problems
from scripts.specs.errors import Note, SpecError
from scripts.specs.files import pages, target
from scripts.specs.merge import merge
from scripts.specs.normalize import normalize
from scripts.specs.readers import read_page
from scripts.specs.yaml_write import dump

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import JsonObject

HEADER: Final = "Written by `make specs` from pages/ and supplement.yaml. Do not edit."
READ_HEADER: Final = "Read from pages alone, without a supplement."


@dataclass(frozen=True, slots=True)
class Built:
    """A finished document, its text, and what a person should know about it."""

    document: JsonObject
    text: str
    notes: list[Note]


def merged(files: list[Path]) -> tuple[JsonObject, list[Note]]:
    """The pages as one document, before any correction: what a supplement's targets are about."""
    fragments = [read_page(file) for file in files]
    document = merge(fragments)
    # Afterwards: merging has notes of its own.
    notes = [note for fragment in fragments for note in fragment.notes]
    if len(fragments) == 1:
        document["info"] = fragments[0].document.get("info")
    return document, notes


def read(files: list[Path]) -> Built:
    """The normalized document of some pages alone. The conventions are not enforced."""
    document, notes = merged(files)
    return _finished(document, notes, files[0] if len(files) == 1 else None, READ_HEADER)


def build(specs: Path, provider: str) -> Built:
    """A provider's document. Raises SpecError where it is not what it should be."""
    document, notes = merged(pages(specs, provider))
    supplement = specs / provider / "supplement.yaml"
    # A link that leads nowhere is a supplement that cannot be read, not one that is not there.
    if supplement.exists() or supplement.is_symlink():
        document = overlay.apply(overlay.load(supplement), document)
    built = _finished(document, notes, target(specs, provider), HEADER)
    if found := problems(built.document):
        raise SpecError(
            "the document breaks the conventions:\n" + "\n".join(f"  {line}" for line in found),
            file=target(specs, provider),
        )
    return built


def _finished(document: JsonObject, notes: list[Note], place: Path | None, header: str) -> Built:
    """Normalize and print. What is said about the document as a whole is said about `place`."""
    try:
        normalized, more = normalize(document)
    except SpecError as error:
        raise SpecError(error.message, file=error.file or place, line=error.line) from None
    placed = [replace(note, file=note.file or place) for note in more]
    return Built(normalized, dump(normalized, header=header), [*notes, *placed])
