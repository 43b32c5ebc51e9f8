"""The records of films in each database: of hops, prompts and costs, and what is pruned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import longtake
from longtake import (
    InvalidRequestError,
    Journal,
    Kie,
    LengthenError,
)
from scripts.frame_numbers import read_numbers
from tests.helpers.films import charged, downloads, film_of, interrupt_in

if TYPE_CHECKING:
    from pathlib import Path

    from longtake import Film
    from longtake_pytest import ServedEmulator


@pytest.mark.parametrize("hop", [1, 2, 3])
def test_an_interrupted_film_resumes(
    hop: int, longtake_emulator: ServedEmulator, journal: Journal, tmp_path: Path
) -> None:
    with pytest.raises(KeyboardInterrupt):
        film_of(longtake_emulator, journal, on_change=interrupt_in(hop))
    assert charged(longtake_emulator) == hop
    assert journal.films()[0].ended_at is None

    film = film_of(longtake_emulator, journal)

    assert film.complete
    assert charged(longtake_emulator) == len(film.hops) == 3
    assert downloads(longtake_emulator) == 4
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(290))
    (entry,) = journal.films()
    assert (entry.reference, entry.model, entry.to_s, entry.hops) == ("beach", "kie/veo", 29, 3)
    assert entry.ended_at is not None
    assert len(list(entry.folder.iterdir())) == 4


def test_a_refused_hop_gets_another_prompt(
    longtake_emulator: ServedEmulator, journal: Journal, tmp_path: Path
) -> None:
    for fail in (None, "moderation"):
        longtake_emulator.kie.veo.next_task(fail=fail)
    with pytest.raises(LengthenError):
        film_of(longtake_emulator, journal, prompts=["It swims", "It bites"])
    charged_before = charged(longtake_emulator)

    film = film_of(longtake_emulator, journal, prompts=["It swims", "It dives"])

    assert film.complete
    assert charged(longtake_emulator) == charged_before + 2
    sent = [create.request["prompt"] for create in longtake_emulator.ledger.creates]
    assert sent[-2:] == ["It dives", "It dives"]
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(290))
    # The new prompts are recorded.
    assert film_of(longtake_emulator, journal, prompts=["It swims", "It dives"]).complete
    assert charged(longtake_emulator) == charged_before + 2
    with pytest.raises(InvalidRequestError, match="prompts must be"):
        film_of(longtake_emulator, journal, prompts=["It runs", "It dives"])


def test_old_films_are_pruned(longtake_emulator: ServedEmulator, journal: Journal) -> None:
    with pytest.raises(KeyboardInterrupt):
        film_of(longtake_emulator, journal, on_change=interrupt_in(2), reference="other")
    film_of(longtake_emulator, journal)
    longtake_emulator.advance(100)

    journal.prune(older_than=50)

    assert [film.reference for film in journal.films()] == ["other"]


@pytest.mark.parametrize("reference", ["beach", r"100%_\\ \N{WAVE DASH}"])
def test_the_hops_of_an_unfinished_film_are_not_pruned(
    reference: str, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    def beach(**limit: Any) -> Film:
        with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
            task = kie.veo.generate(prompt="A dog", reference="first")
            return longtake.lengthen(
                task.wait(), to_s=29, prompts="It swims", reference=reference, **limit
            )

    beach(max_credits=130)
    with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
        kie.veo.generate(prompt="Of no film", reference="other").wait()
    longtake_emulator.advance(1000)

    assert journal.prune(older_than=50) == 1

    film = beach()
    assert film.complete
    assert len(longtake_emulator.ledger.creates) == 2 + len(film.hops) == 5
    longtake_emulator.advance(1000)
    assert journal.prune(older_than=50) == 4
    assert journal.films() == []


def test_only_hops_with_kept_files_count_as_downloaded(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
        task = kie.veo.generate(prompt="A dog")
        task.wait()
        # Its duration is unknown, so that a plan downloads it.
        video = kie.from_token(task.token).wait()
        longtake.plan(video, to_s=15, prompts="It swims")
        assert downloads(longtake_emulator) == 1
        longtake.lengthen(video, to_s=15, prompts="It swims")
        film = longtake.lengthen(video, to_s=15, prompts="It swims", reference="beach")

    files = {entry.token: entry.files for entry in journal.tasks()}
    assert len(files) == 3
    assert {token: paths for token, paths in files.items() if paths} == {
        hop.token: (hop.path,) for hop in film.hops
    }
