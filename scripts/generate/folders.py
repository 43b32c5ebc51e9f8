"""Comparing and replacing folders of generated files."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def differences(expected: Path, actual: Path) -> list[str]:
    """Return the differences between two folders: one line for each file, none if they are equal."""
    left, right = _contents(expected), _contents(actual)
    lines = [f"missing: {actual.name}/{name}" for name in left.keys() - right.keys()]
    lines += [f"not generated: {actual.name}/{name}" for name in right.keys() - left.keys()]
    lines += [
        f"differs: {actual.name}/{name}"
        for name in left.keys() & right.keys()
        if left[name] != right[name]
    ]
    return sorted(lines)


def replace_folder(new: Path, target: Path) -> None:
    """Put `new` in the place of `target`, which is whole before and after, also when interrupted."""
    old = target.with_name(f".{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    try:
        new.rename(target)
    except BaseException:
        if old.exists():
            old.rename(target)
        raise
    shutil.rmtree(old, ignore_errors=True)


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
