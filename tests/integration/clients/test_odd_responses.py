"""What providers, proxies and callers do that no documentation tells: each was a defect once."""

from __future__ import annotations

import contextlib
import gzip
import pickle
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx
import pytest
from attrs import define, field

from longtake import (
    AsyncKie,
    AuthenticationError,
    Chainhub,
    InsufficientCreditsError,
    InvalidRequestError,
    Kie,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    Snapshot,
    State,
    SubmitOutcomeUnknown,
    TaskFailedError,
    TaskTimeoutError,
    UnexpectedResponseError,
    UseApi,
)
from longtake._core.responses import code_of
from longtake._core.tokens import TaskAddress
from longtake._core.values import as_number, as_string
from longtake_kie.api.veo import extend_veo_video, get_veo_task
from longtake_kie.models import VeoExtendRequest
from tests.helpers.videos import mp4


@define
class HandClock:
    """A clock that sleeping moves, and that a slow provider may move too."""

    now: float = field(default=1000.0)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.now += seconds


Responder = Callable[[httpx.Request], httpx.Response]

CREATED: Mapping[str, Any] = {"code": 200, "data": {"taskId": "veo_1"}}


def kie(respond: Responder, clock: HandClock | None = None, **options: Any) -> Kie:
    transport = httpx.MockTransport(respond)
    return Kie("a-key", transport=transport, clock=clock or HandClock(), **options)


def always(body: Any, status: int = 200, **headers: str) -> Responder:
    def respond(_request: httpx.Request) -> httpx.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(body, bytes):
            return httpx.Response(status, content=body, headers=named)
        return httpx.Response(status, json=body, headers=named)

    return respond


def read_then(*reads: httpx.Response | Exception) -> Responder:
    """An accepted submission, then these responses to polls."""
    left = list(reads)

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json=CREATED)
        response = left.pop(0) if len(left) > 1 else left[0]
        if isinstance(response, Exception):
            raise response
        return response

    return respond


def token(provider: str, kind: str, task_id: str = "1") -> str:
    return TaskAddress(provider, kind, task_id).token()


# Creating


def test_a_create_may_be_wrapped_as_a_read_may() -> None:
    wrapped = {"task": {"taskId": "user:1", "status": "PENDING"}, "code": 200}
    with UseApi("k", transport=httpx.MockTransport(always(wrapped))) as useapi:
        assert useapi.gen2.extend(asset_id="a").id == "user:1"


@pytest.mark.parametrize("status", [200, 201, 202])
@pytest.mark.parametrize("task_id", ["887766554433221100", 887766554433221100])
def test_an_id_is_found_whatever_its_type_and_the_status(status: int, task_id: object) -> None:
    response = always({"code": 0, "data": {"task_id": task_id}}, status)
    with Chainhub("k", transport=httpx.MockTransport(response)) as chainhub:
        assert chainhub.kling.extend(video_id="1", prompt="On").id == "887766554433221100"


@pytest.mark.parametrize("body", [b"[" * 200_000, b'{"a":' * 200_000])
def test_an_endlessly_nested_response_is_an_unknown_outcome(body: bytes) -> None:
    with kie(always(body)) as client, pytest.raises(SubmitOutcomeUnknown):
        client.veo.extend(task_id="veo_0", prompt="On")


@pytest.mark.parametrize("prompt", ["\ud83d", "half \udc00"])
def test_a_text_that_cannot_be_encoded_is_not_sent(prompt: str) -> None:
    def fail(_request: httpx.Request) -> httpx.Response:
        raise AssertionError("something was sent")

    with kie(fail) as client:
        with pytest.raises(InvalidRequestError, match="Nothing was sent"):
            client.veo.extend(task_id="veo_0", prompt=prompt)
        with pytest.raises(InvalidRequestError, match="Nothing was sent"):
            extend_veo_video.sync(
                client=client.client, body=VeoExtendRequest(task_id="veo_0", prompt=prompt)
            )


