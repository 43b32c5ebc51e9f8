"""Every page that is read gives a client: without a warning, that imports, that mypy --strict passes.

With our templates, and with the generator as anybody installs it.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.files import SPECS
from scripts.specs.json_types import JsonObject, arr, obj, text
from scripts.specs.normalize.places import schema_holders
from scripts.specs.schemas import children
from tests.scripts.generate.generation import Findings, generate_all, sends_one_of_several

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests" / "scripts" / "specs" / "fixtures"
PRESENT = ROOT.parent / "shared" / "pages"
SUFFIXES = {".json", ".md", ".txt", ".yaml", ".yml"}


def pages() -> dict[str, Path]:
    """The project's pages, its fixtures, and further real pages where they are present."""
    folders = [SPECS, FIXTURES, PRESENT]
    files = [
        *sorted(SPECS.glob("*/pages/*")),
        *sorted(FIXTURES.glob("*/*")),
        *sorted(PRESENT.glob("*/*")),
    ]
    kept = [file for file in files if file.is_file() and file.suffix in SUFFIXES]
    roots = {file: next(root for root in folders if root in file.parents) for file in kept}
    return {f"{root.name}/{file.relative_to(root)}": file for file, root in roots.items()}


def _read_all() -> tuple[dict[str, JsonObject], dict[str, SpecError]]:
    documents: dict[str, JsonObject] = {}
    refused: dict[str, SpecError] = {}
    for name, file in pages().items():
        try:
            documents[name] = read([file]).document
        except SpecError as error:
            refused[name] = error
    return documents, refused


DOCUMENTS, REFUSED = _read_all()


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Findings:
    return generate_all(DOCUMENTS, tmp_path_factory.mktemp("clients"))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_page_that_is_read_gives_a_client_that_type_checks(name: str, findings: Findings) -> None:
    found = findings.get(name, [])
    if sends_one_of_several(DOCUMENTS[name]):
        found = [line for line in found if not (line.startswith("bare: ") and "Unset" in line)]
    assert found == []


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_page_that_is_read_keeps_the_conventions(name: str) -> None:
    found = problems(DOCUMENTS[name])
    # A page alone may link to an operation that stands on another.
    assert [line for line in found if "no operation is called" not in line] == []


def _asked(document: JsonObject) -> Iterator[JsonObject]:
    """Each schema that only requests reach."""
    answered: set[str] = set()
    waiting: list[tuple[bool, JsonObject]] = [
        (at[0] == "paths" and at[3] in {"requestBody", "parameters"}, obj(holder[key]))
        for holder, key, at in schema_holders(document)
        if at[0] != "components"
    ]
    schemas = obj(obj(document.get("components")).get("schemas"))
    for asking in (False, True):
        seen: set[str] = set()
        left = [schema for asks, schema in waiting if asks is asking]
        while left:
            schema = left.pop()
            name = text(schema.get("$ref")).rpartition("/")[2]
            if name and name not in seen | answered:
                seen.add(name)
                left.append(obj(schemas.get(name)))
            left += [inner for _, inner in children(schema)]
            if asking:
                yield schema
        answered |= seen


@pytest.mark.parametrize("name", DOCUMENTS)
def test_what_is_asked_for_is_closed(name: str) -> None:
    """What answers hold is open is one of the conventions; this is the other half."""
    for schema in _asked(DOCUMENTS[name]):
        options = [obj(option) for option in arr(schema.get("anyOf"))]
        enums = [option for option in options if "enum" in option]
        plain = [option for option in options if option.keys() == {"type"}]
        assert not [enum for enum in enums if {"type": enum.get("type")} in plain]
        if "properties" in schema:
            assert "additionalProperties" in schema


def test_every_page_of_the_project_is_read() -> None:
    assert not [name for name in REFUSED if name.startswith(("specs/", "pages/"))]
