"""How extensions lengthen a video: parts, wholes, overlaps, ceilings, refusals, and URLs as sources."""

from __future__ import annotations

import struct
from typing import Any, Final

import httpx
import pytest

from longtake.emulator import Emulator
from longtake.emulator.script import ScriptError
from scripts.frame_numbers import read_numbers
from tests.helpers.emulator_requests import (
    CHAINHUB,
    KIE,
    KIND_KEYS,
    LONG_S,
    ORIGIN,
    FinishedTask,
    extend,
    finished,
    outcome,
    read,
    submit,
    task_id_of,
    wanted,
)
from tests.helpers.videos import box

pytestmark = pytest.mark.anyio

WHOLE_KINDS: Final = [key for key in KIND_KEYS if key not in ("kie/veo", "kie/jobs")]
JOBS: Final = "/kie/api/v1/jobs"


def frames(start_s: float, end_s: float) -> list[int]:
    """The numbers of the clip's frames from one second to another."""
    return list(range(round(10 * start_s), round(10 * end_s)))


async def numbers(client: httpx.AsyncClient, url: str) -> list[int]:
    return read_numbers((await client.get(url)).content)


async def job(
    client: httpx.AsyncClient, emulator: Emulator, model: str, **fields: Any
) -> dict[str, Any]:
    """Run a task of the jobs API to its end, and return its record."""
    body = {"model": model, "input": {"prompt": "The dog runs on", **fields}}
    created = (await client.post(f"{JOBS}/createTask", json=body, headers=KIE)).json()
    assert created["code"] == 200, created
    emulator.advance(LONG_S)
    query = {"taskId": created["data"]["taskId"]}
    found = await client.get(f"{JOBS}/recordInfo", params=query, headers=KIE)
    record: dict[str, Any] = found.json()["data"]
    return record


async def refused_job(client: httpx.AsyncClient, model: str, **fields: Any) -> str:
    """Send a job that is refused with code 422, and return the message."""
    body = {"model": model, "input": {"prompt": "The dog runs on", **fields}}
    response = (await client.post(f"{JOBS}/createTask", json=body, headers=KIE)).json()
    assert response["code"] == 422
    return str(response["msg"])


async def veo_response(client: httpx.AsyncClient, emulator: Emulator) -> dict[str, Any]:
    """Extend a Veo video of 8 seconds, and return the `response` of its record."""
    task_id = await extend(client, emulator, "kie/veo")
    emulator.advance(LONG_S)
    record = await read(client, "kie/veo", task_id)
    found: dict[str, Any] = record.json()["data"]["response"]
    return found