@pytest.mark.parametrize(
    ("client", "status", "body", "error"),
    [
        (Kie, 200, {"code": "402", "msg": "no credits"}, InsufficientCreditsError),
        (Kie, 500, {"msg": "Credits insufficient"}, InsufficientCreditsError),
        (Kie, 200, {"code": 201}, SubmitOutcomeUnknown),
        (Chainhub, 200, {"code": 401, "message": "no"}, AuthenticationError),
        (Chainhub, 429, {"code": "1102"}, InsufficientCreditsError),
        (Chainhub, 429, {"code": 1109}, InsufficientCreditsError),
        (Chainhub, 200, {"code": 9999}, SubmitOutcomeUnknown),
        (Chainhub, 403, {"code": 9999}, AuthenticationError),
        (Chainhub, 503, {}, SubmitOutcomeUnknown),
    ],
)
def test_codes_that_are_not_as_listed(
    client: type[Kie | Chainhub], status: int, body: dict[str, Any], error: type[LongtakeError]
) -> None:
    asked = 0

    def respond(_request: httpx.Request) -> httpx.Response:
        nonlocal asked
        asked += 1
        return httpx.Response(status, json=body)

    made = client("k", transport=httpx.MockTransport(respond), clock=HandClock())
    with made, pytest.raises(error):
        made.extend("veo" if client is Kie else "kling", source="1", prompt="On")
    assert asked == 1


# Reading


def test_a_fresh_task_may_be_unknown_in_either_wording() -> None:
    for words in ("record is null", "recordInfo is null", "Record info is null."):
        with kie(read_then(httpx.Response(200, json={"code": 422, "msg": words}))) as client:
            task = client.veo.extend(task_id="veo_0", prompt="On")
            assert task.status().state is State.QUEUED
            with pytest.raises(NotFoundError):
                client.from_token(task.token).status()


def test_an_outage_of_a_few_polls_does_not_end_the_wait() -> None:
    done = {"successFlag": 1, "response": {"resultUrls": ["https://m.example/v.mp4"]}}
    outage = [httpx.Response(503)] * 12
    replies = [*outage, httpx.Response(200, json={"code": 200, "data": done})]
    with kie(read_then(*replies)) as client:
        assert client.veo.extend(task_id="veo_0", prompt="On").wait().url


def test_polls_keep_the_retry_after_of_an_outage() -> None:
    clock = HandClock()
    down = httpx.Response(503, json={"error": "down"}, headers={"Retry-After": "40"})
    with (
        UseApi(
            "k", transport=httpx.MockTransport(lambda _: down), clock=clock, attempts=1
        ) as client,
        pytest.raises(ServiceUnavailableError) as caught,
    ):
        client.from_token(token("useapi", "gen2")).wait()
    assert caught.value.retry_after == 40
    assert clock.now == 1000 + 4 * 40


@pytest.mark.parametrize(
    "strange",
    [
        httpx.Response(200, text="<html>We will be back soon</html>"),
        httpx.Response(403, text="error code: 1010"),
        httpx.Response(404, text="<html>404 Not Found</html>"),
        httpx.Response(404),
        httpx.Response(200, json={"code": 200, "data": []}),
        httpx.Response(200, json={"code": 200, "data": {"successFlag": 1, "response": 7}}),
    ],
)
def test_a_few_unreadable_responses_do_not_end_the_wait(strange: httpx.Response) -> None:
    done = {"successFlag": 1, "response": {"resultUrls": ["https://m.example/v.mp4"]}}
    good = httpx.Response(200, json={"code": 200, "data": done})
    with kie(read_then(*[strange] * 4, good), attempts=1) as client:
        assert client.veo.extend(task_id="veo_0", prompt="On").wait().url
    with kie(read_then(strange), attempts=1) as client:
        task = client.veo.extend(task_id="veo_0", prompt="On")
        with pytest.raises(UnexpectedResponseError) as caught:
            task.wait()
    assert caught.value.token == task.token


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(503),
        httpx.Response(429, headers={"Retry-After": "3600"}),
        httpx.Response(429, headers={"Retry-After": "30"}),
        httpx.Response(200, json={"code": 429}),
        httpx.ConnectError("no"),
    ],
)
def test_a_deadline_holds_for_any_response(response: httpx.Response | Exception) -> None:
    clock = HandClock()
    with kie(read_then(response), clock) as client:
        task = client.veo.extend(task_id="veo_0", prompt="On")
        started = clock.now
        with pytest.raises(TaskTimeoutError):
            task.wait(timeout=40)
    assert clock.now - started == pytest.approx(40, abs=0.01)


