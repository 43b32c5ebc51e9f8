"""provider.yaml: what is read, and what is refused with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.capture import sources
from scripts.capture.sources import PageSource, ProviderPages
from scripts.specs.errors import SpecError
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """\
name: acme
title: Acme
pages:
  - file: one.md
    published: markdown
    address: https://docs.example.com/one.md
  - file: two.txt
    published: html
    address: http://127.0.0.1:8080/two?x=1
  - file: three.md
    published: markdown
    not_verified: no address
"""


def load(tmp_path: Path, text: str) -> ProviderPages:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "provider.yaml").write_text(text, encoding="utf-8")
    return sources.load(tmp_path, "acme")


def test_a_provider_lists_its_pages(tmp_path: Path) -> None:
    assert load(tmp_path, GOOD) == ProviderPages(
        "acme",
        "Acme",
        (
            PageSource("one.md", "markdown", "https://docs.example.com/one.md"),
            PageSource("two.txt", "html", "http://127.0.0.1:8080/two?x=1"),
            PageSource("three.md", "markdown", None, "no address"),
        ),
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("name: acme", "name: other", 1, "expected the folder's name, acme"),
        ("name: acme", "nam: acme", 1, "unknown key `nam`"),
        ("title: Acme", "title: 5", 2, "expected `title`, a text"),
        ("title: Acme", "title: ''", 2, "expected `title`, a text"),
        ("title: Acme", "title: Acme\nname: acme", 3, "expected each key once"),
        ("    published: html\n", "    published: pdf\n", 8, "expected `published: markdown` or"),
        ("    published: html\n", "", 7, "expected `published: markdown` or"),
        ("  - file: two.txt\n    ", "  - ", 7, "expected `file`, a text"),
        ("two.txt", "../two.txt", 7, "expected a file name"),
        ("two.txt", ".two.txt", 7, "expected a file name"),
        ("two.txt", "one.md", 7, "expected each file once"),
        ("two.txt", "two.exe", 7, "expected a file name"),
        ("not_verified: no address", "not-verified: no address", 12, "unknown key `not-verified`"),
        ("    not_verified: no address\n", "", 10, "expected either `address` or `not_verified`"),
        (
            "    not_verified: no address\n",
            "    not_verified: x\n    address: https://a.example/b\n",
            10,
            "expected either",
        ),
        ("http://127.0.0.1:8080/two?x=1", "http://example.com/", 9, "expected an https address"),
        ("http://127.0.0.1:8080/two?x=1", "ftp://127.0.0.1/", 9, "expected an https address"),
        ("http://127.0.0.1:8080/two?x=1", "two.html", 9, "expected an address with a host"),
        ("http://127.0.0.1:8080/two?x=1", "https://a:b@c.example/", 9, "expected an address with"),
        ("http://127.0.0.1:8080/two?x=1", "https://c.example/#top", 9, "expected an address with"),
        ("http://127.0.0.1:8080/two?x=1", "https://c.example/ a", 9, "without spaces"),
        ("http://127.0.0.1:8080/two?x=1", "https://c.example/ä", 9, "written in ASCII"),
        ("http://127.0.0.1:8080/two?x=1", "'https://[c/'", 9, "that can be read"),
        ("http://127.0.0.1:8080/two?x=1", "https://c.example:x/", 9, "that can be read"),
        (
            "http://127.0.0.1:8080/two?x=1",
            "https://docs.example.com/one.md",
            9,
            "expected each address once",
        ),
    ],
)
def test_a_mistake_is_refused_with_its_line(
    tmp_path: Path, old: str, new: str, line: int, message: str
) -> None:
    assert old in GOOD
    with pytest.raises(SpecError) as raised:
        load(tmp_path, GOOD.replace(old, new))
    assert message in raised.value.message
    assert raised.value.line == line
    assert raised.value.file == tmp_path / "acme" / "provider.yaml"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name: acme\ntitle: Acme\n", "expected `pages`"),
        ("name: acme\ntitle: Acme\npages: []\n", "expected `pages`"),
        ("name: acme\ntitle: Acme\npages: [one.md]\n", "expected a page with"),
        ("- acme\n", "expected a YAML mapping"),
        ("", "expected a YAML mapping"),
        ("name: [\n", "expected valid YAML"),
    ],
)
def test_a_file_of_another_shape_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        load(tmp_path, text)


def test_a_file_that_is_not_there_or_no_text_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match=r"provider\.yaml: cannot be read: No such file"):
        sources.load(tmp_path, "acme")
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "provider.yaml").write_bytes(b"\xff")
    with pytest.raises(SpecError, match="expected UTF-8"):
        sources.load(tmp_path, "acme")


def test_the_project_lists_the_pages_that_it_has_and_those_of_written_operations() -> None:
    names = sources.known(SPECS)
    assert names == sorted(folder.parent.name for folder in SPECS.glob("*/pages"))
    for name in names:
        listed = {source.file for source in sources.load(SPECS, name).pages}
        assert listed >= {file.name for file in SPECS.glob(f"{name}/pages/*")}
