"""The id of a new task is found wherever a response has it, and an unknown outcome shows what there is."""

from __future__ import annotations

import asyncio
import json
import pickle
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import SubmitOutcomeUnknown, pending_after
from tests.helpers.random_responses import HandClock
from tests.helpers.scenarios import BY_KIND
from tests.helpers.scripted_waits import both_clients, each_kind, start_task

if TYPE_CHECKING:
    from tests.helpers.task_kinds import TaskKind

_PLACES: list[dict[str, Any]] = [
    {"data": {"taskId": "t-9"}},
    {"data": {"task_id": "t-9"}},
    {"data": {"id": "t-9"}},
    {"taskId": "t-9"},
    {"task_id": "t-9"},
    {"id": "t-9"},
    {"data": None, "taskId": "t-9"},
    {"data": [], "taskId": "t-9"},
    {"data": "accepted", "id": "t-9"},
]


def _options(status: int, body: Any) -> dict[str, Any]:
    def provider(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST", "an id was found, or it was not: nothing is to be polled"
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        return httpx.Response(status, content=content)

    return {
        "api_key": "a-long-key",
        "transport": httpx.MockTransport(provider),
        "clock": HandClock(),
    }


def submit(kind: TaskKind, status: int, body: Any, *, asynchronous: bool) -> Any:
    """Submit a task to a provider with this response, and return the task."""

    async def submit_async() -> Any:
        async with BY_KIND[kind.key].async_class(**_options(status, body)) as client:
            return await start_task(kind, client)

    if asynchronous:
        return asyncio.run(submit_async())
    with BY_KIND[kind.key].sync_class(**_options(status, body)) as client:
        return start_task(kind, client)


def _success(kind: TaskKind) -> dict[str, Any]:
    return dict(kind.common.envelope)


@each_kind
@pytest.mark.parametrize("place", _PLACES, ids=repr)
@pytest.mark.parametrize("status", [200, 201])
@both_clients
def test_the_task_id_is_found_in_each_usual_place(
    kind: TaskKind, place: dict[str, Any], status: int, asynchronous: bool
) -> None:
    body = {**_success(kind), **place}
    assert submit(kind, status, body, asynchronous=asynchronous).id == "t-9"


@each_kind
@both_clients
def test_the_documented_place_comes_first(kind: TaskKind, asynchronous: bool) -> None:
    body = {**kind.created, "id": "another", "request_id": "r"}
    assert submit(kind, 200, body, asynchronous=asynchronous).id == "t"


@each_kind
@both_clients
def test_of_several_none_is_taken_and_all_are_shown(kind: TaskKind, asynchronous: bool) -> None:
    body = {**_success(kind), "id": "one", "data": {"id": "two", "videoId": "three"}}
    with pytest.raises(SubmitOutcomeUnknown) as caught:
        submit(kind, 200, body, asynchronous=asynchronous)
    ids = {"id": "one", "data.id": "two", "data.videoId": "three"}
    assert caught.value.response_ids == ids
    assert all(f"{place} {value!r}" in str(caught.value) for place, value in ids.items())
    assert caught.value.task_id is None
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own
    assert again.response_ids == ids


@each_kind
@both_clients
def test_a_response_that_leaves_the_outcome_open_shows_its_ids(
    kind: TaskKind, asynchronous: bool
) -> None:
    body = {"code": 500, "msg": "late", "message": "late", "data": {"taskId": "t-9"}}
    with pytest.raises(SubmitOutcomeUnknown) as caught:
        submit(kind, 500, body, asynchronous=asynchronous)
    assert caught.value.response_ids == {"data.taskId": "t-9"}
    assert "data.taskId 't-9'" in str(caught.value)


@each_kind
@both_clients
def test_without_ids_none_are_mentioned(kind: TaskKind, asynchronous: bool) -> None:
    for body in (_success(kind), b"<html>502</html>", {**_success(kind), "data": {"taskId": ""}}):
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            submit(kind, 200, body, asynchronous=asynchronous)
        assert dict(caught.value.response_ids) == {}
        assert "these ids" not in str(caught.value)


@each_kind
@both_clients
def test_a_key_that_is_repeated_beside_them_is_not_shown(
    kind: TaskKind, asynchronous: bool
) -> None:
    for status in (200, 500):
        body = {**_success(kind), "id": "Bearer a-long-key", "data": {"id": "two"}}
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            submit(kind, status, body, asynchronous=asynchronous)
        assert "a-long-key" not in str(caught.value) + repr(vars(caught.value))


@each_kind
@both_clients
def test_an_unknown_outcome_says_how_it_is_reconciled(kind: TaskKind, asynchronous: bool) -> None:
    with pytest.raises(SubmitOutcomeUnknown) as caught:
        submit(kind, 500, {"code": 500}, asynchronous=asynchronous)
    name = "reconcile_async()" if asynchronous else "reconcile()"
    assert name in str(caught.value)
    assert caught.value.advice in str(caught.value)
    assert name in caught.value.advice


@pytest.mark.parametrize(
    "error", [KeyError, TypeError, AttributeError], ids=lambda kind: kind.__name__
)
@each_kind
@both_clients
def test_a_fault_before_there_is_a_response_is_not_reported_as_one(
    kind: TaskKind, asynchronous: bool, error: type[Exception]
) -> None:
    """Such as a mistake in a transport of the caller's. The unknown outcome stands behind it."""

    def fail(_: httpx.Request) -> httpx.Response:
        raise error("a mistake of the transport")

    options: dict[str, Any] = {"api_key": "a-long-key", "transport": httpx.MockTransport(fail)}

    async def submit_async() -> None:
        async with BY_KIND[kind.key].async_class(**options) as client:
            await start_task(kind, client)

    def submit_sync() -> None:
        with BY_KIND[kind.key].sync_class(**options) as client:
            start_task(kind, client)

    with pytest.raises(error, match="a mistake of the transport") as caught:
        asyncio.run(submit_async()) if asynchronous else submit_sync()
    assert isinstance(pending_after(caught.value), SubmitOutcomeUnknown)
