"""Real pages beside the project, where they are present: each is read into valid OpenAPI."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.json_types import operations
from scripts.specs.page import Page
from scripts.specs.readers import READERS
from tests.scripts.specs.support import ROOT

if TYPE_CHECKING:
    from pathlib import Path

FOLDER = ROOT.parent / "shared" / "pages"
PAGES = sorted(file for file in FOLDER.glob("*/*") if file.is_file())
DIALECTS = {"apifox": "Apifox export", "mintlify": "Mintlify tree"}


@pytest.mark.skipif(
    not PAGES, reason="needs a folder of further real pages, which is not part of the project"
)
def test_there_are_pages_of_both_dialects() -> None:
    assert {file.parent.name for file in PAGES} == set(DIALECTS)


@pytest.mark.parametrize("file", PAGES, ids=lambda file: file.stem)
def test_a_real_page_is_read(file: Path) -> None:
    page = Page.load(file)
    recognised = [reader.dialect for reader in READERS if reader.recognises(page)]
    assert recognised == [DIALECTS[file.parent.name]]
    built = read([file])
    assert len(list(operations(built.document))) == 1
    assert not [problem for problem in problems(built.document) if "not valid" in problem]
