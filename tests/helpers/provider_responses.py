"""Responses of providers, from the expected to the absurd, and the result that each must have.

The results are written by hand, from the providers' pages. No code of longtake is asked for them.
"""

from __future__ import annotations

import enum
import json
from typing import TYPE_CHECKING, Any, Final

import httpx
from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Mapping


# With a slash, which some writers of JSON escape; as is whatever stands before it.
CANARY: Final = "canary-4f09b2d6/key+w=="
LINK: Final = "https://media.example/video.mp4"
_MODERATED: Final = "It may violate our content policy"


class PollMeaning(enum.Enum):
    """The result that a poll with a response must have."""

    GOES_ON = "the task goes on"
    WITHOUT_FILE = "it succeeded, and has no file yet"
    SUCCEEDED = "it succeeded"
    FAILED = "it failed"
    REJECTED = "moderation refused it"
    EXPIRED = "the provider does not keep it any longer"
    CANCELLED = "it was cancelled"
    NOT_THERE = "no such task, or not yet"
    NO_NEWS = "nothing was learned"
    ENDS = "an error ends the waiting"
    OPEN = "any of these"

    @property
    def is_last(self) -> bool:
        """Whether no poll may follow."""
        return self in (
            PollMeaning.SUCCEEDED,
            PollMeaning.FAILED,
            PollMeaning.REJECTED,
            PollMeaning.EXPIRED,
            PollMeaning.CANCELLED,
            PollMeaning.ENDS,
        )


class SentRequest(enum.Enum):
    """What a submit that gets a response so must come to."""

    ACCEPTED = "there is a task"
    AGAIN = "it was certainly not accepted, and may be sent again"
    NOT_MADE = "it was certainly not accepted, and would not be again"
    IN_DOUBT = "unknown outcome"
    OPEN = "any of these, but it must not be sent again"


