"""The first bytes tell a video, and its format, from everything else."""

from __future__ import annotations

import pytest

from longtake._core.video_format import HEAD_BYTES, video_suffix
from tests.helpers.videos import AVI, FLASH, MATROSKA, MP4, PNG, TRANSPORT_STREAM, WEBM, box, mp4

VIDEOS = {
    "MP4": (MP4, ".mp4"),
    "MP4 of a brand that no list has": (mp4(brand=b"new1"), ".mp4"),
    "MPEG-DASH": (mp4(brand=b"dash"), ".mp4"),
    "iTunes": (mp4(brand=b"M4V "), ".m4v"),
    "QuickTime": (mp4(brand=b"qt  "), ".mov"),
    "old QuickTime": (box(b"moov", bytes(40)), ".mov"),
    "old QuickTime, content first": (box(b"wide") + box(b"mdat", bytes(40)), ".mov"),
    "WebM": (WEBM, ".webm"),
    "Matroska": (MATROSKA, ".mkv"),
    "MPEG transport stream": (TRANSPORT_STREAM, ".ts"),
    "Blu-ray transport stream": (4 * (bytes(4) + b"\x47" + bytes(187)), ".m2ts"),
    "MPEG program stream": (b"\x00\x00\x01\xba" + bytes(40), ".mpg"),
    "AVI": (AVI, ".avi"),
    "Flash": (FLASH, ".flv"),
    "Ogg": (b"OggS" + bytes(24) + b"\x80theora", ".ogv"),
    "Windows Media": (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), ".wmv"),
}
NO_VIDEOS = {
    "nothing": b"",
    "one byte": b"\x00",
    "a packet": b"\x47" + bytes(187),
    "NULs": bytes(HEAD_BYTES),
    "text": b"Link expired",
    "a playlist": b"#EXTM3U\n",
    "PNG": PNG,
    "JPEG": bytes.fromhex("ffd8ffe000104a464946"),
    "GIF": b"GIF89a" + bytes(40),
    "WebP": b"RIFF" + bytes(4) + b"WEBPVP8 " + bytes(40),
    "WAV": b"RIFF" + bytes(4) + b"WAVEfmt " + bytes(40),
    "MP3": b"ID3\x04" + bytes(40),
    "HEIC": mp4(brand=b"heic"),
    "AVIF": mp4(brand=b"avif"),
    "audio alone": mp4(brand=b"M4A "),
    "EBML of another kind": b"\x1a\x45\xdf\xa3" + bytes(40),
    "Ogg audio": b"OggS" + bytes(24) + b"\x01vorbis",
    "ZIP": b"PK\x03\x04" + bytes(40),
    "PDF": b"%PDF-1.7",
}


@pytest.mark.parametrize(("head", "suffix"), VIDEOS.values(), ids=VIDEOS)
def test_a_video_has_the_suffix_of_its_format(head: bytes, suffix: str) -> None:
    assert video_suffix(head[:HEAD_BYTES]) == suffix


@pytest.mark.parametrize("head", NO_VIDEOS.values(), ids=NO_VIDEOS)
def test_everything_else_has_none(head: bytes) -> None:
    assert video_suffix(head) is None
