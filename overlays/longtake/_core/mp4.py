"""Whether an MP4 file is all there, as far as its outline tells.

A host that announces fewer bytes than a video has ends its answer in good order: nothing in HTTP shows that
the end is missing. An MP4 file is a row of boxes, each of which says how long it is (ISO/IEC 14496-12, 4.2).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeAlias

ReadAt: TypeAlias = Callable[[int, int], bytes]
"""Gives the bytes of a file from an offset on, as many as are asked for or as there are."""

_HEADER: Final = 8
_LONG_HEADER: Final = 16
# In the place of a length: it follows in eight bytes, or the box goes on to the end of the file.
_LENGTH_FOLLOWS: Final = 1
_TO_THE_END: Final = 0


def flaw_in_mp4(read_at: ReadAt, size: int) -> str | None:
    """What is wrong with a file of `size` bytes that begins as an MP4 file does; None for all others."""
    if read_at(4, 4) != b"ftyp":
        return None
    offset, kinds = 0, set[bytes]()
    while offset < size:
        head = read_at(offset, _LONG_HEADER)
        length, kind = int.from_bytes(head[:4]), head[4:_HEADER]
        least = _HEADER
        if length == _LENGTH_FOLLOWS:
            length, least = int.from_bytes(head[_HEADER:]), _LONG_HEADER
        elif length == _TO_THE_END:
            length = max(size - offset, _HEADER)
        if len(head) >= least > length:
            return f"it is no MP4 file from byte {offset} on"
        if len(head) < least or offset + length > size:
            return f"it ends in the middle, after {size} bytes"
        kinds.add(kind)
        offset += length
    return None if b"moov" in kinds else "it has no index (moov), so that nothing can play it"
