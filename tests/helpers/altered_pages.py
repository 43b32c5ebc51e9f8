"""Copies of the committed pages that a test may alter, in a folder as a capture leaves it."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final

from scripts.drift.fresh_comparison import CommittedProvider, compare_provider
from scripts.drift.fresh_pages import find
from scripts.drift.report import places
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.drift.changes import DriftChange
    from scripts.drift.report import Comparison

MIDJOURNEY: Final = "kie/kie-midjourney-video-extend.md"
RUNWAY: Final = "kie/kie-runway-extend.md"
VEO: Final = "kie/kie-veo-extend.md"
KLING: Final = "chainhub/chainhub-kling-video-extend.md"
GEN2: Final = "useapi/useapi-runwayml-gen2-extend.txt"
SEEDS: Final = (MIDJOURNEY, RUNWAY, VEO, KLING, GEN2)


def captured(folder: Path) -> Path:
    """A folder with a copy of each committed page."""
    for seed in SEEDS:
        provider, _, page = seed.partition("/")
        (folder / provider).mkdir(parents=True, exist_ok=True)
        shutil.copy(SPECS / provider / "pages" / page, folder / seed)
    return folder


def alter(file: Path, old: str, new: str, *, times: int = 1) -> None:
    """Replace a text that the page has exactly so many times."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == times, old
    file.write_text(text.replace(old, new), encoding="utf-8")


def compared(folder: Path, provider: str) -> Comparison:
    """What drift finds in a folder of one provider, by the specification alone."""
    return compare_provider(CommittedProvider(SPECS, provider), find(folder, SPECS)[provider], None)


def reported(changes: list[DriftChange]) -> list[tuple[str, str]]:
    """Kinds and places."""
    return sorted((change.kind.value, "; ".join(places(change))) for change in changes)
