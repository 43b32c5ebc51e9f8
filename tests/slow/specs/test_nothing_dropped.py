"""Nothing is dropped in silence: what a page's own YAML says stands in what was read, or is noted.

The page is walked here by rules of this module alone, so that a reader's oversight shows.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final, cast

import pytest
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from scripts.specs.errors import SpecError
from scripts.specs.readers import read_page
from tests.helpers.page_traps import recognised
from tests.helpers.paths import TRAP_PAGES, page_id, real_pages, trap_pages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from scripts.specs.json_types import Json
    from scripts.specs.page import PageFragment

# Names, in the order of kind and word: `property` seconds, `status` 404.
Statement = tuple[str, str]

PAGES: Final = (*trap_pages(), *real_pages())
# Dialects whose pages hold no OpenAPI document. test_mintlify_tree_pages.py and the traps are about these.
OTHERS: Final = ("Mintlify tree", "useapi.net prose")
DATA: Final = frozenset({"example", "examples", "default", "value", "x-apifox-refs"})
# Of these, OpenAPI says that they are said elsewhere.
HEADERS: Final = frozenset({"authorization", "content-type", "accept"})


def statements(value: Json, *, names: bool = False) -> Iterator[Statement]:
    """Property names, parameter names, enum values and statuses, wherever they stand."""
    if isinstance(value, list):
        for item in value:
            yield from statements(item)
    if not isinstance(value, dict):
        return
    place, name = value.get("in"), str(value.get("name"))
    is_stated_elsewhere = place == "header" and name.lower() in HEADERS
    if not names and place in {"path", "query", "header", "cookie"} and not is_stated_elsewhere:
        yield "parameter", name
    for key, item in value.items():
        if names:
            yield from statements(item)
        elif key == "properties" and isinstance(item, dict):
            yield from (("property", str(name)) for name in item)
            yield from statements(item, names=True)
        elif key == "enum" and isinstance(item, list):
            yield from (("value", str(one)) for one in item if one is not None)
        elif key == "responses" and isinstance(item, dict):
            # Shared responses have names too; a status has a digit.
            yield from (("status", str(n)) for n in item if any(map(str.isdigit, str(n))))
            yield from statements(item, names=True)
        elif key not in DATA:
            yield from statements(item, names=key in {"schemas", "definitions", "paths"})


def holds_a_document(file: Path) -> bool:
    text = file.read_text(encoding="utf-8-sig")
    return re.search(r"\A\s*\{|^(?:openapi|swagger):", text, re.M) is not None


def documents(file: Path) -> list[Json]:
    """The OpenAPI documents of a page, found and parsed without the project's own means."""
    text = file.read_text(encoding="utf-8-sig").replace("\r\n", "\n")
    body: list[str] = []
    if any(line.startswith("```") for line in text.split("\n")):
        blocks = text.replace("````", "```").split("\n```yaml")[1:]
        body += [block.partition("\n")[2].split("\n```")[0] for block in blocks]
    else:
        body = [text]
    loader: Any = YAML(typ="safe", pure=True)
    try:
        # Of several on a page the first is read, and a note names the others.
        found: list[Any] = list(loader.load_all(body[0])) if body else []
    except YAMLError:
        return []
    # Keys become text, and dates too, as in JSON.
    return cast("list[Json]", json.loads(json.dumps(found[:1], default=str)))


def silent(wanted: set[Statement], fragment: PageFragment) -> list[Statement]:
    """What neither the document has nor a note names."""
    have = set(statements(fragment.document))
    notes = " ".join(note.text for note in fragment.notes)
    return sorted(
        one
        for one in wanted - have
        if f"`{one[1]}`" not in notes and f"status {one[1]}" not in notes
    )


@pytest.mark.parametrize("file", PAGES, ids=page_id)
def test_every_statement_of_a_page_is_read_or_noted(file: Path) -> None:
    if not holds_a_document(file):
        assert set(recognised(file)) <= {*OTHERS}
        return
    try:
        fragment = read_page(file)
    except SpecError as error:
        assert error.message.startswith("expected ")  # noqa: PT017 - refusing is an outcome
        return
    found = documents(file)
    if found:
        assert silent(set(statements(found[0])), fragment) == []
    else:
        # No YAML as it stands: it was repaired, and that was said.
        assert any(note.kind == "repaired" for note in fragment.notes)


def test_the_walk_sees_each_kind() -> None:
    assert set(
        statements(
            {
                "paths": {
                    "/a": {
                        "get": {
                            "parameters": [
                                {"name": "page", "in": "query", "schema": {"enum": [1]}}
                            ],
                            "responses": {
                                "200": {"x": {"properties": {"enum": {"type": "string"}}}}
                            },
                        }
                    }
                }
            }
        )
    ) == {("parameter", "page"), ("value", "1"), ("status", "200"), ("property", "enum")}


def test_a_reader_that_forgot_something_would_be_found_out(tmp_path: Path) -> None:
    text = (TRAP_PAGES / "openapi" / "yaml-30.yaml").read_text(encoding="utf-8")
    file = tmp_path / "page.yaml"
    file.write_text(text.replace("clip_id:\n", "forgotten:\n"), encoding="utf-8")
    wanted = set(statements(documents(file)[0]))
    fragment = read_page(TRAP_PAGES / "openapi" / "yaml-30.yaml")
    assert silent(wanted, fragment) == [("property", "forgotten")]