def test_a_poll_takes_no_longer_than_the_time_left() -> None:
    clock = HandClock()
    limits: list[float] = []

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json=CREATED)
        limits.append(request.extensions["timeout"]["read"])
        clock.now += limits[-1]
        raise httpx.ReadTimeout("slow", request=request)

    with kie(respond, clock, timeout=60.0) as client:
        task = client.veo.extend(task_id="veo_0", prompt="On")
        started = clock.now
        with pytest.raises(TaskTimeoutError):
            task.wait(timeout=90, poll=10)
    # The last poll may begin just before the deadline, and has five seconds.
    assert clock.now - started <= 95
    assert limits[0] == 60.0
    assert 5.0 <= min(limits) < 60.0


def test_a_slow_response_takes_no_longer_than_the_time_left() -> None:
    clock = HandClock()

    def drops() -> Iterator[bytes]:
        for _ in range(1000):
            clock.now += 4
            yield b" "

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json=CREATED)
        return httpx.Response(200, content=drops())

    with kie(respond, clock) as client:
        task = client.veo.extend(task_id="veo_0", prompt="On")
        started = clock.now
        with pytest.raises(TaskTimeoutError):
            task.wait(timeout=90, poll=10)
    # The last poll has five seconds, and the piece that is under way then has four.
    assert clock.now - started <= 99


def test_a_redirection_to_what_is_no_address_is_one_all_the_same() -> None:
    elsewhere = httpx.Response(302, headers={"Location": "mailto:support"})
    with kie(always(b"", 302, Location="mailto:support")) as client:
        with pytest.raises(SubmitOutcomeUnknown):
            client.veo.extend(task_id="veo_0", prompt="On")
        with pytest.raises(LongtakeError) as caught:
            client.from_token(token("kie", "veo")).status()
    assert caught.value.token
    done = {"successFlag": 1, "response": {"resultUrls": ["https://m.example/v.mp4"]}}
    with kie(read_then(elsewhere, httpx.Response(200, json={"code": 200, "data": done}))) as client:
        assert client.veo.extend(task_id="veo_0", prompt="On").wait().url


@pytest.mark.parametrize("value", ["inf", "1e400", "99999999999999", "nan"])
def test_a_retry_after_beyond_reason_is_not_waited_for(value: str) -> None:
    clock = HandClock()
    response = always({"code": 429}, 429, Retry_After=value)
    with kie(response, clock) as client, pytest.raises(RateLimitError):
        client.veo.extend(task_id="veo_0", prompt="On")
    assert clock.now < 1000 + 120


def test_a_retry_after_of_a_read_is_honoured_beside_a_503() -> None:
    clock = HandClock()
    with kie(read_then(httpx.Response(503, headers={"Retry-After": "50"})), clock) as client:
        task = client.veo.extend(task_id="veo_0", prompt="On")
        with pytest.raises(ServiceUnavailableError):
            task.status()
    assert clock.now >= 1000 + 3 * 50


@pytest.mark.parametrize(
    "moment",
    [
        "Fri, 21 Nov 2026 10:00:00 +9999999999999999",
        "Fri, 21 Nov 99999999999999999999 10:00:00 GMT",
    ],
)
def test_an_impossible_date_in_retry_after_is_ignored(moment: str) -> None:
    dated = {"Retry_After": moment, "Date": "Fri, 21 Nov 2026 10:00:00 GMT"}
    with kie(always({"code": 455}, 503, **dated)) as client, pytest.raises(ServiceUnavailableError):
        client.from_token(token("kie", "veo")).status()


def test_an_ended_task_is_not_polled_again() -> None:
    done = {"successFlag": 1, "response": {"resultUrls": ["https://m.example/v.mp4"]}}
    with kie(always({"code": 200, "data": done})) as client:
        task = client.from_token(token("kie", "veo"))
        assert [change.state for change in task.events()] == [State.SUCCEEDED]
        assert task.wait().url == task.wait().url == "https://m.example/v.mp4"
        assert task.polls == 1


@pytest.mark.anyio
async def test_an_ended_task_is_not_polled_again_async() -> None:
    response = httpx.MockTransport(always({"code": 200, "data": {"successFlag": 2}}))
    async with AsyncKie("k", transport=response, clock=HandClock()) as client:
        task = client.from_token(token("kie", "veo"))
        assert [change.state async for change in task.events()] == [State.FAILED]
        for _ in range(2):
            with pytest.raises(TaskFailedError):
                await task.wait()
        assert task.polls == 1


@pytest.mark.parametrize("kind", ["runway", "veo", "midjourney"])
def test_the_error_for_a_response_without_data_names_the_provider(kind: str) -> None:
    with kie(always({"code": 200})) as client, pytest.raises(UnexpectedResponseError) as caught:
        client.from_token(token("kie", kind)).status()
    assert str(caught.value).startswith(f"kie/{kind}: ")


