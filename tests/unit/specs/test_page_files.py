"""Pages that break off, and their line ends and encodings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import read
from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj
from tests.helpers.paths import SPECS, TRAP_PAGES

if TYPE_CHECKING:
    from pathlib import Path

SEEDS = sorted(SPECS.glob("*/pages/*"))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.stem)
def test_a_page_that_breaks_off_is_read_or_refused_never_crashes(
    seed: Path, tmp_path: Path
) -> None:
    lines = seed.read_text(encoding="utf-8").splitlines()
    file = tmp_path / seed.name
    refusals: list[str] = []
    for end in range(0, len(lines), 9):
        file.write_text("\n".join(lines[:end]), encoding="utf-8")
        try:
            read([file])
        except SpecError as error:
            refusals.append(str(error))
    assert refusals
    assert all(refusal.startswith(f"{file}") for refusal in refusals)


def test_a_page_may_have_any_line_ends_and_a_byte_order_mark(tmp_path: Path) -> None:
    for seed in SEEDS:
        page = tmp_path / seed.name
        page.write_bytes(seed.read_bytes())
        expected = read([page]).text
        for end in (b"\r\n", b"\r"):
            page.write_bytes(b"\xef\xbb\xbf" + seed.read_bytes().replace(b"\n", end))
            assert read([page]).text == expected


def test_only_line_ends_end_a_line(tmp_path: Path) -> None:
    seed = next(seed for seed in SEEDS if "kling" in seed.name)
    page = tmp_path / seed.name
    words = "Negative text prompts"
    text = seed.read_text(encoding="utf-8")
    page.write_text(text.replace(words, "Negative\u2028text\x85prompts"), encoding="utf-8")
    assert words in read([page]).text


def test_a_page_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_bytes(b"# Caf\xc3\xa9\r\n\r\nCaf\xe9\n")
    with pytest.raises(SpecError, match=r"page\.md:3: expected UTF-8 text"):
        read([page])


@pytest.mark.parametrize("words", ["Source: ", "URL: ", ""])
def test_an_address_is_no_title(words: str, tmp_path: Path) -> None:
    trap = TRAP_PAGES / "mintlify_tree" / "heading_that_names_the_source.md"
    lines = trap.read_text(encoding="utf-8").splitlines()
    page = tmp_path / "page.md"
    page.write_text("\n".join([f"# {words}https://x.example/a.md", *lines[1:]]), encoding="utf-8")
    built = read([page])
    assert obj(built.document["info"])["title"] == "Create run"
    assert [note for note in built.notes if note.kind == "left out"] == []
