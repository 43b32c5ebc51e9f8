"""A canary for a key, and providers that repeat it in every way: it is found nowhere, whatever goes wrong."""

from __future__ import annotations

import asyncio
import logging
import pickle
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import Any, Final

import attrs
import httpx
import pytest

from longtake import InvalidRequestError, Kie, LongtakeError
from longtake._shell.client import provider_of
from tests.helpers.scenarios import Scenario, each_task_kind
from tests.helpers.task_kinds import KINDS, TaskKind

CANARY: Final = "canary-7d1f-in-the-mine"

_STATUSES: Final = (400, 401, 402, 403, 404, 408, 412, 422, 429, 451, 455, 500, 501, 503, 596)
_CODES: Final = (1000, 1004, 1102, 1103, 1201, 1203, 1301, 1302, 1304, 5000, 7777)
_FAILURES: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.ReadError,
    httpx.ReadTimeout,
    httpx.WriteError,
    httpx.RemoteProtocolError,
    httpx.LocalProtocolError,
    httpx.UnsupportedProtocol,
    httpx.DecodingError,
    httpx.TooManyRedirects,
)

Reply = Callable[[str], httpx.Response]
"""From the text of a provider to its response."""


def in_fields(status: int, code: int) -> Reply:
    return lambda words: httpx.Response(
        status,
        json={"code": code, "msg": words, "message": words, "error": words},
    )


def as_text(status: int) -> Reply:
    return lambda words: httpx.Response(status, text=f"<p>{words}", headers={"Location": "/x"})


def as_json(value: Callable[[str], Any]) -> Reply:
    return lambda words: httpx.Response(200, json=value(words))


def in_data(code: int, data: Callable[[str], Any]) -> Reply:
    return as_json(lambda words: {"code": code, "data": data(words)})


def responses() -> Iterator[Reply]:
    """Every kind of response that is an error."""
    for status in _STATUSES:
        yield in_fields(status, status)
        yield in_fields(200, status)
        yield as_text(status)
    for code in _CODES:
        yield in_fields(200, code)
    yield as_text(302)
    yield as_text(200)
    for code in (0, 200):
        yield in_data(code, lambda words: words)
        yield in_data(code, lambda words: {"taskId": [words]})
        yield in_data(code, lambda words: {"task_id": words})
    yield as_json(lambda words: [words])
    yield as_json(lambda words: {words: words})


def failed_task(kind: TaskKind, words: str) -> dict[str, Any]:
    """Return the body of a task that failed, with the same words in every field that has some."""
    outer, *inner = kind.failure_at
    failure = dict.fromkeys((*inner, "reason", "message"), words) if inner else words
    fields: dict[str, Any] = {outer: failure}
    body = kind.response(kind.failed["error"], **fields)
    envelope = kind.common.envelope
    return body | {name: words for name, value in envelope.items() if isinstance(value, str)}


class Parrot:
    """Repeats the key that it receives in the given response."""

    def __init__(self, kind: TaskKind) -> None:
        self.calling = 0
        self.next: Reply | type[httpx.RequestError] = as_json(lambda _words: kind.created)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if isinstance(self.next, type):
            raise self.next("it broke", request=request)
        return self.next(self._words(request))

    def _words(self, request: httpx.Request) -> str:
        said = request.headers["authorization"]
        assert CANARY in said
        self.calling += 1
        return f"You said {said}, so {CANARY} it is"


