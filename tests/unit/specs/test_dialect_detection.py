"""The dialect of a page is recognised, never asked for: by one reader, or by none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.page import Page
from scripts.specs.readers import READERS, read_page
from tests.helpers.page_traps import recognised
from tests.helpers.paths import TRAP_PAGES, page_id, project_pages
from tests.helpers.written_pages import write

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("file", project_pages(), ids=page_id)
def test_one_reader_claims_a_page_of_the_project(file: Path) -> None:
    # The tests of the traps assert the same of each page with a trap.
    assert len(recognised(file)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# A heading\n\nSome words.\n",
        "openapi is mentioned: here\n",
        "# Notes\n\n```yaml\nkey: value\n```\n",
        "# Notes\n\n```json\n{}\n```\n",
        "{}\n",
        "key: value\nother: openapi\n",
        "````yaml file.json post /a\n",
        "<html><body>openapi: 3.0.0</body></html>\n",
    ],
)
def test_what_is_no_page_of_a_known_dialect_is_refused(tmp_path: Path, text: str) -> None:
    file = write(tmp_path, "page.md", text)
    assert recognised(file) == []
    with pytest.raises(SpecError, match="expected a page of a known dialect"):
        read_page(file)


def test_every_dialect_has_a_folder_of_traps() -> None:
    found = [name for folder in TRAP_PAGES.iterdir() for name in recognised(min(folder.iterdir()))]
    assert sorted(found) == sorted(reader.dialect for reader in READERS)


def test_recognising_reads_nothing(tmp_path: Path) -> None:
    page = Page.load(write(tmp_path, "page.md", "# Clip\n\n```yaml\nopenapi: 3.0.1\n  broken: [\n"))
    assert [reader.dialect for reader in READERS if reader.recognises(page)] == ["Apifox export"]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("\n  \n", "this one is empty"),
        ("<!DOCTYPE html>\n<html></html>\n", "this is HTML, so capture"),
        ("# Notes\n\n```yaml\nkey: value\n```\n", "none of its fences begins with"),
        ("# Notes\n\nWords.\n", "it has no yaml or json fence"),
        (
            "Fly https://a.example/fly Request Headers Authorization Responses 200 OK Try It\n",
            "prose without its line ends, so capture the page's text with one line for each heading",
        ),
    ],
)
def test_a_refusal_describes_the_page(tmp_path: Path, text: str, hint: str) -> None:
    with pytest.raises(SpecError, match=hint):
        read_page(write(tmp_path, "page.md", text))