@pytest.mark.parametrize(
    "response",
    [
        httpx.ReadError("It broke."),
        httpx.Response(500, json={"code": 500, "msg": "It broke."}),
    ],
)
def test_the_period_of_a_providers_message_is_not_doubled(
    response: httpx.Response | Exception,
) -> None:
    def respond(_request: httpx.Request) -> httpx.Response:
        if isinstance(response, Exception):
            raise response
        return response

    with kie(respond) as client, pytest.raises(SubmitOutcomeUnknown) as caught:
        client.veo.extend(task_id="veo_0", prompt="On")
    assert "It broke. The task may" in str(caught.value)


@pytest.mark.parametrize(
    ("video", "duration_s"),
    [
        ({"url": "u", "id": 123456789012345678, "duration": "5.0"}, 5.0),
        ({"url": "u", "id": "1", "duration": "5.0s"}, None),
        ({"url": "u", "id": "1", "duration": 7}, 7.0),
        ({"url": "u", "id": "1", "duration": None}, None),
    ],
)
def test_a_finished_video_is_not_lost_for_a_field_beside_it(
    video: dict[str, Any], duration_s: float | None
) -> None:
    data = {"task_id": "1", "task_status": "succeed", "task_result": {"videos": [video]}}
    response = always({"code": 0, "data": data})
    with Chainhub("k", transport=httpx.MockTransport(response)) as chainhub:
        found = chainhub.from_token(token("chainhub", "kling")).wait()
    assert found.duration_s == duration_s
    assert found.source == str(video["id"])


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "RUNNING", "progressRatio": "43%"},
        {"status": "RUNNING", "progressRatio": 0.43},
        {"status": "RUNNING", "artifacts": None},
        {"status": "SUCCEEDED", "artifacts": None},
        {"status": "SUCCEEDED", "artifacts": []},
        {"status": "NEW_STATUS"},
        {},
    ],
)
def test_a_gen2_task_that_is_not_as_written_still_runs(fields: dict[str, Any]) -> None:
    response = httpx.MockTransport(always({"taskId": "1", **fields}))
    with UseApi("k", transport=response) as useapi:
        assert useapi.from_token(token("useapi", "gen2")).status().state is State.RUNNING


def midjourney(data: dict[str, Any]) -> Snapshot:
    with kie(always({"code": 200, "data": data})) as client:
        return client.from_token(token("kie", "midjourney")).status()


@pytest.mark.parametrize(
    "info",
    [
        {"resultUrls": [{"resultUrl": "u"}]},
        {"resultUrls": ["u"]},
        {"resultUrls": '[{"resultUrl": "u"}]'},
        '{"resultUrls": [{"resultUrl": "u"}]}',
    ],
)
def test_midjourney_results_in_every_shape_that_was_met(info: object) -> None:
    snapshot = midjourney({"successFlag": 1, "resultInfoJson": info})
    assert [video.url for video in snapshot.videos] == ["u"]


@pytest.mark.parametrize("info", ["null", "", None, {}, {"resultUrls": None}])
def test_midjourney_results_that_are_not_there_yet(info: object) -> None:
    assert midjourney({"successFlag": 1, "resultInfoJson": info}).state is State.RUNNING


def test_a_failed_midjourney_task_has_failed_whatever_else_it_says() -> None:
    data = {"successFlag": 2, "resultInfoJson": "{broken", "errorMessage": "no"}
    assert midjourney(data).state is State.FAILED


def test_what_kie_leaves_out_is_named_in_words() -> None:
    assert midjourney({}).provider_state == "successFlag missing"


def test_the_videos_of_one_task_do_not_overwrite_each_other(tmp_path: Any) -> None:
    info = {"resultUrls": [{"resultUrl": f"https://m.example/{number}"} for number in range(3)]}

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host == "m.example":
            return httpx.Response(200, content=mp4(request.url.path.encode()))
        return httpx.Response(
            200, json={"code": 200, "data": {"successFlag": 1, "resultInfoJson": info}}
        )

    with kie(respond) as client:
        task = client.from_token(token("kie", "midjourney", "mj"))
        task.wait()
        files = [video.download(tmp_path) for video in task.videos]
    names = [file.name for file in files]
    assert names == ["kie-midjourney-mj.mp4", "kie-midjourney-mj-2.mp4", "kie-midjourney-mj-3.mp4"]
    assert [file.read_bytes() for file in files] == [mp4(b"/0"), mp4(b"/1"), mp4(b"/2")]


