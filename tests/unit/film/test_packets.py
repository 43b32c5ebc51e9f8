"""Which packets can be copied to show a range of frames, whatever the order of decoding."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from longtake.film._packets import Packets, Piece

if TYPE_CHECKING:
    from collections.abc import Sequence


def packets(
    pts: Sequence[int], starts: Sequence[int] = (0,), *, is_regular: bool = True
) -> Packets:
    return Packets(
        unit=Fraction(1),
        pts=list(pts),
        starts=list(starts),
        shown=(min(pts), max(pts)),
        last=1,
        is_regular=is_regular,
    )


def pieces(
    found: Packets, begin: int, end: int
) -> list[tuple[int, int] | tuple[int, int, int, int]]:
    """Return the pieces as numbers: of the frames, and of the packets if they are copied."""
    return [
        (int(each.begin), int(each.end))
        if each.packets is None
        else (int(each.begin), int(each.end), each.packets.start, each.packets.stop)
        for each in found.pieces(Fraction(begin), Fraction(end))
    ]


@pytest.mark.parametrize(
    ("pts", "starts", "begin", "end", "expected"),
    [
        # No B-frames.
        (range(8), [0, 4], 0, 8, [(0, 8, 0, 8)]),
        (range(8), [0, 4], 2, 8, [(2, 4), (4, 8, 4, 8)]),
        (range(8), [0, 4], 4, 6, [(4, 6, 4, 6)]),
        (range(8), [0, 4], 5, 8, [(5, 8)]),
        (range(8), [0, 4], 1, 3, [(1, 3)]),
        # The frame that is shown after the B-frames is decoded before them.
        ([0, 3, 1, 2, 6, 4, 5], [0], 0, 7, [(0, 7, 0, 7)]),
        ([0, 3, 1, 2, 6, 4, 5], [0], 0, 6, [(0, 4, 0, 4), (4, 6)]),
        ([0, 3, 1, 2, 6, 4, 5], [0], 0, 3, [(0, 1, 0, 1), (1, 3)]),
        # Frames that are decoded far ahead leave gaps: what is copied ends before the first one.
        ([0, 4, 8, 1, 2, 3, 5, 6, 7], [0], 0, 6, [(0, 1, 0, 1), (1, 6)]),
        ([0, 2, 4, 1, 3, 6, 5], [0], 0, 5, [(0, 5, 0, 5)]),
        ([0, 2, 4, 1, 3, 6, 5], [0], 0, 4, [(0, 1, 0, 1), (1, 4)]),
        # A second group, with the keyframe in the middle.
        ([0, 2, 1, 3, 5, 4], [0, 3], 1, 5, [(1, 3), (3, 4, 3, 4), (4, 5)]),
    ],
)
def test_pieces_show_a_range_exactly(
    pts: Sequence[int],
    starts: Sequence[int],
    begin: int,
    end: int,
    expected: list[tuple[int, ...]],
) -> None:
    assert pieces(packets(pts, starts), begin, end) == expected


def test_packets_that_are_not_regular_are_encoded() -> None:
    assert pieces(packets(range(8), is_regular=False), 0, 8) == [(0, 8)]


def test_the_delay_is_that_of_the_frame_that_is_decoded_last() -> None:
    assert packets(range(8)).delay == 0
    assert packets([0, 3, 1, 2, 6, 4, 5]).delay == 1
    assert packets([0, 8, 4, 2, 1, 3, 6, 5, 7]).delay == 3


def test_encoded_frames_are_counted() -> None:
    found = packets([0, 3, 1, 2, 6, 4, 5])
    assert found.encoded(Fraction(0), Fraction(7)) == 0
    assert found.encoded(Fraction(0), Fraction(6)) == 2
    assert found.encoded(Fraction(2), Fraction(7)) == 5
    assert Piece(Fraction(1), Fraction(3)).encoded == 2
