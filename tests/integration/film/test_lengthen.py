"""Lengthening videos at the emulated providers: hops, credits, failures, and the frames of the film."""

from __future__ import annotations

import asyncio
import copy
import gc
from typing import TYPE_CHECKING, Any, Final

import pytest

import longtake
from longtake import (
    ContentRejectedError,
    InsufficientCreditsError,
    InvalidRequestError,
    Kie,
    LengthenError,
    LengthenProgress,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    TaskRejectedError,
    TaskTimeoutError,
    UnexpectedResponseError,
)
from longtake._providers import entry
from longtake.emulator import Fault
from longtake.film._part_files import PartFile
from scripts.frame_numbers import CLIP_FRAMES, read_numbers

if TYPE_CHECKING:
    from pathlib import Path

    from longtake import Film, Video
    from longtake_pytest import ServedEmulator

FRAMES_PER_S: Final = 10


@pytest.fixture(params=["sync", "async"])
def flavor(request: pytest.FixtureRequest) -> str:
    """Return which of the two clients is used."""
    found: str = request.param
    return found


def made(flavor: str, emulator: ServedEmulator, model: str, **arguments: Any) -> Film:
    """Make a first video with a model, and lengthen it."""
    provider: Any = model.partition("/")[0]
    name: Any = model
    options: Any = emulator.options(provider)
    first: dict[str, Any] = {"prompt": "A dog runs along a beach"}
    arguments.setdefault("prompts", "It reaches the sea")
    if flavor == "sync":
        with entry(provider).client(**options) as client:
            video = longtake.generate(name, **first, client=client).wait()
            return longtake.lengthen(video, **arguments)

    async def main() -> Film:
        async with entry(provider).async_client(**options) as client:
            task = await longtake.generate_async(name, **first, client=client)
            return await longtake.lengthen_async(await task.wait(), **arguments)

    return asyncio.run(main())


def first_video(kie: Kie) -> Video:
    return kie.veo.generate(prompt="A dog runs along a beach").wait()


def always(*_: object) -> bool:
    return True


def hops_at(emulator: ServedEmulator) -> list[str]:
    """Return the ids of the extensions that a provider has made."""
    return [create.task_id for create in emulator.ledger.creates if create.source is not None]


def assert_shows(film: Film, folder: Path, seconds: float) -> None:
    """Assert that a film shows every frame of the emulator's clip once, and no other."""
    numbers = read_numbers(film.save(folder / "film.mp4"))
    assert len(numbers) == round(seconds * FRAMES_PER_S)
    assert numbers == [number % CLIP_FRAMES for number in range(len(numbers))]
    assert film.duration_s == pytest.approx(seconds, abs=1 / FRAMES_PER_S)


