"""Films with a reference: the same call resumes where it stopped, and nothing is charged twice."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

import longtake
from longtake import (
    AsyncKie,
    InvalidRequestError,
    Journal,
    JournalError,
    Kie,
    LengthenError,
)
from longtake.emulator import Fault
from tests.helpers.films import charged, downloads, film_of, interrupt_in
from tests.helpers.journals import in_sqlite

if TYPE_CHECKING:
    from pathlib import Path

    from longtake import Film
    from longtake_pytest import ServedEmulator

# test_films_in_journals.py has the queries about films, in each database.
pytestmark = in_sqlite


def test_a_finished_film_is_returned(longtake_emulator: ServedEmulator, journal: Journal) -> None:
    first = film_of(longtake_emulator, journal)
    again = film_of(longtake_emulator, journal)

    assert charged(longtake_emulator) == 3
    assert downloads(longtake_emulator) == 4
    assert again.parts == first.parts
    assert [hop.token for hop in again.hops] == [hop.token for hop in first.hops]


def test_an_asynchronous_client_resumes_a_film(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    with pytest.raises(KeyboardInterrupt):
        film_of(longtake_emulator, journal, on_change=interrupt_in(2))

    async def main() -> Film:
        async with AsyncKie(**longtake_emulator.options("kie"), journal=journal) as kie:
            task = kie.veo.task(longtake_emulator.sources["kie/veo"].id)
            return await longtake.lengthen_async(
                await task.wait(), to_s=29, prompts="It swims", reference="beach"
            )

    assert asyncio.run(main()).complete
    assert charged(longtake_emulator) == 3


def test_a_part_that_was_deleted_is_downloaded_again(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    film = film_of(longtake_emulator, journal)
    film.parts[0].path.unlink()

    again = film_of(longtake_emulator, journal)

    assert again.parts[0].path.exists()
    assert downloads(longtake_emulator) == 5
    assert charged(longtake_emulator) == 3


def test_a_hop_that_failed_is_submitted_again(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    for fail in (None, "error"):
        longtake_emulator.kie.veo.next_task(fail=fail)
    with pytest.raises(LengthenError, match="Call lengthen again with the reference 'beach'"):
        film_of(longtake_emulator, journal)

    film = film_of(longtake_emulator, journal)

    assert film.complete
    assert charged(longtake_emulator) == 4


def test_a_hop_whose_submission_was_refused_gets_another_prompt(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("content"))
    with pytest.raises(LengthenError):
        film_of(longtake_emulator, journal, prompts="It bites")

    assert film_of(longtake_emulator, journal, prompts="It swims").complete
    assert charged(longtake_emulator) == 3


def test_a_higher_limit_of_credits_continues_the_film(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    assert not film_of(longtake_emulator, journal, max_credits=130).complete
    assert charged(longtake_emulator) == 2
    # The remaining balance suffices for the rest of the film, but not for all of it.
    longtake_emulator.kie.account.balance = 60

    film = film_of(longtake_emulator, journal, max_credits=180)

    assert film.complete
    assert film.credits == 180
    assert charged(longtake_emulator) == 3


def test_an_unknown_outcome_of_an_earlier_call_is_not_sent_again(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True))
    for _ in range(2):
        with pytest.raises(LengthenError, match="hop 1 failed"):
            film_of(longtake_emulator, journal)
    assert charged(longtake_emulator) == 1

    (entry,) = journal.unknown()
    entry.settle(longtake_emulator.ledger.creates[0].task_id)

    assert film_of(longtake_emulator, journal).complete
    assert charged(longtake_emulator) == 3


@pytest.mark.parametrize(
    ("other", "message"),
    [
        ({"to_s": 22}, "to_s must be 29, got 22"),
        ({"prompts": "It runs"}, r"prompts must be \['It swims'\], got \['It runs'\]"),
        ({"exact": True}, "exact must be False, got True"),
        ({"options": {"model": "lite"}}, r"options must be \{\}, got \{'model': 'lite'\}"),
    ],
)
def test_a_reference_belongs_to_one_film(
    other: dict[str, Any], message: str, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    film_of(longtake_emulator, journal)

    with pytest.raises(InvalidRequestError, match=f"'beach' belongs to another film: {message}"):
        film_of(longtake_emulator, journal, **other)

    assert charged(longtake_emulator) == 3


def test_a_video_that_another_program_started(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    def film(task: Any, **limit: Any) -> Film:
        return longtake.lengthen(
            task.wait(), to_s=29, prompts="It swims", reference="beach", **limit
        )

    with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
        task = kie.veo.generate(prompt="A dog", seeds=12345)
        film(task, max_credits=130)
        # Here, only the record of the film has the seed.
        assert film(kie.from_token(task.token)).complete

    sent = [create.request for create in longtake_emulator.ledger.creates]
    assert [each["seeds"] for each in sent] == [12345] * 4


@pytest.mark.parametrize("number", [0, 1])
@pytest.mark.parametrize("content", [b"", b"no video"])
def test_a_damaged_file_is_downloaded_again(
    content: bytes, number: int, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    film_of(longtake_emulator, journal)
    (entry,) = journal.films()
    (file,) = entry.folder.glob(f"00{number}-*")
    file.write_bytes(content)

    assert film_of(longtake_emulator, journal).complete

    assert file.stat().st_size > 1000
    assert downloads(longtake_emulator) == 5
    assert charged(longtake_emulator) == 3


def test_half_a_file_is_downloaded_again(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    film_of(longtake_emulator, journal)
    (file,) = journal.films()[0].folder.glob("002-*")
    whole = file.read_bytes()
    # Its header is at the beginning.
    file.write_bytes(whole[: len(whole) // 2])

    assert film_of(longtake_emulator, journal).complete

    assert file.read_bytes() == whole


def test_a_film_goes_on_in_its_folder(
    longtake_emulator: ServedEmulator, journal: Journal, tmp_path: Path
) -> None:
    folder = tmp_path / "parts of the film"
    film_of(longtake_emulator, journal, max_credits=130, parts=folder)

    film = film_of(longtake_emulator, journal)

    assert film.parts[0].path.parent == folder
    assert downloads(longtake_emulator) == 4


def test_a_callback_url_is_not_recorded(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    film_of(
        longtake_emulator,
        journal,
        max_credits=70,
        options={"call_back_url": f"{longtake_emulator.media_url}/callback?secret=of-a-test"},
    )

    recorder: Any = journal._recorder  # pyright: ignore[reportPrivateUsage]
    (record,) = [vars_of(each) for each in recorder.films()]
    assert "of-a-test" not in record
    # Another callback URL belongs to the same film.
    assert film_of(longtake_emulator, journal).complete
    assert charged(longtake_emulator) == 3


def vars_of(record: Any) -> str:
    return f"{record.request} {record.plan}"


def test_a_journal_that_fails_in_the_end_does_not_lose_the_film(
    longtake_emulator: ServedEmulator, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> None:
        raise JournalError("the disk is full")

    recorder = type(journal._recorder)  # pyright: ignore[reportPrivateUsage]
    monkeypatch.setattr(recorder, "end_film", fail)
    monkeypatch.setattr(recorder, "film_cost", fail)

    assert film_of(longtake_emulator, journal).complete
    assert journal.films()[0].ended_at is None