class TestPartsAndWholes:
    """What an extension returns, and the faults of it."""

    @pytest.mark.parametrize("kind_key", WHOLE_KINDS)
    async def test_the_whole_video_begins_with_the_source(
        self, client: httpx.AsyncClient, emulator: Emulator, kind_key: str
    ) -> None:
        task_id = await extend(client, emulator, kind_key)
        emulator.advance(LONG_S)
        (create,) = emulator.ledger.creates
        end_s = emulator.sources[kind_key].seconds + create.seconds_added
        for url in finished(kind_key, await read(client, kind_key, task_id)).urls:
            assert await numbers(client, url) == frames(0, end_s)

    @pytest.mark.parametrize("kind_key", WHOLE_KINDS)
    @pytest.mark.parametrize("overlap_s", [None, 0, 1.6])
    async def test_a_part_in_place_of_the_whole(
        self, client: httpx.AsyncClient, emulator: Emulator, kind_key: str, overlap_s: float | None
    ) -> None:
        emulator.task_kinds[kind_key].next_task(result="part", overlap_s=overlap_s)
        task_id = await extend(client, emulator, kind_key)
        emulator.advance(LONG_S)
        response = await read(client, kind_key, task_id)
        (create,) = emulator.ledger.creates
        source_s = emulator.sources[kind_key].seconds
        part = frames(source_s - (overlap_s or 0), source_s + create.seconds_added)
        result = finished(kind_key, response)
        for url in result.urls:
            assert await numbers(client, url) == part
        if kind_key == "useapi/gen2":
            (artifact,) = response.json()["artifacts"]
            assert artifact["metadata"]["duration"] == len(part) / 10
            assert int(artifact["fileSize"]) == len((await client.get(artifact["url"])).content)
        if kind_key == "chainhub/kling":
            (video,) = response.json()["data"]["task_result"]["videos"]
            assert video["duration"] == str(len(part) / 10)

    @pytest.mark.parametrize("kind_key", WHOLE_KINDS)
    async def test_the_next_extension_is_the_whole_again(
        self, client: httpx.AsyncClient, emulator: Emulator, kind_key: str
    ) -> None:
        emulator.task_kinds[kind_key].next_task(result="part")
        result = FinishedTask(emulator.sources[kind_key].id, [])
        for _ in range(2):
            body = wanted(kind_key, result.result_id)
            task_id = task_id_of(kind_key, await submit(client, kind_key, body))
            emulator.advance(LONG_S)
            result = finished(kind_key, await read(client, kind_key, task_id))
        added = sum(create.seconds_added for create in emulator.ledger.creates)
        end_s = emulator.sources[kind_key].seconds + added
        assert await numbers(client, result.urls[0]) == frames(0, end_s)

    async def test_veo_returns_both(self, client: httpx.AsyncClient, emulator: Emulator) -> None:
        response = await veo_response(client, emulator)
        (part,), (whole,) = response["resultUrls"], response["fullResultUrls"]
        assert await numbers(client, part) == frames(8, 15)
        assert await numbers(client, whole) == frames(0, 15)

    @pytest.mark.parametrize(("overlap_s", "begins_s"), [(0, 8), (1, 7), (1.6, 6.4), (9, 0)])
    async def test_a_part_of_veo_may_repeat_the_end_of_its_source(
        self, client: httpx.AsyncClient, emulator: Emulator, overlap_s: float, begins_s: float
    ) -> None:
        emulator.kie.veo.next_task(overlap_s=overlap_s)
        response = await veo_response(client, emulator)
        (part,), (whole,) = response["resultUrls"], response["fullResultUrls"]
        assert await numbers(client, part) == frames(begins_s, 15)
        assert await numbers(client, whole) == frames(0, 15)

    async def test_veo_may_return_the_part_alone(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        emulator.kie.veo.next_task(result="part", overlap_s=1.6)
        response = await veo_response(client, emulator)
        assert "fullResultUrls" not in response
        (part,) = response["resultUrls"]
        assert await numbers(client, part) == frames(6.4, 15)

    async def test_veo_may_return_the_whole_alone(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        emulator.kie.veo.next_task(result="whole")
        response = await veo_response(client, emulator)
        assert "fullResultUrls" not in response
        (whole,) = response["resultUrls"]
        assert await numbers(client, whole) == frames(0, 15)

    @pytest.mark.parametrize(
        ("fault", "start_s"),
        [({}, 8), ({"overlap_s": 1.6}, 6.4), ({"result": "whole"}, 0), ({"result": "part"}, 8)],
    )
    async def test_the_jobs_api_returns_the_part_of_veo(
        self, client: httpx.AsyncClient, emulator: Emulator, fault: dict[str, Any], start_s: float
    ) -> None:
        emulator.kie.jobs.next_task(**fault)
        source = emulator.sources["kie/jobs"].id
        record = await job(client, emulator, "veo/extend", task_id=source)
        (url,) = record["response"]["resultUrls"]
        assert await numbers(client, url) == frames(start_s, 15)

    @pytest.mark.parametrize("result", [None, "part"])
    async def test_only_the_callback_of_the_jobs_api_has_the_whole_of_veo(
        self, result: Any
    ) -> None:
        arrived: list[bytes] = []

        async def receiver(scope: Any, receive: Any, send: Any) -> None:
            del scope
            arrived.append((await receive())["body"])
            await send({"type": "http.response.start", "status": 200})
            await send({"type": "http.response.body"})

        emulator = Emulator(deliver_to=receiver)
        emulator.kie.jobs.next_task(result=result)
        body = {
            "model": "veo/extend",
            "callBackUrl": "http://receiver.test/hook",
            "input": {"prompt": "on", "task_id": emulator.sources["kie/jobs"].id},
        }
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            created = await client.post(f"{JOBS}/createTask", json=body, headers=KIE)
            emulator.advance(LONG_S)
            await emulator.settle_async()
            (callback,) = [httpx.Response(200, content=each).json() for each in arrived]
            files = callback["data"]["response"]
            assert await numbers(client, files["resultUrls"][0]) == frames(8, 15)
            if result is None:
                assert await numbers(client, files["fullResultUrls"][0]) == frames(0, 15)
            else:
                assert "fullResultUrls" not in files
            query = {"taskId": created.json()["data"]["taskId"]}
            record = await client.get(f"{JOBS}/recordInfo", params=query, headers=KIE)
        assert "fullResultUrls" not in record.json()["data"]["response"]

    async def test_a_first_video_has_neither_part_nor_overlap(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        emulator.kie.jobs.next_task(result="part", overlap_s=1.6)
        record = await job(client, emulator, "veo-3-1")
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(0, 8)

    @pytest.mark.parametrize("kind_key", WHOLE_KINDS)
    async def test_an_overlap_needs_a_part(self, emulator: Emulator, kind_key: str) -> None:
        with pytest.raises(ValueError, match=f"for {kind_key}, overlap_s requires result='part'"):
            emulator.task_kinds[kind_key].next_task(overlap_s=1.6)

    @pytest.mark.parametrize("kind_key", ["kie/aleph", "kling/kling-text-to-video"])
    @pytest.mark.parametrize("fault", [{"result": "whole"}, {"overlap_s": 1.0}])
    async def test_a_kind_without_extensions_has_no_such_fault(
        self, emulator: Emulator, kind_key: str, fault: dict[str, Any]
    ) -> None:
        with pytest.raises(ValueError, match=f"requires a task kind with extensions, .*{kind_key}"):
            emulator.task_kinds[kind_key].next_task(**fault)

    @pytest.mark.parametrize(
        ("fault", "problem"),
        [
            ({"overlap_s": 1.5}, "overlap_s must be a multiple of 0.2"),
            ({"overlap_s": -0.2}, "overlap_s must be a multiple of 0.2, 0 or more"),
            ({"overlap_s": float("nan")}, "overlap_s must be a multiple of 0.2"),
            ({"overlap_s": 1, "result": "whole"}, "overlap_s requires a part"),
            ({"result": "half"}, "result must be one of part, whole, got 'half'"),
        ],
    )
    async def test_a_fault_that_no_task_can_have_is_refused(
        self, emulator: Emulator, fault: dict[str, Any], problem: str
    ) -> None:
        with pytest.raises(ValueError, match=problem):
            emulator.kie.veo.next_task(**fault)

    async def test_a_script_has_both_faults(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        script = '[[task]]\nkind = "kie/veo"\nresult = "part"\noverlap_s = 1.6\n'
        assert emulator.script(script) == ["kie/veo: the next task: overlap_s 1.6, result part"]
        response = await veo_response(client, emulator)
        assert await numbers(client, response["resultUrls"][0]) == frames(6.4, 15)

    async def test_a_script_reports_a_kind_that_cannot_have_the_fault(
        self, emulator: Emulator
    ) -> None:
        script = '[[task]]\nkind = "k*/*"\nhidden_s = 5\noverlap_s = 1.0\n'
        with pytest.raises(ScriptError) as raised:
            emulator.script(script)
        assert any(
            problem.startswith("line 4: for kling/kling, overlap_s requires")
            for problem in raised.value.problems
        )
        assert emulator.kie.veo.schedule.take_task_fault().hidden_s == 0


class TestCeilingsAndRefusals:
    """How far each provider extends a video, and what it does not extend."""

    async def test_midjourney_extends_a_video_four_times(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        source, lengths = emulator.sources["kie/midjourney"].id, list[int]()
        for _ in range(4):
            response = await submit(client, "kie/midjourney", wanted("kie/midjourney", source))
            emulator.advance(LONG_S)
            task_id = task_id_of("kie/midjourney", response)
            result = finished("kie/midjourney", await read(client, "kie/midjourney", task_id))
            lengths.append(len(await numbers(client, result.urls[0])) // 10)
            source = result.result_id
        assert lengths == [9, 13, 17, 21]
        refused = await submit(client, "kie/midjourney", wanted("kie/midjourney", source))
        assert refused.json() == {
            "code": 422,
            "msg": "A video can be extended 4 times",
            "data": None,
        }

    @pytest.mark.parametrize(("seconds", "code"), [(17, 200), (17.2, 422), (21, 422)])
    async def test_a_video_of_midjourney_has_at_most_21_seconds(
        self, client: httpx.AsyncClient, emulator: Emulator, seconds: float, code: int
    ) -> None:
        emulator.kie.midjourney.add_video("of-mine", seconds=seconds)
        response = await submit(client, "kie/midjourney", wanted("kie/midjourney", "of-mine"))
        assert outcome(response) == (200, code)

    @pytest.mark.parametrize("seconds", [175, 175.4, 176])
    async def test_kling_reaches_exactly_three_minutes(
        self, client: httpx.AsyncClient, emulator: Emulator, seconds: float
    ) -> None:
        emulator.chainhub.kling.add_video("of-mine", seconds=seconds)
        for number in range(8):
            body = wanted("chainhub/kling", "of-mine", prompt=str(number))
            task_id = task_id_of("chainhub/kling", await submit(client, "chainhub/kling", body))
            emulator.advance(LONG_S)
            found = (await read(client, "chainhub/kling", task_id)).json()["data"]["task_result"]
            assert seconds + 4 <= float(found["videos"][0]["duration"]) <= 180

    @pytest.mark.parametrize(("quality", "code"), [("720p", 200), ("1080p", 422)])
    @pytest.mark.parametrize("made_by", ["generate", "extend"])
    async def test_a_video_of_runway_in_1080p_is_not_extended(
        self,
        client: httpx.AsyncClient,
        emulator: Emulator,
        quality: str,
        made_by: str,
        code: int,
    ) -> None:
        fields: dict[str, Any] = {"duration": 5, "aspectRatio": "16:9"}
        if made_by == "extend":
            fields = {"taskId": emulator.sources["kie/runway"].id}
        body = {"prompt": "A dog runs", "quality": quality, **fields}
        made = await client.post(f"/kie/api/v1/runway/{made_by}", json=body, headers=KIE)
        emulator.advance(LONG_S)
        again = wanted("kie/runway", made.json()["data"]["taskId"])
        assert outcome(await submit(client, "kie/runway", again)) == (200, code)

    @pytest.mark.parametrize(
        ("method", "path"), [("GET", "get-1080p-video"), ("POST", "get-4k-video")]
    )
    async def test_a_video_of_veo_that_was_enlarged_is_not_extended(
        self, client: httpx.AsyncClient, emulator: Emulator, method: str, path: str
    ) -> None:
        source = emulator.sources["kie/veo"].id
        sent = {"params" if method == "GET" else "json": {"taskId": source}}
        await client.request(method, f"/kie/api/v1/veo/{path}", headers=KIE, **sent)  # type: ignore[arg-type]
        response = await submit(client, "kie/veo", wanted("kie/veo", source))
        assert outcome(response) == (200, 400)
        assert response.json()["msg"] == "A video that was turned into 1080p cannot be extended"

    @pytest.mark.parametrize(("after_days", "code"), [(29.9, 0), (30.1, 1201)])
    async def test_kling_extends_a_video_for_30_days(
        self, client: httpx.AsyncClient, emulator: Emulator, after_days: float, code: int
    ) -> None:
        body = {"prompt": "A dog runs", "model_name": "kling-v1-6"}
        url = "/chainhub/kling/v1/videos/text2video"
        made = (await client.post(url, json=body, headers=CHAINHUB)).json()["data"]["task_id"]
        emulator.advance(LONG_S)
        record = (await client.get(f"{url}/{made}", headers=CHAINHUB)).json()["data"]
        ended_at = record["updated_at"] / 1000
        (video,) = record["task_result"]["videos"]
        emulator.advance(ended_at + after_days * 24 * 3600 - emulator.clock.now())
        response = await submit(client, "chainhub/kling", wanted("chainhub/kling", video["id"]))
        assert response.json()["code"] == code


class TestRefunds:
    """A task of the jobs API that fails costs nothing in the end."""

    async def balance(self, client: httpx.AsyncClient) -> float:
        response = await client.get("/kie/api/v1/chat/credit", headers=KIE)
        return float(response.json()["data"])

    async def start(self, client: httpx.AsyncClient, emulator: Emulator) -> str:
        """Start an extension of Veo that will fail, and return its id."""
        emulator.kie.jobs.next_task(fail="error", lasts_s=60)
        source = {"prompt": "on", "task_id": emulator.sources["kie/jobs"].id}
        body = {"model": "veo/extend", "input": source}
        response = await client.post(f"{JOBS}/createTask", json=body, headers=KIE)
        return str(response.json()["data"]["taskId"])

    async def test_the_charge_is_refunded_when_the_task_has_failed(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        await self.start(client, emulator)
        for after_s, expected in ((59.9, 9_940), (0.1, 10_000), (0, 10_000)):
            emulator.advance(after_s)
            assert await self.balance(client) == expected
        assert emulator.kie.account.used == 0

    async def test_a_read_shows_the_refund(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        task_id = await self.start(client, emulator)
        emulator.advance(60)
        query = {"taskId": task_id}
        record = await client.get(f"{JOBS}/recordInfo", params=query, headers=KIE)
        assert record.json()["data"]["creditsConsumed"] == 0
        assert emulator.kie.account.balance == 10_000

    async def test_a_refund_pays_for_the_next_task(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        emulator.kie.account.balance = 60
        await self.start(client, emulator)
        emulator.advance(60)
        assert await self.start(client, emulator)

    async def test_other_tasks_are_not_refunded(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        emulator.kie.veo.next_task(fail="error")
        await extend(client, emulator, "kie/veo")
        emulator.advance(LONG_S)
        assert await self.balance(client) == 9_940


class TestUrlSources:
    """PixVerse and Wan take the URL of a video."""

    FIELDS: Final = {
        "pixverse-v6/extend": {"duration": 3, "quality": "720p"},
        "wan/2-7-image-to-video": {"duration": 11, "resolution": "720p"},
    }
    URL_FIELDS: Final = {
        "pixverse-v6/extend": "video_url",
        "wan/2-7-image-to-video": "first_clip_url",
    }
    for_each_model = pytest.mark.parametrize("model", FIELDS)

    def fields(self, model: str, url: str) -> dict[str, Any]:
        return {**self.FIELDS[model], self.URL_FIELDS[model]: url}

    @for_each_model
    async def test_a_video_of_the_emulator_grows(
        self, client: httpx.AsyncClient, emulator: Emulator, model: str
    ) -> None:
        url = (await job(client, emulator, "veo-3-1"))["response"]["resultUrls"][0]
        record = await job(client, emulator, model, **self.fields(model, url))
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(0, 11)
        create = emulator.ledger.creates[-1]
        assert (create.source, create.seconds_added) == (url, 3)

    @for_each_model
    async def test_a_part_grows_from_its_own_first_frame(
        self, client: httpx.AsyncClient, emulator: Emulator, model: str
    ) -> None:
        emulator.kie.veo.next_task(overlap_s=1.0)
        (url,) = (await veo_response(client, emulator))["resultUrls"]
        record = await job(client, emulator, model, **self.fields(model, url))
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(7, 18)

    @for_each_model
    async def test_a_part_of_a_video_from_a_url(
        self, client: httpx.AsyncClient, emulator: Emulator, model: str
    ) -> None:
        url = (await job(client, emulator, "veo-3-1"))["response"]["resultUrls"][0]
        emulator.kie.jobs.next_task(result="part", overlap_s=1.6)
        record = await job(client, emulator, model, **self.fields(model, url))
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(6.4, 11)

    @for_each_model
    async def test_a_video_of_another_host_has_five_seconds(
        self, client: httpx.AsyncClient, emulator: Emulator, model: str
    ) -> None:
        fields = self.fields(model, "https://films.test/media/dog.mp4")
        record = await job(client, emulator, model, **fields)
        added_s = 3 if model == "pixverse-v6/extend" else 6
        url = record["response"]["resultUrls"][0]
        assert await numbers(client, url) == frames(0, 5 + added_s)

    @for_each_model
    async def test_a_video_that_cannot_be_downloaded_is_refused(
        self, client: httpx.AsyncClient, emulator: Emulator, model: str
    ) -> None:
        veo = await veo_response(client, emulator)
        emulator.advance(15 * 24 * 3600)
        for url in (
            "http://media.emulator.test/media/kie/veo/unheard-of.mp4",
            veo["resultUrls"][0],
            "/home/me/dog.mp4",
            "file:///home/me/dog.mp4",
        ):
            message = await refused_job(client, model, **self.fields(model, url))
            assert message == f"{self.URL_FIELDS[model]}: the video cannot be downloaded"
        assert len(emulator.ledger.creates) == 1

    async def test_a_signed_link_must_be_valid(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        task_id = await extend(client, emulator, "useapi/gen2")
        emulator.advance(LONG_S)
        (url,) = finished("useapi/gen2", await read(client, "useapi/gen2", task_id)).urls
        record = await job(client, emulator, "pixverse-v6/extend", **self.pixverse(url))
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(0, 11)
        for bad in (url.split("?", maxsplit=1)[0], url[:-1]):
            await refused_job(client, "pixverse-v6/extend", **self.pixverse(bad))

    def pixverse(self, url: str) -> dict[str, Any]:
        return self.fields("pixverse-v6/extend", url)

    @pytest.mark.parametrize(
        ("clip_s", "total_s", "problem"),
        [
            (1.8, 5, "first_clip_url: must be a video of 2 to 10 seconds, got 1.8"),
            (10.2, 15, "first_clip_url: must be a video of 2 to 10 seconds, got 10.2"),
            (5, 5, "duration: must be greater than the length of the first clip (5 seconds)"),
            (8, None, "duration: must be greater than the length of the first clip (8 seconds)"),
        ],
    )
    async def test_wan_refuses_a_clip(
        self,
        client: httpx.AsyncClient,
        emulator: Emulator,
        clip_s: float,
        total_s: int | None,
        problem: str,
    ) -> None:
        url = emulator.media.link(ORIGIN, "kie/jobs/clip.mp4", end_s=clip_s)
        duration = {} if total_s is None else {"duration": total_s}
        model = "wan/2-7-image-to-video"
        assert await refused_job(client, model, first_clip_url=url, **duration) == problem

    @pytest.mark.parametrize("clip_s", [2, 4.6, 10])
    async def test_wan_makes_the_whole_as_long_as_requested(
        self, client: httpx.AsyncClient, emulator: Emulator, clip_s: float
    ) -> None:
        url = emulator.media.link(ORIGIN, "kie/jobs/clip.mp4", end_s=clip_s)
        fields = {"first_clip_url": url, "duration": 15, "resolution": "720p"}
        record = await job(client, emulator, "wan/2-7-image-to-video", **fields)
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(0, 15)
        (create,) = emulator.ledger.creates
        assert (create.seconds_added, create.credits) == (round(15 - clip_s, 3), 15 * 16)

    async def test_wan_makes_no_more_than_15_seconds(self, client: httpx.AsyncClient) -> None:
        fields = {"first_clip_url": "https://films.test/dog.mp4", "duration": 16}
        assert "duration" in await refused_job(client, "wan/2-7-image-to-video", **fields)


def mp4_of(seconds: float, *, timescale: int = 600, in_fragments: bool = False) -> bytes:
    """An MP4 whose header has a length."""
    units = round(seconds * timescale)
    header = struct.pack(">IIIII", 0, 0, 0, timescale, 0 if in_fragments else units)
    fragments = box(b"mvex", box(b"mehd", struct.pack(">II", 0, units))) if in_fragments else b""
    movie = box(b"moov", box(b"mvhd", header) + fragments)
    return box(b"ftyp", b"isom" + bytes(4)) + movie + box(b"mdat", b"frames")


class TestUploadedSources:
    """A file that a client uploaded has the length that its header has."""

    async def upload(self, client: httpx.AsyncClient, content: bytes) -> str:
        form = {"uploadPath": "videos", "fileName": "my dog.mp4"}
        response = await client.post(
            "/kie/api/file-stream-upload", data=form, files={"file": content}, headers=KIE
        )
        return str(response.json()["data"]["downloadUrl"])

    @pytest.mark.parametrize(
        ("content", "seconds"),
        [
            (mp4_of(8), 8),
            (mp4_of(3.2, timescale=1000), 3.2),
            (mp4_of(7, in_fragments=True), 7),
            (mp4_of(0), 5),
            (mp4_of(4)[:-20], 5),
            (mp4_of(4, timescale=0), 5),
            (box(b"moov", box(b"mvhd", b"short")), 5),
            (b"no video", 5),
            (b"", 5),
        ],
    )
    async def test_the_length_of_an_uploaded_video_counts(
        self, client: httpx.AsyncClient, emulator: Emulator, content: bytes, seconds: float
    ) -> None:
        url = await self.upload(client, content)
        fields = {"video_url": url, "duration": 3, "quality": "720p"}
        record = await job(client, emulator, "pixverse-v6/extend", **fields)
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(0, seconds + 3)

    async def test_a_video_of_the_emulator_keeps_its_length(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        first = (await job(client, emulator, "veo-3-1"))["response"]["resultUrls"][0]
        url = await self.upload(client, (await client.get(first)).content)
        fields = {"first_clip_url": url, "duration": 10}
        record = await job(client, emulator, "wan/2-7-image-to-video", **fields)
        assert await numbers(client, record["response"]["resultUrls"][0]) == frames(0, 10)

    async def test_a_header_cannot_demand_hours_of_video(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        url = await self.upload(client, mp4_of(4_000_000_000 / 600))
        fields = {"video_url": url, "duration": 3, "quality": "720p"}
        await job(client, emulator, "pixverse-v6/extend", **fields)
        assert emulator.ledger.creates[0].seconds_added == 3
        footage = emulator.media.footage(url, ORIGIN)
        assert footage is not None
        assert footage.end_s == 600

    async def test_an_uploaded_file_expires(
        self, client: httpx.AsyncClient, emulator: Emulator
    ) -> None:
        url = await self.upload(client, mp4_of(8))
        emulator.advance(24 * 3600)
        fields = {"video_url": url, "duration": 3, "quality": "720p"}
        assert "cannot be downloaded" in await refused_job(client, "pixverse-v6/extend", **fields)