def test_wholes(flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    film = made(flavor, longtake_emulator, "kie/veo", to_s=22)

    assert film.complete
    assert [(hop.number, hop.extent, hop.duration_s) for hop in film.hops] == [
        (1, "whole", 15),
        (2, "whole", 22),
    ]
    assert [(hop.credits, hop.credits_from) for hop in film.hops] == [(60, "balance")] * 2
    assert film.credits == 120
    assert film.seams == ()
    assert_shows(film, tmp_path, 22)


def test_parts(flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    film = made(flavor, longtake_emulator, "kie/jobs/veo", to_s=22)

    assert [hop.extent for hop in film.hops] == ["part", "part"]
    assert [(hop.credits, hop.credits_from) for hop in film.hops] == [(60, "task")] * 2
    assert [seam.at_s for seam in film.seams] == [8, 15]
    assert_shows(film, tmp_path, 22)


@pytest.mark.parametrize("overlap_s", [0, 1.0, 1.6])
def test_an_overlap_that_is_not_the_declared_one(
    overlap_s: float, longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path
) -> None:
    video = longtake.generate("kie/jobs/veo", prompt="A dog", client=longtake_kie).wait()
    for _ in range(2):
        longtake_emulator.kie.jobs.next_task(overlap_s=overlap_s)

    film = longtake.lengthen(video, to_s=22, prompts="It swims")

    assert [seam.overlap_s or 0 for seam in film.seams] == [pytest.approx(overlap_s, abs=0.05)] * 2
    assert_shows(film, tmp_path, 22)


def test_a_part_in_place_of_the_whole(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path
) -> None:
    video = first_video(longtake_kie)
    longtake_emulator.kie.veo.next_task(result="part")

    film = longtake.lengthen(video, to_s=22, prompts="It swims")

    assert [hop.extent for hop in film.hops] == ["part", "whole"]
    assert len(film.parts) == 1
    assert_shows(film, tmp_path, 22)


@pytest.mark.parametrize("is_still", [False, True])
def test_long_parts_of_a_model_that_returns_wholes(
    is_still: bool,
    longtake_emulator: ServedEmulator,
    longtake_kling: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if is_still:
        monkeypatch.setattr("longtake.film._beginnings.begins_alike", always)
    video = longtake_kling.kling.text_to_video(prompt="Snow falls").wait()
    for _ in range(3):
        # With the overlap, a part may be as long as a whole of two hops.
        longtake_emulator.kling.kling.next_task(result="part", overlap_s=1.6)

    film = longtake.lengthen(video, to_s=17, prompts="A tram comes")

    assert {hop.extent for hop in film.hops} == {"part"}
    assert_shows(film, tmp_path, film.hops[-1].duration_s)


@pytest.mark.parametrize("model", ["kie/veo", "kie/jobs/veo", "kling/kling", "kie/jobs/pixverse"])
def test_the_length_decides_in_a_still_scene(
    model: str,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("longtake.film._beginnings.begins_alike", always)

    film = made("sync", longtake_emulator, model, to_s=26)

    assert_shows(film, tmp_path, film.hops[-1].duration_s)


def test_another_model_by_url(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path
) -> None:
    film = longtake.lengthen(
        first_video(longtake_kie), to_s=30, prompts="It swims", via="kie/jobs/pixverse"
    )

    assert [hop.model for hop in film.hops] == ["kie/jobs/pixverse"] * 2
    assert [each.kind for each in longtake_emulator.ledger.creates][1:] == ["kie/jobs"] * 2
    assert_shows(film, tmp_path, 30)


def test_a_model_that_adds_four_or_five_seconds(longtake_kling: Any, tmp_path: Path) -> None:
    video = longtake_kling.kling.text_to_video(prompt="Snow falls").wait()

    film = longtake.lengthen(video, to_s=20, prompts="A tram comes")

    assert 20 <= film.duration_s < 25
    assert_shows(film, tmp_path, film.hops[-1].duration_s)


def test_an_exact_length(longtake_kie: Kie, tmp_path: Path) -> None:
    film = longtake.lengthen(first_video(longtake_kie), to_s=12.3, prompts="Go", exact=True)

    assert_shows(film, tmp_path, 12.3)


def test_a_video_that_is_long_enough(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path
) -> None:
    film = longtake.lengthen(first_video(longtake_kie), to_s=8, prompts="Go")

    assert film.complete
    assert film.hops == ()
    assert film.credits == 0
    assert hops_at(longtake_emulator) == []
    assert_shows(film, tmp_path, 8)


def test_prompts_and_the_seed(longtake_emulator: ServedEmulator, longtake_kie: Kie) -> None:
    video = longtake_kie.veo.generate(prompt="A dog runs", seeds=12345).wait()

    longtake.lengthen(video, to_s=29, prompts=["One", "Two"])

    sent = [create.request for create in longtake_emulator.ledger.creates[1:]]
    assert [each["prompt"] for each in sent] == ["One", "Two", "Two"]
    assert [each["seeds"] for each in sent] == [12345] * 3


# Credits


def test_the_limit_of_credits_ends_the_film(
    flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    film = made(flavor, longtake_emulator, "kie/veo", to_s=60, max_credits=130)

    assert not film.complete
    assert film.credits == 120
    assert len(hops_at(longtake_emulator)) == 2
    assert_shows(film, tmp_path, 22)


def test_the_cost_of_a_hop_without_a_price_is_that_of_the_one_before(
    longtake_kling: Any,
) -> None:
    video = longtake_kling.kling.text_to_video(prompt="Snow falls").wait()
    unlimited = longtake.lengthen(video, to_s=9, prompts="Go")
    (cost,) = [hop.credits for hop in unlimited.hops]
    assert cost

    film = longtake.lengthen(video, to_s=60, prompts="Go on", max_credits=cost * 2.5)

    assert [(hop.credits, hop.credits_from) for hop in film.hops] == [(cost, "task")] * 2
    assert not film.complete


@pytest.mark.parametrize(
    ("arguments", "kind", "message"),
    [
        ({"max_credits": 59}, InvalidRequestError, "at least the price of one hop, 60, got 59"),
        ({"max_credits": 0}, InvalidRequestError, "max_credits must be a positive number, got 0"),
        ({"to_s": 4}, InvalidRequestError, None),
    ],
)
def test_a_limit_of_credits_that_allows_nothing(
    arguments: dict[str, Any],
    kind: type[Exception],
    message: str | None,
    longtake_emulator: ServedEmulator,
    longtake_kie: Kie,
) -> None:
    video = first_video(longtake_kie)
    defaults: dict[str, Any] = {"to_s": 60, "prompts": "Go"}
    if message is None:
        assert longtake.lengthen(video, prompts="Go", max_credits=1, **arguments).complete
    else:
        with pytest.raises(kind, match=message):
            longtake.lengthen(video, **(defaults | arguments))
    assert hops_at(longtake_emulator) == []


def test_an_interrupted_film_leaves_no_temporary_files(
    flavor: str,
    longtake_emulator: ServedEmulator,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    written: list[Path] = []

    def stop(_: object) -> None:
        written.extend(tmp_path.glob("*/*"))
        raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop") as raised:
        made(flavor, longtake_emulator, "kie/veo", to_s=60, on_change=stop)

    assert written
    # The frames of the traceback keep the objects.
    assert raised.tb
    assert list(tmp_path.iterdir()) == []


def test_a_balance_that_is_too_low(
    flavor: str, longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    longtake_emulator.kie.account.balance = 60 + 479
    with pytest.raises(InsufficientCreditsError, match="costs 480 credits, but the balance is 479"):
        made(flavor, longtake_emulator, "kie/veo", to_s=60)
    assert hops_at(longtake_emulator) == []
    # Within the limit it suffices.
    film = longtake.lengthen(first_video(longtake_kie), to_s=60, prompts="Go", max_credits=130)
    assert film.credits == 120


def test_a_cost_that_cannot_be_observed(
    longtake_emulator: ServedEmulator, longtake_useapi: Any
) -> None:
    source = longtake_emulator.sources["useapi/gen2"].id
    video = longtake_useapi.gen2.extend(asset_id=source).wait()

    with pytest.raises(InvalidRequestError, match="cannot be applied to useapi/gen2"):
        longtake.lengthen(video, to_s=30, max_credits=100)

    assert len(hops_at(longtake_emulator)) == 1
    assert longtake.lengthen(video, to_s=12).credits is None


def test_a_limit_counts_credits_of_one_provider(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, longtake_kling: Any
) -> None:
    video = longtake_kling.kling.text_to_video(prompt="Snow falls").wait()
    arguments: Any = {
        "to_s": 15,
        "prompts": "Go on",
        "via": "kie/jobs/pixverse",
        "client": longtake_kie,
    }

    with pytest.raises(InvalidRequestError, match="counts credits of kling, but kie/jobs/pixverse"):
        longtake.lengthen(video, **arguments, max_credits=100)

    assert hops_at(longtake_emulator) == []
    assert longtake.lengthen(video, **arguments).complete


def test_a_balance_that_cannot_be_read_matters_for_a_limit_only(
    longtake_kie: Kie, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        def read() -> float:
            raise ServiceUnavailableError("no balance here")

        return read

    video = first_video(longtake_kie)
    monkeypatch.setattr("longtake.film._lengthen.balance_call", fail)

    film = longtake.lengthen(video, to_s=15, prompts="Go")
    assert [(hop.credits, hop.credits_from) for hop in film.hops] == [(60, "price")]
    with pytest.raises(ServiceUnavailableError):
        longtake.lengthen(video, to_s=15, prompts="Go", max_credits=100)


# Failures


def test_a_hop_that_fails(flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path) -> None:
    for fail in (None, None, "moderation"):
        longtake_emulator.kie.veo.next_task(fail=fail)

    with pytest.raises(LengthenError, match="hop 2 failed, and the film has 15 of 60 s") as raised:
        made(flavor, longtake_emulator, "kie/veo", to_s=60)

    error = raised.value
    assert isinstance(error.__cause__, TaskRejectedError)
    assert ". Save error.film" in str(error)
    assert ".." not in str(error)
    assert error.provider == "kie"
    assert error.token == error.__cause__.token is not None
    assert not error.film.complete
    assert len(error.film.hops) == 1
    assert_shows(error.film, tmp_path, 15)


def test_a_hop_that_adds_nothing_is_the_last(
    flavor: str,
    longtake_emulator: ServedEmulator,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def measure(path: Path, files: Any, **_: object) -> PartFile:
        (first,) = files
        return PartFile(path, first.duration_s, first.duration_s + 0.1, replaces=1)

    monkeypatch.setattr("longtake.film._lengthen.next_file", measure)

    with pytest.raises(LengthenError, match=r"it added 0\.1 s instead of 7 s, so no") as raised:
        made(flavor, longtake_emulator, "kie/veo", to_s=60)

    assert isinstance(raised.value.__cause__, UnexpectedResponseError)
    assert len(raised.value.film.hops) == len(hops_at(longtake_emulator)) == 1
    assert_shows(raised.value.film, tmp_path, 15)


def test_a_hop_that_is_refused(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, tmp_path: Path
) -> None:
    video = first_video(longtake_kie)
    longtake_emulator.kie.veo.next_submit(Fault.refuse("content"))

    with pytest.raises(LengthenError, match="hop 1 failed, and the film has 8 of 60 s") as raised:
        longtake.lengthen(video, to_s=60, prompts="Go")

    reason = raised.value.__cause__
    assert isinstance(reason, ContentRejectedError)
    assert raised.value.code == reason.code is not None
    assert_shows(raised.value.film, tmp_path, 8)


def test_an_unknown_outcome_is_reconciled(
    flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    # Of Kling, because its tasks can be found by the client's own id.
    longtake_emulator.kling.kling.next_submit(Fault.cut(accepted=True), Fault.cut(accepted=False))

    film = made(flavor, longtake_emulator, "kling/kling", to_s=12)

    assert film.complete
    assert len(hops_at(longtake_emulator)) == len(film.hops)
    assert_shows(film, tmp_path, film.hops[-1].duration_s)


def test_an_unknown_outcome_that_stays_unknown(
    longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    video = first_video(longtake_kie)
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True))

    with pytest.raises(LengthenError, match="hop 1 failed") as raised:
        longtake.lengthen(video, to_s=60, prompts="Go")

    assert isinstance(raised.value.__cause__, SubmitOutcomeUnknown)
    assert len(hops_at(longtake_emulator)) == 1


def test_a_film_that_takes_too_long(
    flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    with pytest.raises(LengthenError, match="hop 2 failed") as raised:
        made(flavor, longtake_emulator, "kie/veo", to_s=60, timeout=500)

    assert isinstance(raised.value.__cause__, TaskTimeoutError)
    assert len(hops_at(longtake_emulator)) == 2
    assert_shows(raised.value.film, tmp_path, 15)


def test_an_interruption_names_the_last_hop(
    longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    def interrupt(progress: LengthenProgress) -> None:
        if progress.hop == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as raised:
        longtake.lengthen(first_video(longtake_kie), to_s=60, prompts="Go", on_change=interrupt)

    notes = "\n".join(raised.value.__notes__)
    assert "the film has 15 s after hop 1" in notes
    assert longtake.pending_after(raised.value).task_id == hops_at(longtake_emulator)[1]  # type: ignore[union-attr]


def test_an_interruption_after_the_wait_names_the_charged_task(
    flavor: str, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("longtake.film._lengthen.next_file", interrupt)

    with pytest.raises(KeyboardInterrupt) as raised:
        made(flavor, longtake_emulator, "kie/veo", to_s=60)

    pending = longtake.pending_after(raised.value)
    assert pending is not None
    assert pending.token is not None
    assert pending.task_id == hops_at(longtake_emulator)[0]
    assert pending.token in "\n".join(raised.value.__notes__)


def test_a_download_that_fails_names_the_charged_task(
    flavor: str, longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    def break_folder(progress: LengthenProgress) -> None:
        if progress.hop == 2 and progress.change.state.ended:
            (tmp_path / "parts").rename(tmp_path / "moved")

    with pytest.raises(LengthenError, match="hop 2 failed") as raised:
        made(
            flavor,
            longtake_emulator,
            "kie/veo",
            to_s=60,
            parts=tmp_path / "parts",
            on_change=break_folder,
        )

    (_, second) = hops_at(longtake_emulator)
    assert raised.value.task_id == second
    assert raised.value.token is not None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"to_s": 0}, "to_s must be a positive number"),
        ({"timeout": -1}, "timeout"),
        ({"on_change": 5}, "on_change"),
        ({"parts": 5}, "parts must be a folder, got 5"),
        ({"parts": ""}, "parts must be a folder, got ''"),
        ({"reference": "film"}, "reference requires a journal"),
        ({"reference": 5}, "reference must be a string, got int"),
        ({"reference": "x" * 247}, "reference must have at most 246 characters"),
        ({"prompts": ()}, "kie/veo requires prompt"),
        ({"via": "kie/jobs/wan"}, "at most 15"),
        ({"max_credits": "60"}, "max_credits must be a positive number"),
    ],
)
def test_arguments_that_are_not_valid(
    flavor: str,
    arguments: dict[str, Any],
    message: str,
    longtake_emulator: ServedEmulator,
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        made(flavor, longtake_emulator, "kie/veo", **{"to_s": 60, **arguments})
    assert hops_at(longtake_emulator) == []


def test_videos_of_the_other_client(longtake_emulator: ServedEmulator, longtake_kie: Kie) -> None:
    video: Any = first_video(longtake_kie)

    async def progress(_: LengthenProgress) -> None:
        raise AssertionError

    with pytest.raises(InvalidRequestError, match=r"a longtake.AsyncVideo, .*, got Video"):
        asyncio.run(longtake.lengthen_async(video, to_s=60))
    with pytest.raises(InvalidRequestError, match=r"video must be a longtake.Video, .*, got int"):
        longtake.plan(3, to_s=60)  # type: ignore[arg-type]
    with pytest.raises(InvalidRequestError, match="on_change must not be async here"):
        longtake.lengthen(video, to_s=60, prompts="Go", on_change=progress)
    assert hops_at(longtake_emulator) == []


# Progress and files


def test_progress(flavor: str, longtake_emulator: ServedEmulator) -> None:
    seen: list[LengthenProgress] = []

    async def note(progress: LengthenProgress) -> None:
        seen.append(progress)

    on_change: Any = seen.append if flavor == "sync" else note
    made(flavor, longtake_emulator, "kie/veo", to_s=22, on_change=on_change)

    assert {(each.hop, each.hops, each.duration_s, each.to_s) for each in seen} == {
        (1, 2, 8, 22),
        (2, 2, 15, 22),
    }
    assert str(seen[0]).startswith("hop 1 of 2, queued")
    assert str(seen[-1]) == "hop 2 of 2, succeeded, 100%; 15 of 22 s"
    estimates = [each.remaining_s for each in seen if each.remaining_s is not None]
    assert 100 < estimates[0] < 2000
    assert estimates[-1] == 0


def test_a_temporary_folder_is_deleted_with_the_film(longtake_kie: Kie) -> None:
    film = longtake.lengthen(first_video(longtake_kie), to_s=15, prompts="Go")
    folder = film.parts[0].path.parent
    assert folder.is_dir()

    copied = copy.deepcopy(film)
    del film
    gc.collect()
    assert copied.duration_s == 15

    del copied
    gc.collect()
    assert not folder.exists()


def test_no_temporary_folder(
    longtake_emulator: ServedEmulator, longtake_kie: Kie, monkeypatch: pytest.MonkeyPatch
) -> None:
    video = first_video(longtake_kie)
    monkeypatch.setattr("tempfile.tempdir", "/missing/folder")

    with pytest.raises(
        InvalidRequestError, match="'a temporary folder' cannot be written: No such"
    ):
        longtake.lengthen(video, to_s=15, prompts="Go")

    assert hops_at(longtake_emulator) == []


def test_a_folder_that_is_given_stays(longtake_kie: Kie, tmp_path: Path) -> None:
    longtake.lengthen(
        first_video(longtake_kie), to_s=15, prompts="Go", parts=tmp_path / "new" / "parts"
    )
    gc.collect()

    names = sorted(path.name[:4] for path in (tmp_path / "new" / "parts").iterdir())
    assert names == ["000-", "001-"]


def test_a_plan_measures_a_video_of_unknown_length(
    longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    video = first_video(longtake_kie)
    assert video.duration_s is None

    plan = longtake.plan(video, to_s=22, prompts="Go")

    assert (plan.from_s, plan.duration_s, plan.credits) == (8, 22, 120)
    assert hops_at(longtake_emulator) == []
