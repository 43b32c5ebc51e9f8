"""The rules for other pages are called in one place."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import Final

import scripts

ROOT: Final = Path(scripts.__path__[0])
FOLDER: Final = "scripts.specs.other_pages"


def imported(file: Path) -> set[str]:
    """Return the full names of what a file imports."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_one_module_imports_the_folder() -> None:
    files = [
        file
        for file in ROOT.rglob("*.py")
        if "other_pages" not in file.parts
        and any(name.startswith(FOLDER) for name in imported(file))
    ]
    assert [file.relative_to(ROOT).as_posix() for file in files] == ["specs/build.py"]
