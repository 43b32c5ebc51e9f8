"""kie.ai's own rules."""

import json

import httpx
import pytest

from longtake.emulator import Emulator
from longtake.emulator.spec import load
from tests.helpers.emulator_requests import (
    KIE,
    LONG_S,
    ORIGIN,
    extend,
    outcome,
    read,
    submit,
    wanted,
)
from tests.helpers.mp4_reader import assert_plays
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
KIND_KEYS = [key for key, kind in KINDS.items() if kind.provider == "kie"]
VEO_GENERATE = "/kie/api/v1/veo/generate"
RUNWAY_GENERATE = "/kie/api/v1/runway/generate"
IMAGES = ["https://films.test/1.png", "https://films.test/2.png", "https://films.test/3.png"]
REFERENCES = {"generationType": "REFERENCE_2_VIDEO", "imageUrls": IMAGES}
FRAMES = {"generationType": "FIRST_AND_LAST_FRAMES_2_VIDEO"}


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_refused_extension_has_a_code_of_the_providers_list_for_the_task_kind(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="error")
    failed = await extend(client, emulator, kind_key)
    emulator.advance(LONG_S)
    running = await extend(client, emulator, kind_key)
    bodies = [wanted(kind_key, source) for source in (failed, running, "unheard-of")]
    responses = [await submit(client, kind_key, body) for body in ({}, *bodies)]
    responses.append(await client.post(KINDS[kind_key].submit_path, json=bodies[0]))
    name = f"{kind_key.removeprefix('kie/').capitalize()}ExtendResponseCode"
    name = {"kie/jobs": "JobCreatedResponseCode"}.get(kind_key, name)
    documented = set(load("kie")["components"]["schemas"][name]["enum"])
    assert {response.json()["code"] for response in responses} <= documented - {200}


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_what_is_not_made_yet_or_never_will_be_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="moderation")
    task_id = await extend(client, emulator, kind_key)
    before = emulator.kie.account.balance
    for words in ("processing", "no video"):
        response = await submit(client, kind_key, wanted(kind_key, task_id))
        assert outcome(response) == KINDS[kind_key].bad_source
        assert words in response.json()["msg"]
        emulator.advance(LONG_S)
    assert emulator.kie.account.balance == before


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_what_another_task_kind_made_is_unknown(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    for other in set(KIND_KEYS) - {kind_key}:
        task_id = await extend(client, emulator, other)
        emulator.advance(LONG_S)
        for foreign in (task_id, emulator.sources[other].id):
            response = await read(client, kind_key, foreign)
            assert response.json() == {"code": 422, "msg": "record is null", "data": None}
            response = await submit(client, kind_key, wanted(kind_key, foreign))
            assert (response.status_code, response.json()["code"]) == (200, 404)
    made = {record.kind for record in emulator.ledger.creates}
    assert kind_key not in made


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_refusals_do_not_change_the_ids_of_later_tasks(kind_key: str) -> None:
    made: list[str] = []
    for refused in (False, True):
        emulator = Emulator()
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            if refused:
                await submit(client, kind_key, wanted(kind_key, "unheard-of"))
                emulator.kie.account.balance, balance = 1, emulator.kie.account.balance
                await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
                emulator.kie.account.balance = balance
            made.append(await extend(client, emulator, kind_key))
    assert made[0] == made[1]


async def test_a_balance_may_have_a_fraction(client: httpx.AsyncClient, emulator: Emulator) -> None:
    emulator.kie.account.balance = 60.25
    await extend(client, emulator, "kie/veo")
    response = await client.get("/kie/api/v1/chat/credit", headers=KIE)
    assert response.json() == {"code": 200, "msg": "success", "data": 0.25}
    refused = await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))
    assert refused.json()["code"] == 402


async def test_a_read_without_a_task_id_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.get("/kie/api/v1/veo/record-info", headers=KIE)
    assert (response.status_code, response.json()["code"]) == (200, 422)


async def test_the_credit_balance_decreases(client: httpx.AsyncClient, emulator: Emulator) -> None:
    async def balance() -> float:
        response = await client.get("/kie/api/v1/chat/credit", headers=KIE)
        return float(response.json()["data"])

    before = await balance()
    await extend(client, emulator, "kie/runway")
    assert before - await balance() == emulator.ledger.creates[0].credits


