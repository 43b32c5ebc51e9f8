"""The fast and the pure YAML parser read every page alike, whole and damaged."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import same, spelled_out
from scripts.specs.readers import read_page
from scripts.specs.yaml import nodes
from tests.helpers.damaged_pages import damaged
from tests.helpers.paths import page_id, real_pages, trap_pages

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.page import PageFragment

PAGES = [page for page in (*real_pages(), *trap_pages()) if page.suffix != ".txt"]


def outcome(file: Path) -> PageFragment | str:
    try:
        return read_page(file)
    except SpecError as error:
        return str(error)


@pytest.mark.parametrize("page", PAGES, ids=page_id)
def test_both_parsers_read_a_page_alike(
    page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = page.read_text(encoding="utf-8").split("\n")
    chance = random.Random(page.stem)  # noqa: S311 - no secret hangs on it
    file = tmp_path / page.name
    for text in (lines, damaged(lines, chance)):
        file.write_text("\n".join(text), encoding="utf-8")
        fast = outcome(file)
        with monkeypatch.context() as patched:
            patched.setattr(nodes, "compose", nodes.compose_pure)
            pure = outcome(file)
        if isinstance(fast, str) or isinstance(pure, str):
            assert fast == pure
        else:
            assert same(spelled_out(fast.document), spelled_out(pure.document))
            assert (fast.notes, fast.lines) == (pure.notes, pure.lines)
