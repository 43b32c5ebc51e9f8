"""Contact sheets: the frames that are shown at regular times, with the seams marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from longtake import InvalidRequestError
from longtake.film import join
from tests.helpers.clips import Clip, number_of

if TYPE_CHECKING:
    from pathlib import Path

CLIP = Clip(size=(240, 134), options={"g": "24", "preset": "ultrafast"})
CELL, GAP = 240, 12
CELL_HEIGHT = 134 + 6 + 2 * 19 + GAP
AMBER = (251, 191, 36)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [CLIP.write(folder / f"{first}.mp4", range(first, first + 60)) for first in (0, 48)]


def test_a_sheet_has_the_frames_and_marks_the_seams(tmp_path: Path, parts: list[Path]) -> None:
    film = join(parts)
    path = film.contact_sheet(tmp_path / "film.png", every_s=1.0)
    assert path == tmp_path / "film.png"
    with Image.open(path) as picture:
        sheet = np.asarray(picture.convert("RGB"))
    columns = (sheet.shape[1] - GAP) // (CELL + GAP)
    assert film.duration_s == 108 / 24
    height = (sheet.shape[0] - GAP) // -(-5 // columns)
    seam_cells: list[int] = []
    for cell in range(5):
        left = cell % columns * (CELL + GAP) + GAP
        top = cell // columns * height + GAP
        grey = sheet[top : top + 120, left : left + CELL].mean(axis=2)
        # The strip of the number, without the mark of a seam at its lower edge.
        whole = np.concatenate([grey, np.repeat(grey[-1:], 14, axis=0)]).astype(np.uint8)
        assert number_of(whole) == cell * 24
        region = sheet[top : top + height - GAP, left : left + CELL].reshape(-1, 3)
        if (region == AMBER).all(axis=1).sum() > 20:
            seam_cells.append(cell)
    assert seam_cells == [int(film.seams[0].at_s)]


@pytest.mark.parametrize(("every_s", "cells"), [(None, 23), (0.5, 9), (3, 2), (60, 1)])
def test_the_number_of_frames_follows_the_step(
    tmp_path: Path, parts: list[Path], every_s: float | None, cells: int
) -> None:
    path = join(parts).contact_sheet(tmp_path / "film.png", every_s=every_s)
    with Image.open(path) as picture:
        columns = (picture.width - GAP) // (CELL + GAP)
        rows = (picture.height - GAP) // CELL_HEIGHT
        assert (rows - 1) * columns < cells <= rows * columns


def test_a_sheet_in_a_folder_is_named(tmp_path: Path, parts: list[Path]) -> None:
    assert join(parts).contact_sheet(tmp_path) == tmp_path / "film.png"
    with pytest.raises(InvalidRequestError, match="already exists"):
        join(parts).contact_sheet(tmp_path, overwrite=False)
    assert [path.name for path in tmp_path.iterdir()] == ["film.png"]


@pytest.mark.parametrize("every_s", [0, -1, float("nan"), float("inf"), "2", True])
def test_a_step_is_a_positive_number(tmp_path: Path, parts: list[Path], every_s: Any) -> None:
    with pytest.raises(InvalidRequestError, match="every_s must be a positive number of seconds"):
        join(parts).contact_sheet(tmp_path / "film.png", every_s=every_s)
