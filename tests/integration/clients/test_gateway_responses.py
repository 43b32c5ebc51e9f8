"""Kling behind a gateway of the new-api kind, which has a record of its own around Kling's response."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from longtake import (
    AsyncChainhub,
    Chainhub,
    InsufficientCreditsError,
    MissingFileError,
    NotFoundError,
    ServiceUnavailableError,
    Snapshot,
    State,
    SubmitOutcomeUnknown,
    TaskFailedError,
    TaskRejectedError,
)
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import LINK, Reply, both_clients, end_of, token_of
from tests.helpers.task_kinds import KINDS

KLING = KINDS["chainhub/kling"]


def record(status: Any, data: Any = None, reason: str = "", **fields: Any) -> dict[str, Any]:
    """A gateway's response to a poll."""
    task = {"task_id": "t", "status": status, "fail_reason": reason, "data": data, **fields}
    return {"code": "success", "message": "", "data": task}


def shown(body: Reply) -> Snapshot:
    """What one poll shows that gets a response like this."""
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with Chainhub("a-key", transport=transport) as chainhub:
        return chainhub.from_token(token_of(KLING)).status()


@pytest.mark.parametrize(
    "body",
    [
        record("SUCCESS", KLING.response("succeed", LINK)),
        record("success", KLING.response("succeed", LINK)["data"]),
        record("IN_PROGRESS", KLING.response("succeed", LINK)),
        {**record("SUCCESS", KLING.response("succeed", LINK)), "code": "SUCCESS"},
    ],
    ids=repr,
)
@both_clients
def test_a_success(body: Reply, asynchronous: bool) -> None:
    replies = [record("SUBMITTED"), record("IN_PROGRESS", KLING.response("processing")), body]
    end = end_of(KLING, replies, asynchronous=asynchronous)
    assert end.error is None
    assert end.links == [LINK]
    (video,) = end.task.videos
    assert (video.source, video.duration_s) == ("v", 5)


@both_clients
def test_a_failure(asynchronous: bool) -> None:
    failed = record("FAILURE", KLING.response("failed", words="no"), reason="upstream error")
    end = end_of(KLING, [failed], asynchronous=asynchronous)
    assert type(end.error) is TaskFailedError
    assert end.error.provider_message == "upstream error"
    refused = record("FAILURE", reason="Failure to pass the risk control system")
    end = end_of(KLING, [refused], asynchronous=asynchronous)
    assert type(end.error) is TaskRejectedError


def test_a_failure_in_klings_words_alone() -> None:
    snapshot = shown(record("FAILURE", KLING.response("failed", words="no luck")))
    assert snapshot.state is State.FAILED
    assert snapshot.failure is not None
    assert snapshot.failure.message == "no luck"


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("NOT_START", State.QUEUED),
        ("SUBMITTED", State.QUEUED),
        ("QUEUED", State.QUEUED),
        ("IN_PROGRESS", State.RUNNING),
    ],
)
@pytest.mark.parametrize("data", [None, "", {}, [], {"code": 0, "data": None}], ids=repr)
def test_a_task_under_way(status: str, state: State, data: Any) -> None:
    snapshot = shown(record(status, data))
    assert (snapshot.state, snapshot.provider_state) == (state, status)
    assert snapshot.is_known_state


def test_an_unknown_status_counts_as_running() -> None:
    snapshot = shown(record("DREAMING"))
    assert snapshot.state is State.RUNNING
    assert not snapshot.is_known_state


def test_a_success_without_a_file() -> None:
    assert shown(record("SUCCESS")).without_file
    assert isinstance(end_of(KLING, [record("SUCCESS")]).error, MissingFileError)


def test_a_link_in_place_of_the_reason() -> None:
    assert [video.url for video in shown(record("SUCCESS", reason=LINK)).videos] == [LINK]


def test_a_task_that_is_unknown_there() -> None:
    missing = (400, {"code": "task_not_exist", "message": "task_not_exist", "data": None})
    end = end_of(KLING, [missing], resumed=True)
    assert isinstance(end.error, NotFoundError)


def _refused(status: int, body: Any, *, asynchronous: bool) -> None:
    options: dict[str, Any] = {
        "transport": httpx.MockTransport(lambda _: httpx.Response(status, json=body)),
        "clock": HandClock(),
    }

    async def submit() -> None:
        async with AsyncChainhub("a-key", **options) as chainhub:
            await chainhub.kling.extend(video_id="1", prompt="On")

    if asynchronous:
        asyncio.run(submit())
    else:
        with Chainhub("a-key", **options) as chainhub:
            chainhub.kling.extend(video_id="1", prompt="On")


@pytest.mark.parametrize("code", ["insufficient_user_quota", "quota_not_enough"])
@pytest.mark.parametrize("status", [200, 402, 403, 429, 500])
@pytest.mark.parametrize("nested", [False, True])
@both_clients
def test_an_account_without_quota_is_out_of_credits(
    code: str, status: int, nested: bool, asynchronous: bool
) -> None:
    error = {"code": code, "message": "user quota is not enough", "type": "new_api_error"}
    with pytest.raises(InsufficientCreditsError) as caught:
        _refused(status, {"error": error} if nested else error, asynchronous=asynchronous)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert caught.value.provider_message == "user quota is not enough"


@pytest.mark.parametrize("status", [200, 500])
@both_clients
def test_another_word_leaves_a_submission_open(status: int, asynchronous: bool) -> None:
    with pytest.raises(SubmitOutcomeUnknown):
        _refused(status, {"code": "fail_to_fetch_task", "message": "no"}, asynchronous=asynchronous)


def test_another_word_leaves_a_poll_open() -> None:
    end = end_of(KLING, [{"code": "fail_to_fetch_task", "message": "no"}], resumed=True)
    assert isinstance(end.error, ServiceUnavailableError)
    assert len(end.script.polled_at) == 5


@pytest.mark.parametrize(
    "body",
    [
        {"code": "success", "message": "", "data": {"task_id": "t-9"}},
        {"code": "success", "message": "", "data": "t-9", "task_id": "t-9"},
        {"id": "t-9", "task_id": "t-9", "object": "video"},
    ],
    ids=repr,
)
def test_a_submission_that_is_accepted(body: Any) -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with Chainhub("a-key", transport=transport) as chainhub:
        assert chainhub.kling.extend(video_id="1", prompt="On").id == "t-9"
