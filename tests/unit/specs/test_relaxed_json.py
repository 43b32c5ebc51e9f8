"""JSON as documentation writes it."""

from __future__ import annotations

import pytest

from scripts.specs.json_types import Json, same
from scripts.specs.relaxed_json import RelaxedJsonError, parse_relaxed


@pytest.mark.parametrize(
    ("source", "value"),
    [
        ('{"a": 1, "b": [true, null, -2.5e1, "x\\n"]}', {"a": 1, "b": [True, None, -25.0, "x\n"]}),
        ('{"a": 1,}', {"a": 1}),
        ('{"a": 1\n"b": 2}', {"a": 1, "b": 2}),
        ("{a: 'it', $b: 1}", {"a": "it", "$b": 1}),
        ('{"a": 1-10, "b": 5..10}', {"a": 1, "b": 5}),
        ('{"a": "x" | "y", "b": true or false}', {"a": "x", "b": True}),
        ("{\"a\": 5 | 10, \"b\": 'x' or 'y'}", {"a": 5, "b": "x"}),
        ('{"a": 5 or more words}', {"a": 5}),
        ('{"a": any words, "b": 1}', {"a": "any words", "b": 1}),
        ('{"a": 1, // one\n /* two */ "b": 2 # three\n}', {"a": 1, "b": 2}),
        ('{"a": [1, 2, ...], …}', {"a": [1, 2]}),
        ('{ /* 1 */ // 2\n /* 3 */ "a": /* 4 */ 1 }', {"a": 1}),
        ('{"a": True, "b": None}', {"a": True, "b": None}),
        ('{"url": "https://x/y#z"}', {"url": "https://x/y#z"}),
        ('{"a": "…"}', {"a": "…"}),
        ("[]", []),
        ('"x"', "x"),
    ],
)
def test_the_value_is_read(source: str, value: Json) -> None:
    assert same(parse_relaxed(source), value)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("{\n  1: 2\n}", 2),
        ("{\n /* a: 1\n}", 2),
        ("{/*/ a: 1 }", 1),
        ('{"a": 1} more', 1),
        ("[1,\n2", 2),
        ('{"a": \n}', 2),
        ("[" * 200, 1),
    ],
)
def test_what_is_no_value_is_refused_with_its_line(source: str, line: int) -> None:
    with pytest.raises(RelaxedJsonError) as raised:
        parse_relaxed(source)
    assert raised.value.line == line


@pytest.mark.parametrize("written", ["1e999", "9" * 5000])
def test_what_json_has_no_number_for_stays_text(written: str) -> None:
    assert parse_relaxed(f'{{"a": {written}}}') == {"a": written}
