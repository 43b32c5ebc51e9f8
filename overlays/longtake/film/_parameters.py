"""The parameters of codecs: which packets can be copied, and how encoded frames can follow copied ones.

An H.264 track has lists of parameter sets, and each frame refers to its set by a number. The encoded frames
get sets with a number of their own, in addition to those of the copied frames.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from longtake.film._scan import Source

_COPIED: Final = frozenset({"av1", "h264", "hevc", "mpeg4", "vp9"})
_ENCODERS: Final = {
    "av1": "libsvtav1",
    "h264": "libx264",
    "hevc": "libx265",
    "vp9": "libvpx-vp9",
}
_USUAL_ENCODER: Final = "libx264"
_PROFILES: Final = {
    "Baseline": "baseline",
    "Constrained Baseline": "baseline",
    "Main": "main",
    "High": "high",
    "High 10": "high10",
    "High 4:2:2": "high422",
    "High 4:4:4 Predictive": "high444",
}
_MAX_SETS: Final = 31
_SEQUENCE, _PICTURE = 7, 8
"""The types of units that are parameter sets: of a sequence, and of a picture."""


@frozen
class AvcHeader:
    """The header of an H.264 track (`avcC`).

    Attributes:
        start: The version, the profile and the level.
        length_size: The size of a unit's length in a packet, in bytes.
        sequences: The parameter sets of sequences.
        pictures: The parameter sets of pictures.
        rest: The remaining bytes: in some profiles, the pixel format.
    """

    start: bytes
    length_size: int
    sequences: tuple[bytes, ...]
    pictures: tuple[bytes, ...]
    rest: bytes

    @classmethod
    def parse(cls, content: bytes) -> AvcHeader:
        """Return the header in `content`.

        Raises:
            ValueError: If the header is not valid.
        """
        try:
            position, sequences = _read_sets(content, 6, content[5] & 31)
            position, pictures = _read_sets(content, position + 1, content[position])
        except IndexError:
            raise ValueError("the header is too short") from None
        if content[0] != 1 or not sequences or not pictures:
            raise ValueError("the header has no parameter sets")
        return cls(content[:4], (content[4] & 3) + 1, sequences, pictures, rest=content[position:])

    def free_number(self) -> int | None:
        """Return a number that no parameter set uses, None if all are used."""
        used = {_number(each, 4) for each in self.sequences} | {
            _number(each, 1) for each in self.pictures
        }
        return next((number for number in range(1, _MAX_SETS + 1) if number not in used), None)

    def with_sets(self, encoder_header: bytes) -> bytes:
        """Return the bytes of a header that also has the parameter sets of an encoder."""
        units = list(units_of(encoder_header))
        sequences = [*self.sequences, *(each for each in units if each[0] & 31 == _SEQUENCE)]
        pictures = [*self.pictures, *(each for each in units if each[0] & 31 == _PICTURE)]
        level = max(each[3] for each in sequences)
        return b"".join(
            [
                self.start[:3],
                bytes([level, 0xFC | (self.length_size - 1), 0xE0 | len(sequences)]),
                *(len(each).to_bytes(2, "big") + each for each in sequences),
                bytes([len(pictures)]),
                *(len(each).to_bytes(2, "big") + each for each in pictures),
                self.rest,
            ]
        )

    def packet(self, content: bytes) -> bytes:
        """Return a packet of an encoder in the track's format, with lengths in place of start codes."""
        return b"".join(
            len(each).to_bytes(self.length_size, "big") + each
            for each in units_of(content)
            if each[0] & 31 not in {_SEQUENCE, _PICTURE}
        )


def can_copy(source: Source) -> bool:
    """Return whether packets of a file can be copied to an MP4 file."""
    return source.codec in _COPIED and source.is_regular and not source.rotation


def can_merge(source: Source) -> bool:
    """Return whether encoded frames can be placed between copied packets of a file."""
    if source.codec != "h264" or not can_copy(source):
        return False
    try:
        header = AvcHeader.parse(source.extradata)
    except ValueError:
        return False
    return (
        header.free_number() is not None
        and source.profile in _PROFILES
        and source.pix_fmt in pixel_formats(_USUAL_ENCODER)
    )


def profile_option(source: Source) -> str:
    """Return the encoder's name for the profile of a file."""
    return _PROFILES[source.profile]


def encoder_of(source: Source) -> str:
    """Return the encoder for the codec of a file, or the H.264 encoder if there is none."""
    import av  # noqa: PLC0415 - the extra

    name = _ENCODERS.get(source.codec, _USUAL_ENCODER)
    return name if name in av.codecs_available else _USUAL_ENCODER


def pixel_formats(encoder: str) -> frozenset[str]:
    """Return the pixel formats that an encoder takes."""
    import av  # noqa: PLC0415 - the extra

    formats = av.Codec(encoder, "w").video_formats or []
    return frozenset(each.name for each in formats)


def units_of(content: bytes) -> Iterator[bytes]:
    """Return the units of a stream with start codes."""
    start = content.find(b"\0\0\1")
    while start >= 0:
        following = content.find(b"\0\0\1", start + 3)
        unit = content[start + 3 : following if following >= 0 else None]
        unit = unit.rstrip(b"\0") if following >= 0 else unit
        if unit:
            yield unit
        start = following


def _read_sets(content: bytes, position: int, count: int) -> tuple[int, tuple[bytes, ...]]:
    sets: list[bytes] = []
    for _ in range(count):
        size = int.from_bytes(content[position : position + 2], "big")
        sets.append(content[position + 2 : position + 2 + size])
        position += 2 + size
    return position, tuple(sets)


def _number(unit: bytes, position: int) -> int:
    """Return the number of a parameter set, an exponential-Golomb code that begins at a byte."""
    bits = "".join(f"{each:08b}" for each in unit[position : position + 4])
    zeros = len(bits) - len(bits.lstrip("0"))
    return int(bits[zeros : 2 * zeros + 1] or "1", 2) - 1
