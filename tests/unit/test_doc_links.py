"""Links of the Markdown files lead to files and headings, and the index of decisions is complete."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest

from tests.helpers.paths import DOCS, ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGES: Final = sorted([*ROOT.glob("*.md"), *(ROOT / "bench").glob("*.md"), *DOCS.rglob("*.md")])


def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.M)


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", prose(page), re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_each_link_leads_somewhere(page: Path) -> None:
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = page.parent / path if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


DECISIONS: Final = sorted((DOCS / "decisions").glob("[0-9]*.md"))


def test_the_index_has_every_decision() -> None:
    index = (DOCS / "decisions" / "README.md").read_text(encoding="utf-8")
    listed = re.findall(r"^\| (\d{4}) \| \[(.+)\]\((.+)\) \| .+\. \|$", index, re.M)
    titles = [page.read_text(encoding="utf-8").partition("\n")[0] for page in DECISIONS]
    assert listed == [
        (page.name[:4], title.removeprefix("# "), page.name)
        for page, title in zip(DECISIONS, titles, strict=True)
    ]


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
def test_each_decision_has_the_same_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.findall(r"^\*\*([^*]+)\*\*", text, re.M) == ["Problem.", "Choice.", "Cost."]
