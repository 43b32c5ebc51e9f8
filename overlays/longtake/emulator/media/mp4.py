"""Cutting a fragmented MP4 between its fragments, by its boxes alone.

The clip consists of `ftyp` and `moov`, then fragments (`moof` and `mdat`) of a fifth of a second, each of
which begins with a keyframe. So any run of fragments behind the first two boxes is a playable video
once its numbers, times and announced length are adjusted; no encoder and no decoder is needed.
Box layouts are those of ISO/IEC 14496-12.
"""

from __future__ import annotations

import struct
from math import inf
from typing import TYPE_CHECKING, Final

from attrs import define, frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

HEADER_BYTES: Final = 8
# Boxes that contain nothing but boxes, as far as a time or a length is below them.
CONTAINERS: Final = frozenset({b"moov", b"trak", b"mdia", b"mvex", b"moof", b"traf"})


class InvalidMp4Error(ValueError):
    """The bytes are not the kind of MP4 that can be cut here."""


@define
class Box:
    """One box.

    Attributes:
        kind: Its four letters.
        payload: Its content; empty for a container.
        children: The boxes in a container; None for another box.
    """

    kind: bytes
    payload: bytes
    children: list[Box] | None = None

    def encode(self) -> bytes:
        """Return the bytes of the box in a file."""
        if self.children is None:
            content = self.payload
        else:
            content = b"".join(child.encode() for child in self.children)
        return struct.pack(">I4s", HEADER_BYTES + len(content), self.kind) + content

    def find(self, *kinds: bytes) -> Iterator[Box]:
        """Iterate over the boxes below this one that are reached through `kinds`, in file order."""
        if not kinds:
            yield self
            return
        for child in self.children or ():
            if child.kind == kinds[0]:
                yield from child.find(*kinds[1:])

    def only(self, *kinds: bytes) -> Box:
        """Return the one box that is reached through `kinds`; raise `InvalidMp4Error` if not one."""
        found = list(self.find(*kinds))
        if len(found) != 1:
            path = "/".join(kind.decode("latin-1") for kind in (self.kind, *kinds))
            raise InvalidMp4Error(f"{path} must be one box, got {len(found)}")
        return found[0]


def parse(data: bytes) -> list[Box]:
    """Parse a run of boxes, and the children of containers."""
    boxes: list[Box] = []
    position = 0
    while position < len(data):
        if position + HEADER_BYTES > len(data):
            raise InvalidMp4Error(
                f"expected a box at {position}, got only {len(data) - position} bytes"
            )
        size, kind = struct.unpack_from(">I4s", data, position)
        # 0 (up to the end) and 1 (a 64-bit size follows) are legal, and do not occur in this clip.
        if size < HEADER_BYTES or position + size > len(data):
            raise InvalidMp4Error(
                f"the box at {position} must end within {len(data)} bytes, got a size of {size}"
            )
        payload = data[position + HEADER_BYTES : position + size]
        if kind in CONTAINERS:
            boxes.append(Box(kind, b"", parse(payload)))
        else:
            boxes.append(Box(kind, payload))
        position += size
    return boxes


def _get(box: Box, offset: int, form: str) -> int:
    (value,) = struct.unpack_from(form, box.payload, offset)
    return int(value)


def _set(box: Box, offset: int, form: str, value: int) -> None:
    payload = bytearray(box.payload)
    struct.pack_into(form, payload, offset, value)
    box.payload = bytes(payload)


def _wide(box: Box) -> bool:
    """Whether times in a full box are 64 bits wide: its version, the first byte, is 1."""
    return box.payload[0] == 1


def _timescale(header: Box) -> int:
    """Return how many units a second has, from `mvhd` or `mdhd`.

    Both: version and flags (4), two dates (4 or 8 each), the timescale, the duration.
    """
    return _get(header, 20 if _wide(header) else 12, ">I")


def _set_header_duration(header: Box, duration: int) -> None:
    """Set the duration of `mvhd` or `mdhd`, in its own timescale."""
    if _wide(header):
        _set(header, 24, ">Q", duration)
    else:
        _set(header, 16, ">I", duration)


def _set_track_duration(header: Box, duration: int) -> None:
    """Set the duration of `tkhd`: version and flags, two dates, track id, reserved, duration."""
    if _wide(header):
        _set(header, 28, ">Q", duration)
    else:
        _set(header, 20, ">I", duration)


