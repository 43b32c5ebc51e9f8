"""Durations as lines of text."""

from __future__ import annotations

import pytest

from longtake._core.polling.durations import content, line, remembered


def test_what_is_written_is_read() -> None:
    lines = line("kie/veo", 312.43) + line("kie/runway", 80) + line("kie/veo", 298.0)
    assert remembered(lines) == {"kie/veo": [312.4, 298.0], "kie/runway": [80.0]}
    assert remembered(content(remembered(lines))) == remembered(lines)


def test_the_latest_are_remembered() -> None:
    lines = b"".join(line("kie/veo", 10 + count) for count in range(500))
    assert remembered(lines) == {"kie/veo": [float(10 + count) for count in range(300, 500)]}


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
    assert remembered(broken) == {}
    assert remembered(line("a", 5) + broken + b"\n" + line("a", 6)) == {"a": [5.0, 6.0]}
