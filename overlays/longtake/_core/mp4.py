"""Whether an MP4 file is all there, as far as its outline tells.

A host that announces fewer bytes than a video has ends its answer in good order: nothing in HTTP shows that
the end is missing. An MP4 file is a row of boxes, each of which says how long it is (ISO/IEC 14496-12, 4.2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

from attrs import frozen

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
class Flaw:
    """Describe a damaged MP4 file.

    Attributes:
        words: What is wrong, for a message.
        is_certain: Whether something is missing. If not, the last bytes may be a trailer as well as the
            beginning of a box whose rest is missing.
    """

    words: str
    is_certain: bool = True


def flaw_in_mp4(read_at: ReadAt, size: int) -> Flaw | None:
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
            return Flaw(f"it is no MP4 file from byte {offset} on")
        if len(head) < least or offset + length > size:
            is_certain = not is_whole or len(head) >= _HEADER
            return Flaw(f"it ends in the middle, after {size} bytes", is_certain)
        kinds.add(kind)
        offset += length
    if _INDEX not in kinds:
        return Flaw("it has no index (moov), so that nothing can play it")
    return None
