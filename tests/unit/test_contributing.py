"""The worked example of CONTRIBUTING.md: each block stands in the file that is named above it."""

from __future__ import annotations

import re
from typing import Final

import pytest

from longtake._providers import task_kinds
from tests.helpers.paths import ROOT
from tests.helpers.scenarios import SCENARIOS

SECTION: Final = "## Adding an operation"
BLOCK: Final = re.compile(r"^`([^`\n]+)`:\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LEFT_OUT: Final = "# ...\n"


def section() -> str:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    _, _, after = text.partition(f"{SECTION}\n")
    return after.partition("\n## ")[0]


def blocks() -> list[tuple[str, str]]:
    """Return the files that the section names, each with its block."""
    return BLOCK.findall(section())


@pytest.mark.parametrize(("file", "block"), blocks(), ids=[file for file, _ in blocks()])
def test_a_block_stands_in_the_file_that_is_named_above_it(file: str, block: str) -> None:
    rest = (ROOT / file).read_text(encoding="utf-8")
    for part in block.split(LEFT_OUT):
        assert part in rest
        rest = rest.partition(part)[2]


def test_every_block_and_every_file_is_checked() -> None:
    assert len(blocks()) == section().count("```") / 2
    listed = set(re.findall(r"`((?:specs|overlays|tests)/[\w./]+\.\w+)`", section()))
    assert {file for file, _ in blocks()} <= listed
    assert not [file for file in listed if not (ROOT / file).is_file()]


def test_what_the_example_adds_is_there() -> None:
    scenario = SCENARIOS["generate_kling_text_to_video"]
    assert scenario.name in task_kinds(scenario.provider)
    added = next(block for file, block in blocks() if file.endswith("chainhub/_task_kinds.py"))
    # The goal for an operation whose tasks are read like others.
    assert len(added.splitlines()) <= 10