async def test_a_veo_extension_gives_the_new_part_and_the_whole(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, "kie/veo")
    running = (await read(client, "kie/veo", task_id)).json()["data"]
    assert running["response"] is None
    assert running["completeTime"] is None
    emulator.advance(LONG_S)
    data = (await read(client, "kie/veo", task_id)).json()["data"]
    (part,), (whole,) = data["response"]["resultUrls"], data["response"]["fullResultUrls"]
    assert_plays((await client.get(part)).content, 7)
    assert_plays((await client.get(whole)).content, 15)
    assert json.loads(data["paramJson"])["prompt"] == "on it goes"


async def test_a_veo_video_in_1080p_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.not_extendable_sources["kie/veo"].id
    response = await submit(client, "kie/veo", wanted("kie/veo", source))
    assert (response.status_code, response.json()["code"]) == (200, 400)
    assert "1080p" in response.json()["msg"]


async def test_a_seeded_source_can_be_read(client: httpx.AsyncClient, emulator: Emulator) -> None:
    for kind_key in ("kie/runway", "kie/veo", "kie/midjourney"):
        response = await read(client, kind_key, emulator.sources[kind_key].id)
        assert response.json()["code"] == 200
    runway = (await read(client, "kie/runway", emulator.sources["kie/runway"].id)).json()["data"]
    assert (runway["state"], runway["parentTaskId"]) == ("success", "")


async def test_a_runway_extension_names_its_parent_and_has_a_video_once_done(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, "kie/runway")
    data = (await read(client, "kie/runway", task_id)).json()["data"]
    assert data["parentTaskId"] == emulator.sources["kie/runway"].id
    assert data["videoInfo"] is None
    assert (data["failCode"], data["failMsg"]) == (0, "")
    assert data["generateParam"]["prompt"] == "on it goes"


async def test_midjourney_needs_a_prompt_only_when_it_is_manual(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.sources["kie/midjourney"].id
    manual = wanted("kie/midjourney", source, taskType="mj_video_extend_manual")
    for refused in (manual, manual | {"prompt": ""}):
        response = await submit(client, "kie/midjourney", refused)
        assert response.json()["code"] == 422
        assert "prompt" in response.json()["msg"]
    for accepted in (manual | {"prompt": "on"}, wanted("kie/midjourney", source)):
        assert (await submit(client, "kie/midjourney", accepted)).json()["code"] == 200


@pytest.mark.parametrize(("index", "code"), [(-1, 422), (0, 200), (3, 200), (4, 422)])
async def test_midjourney_distinguishes_the_videos_of_a_task_by_index(
    client: httpx.AsyncClient, emulator: Emulator, index: int, code: int
) -> None:
    body = wanted("kie/midjourney", emulator.sources["kie/midjourney"].id, index=index)
    assert (await submit(client, "kie/midjourney", body)).json()["code"] == code


async def test_midjourney_makes_four_videos(client: httpx.AsyncClient, emulator: Emulator) -> None:
    task_id = await extend(client, emulator, "kie/midjourney")
    assert (await read(client, "kie/midjourney", task_id)).json()["data"]["resultInfoJson"] is None
    emulator.advance(LONG_S)
    data = (await read(client, "kie/midjourney", task_id)).json()["data"]
    links = {result["resultUrl"] for result in data["resultInfoJson"]["resultUrls"]}
    assert len(links) == 4


async def test_a_runway_extension_in_1080p_costs_more(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.sources["kie/runway"].id
    for quality in ("720p", "1080p"):
        await submit(client, "kie/runway", wanted("kie/runway", source, quality=quality))
    low, high = emulator.ledger.creates
    assert low.credits < high.credits


async def generate(client: httpx.AsyncClient, path: str, **body: object) -> httpx.Response:
    """Ask for a first video."""
    return await client.post(path, json={"prompt": "A dog runs", **body}, headers=KIE)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, None),
        ({"imageUrls": IMAGES[:2]}, None),
        ({"imageUrls": IMAGES}, "imageUrls: three images need"),
        ({"imageUrls": []}, "imageUrls"),
        ({"imageUrls": [*IMAGES, *IMAGES]}, "imageUrls"),
        (REFERENCES, None),
        ({**REFERENCES, "model": "veo3"}, "model: REFERENCE_2_VIDEO"),
        ({**REFERENCES, "duration": 4}, "duration: must be 8"),
        ({"generationType": "REFERENCE_2_VIDEO"}, "imageUrls: must be given"),
        (FRAMES, "imageUrls: must be given"),
        ({**FRAMES, "imageUrls": IMAGES[:2]}, None),
        ({**FRAMES, "imageUrls": IMAGES}, "imageUrls: three images need"),
        ({"seeds": 9999}, "seeds"),
        ({"duration": 5}, "duration"),
        ({"aspect_ratio": "4:3"}, "aspect_ratio"),
    ],
)
async def test_the_rules_of_a_first_veo_video(
    client: httpx.AsyncClient, emulator: Emulator, body: dict[str, object], message: str | None
) -> None:
    response = await generate(client, VEO_GENERATE, **body)
    assert outcome(response) == ((200, 200) if message is None else (200, 422))
    assert (message or "success") in response.json()["msg"]
    assert len(emulator.ledger.creates) == (1 if message is None else 0)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"duration": 5, "quality": "1080p", "aspectRatio": "1:1"}, None),
        ({"duration": 10, "quality": "720p", "imageUrl": IMAGES[0]}, None),
        ({"duration": 10, "quality": "1080p", "aspectRatio": "1:1"}, "quality: a video of 10"),
        ({"duration": 5, "quality": "720p"}, "aspectRatio: must be given"),
        ({"duration": 5, "quality": "720p", "imageUrl": ""}, "aspectRatio: must be given"),
        ({"duration": 7, "quality": "720p", "aspectRatio": "1:1"}, "duration"),
        ({"quality": "720p", "aspectRatio": "1:1"}, "duration"),
    ],
)
async def test_the_rules_of_a_first_runway_video(
    client: httpx.AsyncClient, emulator: Emulator, body: dict[str, object], message: str | None
) -> None:
    response = await generate(client, RUNWAY_GENERATE, **body)
    assert outcome(response) == ((200, 200) if message is None else (200, 422))
    assert (message or "success") in response.json()["msg"]
    assert len(emulator.ledger.creates) == (1 if message is None else 0)


