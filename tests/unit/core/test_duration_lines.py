"""Durations as lines of text."""

from __future__ import annotations

import pytest

from longtake._core.polling.durations import parse_lines, to_line, to_lines


def test_what_is_written_is_read() -> None:
    lines = to_line("kie/veo", 312.43) + to_line("kie/runway", 80) + to_line("kie/veo", 298.0)
    assert parse_lines(lines) == {"kie/veo": [312.4, 298.0], "kie/runway": [80.0]}
    assert parse_lines(to_lines(parse_lines(lines))) == parse_lines(lines)


def test_the_latest_are_remembered() -> None:
    lines = b"".join(to_line("kie/veo", 10 + count) for count in range(500))
    assert parse_lines(lines) == {"kie/veo": [float(10 + count) for count in range(300, 500)]}


@pytest.mark.parametrize(
    "broken",
    [
        b"",
        b"\x00\xff\xfe",
        b"[",
        b"[" * 100_000,
        b"null",
        b"7",
        b'{"kie/veo": 300}',
        b'["kie/veo"]',
        b'["kie/veo", 300, 1]',
        b'["kie/veo", "300"]',
        b'["kie/veo", true]',
        b'["kie/veo", null]',
        b'["kie/veo", NaN]',
        b'["kie/veo", Infinity]',
        b'["kie/veo", -5]',
        b'["kie/veo", 0.01]',
        b'["kie/veo", 1e9]',
        b'["kie/veo", ' + b"9" * 5000 + b"]",
        b"[7, 300]",
        b'["kie/veo", 30["kie/veo", 310]',
    ],
)
def test_lines_that_are_none_are_left_out(broken: bytes) -> None:
    assert parse_lines(broken) == {}
    assert parse_lines(to_line("a", 5) + broken + b"\n" + to_line("a", 6)) == {"a": [5.0, 6.0]}
