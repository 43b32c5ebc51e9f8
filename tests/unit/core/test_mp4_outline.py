"""The outline of an MP4 file shows whether its end is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from longtake._core.video_format import ReadAt, mp4_flaw
from tests.helpers.videos import box, mp4


def long_box(kind: bytes, content: bytes) -> bytes:
    return (1).to_bytes(4) + kind + (16 + len(content)).to_bytes(8) + content


FILE_TYPE = box(b"ftyp", b"isom")
INDEX = box(b"moov", box(b"mvhd", bytes(20)))


def reader(content: bytes) -> ReadAt:
    return lambda offset, count: content[offset : offset + count]


def flaw(content: bytes) -> str | None:
    found = mp4_flaw(reader(content), len(content))
    return found.words if found is not None and found.is_certain else None


@pytest.mark.parametrize(
    "content",
    [
        FILE_TYPE + INDEX + box(b"mdat", bytes(99)),
        FILE_TYPE + box(b"mdat", bytes(99)) + INDEX,
        FILE_TYPE + INDEX + long_box(b"mdat", bytes(99)),
        FILE_TYPE + INDEX + (0).to_bytes(4) + b"mdat" + bytes(99),
        FILE_TYPE + INDEX + box(b"moof", bytes(9)) + box(b"mdat", bytes(99)),
    ],
    ids=["index first", "index last", "long", "to the end", "in fragments"],
)
def test_a_whole_file_has_no_flaw(content: bytes) -> None:
    assert flaw(content) is None


@pytest.mark.parametrize("content", [b"", b"video", b"\x1aE\xdf\xa3" + bytes(50), b"<html></html>"])
def test_what_does_not_begin_as_an_mp4_file_is_not_judged(content: bytes) -> None:
    assert flaw(content) is None


@given(
    data=st.data(),
    content=st.lists(st.binary(max_size=40), min_size=1, max_size=4),
    is_long=st.booleans(),
)
def test_a_file_that_is_cut_within_a_box_has_one(
    data: st.DataObject, content: list[bytes], is_long: bool
) -> None:
    make = long_box if is_long else box
    boxes = [FILE_TYPE, INDEX, *(make(b"mdat", each) for each in content)]
    whole = b"".join(boxes)
    ends = {sum(len(each) for each in boxes[: count + 1]) for count in range(len(boxes))}
    broken_off = data.draw(st.integers(8, len(whole) - 1).filter(lambda size: size not in ends))
    assert flaw(whole) is None
    found = mp4_flaw(reader(whole[:broken_off]), broken_off)
    assert found is not None
    assert found.words == f"it is incomplete: it ends after {broken_off} bytes"


def test_a_file_without_an_index_has_one() -> None:
    found = flaw(FILE_TYPE + box(b"mdat", bytes(99)))
    assert found is not None
    assert "moov" in found


@pytest.mark.parametrize("length", [2, 7])
def test_a_length_that_cannot_be_is_named_with_its_place(length: int) -> None:
    content = FILE_TYPE + INDEX + length.to_bytes(4) + b"mdat" + bytes(99)
    assert flaw(content) == f"it is not valid MP4 from byte {len(FILE_TYPE + INDEX)} on"


def test_a_long_length_that_cannot_be_is_named_too() -> None:
    content = FILE_TYPE + (1).to_bytes(4) + b"mdat" + (15).to_bytes(8) + bytes(99)
    assert flaw(content) == f"it is not valid MP4 from byte {len(FILE_TYPE)} on"


@pytest.mark.parametrize(
    "trailer",
    [b"served by the edge", bytes(64), b"\n<!-- cached -->", bytes(range(256))],
    ids=["words", "NULs", "a comment", "other bytes"],
)
def test_a_trailer_behind_the_last_box_is_no_flaw(trailer: bytes) -> None:
    content = mp4(bytes(99)) + trailer
    assert mp4_flaw(reader(content), len(content)) is None


@pytest.mark.parametrize("trailer", [b"x", b"\n", b"seven b"])
def test_a_few_bytes_behind_the_last_box_may_be_a_trailer(trailer: bytes) -> None:
    content = mp4(bytes(99)) + trailer
    found = mp4_flaw(reader(content), len(content))
    assert found is not None
    assert not found.is_certain


def test_a_trailer_in_place_of_the_pictures_is_a_flaw() -> None:
    assert flaw(FILE_TYPE + INDEX + b"served by the edge") is not None
