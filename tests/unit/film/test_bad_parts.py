"""Parts that cannot be joined: the error names the file and the reason, and nothing is written."""

from __future__ import annotations

import os
import re
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import pytest
from PIL import Image

from longtake import InvalidRequestError
from longtake.film import Film, Part, join, probe
from tests.helpers.clips import Clip, remux

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

CLIP = Clip(size=(160, 90), noise=8.0, options={"g": "24", "preset": "veryfast"}, tone=440)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return CLIP.write(tmp_path_factory.mktemp("clips") / "good.mp4", range(60))


def picture(path: Path, _: bytes) -> None:
    Image.new("RGB", (64, 36), (200, 100, 50)).save(path.with_suffix(".png"))
    path.with_suffix(".png").rename(path)


def avif(path: Path, _: bytes) -> None:
    Image.new("RGB", (64, 36), (200, 100, 50)).save(path.with_suffix(".avif"))
    path.with_suffix(".avif").rename(path)


def gif(path: Path, _: bytes) -> None:
    Image.new("RGB", (64, 36), (200, 100, 50)).save(path.with_suffix(".gif"))
    path.with_suffix(".gif").rename(path)


def audio_only(path: Path, content: bytes) -> None:
    path.with_suffix(".video").write_bytes(content)
    remux(path.with_suffix(".video"), path, lambda kind, _: 0 if kind == "audio" else None)
    path.with_suffix(".video").unlink()


def overwrite(content: bytes, other: bytes) -> bytes:
    middle = content.index(b"mdat") + len(content) // 2
    return content[:middle] + other + content[middle + len(other) :]


def garble_a_frame(path: Path, content: bytes) -> None:
    """Replace the inside of the second keyframe with bytes that only the decoder can recognize as damage."""
    path.write_bytes(content)
    with av.open(str(path)) as container:
        keyframes = [each for each in container.demux(video=0) if each.size and each.is_keyframe]
        begin, size = keyframes[1].pos or 0, keyframes[1].size
    garbled = content[: begin + 60] + b"\x5a" * (size - 80) + content[begin + size - 20 :]
    path.write_bytes(garbled)


BAD: dict[str, tuple[Callable[[Path, bytes], object], str]] = {
    "missing": (lambda _path, _: None, "does not exist; pass a video file"),
    "a folder": (lambda path, _: path.mkdir(), "cannot be read: Is a directory"),
    "empty": (lambda path, _: path.write_bytes(b""), "must be a video, got an empty file"),
    "a text": (lambda path, _: path.write_bytes(b"{}" * 99), "is damaged or not a video: Invalid"),
    "a picture": (picture, r"must be a video, got a picture \(png\)"),
    "a picture as AVIF": (avif, r"must be a video, got a picture \(avif\)"),
    "a picture as GIF": (gif, r"must be a video, got a picture \(gif\)"),
    "audio only": (audio_only, "must be a video, got audio only"),
    "without its index": (
        lambda path, content: path.write_bytes(content[: len(content) // 2]),
        "is damaged or not a video: Invalid data",
    ),
    "damaged header": (
        lambda path, content: path.write_bytes(content.replace(b"moov", b"xxxx")),
        "is damaged or not a video",
    ),
    "with other bytes in the middle": (
        lambda path, content: path.write_bytes(overwrite(content, bytes(range(256)) * 16)),
        r"is damaged or not a video: the frame a(t|fter) \d\.\d\d s ",
    ),
    "with a garbled frame": (
        garble_a_frame,
        r"is damaged or not a video: the frame at 1\.00 s cannot be decoded",
    ),
    "with zeros in the middle": (
        lambda path, content: path.write_bytes(overwrite(content, bytes(40))),
        r"is damaged or not a video: the frame after \d\.\d\d s is incomplete",
    ),
}


@pytest.mark.parametrize("kind", BAD)
@pytest.mark.parametrize("place", [0, 1])
def test_a_part_that_is_not_a_video_is_named(
    tmp_path: Path, good: Path, kind: str, place: int
) -> None:
    make, reason = BAD[kind]
    bad = tmp_path / "bad.mp4"
    make(bad, good.read_bytes())
    before = sorted(tmp_path.iterdir())
    parts = [good, good]
    parts[place] = bad
    film = Film(parts=tuple(Part(path=part) for part in parts))
    for use in (
        lambda: film.save(tmp_path / "film.mp4"),
        lambda: film.duration_s,
        lambda: film.seams,
        lambda: film.contact_sheet(tmp_path / "film.png"),
        lambda: join(parts).save(tmp_path / "film.mp4"),
    ):
        with pytest.raises(InvalidRequestError, match=reason) as caught:
            use()
        assert repr(str(bad)) in str(caught.value)
    assert sorted(tmp_path.iterdir()) == before


def test_a_file_that_ends_early_is_damaged(tmp_path: Path, good: Path) -> None:
    # The index is at the start, so that the file can be opened.
    whole = remux(
        good, tmp_path / "whole.mp4", lambda _kind, _pts: 0, options={"movflags": "faststart"}
    )
    content = whole.read_bytes()
    for share in (0.5, 0.8, 0.98):
        cut = tmp_path / "cut.mp4"
        cut.write_bytes(content[: int(len(content) * share)])
        with pytest.raises(InvalidRequestError, match=r"cut\.mp4' is damaged"):
            join([good, cut]).save(tmp_path / "film.mp4")
    assert not (tmp_path / "film.mp4").exists()


@pytest.mark.needs_system("named pipes")
def test_a_named_pipe_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Opening it would not return.
    monkeypatch.setattr(av, "open", None)
    os.mkfifo(tmp_path / "pipe.mp4")
    with pytest.raises(InvalidRequestError, match=r"pipe\.mp4' must be a video file, got a named"):
        join([tmp_path / "pipe.mp4"])


@pytest.mark.parametrize("videos", ["film.mp4", b"film.mp4", 3, None])
def test_videos_are_an_iterable_of_files(videos: Any) -> None:
    expected = f"videos must be an iterable of files, got {type(videos).__name__}"
    with pytest.raises(InvalidRequestError, match=re.escape(expected)):
        join(videos)


def test_a_film_needs_a_part() -> None:
    with pytest.raises(InvalidRequestError, match="must have at least one file"):
        join([])
    with pytest.raises(InvalidRequestError, match="must have at least one part"):
        _ = Film(parts=()).duration_s


@pytest.mark.parametrize("overlap_s", [-1.0, float("nan"), float("inf"), "1", True])
def test_a_hint_is_a_number_of_seconds(good: Path, overlap_s: Any) -> None:
    with pytest.raises(InvalidRequestError, match="overlap_s must be a number of seconds"):
        join([good], overlap_s=overlap_s)


def test_probe_reads_the_header(good: Path) -> None:
    info = probe(good)
    assert (info.width, info.height, info.rate, info.codec) == (160, 90, Fraction(24), "h264")
    assert info.duration_s == pytest.approx(2.5)
    assert info.audio is not None
    assert (info.audio.codec, info.audio.rate, info.audio.layout) == ("aac", 48000, "stereo")


def _find_spec(name: str) -> bool | None:
    return name != "av" or None


def test_a_missing_extra_is_named(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("longtake.film._extra.find_spec", _find_spec)
    for use in (lambda: probe(good), lambda: join([good]), lambda: Film(parts=()).duration_s):
        with pytest.raises(InvalidRequestError, match=r"needs av: pip install 'longtake\[film\]'"):
            use()
