"""Every page that is read gives a client: without a warning, that imports, that mypy --strict passes.

With our templates, and with the generator as anybody installs it. Each sample of a response on the
page parses with the client.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.build import read
from scripts.specs.check import problems
from scripts.specs.errors import SpecError
from scripts.specs.json_types import JsonObject, arr, obj, text
from scripts.specs.normalize.schema_locations import schema_holders
from scripts.specs.schemas import children
from tests.helpers.generation import (
    Findings,
    Sample,
    generate_all,
    parse_all,
    sends_one_of_several,
)
from tests.helpers.paths import project_pages, real_pages, trap_pages
from tests.helpers.response_samples import response_samples

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PAGES: Final = {f"{page.parent.name}/{page.name}": page for page in (*trap_pages(), *real_pages())}
each_page = pytest.mark.parametrize("name", PAGES)


@cache
def _document(name: str) -> JsonObject:
    """Return a page's document; nothing if the page is refused."""
    try:
        return read([PAGES[name]]).document
    except SpecError:
        return {}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clients")


@pytest.fixture(scope="module")
def findings(folder: Path) -> Findings:
    documents = {name: document for name in PAGES if (document := _document(name))}
    return generate_all(documents, folder)


@cache
def _samples(name: str) -> tuple[Sample, ...]:
    document = _document(name)
    return tuple(response_samples(PAGES[name], document, name)) if document else ()


@pytest.fixture(scope="module")
def unparsed(folder: Path, findings: Findings) -> Findings:
    """What does not parse, by page; `findings` has generated the clients."""
    assert isinstance(findings, Findings)
    names = [name for name in PAGES if _document(name)]
    return parse_all(names, [sample for name in PAGES for sample in _samples(name)], folder)


@each_page
def test_each_sample_of_a_response_parses(
    name: str, unparsed: Findings, findings: Findings
) -> None:
    assert _needs_a_supplement(findings, name) or unparsed.get(name, []) == []


def _needs_a_supplement(findings: Findings, name: str) -> bool:
    """Return whether two parameters on a page would share a name in Python, which stops the run."""
    return any("is there twice: give" in line for line in findings.get(name, []))


def test_few_pages_need_a_supplement(findings: Findings) -> None:
    assert sum(_needs_a_supplement(findings, name) for name in PAGES) < len(PAGES) / 50


def test_pages_have_samples() -> None:
    assert sum(len(_samples(name)) for name in PAGES) > 50


@each_page
def test_a_page_that_is_read_gives_a_client_that_type_checks(name: str, findings: Findings) -> None:
    found = findings.get(name, [])
    if _needs_a_supplement(findings, name):
        found = [line for line in found if not line.startswith("ours: ")]
    if sends_one_of_several(_document(name)):
        found = [line for line in found if not (line.startswith("bare: ") and "Unset" in line)]
    assert found == []


@each_page
def test_a_page_that_is_read_keeps_the_conventions(name: str) -> None:
    found = problems(document) if (document := _document(name)) else []
    # A page alone may link to an operation that stands on another.
    assert [line for line in found if "no operation is called" not in line] == []


def _asked(document: JsonObject) -> Iterator[JsonObject]:
    """Each schema that only requests reach."""
    in_responses: set[str] = set()
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
            if name and name not in seen | in_responses:
                seen.add(name)
                left.append(obj(schemas.get(name)))
            left += [inner for _, inner in children(schema)]
            if asking:
                yield schema
        in_responses |= seen


@each_page
def test_what_is_asked_for_is_closed(name: str) -> None:
    """Responses are open by convention; this is the other half."""
    for schema in _asked(_document(name)):
        options = [obj(option) for option in arr(schema.get("anyOf"))]
        enums = [option for option in options if "enum" in option]
        plain = [option for option in options if option.keys() == {"type"}]
        assert not [enum for enum in enums if {"type": enum.get("type")} in plain]
        if "properties" in schema:
            assert "additionalProperties" in schema


def test_every_page_of_the_project_is_read() -> None:
    assert [name for name, page in PAGES.items() if page in project_pages()]
    assert [
        name for name, page in PAGES.items() if page in project_pages() and not _document(name)
    ] == []
