"""A generated package does not differ from itself, whatever is around its code."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from scripts.drift.python.compare import compare
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PACKAGES = sorted((ROOT / "generated").glob("longtake_*"))


@pytest.mark.parametrize("generated", PACKAGES, ids=lambda path: path.name)
def test_what_is_committed_does_not_differ_from_itself(generated: Path, tmp_path: Path) -> None:
    assert compare(generated, generated) == []
    # Other bytes under another name, so that there is something to compare.
    copied = tmp_path / "renamed"
    shutil.copytree(generated, copied, ignore=shutil.ignore_patterns("__pycache__"))
    for path in copied.rglob("*.py"):
        text = path.read_text(encoding="utf-8").replace(generated.name, copied.name)
        path.write_text(f"\n# Nothing.\n{text}\n_PRIVATE = 1\n", encoding="utf-8")
    assert compare(generated, copied) == []
    assert compare(copied, generated) == []
