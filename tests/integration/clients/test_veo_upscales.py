"""Veo videos in 1080p and 4K: tasks whose poll repeats the request, whatever code it has."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any, Final, assert_type

import httpx
import pytest

from longtake import (
    AsyncKie,
    AsyncTask,
    InsufficientCreditsError,
    InvalidRequestError,
    Kie,
    LongtakeError,
    NotFoundError,
    ServiceUnavailableError,
    State,
    SubmitOutcomeUnknown,
    Task,
)
from longtake.emulator import Emulator
from longtake_pytest.clients import client_options
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    from collections.abc import Sequence

    from longtake_pytest import ServedEmulator

LINK: Final = "https://tempfile.example/v.mp4"
SOURCE: Final = "veo_task_abc"
each_method = pytest.mark.parametrize("method", ["get_1080p", "get_4k"])


def body(code: int, msg: str = "m", **data: Any) -> httpx.Response:
    return httpx.Response(200, json={"code": code, "msg": msg, "data": data or None})


def states(
    method: str,
    answers: Sequence[httpx.Response | Exception],
    *,
    asynchronous: bool,
    polls: int = 1,
    **more: Any,
) -> tuple[list[State], list[httpx.Request]]:
    """Call a method and poll its task; return the states and what was sent."""
    sent: list[httpx.Request] = []

    def provider(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        answer = answers[min(len(sent), len(answers)) - 1]
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content)

    options: dict[str, Any] = {"transport": httpx.MockTransport(provider), "clock": HandClock()}

    async def calling() -> list[State]:
        async with AsyncKie("a-key", **options) as kie:
            task: AsyncTask = await getattr(kie.veo, method)(task_id=SOURCE, **more)
            return [(await task.status()).state for _ in range(polls)]

    if asynchronous:
        return asyncio.run(calling()), sent
    with Kie("a-key", **options) as kie:
        task: Task = getattr(kie.veo, method)(task_id=SOURCE, **more)
        return [task.status().state for _ in range(polls)], sent


PROCESSING: Final = {
    "get_1080p": [
        body(500, "1080P is processing. It should be ready in 1-2 minutes."),
        body(500, "Server exception, please try again later."),
        httpx.Response(500, json={"code": 500, "msg": "processing", "data": None}),
        body(400, "The video is processing"),
        body(422, "still Processing"),
        body(200, "success", resultUrl=None),
    ],
    "get_4k": [
        body(422, "4k is processing.", taskId=SOURCE, resultUrls=None),
        body(500, "is processing", taskId=SOURCE),
        body(200, "success", taskId=SOURCE, resultUrls=None),
        body(200, "success", taskId=SOURCE, resultUrls=[]),
    ],
}
DONE: Final = {
    "get_1080p": [body(200, "success", resultUrl=LINK)],
    "get_4k": [
        body(422, "The video has been generated successfully", taskId=SOURCE, resultUrls=[LINK]),
        body(200, "success", resultUrls=[LINK]),
        body(422, "m", resultUrls=json.dumps([LINK])),
    ],
}


@both_clients
@pytest.mark.parametrize(
    ("method", "answer"),
    [(method, answer) for method, answers in PROCESSING.items() for answer in answers],
)
def test_a_video_that_is_being_made_is_running(
    asynchronous: bool, method: str, answer: httpx.Response
) -> None:
    found, sent = states(method, [answer, *DONE[method]], asynchronous=asynchronous)
    assert found == [State.SUCCEEDED]
    assert len(sent) == 2
    found, _ = states(method, [answer], asynchronous=asynchronous)
    assert found == [State.RUNNING]


@both_clients
@pytest.mark.parametrize(
    ("method", "answer"),
    [(method, answer) for method, answers in DONE.items() for answer in answers],
)
def test_a_link_is_a_success_whatever_the_code(
    asynchronous: bool, method: str, answer: httpx.Response
) -> None:
    found, _ = states(method, [answer], asynchronous=asynchronous)
    assert found == [State.SUCCEEDED]


@both_clients
@each_method
def test_a_poll_repeats_the_request(asynchronous: bool, method: str) -> None:
    _, sent = states(method, [PROCESSING[method][0]], asynchronous=asynchronous, polls=2, index=1)
    assert len(sent) == 3
    seen = {(request.method, str(request.url), request.content) for request in sent}
    assert len(seen) == 1
    if method == "get_4k":
        assert json.loads(sent[0].content) == {"taskId": SOURCE, "index": 1}
    else:
        assert dict(sent[0].url.params) == {"taskId": SOURCE, "index": "1"}


@both_clients
@each_method
@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (body(422, "record is null"), NotFoundError),
        (body(422, "record status is not success"), InvalidRequestError),
        (body(402, "The current credits are insufficient"), InsufficientCreditsError),
    ],
)
def test_a_refusal_is_an_error(
    asynchronous: bool, method: str, answer: httpx.Response, kind: type[LongtakeError]
) -> None:
    with pytest.raises(kind) as caught:
        states(method, [answer], asynchronous=asynchronous)
    assert caught.value.provider == "kie"


@both_clients
@each_method
def test_an_unknown_outcome_is_repeated(asynchronous: bool, method: str) -> None:
    # The first request is charged, and a repetition returns its result.
    answers: list[Any] = [httpx.ReadError("broken"), PROCESSING[method][0], *DONE[method]]
    found, sent = states(method, answers, asynchronous=asynchronous)
    assert (found, len(sent)) == ([State.SUCCEEDED], 3)
    with pytest.raises(ServiceUnavailableError) as caught:
        states(method, [httpx.ReadError("broken")], asynchronous=asynchronous)
    assert not isinstance(caught.value, SubmitOutcomeUnknown)


@pytest.mark.parametrize("index", [-1, True, "1", 1.0])
@each_method
def test_an_index_is_the_number_of_a_video(method: str, index: Any) -> None:
    with pytest.raises(InvalidRequestError, match="index must be the number of a video, 0 or more"):
        states(method, DONE[method], asynchronous=False, index=index)


@each_method
def test_the_emulator_makes_a_video_once(
    longtake_kie: Kie, longtake_emulator: ServedEmulator, method: str
) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    before = longtake_kie.account.credits()
    getattr(longtake_kie.veo, method)(task_id=source)
    task: Task = getattr(longtake_kie.veo, method)(task_id=source)
    assert (task.kind, task.id) == (f"veo-{method[4:]}", source)
    video = task.wait()
    assert video.url.endswith(f"-{method[4:]}.mp4")
    spent = before - longtake_kie.account.credits()
    assert spent == (120 if method == "get_4k" else 0)
    assert longtake_kie.from_token(task.token).wait().url == video.url
    with pytest.raises(NotFoundError):
        getattr(longtake_kie.veo, method)(task_id="veo_task_unknown")


@each_method
def test_an_asynchronous_task_is_waited_for(method: str) -> None:
    emulator = Emulator()
    options: Any = client_options(emulator, "kie")

    async def calling() -> str:
        async with AsyncKie(**options, transport=httpx.ASGITransport(emulator)) as kie:
            source = emulator.sources["kie/veo"].id
            task: AsyncTask = await getattr(kie.veo, method)(task_id=source)
            return (await task.wait()).url

    assert asyncio.run(calling()).endswith(".mp4")


def test_the_methods_are_typed(longtake_kie: Kie, longtake_emulator: ServedEmulator) -> None:
    source = longtake_emulator.sources["kie/veo"].id
    assert_type(longtake_kie.veo.extend(task_id=source, prompt="On"), Task)
    assert_type(longtake_kie.veo.get_1080p(task_id=source), Task)
    assert_type(longtake_kie.veo.get_4k(task_id=source, index=0), Task)
    assert_type(longtake_kie.veo.task(source), Task)


def test_a_callback_url_is_sent_once() -> None:
    class Receiver:
        def url(self, provider: str, *, kind: str = "") -> str:
            return f"http://127.0.0.1:9/{provider}/{kind}"

        def subscribe(self, *_arguments: Any, **_options: Any) -> Any:
            raise NotImplementedError

    sent: list[Any] = []

    def provider(request: httpx.Request) -> httpx.Response:
        sent.append(json.loads(request.content))
        return body(200, "success", taskId=SOURCE, resultUrls=None)

    receiver: Any = Receiver()
    with Kie("a-key", transport=httpx.MockTransport(provider)) as kie:
        kie.veo.get_4k(task_id=SOURCE, call_back_url="http://127.0.0.1:9/x")
        assert sent[0]["callBackUrl"] == "http://127.0.0.1:9/x"
        with pytest.raises(InvalidRequestError, match="are mutually exclusive"):
            kie.veo.get_4k(task_id=SOURCE, call_back_url="http://127.0.0.1:9/x", callbacks=receiver)
    assert len(sent) == 1
