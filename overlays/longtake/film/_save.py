"""Writing a film to a file."""

from __future__ import annotations

import heapq
from contextlib import suppress
from typing import TYPE_CHECKING, Final

import av

from longtake.film._audio_track import add_audio
from longtake.film._av import mux
from longtake.film._media import read_errors
from longtake.film._video_track import add_video

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from longtake._shell.partial_file import PartialFile
    from longtake._shell.video import Progress
    from longtake.film._av import AnyPacket
    from longtake.film._layout import Layout

_CHUNK: Final = 1 << 20


def write_copy(path: Path, output: PartialFile, on_progress: Progress | None) -> None:
    """Write the bytes of a file."""
    total, done = path.stat().st_size, 0
    with read_errors(path):
        file = path.open("rb")
    with file:
        while True:
            with read_errors(path):
                chunk = file.read(_CHUNK)
            if not chunk:
                return
            output.write(chunk)
            done += len(chunk)
            if on_progress:
                on_progress(done, total)


def write_film(layout: Layout, output: PartialFile, on_progress: Progress | None) -> None:
    """Write a film as an MP4 file."""
    total = sum(section.source.size for section in layout.sections)
    container = av.open(output, "w", format="mp4")
    try:
        tracks = [add_video(container, layout)]
        audio = add_audio(container, layout)
        if audio is not None:
            tracks.append(audio)
        latest = 0
        for packet in heapq.merge(*tracks, key=_time):
            mux(container, packet)
            done = int(_time(packet) / layout.duration * total)
            if on_progress and done > latest:
                latest = min(done, total)
                on_progress(latest, total)
        container.close()
    except BaseException:
        # The file is removed, so errors while it is completed do not matter.
        with suppress(Exception):
            container.close()
        raise
    if on_progress and latest < total:
        on_progress(total, total)


def _time(packet: AnyPacket) -> Fraction:
    """Return the time at which a packet is decoded, in seconds of the film."""
    return (packet.dts or 0) * packet.time_base
