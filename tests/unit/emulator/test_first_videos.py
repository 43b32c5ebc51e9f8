"""First videos of Kling: made without a source, read and listed at their own paths, and extended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake.emulator import AccountLimits, Emulator, Fault, spec
from longtake.emulator.spec import Spec
from tests.helpers.emulator_requests import CHAINHUB, LONG_S, ORIGIN
from tests.helpers.mp4_reader import assert_plays

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.anyio

PATH: Final = "/chainhub/kling/v1/videos"
MADE: Final = {
    "text2video": "text-to-video",
    "image2video": "image-to-video",
    "multi-image2video": "multi-image-to-video",
}
"""The kinds of first videos by their paths."""
each_kind = pytest.mark.parametrize("made", MADE)
each_extendable_kind = pytest.mark.parametrize("made", ["text2video", "image2video"])


def wanted(made: str, **more: Any) -> dict[str, Any]:
    address = "https://example.com/dog.png"
    images: dict[str, dict[str, Any]] = {
        "image2video": {"image": address},
        "multi-image2video": {"image_list": [{"image": address}]},
    }
    image = images.get(made, {})
    return {"prompt": "A dog runs", **image, **more}


async def start(client: httpx.AsyncClient, made: str, **more: Any) -> httpx.Response:
    return await client.post(f"{PATH}/{made}", json=wanted(made, **more), headers=CHAINHUB)


async def read(client: httpx.AsyncClient, made: str, task_id: str) -> Any:
    return (await client.get(f"{PATH}/{made}/{task_id}", headers=CHAINHUB)).json()


async def video(
    client: httpx.AsyncClient, emulator: Emulator, made: str, **more: Any
) -> dict[str, Any]:
    """Return the finished video of a new task."""
    task_id = (await start(client, made, **more)).json()["data"]["task_id"]
    emulator.advance(LONG_S)
    (found,) = (await read(client, made, task_id))["data"]["task_result"]["videos"]
    return dict(found)


@each_kind
async def test_a_first_video_is_made_listed_and_downloaded(
    client: httpx.AsyncClient, emulator: Emulator, made: str
) -> None:
    created = (await start(client, made, duration="10")).json()["data"]
    assert created["task_status"] == "submitted"
    emulator.advance(LONG_S)
    body = await read(client, made, created["task_id"])
    assert (body["code"], body["data"]["task_status"]) == (0, "succeed")
    assert "task_info" not in body["data"]
    (found,) = body["data"]["task_result"]["videos"]
    assert found["duration"] == "10.0"
    assert_plays((await client.get(found["url"])).content, 10)
    listed = (await client.get(f"{PATH}/{made}", headers=CHAINHUB)).json()
    assert listed["data"] == [body["data"]]
    (create,) = emulator.ledger.creates_of(f"chainhub/kling-{MADE[made]}")
    assert (create.source, create.seconds_added, create.credits) == (None, 10, 2.0)


@each_kind
async def test_a_task_is_read_and_listed_where_it_was_made_alone(
    client: httpx.AsyncClient, made: str
) -> None:
    task_id = (await start(client, made)).json()["data"]["task_id"]
    for other in {*MADE, "video-extend"} - {made}:
        assert (await read(client, other, task_id))["code"] == 1203
        assert (await client.get(f"{PATH}/{other}", headers=CHAINHUB)).json()["data"] == []


@each_extendable_kind
async def test_a_first_video_can_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, made: str
) -> None:
    source = await video(client, emulator, made)
    body = {"video_id": source["id"], "prompt": "on"}
    extended = await client.post(f"{PATH}/video-extend", json=body, headers=CHAINHUB)
    assert extended.json()["code"] == 0
    record = await read(client, "video-extend", extended.json()["data"]["task_id"])
    assert record["data"]["task_info"]["parent_video"] == source


@each_extendable_kind
@pytest.mark.parametrize(("model", "code"), [("kling-v1-6", 0), ("kling-v2-master", 1201)])
async def test_only_videos_of_older_models_can_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, made: str, model: str, code: int
) -> None:
    source = await video(client, emulator, made, model_name=model)
    body = {"video_id": source["id"], "prompt": "on"}
    extended = await client.post(f"{PATH}/video-extend", json=body, headers=CHAINHUB)
    assert extended.json()["code"] == code


async def test_a_video_of_several_images_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = await video(client, emulator, "multi-image2video", model_name="kling-v1-6")
    body = {"video_id": source["id"], "prompt": "on"}
    extended = await client.post(f"{PATH}/video-extend", json=body, headers=CHAINHUB)
    assert (extended.status_code, extended.json()["code"]) == (400, 1201)


async def test_a_video_of_an_image_needs_one(client: httpx.AsyncClient, emulator: Emulator) -> None:
    for body in ({"prompt": "A dog runs"}, {"prompt": "A dog runs", "image": ""}):
        refused = await client.post(f"{PATH}/image2video", json=body, headers=CHAINHUB)
        assert (refused.status_code, refused.json()["code"]) == (400, 1201)
        assert "image" in refused.json()["message"]
    assert emulator.ledger.creates == ()


async def test_all_kinds_of_tasks_count_as_parallel() -> None:
    emulator = Emulator(limits=AccountLimits(kling_parallel=3))
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for made in MADE:
            assert (await start(client, made)).json()["code"] == 0
        refused = await client.post(
            f"{PATH}/video-extend",
            json={"video_id": emulator.sources["chainhub/kling"].id, "prompt": "on"},
            headers=CHAINHUB,
        )
    assert refused.json()["code"] == 1303


@each_kind
async def test_a_first_video_has_faults_of_its_own(
    client: httpx.AsyncClient, emulator: Emulator, made: str
) -> None:
    kind = emulator.task_kinds[f"chainhub/kling-{MADE[made]}"]
    kind.next_submit(Fault.refuse("maintenance"))
    assert (await start(client, made)).json()["code"] == 5001
    kind.next_task(fail="moderation")
    task_id = (await start(client, made)).json()["data"]["task_id"]
    emulator.advance(LONG_S)
    kind.next_read(Fault.altered("unknown_state"))
    assert (await read(client, made, task_id))["data"]["task_status"] == "hibernating"
    assert (await read(client, made, task_id))["data"]["task_status"] == "failed"
    found = await video(client, emulator, made)
    kind.next_download(Fault.response(503))
    assert (await client.get(found["url"])).status_code == 503


@each_kind
async def test_kling_sends_callbacks_about_a_first_video(made: str) -> None:
    states: list[str] = []

    async def receiver(scope: Any, receive: Any, send: Any) -> None:
        del scope
        states.append((await receive())["body"].decode().split('"task_status": "')[1].split('"')[0])
        await send({"type": "http.response.start", "status": 200})
        await send({"type": "http.response.body"})

    emulator = Emulator(deliver_to=receiver)
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await start(client, made, callback_url="http://receiver.test/hook")
        emulator.advance(LONG_S)
        await emulator.settle_async()
    assert states == ["processing", "succeed"]


@pytest.fixture
async def without(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an emulator whose specification has no operation that makes first videos."""
    original = spec.committed

    def committed(provider: str) -> Spec:
        found = original(provider).document
        kept = {path: item for path, item in found["paths"].items() if "2video" not in path}
        return Spec({**found, "paths": kept})

    monkeypatch.setattr(spec, "committed", committed)
    emulator = Emulator()
    assert [key for key in emulator.task_kinds if "-to-video" in key] == []
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        yield client


@each_kind
async def test_a_kind_that_the_specification_lacks_is_not_there(
    without: httpx.AsyncClient, made: str
) -> None:
    assert (await start(without, made)).json()["code"] == 1202
