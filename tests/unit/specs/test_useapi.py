"""useapi.net's prose pages: what test_useapi_traps.py has no page for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import obj
from scripts.specs.readers import read_page
from scripts.specs.readers.useapi import value_types
from tests.helpers.written_pages import at, body_schema, useapi, write

if TYPE_CHECKING:
    from pathlib import Path


def edited(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    return write(file.parent, file.name, text.replace(old, new))


@pytest.mark.parametrize(
    ("example", "method"),
    [
        ('curl --request PUT "https://…"', "put"),
        ("const data = { method: 'PATCH' }", "patch"),
    ],
)
def test_the_method_is_read_from_the_examples(tmp_path: Path, example: str, method: str) -> None:
    file = edited(
        useapi(tmp_path), 'curl -X POST "https://api.example.com/v1/thing/extend"', example
    )
    assert list(obj(at(read_page(file).document, "paths", "/v1/thing/extend"))) == [method]


def test_the_method_in_the_middle_of_a_file_name_is_found(tmp_path: Path) -> None:
    text = useapi(tmp_path).read_text(encoding="utf-8").replace("curl -X POST", "see")
    file = write(tmp_path, "api-del-thing.txt", text)
    assert list(obj(at(read_page(file).document, "paths", "/v1/thing/extend"))) == ["delete"]


def test_words_and_literals_of_a_sample_have_types(tmp_path: Path) -> None:
    body = '{\n    "interpolate": true\n    "seed": any number you like,\n}\n'
    properties = obj(body_schema(useapi(tmp_path, body=body))["properties"])
    assert {name: obj(item).get("type") for name, item in properties.items()} == {
        "interpolate": "boolean",
        "seed": "string",
    }


@pytest.mark.parametrize(
    ("responses", "message"),
    [
        ('  • 200 OK\n    {\n      "a": [\n', "a response's sample: expected it to be closed"),
        ("  • nothing\n", "expected a response such as `200 OK`"),
    ],
)
def test_bad_responses_are_refused_with_their_line(
    tmp_path: Path, responses: str, message: str
) -> None:
    with pytest.raises(SpecError, match=rf"page\.txt:\d+: .*{message}"):
        read_page(useapi(tmp_path, responses=responses))


def test_a_bad_line_of_the_bodys_sample_is_noted_with_its_number(tmp_path: Path) -> None:
    file = useapi(tmp_path, body='{\n    "a" 1\n}\n  • b is required.\n')
    line = file.read_text(encoding="utf-8").splitlines().index('    "a" 1') + 1
    assert [(note.text, note.line) for note in read_page(file).notes] == [
        ("the body's sample: expected a name and a colon", line)
    ]


@pytest.mark.parametrize(
    ("description", "kind"),
    [
        ("Valid range: 1…10.", "integer"),
        ("Valid range: -10...10.", "integer"),
        ("Values 1 to 4. Not for Gen-4.5.", "integer"),
        ("Supported values: 1, 2.", "integer"),
        ("Supported values: 1, 2, 2.5", "number"),
        ("Valid range: 1…10 in steps of 0.5", "number"),
        ("Valid range: 1…10, decimals allowed.", "number"),
        ("Valid range: 1…10. Default: 2.5", "number"),
        ("Valid range: 0…1", "number"),
        ("Valid range: -1…1", "number"),
        ("Values: 1.5 seconds", "string"),
    ],
)
def test_numbers_are_integers_only_without_a_fraction(description: str, kind: str) -> None:
    assert value_types.described("x", description) == {"type": kind}