def test_an_end_is_an_end() -> None:
    done = {"successFlag": 1, "response": {"resultUrls": ["u"]}}
    replies = [
        httpx.Response(200, json={"code": 200, "data": done}),
        httpx.Response(200, json={"code": 200, "data": {"successFlag": 0}}),
    ]
    with kie(read_then(*replies)) as client:
        task = client.veo.extend(task_id="veo_0", prompt="On")
        task.wait()
        # An older poll with a late response.
        assert task.status().state is State.RUNNING
        assert task.videos[0].url == "u"


# Cancelling


@pytest.mark.parametrize(
    "replies",
    [
        [httpx.Response(200)],
        [httpx.Response(204)],
        [httpx.Response(200, json={"deleted": True})],
        [httpx.ReadError("lost"), httpx.Response(404, json={"error": "Not found.", "code": 404})],
    ],
)
def test_a_cancel_that_succeeded_is_no_error(replies: list[httpx.Response | Exception]) -> None:
    left = list(replies)

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            return httpx.Response(200, json={"taskId": "1", "status": "PENDING"})
        if request.method == "GET":
            return httpx.Response(404, json={"error": "Not found.", "code": 404})
        response = left.pop(0)
        if isinstance(response, Exception):
            raise response
        return response

    transport = httpx.MockTransport(respond)
    with UseApi("k", transport=transport, clock=HandClock()) as useapi:
        task = useapi.gen2.extend(asset_id="a")
        task.cancel()
        assert task.status().state is State.CANCELLED
    assert not left


def test_cancelling_an_unknown_task_is_an_error() -> None:
    response = always({"error": "Not found.", "code": 404}, 404)
    with (
        UseApi("k", transport=httpx.MockTransport(response)) as useapi,
        pytest.raises(NotFoundError),
    ):
        useapi.from_token(token("useapi", "gen2")).cancel()


# Secrets


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (200, {"code": 401, "msg": "bad token Bearer a-key"}),
        (502, b"<pre>authorization: Bearer a-key</pre>"),
    ],
)
def test_a_key_in_a_providers_message_is_not_shown(status: int, body: Any) -> None:
    with kie(always(body, status)) as client, pytest.raises(LongtakeError) as caught:
        client.veo.extend(task_id="veo_0", prompt="On")
    assert "a-key" not in str(caught.value) + repr(vars(caught.value))
    assert "***" in str(caught.value)


def test_a_key_in_the_words_of_a_failed_task_is_not_repeated() -> None:
    body = (
        b'{"code": 200, "data": {"successFlag": 2, "errorMessage": "not for some\\/long-key, no"}}'
    )
    headers = {"Content-Encoding": "gzip"}
    transport = httpx.MockTransport(
        lambda _: httpx.Response(200, content=gzip.compress(body), headers=headers)
    )
    with Kie("some/long-key", transport=transport) as client:
        task = client.from_token(token("kie", "veo"))
        with pytest.raises(TaskFailedError, match=r"not for \*\*\*, no"):
            task.wait()
    assert "long-key" not in repr(task.snapshot)


@pytest.mark.parametrize("status", ["some/long-key", "FAILED:some/long-key"])
def test_a_key_in_place_of_a_state_is_not_repeated(status: str) -> None:
    body = {"taskId": "some/long-key", "status": status}
    transport = httpx.MockTransport(always(body))
    with UseApi("some/long-key", transport=transport) as client:
        assert "long-key" not in repr(client.from_token(token("useapi", "gen2")).status())


def test_a_key_in_an_unreadable_body_is_not_shown() -> None:
    with (
        Kie(
            "some-long-key",
            transport=httpx.MockTransport(always(b"<p>Bearer some-long-key</p>", 204)),
        ) as client,
        pytest.raises(UnexpectedResponseError) as caught,
    ):
        client.from_token(token("kie", "veo")).status()
    assert caught.value.__cause__ is None


def test_a_link_with_a_key_in_it_still_leads_to_the_video() -> None:
    link = "https://m.example/v.mp4?by=some-long-key"
    done = {"successFlag": 1, "response": {"resultUrls": [link]}}
    transport = httpx.MockTransport(always({"code": 200, "data": done}))
    with Kie("some-long-key", transport=transport) as client:
        assert client.from_token(token("kie", "veo")).wait().url == link


