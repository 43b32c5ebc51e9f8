"""The sides of a comparison: a finished specification, a page, or a folder of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import define, evolve, field

from scripts.capture import manifest
from scripts.drift import names
from scripts.drift.specification.shapes import DocumentSchemas
from scripts.specs import build as building
from scripts.specs import files, overlay
from scripts.specs.errors import SpecError
from scripts.specs.json_types import copied_object, obj, operations
from scripts.specs.yaml.read import read_yaml_object

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.drift.names import Address, OperationName
    from scripts.specs.json_types import JsonObject

_SPECIFICATIONS: Final = {".yaml", ".yml", ".json"}


@define
class SourceDocument:
    """A document, as far as it could be brought without knowing the other one."""

    document: JsonObject
    is_finished: bool
    """Whether it is normalized already: then all its names are given."""
    failures: list[overlay.ActionFailure] = field(factory=list[overlay.ActionFailure])
    superfluous: list[overlay.Action] = field(factory=list[overlay.Action])
    corrected: dict[str, set[overlay.Way]] = field(factory=dict[str, "set[overlay.Way]"])

    @property
    def names(self) -> dict[Address, OperationName]:
        """The names that it gives by itself."""
        return names.finished(self.document) if self.is_finished else names.given(self.document)

    def normalized(self) -> JsonObject:
        """Return the finished document.

        Raises:
            SpecError: If it breaks a rule that every document keeps.
        """
        if self.is_finished:
            return self.document
        return building.finished(self.document)[0]


def read(
    place: Path, supplement: Path | None, before: SourceDocument | None = None
) -> SourceDocument:
    """Read what a person named. A supplement is applied to pages alone, and so is `written/` beside it.

    `before` is what it is compared with: it has what the supplement's actions corrected before.

    Raises:
        SpecError: If it cannot be read.
    """
    if not place.exists():
        raise SpecError("expected a specification, a page or a folder of pages", file=place)
    written = files.written(supplement.parent) if supplement else []
    if not place.is_dir():
        finished = _specification(place)
        return finished or of_pages([place], written, supplement, before)
    found = sorted(file for file in place.iterdir() if not file.name.startswith("."))
    if not found:
        raise SpecError("expected pages in this folder", file=place)
    pages = [file for file in found if file.name != manifest.FILE_NAME]
    return of_pages(pages, written, supplement, before)


def of_pages(
    pages: list[Path],
    written: list[Path],
    supplement: Path | None,
    before: SourceDocument | None = None,
) -> SourceDocument:
    """Pages and written documents as one, with all of a supplement's corrections that can be applied.

    Raises:
        SpecError: If a page, or the supplement, cannot be read.
    """
    document, _ = building.merged(pages, written)
    if supplement is None:
        return SourceDocument(document, is_finished=False)
    actions = overlay.load(supplement)
    if before is None:
        return _source(overlay.attempt(actions, document), [])
    done = overlay.attempt(actions, document, before.corrected)
    was = names.moved_paths(document, before.document)
    if not was:
        return _source(done, [])
    # An action names a path. A moved operation is corrected as before the move, or it would differ.
    there = overlay.attempt(actions, _with_paths(document, was), before.corrected)
    now = {old: new for new, old in was.items()}
    there = evolve(there, document=_with_paths(there.document, now))
    return _source(there, done.failures)


def _source(done: overlay.AppliedActions, failures: list[overlay.ActionFailure]) -> SourceDocument:
    """Return what came of a supplement, and the failures that its actions had besides."""
    failed = {failure.action.id for failure in failures}
    found = [*failures, *(item for item in done.failures if item.action.id not in failed)]
    known_ids = [action for action in done.superfluous if action.id not in failed]
    return SourceDocument(done.document, False, found, known_ids, done.corrected)


def _with_paths(document: JsonObject, called: dict[str, str]) -> JsonObject:
    """Return the document with some of its paths called otherwise."""
    paths = obj(document.get("paths"))
    return {**document, "paths": {called.get(path, path): paths[path] for path in paths}}


def _specification(file: Path) -> SourceDocument | None:
    """Return a specification that `make specs` wrote; None for any other file, which may be a page."""
    if file.suffix not in _SPECIFICATIONS:
        return None
    try:
        text = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SpecError(f"cannot be read: {type(error).__name__}", file=file) from None
    document, _ = read_yaml_object(text, file=file)
    if "openapi" not in document:
        return None
    found = [operation for _, _, operation in operations(document)]
    if not found or not all("x-source" in operation for operation in found):
        # The provider's own, or anybody's: a page like any other.
        return None
    # The conventions are not asked for: those of an older specification were others.
    for name in DocumentSchemas(document).missing(document):
        raise SpecError(f"no schema is called {name}, and something refers to it", file=file)
    return SourceDocument(document, is_finished=True)


def normalized_pair(old: SourceDocument, new: SourceDocument) -> tuple[JsonObject, JsonObject]:
    """Return both documents, finished. What only one of them names is called so in both.

    Raises:
        SpecError: If one of them breaks a rule that every document keeps.
    """
    before, after = _copy(old), _copy(new)
    if not old.is_finished and new.names:
        # As normalizing leaves it: a name that cannot be a call is not kept.
        finished = names.finished(new.normalized())
        given = {key: finished[key] for key, name in new.names.items() if name.operation_id}
        names.apply_names(before.document, given)
    was = before.normalized()
    if not new.is_finished:
        names.apply_names(after.document, names.moved(after.document, was, names.finished(was)))
    return was, after.normalized()


def _copy(source: SourceDocument) -> SourceDocument:
    return SourceDocument(copied_object(source.document), source.is_finished)
