"""Films that are repeated with their reference: what is done needs no request to the provider."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

import pytest

import longtake
from longtake import (
    AsyncKie,
    InvalidRequestError,
    Journal,
    Kie,
    LengthenError,
    SubmitOutcomeUnknown,
    UseApi,
)
from longtake.emulator import Fault
from scripts.frame_numbers import read_numbers
from tests.helpers.journals import in_sqlite

if TYPE_CHECKING:
    from pathlib import Path

    from longtake import Film, LengthenProgress
    from longtake_pytest import ServedEmulator

# test_films_in_journals.py has the queries about films, in each database.
pytestmark = in_sqlite

# kie.ai keeps videos for 14 days.
RETENTION_S: Final = 15 * 24 * 3600
ARGUMENTS: Final[Any] = {"to_s": 22, "prompts": "It swims", "reference": "beach"}


@pytest.fixture
def first_film(longtake_emulator: ServedEmulator, journal: Journal) -> Film:
    """Make a first video, and lengthen it from 8 to 22 s."""
    with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
        video = kie.veo.generate(prompt="A dog", reference="first").wait()
        return longtake.lengthen(video, **ARGUMENTS)


def again(emulator: ServedEmulator, journal: Journal, **arguments: Any) -> Film:
    """Repeat the call with the video as the journal has it."""
    (entry,) = journal.tasks(reference="first")
    with Kie(**emulator.options("kie"), journal=journal) as kie:
        return longtake.lengthen(entry.video(kie), **(ARGUMENTS | arguments))


def again_async(emulator: ServedEmulator, journal: Journal) -> Film:
    async def main() -> Film:
        (entry,) = journal.tasks(reference="first")
        async with AsyncKie(**emulator.options("kie"), journal=journal) as kie:
            return await longtake.lengthen_async(entry.video(kie), **ARGUMENTS)

    return asyncio.run(main())


def interrupt(_: LengthenProgress) -> None:
    raise KeyboardInterrupt


def requests(emulator: ServedEmulator) -> list[str | None]:
    return [request.operation for request in emulator.ledger.requests]


@pytest.mark.parametrize("repeat", [again, again_async])
def test_a_finished_film_needs_no_request(
    repeat: Any,
    first_film: Film,
    longtake_emulator: ServedEmulator,
    journal: Journal,
    tmp_path: Path,
) -> None:
    longtake_emulator.advance(RETENTION_S)
    before = len(requests(longtake_emulator))

    film = repeat(longtake_emulator, journal)

    assert requests(longtake_emulator)[before:] == []
    assert film.complete
    assert film.hops == first_film.hops
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(220))


def test_a_limit_of_credits_does_not_concern_finished_hops(
    first_film: Film, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    before = len(requests(longtake_emulator))

    film = again(longtake_emulator, journal, max_credits=1)

    assert film.complete
    assert film.credits == first_film.credits == 120
    assert requests(longtake_emulator)[before:] == []


def test_only_the_hop_that_is_under_way_is_polled(
    longtake_emulator: ServedEmulator, journal: Journal, tmp_path: Path
) -> None:
    def stop_in_second(progress: LengthenProgress) -> None:
        if progress.hop == 2:
            raise KeyboardInterrupt

    with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
        video = kie.veo.generate(prompt="A dog", reference="first").wait()
        with pytest.raises(KeyboardInterrupt):
            longtake.lengthen(video, **ARGUMENTS, on_change=stop_in_second)
    before = len(longtake_emulator.ledger.requests)

    film = again(longtake_emulator, journal)

    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(220))
    later = longtake_emulator.ledger.requests[before:]
    polled = {each.query for each in longtake_emulator.ledger.reads_of("kie/veo") if each in later}
    assert polled == {f"taskId={longtake_emulator.ledger.creates[-1].task_id}"}


def test_a_damaged_file_that_the_provider_has_deleted(
    first_film: Film, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    first_film.hops[0].path.write_bytes(b"no video")
    longtake_emulator.advance(RETENTION_S)

    with pytest.raises(LengthenError, match="hop 1 failed"):
        again(longtake_emulator, journal)

    assert len(longtake_emulator.ledger.creates) == 3


def test_a_video_that_has_not_been_seen_to_succeed(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
        kie.veo.generate(prompt="A dog", reference="first")
        (entry,) = journal.tasks(reference="first")
        with pytest.raises(
            InvalidRequestError, match="a task that succeeded, got the state queued"
        ):
            entry.video(kie)


# Links that each poll renews


@pytest.fixture
def gen2_task(longtake_emulator: ServedEmulator) -> str:
    """Make a video of 8 s at useapi.net, whose polls renew its link."""
    return gen2_video(longtake_emulator)


def gen2_video(emulator: ServedEmulator) -> str:
    with UseApi(**emulator.options("useapi")) as useapi:
        task = useapi.gen2.extend(asset_id=emulator.sources["useapi/gen2"].id)
        task.wait()
        return task.id


def by_url(emulator: ServedEmulator, journal: Journal, task_id: str, **arguments: Any) -> Film:
    """Extend a video of useapi.net with PixVerse at kie.ai."""
    with (
        UseApi(**emulator.options("useapi")) as useapi,
        Kie(**emulator.options("kie"), journal=journal) as kie,
    ):
        return longtake.lengthen(
            useapi.gen2.task(task_id).wait(),
            to_s=24,
            prompts="It swims",
            via="kie/jobs/pixverse",
            client=kie,
            reference="beach",
            **arguments,
        )


def links(emulator: ServedEmulator) -> list[object]:
    """Return the links that were sent to PixVerse."""
    creates = emulator.ledger.creates_of("kie/jobs")
    return [create.request["input"].get("video_url") for create in creates]


@pytest.mark.parametrize("sent", ["running", "succeeded"])
def test_the_request_of_a_hop_keeps_its_link(
    sent: str, gen2_task: str, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    if sent == "running":
        with pytest.raises(KeyboardInterrupt):
            by_url(longtake_emulator, journal, gen2_task, on_change=interrupt)
    else:
        by_url(longtake_emulator, journal, gen2_task)
    (link, *_) = links(longtake_emulator)
    longtake_emulator.advance(60)

    assert by_url(longtake_emulator, journal, gen2_task).complete

    assert links(longtake_emulator)[0] == link
    assert len([each for each in links(longtake_emulator) if each]) == 1


def test_a_hop_of_unknown_outcome_keeps_its_link(
    gen2_task: str, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    longtake_emulator.kie.jobs.next_submit(Fault.cut(accepted=True))
    for _ in range(2):
        with pytest.raises(LengthenError) as raised:
            by_url(longtake_emulator, journal, gen2_task)
        assert isinstance(raised.value.__cause__, SubmitOutcomeUnknown)
        longtake_emulator.advance(60)

    assert len(longtake_emulator.ledger.creates_of("kie/jobs")) == 1


def test_a_hop_that_failed_gets_the_new_link(
    gen2_task: str, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    longtake_emulator.kie.jobs.next_task(fail="error")
    with pytest.raises(LengthenError):
        by_url(longtake_emulator, journal, gen2_task)
    longtake_emulator.advance(60)

    assert by_url(longtake_emulator, journal, gen2_task).complete

    first, second, *_ = links(longtake_emulator)
    assert first != second


def test_another_source_is_another_film(
    gen2_task: str, longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    by_url(longtake_emulator, journal, gen2_task)
    other = gen2_video(longtake_emulator)

    with pytest.raises(InvalidRequestError, match="'beach' belongs to another film: video must be"):
        by_url(longtake_emulator, journal, other)
