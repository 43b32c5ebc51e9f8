"""The fresh page for each committed one, and the outcome of those that have none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import define, field

from scripts.capture import manifest
from scripts.specs import files
from scripts.specs.errors import SpecError

if TYPE_CHECKING:
    from pathlib import Path


@define
class FreshPages:
    """The fresh pages of one provider in a folder."""

    folder: Path
    """Where its pages lie."""
    pages: dict[str, Path] = field(factory=dict["str", "Path"])
    """The fresh pages, by name."""
    removed: dict[str, str] = field(factory=dict[str, str])
    """Pages that are no longer published, each with the capture's reason."""
    failed: dict[str, str] = field(factory=dict[str, str])
    """Pages that could not be fetched, and why."""

    def __bool__(self) -> bool:
        return bool(self.pages or self.removed or self.failed)


def find(folder: Path, specs: Path) -> dict[str, FreshPages]:
    """Return what a folder of fresh pages holds, by provider: FOLDER/PROVIDER/PAGE, or FOLDER/PAGE.

    Raises:
        SpecError: If it holds something that belongs to no provider, or nothing.
    """
    providers = files.providers(specs)
    if not providers:
        raise SpecError("expected a folder with PROVIDER/pages in it", file=specs)
    if not folder.is_dir():
        raise SpecError("expected a folder of pages", file=folder)
    committed = {name: _names(specs / name / "pages") for name in providers}
    found = {name: FreshPages(_folder(folder, name)) for name in providers}
    for place in _visible(folder):
        if place.is_dir():
            if place.name not in found:
                known = ", ".join(providers)
                raise SpecError(f"no provider is called that: expected one of {known}", file=place)
            found[place.name].pages |= {file.name: file for file in _visible(place)}
        else:
            found[_owner(place, committed)].pages[place.name] = place
    _add_outcomes(folder, found)
    if not any(found.values()):
        raise SpecError("expected pages in this folder", file=folder)
    return found


def _folder(folder: Path, provider: str) -> Path:
    return folder / provider if (folder / provider).is_dir() else folder


def _visible(folder: Path) -> list[Path]:
    return sorted(
        place
        for place in folder.iterdir()
        if not place.name.startswith(".") and place.name != manifest.FILE_NAME
    )


def _names(folder: Path) -> set[str]:
    return {file.name for file in _visible(folder)} if folder.is_dir() else set()


def _owner(page: Path, committed: dict[str, set[str]]) -> str:
    owners = [name for name, names in committed.items() if page.name in names]
    if len(owners) == 1:
        return owners[0]
    known = ", ".join(committed)
    why = f"{' and '.join(owners)} both have" if owners else "no provider has"
    raise SpecError(
        f"{why} a page of this name: put it into a folder called by its provider ({known})",
        file=page,
    )


def _add_outcomes(folder: Path, found: dict[str, FreshPages]) -> None:
    for entry in manifest.load(folder):
        if entry.provider not in found:
            raise SpecError(
                f"no provider is called {entry.provider}: expected one of {', '.join(found)}",
                file=folder / manifest.FILE_NAME,
            )
        fresh = found[entry.provider]
        if entry.outcome == "removed":
            fresh.pages.pop(entry.page, None)
            fresh.removed[entry.page] = entry.reason
        elif entry.outcome == "failed":
            # The file there is an earlier capture's, which may not be published any more.
            fresh.pages.pop(entry.page, None)
            fresh.failed[entry.page] = entry.reason
