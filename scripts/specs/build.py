"""From a provider's pages, written documents and supplement to the text of its openapi.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from attrs import evolve, frozen

from scripts.specs import files, other_pages, overlay, written
from scripts.specs.check import placed_problems
from scripts.specs.declarations import mistakes
from scripts.specs.errors import Note, SpecError, together
from scripts.specs.json_types import operations, pointer, unescaped
from scripts.specs.merge import merge
from scripts.specs.normalize import normalize
from scripts.specs.origins import origins
from scripts.specs.overlay_order import too_early
from scripts.specs.readers import read_page
from scripts.specs.yaml.write import dump

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from scripts.specs.json_types import JsonObject
    from scripts.specs.page import PageFragment

HEADER: Final = "Written by `make specs` from pages/, written/ and supplement.yaml. Do not edit."
READ_HEADER: Final = "Read from pages alone, without a supplement."
_OPERATION = re.compile(r"#/paths/(?P<path>[^/\s]*)/(?P<method>[a-z]+)\b")


@frozen
class Built:
    """A finished document, its text, and notes on it."""

    document: JsonObject
    text: str
    notes: list[Note]


def merged(pages: list[Path], ours: Sequence[Path] = ()) -> tuple[JsonObject, list[Note]]:
    """Return pages and written documents as one, which a supplement's targets are about."""
    return _merged(_fragments(pages, read_page), _fragments(ours, written.read))


def _merged(
    fragments: list[PageFragment], ours: list[PageFragment]
) -> tuple[JsonObject, list[Note]]:
    document = merge(fragments)
    # Afterwards: merging has notes of its own.
    notes = [note for fragment in fragments for note in fragment.notes]
    if len(fragments) == 1:
        document["info"] = fragments[0].document.get("info")
    written.add(document, ours)
    notes += [note for fragment in ours for note in fragment.notes]
    return document, notes


def _fragments(
    files: Sequence[Path], read_one: Callable[[Path], PageFragment]
) -> list[PageFragment]:
    fragments: list[PageFragment] = []
    errors: list[SpecError] = []
    for file in files:
        try:
            fragments.append(read_one(file))
        except SpecError as error:
            errors.append(error)
    if errors:
        raise together(errors)
    return fragments


def read(pages: list[Path]) -> Built:
    """Return the normalized document of some pages alone. The conventions are not enforced."""
    fragments = _fragments(pages, read_page)
    document, notes = _merged(fragments, [])
    place = pages[0] if len(pages) == 1 else None
    return _built(document, notes, _Places(fragments, place), READ_HEADER)


def finished(document: JsonObject) -> tuple[JsonObject, list[Note]]:
    """Return the normalized document, and notes on what it does not carry."""
    prepared, notes = other_pages.prepare(document)
    result, more = normalize(prepared)
    return result, [*notes, *more]


def build(specs: Path, provider: str) -> Built:
    """Build a provider's document.

    Raises:
        SpecError: A page, written document or supplement is wrong, or the result breaks a rule.
    """
    pages = _fragments(files.pages(specs, provider), read_page)
    ours = _fragments(files.written(specs / provider), written.read)
    fragments = [*pages, *ours]
    merged_pages, notes = _merged(pages, ours)
    supplement = specs / provider / "supplement.yaml"
    actions: overlay.Overlay | None = None
    document = merged_pages
    # A link that leads nowhere is a supplement that cannot be read, not one that is not there.
    if supplement.exists() or supplement.is_symlink():
        actions = overlay.load(supplement)
        document = overlay.apply(actions, merged_pages)
        if early := too_early(actions, merged_pages):
            raise together(early)
    built = _built(document, notes, _Places(fragments, files.target(specs, provider)), HEADER)
    if found := placed_problems(built.document) or list(mistakes(built.document)):
        known = origins([place for place, _ in found], merged_pages, document, actions)
        lines = [f"  {pointer(*at)}: {message}{known[at]}" for at, message in found]
        raise SpecError(
            "the document breaks the conventions:\n" + "\n".join(lines),
            file=files.target(specs, provider),
        )
    return built


class _Places:
    """The places in the pages of the operations that notes name by JSON Pointer."""

    def __init__(self, fragments: list[PageFragment], otherwise: Path | None) -> None:
        self.otherwise = otherwise
        self.found: dict[tuple[str, str], tuple[Path, int | None]] = {}
        for fragment in fragments:
            for path, method, _ in operations(fragment.document):
                line = fragment.lines.get(f"{method.upper()} {path}")
                self.found[path, method] = fragment.page.file, line

    def placed(self, note: Note) -> Note:
        """Return the note with file and line, as far as they are known."""
        if note.file is not None:
            return note
        if (named := _OPERATION.search(note.text)) is not None:
            path = unescaped(named["path"])
            if (found := self.found.get((path, named["method"]))) is not None:
                return evolve(note, file=found[0], line=found[1])
        return evolve(note, file=self.otherwise)


def _built(document: JsonObject, notes: list[Note], places: _Places, header: str) -> Built:
    """Normalize and print."""
    try:
        result, more = finished(document)
    except SpecError as error:
        file = error.file or places.otherwise
        raise SpecError(error.message, file=file, line=error.line) from None
    placed = [places.placed(note) for note in more]
    return Built(result, dump(result, header=header), [*notes, *placed])
