"""Responses that the emulator cannot make, byte by byte: what may have been accepted is never sent again."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import KeyPair, Kie, Kling, NotFoundError, SubmitOutcomeUnknown
from longtake_kie.api.account import get_credit_balance
from tests.helpers.raw_server import StillClock, wire
from tests.helpers.scenarios import SCENARIOS, Scenario, each_provider

if TYPE_CHECKING:
    from tests.helpers.task_kinds import TaskKind


def response(
    body: bytes, *headers: str, status: str = "200 OK", length: int | None = None
) -> bytes:
    said = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", "Content-Type: application/json", f"Content-Length: {said}"]
    return "\r\n".join([*lines, *headers, "", ""]).encode() + body


def chunked(body: bytes) -> bytes:
    return (
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        + body
    )


# It would be a task for each of the providers, were it whole.
TASK: Final = json.dumps(
    {"code": 200, "msg": "", "message": "", "taskId": "t1", "data": {"taskId": "t1"}}
).encode()
PACKED: Final = gzip.compress(TASK)

IN_DOUBT: Final[dict[str, bytes | None]] = {
    "nothing, and the end": b"",
    "a reset": None,
    "no HTTP": b"good day\r\n\r\n",
    "HTTP 0.9": TASK,
    "half a status line": b"HTTP/1.",
    "half a header": b"HTTP/1.1 200 OK\r\nContent-Le",
    "headers without end": b"HTTP/1.1 200 OK\r\nX-Much: " + b"x" * 200_000,
    "a header that is none": b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n" + TASK,
    "two lengths": response(TASK, "Content-Length: 3"),
    "a length that is no number": b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n" + TASK,
    "less than announced": response(TASK[:-1], length=len(TASK)),
    "more than announced": response(TASK, length=len(TASK) - 1),
    "chunks without end": chunked(b"5\r\n" + TASK[:5] + b"\r\n"),
    "chunks of no size": chunked(b"many\r\n" + TASK),
    "no length, cut off": b"HTTP/1.1 200 OK\r\n\r\n" + TASK[:-9],
    "packed, cut off": response(PACKED[:-12], "Content-Encoding: gzip"),
    "packed, and is not": response(TASK, "Content-Encoding: gzip"),
    "packed, and a bomb": response(gzip.compress(bytes(20_000_000)), "Content-Encoding: gzip"),
    "switching protocols": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: tea\r\n\r\n",
    "go on, and the end": b"HTTP/1.1 100 Continue\r\n\r\n",
    "early hints, and the end": b"HTTP/1.1 103 Early Hints\r\nLink: </>\r\n\r\n",
    "empty": response(b""),
    "no content": b"HTTP/1.1 204 No Content\r\n\r\n",
    "HTML": response(b"<html>hello</html>"),
    "a number": response(b"7"),
    "a list": response(b"[]"),
    "a number of 9,999 digits": response(b'{"code": ' + b"9" * 9_999 + b"}"),
    "deep": response(b"[" * 200_000),
    "no text": response(b"\xff\xfe\x00\xd8"),
    "see other": response(TASK, "Location: /elsewhere", status="303 See Other"),
    "the same elsewhere": response(TASK, "Location: /elsewhere", status="307 Temporary Redirect"),
    "moved for good": response(b"", "Location: /elsewhere", status="308 Permanent Redirect"),
    "moved nowhere": response(b"", "Location: http://[", status="302 Found"),
    "too slow for a proxy": response(b"", status="504 Gateway Timeout"),
    "unheard of": response(b"", status="999 Enough"),
}


def made(scenario: Scenario, port: int, **options: Any) -> Any:
    options = {"clock": StillClock(), "timeout": 20.0, **options}
    return scenario.sync_class("a-key", base_url=f"http://127.0.0.1:{port}", **options)


def made_async(scenario: Scenario, port: int, **options: Any) -> Any:
    options = {"clock": StillClock(), "timeout": 20.0, **options}
    return scenario.async_class("a-key", base_url=f"http://127.0.0.1:{port}", **options)


@each_provider
@pytest.mark.parametrize("loss", IN_DOUBT)
def test_an_inconclusive_response_is_an_unknown_outcome(loss: str, scenario: Scenario) -> None:
    with (
        wire(lambda _: IN_DOUBT[loss]) as provider,
        made(scenario, provider.port) as client,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        scenario.start(client, "user:1-runwayml:a@b.example-asset:1")
    assert (provider.posts, len(provider.heads)) == (1, 1)


@each_provider
@pytest.mark.parametrize("loss", IN_DOUBT)
@pytest.mark.anyio
async def test_an_inconclusive_response_is_an_unknown_outcome_async(
    loss: str, scenario: Scenario
) -> None:
    with wire(lambda _: IN_DOUBT[loss]) as provider:
        async with made_async(scenario, provider.port) as client:
            with pytest.raises(SubmitOutcomeUnknown):
                await scenario.start_async(client, "user:1-runwayml:a@b.example-asset:1")
    assert (provider.posts, len(provider.heads)) == (1, 1)


def response_with(kind: TaskKind, *task: object) -> bytes:
    """Return a response that reports no error, with what is given, if anything, as its task."""
    outer = "task" if kind.wraps else kind.common.task_at[0]
    body: dict[str, object] = {"code": kind.common.done_code}
    for value in task:
        body[outer] = value
    return response(json.dumps(body).encode())


@each_provider
@pytest.mark.parametrize(
    "task_id",
    [None, "", " ", ".", "..", "a\nb", "x" * 2_000, True, 1.5, [], ["t1"], {}, {"taskId": "t1"}],
    ids=lambda task_id: repr(task_id)[:20],
)
def test_a_response_without_a_task_id_is_an_unknown_outcome(
    task_id: object, scenario: Scenario
) -> None:
    kind = scenario.words
    with (
        wire(lambda _: response_with(kind, {kind.task_id_field: task_id})) as provider,
        made(scenario, provider.port) as client,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        scenario.start(client, "user:1-runwayml:a@b.example-asset:1")
    assert provider.posts == 1


@each_provider
@pytest.mark.parametrize("data", ["gone", 7, [], ["t1"], [{"taskId": "t1"}], "t1", False, None])
def test_a_response_with_another_value_for_the_task_is_an_unknown_outcome(
    data: object, scenario: Scenario
) -> None:
    kind = scenario.words
    task = [] if data == "gone" else [data]
    is_refusal = data is None and kind.common.null_is_missing_source
    with (
        wire(lambda _: response_with(kind, *task)) as provider,
        made(scenario, provider.port) as client,
        pytest.raises(NotFoundError if is_refusal else SubmitOutcomeUnknown),
    ):
        scenario.start(client, "user:1-runwayml:a@b.example-asset:1")
    assert provider.posts == 1


def veo(kie: Kie) -> object:
    return kie.veo.extend(task_id="veo_1", prompt="On it goes")


def test_a_kept_connection_that_dies_under_a_submit_is_not_replaced() -> None:
    balance = response(b'{"code": 200, "msg": "", "data": 7}')
    with (
        wire(lambda head: balance if head.startswith(b"GET") else None, keeps=True) as provider,
        made(SCENARIOS["extend_veo_video"], provider.port) as kie,
    ):
        get_credit_balance.sync(client=kie.client)
        with pytest.raises(SubmitOutcomeUnknown):
            veo(kie)
    assert (provider.connections, provider.posts) == (1, 1)


@pytest.mark.anyio
async def test_a_kept_connection_that_dies_under_a_submit_is_not_replaced_async() -> None:
    balance = response(b'{"code": 200, "msg": "", "data": 7}')
    with wire(lambda head: balance if head.startswith(b"GET") else None, keeps=True) as provider:
        async with made_async(SCENARIOS["extend_veo_video"], provider.port) as kie:
            await get_credit_balance.asyncio(client=kie.client)
            with pytest.raises(SubmitOutcomeUnknown):
                await kie.veo.extend(task_id="veo_1", prompt="On it goes")
    assert (provider.connections, provider.posts) == (1, 1)


def test_a_request_that_breaks_off_half_way_is_not_repeated() -> None:
    with (
        wire(lambda _: None, reads_bodies=False) as provider,
        made(SCENARIOS["extend_veo_video"], provider.port) as kie,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        kie.veo.extend(task_id="veo_1", prompt="on and " * 3_000_000)
    assert (provider.connections, provider.posts) == (1, 1)


@pytest.mark.anyio
async def test_a_request_that_breaks_off_half_way_is_not_repeated_async() -> None:
    with wire(lambda _: None, reads_bodies=False) as provider:
        async with made_async(SCENARIOS["extend_veo_video"], provider.port) as kie:
            with pytest.raises(SubmitOutcomeUnknown):
                await kie.veo.extend(task_id="veo_1", prompt="on and " * 3_000_000)
    assert (provider.connections, provider.posts) == (1, 1)


def test_a_token_that_a_failing_server_calls_expired_is_not_renewed() -> None:
    requests: list[httpx.Request] = []

    def failing(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        date = {"Date": "Fri, 15 Jan 2027 09:15:00 GMT"}
        return httpx.Response(500, json={"code": 1004, "message": "expired"}, headers=date)

    with (
        Kling(
            KeyPair("who", "shh"),
            transport=httpx.MockTransport(failing),
            clock=StillClock(),
        ) as kling,
        pytest.raises(SubmitOutcomeUnknown),
    ):
        kling.kling.extend(video_id="1", prompt="On it goes")
    assert len(requests) == 1