@frozen(kw_only=True)
class Behaviour:
    """What a provider does with one request.

    Attributes:
        status: The status that it responds with.
        body: The body of the response, sent as JSON unless it is bytes.
        headers: What stands above it.
        asks_s: The seconds of patience that its headers ask for, if they do.
        breaks: What happens instead of a response.
        cut: Whether the connection breaks in the middle of the body.
        slow_s: Seconds that it takes to begin.
        drips_s: Seconds that each of ten pieces of the body takes.
        repeats: The part of the key that the text of the response repeats.
        poll: The result that it must have as the response to a poll.
        sent: The result that it must have as the response to a submission.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(factory=dict[str, str])
    asks_s: float | None = None
    breaks: type[httpx.TransportError] | None = None
    broken_off: bool = False
    slow_s: float = 0.0
    drips_s: float = 0.0
    repeats: str = ""
    poll: PollMeaning = PollMeaning.OPEN
    sent: SentRequest = SentRequest.OPEN

    def content(self) -> bytes:
        """The body as it is sent."""
        body = self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()
        return body.replace(b"the dog", self.repeats.encode()) if self.repeats else body


def _kie(data: Any, code: Any = 200, words: str = "about the dog") -> dict[str, Any]:
    return {"code": code, "msg": words, "data": data}


def _runway(state: Any, **fields: Any) -> dict[str, Any]:
    usual = {"taskId": "t", "generateTime": "2026-01-01 10:00:00", "expireFlag": 0}
    return _kie({**usual, "state": state, **fields})


def _flagged(flag: Any, **fields: Any) -> dict[str, Any]:
    return _kie({"taskId": "t", "successFlag": flag, "errorCode": None, **fields})


def _job(state: Any, **fields: Any) -> dict[str, Any]:
    return _kie({"taskId": "t", "model": "the dog's", "state": state, **fields})


def _gen2(status: Any, **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"taskId": "user:1-task:2", "artifacts": [], "progressRatio": None}
    return {**usual, "status": status, "estimatedTimeToStartSeconds": None, **fields}


def _kling(status: Any, **fields: Any) -> dict[str, Any]:
    task = {"task_id": "887766554433221100", "task_status": status, "updated_at": 1, **fields}
    return {"code": 0, "message": "about the dog", "request_id": "r", "data": task}


def _gateway(status: Any, data: Any = None, **fields: Any) -> dict[str, Any]:
    task = {"task_id": "t", "status": status, "data": data, **fields}
    return {"code": "success", "message": "about the dog", "data": task}


_ARTIFACT: Final = {
    "assetId": "user:1-asset:2",
    "url": LINK,
    "isDirectory": False,
    "metadata": {"duration": 4, "frameRate": 24, "dimensions": [1, 1]},
}
_FOLDER: Final = {**_ARTIFACT, "isDirectory": True}
_KLING_VIDEO: Final = {"id": "9", "url": LINK, "duration": "5.1"}

READS: Final[Mapping[str, Mapping[PollMeaning, list[Any]]]] = {
    "kie/runway": {
        PollMeaning.GOES_ON: [
            *(_runway(state) for state in ("wait", "queueing", "generating", "dreaming", None, "")),
            _runway("of the dog"),
            _runway("dreaming", videoInfo={"videoUrl": LINK}),
            _runway(" Generating"),
        ],
        PollMeaning.WITHOUT_FILE: [
            _runway("success"),
            _runway("success", videoInfo=None),
            _runway("Completed", videoInfo={"videoUrl": ""}),
        ],
        PollMeaning.SUCCEEDED: [
            _runway("SUCCESS ", videoInfo={"videoUrl": LINK}, expireFlag=1),
            _runway("success", videoInfo={"videoUrl": LINK, "videoId": "v"}, failCode=400),
            _runway("success", videoInfo={"videoUrl": json.dumps([LINK])}),
            _runway("success", videoInfo={"videoUrl": [LINK]}),
        ],
        PollMeaning.FAILED: [
            _runway("fail"),
            _runway("fail", failCode=400, failMsg="Too many at once, the dog says"),
            _runway("fail", failMsg="the dog"),
            _runway("failed", expireFlag=1),
            _runway("ERROR"),
        ],
        PollMeaning.REJECTED: [
            _runway("fail", failCode="500", failMsg=_MODERATED),
            _runway("success", failMsg="Stopped by the AI moderator"),
        ],
        PollMeaning.EXPIRED: [_runway("success", expireFlag=1), _runway("timeout")],
        PollMeaning.CANCELLED: [_runway("Canceled")],
    },
    "kie/veo": {
        PollMeaning.GOES_ON: [
            *(_flagged(flag) for flag in (0, 7, -1, "0", None, "the dog")),
            _flagged(4, response={"resultUrls": [LINK]}),
        ],
        PollMeaning.WITHOUT_FILE: [
            _flagged(1),
            _flagged(1, response=None),
            _flagged(1, response={"resultUrls": None}),
            _flagged("1", response={"resultUrls": "[]"}),
        ],
        PollMeaning.SUCCEEDED: [
            _flagged(1, response={"resultUrls": [LINK], "originUrls": None}),
            _flagged(1, response={"resultUrls": json.dumps([LINK])}),
            _flagged("1", response={"resultUrls": LINK}),
            _flagged(1, response={"resultUrls": [LINK], "fullResultUrls": [LINK]}),
        ],
        PollMeaning.FAILED: [
            _flagged(3),
            _flagged("2"),
            _flagged(2, errorCode=501, errorMessage="It failed, the dog says"),
            _flagged(3, errorMessage="the dog"),
        ],
        PollMeaning.REJECTED: [
            _flagged(3, errorMessage=_MODERATED),
            _flagged(2, errorMessage="PUBLIC_ERROR_MINOR_UPLOAD"),
            _flagged(1, errorMessage="Public error prominent people upload"),
        ],
    },
    "kie/midjourney": {
        PollMeaning.GOES_ON: [
            *(_flagged(flag) for flag in (0, 9, -1, None, "the dog")),
        ],
        PollMeaning.WITHOUT_FILE: [
            _flagged(1),
            _flagged(1, resultInfoJson=""),
            _flagged(1, resultInfoJson={"resultUrls": []}),
        ],
        PollMeaning.SUCCEEDED: [
            _flagged(1, resultInfoJson={"resultUrls": [{"resultUrl": LINK}] * 2}),
            _flagged(1, resultInfoJson=json.dumps({"resultUrls": [{"resultUrl": LINK}]})),
            _flagged(1, resultInfoJson=json.dumps({"resultUrls": json.dumps([LINK])})),
            _flagged(1, resultInfoJson={"resultUrls": [LINK]}),
        ],
        PollMeaning.FAILED: [
            _flagged(3),
            _flagged(2, errorMessage="It failed, the dog says"),
            _flagged(2, errorMessage="the dog"),
        ],
        PollMeaning.REJECTED: [_flagged(2, errorMessage=_MODERATED), _flagged("moderated")],
        PollMeaning.NO_NEWS: [_flagged(1, resultInfoJson="{broken")],
    },
    "kie/jobs": {
        PollMeaning.GOES_ON: [
            *(_job(state) for state in ("waiting", "queuing", "generating", "dreaming", None, "")),
            _job("of the dog"),
            _job("generating", progress=43, costTime="soon"),
            _job("generating", progress=1e308),
            _job("dreaming", response={"resultUrls": [LINK]}),
        ],
        PollMeaning.WITHOUT_FILE: [
            _job("success"),
            _job("success", response=None, resultJson=""),
            _job("success", response={"resultUrls": []}, resultJson=json.dumps({})),
        ],
        PollMeaning.SUCCEEDED: [
            _job("SUCCESS ", response={"resultUrls": [LINK]}, failCode="", successFlag=1),
            _job("success", resultJson=json.dumps({"resultUrls": [LINK]}), creditsConsumed=14.4),
            _job("success", resultJson={"resultUrls": [LINK]}, creditsConsumed="of the dog"),
            _job("success", response={"resultUrls": [LINK], "firstFrameUrl": [LINK]}),
        ],
        PollMeaning.FAILED: [
            _job("fail"),
            _job("fail", failCode="501", failMsg="It failed, the dog says"),
            _job("fail", failMsg="the dog", resultJson="{broken", successFlag=3),
            _kie(None, 501, "the dog"),
            _kie(None, 408, "the dog"),
        ],
        PollMeaning.REJECTED: [_job("fail", failCode=400, failMsg=_MODERATED)],
        PollMeaning.NO_NEWS: [_job("success", resultJson="{broken")],
    },
    "useapi/gen2": {
        PollMeaning.GOES_ON: [
            *(_gen2(status) for status in ("PENDING", "THROTTLED", "DREAMING", "", "the dog")),
            *(_gen2("PENDING", estimatedTimeToStartSeconds=s) for s in (90, -5, 1e308, "soon")),
            *(
                _gen2("RUNNING", progressRatio=reported)
                for reported in ("0.43", "7.5", "-1", 1, "nan")
            ),
            {"task": _gen2("RUNNING", progressRatio="0.9"), "code": 200},
            _gen2("DREAMING", artifacts=[_ARTIFACT]),
        ],
        PollMeaning.WITHOUT_FILE: [
            _gen2("SUCCEEDED"),
            {"task": _gen2("SUCCEEDED", artifacts=[_FOLDER]), "code": 200},
        ],
        PollMeaning.SUCCEEDED: [
            _gen2("SUCCEEDED", artifacts=[_ARTIFACT]),
            {"task": _gen2("SUCCEEDED", artifacts=[_FOLDER, _ARTIFACT]), "code": 200},
        ],
        PollMeaning.FAILED: [
            _gen2("FAILED"),
            _gen2(
                "FAILED", error={"errorMessage": "It failed, the dog says", "reason": "INTERNAL"}
            ),
            {"task": _gen2("FAILED", error="It failed, the dog says"), "code": 200},
            _gen2("FAILED", error="the dog"),
        ],
        PollMeaning.REJECTED: [
            _gen2("FAILED", error={"errorMessage": "No", "moderation_category": "violence"}),
            _gen2("MODERATED"),
            _gen2("SUCCEEDED", error={"errorMessage": "No", "moderation_category": "violence"}),
        ],
        PollMeaning.EXPIRED: [_gen2("expired")],
        PollMeaning.CANCELLED: [
            _gen2("CANCELLED"),
            {"task": _gen2("CANCELLED"), "code": 200},
            _gen2("deleted"),
        ],
    },
    "chainhub/kling": {
        PollMeaning.GOES_ON: [
            *(_kling(state) for state in ("submitted", "processing", "dreaming", "", "the dog")),
            _kling("dreaming", task_result={"videos": [_KLING_VIDEO]}),
            _gateway("IN_PROGRESS"),
        ],
        PollMeaning.WITHOUT_FILE: [
            _kling("succeed"),
            _kling("succeed", task_result={"videos": []}),
            _gateway("SUCCESS"),
        ],
        PollMeaning.SUCCEEDED: [
            _kling("COMPLETED", task_result={"videos": [_KLING_VIDEO]}),
            _gateway("SUCCESS", _kling("succeed", task_result={"videos": [_KLING_VIDEO]})),
            _kling("succeed", task_result={"videos": [_KLING_VIDEO]}),
            _kling("succeeded", task_result={"videos": [{**_KLING_VIDEO, "id": 2**60}]}),
        ],
        PollMeaning.FAILED: [
            _kling("failed"),
            _kling("failed", task_status_msg="It failed, the dog says"),
            _kling("failed", task_status_msg="the dog"),
            _kling("FAIL"),
            _gateway("FAILURE", fail_reason="of the dog"),
        ],
        PollMeaning.REJECTED: [
            _kling("failed", task_status_msg="risk control"),
            _gateway("FAILURE", fail_reason="Risk Control"),
        ],
    },
}

CREATES: Final[Mapping[str, list[Any]]] = {
    "kie/runway": [_kie({"taskId": "t"}), _kie({"taskId": 7}, code="200")],
    "kie/veo": [_kie({"taskId": "t"})],
    "kie/midjourney": [_kie({"taskId": "t"})],
    "kie/jobs": [_kie({"taskId": "t", "recordId": "the dog's"})],
    "useapi/gen2": [_gen2("PENDING"), {"task": _gen2("PENDING"), "code": 200}],
    "chainhub/kling": [_kling("submitted")],
}

LISTS: Final[Mapping[str, list[Any]]] = {
    "kie": [_kie(1000), _kie("7.5"), _kie(None)],
    "useapi": [[], [_gen2("PENDING", createdAt="2023-11-14T22:30:00Z")], [_gen2("PENDING"), 7]],
    "chainhub": [
        {"code": 0, "message": "", "data": []},
        {"code": 0, "message": "", "data": [_kling("submitted")["data"]]},
        {"code": 0, "data": {}},
    ],
}
"""The lists that `reconcile` reads."""

# Nothing here reads as a refusal that lets a submit be sent again: that is for `ERRORS` alone.
JUNK: Final[list[Any]] = [
    None,
    True,
    False,
    0,
    1,
    -7,
    10**40,
    0.5,
    1e308,
    float("inf"),
    float("nan"),
    "",
    " ",
    "null",
    "[]",
    "[1, {}]",
    "[" * 20_000,
    "9" * 5000,
    "the dog",
    "\ud83d",
    "\x00\n",
    "..",
    "id" * 2000,
    "success",
    [],
    [None],
    [[LINK], 3],
    {},
    {"": None},
    {"task": {}},
]


def _errors(
    poll: PollMeaning, sent: SentRequest, bodies: list[Any], statuses: tuple[int, ...] = (200,)
) -> list[Behaviour]:
    return [
        Behaviour(status=status, body=body, poll=poll, sent=sent)
        for body in bodies
        for status in statuses
    ]


def _useapi(poll: PollMeaning, sent: SentRequest, *statuses: int) -> list[Behaviour]:
    return [
        Behaviour(status=status, body={"error": words, "code": status}, poll=poll, sent=sent)
        for status in statuses
        for words in ("of the dog", {"message": "the dog"})
    ]


def _chainhub(
    poll: PollMeaning, sent: SentRequest, *responses: tuple[int, int | str]
) -> list[Behaviour]:
    return [
        Behaviour(status=status, body={"code": code, "message": "of the dog"}, poll=poll, sent=sent)
        for status, code in responses
    ]


ERRORS: Final[Mapping[str, list[Behaviour]]] = {
    "kie": [
        *_errors(
            PollMeaning.NO_NEWS, SentRequest.AGAIN, [_kie(None, 429), _kie(None, "429")], (200, 429)
        ),
        *_errors(
            PollMeaning.ENDS,
            SentRequest.NOT_MADE,
            [_kie(None, code) for code in (401, 402, 422, "402")],
        ),
        *_errors(
            PollMeaning.FAILED, SentRequest.NOT_MADE, [_kie(None, code) for code in (400, 451, 505)]
        ),
        *_errors(
            PollMeaning.REJECTED, SentRequest.NOT_MADE, [_kie(None, 400, "Inappropriate content")]
        ),
        *_errors(PollMeaning.FAILED, SentRequest.IN_DOUBT, [_kie(None, 501)]),
        *_errors(
            PollMeaning.ENDS,
            SentRequest.NOT_MADE,
            [_kie(None, 500, "Credits insufficient, the dog says")],
        ),
        *_errors(
            PollMeaning.NOT_THERE,
            SentRequest.NOT_MADE,
            [
                _kie(None, 404),
                _kie(None, 422, "recordInfo is null"),
                _kie(None, 422, "record is null"),
                _kie(None, 422, "Record does not exist"),
                _kie(None, 422, "Temporarily supports records within 14 days."),
            ],
        ),
        # In response to a submission it is about the source.
        *_errors(PollMeaning.NOT_THERE, SentRequest.NOT_MADE, [_kie(None)]),
        *_errors(
            PollMeaning.NO_NEWS, SentRequest.NOT_MADE, [_kie(None, code) for code in (433, 455)]
        ),
        *_errors(
            PollMeaning.NO_NEWS,
            SentRequest.IN_DOUBT,
            [_kie(None, code) for code in (408, 500, 999)],
        ),
        *_errors(PollMeaning.NO_NEWS, SentRequest.IN_DOUBT, [_kie(None, 500)], (500, 503)),
    ],
    "useapi": [
        *_useapi(PollMeaning.NO_NEWS, SentRequest.AGAIN, 429),
        *_errors(PollMeaning.NO_NEWS, SentRequest.AGAIN, [{"error": "the dog"}], (429,)),
        *_useapi(PollMeaning.ENDS, SentRequest.NOT_MADE, 400, 401, 402, 412),
        *_useapi(PollMeaning.REJECTED, SentRequest.NOT_MADE, 422),
        *_useapi(PollMeaning.NOT_THERE, SentRequest.NOT_MADE, 404),
        *_useapi(PollMeaning.NO_NEWS, SentRequest.IN_DOUBT, 500, 503, 596),
    ],
    "chainhub": [
        *_chainhub(PollMeaning.NO_NEWS, SentRequest.AGAIN, (429, 1302), (429, 1303)),
        *_chainhub(
            PollMeaning.ENDS,
            SentRequest.NOT_MADE,
            *((429, code) for code in (1100, 1101, 1102, 1304)),
            *((401, 1000), (400, 1201), (200, 1200), (200, 402)),
            *((403, "insufficient_user_quota"), (200, "quota_not_enough")),
        ),
        *_chainhub(
            PollMeaning.REJECTED, SentRequest.NOT_MADE, (400, 1300), (400, 1301), (200, 1301)
        ),
        *_chainhub(PollMeaning.NOT_THERE, SentRequest.NOT_MADE, (404, 1203), (200, 404)),
        *_chainhub(
            PollMeaning.NO_NEWS,
            SentRequest.IN_DOUBT,
            (503, 5001),
            (504, 5002),
            (500, 5000),
            (200, 9999),
        ),
    ],
}
"""Errors in the provider's own words."""

