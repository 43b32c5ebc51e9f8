"""Pages with lines gone, doubled, cut, moved or mistyped: read or refused, and never anything else."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.readers import read_page
from tests.helpers.damaged_pages import damaged
from tests.helpers.paths import SPECS, TRAP_PAGES

if TYPE_CHECKING:
    from pathlib import Path

PAGES = [
    SPECS / "kie" / "pages" / "kie-midjourney-video-extend.md",
    SPECS / "useapi" / "pages" / "useapi-runwayml-gen2-extend.txt",
    TRAP_PAGES / "mintlify_tree" / "alternatives_of_security.md",
    TRAP_PAGES / "mintlify_tree" / "server_variables.md",
    TRAP_PAGES / "useapi" / "captured_as_markdown.md",
    TRAP_PAGES / "useapi" / "model_of_every_kind.txt",
]


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_damaged_page_is_read_or_refused(file: Path, tmp_path: Path) -> None:
    lines = file.read_text(encoding="utf-8").split("\n")
    chance = random.Random(file.stem)  # noqa: S311 - no secret hangs on it
    target = tmp_path / file.name
    outcomes = {"read": 0, "refused": 0}
    for _ in range(40):
        target.write_text("\n".join(damaged(lines, chance)), encoding="utf-8")
        try:
            fragment = read_page(target)
        except SpecError:
            outcomes["refused"] += 1
        else:
            outcomes["read"] += 1
            assert fragment.document["paths"]
    assert all(outcomes.values()), outcomes
