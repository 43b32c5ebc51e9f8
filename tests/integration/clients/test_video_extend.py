"""`video.extend`: a video is continued by its own model, or the models that can are named."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, cast

import httpx
import pytest

from longtake import (
    Chainhub,
    Created,
    InvalidRequestError,
    Journal,
    Kie,
    SubmitOutcomeUnknown,
    UseApi,
)
from longtake._core.values import as_time
from longtake.emulator import Fault
from tests.helpers.downloads import Way, each_way
from tests.helpers.scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from longtake import Task, Video
    from longtake_pytest import ServedEmulator

EXTENDED = (
    "generate_veo_video",
    "extend_veo_video",
    "generate_runway_video",
    "extend_runway_video",
    "extend_midjourney_video",
    "jobs_veo_generate",
    "jobs_grok_imagine_text_to_video",
    "jobs_pixverse_text_to_video",
    "jobs_pixverse_extend",
    "extend_gen2_video",
    "generate_kling_text_to_video",
    "generate_kling_image_to_video",
    "extend_kling_video",
)
each_extended = pytest.mark.parametrize(
    "scenario", [SCENARIOS[name] for name in EXTENDED], ids=lambda each: each.operation
)


def extendable(scenario: Scenario) -> dict[str, str]:
    """Return the parameters with which a video is small enough to be extended."""
    return {"quality": "720p"} if scenario.name == "runway" else {}


def prompt_of(scenario: Scenario) -> dict[str, str]:
    return {} if scenario.provider == "useapi" else {"prompt": "On it goes"}


@each_extended
def test_a_video_is_extended_by_its_model(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    with scenario.client(longtake_emulator) as client:
        video = scenario.start(
            client, scenario.source_in(longtake_emulator), **extendable(scenario)
        ).wait()
        longer = video.extend(**cast("Any", prompt_of(scenario))).wait()
    assert (video.model, longer.model) == (scenario.model, scenario.model)
    _, extended = longtake_emulator.ledger.creates
    assert extended.source == video.source


@each_extended
@pytest.mark.anyio
async def test_a_video_is_extended_by_its_model_async(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    async with scenario.async_client(longtake_emulator) as client:
        task = await scenario.start_async(
            client, scenario.source_in(longtake_emulator), **extendable(scenario)
        )
        video = await task.wait()
        longer = await (await video.extend(**cast("Any", prompt_of(scenario)))).wait()
    assert longer.model == scenario.model
    _, extended = longtake_emulator.ledger.creates
    assert extended.source == video.source


def test_a_resumed_task_has_the_same_videos(
    longtake_chainhub: Chainhub, longtake_emulator: ServedEmulator
) -> None:
    token = longtake_chainhub.kling.text_to_video(prompt="A dog runs").token
    video = longtake_chainhub.from_token(token).wait()
    assert video.model == "chainhub/kling"
    assert video.extend(prompt="On it goes").wait().model == "chainhub/kling"
    assert len(longtake_emulator.ledger.creates) == 2


def test_options_and_the_index_of_the_video_are_sent(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    first = longtake_kie.veo.generate(prompt="A dog runs").wait()
    first.extend(prompt="On", seed=12345, options={"model": "lite"})
    source = longtake_emulator.sources["kie/midjourney"].id
    task = longtake_kie.midjourney.extend(task_id=source, task_type="mj_video_extend_auto", index=0)
    task.wait()
    task.videos[2].extend()
    sent = [cast("Any", created.request) for created in longtake_emulator.ledger.creates]
    assert (sent[1]["model"], sent[1]["seeds"]) == ("lite", 12345)
    assert (sent[3]["index"], sent[3]["taskType"]) == (2, "mj_video_extend_auto")


def large_veo(kie: Kie, _: Chainhub) -> Task:
    return kie.veo.generate(prompt="A dog runs", resolution="1080p")


def resumed_large_veo(kie: Kie, _: Chainhub) -> Task:
    return kie.from_token(kie.veo.generate(prompt="A dog runs", resolution="1080p").token)


def enlarged_veo(kie: Kie, _: Chainhub) -> Task:
    task = kie.veo.generate(prompt="A dog runs")
    task.wait()
    return kie.veo.get_1080p(task_id=task.id)


def large_runway(kie: Kie, _: Chainhub) -> Task:
    return kie.generate("runway", prompt="A dog runs", resolution="1080p")


def newer_kling(_: Kie, chainhub: Chainhub) -> Task:
    return chainhub.kling.text_to_video(prompt="A dog runs", model_name="kling-v2-6")


def kling_of_images(_: Kie, chainhub: Chainhub) -> Task:
    return SCENARIOS["generate_kling_multi_image_to_video"].start(chainhub, None)


@pytest.mark.parametrize(
    ("start", "reason"),
    [
        (large_veo, "does not extend Veo videos in 1080p or 4k"),
        (resumed_large_veo, "does not extend Veo videos in 1080p or 4k"),
        (enlarged_veo, "kie has no model that extends this video"),
        (large_runway, "Runway videos in 1080p cannot be extended"),
        (newer_kling, "V1.0, V1.5 and V1.6 only"),
        (kling_of_images, "from text, from one image and from extensions only"),
    ],
)
def test_a_video_that_its_model_cannot_extend_is_refused(
    start: Callable[[Kie, Chainhub], Task],
    reason: str,
    longtake_kie: Kie,
    longtake_chainhub: Chainhub,
    longtake_emulator: ServedEmulator,
) -> None:
    video = start(longtake_kie, longtake_chainhub).wait()
    with pytest.raises(InvalidRequestError, match=reason) as caught:
        video.extend(prompt="On it goes")
    assert "kie/jobs/pixverse or kie/jobs/wan" in str(caught.value)
    assert caught.value.task_id == video.task_id
    assert len(longtake_emulator.ledger.creates) == 1


def veo_record(**fields: Any) -> dict[str, Any]:
    data = {"taskId": "veo_1", "successFlag": 1, "completeTime": None, **fields}
    return {"code": 200, "msg": "success", "data": data}


def responding(record: dict[str, Any]) -> httpx.MockTransport:
    """Return a transport that accepts every submission and responds to every read with a record."""

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"code": 200, "data": {"taskId": "veo_1"}})
        return httpx.Response(200, json=record)

    return httpx.MockTransport(respond)


PART = "https://films.test/part.mp4"
WHOLE = "https://films.test/whole.mp4"


def veo_videos(response: dict[str, Any], start: str) -> list[tuple[str, str | None]]:
    """Return the links of a task with whether they lead to a part or the whole."""
    with Kie("a-key", transport=responding(veo_record(response=response))) as kie:
        tasks: dict[str, Callable[[], Task]] = {
            "generate": lambda: kie.veo.generate(prompt="A dog runs"),
            "extend": lambda: kie.veo.extend(task_id="veo_0", prompt="On it goes"),
            "by its id": lambda: kie.veo.task("veo_1"),
        }
        task = tasks[start]()
        task.wait(poll=0.01)
        return [(video.url, video.extent) for video in task.videos]


@pytest.mark.parametrize(
    ("start", "response", "videos"),
    [
        ("generate", {"resultUrls": [PART]}, [(PART, "whole")]),
        ("extend", {"resultUrls": [PART]}, [(PART, "part")]),
        ("by its id", {"resultUrls": [PART]}, [(PART, None)]),
        (
            "extend",
            {"resultUrls": [PART], "fullResultUrls": [WHOLE]},
            [(WHOLE, "whole"), (PART, "part")],
        ),
        (
            "by its id",
            {"resultUrls": [PART], "fullResultUrls": [WHOLE]},
            [(WHOLE, "whole"), (PART, "part")],
        ),
        ("extend", {"resultUrls": [WHOLE], "fullResultUrls": [WHOLE]}, [(WHOLE, "whole")]),
    ],
)
def test_a_veo_video_is_marked_as_part_or_whole(
    start: str, response: dict[str, Any], videos: list[tuple[str, str | None]]
) -> None:
    assert veo_videos(response, start) == videos


def test_the_result_of_other_models_is_whole_or_not_documented(
    longtake_kie: Kie,
    longtake_chainhub: Chainhub,
    longtake_useapi: UseApi,
    longtake_emulator: ServedEmulator,
) -> None:
    sources = longtake_emulator.sources
    first = longtake_kie.generate("runway", prompt="A dog runs").wait()
    assert first.extent == "whole"
    assert first.extend(prompt="On it goes").wait().extent is None
    kling = longtake_chainhub.kling.extend(video_id=sources["chainhub/kling"].id, prompt="On")
    assert kling.wait().extent == "whole"
    assert longtake_useapi.gen2.extend(asset_id=sources["useapi/gen2"].id).wait().extent == "whole"


COMPLETED = datetime(2026, 10, 7, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "completed", [int(COMPLETED.timestamp() * 1000), "2026-10-07T14:00:00+02:00"]
)
@each_way
def test_a_link_of_kie_ends_a_day_after_the_task_ended(completed: object, way: Way) -> None:
    record = veo_record(response={"resultUrls": [WHOLE]}, completeTime=completed)
    assert video_by_its_id(record, way).expires_at == COMPLETED + timedelta(hours=24)


@pytest.mark.parametrize("completed", [None, "2026-10-07 12:00:00", "soon", 1e30])
def test_without_a_time_zone_nothing_is_known_about_a_task_of_another_program(
    completed: object,
) -> None:
    record = veo_record(response={"resultUrls": [WHOLE]}, completeTime=completed)
    assert video_by_its_id(record, "sync").expires_at is None


def video_by_its_id(record: dict[str, Any], way: Way) -> Any:
    from longtake import AsyncKie  # noqa: PLC0415 - only here

    async def run() -> Any:
        async with AsyncKie("a-key", transport=responding(record)) as kie:
            return await kie.veo.task("veo_1").wait()

    if way == "async":
        return asyncio.run(run())
    with Kie("a-key", transport=responding(record)) as kie:
        return kie.veo.task("veo_1").wait()


def test_the_end_of_a_task_that_this_client_started_is_known_from_its_polls() -> None:
    before = datetime.now(UTC)
    record = veo_record(response={"resultUrls": [WHOLE]}, completeTime="2026-10-07 12:00:00")
    with Kie("a-key", transport=responding(record)) as kie:
        video: Video = kie.veo.generate(prompt="A dog runs").wait(poll=0.01)
    assert video.expires_at is not None
    assert before <= video.expires_at - timedelta(hours=24) <= datetime.now(UTC)


def test_other_providers_keep_links_for_thirty_days_or_renew_them(
    longtake_chainhub: Chainhub, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    task = longtake_chainhub.kling.text_to_video(prompt="A dog runs")
    video = task.wait()
    record = longtake_chainhub.kling.get_text_to_video(task_id=task.id).to_dict()
    completed = as_time(record["data"]["updated_at"])
    assert completed is not None
    assert video.expires_at == completed + timedelta(days=30)
    source = longtake_emulator.sources["useapi/gen2"].id
    assert longtake_useapi.gen2.extend(asset_id=source).wait().expires_at is None


def test_a_task_that_a_journal_reconciles_has_videos_that_can_be_extended(
    longtake_emulator: ServedEmulator, tmp_path: Path
) -> None:
    options = longtake_emulator.options("useapi")
    source = longtake_emulator.sources["useapi/gen2"].id
    longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=True))
    with (
        Journal(tmp_path / "journal.db", clock=options["clock"]) as journal,
        UseApi(**options, journal=journal) as useapi,
    ):
        with pytest.raises(SubmitOutcomeUnknown):
            useapi.gen2.extend(asset_id=source)
        (entry,) = journal.unknown()
        outcome = entry.reconcile(useapi)
        assert isinstance(outcome, Created)
        assert outcome.task.wait().extend().wait().model == "useapi/gen2"
    assert len(longtake_emulator.ledger.creates) == 2