def length_s(data: bytes, *, at_most: float) -> float | None:
    """Return the length of a video in seconds by its header.

    Args:
        data: The file.
        at_most: The greatest length.

    Returns:
        The length, None if the file is not an MP4 with a length in its header.
    """
    try:
        movie = next((box for box in parse(data) if box.kind == b"moov"), None)
        if movie is None:
            return None
        header = movie.only(b"mvhd")
        wide, timescale = _wide(header), _timescale(header)
        units = _get(header, 24, ">Q") if wide else _get(header, 16, ">I")
        # The fragments' total, where the header's is that of no fragments.
        for extends in movie.find(b"mvex", b"mehd"):
            units = units or _get(extends, 4, ">Q" if _wide(extends) else ">I")
    except (InvalidMp4Error, struct.error, IndexError):
        return None
    return min(units / timescale, at_most) if units and timescale else None


def _decode_time(moof: Box) -> int:
    """Return when a fragment begins, in media time."""
    decode_time = moof.only(b"traf", b"tfdt")
    return _get(decode_time, 4, ">Q" if _wide(decode_time) else ">I")


@frozen
class Fragment:
    """A few frames: the boxes `moof` and `mdat`, encoded."""

    moof: bytes
    mdat: bytes

    def at(self, number: int, start: int) -> bytes:
        """Return it as the `number`th of a video (from 0), beginning at `start` in media time."""
        (moof,) = parse(self.moof)
        # The sequence number counts from 1; both boxes begin with version and flags.
        _set(moof.only(b"mfhd"), 4, ">I", number + 1)
        decode_time = moof.only(b"traf", b"tfdt")
        _set(decode_time, 4, ">Q" if _wide(decode_time) else ">I", start)
        return moof.encode() + self.mdat


class Clip:
    """A fragmented MP4 of one track whose fragments are equally long."""

    def __init__(self, data: bytes) -> None:
        self._ftyp: bytes = b""
        self._moov: bytes = b""
        self._fragments: list[Fragment] = []
        moof: bytes | None = None
        begins: list[int] = []
        for box in parse(data):
            if box.kind == b"ftyp":
                self._ftyp = box.encode()
            elif box.kind == b"moov":
                self._moov = box.encode()
            elif box.kind == b"moof":
                moof = box.encode()
                begins.append(_decode_time(box))
            elif box.kind == b"mdat" and moof is not None:
                self._fragments.append(Fragment(moof, box.encode()))
                moof = None
        # The length of a fragment is the time to the next one.
        if not (self._ftyp and self._moov and len(self._fragments) > 1):
            raise InvalidMp4Error("the clip must have ftyp, moov and at least two fragments")
        (moov,) = parse(self._moov)
        self._fragment_units = begins[1] - begins[0]
        self._fragment_s = self._fragment_units / _timescale(moov.only(b"trak", b"mdia", b"mdhd"))

    @property
    def seconds(self) -> float:
        """How long the clip is before it begins again."""
        return len(self._fragments) * self._fragment_s

    def cut(self, start_s: float, end_s: float) -> bytes:
        """Return seconds `start_s` to `end_s` as a video of its own that begins at 0.

        The cuts are made at the nearest ends of fragments, and at least one fragment remains. Beyond its end
        the clip begins again, so a cut can be of any length.
        """
        if not 0 <= start_s < end_s < inf:
            raise ValueError(f"start_s must be from 0 and below end_s, got {start_s} and {end_s}")
        first = round(start_s / self._fragment_s)
        chosen = range(first, max(first + 1, round(end_s / self._fragment_s)))
        video = bytearray(self._ftyp + self._head(len(chosen) * self._fragment_s))
        for number, index in enumerate(chosen):
            fragment = self._fragments[index % len(self._fragments)]
            video += fragment.at(number, number * self._fragment_units)
        return bytes(video)

    def _head(self, seconds: float) -> bytes:
        """Return `moov` announcing a video of `seconds`.

        The fragments' total belongs into `mehd`; `mvhd` and `tkhd` have it as well for players that
        read these first. `mdhd` is about the samples in `moov`, and there are none.
        """
        (moov,) = parse(self._moov)
        movie_header = moov.only(b"mvhd")
        duration = round(seconds * _timescale(movie_header))
        _set_header_duration(movie_header, duration)
        _set_track_duration(moov.only(b"trak", b"tkhd"), duration)
        extends = moov.only(b"mvex")
        others = [box for box in extends.children or () if box.kind != b"mehd"]
        extends.children = [Box(b"mehd", struct.pack(">IQ", 1 << 24, duration)), *others]
        return moov.encode()
