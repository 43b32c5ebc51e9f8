"""A full disk while a film is written: the error is clear, and no file stays."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

from tests.helpers.clips import Clip
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path

# A limit on file sizes fails like a full disk, with another reason. All cases are in one process, as
# importing PyAV takes half a second.
SCRIPT = """
import resource, signal, sys
from pathlib import Path
import longtake
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
unlimited = resource.getrlimit(resource.RLIMIT_FSIZE)
first, second, folder = sys.argv[1:]
for count in (1, 2):
    for limit in (0, 100, 33_000):
        film = longtake.join([first, second][:count])
        film.duration_s
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, unlimited[1]))
        try:
            film.save(Path(folder, "film.mp4"))
        except longtake.InvalidRequestError as error:
            message = str(error)
        else:
            message = "no error"
        resource.setrlimit(resource.RLIMIT_FSIZE, unlimited)
        print(count, limit, [path.name for path in Path(folder).iterdir()], message)
"""


def test_a_full_disk_is_reported_and_nothing_stays(tmp_path: Path) -> None:
    clip = Clip(size=(160, 90), noise=20.0, tone=440)
    parts = [clip.write(tmp_path / f"{first}.mp4", range(first, first + 30)) for first in (0, 30)]
    folder = tmp_path / "films"
    folder.mkdir()
    done = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-c", SCRIPT, *map(str, parts), folder],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    lines = done.stdout.splitlines()
    cases = [f"{count} {limit} []" for count in (1, 2) for limit in (0, 100, 33_000)]
    assert [line[: len(case)] for line, case in zip(lines, cases, strict=True)] == cases
    for line in lines:
        assert "film.mp4' cannot be written: File too large; pass another path" in line


def test_the_film_is_larger_than_the_limits(tmp_path: Path) -> None:
    clip = Clip(size=(160, 90), noise=20.0, tone=440)
    assert clip.write(tmp_path / "part.mp4", range(30)).stat().st_size > 33_000
