"""The formats of video files: their suffix, and whether an MP4 file is whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import frozen

HEAD_BYTES: Final = 600
"""How many bytes tell a video from everything else: three packets of an MPEG transport stream, with room."""

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
# QuickTime files from before brands begin with one of these boxes.
_OLD_QUICKTIME: Final = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")
_SIGNATURES: Final = (
    (b"FLV\x01", ".flv"),
    (b"\x00\x00\x01\xba", ".mpg"),
    (b"\x00\x00\x01\xb3", ".mpg"),
    (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), ".wmv"),
)
_EBML: Final = b"\x1a\x45\xdf\xa3"
_LONGEST_EBML_HEAD: Final = 128
# A transport stream is a row of packets with this first byte; on discs four bytes stand before each.
_SYNC: Final = b"\x47"
_PACKETS: Final = ((188, 0, ".ts"), (192, 4, ".m2ts"))
_CHECKED_PACKETS: Final = 3


def video_suffix(head: bytes) -> str | None:
    """Return the file name suffix of the video that begins with `head`, None if it is no video.

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
    # A length of nothing is none: it would be a row of NULs.
    return ".mov" if kind in _OLD_QUICKTIME and any(head[:4]) else None


def _container(head: bytes) -> str | None:
    """Return the suffix of a format that holds sound or data as well as videos."""
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
"""Gives the bytes of a file from an offset on, as many as are asked for or as there are."""

_HEADER: Final = 8
_LONG_HEADER: Final = 16
# In the place of a length: it follows in eight bytes, or the box goes on to the end of the file.
_LENGTH_FOLLOWS: Final = 1
_TO_THE_END: Final = 0
_INDEX: Final = b"moov"
_CONTENT: Final = b"mdat"
# The boxes that may stand at the top of a file (ISO/IEC 14496-12, table 1; QuickTime). The bytes of anything
# else behind a whole video are a trailer, as some hosts and encoders append one.
_KNOWN_BOXES: Final = frozenset(
    b"ftyp styp pdin moov moof mfra mdat free skip wide pnot udta uuid meta meco sidx ssix prft emsg".split()
)


@frozen
class Mp4Flaw:
    """Describe a damaged MP4 file.

    Attributes:
        words: What is wrong, for a message.
        is_certain: Whether something is missing. If not, the last bytes may be a trailer as well as the
            beginning of a box whose rest is missing.
    """

    words: str
    is_certain: bool = True


def mp4_flaw(read_at: ReadAt, size: int) -> Mp4Flaw | None:
    """Return what is wrong with a file of `size` bytes that begins as MP4, None for all others."""
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
            return Mp4Flaw(f"it is no MP4 file from byte {offset} on")
        if len(head) < least or offset + length > size:
            is_certain = not is_whole or len(head) >= _HEADER
            return Mp4Flaw(f"it ends in the middle, after {size} bytes", is_certain)
        kinds.add(kind)
        offset += length
    if _INDEX not in kinds:
        return Mp4Flaw("it has no index (moov), so that nothing can play it")
    return None
