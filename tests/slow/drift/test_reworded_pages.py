"""A page in other words and another order has not changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.json_types import obj
from scripts.specs.markdown import fences
from scripts.specs.page import Page
from scripts.specs.readers import read_page
from scripts.specs.yaml.read import read_yaml_object
from scripts.specs.yaml.write import dump
from tests.helpers.altered_pages import (
    GEN2,
    KLING,
    MIDJOURNEY,
    RUNWAY,
    VEO,
    alter,
    captured,
    compared,
)
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json


def reworded(value: Json, key: str = "") -> Json:
    """Other words and another order, where neither says anything that counts."""
    if isinstance(value, dict):
        return {
            name: f"Put differently. {item}"
            if name == "description" and isinstance(item, str) and key != "properties"
            else reworded(item, name)
            for name, item in (value.items() if key == "" else reversed(value.items()))
        }
    if isinstance(value, list):
        return [reworded(item, key) for item in value]
    return value


@pytest.mark.parametrize("seed", [MIDJOURNEY, RUNWAY, VEO, KLING])
def test_a_page_in_other_words_and_another_order_has_not_changed(tmp_path: Path, seed: str) -> None:
    folder = captured(tmp_path)
    page = Page.load(folder / seed)
    fence = fences(page)[0]
    tree, _ = read_yaml_object(fence.text, file=page.file)
    written = dump(obj(reworded(tree)))
    lines = [
        "# Make it go on and on",
        "> In a sentence that is new to the reader.",
        *(line for line in page.lines[: fence.first_line - 1] if not line.startswith(("# ", ">"))),
        written,
        *page.lines[fence.first_line - 1 + len(fence.lines) :],
    ]
    (folder / seed).write_text("\n".join(lines), encoding="utf-8")
    before = read_page(SPECS / seed.replace("/", "/pages/")).document
    assert read_page(folder / seed).document != before
    assert compared(folder, seed.partition("/")[0]).changes == []


def test_prose_in_other_words_and_another_order_has_not_changed(tmp_path: Path) -> None:
    folder = captured(tmp_path)
    page = folder / GEN2
    alter(page, "Extend the video by 4 seconds\n", "Four seconds more of your video\n")
    alter(page, "Extending Gen-2 generations.", "What Gen-2 made goes on.")
    alter(page, "Specify roll motion.", "How it rolls.")
    text = page.read_text(encoding="utf-8")
    bullets = text.split("  • ")
    first = next(i for i, part in enumerate(bullets) if part.startswith("zoom is"))
    assert bullets[first + 1].startswith("pan is")
    bullets[first], bullets[first + 1] = bullets[first + 1], bullets[first]
    page.write_text("  • ".join(bullets), encoding="utf-8")
    assert compared(folder, "useapi").changes == []
