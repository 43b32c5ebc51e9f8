"""Mintlify's own tree: what test_mintlify_tree_traps.py has no page for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.readers import read_page
from tests.helpers.written_pages import block, body_schema, mintlify, operation, write

if TYPE_CHECKING:
    from pathlib import Path


def test_a_schema_that_is_not_required_is_an_optional_body(tmp_path: Path) -> None:
    text = "{application/json: {schemaArray: [{type: object, required: false, properties: {}}]}}"
    found = operation(read_page(mintlify(tmp_path, body=text)))
    assert "required" not in str(found["requestBody"])


def test_several_schemas_are_alternatives(tmp_path: Path) -> None:
    file = mintlify(
        tmp_path, body="{application/json: {schemaArray: [{type: string}, {type: 'null'}]}}"
    )
    assert body_schema(file) == {"anyOf": [{"type": "string"}, {"type": "null"}]}


def test_an_indented_fence_inside_a_description_ends_nothing(tmp_path: Path) -> None:
    file = mintlify(
        tmp_path,
        body=block(
            """
            application/json:
              schemaArray:
                - type: string
                  description: |-
                    before
                    ````
                    inside
                    ````
                    after
            """,
            6,
        ),
    )
    assert "after" in str(body_schema(file)["description"])


def test_a_method_that_http_does_not_have_is_refused_with_its_line(tmp_path: Path) -> None:
    text = mintlify(tmp_path).read_text(encoding="utf-8")
    page = write(tmp_path, "page.md", text.replace("  method: post", "  method: jump"))
    with pytest.raises(SpecError, match=r"page\.md:8: expected `paths` with a `path`"):
        read_page(page)


@pytest.mark.parametrize("damage", ["\t\t", "\xa0 "])
def test_a_damaged_tree_is_refused_with_its_line(tmp_path: Path, damage: str) -> None:
    file = mintlify(tmp_path)
    text = (
        file.read_text(encoding="utf-8")
        .replace("  path:", f"{damage}path:")
        .replace("  method:", f"{damage}method:")
    )
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SpecError, match=r"page\.md:\d+: expected"):
        read_page(file)