def test_the_cause_of_an_error_holds_no_key() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("slow", request=request)

    with kie(respond) as client, pytest.raises(SubmitOutcomeUnknown) as caught:
        client.veo.extend(task_id="veo_0", prompt="On")
    cause = caught.value.__cause__
    assert isinstance(cause, httpx.ReadTimeout)
    assert "authorization" not in cause.request.headers
    assert b"a-key" not in pickle.dumps(vars(caught.value))


def test_what_was_given_in_place_of_a_token_is_not_shown() -> None:
    with kie(always({})) as client, pytest.raises(InvalidRequestError) as caught:
        client.from_token("a-pasted-key")
    assert "a-pasted-key" not in str(caught.value)


# Clients


@pytest.mark.parametrize(
    "address",
    [
        "http://user:pa55@h",
        "http://h?x=1",
        "http://h#f",
        "http://exa mple.com",
        "http://a..b",
        "http://" + "a" * 70,
    ],
)
def test_an_address_that_is_more_or_less_than_one_is_refused(address: str) -> None:
    with pytest.raises(InvalidRequestError) as caught:
        Kie("k", base_url=address)
    assert "pa55" not in str(caught.value)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_timeout_that_is_no_time_is_refused(timeout: float) -> None:
    with pytest.raises(InvalidRequestError, match="timeout"):
        Kie("k", timeout=timeout)


@pytest.mark.anyio
async def test_a_blocking_client_says_that_it_is_one() -> None:
    with (
        kie(always({})) as client,
        pytest.raises(InvalidRequestError, match="this client is synchronous"),
    ):
        await get_veo_task.asyncio(client=client.client, task_id="1")


@pytest.mark.anyio
async def test_an_awaited_client_says_that_it_is_one() -> None:
    async with AsyncKie("k", transport=httpx.MockTransport(always({}))) as client:
        with pytest.raises(InvalidRequestError, match="this client is asynchronous"):
            get_veo_task.sync(client=client.client, task_id="1")


def test_an_id_beyond_reason_is_refused() -> None:
    with kie(always({})) as client, pytest.raises(InvalidRequestError, match="must be a task id"):
        client.from_token(token("kie", "veo", "x" * 70_000))


@pytest.mark.anyio
async def test_events_can_be_left_early_and_closed() -> None:
    response = always({"code": 200, "data": {"successFlag": 0}})
    async with AsyncKie("k", transport=httpx.MockTransport(response), clock=HandClock()) as client:
        task = client.from_token(token("kie", "veo"))
        async with contextlib.aclosing(task.events()) as events:
            async for change in events:
                assert change.state is State.RUNNING
                break


@pytest.mark.parametrize(
    "failure",
    [
        httpx.UnsupportedProtocol("ftp"),
        httpx.TooManyRedirects("round and round"),
        UnicodeError("no such host name"),
    ],
)
def test_a_link_that_cannot_be_opened_is_an_error_at_once(
    failure: Exception, tmp_path: Any
) -> None:
    clock = HandClock()
    data = {"successFlag": 1, "response": {"resultUrls": ["http://m.example/v"]}}

    def respond(request: httpx.Request) -> httpx.Response:
        if request.url.host == "m.example":
            raise failure
        return httpx.Response(200, json={"code": 200, "data": data})

    with kie(respond, clock) as client:
        video = client.from_token(token("kie", "veo")).wait()
        with pytest.raises(UnexpectedResponseError, match="cannot be opened"):
            video.download(tmp_path / "v.mp4")
    assert clock.now == 1000


# Values


@pytest.mark.parametrize(
    ("value", "expected"),
    [("a", "a"), ("", None), (None, None), (7, "7"), (True, None), (1.5, None), ([], None)],
)
def test_text(value: object, expected: str | None) -> None:
    assert as_string(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1, 1.0),
        ("1.5", 1.5),
        ("1.5s", None),
        ("", None),
        (None, None),
        (True, None),
        ("nan", None),
        (float("inf"), None),
        (10**400, None),
    ],
)
def test_number(value: object, expected: float | None) -> None:
    assert as_number(value) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1, 1), ("402", 402), ("x", None), (True, None), (None, None), (1.0, None)],
)
def test_code_of(value: object, expected: int | None) -> None:
    assert code_of(value) == expected