class Clock:
    """Time that passes while it is waited for."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return 1_800_000_000.0 + self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.now += seconds
        await asyncio.sleep(0)


def shown(error: BaseException) -> str:
    """All that an error shows: its words, what it holds, its causes, and the variables on its way."""
    reported = traceback.TracebackException.from_exception(error, capture_locals=True)
    text = "".join(reported.format()) + repr(error)
    link: BaseException | None = error
    while link is not None:
        text += repr(vars(link))
        request = vars(link).get("_request")
        if isinstance(request, httpx.Request):
            text += f"{request.headers.raw}{request.extensions}"
        link = link.__cause__ or link.__context__
    return text + pickle.dumps(error).decode("latin-1")


def shown_by(*things: object) -> Iterator[str]:
    """All that the objects of a program show of themselves."""
    for thing in things:
        yield repr(thing)
        yield str(thing)
        yield repr(getattr(thing, "__dict__", None))
        # attrs cannot copy a named tuple within a tuple.
        with suppress(TypeError):
            if attrs.has(type(thing)):
                yield repr(attrs.asdict(thing))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - `has` says so
        try:
            yield pickle.dumps(thing).decode("latin-1")
        except (AttributeError, TypeError, pickle.PicklingError) as refusal:
            yield shown(refusal)


RESPONSES: Final[tuple[Reply | type[httpx.RequestError], ...]] = (*responses(), *_FAILURES)


def outcome(step: Callable[[], object]) -> str:
    # A function of its own: the caller's variables are no part of what an error shows.
    try:
        return repr(step())
    except LongtakeError as error:
        return shown(error)


async def outcome_async(step: Callable[[], Awaitable[object]]) -> str:
    try:
        return repr(await step())
    except LongtakeError as error:
        return shown(error)


@pytest.fixture
def nothing_sings(
    caplog: pytest.LogCaptureFixture, recwarn: pytest.WarningsRecorder
) -> Iterator[Callable[[str], None]]:
    """Searches for the canary in what it is given, and at the end in logs and warnings."""
    caplog.set_level(logging.DEBUG)

    def poll(text: str) -> None:
        found = text.find(CANARY)
        assert found < 0, text[max(0, found - 300) : found + 100]

    yield poll
    records = caplog.get_records("call")
    assert {"longtake", "httpx"} <= {record.name for record in records}
    for record in records:
        poll(record.getMessage() + repr(vars(record)))
    for warning in recwarn:
        poll(str(warning.message))


@each_task_kind
def test_a_key_is_found_in_nothing_that_goes_wrong(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, nothing_sings: Callable[[str], None]
) -> None:
    monkeypatch.setenv(provider_of(scenario.sync_class).key_variable, CANARY)
    parrot = Parrot(KINDS[scenario.kind])
    transport = httpx.MockTransport(parrot)
    with scenario.sync_class(transport=transport, attempts=1, clock=Clock()) as client:
        task = scenario.start(client, "828006748715380777")
        for response in RESPONSES:
            parrot.next = response
            for step in (lambda: scenario.start(client, "828006748715380777"), task.status):
                nothing_sings(outcome(step))
        parrot.next = as_json(lambda words: failed_task(KINDS[scenario.kind], words))
        # A refusal among the responses has ended the other one.
        task = client.from_token(task.token)
        ended = outcome(task.wait)
        assert "TaskFailedError" in ended
        assert "You said Bearer ***" in ended
        nothing_sings(ended)
        http: Any = client.client.get_httpx_client()
        for text in shown_by(client, client.client, http, http._preparer.settings, task):
            nothing_sings(text)
        nothing_sings(task.token + repr(task.snapshot) + repr(client.unknown_outcomes))
    assert parrot.calling > 2 * len(tuple(responses()))


@each_task_kind
@pytest.mark.anyio
async def test_a_key_is_found_in_nothing_that_goes_wrong_async(
    scenario: Scenario, monkeypatch: pytest.MonkeyPatch, nothing_sings: Callable[[str], None]
) -> None:
    monkeypatch.setenv(provider_of(scenario.sync_class).key_variable, CANARY)
    parrot = Parrot(KINDS[scenario.kind])
    transport = httpx.MockTransport(parrot)
    async with scenario.async_class(transport=transport, attempts=1, clock=Clock()) as client:
        task = await scenario.start_async(client, "828006748715380777")
        for response in RESPONSES:
            parrot.next = response
            for step in (
                lambda: scenario.start_async(client, "828006748715380777"),
                task.status,
            ):
                nothing_sings(await outcome_async(step))
        parrot.next = as_json(lambda words: failed_task(KINDS[scenario.kind], words))
        task = client.from_token(task.token)
        ended = await outcome_async(task.wait)
        assert "TaskFailedError" in ended
        assert "You said Bearer ***" in ended
        nothing_sings(ended)
        http: Any = client.client.get_async_httpx_client()
        for text in shown_by(client, client.client, http, http._preparer.settings, task):
            nothing_sings(text)
        nothing_sings(task.token + repr(task.snapshot) + repr(client.unknown_outcomes))
    assert parrot.calling > 2 * len(tuple(responses()))


@pytest.mark.parametrize(("key", "is_masked"), [("a", False), ("not", False), ("nota", True)])
def test_a_key_so_short_that_it_is_in_many_words_is_not_masked(
    key: str, *, is_masked: bool
) -> None:
    """Masking it would hide the provider's words, and no provider has such a key."""
    words = "nota bene: not a valid aspect ratio"

    def respond(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, json={"code": 422, "msg": words})

    with (
        Kie(key, transport=httpx.MockTransport(respond)) as kie,
        pytest.raises(InvalidRequestError) as caught,
    ):
        kie.veo.extend(task_id="s", prompt="On")
    expected = words.replace("nota", "***") if is_masked else words
    assert caught.value.provider_message == expected
