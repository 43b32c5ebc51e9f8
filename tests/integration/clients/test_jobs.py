"""kie's unified jobs API: what is sent for each model, how its tasks are read, and what they cost."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import (
    AsyncKie,
    Chainhub,
    InvalidRequestError,
    Kie,
    NotFoundError,
    State,
    SubmitOutcomeUnknown,
    TaskFailedError,
)
from tests.helpers.random_responses import HandClock
from tests.helpers.scenarios import SCENARIOS, Scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake_pytest import ServedEmulator

LINK = "https://films.test/a.mp4"
CREATED = {"code": 200, "msg": "success", "data": {"taskId": "t", "recordId": "r"}}
JOBS = [scenario for scenario in SCENARIOS.values() if scenario.kind == "kie/jobs"]


def kie(*responses: Any, sent: list[Any] | None = None) -> Kie:
    """Return a client of a provider that sends these bodies, the last one again and again."""
    left = list(responses)

    def respond(request: httpx.Request) -> httpx.Response:
        if sent is not None:
            sent.append(json.loads(request.content or b"null"))
        return httpx.Response(200, json=left.pop(0) if len(left) > 1 else left[0])

    return Kie("a-key", transport=httpx.MockTransport(respond), clock=HandClock())


def record(**fields: Any) -> dict[str, Any]:
    return {"code": 200, "msg": "success", "data": {"taskId": "t", "model": "m", **fields}}


def test_the_model_is_filled_in_and_its_input_is_flattened() -> None:
    sent: list[Any] = []
    with kie(CREATED, sent=sent) as client:
        client.jobs.veo.extend(task_id="a", prompt="b", call_back_url="https://example.com/c")
        client.jobs.veo.get_1080p(task_id="a")
        client.jobs.create(model="hailuo/pro", input={"prompt": "c", "deep": {"d": [1]}})
    assert sent == [
        {
            "model": "veo/extend",
            "input": {"task_id": "a", "prompt": "b"},
            "callBackUrl": "https://example.com/c",
        },
        {"model": "veo/get-1080p-video", "input": {"taskId": "a", "index": 0}},
        {"model": "hailuo/pro", "input": {"prompt": "c", "deep": {"d": [1]}}},
    ]


@pytest.mark.parametrize("scenario", JOBS, ids=lambda scenario: scenario.operation)
def test_each_model_sends_its_own_id_alone(scenario: Scenario) -> None:
    sent: list[Any] = []
    with kie(CREATED, sent=sent) as client:
        scenario.start(client, "a-source")
    (body,) = sent
    assert set(body) == {"model", "input"}
    assert "/" in body["model"] or body["model"] in ("runway", "veo-3-1")


GIVEN: dict[str, Any] = {"prompt": "On it goes", "duration": 5, "quality": "720p"}
both_or_none = pytest.mark.parametrize(
    ("given", "shown"),
    [({}, "got none"), ({"task_id": "a", "video_url": "b"}, "got task_id and video_url")],
)


@both_or_none
def test_exactly_one_of_two_parameters_is_checked_before_anything_is_sent(
    given: dict[str, Any], shown: str
) -> None:
    sent: list[Any] = []
    with kie(CREATED, sent=sent) as client:
        extend: Callable[..., Any]
        for extend in (client.jobs.pixverse.extend, client.jobs.pixverse.prepare.extend):
            with pytest.raises(
                InvalidRequestError, match="exactly one of task_id, video_url"
            ) as found:
                extend(**GIVEN, **given)
            assert shown in str(found.value)
    assert sent == []


@both_or_none
def test_exactly_one_of_two_parameters_is_checked_async(given: dict[str, Any], shown: str) -> None:
    async def extended() -> None:
        transport = httpx.MockTransport(lambda _: pytest.fail("something was sent"))
        async with AsyncKie("a-key", transport=transport) as client:
            extend: Callable[..., Any] = client.jobs.pixverse.extend
            with pytest.raises(InvalidRequestError, match=shown):
                await extend(**GIVEN, **given)

    asyncio.run(extended())


RESULTS: dict[str, dict[str, Any]] = {
    "response": {"response": {"resultUrls": [LINK]}, "resultJson": ""},
    "a string": {"resultJson": json.dumps({"resultUrls": [LINK]})},
    "an object": {"resultJson": {"resultUrls": [LINK]}},
    "response comes first": {
        "response": {"resultUrls": [LINK]},
        "resultJson": json.dumps({"resultUrls": ["https://films.test/older.mp4"]}),
    },
}


@pytest.mark.parametrize("result", RESULTS.values(), ids=list(RESULTS))
def test_the_links_are_found_in_each_form_of_the_result(result: dict[str, Any]) -> None:
    with kie(record(state="success", creditsConsumed=14.4, **result)) as client:
        task = client.jobs.task("t")
        assert task.wait().url == LINK
        assert task.credits == 14.4


def test_what_a_task_cost_is_known_once_the_provider_reports_it() -> None:
    with kie(record(state="generating"), record(state="fail", creditsConsumed="0")) as client:
        task = client.jobs.task("t")
        assert task.credits is None
        assert task.status().credits is None
        assert task.status().state is State.FAILED
        assert task.credits == 0


def test_what_a_task_cost_is_known_async(longtake_emulator: ServedEmulator) -> None:
    async def credits_of() -> tuple[float | None, float]:
        async with AsyncKie(**longtake_emulator.options("kie")) as client:
            task = await client.jobs.pixverse.text_to_video(prompt="A dog runs", quality="360p")
            await task.wait()
            return task.credits, longtake_emulator.ledger.creates[0].credits

    found, charged = asyncio.run(credits_of())
    assert found == charged == 20.0


@pytest.mark.parametrize("units", ["1.5", 1.5])
def test_a_task_of_kling_reports_its_cost_too(units: object) -> None:
    videos = {"videos": [{"id": "1", "url": LINK, "duration": "5"}]}
    task = {"task_id": "1", "task_status": "succeed", "task_result": videos}
    body = {"code": 0, "data": {**task, "final_unit_deduction": units}}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with Chainhub("a-key", transport=transport) as client:
        found = client.kling.task("1", started_by="text_to_video")
        found.wait()
    assert found.credits == 1.5


def test_any_other_state_counts_as_running() -> None:
    with kie(record(state="hibernating")) as client:
        snapshot = client.jobs.task("t").status()
    assert (snapshot.state, snapshot.is_known_state) == (State.RUNNING, False)


@pytest.mark.parametrize("code", [501, 408])
def test_a_code_of_a_failed_task_ends_it_at_the_first_poll(code: int) -> None:
    sent: list[Any] = []
    with kie({"code": code, "msg": "nothing came", "data": None}, sent=sent) as client:
        snapshot = client.jobs.task("t").status()
        with pytest.raises(TaskFailedError, match="nothing came"):
            client.jobs.task("t").wait()
    assert snapshot.failure is not None
    assert snapshot.failure.code == code
    assert len(sent) == 2


def test_the_same_code_is_an_error_of_the_older_api() -> None:
    sent: list[Any] = []
    responses = {"code": 408, "msg": "later"}, {"code": 200, "data": {"successFlag": 0}}
    with kie(*responses, sent=sent) as client:
        assert client.veo.task("t").status().state is State.RUNNING
    assert len(sent) == 2


def test_a_new_task_may_be_missing_for_a_while() -> None:
    missing = {"code": 422, "msg": "recordInfo is null", "data": None}
    with kie(CREATED, missing, missing, record(state="waiting")) as client:
        task = client.jobs.veo.extend(task_id="a", prompt="b")
        assert [task.status().state for _ in range(3)] == [State.QUEUED] * 3
    with kie(missing) as client, pytest.raises(NotFoundError):
        client.jobs.task("t").status()


def test_a_token_keeps_which_api_made_the_task() -> None:
    paths: list[str] = []

    def respond(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return httpx.Response(200, json=record(state="waiting", successFlag=0))

    with Kie("a-key", transport=httpx.MockTransport(respond)) as client:
        for task in (client.jobs.veo.task("t"), client.veo.task("t")):
            client.from_token(task.token).status()
    assert paths == ["/api/v1/jobs/recordInfo", "/api/v1/veo/record-info"]


def test_a_source_that_is_missing_is_no_unknown_outcome() -> None:
    nothing = {"code": 200, "msg": "success", "data": None}
    with kie(nothing) as client:
        with pytest.raises(NotFoundError):
            client.jobs.pixverse.extend(task_id="a", prompt="On it goes", duration=1)
        with pytest.raises(SubmitOutcomeUnknown):
            client.jobs.veo.generate(prompt="A dog runs")


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("veo/extend", {"prompt": "On"}, "input: task_id must be given"),
    ("veo/extend", {"task_id": "a", "prompt": "b", "seeds": 1}, "input.seeds: must not be less"),
    ("pixverse-v6/extend", {**GIVEN}, "exactly one of taskId, video_url must be given"),
    ("grok-imagine/extend", {"prompt": ""}, "task_id, extend_at, extend_times must be given"),
    ("films/unheard-of", {}, "model: "),
]


@pytest.mark.parametrize(("model", "fields", "message"), REFUSED)
def test_the_emulator_names_the_real_mistake(
    longtake_kie: Kie, model: str, fields: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidRequestError) as found:
        longtake_kie.jobs.create(model=model, input=fields)
    assert message in str(found.value)


def test_a_video_of_another_model_is_refused(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.environment()["KIE_JOBS_RUNWAY_SOURCE"]
    with pytest.raises(InvalidRequestError, match="must be of veo-3-1 or veo/extend, got one of"):
        longtake_kie.jobs.veo.extend(task_id=source, prompt="On it goes")
    any_video = longtake_kie.jobs.pixverse.extend(task_id=source, prompt="On it goes", duration=1)
    assert any_video.wait().url
