"""The project's folders, and documentation pages that lie beside it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parents[2]
SPECS: Final = ROOT / "specs"
DOCS: Final = ROOT / "docs"
HELPERS: Final = ROOT / "tests" / "helpers"
TRAP_PAGES: Final = HELPERS / "pages"
"""Pages written for tests, one trap per page, in a folder per dialect."""

PAGES_VARIABLE: Final = "LONGTAKE_PAGES"
_SUFFIXES: Final = frozenset({".json", ".md", ".txt", ".yaml", ".yml"})


def project_pages() -> list[Path]:
    """Return the pages that the specifications are made from."""
    return _pages(SPECS.glob("*/pages/*"))


def trap_pages() -> list[Path]:
    """Return the pages written for tests, of every dialect."""
    return _pages(TRAP_PAGES.glob("*/*"))


def further_pages() -> list[Path]:
    """Return the pages in the folder that `LONGTAKE_PAGES` names; none where it is not set.

    They are not part of the project. A test asserts of them what holds for every page, and may
    assert more of a page with a known name.

    Raises:
        NotADirectoryError: `LONGTAKE_PAGES` does not name a folder.
    """
    named = os.environ.get(PAGES_VARIABLE)
    if not named:
        return []
    folder = Path(named)
    if not folder.is_dir():
        message = f"{PAGES_VARIABLE} must name a folder that has a folder of pages per dialect, got {named!r}"
        raise NotADirectoryError(message)
    return _pages(folder.resolve().glob("*/*"))


def real_pages() -> list[Path]:
    """Return the project's pages and the further ones."""
    return [*project_pages(), *further_pages()]


def page_id(page: Path) -> str:
    """Return a page's name in the names of tests."""
    return f"{page.parent.name}/{page.stem}"


def _pages(found: Iterable[Path]) -> list[Path]:
    return sorted(file for file in found if file.suffix in _SUFFIXES and file.is_file())
