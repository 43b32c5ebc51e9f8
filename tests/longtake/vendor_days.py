"""Days that a vendor may have: what it answers, request by request, from the expected to the absurd."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Mapping
from typing import Any, Final, cast

import httpx
from attrs import define, evolve, field, frozen
from hypothesis import strategies as st

from longtake import Target

CANARY: Final = "canary-4f09b2d6-key"
LINK: Final = "https://media.example/video.mp4"
_MODERATED: Final = "It may violate our content policy"
_TIMED_OUT: Final = "the vendor took too long"


@frozen(kw_only=True)
class Behaviour:
    """What a vendor does with one request.

    Attributes:
        status: The status that it answers with.
        body: What it answers: JSON unless it is bytes already.
        headers: What stands above it.
        breaks: What happens instead of an answer.
        slow_s: Seconds that it takes.
        refuses: Whether it certainly takes nothing on, so that a submit may be sent again.
        echoes: Whether it repeats the key it was sent, among the words of its answer.
    """

    status: int = 200
    body: Any = None
    headers: Mapping[str, str] = field(factory=dict[str, str])
    breaks: type[httpx.TransportError] | None = None
    slow_s: float = 0.0
    refuses: bool = False
    echoes: bool = False

    def content(self) -> bytes:
        """The body as it is sent."""
        if isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode("utf-8")


@frozen(kw_only=True)
class Day:
    """What a vendor does in answer to submits and to looks; the last of each again and again.

    Attributes:
        submits: In answer to submits.
        looks: In answer to looks.
        timeout: How long is waited.
        poll: The caller's own pace.
        attempts: How often a request is sent at most.
        resumed: Whether the task was made earlier, and is known by its token.
    """

    submits: list[Behaviour]
    looks: list[Behaviour]
    timeout: float
    poll: float | None
    attempts: int
    resumed: bool


@define
class HandClock:
    """A clock that sleeping moves, and that a slow vendor moves too."""

    now: float = 1000.0
    pauses: list[float] = field(factory=list[float])

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return 1_700_000_000 + self.now

    def sleep(self, seconds: float) -> None:
        # Async callers also give way to others, for no time at all.
        if seconds:
            self.pauses.append(seconds)
            self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


@define
class Vendor:
    """A vendor that has such a day.

    Attributes:
        asked: The method of each request, when it began and when it was over, and what came of it.
    """

    day: Day
    clock: HandClock
    asked: list[tuple[str, float, float, Behaviour]] = field(factory=list[Any])
    _counts: dict[str, int] = field(factory=dict[str, int])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        script = self.day.submits if request.method == "POST" else self.day.looks
        count = self._counts.get(request.method, 0)
        self._counts[request.method] = count + 1
        behaviour = script[min(count, len(script) - 1)]
        began = self.clock.now
        limit = request.extensions["timeout"]["read"]
        self.clock.now += min(limit, behaviour.slow_s)
        if behaviour.slow_s > limit:
            behaviour = evolve(behaviour, breaks=httpx.ReadTimeout, refuses=False)
        self.asked.append((request.method, began, self.clock.now, behaviour))
        if behaviour.breaks:
            raise behaviour.breaks(_TIMED_OUT, request=request)
        content = behaviour.content()
        if behaviour.echoes:
            content = content.replace(b"the dog", request.headers["authorization"].encode())
        return httpx.Response(behaviour.status, content=content, headers=dict(behaviour.headers))


def _kie(data: Any, code: int = 200) -> dict[str, Any]:
    return {"code": code, "msg": "about the dog", "data": data}


def _runway(state: Any, **fields: Any) -> dict[str, Any]:
    usual = {"taskId": "t", "generateTime": "2026-01-01 10:00:00", "expireFlag": 0}
    return _kie({**usual, "state": state, **fields})


def _flagged(flag: Any, **fields: Any) -> dict[str, Any]:
    return _kie({"taskId": "t", "successFlag": flag, "errorCode": None, **fields})


def _gen2(status: Any, **fields: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {"taskId": "user:1-task:2", "artifacts": [], "progressRatio": None}
    return {**usual, "status": status, "estimatedTimeToStartSeconds": None, **fields}


def _kling(status: Any, **fields: Any) -> dict[str, Any]:
    task = {"task_id": "887766554433221100", "task_status": status, "updated_at": 1, **fields}
    return {"code": 0, "message": "about the dog", "request_id": "r", "data": task}


_ARTIFACT: Final = {
    "assetId": "user:1-asset:2",
    "url": LINK,
    "isDirectory": False,
    "metadata": {"duration": 4, "frameRate": 24, "dimensions": [1, 1]},
}
_KLING_VIDEO: Final = {"id": "9", "url": LINK, "duration": "5.1"}

_READS: Final[Mapping[Target, list[Any]]] = {
    "kie/runway": [
        *(_runway(state) for state in ("wait", "queueing", "generating", "dreaming")),
        _runway("success"),
        _runway("success", videoInfo={"videoUrl": LINK, "videoId": "v"}, failCode=400),
        _runway("fail", failCode=400, failMsg="Too many at once, the dog says"),
        _runway("fail", failCode="500", failMsg=_MODERATED),
    ],
    "kie/veo": [
        *(_flagged(flag) for flag in (0, 1, 3, 7, "0")),
        _flagged(1, response={"resultUrls": [LINK], "originUrls": None}),
        _flagged(1, response={"resultUrls": json.dumps([LINK])}),
        _flagged(1, response={"resultUrls": [LINK], "fullResultUrls": [LINK]}),
        _flagged(2, errorCode=501, errorMessage="It failed, the dog says"),
        _flagged(3, errorMessage=_MODERATED),
    ],
    "kie/midjourney": [
        *(_flagged(flag) for flag in (0, 1, 3, -1)),
        _flagged(1, resultInfoJson={"resultUrls": [{"resultUrl": LINK}] * 2}),
        _flagged(1, resultInfoJson=json.dumps({"resultUrls": [{"resultUrl": LINK}]})),
        _flagged(1, resultInfoJson="{broken"),
        _flagged(2, errorMessage="It failed, the dog says"),
    ],
    "useapi/gen2": [
        *(_gen2(status) for status in ("PENDING", "THROTTLED", "DREAMING", "SUCCEEDED")),
        _gen2("PENDING", estimatedTimeToStartSeconds=90),
        _gen2("RUNNING", progressRatio="0.43"),
        {"task": _gen2("RUNNING", progressRatio="0.9"), "code": 200},
        _gen2("SUCCEEDED", artifacts=[_ARTIFACT]),
        {"task": _gen2("SUCCEEDED", artifacts=[_ARTIFACT, _ARTIFACT]), "code": 200},
        _gen2("FAILED", error={"errorMessage": "It failed, the dog says", "reason": "SAFETY"}),
        _gen2("FAILED", error="It failed, the dog says"),
        _gen2("CANCELLED"),
    ],
    "chainhub/kling": [
        *(_kling(status) for status in ("submitted", "processing", "dreaming", "succeed")),
        _kling("succeed", task_result={"videos": [_KLING_VIDEO]}),
        _kling("succeeded", task_result={"videos": [{**_KLING_VIDEO, "id": 2**60}]}),
        _kling("failed", task_status_msg="It failed, the dog says"),
        _kling("failed", task_status_msg="risk control"),
    ],
}

_CREATES: Final[Mapping[Target, Any]] = {
    "kie/runway": _kie({"taskId": "t"}),
    "kie/veo": _kie({"taskId": "t"}),
    "kie/midjourney": _kie({"taskId": "t"}),
    "useapi/gen2": _gen2("PENDING"),
    "chainhub/kling": _kling("submitted"),
}

# Nothing here reads as a refusal that lets a submit be sent again: that is for `_REFUSALS` alone.
_JUNK: Final[list[Any]] = [
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

_NEVER_CONNECTED: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_BROKEN: Final = (
    httpx.ReadTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.WriteTimeout,
    httpx.RemoteProtocolError,
    httpx.CloseError,
)

_UNREADABLE: Final[list[bytes]] = [
    b"",
    b"null",
    b"[]",
    b"7",
    b'"the dog"',
    b"<html><h1>502 Bad Gateway</h1> the dog</html>",
    b"error code: 1010",
    b'{"code": 200, "data": {"taskI',
    b"\xff\xfe\x00",
    b"\xef\xbb\xbf{}",
    b"[" * 50_000,
    b'{"code": ' + b"9" * 5000 + b"}",
]

_REFUSALS: Final[Mapping[str, list[Behaviour]]] = {
    "kie": [
        Behaviour(body=_kie(None, 429), refuses=True),
        Behaviour(status=429, body=_kie(None, 429), refuses=True),
    ],
    "useapi": [
        Behaviour(status=429, body={"error": "the dog"}, refuses=True),
        Behaviour(status=429, body={"error": "full", "code": 429}, refuses=True),
    ],
    "chainhub": [
        Behaviour(status=429, body={"code": code, "message": "the dog"}, refuses=True)
        for code in (1302, 1303)
    ],
}

_ERRORS: Final[Mapping[str, list[Behaviour]]] = {
    "kie": [
        Behaviour(body=_kie(None, code))
        for code in (400, 401, 402, 404, 408, 422, 433, 451, 455, 500, 501, 505, 999)
    ],
    "useapi": [
        Behaviour(status=status, body={"error": "the dog", "code": status})
        for status in (400, 401, 402, 404, 412, 422, 500, 503, 596)
    ],
    "chainhub": [
        Behaviour(status=status, body={"code": code, "message": "the dog"})
        for status, code in (
            *((429, code) for code in (1100, 1102, 1304)),
            *((401, 1000), (400, 1201), (404, 1203), (400, 1301), (503, 5001), (200, 1200)),
            *((200, 9999), (500, 5000)),
        )
    ],
}

_NOT_THERE: Final[Mapping[str, Behaviour]] = {
    "kie": Behaviour(body={"code": 422, "msg": "recordInfo is null", "data": None}),
    "useapi": Behaviour(status=404, body={"error": "Not found.", "code": 404}),
    "chainhub": Behaviour(status=404, body={"code": 1203, "message": "no task"}),
}

_RETRY_AFTER: Final[list[dict[str, str]]] = [
    {"Retry-After": moment}
    for moment in (
        *("0", "1", "30", "119.5", "-4", "3600", "1e400", "nan", "soon", ""),
        "Fri, 21 Nov 2026 10:00:00 GMT",
        "Fri, 21 Nov 2026 10:00:00 +9999999999999999",
        "Fri, 21 Nov 99999999999999999999 10:00:00 GMT",
    )
]
_STATUSES: Final = (200, 201, 204, 302, 400, 403, 404, 500, 502, 520)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a JSON value, with each of its keys."""
    if not isinstance(value, dict | list):
        return []
    container: Any = cast("Any", value)
    keys = list(container) if isinstance(value, dict) else list(range(len(container)))
    inner = [place for key in keys for place in _places(container[key])]
    return [*((container, key) for key in keys), *inner]


