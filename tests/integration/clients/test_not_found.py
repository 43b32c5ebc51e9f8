"""When "no such task" ends a wait: not at once, because providers read from copies that lag behind."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from longtake import (
    AsyncKie,
    Kie,
    LongtakeError,
    NotFoundError,
    State,
    SubmitOutcomeUnknown,
    TaskTimeoutError,
    UnexpectedResponseError,
    pending_after,
)
from tests.helpers.scenarios import BY_KIND
from tests.helpers.scripted_waits import (
    LINK,
    WAYS,
    Reply,
    Script,
    both_clients,
    each_kind,
    end_of,
    start_task,
    token_of,
)
from tests.helpers.task_kinds import KINDS, TaskKind

VEO = KINDS["kie/veo"]
each_way = pytest.mark.parametrize("way", WAYS)

NO_RECORDS: list[Any] = [
    {"code": 200, "msg": "success", "data": None},
    {"code": 422, "msg": "Record does not exist", "data": None},
    {"code": 422, "msg": "recordInfo is null"},
    {"code": 422, "msg": "record is null"},
    {"code": 422, "msg": "Temporarily supports records within 14 days."},
    {"code": 404, "msg": "Not found"},
]
kie_kinds = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS.values() if kind.provider == "kie"], ids=str
)


@each_kind
@each_way
@both_clients
def test_a_submitted_task_may_be_listed_90_seconds_after_its_first_poll(
    kind: TaskKind, way: str, asynchronous: bool
) -> None:
    # At 0, 15, 30, ... 90 seconds it is not found; then it is there.
    replies: list[Reply] = [*[kind.not_found] * 7, kind.response(kind.done, LINK)]
    end = end_of(kind, replies, way=way, asynchronous=asynchronous, poll=15)
    assert end.error is None
    assert end.links == [LINK]
    assert end.took_s == 7 * 15


@each_kind
@each_way
@both_clients
def test_after_that_time_five_in_a_row_end_the_wait(
    kind: TaskKind, way: str, asynchronous: bool
) -> None:
    end = end_of(kind, [kind.not_found], way=way, asynchronous=asynchronous, poll=15)
    assert isinstance(end.error, NotFoundError)
    assert end.error.token == end.task.token
    assert len(end.script.polled_at) == 7 + 5


@each_kind
@each_way
@both_clients
def test_after_a_poll_that_shows_the_task_five_in_a_row_end_the_wait(
    kind: TaskKind, way: str, asynchronous: bool
) -> None:
    running = kind.response(kind.running)
    replies: list[Reply] = [running, *[kind.not_found] * 4, running, kind.not_found]
    end = end_of(kind, replies, way=way, asynchronous=asynchronous, poll=10)
    assert isinstance(end.error, NotFoundError)
    assert len(end.script.polled_at) == 1 + 4 + 1 + 5
    assert end.took_s == 10 * 10


@each_kind
@each_way
@both_clients
def test_an_id_that_was_never_seen_is_polled_five_times_two_seconds_apart(
    kind: TaskKind, way: str, asynchronous: bool
) -> None:
    end = end_of(kind, [kind.not_found], way=way, asynchronous=asynchronous, resumed=True)
    assert isinstance(end.error, NotFoundError)
    assert [moment - 1000 for moment in end.script.polled_at] == [0, 2, 4, 6, 8]


@each_kind
@both_clients
def test_an_id_that_is_found_at_last_is_waited_for(kind: TaskKind, asynchronous: bool) -> None:
    replies: list[Reply] = [
        *[kind.not_found] * 4,
        kind.response(kind.running),
        *[kind.not_found] * 4,
        kind.response(kind.done, LINK),
    ]
    end = end_of(kind, replies, asynchronous=asynchronous, resumed=True)
    assert end.links == [LINK]


def test_an_outage_between_them_starts_no_new_count() -> None:
    replies: list[Reply] = [VEO.not_found, httpx.Response(503)]
    end = end_of(VEO, replies * 5, resumed=True)
    assert isinstance(end.error, NotFoundError)
    assert len(end.script.polled_at) == 9


def test_a_deadline_may_come_first() -> None:
    end = end_of(VEO, [VEO.not_found], resumed=True, timeout=5)
    assert isinstance(end.error, TaskTimeoutError)
    assert end.took_s == 5


@each_kind
def test_status_raises_at_once(kind: TaskKind) -> None:
    script = Script(kind, [kind.not_found])
    with BY_KIND[kind.key].sync_class(**script.options) as client:
        with pytest.raises(NotFoundError):
            client.from_token(token_of(kind)).status()
        task = start_task(kind, client)
        assert task.status().state is State.QUEUED
        script.clock.now += 91
        with pytest.raises(NotFoundError) as caught:
            task.status()
    assert caught.value.token == task.token
    assert len(script.polled_at) == 3
    assert script.clock.pauses == []


@pytest.mark.anyio
async def test_async_status_raises_at_once() -> None:
    script = Script(VEO, [VEO.not_found])
    async with AsyncKie(**script.options) as client:
        with pytest.raises(NotFoundError):
            await client.from_token(token_of(VEO)).status()
        task = await client.veo.extend(task_id="s", prompt="On")
        assert (await task.status()).state is State.QUEUED
        script.clock.now += 91
        with pytest.raises(NotFoundError):
            await task.status()


@each_kind
@each_way
@both_clients
@pytest.mark.parametrize("content", [b"", b"<html>404 Not Found</html>"], ids=["empty", "html"])
@pytest.mark.parametrize("status", [404, 410])
def test_a_gateways_page_is_no_state_of_the_task(
    kind: TaskKind, way: str, asynchronous: bool, content: bytes, status: int
) -> None:
    page = httpx.Response(status, content=content)
    good = kind.response(kind.done, LINK)
    end = end_of(kind, [*[page] * 4, good], way=way, asynchronous=asynchronous, resumed=True)
    assert end.links == [LINK]
    end = end_of(kind, [page], way=way, asynchronous=asynchronous, resumed=True)
    assert isinstance(end.error, UnexpectedResponseError)
    assert not isinstance(end.error, NotFoundError)


# In the ways that kie says so.


@kie_kinds
@pytest.mark.parametrize("body", NO_RECORDS, ids=repr)
@both_clients
def test_kie_says_in_many_ways_that_there_is_no_record(
    kind: TaskKind, body: Any, asynchronous: bool
) -> None:
    end = end_of(kind, [body], asynchronous=asynchronous, resumed=True)
    assert isinstance(end.error, NotFoundError)
    assert len(end.script.polled_at) == 5
    replies: list[Reply] = [*[body] * 7, kind.response(kind.done, LINK)]
    end = end_of(kind, replies, asynchronous=asynchronous, poll=15)
    assert end.links == [LINK]


@kie_kinds
@pytest.mark.parametrize("body", NO_RECORDS, ids=repr)
@both_clients
def test_in_response_to_a_submission_it_is_about_the_source(
    kind: TaskKind, body: Any, asynchronous: bool
) -> None:
    error, unknown_outcome = submit(kind, body, asynchronous=asynchronous)
    assert isinstance(error, NotFoundError)
    # No task was made: nothing is left to be found out.
    assert pending_after(error) is None
    assert unknown_outcome == ()


@kie_kinds
@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "msg": "success"},
        {"code": 200, "msg": "success", "data": {}},
        {"code": 200, "msg": "success", "data": None, "recordId": "r1"},
        {"msg": "success", "data": None},
    ],
    ids=repr,
)
@both_clients
def test_another_success_without_an_id_is_an_unknown_outcome(
    kind: TaskKind, body: Any, asynchronous: bool
) -> None:
    error, _ = submit(kind, body, asynchronous=asynchronous)
    assert isinstance(error, SubmitOutcomeUnknown)


def test_a_submission_that_continues_nothing_has_no_source_that_could_be_missing() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=NO_RECORDS[0]))
    with Kie("a-key", transport=transport) as kie:
        response = kie.client.get_httpx_client().post(
            "/api/v1/veo/generate", json={"prompt": "A dog"}
        )
    assert response.json()["data"] is None


def submit(kind: TaskKind, body: Any, *, asynchronous: bool) -> tuple[LongtakeError, object]:
    """Submit to a provider that responds like this, and return the error and the unknown outcomes."""
    scenario = BY_KIND[kind.key]
    made: dict[str, Any] = {
        "transport": httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    }

    async def submit_async() -> tuple[LongtakeError, object]:
        async with scenario.async_class("a-key", **made) as client:
            with pytest.raises(LongtakeError) as caught:
                await start_task(kind, client)
            return caught.value, client.unknown_outcomes

    if asynchronous:
        return asyncio.run(submit_async())
    with scenario.sync_class("a-key", **made) as client:
        with pytest.raises(LongtakeError) as caught:
            start_task(kind, client)
        return caught.value, client.unknown_outcomes


def test_other_422s_are_not_about_a_record() -> None:
    end = end_of(VEO, [{"code": 422, "msg": "taskId must not be empty"}], resumed=True)
    assert end.error is not None
    assert not isinstance(end.error, NotFoundError)
