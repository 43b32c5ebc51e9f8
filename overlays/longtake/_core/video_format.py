"""The formats of video files: their suffix, and whether an MP4 file is complete."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import frozen

HEAD_BYTES: Final = 600
"""The number of bytes that identify a video: three packets of an MPEG transport stream, and a margin."""

# The first brand of an ISO base media file (ISO/IEC 14496-12, 4.3). All others are MP4 in practice.
_BRANDS: Final = {
    b"qt  ": ".mov",
    b"M4V ": ".m4v",
    b"M4VH": ".m4v",
    b"M4VP": ".m4v",
}
_NO_VIDEO_BRANDS: Final = (
    *(b"heic", b"heix", b"heim", b"heis", b"mif1", b"avif", b"crx ", b"jp2 ", b"jpx "),
    *(b"M4A ", b"M4B ", b"M4P "),
)
# QuickTime files without a brand begin with one of these boxes.
_OLD_QUICKTIME: Final = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_SIGNATURES: Final = (
    (b"FLV\x01", ".flv"),
    (b"\x00\x00\x01\xba", ".mpg"),
    (b"\x00\x00\x01\xb3", ".mpg"),
    (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), ".wmv"),
)
_EBML: Final = b"\x1a\x45\xdf\xa3"
_LONGEST_EBML_HEAD: Final = 128
# A transport stream is a sequence of packets with this first byte. On discs four bytes precede each packet.
_SYNC: Final = b"\x47"
_PACKETS: Final = ((188, 0, ".ts"), (192, 4, ".m2ts"))
_CHECKED_PACKETS: Final = 3


def video_suffix(head: bytes) -> str | None:
    """Return the file name suffix of the video that begins with `head`, None if it is not a video.

    Args:
        head: The first `HEAD_BYTES` of the file, or all of a shorter one.
    """
    for signature, suffix in _SIGNATURES:
        if head.startswith(signature):
            return suffix
    return _iso_base_media(head) or _container(head) or _transport_stream(head)


def _iso_base_media(head: bytes) -> str | None:
    kind = head[4:8]
    if kind == b"ftyp":
        brand = head[8:12]
        return None if brand in _NO_VIDEO_BRANDS else _BRANDS.get(brand, ".mp4")
    # A length of 0 is invalid here: it would also match a file of NULs.
    return ".mov" if kind in _OLD_QUICKTIME and any(head[:4]) else None


def _container(head: bytes) -> str | None:
    """Return the suffix of a container that may also hold sound or data."""
    if head.startswith(_EBML):
        return _matroska(head[:_LONGEST_EBML_HEAD])
    if head.startswith(b"RIFF") and head[8:12] == b"AVI ":
        return ".avi"
    return ".ogv" if head.startswith(b"OggS") and b"theora" in head else None


def _matroska(head: bytes) -> str | None:
    if b"webm" in head:
        return ".webm"
    return ".mkv" if b"matroska" in head else None


def _transport_stream(head: bytes) -> str | None:
    for length, before, suffix in _PACKETS:
        places = [before + length * number for number in range(_CHECKED_PACKETS)]
        if all(head[place : place + 1] == _SYNC for place in places):
            return suffix
    return None


ReadAt: TypeAlias = Callable[[int, int], bytes]
"""A function that returns the bytes of a file at an offset, up to a number of bytes."""

_HEADER: Final = 8
_LONG_HEADER: Final = 16
# Special lengths: the length follows in eight bytes, or the box extends to the end of the file.
_LENGTH_FOLLOWS: Final = 1
_TO_THE_END: Final = 0
_INDEX: Final = b"moov"
_CONTENT: Final = b"mdat"
# The top-level boxes of a file (ISO/IEC 14496-12, table 1; QuickTime). Anything else after a complete video
# is a trailer, which some hosts and encoders append.
_KNOWN_BOXES: Final = frozenset(
    b"ftyp styp pdin moov moof mfra mdat free skip wide pnot udta uuid meta meco sidx ssix prft emsg".split()
)


@frozen
class Mp4Flaw:
    """A flaw of an MP4 file.

    Attributes:
        words: A description of the flaw, for a message.
        is_certain: Whether something is certainly missing. If not, the last bytes may be either a trailer or
            the beginning of an incomplete box.
    """

    words: str
    is_certain: bool = True


def mp4_flaw(read_at: ReadAt, size: int) -> Mp4Flaw | None:
    """Return the flaw of an MP4 file of `size` bytes, None for an intact file and for other formats."""
    if read_at(4, 4) != b"ftyp":
        return None
    offset, kinds = 0, set[bytes]()
    while offset < size:
        head = read_at(offset, _LONG_HEADER)
        length, kind = int.from_bytes(head[:4]), head[4:_HEADER]
        is_whole = _INDEX in kinds and _CONTENT in kinds
        if is_whole and len(head) >= _HEADER and kind not in _KNOWN_BOXES:
            return None
        least = _HEADER
        if length == _LENGTH_FOLLOWS:
            length, least = int.from_bytes(head[_HEADER:]), _LONG_HEADER
        elif length == _TO_THE_END:
            length = max(size - offset, _HEADER)
        if len(head) >= least > length:
            return Mp4Flaw(f"it is not valid MP4 from byte {offset} on")
        if len(head) < least or offset + length > size:
            is_certain = not is_whole or len(head) >= _HEADER
            return Mp4Flaw(f"it is incomplete: it ends after {size} bytes", is_certain)
        kinds.add(kind)
        offset += length
    if _INDEX not in kinds:
        return Mp4Flaw("it has no index (moov), so it cannot be played")
    return None
