"""The order of a provider's pages: a page that is added renames nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scripts.specs import files

if TYPE_CHECKING:
    from pathlib import Path


def test_listed_pages_are_first_in_the_order_of_the_list(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    (folder / "pages").mkdir(parents=True)
    for name in ("a.md", "b.md", "c.md", "d.md"):
        (folder / "pages" / name).touch()
    listed = "name: acme\npages:\n  - file: c.md # first\n    published: html\n  - file: 'b.md'\n"
    (folder / "provider.yaml").write_text(listed, encoding="utf-8")
    assert [file.name for file in files.pages(tmp_path, "acme")] == ["c.md", "b.md", "a.md", "d.md"]


def test_pages_without_a_list_go_by_their_names(tmp_path: Path) -> None:
    (tmp_path / "acme" / "pages").mkdir(parents=True)
    for name in ("b.md", "a.md"):
        (tmp_path / "acme" / "pages" / name).touch()
    assert [file.name for file in files.pages(tmp_path, "acme")] == ["a.md", "b.md"]
