"""What an example holds is in no note and no error: it may be a key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from scripts.specs.build import read
from scripts.specs.errors import SpecError
from tests.helpers.written_pages import apifox, write

if TYPE_CHECKING:
    from pathlib import Path

SEEN: Final = "never-to-be-seen"


@pytest.mark.parametrize(
    "body",
    [
        "{content: {application/json: {schema: {type: object}, example: '{\"a\": %s'}}}",
        "{content: {application/json: {schema: {type: integer}, example: %s}}}",
        "{content: {application/json: {schema: {type: integer, example: %s}}}}",
        "{content: {application/json: {schema: {type: integer, examples: {a: %s}}}}}",
        "{content: {application/json: {schema: {type: integer}, examples: [%s]}}}",
        "{content: {application/json: {schema: {type: integer}, examples: {a: {summary: %s}}}}}",
        "{content: {application/json: {schema: {type: integer, default: %s}}}}",
    ],
)
def test_no_note_shows_an_example(tmp_path: Path, body: str) -> None:
    built = read([apifox(tmp_path, body=body % SEEN)])
    assert SEEN not in "".join(map(str, built.notes))
    assert any(note.kind == "left out" for note in built.notes)


@pytest.mark.parametrize("name", ["Authorization", "Content-Type", "X-Kind"])
def test_no_note_shows_what_a_header_holds(tmp_path: Path, name: str) -> None:
    parameter = f"{{name: {name}, in: header, example: a/{SEEN}, schema: {{type: integer}}}}"
    file = apifox(
        tmp_path,
        parameters=f"[{parameter}]",
        body="{content: {application/json: {schema: {type: object}}}}",
        security="[]",
    )
    notes = read([file]).notes
    assert notes
    assert SEEN not in "".join(map(str, notes))


@pytest.mark.parametrize(
    "broken",
    [
        "example: {wrong}: {wrong}",
        "example: @{wrong}",
        "example: *{wrong}",
        "example: '{wrong}' {wrong}",
        "example: [{wrong}",
        "{wrong}",
        "description: {wrong}: {wrong}",
    ],
)
def test_no_error_shows_what_stands_on_a_broken_line(tmp_path: Path, broken: str) -> None:
    text = apifox(tmp_path).read_text(encoding="utf-8")
    line = broken.replace("{wrong}", SEEN)
    text = text.replace("      deprecated: false\n", f"      deprecated: false\n      {line}\n")
    try:
        message = "".join(map(str, read([write(tmp_path, "page.md", text)]).notes))
    except SpecError as error:
        message = str(error)
        assert "expected" in message
    assert message
    assert SEEN not in message