def spoiled(answer: Any, mishaps: list[tuple[int, int]]) -> Any:
    """An answer in which some members are gone, or something else."""
    spoilt = copy.deepcopy(answer)
    for where, what in mishaps:
        places = _places(spoilt)
        container, key = places[where % len(places)]
        if what == 0 and isinstance(container, dict):
            del container[key]
        elif what == 1:
            container[key] = json.dumps(container[key])
        else:
            container[key] = copy.deepcopy(_JUNK[what % len(_JUNK)])
    return spoilt if spoilt else {"": 0}


def _answers(truths: list[Any], provider: str) -> st.SearchStrategy[Behaviour]:
    mishap = st.tuples(st.integers(0, 40), st.integers(0, len(_JUNK) + 1))
    spoilt: Callable[..., Any] = spoiled
    return st.one_of(
        st.builds(Behaviour, body=st.sampled_from(truths), echoes=st.booleans()),
        st.builds(
            Behaviour,
            body=st.builds(
                spoilt, st.sampled_from(truths), st.lists(mishap, min_size=1, max_size=3)
            ),
            status=st.sampled_from((200, 200, 200, 201, 404, 502)),
            echoes=st.booleans(),
        ),
        st.builds(
            Behaviour,
            status=st.sampled_from(_STATUSES),
            body=st.sampled_from(_UNREADABLE),
            echoes=st.booleans(),
        ),
        st.builds(
            evolve,
            st.sampled_from([*_ERRORS[provider], *_REFUSALS[provider], _NOT_THERE[provider]]),
            headers=st.sampled_from([{}, {}, *_RETRY_AFTER]),
            echoes=st.booleans(),
        ),
        st.builds(Behaviour, breaks=st.sampled_from(_BROKEN)),
        st.builds(Behaviour, breaks=st.sampled_from(_NEVER_CONNECTED), refuses=st.just(True)),
    )


def days(family: Target) -> st.SearchStrategy[Day]:
    """Days that the vendor of a family may have."""
    provider = family.partition("/")[0]
    reads = _answers(_READS[family], provider)
    slow = st.builds(evolve, reads, slow_s=st.sampled_from((0.1, 4.0, 30.0, 100.0)))
    creates = _answers([_CREATES[family]], provider)
    accepted = st.just([Behaviour(body=_CREATES[family])])
    return st.builds(
        Day,
        submits=st.one_of(accepted, accepted, st.lists(creates, min_size=1, max_size=4)),
        looks=st.lists(st.one_of(reads, reads, slow), min_size=1, max_size=14),
        timeout=st.sampled_from((0.0, 1.0, 45.0, 300.0, 1800.0)),
        poll=st.sampled_from((None, None, None, 20.0)),
        attempts=st.sampled_from((1, 1, 2, 4)),
        resumed=st.booleans(),
    )