UNREADABLE: Final[list[bytes]] = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"the dog"',
    b"the dog",
    b"<html><h1>502 Bad Gateway</h1> of the dog</html>",
    b"error code: 1010",
    b'{"code": 200, "data": {"taskI',
    b"\xff\xfe\x00",
    b"[" * 50_000,
    b'{"code": ' + b"9" * 5000 + b"}",
]
"""Bodies that are not JSON objects."""

_STATUSES: Final[Mapping[tuple[PollMeaning, SentRequest], tuple[int, ...]]] = {
    (PollMeaning.NO_NEWS, SentRequest.IN_DOUBT): (
        *(200, 201, 202, 204, 302, 303, 307, 408),
        *(500, 502, 503, 520, 524, 596),
    ),
    (PollMeaning.NO_NEWS, SentRequest.NOT_MADE): (400, 403, 404, 410),
    (PollMeaning.NO_NEWS, SentRequest.AGAIN): (429,),
    (PollMeaning.ENDS, SentRequest.NOT_MADE): (401, 402, 422),
}
STATUSES: Final = [
    Behaviour(status=status, poll=poll, sent=sent)
    for (poll, sent), statuses in _STATUSES.items()
    for status in statuses
]
"""The results of statuses whose body cannot be read."""

NEVER_CONNECTED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
BROKEN: Final = (
    httpx.ReadTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.RemoteProtocolError,
    httpx.CloseError,
)

