"""Where a provider's pages, written documents and specification lie, and how a file is replaced."""

from __future__ import annotations

import os
import re
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from scripts.specs.errors import SpecError

if TYPE_CHECKING:
    from collections.abc import Iterable

# A page in provider.yaml. Reading the order asks for nothing else in that file.
_ENTRY: Final = re.compile(r"^\s*-\s+file:\s*['\"]?([^'\"#\n]+?)['\"]?\s*(?:#.*)?$", re.MULTILINE)
_BACKUPS: Final = ("~", ".bak", ".orig", ".rej", ".swp")
PASSES_ON: Final = "passes-on"
# A document of another provider in a written document.
_OTHER: Final = re.compile(
    rf"^{PASSES_ON}: *([a-z0-9-]+/written/[A-Za-z0-9._-]+\.yaml) *$", re.MULTILINE
)
SPECS: Final = Path(__file__).resolve().parents[2] / "specs"


def providers(specs: Path) -> list[str]:
    """Return the providers, by the folders that have pages or written documents."""
    found = [*specs.glob("*/pages"), *specs.glob("*/written")]
    return sorted({folder.parent.name for folder in found if folder.is_dir()})


def written(folder: Path) -> list[Path]:
    """Return the documents in our own words of the provider whose folder this is, by name."""
    return _visible(folder / "written", "*.yaml")


def passed_on(file: Path) -> Path | None:
    """Return the document of another provider that a written document names, None if it names none."""
    try:
        found = _OTHER.search(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        return None
    return file.parents[2] / found[1] if found else None


def pages(specs: Path, provider: str) -> list[Path]:
    """Return a provider's pages: first those that its provider.yaml lists, in the order of the list.

    The first of two pages that use one name keeps it, so a page that is added at the end of the
    list, or not listed at all, renames nothing. Pages that are not listed go by their names.
    """
    folder = specs / provider / "pages"
    found = _visible(folder, "*")
    if not found and not written(specs / provider):
        raise SpecError(f"expected pages of provider {provider}", file=folder)
    return in_order(specs, provider, found)


def _visible(folder: Path, pattern: str) -> list[Path]:
    """Return the files of a folder. Hidden files and an editor's backups do not count."""
    found = [file for file in folder.glob(pattern) if not file.name.startswith(".")]
    return sorted(file for file in found if not file.name.endswith(_BACKUPS))


def in_order(specs: Path, provider: str, files: Iterable[Path]) -> list[Path]:
    """Return pages in the order of `pages`, wherever they lie."""
    listed = _listed(specs / provider / "provider.yaml")
    return sorted(files, key=lambda file: (listed.get(file.name, len(listed)), file.name))


def _listed(file: Path) -> dict[str, int]:
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    return {found[1]: index for index, found in enumerate(_ENTRY.finditer(text))}


def target(specs: Path, provider: str) -> Path:
    """Return the file that a provider's document is written to."""
    return specs / provider / "openapi.yaml"


def is_current(file: Path, text: str) -> bool:
    """Return whether the file holds exactly this text."""
    try:
        return file.read_bytes() == text.encode()
    except OSError:
        return False


def write(file: Path, text: str) -> None:
    """Replace the file in one step: a reader sees the old text or the new, never a part."""
    try:
        descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
        temporary = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(text.encode())
            temporary.chmod(0o644)
            temporary.replace(file)
        finally:
            # Also when interrupted. After the replacing there is nothing left to remove.
            temporary.unlink(missing_ok=True)
    except OSError as error:
        raise SpecError(f"cannot be written: {error.strerror}", file=file) from None
