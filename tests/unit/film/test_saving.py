"""Saving: the file appears when it is complete, and an interrupted save leaves nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from longtake import InvalidRequestError
from longtake.film import join
from longtake.film._scan import scan
from tests.helpers.clips import Clip, read_numbers

if TYPE_CHECKING:
    from pathlib import Path

    from longtake.film import Film

CLIP = Clip(tone=440)


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("clips")
    return [CLIP.write(folder / f"{first}.mp4", range(first, first + 30)) for first in (0, 25)]


@pytest.fixture(params=[1, 2], ids=["one part", "two parts"])
def film(request: pytest.FixtureRequest, parts: list[Path]) -> Film:
    return join(parts[: request.param])


def test_a_film_is_saved_in_a_folder_that_is_created(tmp_path: Path, film: Film) -> None:
    assert film.save(f"{tmp_path}/new/") == tmp_path / "new" / "film.mp4"
    assert film.save(tmp_path / "other" / "dog.mp4") == tmp_path / "other" / "dog.mp4"
    assert [path.name for path in (tmp_path / "new").iterdir()] == ["film.mp4"]


def test_an_existing_file_is_replaced_only_if_that_is_allowed(tmp_path: Path, film: Film) -> None:
    target = tmp_path / "film.mp4"
    target.write_bytes(b"before")
    with pytest.raises(InvalidRequestError, match="already exists; pass another path"):
        film.save(target, overwrite=False)
    assert target.read_bytes() == b"before"
    film.save(target)
    assert read_numbers(target)[0] == 0
    assert list(tmp_path.iterdir()) == [target]


def test_a_part_can_be_replaced_by_the_film(tmp_path: Path, parts: list[Path]) -> None:
    target = tmp_path / "first.mp4"
    target.write_bytes(parts[0].read_bytes())
    join([target, parts[1]]).save(target)
    assert read_numbers(target) == list(range(55))


def test_progress_rises_to_the_bytes_of_all_parts(
    tmp_path: Path, film: Film, parts: list[Path]
) -> None:
    seen: list[tuple[int, int | None]] = []
    film.save(tmp_path / "film.mp4", on_progress=lambda done, total: seen.append((done, total)))
    size = sum(part.stat().st_size for part in parts[: len(film.parts)])
    assert {total for _, total in seen} == {size}
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (size, size)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError("of the callback")])
def test_an_interrupted_save_leaves_nothing(tmp_path: Path, film: Film, error: Any) -> None:
    target = tmp_path / "film.mp4"
    target.write_bytes(b"before")
    calls = 0

    def interrupt(_done: int, _total: int | None) -> None:
        nonlocal calls
        calls += 1
        if calls == min(len(film.parts), 20):
            raise error

    with pytest.raises(error if isinstance(error, type) else type(error)):
        film.save(target, on_progress=interrupt)
    assert target.read_bytes() == b"before"
    assert list(tmp_path.iterdir()) == [target]


def test_a_callback_must_be_callable(tmp_path: Path, film: Film) -> None:
    with pytest.raises(InvalidRequestError, match="on_progress must be"):
        film.save(tmp_path / "film.mp4", on_progress=3)  # type: ignore[arg-type]


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, film: Film) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(InvalidRequestError, match="cannot be written: Not a directory"):
        film.save(tmp_path / "file" / "film.mp4")
    for path in ("", None, 3):
        with pytest.raises(InvalidRequestError, match="path must be a file or a folder"):
            film.save(path)  # type: ignore[arg-type]


def test_frames_are_compared_once(
    tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    film = join(parts)
    before = film.seams, film.duration_s
    monkeypatch.setattr("longtake.film._layout.scan", None)
    assert (film.seams, film.duration_s) == before
    film.save(tmp_path / "film.mp4")


def test_a_film_that_grows_decodes_each_part_once(
    tmp_path: Path, parts: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    last = CLIP.write(tmp_path / "last.mp4", range(50, 80))
    scanned: list[str] = []

    def counted(path: Path, *windows: float) -> object:
        scanned.append(path.name)
        return scan(path, *windows)

    monkeypatch.setattr("longtake.film._layout.scan", counted)
    monkeypatch.setattr("longtake.film._layout._recent", [])
    films = [join([*parts, last][:count]) for count in (1, 2, 3)]
    assert [film.duration_s * 24 for film in films] == pytest.approx([30, 55, 80])
    assert scanned == ["0.mp4", "25.mp4", "last.mp4"]
    # Another film that begins with the same part.
    assert join([parts[0], last]).duration_s * 24 == pytest.approx(60)
    assert scanned[3:] == ["0.mp4", "last.mp4"]
    # A file that was replaced is decoded again.
    CLIP.write(last, range(50, 90))
    assert join([*parts, last]).duration_s * 24 == pytest.approx(90)
    assert scanned[5:] == ["0.mp4", "25.mp4", "last.mp4"]
