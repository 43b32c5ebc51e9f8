"""Repairs of what is not quite YAML, and what is refused instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, same
from scripts.specs.page import Page, PageFragment
from scripts.specs.yaml.read import read_yaml
from scripts.specs.yaml.repair import read_page_yaml, repair
from tests.helpers.paths import TRAP_PAGES

PAGE = Page(Path("page.md"), ())


def read(text: str) -> tuple[Json, list[str]]:
    fragment = PageFragment(PAGE, {})
    value, _ = read_page_yaml(text, fragment, first_line=10)
    return value, [f"{note.line} {note.text}" for note in fragment.notes]


@pytest.mark.parametrize(
    ("text", "value", "why"),
    [
        ("x-apifox-name: x-apifox-name: Done", "Done", "the key `x-apifox-name` that stands twice"),
        ("type: type: string", "string", "the key `type` that stands twice"),
        ("description: Default: 1024.", "Default: 1024.", "it has a colon"),
        ("description: as follows:", "as follows:", "it has a colon"),
        ("title: it's: so", "it's: so", "it has a colon"),
        ("description: as: in #1", "as: in #1", "it has a colon"),
        ("summary: @name of it", "@name of it", 'it begins with "@"'),
        ("description: `a` or `b`", "`a` or `b`", 'it begins with "`"'),
        ("description: %d frames", "%d frames", 'it begins with "%"'),
        ("description: **bold** text", "**bold** text", 'it begins with "*"'),
        ("description: *note the size", "*note the size", 'it begins with "*"'),
        ("description: - one of these", "- one of these", 'it begins with "-"'),
        ("description: > 18 years", "> 18 years", 'it begins with ">"'),
        ("description: [Required] the id", "[Required] the id", "it goes on behind a bracket"),
        ('description: "Fast" mode of it', '"Fast" mode of it', "it goes on behind a quoted word"),
        ("description: one: of\n  two lines", "one: of two lines", "it has a colon"),
    ],
)
def test_a_certain_repair_is_made_and_noted_with_its_line(text: str, value: str, why: str) -> None:
    key = text.partition(":")[0]
    found, notes = read(f"a: 1\n{text}\nz: [2]\n")
    assert found == {"a": 1, key: value, "z": [2]}
    assert len(notes) == 1
    assert notes[0].startswith("11 ")
    assert notes[0].endswith(why)


def test_tabs_alone_are_indentation() -> None:
    value, notes = read("a:\n\tb:\n\t\tc: 1\n\td: 2\n")
    assert value == {"a": {"b": {"c": 1}, "d": 2}}
    assert notes == ["11 tabs for indentation"]


def test_what_is_not_touched_stays_as_it_is() -> None:
    lines = [
        "base: &base {kind: x}",
        "same: *base",
        "anchored:",
        "  description: &words plain",
        "  title: *words",
        "block: |",
        "  description: not: a key",
        "items:",
        "  - |-",
        "    title: @not one either",
        "  - title: 'quoted: text'",
        'more: "double: quoted"',
        "url: https://api.clips.example/v1",
    ]
    whole, _ = read("\n".join(lines))
    broken, notes = read("\n".join([*lines, "description: not: plain"]))
    assert isinstance(broken, dict)
    assert broken.pop("description") == "not: plain"
    assert same(broken, whole)
    assert notes == ["23 the text of `description` needs quotes: it has a colon"]


@pytest.mark.parametrize("name", ["crlf.md", "indented-fence.md", "circular-reference.md"])
def test_nothing_is_found_to_repair_on_a_sound_page(name: str) -> None:
    folder = TRAP_PAGES / "apifox"
    page = Page.load(folder / name)
    assert repair(page.text) == (page.text, [])


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("a: 1\nlimit: Default: 5", 11, "quotes around text that has a colon in it"),
        ("description: one: two\n  type: string", 10, "quotes around text that has a colon in it"),
        ("a:\n  b: 1\n\tc: 2", 12, "spaces, not a tab, for indentation"),
        ("a: [1, 2\nb: 3", 11, "a comma or the bracket that closes the list or mapping"),
        ("description: 'it's mine'", 10, "nothing behind a value"),
        ("description: *nobody", 10, "or an anchor of that name"),
        ("description: > words\n  and more", 10, "a new line behind `|` or `>`"),
        ("a: 'open", 11, "the quote that closes this text"),
        ("a: 1\nb\nc: 2", 12, "a colon and a space behind this key"),
        ("key: @key", 10, "quotes around text that begins with a special character"),
    ],
)
def test_what_is_not_certain_is_refused(text: str, line: int, expected: str) -> None:
    with pytest.raises(SpecError) as raised:
        read(f"{text}\n")
    assert raised.value.line == line
    assert raised.value.message.startswith("expected valid YAML: ")
    assert raised.value.message.endswith(expected) or expected in raised.value.message


def test_text_that_yaml_takes_for_a_comment_is_noted() -> None:
    value, notes = read(
        "a:\n  description: Take #1 of it\n  title: 'Take #2'\n  summary: Take#3\n"
        "b: |\n  description: Take #4\n"
    )
    assert value == {
        "a": {"description": "Take", "title": "Take #2", "summary": "Take#3"},
        "b": "description: Take #4\n",
    }
    assert notes == ["11 a comment behind the text of `description`"]


def test_nothing_is_repaired_without_a_request() -> None:
    with pytest.raises(SpecError, match="colon in it"):
        read_yaml("description: Default: 1024.\n", file=PAGE.file)


def test_escapes_of_json_are_the_character_that_two_of_them_make() -> None:
    assert read('"a": "\\ud83c\\udfac \\/"\n')[0] == {"a": "🎬 /"}