@pytest.mark.parametrize(
    ("path", "body", "credits_", "seconds"),
    [
        (VEO_GENERATE, {}, 60, 8),
        (VEO_GENERATE, {"model": "veo3_lite", "resolution": "1080p", "duration": 6}, 35, 6),
        (VEO_GENERATE, {"model": "veo3", "resolution": "4k", "duration": 4}, 370, 4),
        (RUNWAY_GENERATE, {"duration": 5, "quality": "720p", "aspectRatio": "1:1"}, 12, 5),
        (RUNWAY_GENERATE, {"duration": 10, "quality": "720p", "aspectRatio": "1:1"}, 30, 10),
        (RUNWAY_GENERATE, {"duration": 5, "quality": "1080p", "aspectRatio": "1:1"}, 30, 5),
    ],
)
async def test_the_price_and_the_length_of_a_first_video(
    client: httpx.AsyncClient,
    emulator: Emulator,
    path: str,
    body: dict[str, object],
    credits_: float,
    seconds: int,
) -> None:
    before = emulator.kie.account.balance
    await generate(client, path, **body)
    (created,) = emulator.ledger.creates
    assert (created.credits, created.seconds_added) == (credits_, seconds)
    assert before - emulator.kie.account.balance == credits_


async def test_first_veo_videos_take_two_to_five_minutes(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    made = [(await generate(client, VEO_GENERATE)).json()["data"]["taskId"] for _ in range(12)]
    for pause_s, flag in ((119, 0), (182, 1)):
        emulator.advance(pause_s)
        for task_id in made:
            data = (await read(client, "kie/veo", task_id)).json()["data"]
            assert data["successFlag"] == flag


async def test_a_first_veo_video_shows_its_resolution_and_its_original(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    response = await generate(client, VEO_GENERATE, aspect_ratio="9:16", resolution="4k")
    task_id = response.json()["data"]["taskId"]
    emulator.advance(LONG_S)
    data = (await read(client, "kie/veo", task_id)).json()["data"]
    assert data["response"]["resolution"] == "4k"
    assert "fullResultUrls" not in data["response"]
    for url in data["response"]["resultUrls"] + data["response"]["originUrls"]:
        assert_plays((await client.get(url)).content, 8)


async def test_a_runway_task_shows_the_image_that_it_was_given(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    body = {"duration": 5, "quality": "720p", "imageUrl": IMAGES[0]}
    response = await generate(client, RUNWAY_GENERATE, **body)
    emulator.advance(LONG_S)
    data = (await read(client, "kie/runway", response.json()["data"]["taskId"])).json()["data"]
    assert data["generateParam"]["imageUrl"] == IMAGES[0]
    assert data["parentTaskId"] == ""
