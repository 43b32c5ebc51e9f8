"""The smallest videos that downloads accept, made by hand."""

from __future__ import annotations

from typing import Final


def box(kind: bytes, content: bytes = b"") -> bytes:
    """Return a box of an MP4 file."""
    return (8 + len(content)).to_bytes(4) + kind + content


def mp4(content: bytes = b"", *, brand: bytes = b"isom") -> bytes:
    """Return a whole MP4 file whose pictures are `content`."""
    return (
        box(b"ftyp", brand + bytes(4))
        + box(b"moov", box(b"mvhd", bytes(20)))
        + box(b"mdat", content)
    )


MP4: Final = mp4(b"whole")
WEBM: Final = bytes.fromhex("1a45dfa39f4286810142f7810142f2810442f381084282847765626d") + bytes(40)
MATROSKA: Final = bytes.fromhex("1a45dfa3a34282886d6174726f736b61") + bytes(40)
TRANSPORT_STREAM: Final = 4 * (b"\x47" + bytes(187))
FLASH: Final = b"FLV\x01\x05\x00\x00\x00\x09" + bytes(40)
AVI: Final = b"RIFF" + (40).to_bytes(4, "little") + b"AVI LIST" + bytes(40)
PNG: Final = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(40)
