"""Lengthening the video of a URL or of a local file."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

import longtake
from longtake import (
    AsyncKie,
    InsufficientCreditsError,
    InvalidRequestError,
    Journal,
    Kie,
    LengthenError,
)
from scripts.frame_numbers import read_numbers
from tests.helpers.clips import Clip, remux
from tests.helpers.journals import in_sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake import Film, LengthenProgress, Plan
    from longtake_pytest import ServedEmulator

VIA: Final = "kie/jobs/pixverse"
UPLOAD: Final = "POST /api/file-stream-upload"
DAY_S: Final = 24 * 3600
# kie.ai keeps videos for 14 days.
RETENTION_S: Final = 15 * DAY_S
ARGUMENTS: Final[Mapping[str, Any]] = {"to_s": 12, "prompts": "It swims", "via": VIA}


@pytest.fixture
def url(longtake_emulator: ServedEmulator, longtake_kie: Kie) -> str:
    """The URL of a video of 8 s, which the emulator can read."""
    return longtake_kie.veo.task(longtake_emulator.sources["kie/veo"].id).wait().url


@pytest.fixture
def file(longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path) -> Path:
    """A local file with the same video."""
    video = longtake_kie.veo.task(longtake_emulator.sources["kie/veo"].id).wait()
    return video.download(tmp_path / "dog.mp4")


def lengthened(flavor: str, emulator: ServedEmulator, source: str | Path, **arguments: Any) -> Film:
    """Lengthen a URL or a file with a client of its own, which has the journal in `arguments` if any."""
    options: Any = {**emulator.options("kie"), "journal": arguments.pop("journal", None)}
    given: Any = {**ARGUMENTS, **arguments}
    if flavor == "sync":
        with Kie(**options) as kie:
            return longtake.lengthen(source, **given, client=kie)

    async def main() -> Film:
        async with AsyncKie(**options) as kie:
            return await longtake.lengthen_async(source, **given, client=kie)

    return asyncio.run(main())


def planned(flavor: str, emulator: ServedEmulator, source: str | Path, **arguments: Any) -> Plan:
    given: Any = {**ARGUMENTS, **arguments}
    if flavor == "sync":
        with Kie(**emulator.options("kie")) as kie:
            return longtake.plan(source, **given, client=kie)

    async def main() -> Plan:
        async with AsyncKie(**emulator.options("kie")) as kie:
            return await longtake.plan_async(source, **given, client=kie)

    return asyncio.run(main())


def operations(emulator: ServedEmulator) -> list[str | None]:
    return [request.operation for request in emulator.ledger.requests]


def interrupt(_: LengthenProgress) -> None:
    raise KeyboardInterrupt


@pytest.mark.parametrize("flavor", ["sync", "async"])
@pytest.mark.parametrize("kind", ["url", "file"])
def test_the_source_is_the_first_part(
    flavor: str,
    kind: str,
    longtake_emulator: ServedEmulator,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    source: str | Path = request.getfixturevalue(kind)

    film = lengthened(flavor, longtake_emulator, source, max_credits=100)

    assert film.complete
    assert [hop.model for hop in film.hops] == [VIA]
    assert [hop.credits_from for hop in film.hops] == ["task"]
    assert film.duration_s == pytest.approx(12, abs=0.1)
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(120))
    # The file is uploaded, and the URL downloaded.
    made = operations(longtake_emulator)
    assert made.count(UPLOAD) == (kind == "file")
    assert made.count("download") == 2
    assert list((tmp_path / "state").glob("**/*.mp4")) == []


@pytest.mark.parametrize("flavor", ["sync", "async"])
def test_a_plan_downloads_a_url(flavor: str, longtake_emulator: ServedEmulator, url: str) -> None:
    before = len(operations(longtake_emulator))

    plan = planned(flavor, longtake_emulator, url)

    assert (plan.from_s, plan.duration_s, len(plan.hops)) == (8, 12, 1)
    assert operations(longtake_emulator)[before:] == ["download"]


@pytest.mark.parametrize("flavor", ["sync", "async"])
def test_a_plan_reads_a_file(flavor: str, longtake_emulator: ServedEmulator, file: Path) -> None:
    before = len(operations(longtake_emulator))

    plan = planned(flavor, longtake_emulator, file)

    assert (plan.from_s, plan.duration_s, len(plan.hops)) == (8, 12, 1)
    assert operations(longtake_emulator)[before:] == []
    # No client is needed.
    assert longtake.plan(str(file), **ARGUMENTS) == plan


@pytest.mark.usefixtures("longtake_environment")
def test_a_shared_client(url: str) -> None:
    assert longtake.plan(url, **ARGUMENTS).from_s == 8
    assert longtake.lengthen(url, **ARGUMENTS, exact=True).complete


def test_an_asynchronous_call_needs_a_client(url: str, file: Path) -> None:
    for call, source in (
        (longtake.plan_async, url),
        (longtake.lengthen_async, url),
        (longtake.lengthen_async, file),
    ):
        with pytest.raises(InvalidRequestError, match=r"client must be AsyncKie .*, got None"):
            asyncio.run(call(source, **ARGUMENTS))


def test_an_exact_length(longtake_emulator: ServedEmulator, file: Path, tmp_path: Path) -> None:
    film = lengthened("sync", longtake_emulator, file, to_s=5.5, exact=True)

    # It is cut without a hop.
    assert UPLOAD not in operations(longtake_emulator)
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(55))


# With a reference


@in_sqlite
@pytest.mark.parametrize("kind", ["url", "file"])
def test_a_video_that_is_long_enough_is_not_recorded(
    kind: str,
    longtake_emulator: ServedEmulator,
    journal: Journal,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    settings: Any = {"journal": journal, "reference": "beach", "to_s": 5}

    film = lengthened("sync", longtake_emulator, request.getfixturevalue(kind), **settings)

    assert (film.complete, film.hops) == (True, ())
    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(80))
    assert journal.films() == []
    parts = film.parts[0].path.parent
    del film
    gc.collect()
    assert not parts.exists()


# test_films_in_journals.py has the queries about films, in each database.
@in_sqlite
@pytest.mark.parametrize("flavor", ["sync", "async"])
@pytest.mark.parametrize("kind", ["url", "file"])
def test_a_film_resumes(
    flavor: str,
    kind: str,
    longtake_emulator: ServedEmulator,
    journal: Journal,
    request: pytest.FixtureRequest,
    tmp_path: Path,
) -> None:
    source: str | Path = request.getfixturevalue(kind)
    settings: Any = {"journal": journal, "reference": "beach", "to_s": 30}
    with pytest.raises(KeyboardInterrupt):
        lengthened("sync", longtake_emulator, source, **settings, on_change=interrupt)

    film = lengthened(flavor, longtake_emulator, source, **settings)

    assert read_numbers(film.save(tmp_path / "film.mp4")) == list(range(300))
    assert len(longtake_emulator.ledger.creates_of("kie/jobs")) == len(film.hops) == 2
    assert operations(longtake_emulator).count(UPLOAD) == (kind == "file")
    # Now nothing is requested. The name of a file does not matter.
    before = len(operations(longtake_emulator))
    if isinstance(source, Path):
        source = source.rename(tmp_path / "moved.mp4")
    longtake_emulator.advance(RETENTION_S)
    assert lengthened(flavor, longtake_emulator, source, **settings).hops == film.hops
    assert operations(longtake_emulator)[before:] == []


@in_sqlite
def test_a_hop_that_failed_uploads_the_file_again(
    longtake_emulator: ServedEmulator, journal: Journal, file: Path
) -> None:
    longtake_emulator.kie.jobs.next_task(fail="error")
    settings: Any = {"journal": journal, "reference": "beach"}
    with pytest.raises(LengthenError):
        lengthened("sync", longtake_emulator, file, **settings)
    # kie.ai has deleted the first upload.
    longtake_emulator.advance(2 * DAY_S)

    assert lengthened("sync", longtake_emulator, file, **settings).complete

    assert operations(longtake_emulator).count(UPLOAD) == 2


@in_sqlite
def test_another_source_is_another_film(
    longtake_emulator: ServedEmulator, journal: Journal, file: Path, url: str
) -> None:
    settings: Any = {"journal": journal, "reference": "beach"}
    lengthened("sync", longtake_emulator, file, **settings)
    with file.open("ab") as content:
        content.write(b"\0\0\0\x08free")
    before = len(operations(longtake_emulator))

    for source in (file, url):
        with pytest.raises(
            InvalidRequestError, match="'beach' belongs to another film: video must"
        ):
            lengthened("sync", longtake_emulator, source, **settings)

    assert operations(longtake_emulator)[before:] == []


# Refused before anything is uploaded


def test_credits_that_do_not_suffice(longtake_emulator: ServedEmulator, file: Path) -> None:
    longtake_emulator.kie.account.balance = 1
    with pytest.raises(InsufficientCreditsError, match="the balance is 1"):
        lengthened("sync", longtake_emulator, file)
    with pytest.raises(InvalidRequestError, match="max_credits must be at least the price"):
        lengthened("sync", longtake_emulator, file, max_credits=1)
    assert UPLOAD not in operations(longtake_emulator)


def test_a_length_out_of_reach(longtake_emulator: ServedEmulator, file: Path) -> None:
    with pytest.raises(
        InvalidRequestError, match=r"at most 15 for kie/jobs/wan .*via='kie/jobs/pi"
    ):
        lengthened("sync", longtake_emulator, file, via="kie/jobs/wan", to_s=40)
    assert UPLOAD not in operations(longtake_emulator)


@pytest.mark.parametrize("flavor", ["sync", "async"])
def test_a_damaged_file(flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    clip = Clip().write(tmp_path / "clip.mp4", range(96))
    file = remux(
        clip, tmp_path / "dog.mp4", lambda _kind, _pts: 0, options={"movflags": "faststart"}
    )
    # The index is at the start, so the file seems to have its full length.
    file.write_bytes(file.read_bytes()[:-2000])
    assert planned(flavor, longtake_emulator, file).from_s == 4

    with pytest.raises(InvalidRequestError, match=r"'.*dog\.mp4' is damaged"):
        lengthened(flavor, longtake_emulator, file)

    assert operations(longtake_emulator) == []


@pytest.mark.parametrize("flavor", ["sync", "async"])
@pytest.mark.parametrize("content", ["text", "audio", "cut"])
def test_a_url_of_another_content(
    flavor: str, content: str, longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path
) -> None:
    file = Clip(tone=440).write(tmp_path / "clip.mp4", range(96))
    if content == "text":
        file = tmp_path / "page.mp4"
        file.write_text("<html>Not a video</html>")
    if content == "audio":
        file = remux(file, tmp_path / "a.mp4", lambda kind, _: 0 if kind == "audio" else None)
    if content == "cut":
        file = remux(
            file, tmp_path / "b.mp4", lambda _kind, _pts: 0, options={"movflags": "faststart"}
        )
        file.write_bytes(file.read_bytes()[:-2000])
    url = longtake_kie.files.upload(file).url
    calls = [lengthened] if content == "cut" else [planned, lengthened]

    for call in calls:
        with pytest.raises(
            InvalidRequestError, match=r"URL of a video, got 'http.*\?\*\*\*': "
        ) as raised:
            call(flavor, longtake_emulator, f"{url}?token=a-secret")
        assert "a-secret" not in str(raised.value)

    assert longtake_emulator.ledger.creates_of("kie/jobs") == ()


@in_sqlite
def test_a_url_of_another_film_is_shown_without_its_query(
    longtake_emulator: ServedEmulator, journal: Journal, url: str
) -> None:
    settings: Any = {"journal": journal, "reference": "beach"}
    lengthened("sync", longtake_emulator, f"{url}?token=first-secret", **settings)

    with pytest.raises(InvalidRequestError, match="'beach' belongs to another film") as raised:
        lengthened("sync", longtake_emulator, f"{url}?token=second-secret", **settings)

    assert "secret" not in str(raised.value)


@pytest.mark.parametrize("flavor", ["sync", "async"])
def test_a_url_without_a_video(flavor: str, longtake_emulator: ServedEmulator, url: str) -> None:
    for call in (planned, lengthened):
        with pytest.raises(
            InvalidRequestError, match=r"URL of a video, got .*does not have the video"
        ) as raised:
            call(flavor, longtake_emulator, f"{url}.gone")
        assert (raised.value.task_id, raised.value.token) == (None, None)
    assert longtake_emulator.ledger.creates_of("kie/jobs") == ()
