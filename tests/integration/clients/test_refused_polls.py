"""A refusal in the response to a poll is a failed task, and refused content is recognised by its words."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from longtake import (
    ContentRejectedError,
    InvalidRequestError,
    Kie,
    State,
    TaskFailedError,
    TaskRejectedError,
)
from tests.helpers.scripted_waits import (
    WAYS,
    Reply,
    Script,
    both_clients,
    end_of,
    token_of,
)
from tests.helpers.task_kinds import KINDS, TaskKind


def _kie(code: int, msg: str | None = "no") -> dict[str, Any]:
    return {"code": code, "msg": msg, "data": None}


_OF_KIE: list[tuple[Reply, type[TaskFailedError]]] = [
    (_kie(400), TaskFailedError),
    (_kie(400, None), TaskFailedError),
    (_kie(400, "Your prompt was flagged"), TaskRejectedError),
    (_kie(451), TaskFailedError),
    (_kie(501), TaskFailedError),
    (_kie(505), TaskFailedError),
    ((400, _kie(400)), TaskFailedError),
]
_REFUSALS: list[tuple[str, Reply, type[TaskFailedError]]] = [
    *(
        (f"kie/{name}", reply, error)
        for name in ("runway", "veo", "midjourney")
        for reply, error in _OF_KIE
    ),
    ("chainhub/kling", (400, {"code": 1300, "message": "no"}), TaskRejectedError),
    ("chainhub/kling", (400, {"code": 1301, "message": "no"}), TaskRejectedError),
    ("chainhub/kling", {"code": "1301", "message": "no"}, TaskRejectedError),
    ("useapi/gen2", (422, {"error": "no", "code": 422}), TaskRejectedError),
]


@pytest.mark.parametrize(("name", "reply", "error"), _REFUSALS, ids=repr)
@pytest.mark.parametrize("way", WAYS)
@both_clients
def test_a_refused_poll_is_a_failed_task(
    name: str, reply: Reply, error: type[TaskFailedError], way: str, asynchronous: bool
) -> None:
    kind = KINDS[name]
    replies = [kind.response(kind.running), reply]
    end = end_of(kind, replies, way=way, asynchronous=asynchronous)
    assert len(end.script.polled_at) == 2
    assert end.task.snapshot.state is State.FAILED
    assert end.task.snapshot.failure.rejected == (error is TaskRejectedError)
    if way != "events":
        assert type(end.error) is error
        assert isinstance(end.error, TaskFailedError)
        assert end.error.snapshot is not None
        assert end.error.snapshot.state is State.FAILED
        assert end.error.code == end.task.snapshot.failure.code
        assert end.error.token == end.task.token


def test_status_shows_it_too() -> None:
    kind = KINDS["kie/veo"]
    with Kie(**Script(kind, [_kie(451, "Failed to fetch the image")]).options) as kie:
        snapshot = kie.from_token(token_of(kind)).status()
    assert snapshot.state is State.FAILED
    assert snapshot.failure is not None
    assert snapshot.failure.message == "Failed to fetch the image"


@pytest.mark.parametrize(
    ("name", "reply"),
    [
        ("kie/veo", _kie(401)),
        ("kie/veo", _kie(402)),
        ("kie/veo", _kie(422)),
        ("kie/veo", httpx.Response(400, text="<html>Bad Request</html>")),
        ("useapi/gen2", httpx.Response(422, text="<html>Unprocessable</html>")),
        ("useapi/gen2", (401, {"error": "no"})),
        ("chainhub/kling", (400, {"code": 1201, "message": "no"})),
    ],
    ids=repr,
)
def test_other_refusals_say_nothing_about_the_task(name: str, reply: Reply) -> None:
    end = end_of(KINDS[name], [reply], resumed=True)
    assert end.error is not None
    assert not isinstance(end.error, TaskFailedError)
    assert end.task.snapshot is None


def test_a_refused_submission_is_refused_as_before() -> None:
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=_kie(400)))
    with Kie("a-key", transport=transport) as kie, pytest.raises(InvalidRequestError):
        kie.veo.extend(task_id="s", prompt="On")


# Refused content


_WORDS = {
    "kie/runway": [
        "The AI moderator has flagged this",
        "Stopped by our ai MODERATOR",
        "Inappropriate content detected. Please replace your input image",
    ],
    "kie/veo": [
        "PUBLIC_ERROR_MINOR_UPLOAD",
        "Public error minor upload.",
        "public error prominent people upload",
        "PUBLIC_ERROR_PROMINENT_PEOPLE_UPLOAD",
        "Rejected by Google: VIOLATES our policies",
    ],
    "kie/midjourney": ["Banned: NSFW"],
    "useapi/gen2": ["Inappropriate", "The CONTENT POLICY forbids it"],
    "chainhub/kling": ["Failure to pass the RISK CONTROL system"],
}
each_phrase = pytest.mark.parametrize(
    ("kind", "words"),
    [(KINDS[name], words) for name, every in _WORDS.items() for words in every],
    ids=str,
)


@each_phrase
@both_clients
def test_refused_content_is_recognised_in_a_failed_task(
    kind: TaskKind, words: str, asynchronous: bool
) -> None:
    end = end_of(
        kind, [kind.response(kind.failed["moderation"], words=words)], asynchronous=asynchronous
    )
    assert type(end.error) is TaskRejectedError
    assert end.error.provider_message == words


@pytest.mark.parametrize("words", [*_WORDS["kie/runway"], *_WORDS["kie/veo"]])
def test_refused_content_is_recognised_in_a_refused_submission(words: str) -> None:
    body: dict[str, Any] = {"code": 400, "msg": words, "data": None}
    transport = httpx.MockTransport(lambda _: httpx.Response(200, json=body))
    with Kie("a-key", transport=transport) as kie, pytest.raises(ContentRejectedError):
        kie.runway.extend(task_id="s", prompt="On", quality="720p")


def test_another_failure_is_no_refusal_of_content() -> None:
    kind = KINDS["kie/runway"]
    end = end_of(kind, [kind.response("fail", words="Too many tasks at once")])
    assert type(end.error) is TaskFailedError
