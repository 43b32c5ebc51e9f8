"""Days that a provider may have: what it does, request by request."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

import httpx
from attrs import define, evolve, field, frozen
from hypothesis import strategies as st

from tests.helpers.provider_responses import (
    BROKEN,
    CANARY,
    CREATES,
    ERRORS,
    JUNK,
    LISTS,
    NEVER_CONNECTED,
    ODD_HEADERS,
    PATIENCE,
    READS,
    STATUSES,
    UNREADABLE,
    Behaviour,
    PollMeaning,
    SentRequest,
)

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping


_T = TypeVar("_T")

_PIECES: Final = 10


@frozen(kw_only=True)
class Day:
    """The responses of a provider to submissions and polls. The last of each is repeated.

    Attributes:
        submits: The responses to submissions.
        polls: The responses to polls.
        timeout: How long is waited.
        poll: The caller's own pace.
        attempts: How often a request is sent at most.
        resumed: Whether the task was made earlier, and is known by its token.
        steps: Whether the caller takes each event, or waits for the end.
    """

    submits: list[Behaviour]
    polls: list[Behaviour]
    timeout: float
    poll: float | None
    attempts: int
    resumed: bool
    steps: bool


@define
class HandClock:
    """A clock that sleeping moves, and that a slow provider moves too."""

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
class Asked:
    """One request, and what came of it.

    Attributes:
        what: The request: its method, address, headers, body, and the patience it has with a response.
        began: When it began.
        over: When it was over.
        behaviour: What the provider did.
    """

    what: tuple[str, str, Mapping[str, str], bytes, Mapping[str, float]]
    began: float
    over: float
    behaviour: Behaviour

    @property
    def method(self) -> str:
        return self.what[0]


@define
class _Body(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A response's body on its way, piece by piece."""

    asked: Asked
    clock: HandClock

    def __iter__(self) -> Iterator[bytes]:
        behaviour = self.asked.behaviour
        content = behaviour.content()
        size = max(1, -(-len(content) // _PIECES))
        for start in range(0, len(content), size):
            if behaviour.broken_off and start:
                raise httpx.ReadError("the line is dead")
            self.clock.now += behaviour.drips_s
            self.asked.over = self.clock.now
            yield content[start : start + size]
        if behaviour.broken_off:
            raise httpx.RemoteProtocolError("incomplete chunked read")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


@define
class FakeProvider:
    """A provider that has such a day.

    Attributes:
        asked: The requests, in their order.
    """

    day: Day
    clock: HandClock
    asked: list[Asked] = field(factory=list[Asked])

    def __call__(self, request: httpx.Request) -> httpx.Response:
        limits = request.extensions["timeout"]
        script = self.day.submits if request.method == "POST" else self.day.polls
        count = sum(asked.method == request.method for asked in self.asked)
        behaviour = script[min(count, len(script) - 1)]
        asked = Asked(
            (request.method, str(request.url), dict(request.headers), request.content, limits),
            self.clock.now,
            self.clock.now + min(limits["read"], behaviour.slow_s),
            behaviour,
        )
        self.clock.now = asked.over
        if behaviour.slow_s > limits["read"]:
            asked.behaviour = behaviour = _broken(httpx.ReadTimeout)
        self.asked.append(asked)
        if behaviour.breaks:
            raise behaviour.breaks("it has gone", request=request)
        return httpx.Response(
            behaviour.status,
            # What is no ASCII is sent as the bytes that it is.
            headers=[(name.encode(), value.encode()) for name, value in behaviour.headers.items()],
            stream=_Body(asked, self.clock),
        )


def _weighed(strategies: Mapping[st.SearchStrategy[_T], int]) -> st.SearchStrategy[_T]:
    """One of some strategies, each as often as it weighs: `st.one_of` takes repeated ones as one."""
    chosen = [strategy for strategy, weight in strategies.items() for _ in range(weight)]
    return st.sampled_from(chosen).flatmap(lambda strategy: strategy)


def _broken(how: type[httpx.TransportError]) -> Behaviour:
    return Behaviour(breaks=how, poll=PollMeaning.NO_NEWS, sent=SentRequest.IN_DOUBT)


def _places(value: Any) -> list[tuple[Any, Any]]:
    """Every container in a JSON value, with each of its keys."""
    if not isinstance(value, dict | list):
        return []
    container: Any = cast("Any", value)
    keys = list(container) if isinstance(value, dict) else list(range(len(container)))
    inner = [place for key in keys for place in _places(container[key])]
    return [*((container, key) for key in keys), *inner]


def spoiled(behaviour: Behaviour, changes: list[tuple[int, int]]) -> Behaviour:
    """A response in which some members are gone, or something else."""
    spoilt = copy.deepcopy(behaviour.body)
    for where, what in changes:
        if not (places := _places(spoilt)):
            break
        container, key = places[where % len(places)]
        if what == 0 and isinstance(container, dict):
            del container[key]
        elif what == 1:
            container[key] = json.dumps(container[key])
        else:
            container[key] = copy.deepcopy(JUNK[what % len(JUNK)])
    # An id that is the key itself stays one, because a task must be found again. In text it is masked.
    repeats = f"Bearer {CANARY}" if behaviour.repeats else ""
    return Behaviour(status=behaviour.status, body=spoilt or {"": 0}, repeats=repeats)


def _cut(behaviour: Behaviour) -> Behaviour:
    return evolve(behaviour, broken_off=True, poll=PollMeaning.NO_NEWS, sent=SentRequest.IN_DOUBT)


def _slow(behaviour: Behaviour, seconds: float) -> Behaviour:
    return evolve(behaviour, slow_s=seconds)


def _dripping(behaviour: Behaviour, seconds: float) -> Behaviour:
    """A response that comes in drops: whether all of it comes in time is another matter."""
    return evolve(behaviour, drips_s=seconds, poll=PollMeaning.OPEN)


def _unreadable(status: Behaviour, body: bytes) -> Behaviour:
    return evolve(status, body=body)


def _patience(behaviour: Behaviour, asks: tuple[dict[str, str], float | None]) -> Behaviour:
    if behaviour.breaks:
        return behaviour
    return evolve(behaviour, headers=asks[0], asks_s=asks[1])


def _odd(behaviour: Behaviour, headers: dict[str, str]) -> Behaviour:
    """A response with contradictory headers, which may be readable all the same."""
    if behaviour.sent is SentRequest.AGAIN:
        return behaviour
    return evolve(behaviour, headers=headers, poll=PollMeaning.OPEN, sent=SentRequest.OPEN)


_AWAY: Final = [
    *(_broken(how) for how in BROKEN),
    *(evolve(_broken(how), sent=SentRequest.AGAIN) for how in NEVER_CONNECTED),
]
_REPEATED: Final = st.sampled_from(("", f"Bearer {CANARY}", CANARY, CANARY.replace("/", "\\/")))
_UNREADABLE: Final = st.builds(
    _unreadable,
    st.builds(evolve, st.sampled_from(STATUSES), repeats=_REPEATED),
    st.sampled_from(UNREADABLE),
)


def _anything(truths: list[Behaviour], provider: str) -> st.SearchStrategy[Behaviour]:
    """Whatever a provider may do with one request."""
    change = st.tuples(st.integers(0, 40), st.integers(0, len(JUNK) + 1))
    reported = st.builds(evolve, st.sampled_from(truths), repeats=_REPEATED)
    errors = st.builds(evolve, st.sampled_from(ERRORS[provider]), repeats=_REPEATED)
    strayed = st.builds(evolve, reported, status=st.sampled_from((200, 200, 200, 201, 404, 502)))
    responses = st.one_of(reported, errors, _UNREADABLE)
    whole = st.one_of(
        reported,
        errors,
        _UNREADABLE,
        st.sampled_from(_AWAY),
        st.builds(spoiled, strayed, st.lists(change, min_size=1, max_size=3)),
        st.builds(_patience, errors, st.sampled_from(PATIENCE)),
        st.builds(_odd, responses, st.sampled_from(ODD_HEADERS)),
        st.builds(_cut, responses),
    )
    slow = st.builds(_slow, whole, st.sampled_from((0.1, 4.0, 30.0, 100.0)))
    return _weighed(
        {whole: 4, slow: 1, st.builds(_dripping, responses, st.sampled_from((0.1, 4.0))): 1}
    )


def _joined(*parts: list[Behaviour]) -> list[Behaviour]:
    return [behaviour for part in parts for behaviour in part]


def _course(truths: list[Behaviour], provider: str) -> st.SearchStrategy[list[Behaviour]]:
    """A task from its beginning to its end: not there, then found, disturbed now and then, and done."""
    missing = [error for error in ERRORS[provider] if error.poll is PollMeaning.NOT_THERE]
    silent = [error for error in ERRORS[provider] if error.poll is PollMeaning.NO_NEWS]
    under_way = (PollMeaning.GOES_ON, PollMeaning.WITHOUT_FILE)
    going = st.sampled_from([truth for truth in truths if truth.poll in under_way])
    disturbed = st.one_of(
        st.builds(_patience, st.sampled_from(silent), st.sampled_from(PATIENCE)),
        st.sampled_from(_AWAY),
        _UNREADABLE.filter(lambda behaviour: behaviour.poll is PollMeaning.NO_NEWS),
    )
    ends = st.sampled_from([truth for truth in truths if truth.poll.is_last])
    return st.builds(
        _joined,
        st.lists(st.sampled_from(missing), max_size=3),
        st.lists(_weighed({going: 2, disturbed: 1}), max_size=10),
        st.lists(ends, min_size=1, max_size=1),
    )


def _refused_first(created: list[Behaviour], provider: str) -> st.SearchStrategy[list[Behaviour]]:
    """A submit that may be sent again and again, until something else comes of it."""
    again = [each for each in (*ERRORS[provider], *_AWAY) if each.sent is SentRequest.AGAIN]
    refused = st.builds(_patience, st.sampled_from(again), st.sampled_from(PATIENCE))
    return st.builds(
        _joined,
        st.lists(refused, max_size=2),
        st.lists(_anything(created, provider), min_size=1, max_size=2),
    )


def days(kind: str) -> st.SearchStrategy[Day]:
    """Days that the provider of a family may have."""
    provider = kind.partition("/")[0]
    truths = [Behaviour(body=body, poll=poll) for poll in READS[kind] for body in READS[kind][poll]]
    lists = [Behaviour(body=body) for body in LISTS[provider]]
    created = [Behaviour(body=body, sent=SentRequest.ACCEPTED) for body in CREATES[kind]]
    accepted = st.sampled_from(created).map(lambda behaviour: [behaviour])
    return st.builds(
        Day,
        submits=_weighed({_refused_first(created, provider): 1, accepted: 2}),
        polls=_weighed(
            {
                st.lists(_anything([*truths, *lists], provider), min_size=1, max_size=14): 1,
                _course(truths, provider): 1,
            }
        ),
        timeout=st.sampled_from((0.0, 45.0, 300.0, *(5 * [1800.0]))),
        poll=st.sampled_from((None, None, None, 20.0, 60.0)),
        attempts=st.sampled_from((1, 4, 1, 2)),
        resumed=st.sampled_from((False, False, False, True)),
        steps=st.booleans(),
    )
