"""Reading and writing YAML."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from scripts.specs.errors import SpecError
from scripts.specs.json_types import Json, same, spelled_out
from scripts.specs.yaml import nodes
from scripts.specs.yaml.read import document_of, read_yaml
from scripts.specs.yaml.write import dump

PAGE = Path("page.md")
YAML_1_1: Any = import_module("yaml")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("2024-08-01", "2024-08-01"),
        ("2024-08-01T01:02:03Z", "2024-08-01T01:02:03Z"),
        ("on", "on"),
        ("yes", "yes"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("true", True),
        ("~", None),
        ("", None),
        ("12", 12),
        ("0o17", 15),
        ("0x1f", 31),
        ("1.5e3", 1500.0),
        (".5", 0.5),
        (".nan", ".nan"),
        ("'12'", "12"),
        ("!!str 12", "12"),
        ('"null"', "null"),
    ],
)
def test_scalars_follow_the_core_schema(written: str, value: Json) -> None:
    assert same(read_yaml(f"key: {written}\n", file=PAGE).value, {"key": value})


SPELLINGS = ["1.10", "0123456789", "0007", "1e3", "0x1F", "0o17", "+5", "-0", "1.", ".5", "1.0e-06"]


@pytest.mark.parametrize("written", SPELLINGS)
def test_a_number_keeps_its_spelling_for_where_it_is_text(written: str) -> None:
    compose_pure = nodes.compose_pure
    for compose in (nodes.compose, compose_pure):
        source = f"key: [{written}]\n"
        value = document_of(compose(source), len(source), file=PAGE).value
        assert same(spelled_out(value), {"key": [written]})
        assert json.loads(json.dumps(value)) == value


@pytest.mark.parametrize("written", ["5", "-5", "1.5", "true", "null"])
def test_a_number_as_it_is_usually_spelled_is_just_a_number(written: str) -> None:
    value = read_yaml(f"key: {written}\n", file=PAGE).value
    assert same(spelled_out(value), {"key": json.loads(written)})


def test_a_key_that_stands_twice_is_refused_with_both_lines() -> None:
    with pytest.raises(SpecError, match=r"page\.md:12: .*`a` stands at line 10 already"):
        read_yaml("a: 1\nb: 2\na: 3\n", file=PAGE, first_line=10)


def test_a_syntax_error_names_the_line_of_the_file() -> None:
    with pytest.raises(SpecError, match=r"page\.md:8: expected valid YAML"):
        read_yaml("a: 1\nb: [1, 2\nc: 3\n", file=PAGE, first_line=6)


def test_an_error_quotes_nothing_of_the_page() -> None:
    with pytest.raises(SpecError) as raised:
        read_yaml("key: sk-secret: more\n", file=PAGE)
    assert "secret" not in str(raised.value)


def test_aliases_become_copies() -> None:
    value = read_yaml("a: &x {b: [1]}\nc: *x\n", file=PAGE).value
    assert value == {"a": {"b": [1]}, "c": {"b": [1]}}
    assert isinstance(value, dict)
    assert value["a"] is not value["c"]


def test_an_alias_inside_what_it_stands_for_is_refused() -> None:
    with pytest.raises(SpecError, match="alias inside"):
        read_yaml("a: &x [*x]\n", file=PAGE)


def test_aliases_that_multiply_are_refused() -> None:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 7)]
    with pytest.raises(SpecError, match="multiply"):
        read_yaml("\n".join(levels), file=PAGE)


def test_lines_are_those_of_the_file() -> None:
    document = read_yaml("a:\n  - b: 1\n    c: 2\n", file=PAGE, first_line=5)
    assert document.line("a", 0, "c") == 7
    assert document.line("a", 0, "c", "nowhere") == 7


@pytest.mark.parametrize(
    "value",
    [
        {},
        [],
        {"a": {}, "b": []},
        {"a": [{"b": 1, "c": [[1, 2], []]}, "x", None, True, 1.5, -3]},
        {"on": "off", "y": "n", "null": "~", "true": "false", "1.0": "0x1f", "": ""},
        {"date": "2024-08-01", "time": "12:30:00", "octal": "0o17", "sign": "-", "dot": "."},
        {"a": "ends with colon:", "b": "a: b", "c": "a #b", "d": "#a", "e": "a ", "f": " a"},
        {"a": "'quoted'", "b": '"quoted"', "c": "it's", "d": "back\\slash", "e": "`code`"},
        {"a": "[x]", "b": "{x}", "c": "*x", "d": "&x", "e": "!x", "f": "%x", "g": "@x", "h": "|"},
        {"a": "one\ntwo", "b": "one\n\ntwo\n", "c": "one\n two", "d": " one\ntwo", "e": "a\n\n"},
        {
            "a": "tab\tin",
            "b": "bell\x07",
            "c": "\u2028",
            "d": "emoji 📖",
            "e": "\ud7ff",
            "f": "\xa0",
        },
        {"a": "word " * 40 + "end", "b": "two  spaces " * 20 + "end", "c": "x" * 300},
        {
            "a": "…1…10",
            "b": "<uuid>",
            "c": "$ref",
            "d": "a, b; c",
            "e": "?x",
            "f": "= x",
            "g": "<<",
        },
        {"list": ["one\ntwo", "long " * 40 + "end", {"a": "one\ntwo"}]},
    ],
)
def test_what_is_written_reads_back_the_same(value: Json) -> None:
    text = dump(value)
    assert same(read_yaml(text, file=PAGE).value, value)
    assert text.endswith("\n")
    assert all(line == line.rstrip() for line in text.split("\n"))


@pytest.mark.parametrize("value", [1e-06, -1.5e-07, 1e16, 1e300, 2.5e22, 0.0001, 1.0, -0.0])
def test_yaml_1_1_reads_a_number_where_one_is_written(value: float) -> None:
    text = dump({"a": value, "b": [value]})
    assert same(read_yaml(text, file=PAGE).value, {"a": value, "b": [value]})
    assert YAML_1_1.safe_load(text) == {"a": value, "b": [value]}


@pytest.mark.parametrize(
    "value", ["1e-06", "1.0e-06", "0x1f", "1_000", "1:30", "<<", "=", "yes", "2024-08-01", ".inf"]
)
def test_yaml_1_1_reads_text_where_text_is_written(value: str) -> None:
    assert YAML_1_1.safe_load(dump({value: value})) == {value: value}


def test_long_text_is_folded_and_paragraphs_are_literal() -> None:
    text = dump({"short": "a b", "long": "word " * 30 + "end", "lines": "one\n\ntwo"})
    assert "short: a b\n" in text
    assert "long: >-\n  word" in text
    assert "lines: |-\n  one\n\n  two\n" in text
    assert max(map(len, text.splitlines())) <= 100


def test_a_header_is_a_comment() -> None:
    assert dump({"a": 1}, header="One.\nTwo.") == "# One.\n# Two.\na: 1\n"


@pytest.mark.parametrize(
    "value",
    [
        {"key\twith tab": 1, "bell\x07": 2, "line\u2028end": 3},
        {"a": "x\u2028y", "b": "one\ntwo\u2029three", "c": "\u2028" + "word " * 40 + "end"},
        ["\x07\u2028 o[,"],
    ],
)
def test_separators_and_controls_are_escaped(value: Json) -> None:
    text = dump(value)
    assert same(read_yaml(text, file=PAGE).value, value)
    assert not {"\u2028", "\u2029", "\t", "\x07"} & set(text)


@pytest.mark.parametrize("written", ["1e999", "-1e999", "9" * 5000, ".inf", ".nan"])
def test_what_json_has_no_number_for_stays_text(written: str) -> None:
    assert read_yaml(f"a: {written}", file=PAGE).value == {"a": written}


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a: 1\nb: " + "[" * 600, 6),
        ("a: 1\nb: " + "[" * 70 + "]" * 70, 6),
        ("a: 1\nb: " + "{a: " * 400 + "1" + "}" * 400, 6),
    ],
)
def test_a_document_of_too_many_levels_is_refused(text: str, line: int) -> None:
    with pytest.raises(SpecError, match=rf"page\.md:{line}: expected .*levels"):
        read_yaml(text, file=PAGE, first_line=5)


def test_a_character_that_no_yaml_may_have_is_refused_with_its_line() -> None:
    with pytest.raises(SpecError, match=r"page\.md:7: .*a character that YAML does not allow"):
        read_yaml("a: 1\nb: 2\nc: \x00\n", file=PAGE, first_line=5)


def test_a_sound_text_is_read_without_the_slow_parser(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: str) -> None:
        raise AssertionError("the pure parser was called")

    monkeypatch.setattr(nodes, "compose_pure", refuse)
    text = "a: {b: [1, 0o17, 1.10, yes]}\nc: |\n  d != e: **f**\n"
    assert read_yaml(text, file=PAGE).value == {
        "a": {"b": [1, 15, 1.1, "yes"]},
        "c": "d != e: **f**\n",
    }


@pytest.mark.parametrize(
    "text",
    [
        "a: b\x85c\n",
        "a: b\u2028c\n",
        "\ufeffa: 1\n",
        "a: ! 12\nb: !!str 0o17\nc: !!str\n",
        "a: !x 1\n",
        "a: 1\n&x b: *x\n",
        "a: &x 1\n*x : 2\n",
        '"a": "\\ud83c\\udfac"\n',
        "# nothing\n",
        "a:\nb:\n- c: >\n    d\n\n    e\n  f: ''\n",
        "? a\n: - b\n",
        "[a, {b: c}]: d\n",
        "{a: b, c: [d, e:f]}\n",
        "a: 'b\n\n  c'\nd: e\n  f\n",
    ],
)
def test_both_parsers_give_the_same_values_and_lines(text: str) -> None:
    def outcome(root: nodes.YamlNode | None) -> object:
        try:
            document = document_of(root, len(text), file=PAGE)
        except SpecError as error:
            return str(error)
        return document.value, document.lines

    assert outcome(nodes.compose(text)) == outcome(nodes.compose_pure(text))


@pytest.mark.parametrize("version", ["1.1", "1.2"])
def test_a_directive_of_the_version_changes_nothing(version: str) -> None:
    text = f"%YAML {version}\n---\na: 0o17\nb: yes\n"
    assert read_yaml(text, file=PAGE).value == {"a": 15, "b": "yes"}


@pytest.mark.parametrize("text", ["a: 1\n\tb: 2", "a: b\t", "a: |#", "a: [1, 2\nb: 3"])
def test_the_slow_parser_reports_what_is_wrong(text: str) -> None:
    with pytest.raises(nodes.YamlSyntaxError) as slow:
        nodes.compose_pure(text)
    with pytest.raises(nodes.YamlSyntaxError) as raised:
        nodes.compose(text)
    assert (raised.value.problem, raised.value.line) == (slow.value.problem, slow.value.line)
