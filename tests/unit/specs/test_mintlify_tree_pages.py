"""Real pages of Mintlify's own tree: every name, value and status stands in what is read, or is noted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.json_types import arr, obj
from scripts.specs.page import Page
from scripts.specs.readers import read_page
from scripts.specs.readers.mintlify_tree import MintlifyTreeReader
from scripts.specs.yaml.read import read_yaml
from tests.helpers.paths import SPECS, TRAP_PAGES, page_id, project_pages, real_pages

if TYPE_CHECKING:
    from pathlib import Path

    from scripts.specs.json_types import Json

DATA = frozenset({"const", "default", "enum", "example", "examples"})


def facts(value: Json) -> set[tuple[str, str]]:
    """The names of properties and the values of enums, anywhere but in data."""
    found: set[tuple[str, str]] = set()
    waiting = [value]
    while waiting:
        given = waiting.pop()
        if isinstance(given, list):
            waiting += given
        elif isinstance(given, dict):
            found |= {("property", name) for name in obj(given.get("properties"))}
            found |= {("value", repr(item)) for item in arr(given.get("enum"))}
            waiting += [
                item
                for key, item in given.items()
                if key not in DATA or (key == "enum" and isinstance(item, dict))
            ]
    return found


def on_page(file: Path) -> set[tuple[str, str]]:
    """What the page's YAML says, read past the reader."""
    _, _, rest = file.read_text(encoding="utf-8").partition("\n````yaml ")
    text = rest.partition("\n")[2].partition("\n````")[0]
    tree = obj(read_yaml(text, file=file).value)
    paths = obj(tree["paths"])
    found = facts(tree) | {("status", status) for status in obj(paths["response"])}
    parameters = obj(obj(paths["request"])["parameters"])
    for place, named in parameters.items():
        found |= {(place, name) for name in obj(named)}
    return found | {("component", name) for name in obj(obj(tree["components"])["schemas"])}


def in_document(file: Path) -> set[tuple[str, str]]:
    document = read_page(file).document
    found = facts(document)
    for item in obj(document["paths"]).values():
        for operation in map(obj, obj(item).values()):
            found |= {("status", status) for status in obj(operation["responses"])}
            for parameter in map(obj, arr(operation.get("parameters"))):
                found.add((str(parameter["in"]), str(parameter["name"])))
    schemas = obj(obj(document.get("components")).get("schemas"))
    return found | {("component", name) for name in schemas}


def missing(file: Path) -> list[tuple[str, str]]:
    noted = " ".join(note.text for note in read_page(file).notes)
    lost = on_page(file) - in_document(file)
    return sorted(fact for fact in lost if f"`{fact[1]}`" not in noted)


@pytest.fixture(scope="module")
def pages() -> list[Path]:
    """Return the real pages of this dialect; collecting tests reads no page."""
    return [page for page in real_pages() if MintlifyTreeReader().recognises(Page.load(page))]


def test_nothing_on_a_page_is_lost(pages: list[Path]) -> None:
    assert {page_id(page): lost for page in pages if (lost := missing(page))} == {}
    assert min(len(on_page(page)) for page in pages) > 5


def test_the_pages_of_kie_are_among_them(pages: list[Path]) -> None:
    of_kie = [page for page in project_pages() if page.is_relative_to(SPECS / "kie")]
    assert of_kie
    assert set(of_kie) <= set(pages)


def test_a_parameter_that_is_left_out_is_found_by_its_note() -> None:
    file = TRAP_PAGES / "mintlify_tree" / "path_parameter_that_is_not_described.md"
    assert ("path", "wind") in on_page(file) - in_document(file)
    assert not missing(file)
