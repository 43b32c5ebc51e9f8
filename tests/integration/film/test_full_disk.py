"""A full disk while a film is written: the error is clear, and no file stays."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.helpers.clips import Clip
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# A limit on file sizes fails like a full disk, with another reason.
SCRIPT = """
import resource, signal, sys
import longtake
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
first, second, target, limit, count = sys.argv[1:]
film = longtake.join([first, second][: int(count)])
film.duration_s
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), int(limit)))
try:
    film.save(target)
except longtake.InvalidRequestError as error:
    print(error)
"""


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("limit", [0, 100, 33_000])
def test_a_full_disk_is_reported_and_nothing_stays(tmp_path: Path, count: int, limit: int) -> None:
    clip = Clip(size=(160, 90), noise=20.0, tone=440)
    parts = [clip.write(tmp_path / f"{first}.mp4", range(first, first + 30)) for first in (0, 30)]
    folder = tmp_path / "films"
    folder.mkdir()
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [
            sys.executable,
            "-c",
            SCRIPT,
            *map(str, parts),
            folder / "film.mp4",
            str(limit),
            str(count),
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert "film.mp4' cannot be written: File too large; pass another path" in done.stdout
    assert list(folder.iterdir()) == []


def test_the_film_is_larger_than_the_limits(tmp_path: Path) -> None:
    clip = Clip(size=(160, 90), noise=20.0, tone=440)
    assert clip.write(tmp_path / "part.mp4", range(30)).stat().st_size > 33_000