_NOW: Final = {"Date": "Fri, 21 Nov 2026 10:00:00 GMT"}
PATIENCE: Final[list[tuple[dict[str, str], float | None]]] = [
    *(({"Retry-After": f"{seconds:g}"}, seconds) for seconds in (0, 1, 30, 119.5, 3600)),
    *(({"Retry-After": odd}, None) for odd in ("-4", "1e400", "nan", "soon", "", "\u0663\u0660")),
    ({"Retry-After": "Fri, 21 Nov 2026 10:00:30 GMT"}, None),
    ({"Retry-After": "Fri, 21 Nov 2026 10:00:30 GMT", **_NOW}, 30),
    ({"Retry-After": "Fri, 21 Nov 2026 09:00:00 GMT", **_NOW}, 0),
    ({"Retry-After": "Fri, 21 Nov 2026 10:00:30", **_NOW}, None),
    ({"Retry-After": "Fri, 21 Nov 2026 10:00:30 GMT", "Date": "yesterday"}, None),
    ({"Retry-After": "Fri, 21 Nov 2026 10:00:00 +9999999999999999", **_NOW}, None),
    ({"Retry-After": "Fri, 21 Nov 99999999999999999999 10:00:00 GMT", **_NOW}, None),
]
"""What may stand in `Retry-After`, with the seconds that it asks for."""

ODD_HEADERS: Final[list[dict[str, str]]] = [
    {"Location": place}
    for place in ("/elsewhere", "https://[", "mailto:the dog", "//:x", "https://\u00ff.example", "")
] + [
    {"Content-Encoding": "gzip"},
    {"Content-Encoding": "br, dog"},
    {"Content-Type": "text/html; charset=dog"},
    {"Content-Type": "\u00ff"},
    {"Set-Cookie": "dog=\u00ff; Expires=Fri, 21 Nov 99999999 10:00:00 GMT; Max-Age=dog; Path"},
    {"Content-Length": "7"},
]
"""What may stand above any response and say nothing, or lie."""
