"""A key that is asked for before each request, so that it can change under a running program."""

from __future__ import annotations

import asyncio
import threading
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import (
    AsyncKie,
    AuthenticationError,
    InvalidRequestError,
    Kie,
    LongtakeError,
    MissingCredentialsError,
    ServiceUnavailableError,
)
from longtake._shell.api_key import CallableKey
from longtake._shell.client import provider_of
from longtake.emulator import Fault
from tests.helpers.scenarios import Scenario, each_task_kind

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from longtake._core.credentials import Credential
    from longtake_pytest import ServedEmulator

ACCEPTED = {"code": 200, "data": {"taskId": "1"}}


class Recorder:
    """Records the key of each request, and sends the responses that it is given."""

    def __init__(self, *statuses: int) -> None:
        self.keys: list[str] = []
        self._statuses = list(statuses)

    def __call__(self, request: httpx.Request) -> httpx.Response:
        key = request.headers["authorization"].removeprefix("Bearer ")
        self.keys.append(key)
        status = self._statuses.pop(0) if self._statuses else 200
        words = f"what is {key}?"
        body: dict[str, Any] = ACCEPTED if status == 200 else {"code": status, "msg": words}
        return httpx.Response(status, json=body)


def numbered() -> Callable[[], str]:
    numbers = count(1)
    return lambda: f"key-{next(numbers)}"


def numbered_async() -> Callable[[], Awaitable[str]]:
    numbers = count(1)

    async def give() -> str:
        await asyncio.sleep(0)
        return f"key-{next(numbers)}"

    return give


def extend(kie: Kie) -> str:
    return kie.veo.extend(task_id="veo_0", prompt="On").id


async def extend_async(kie: AsyncKie) -> str:
    return (await kie.veo.extend(task_id="veo_0", prompt="On")).id


def test_a_callable_is_asked_before_each_request() -> None:
    recorder = Recorder()
    with Kie(numbered(), transport=httpx.MockTransport(recorder)) as kie:
        assert recorder.keys == []
        extend(kie)
        extend(kie)
    assert recorder.keys == ["key-1", "key-2"]


@pytest.mark.anyio
@pytest.mark.parametrize("make", [numbered, numbered_async])
async def test_an_async_client_takes_both_kinds(make: Callable[[], Any]) -> None:
    recorder = Recorder()
    async with AsyncKie(make(), transport=httpx.MockTransport(recorder)) as kie:
        await extend_async(kie)
        await extend_async(kie)
    assert recorder.keys == ["key-1", "key-2"]


@each_task_kind
def test_requests_continue_after_the_provider_rotates_the_key(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    options = longtake_emulator.options(scenario.provider)
    keys = {"now": options["api_key"]}
    options["api_key"] = lambda: keys["now"]  # type: ignore[typeddict-item]  # pyright: ignore[reportGeneralTypeIssues, reportArgumentType] - a string there
    with scenario.sync_class(**options) as client:
        task = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        good, keys["now"] = keys["now"], "withdrawn"
        with pytest.raises(AuthenticationError, match="the callable given as api_key") as caught:
            task.status()
        assert "withdrawn" not in str(caught.value)
        keys["now"] = good
        assert task.wait().url


def test_each_attempt_gets_a_new_key_which_its_error_masks(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    del longtake_kie
    recorder = Recorder(429, 429, 401)
    clock = longtake_emulator.options("kie")["clock"]
    with (
        Kie(numbered(), transport=httpx.MockTransport(recorder), clock=clock) as asked,
        pytest.raises(AuthenticationError) as caught,
    ):
        extend(asked)
    assert recorder.keys == ["key-1", "key-2", "key-3"]
    assert caught.value.provider_message == "what is ***?"


def test_a_callable_is_asked_by_one_thread_at_a_time() -> None:
    others: list[bool] = []

    def give() -> str:
        lock = asked._lock  # pyright: ignore[reportPrivateUsage] - only from inside no test has to wait
        other = threading.Thread(target=lambda: others.append(lock.acquire(blocking=False)))
        other.start()
        other.join()
        return "key"

    asked = CallableKey(give, provider_of(Kie))
    assert asked.get().key == "key"
    assert others == [False]


def test_many_threads_ask_through_one_client() -> None:
    recorder = Recorder()
    with Kie(numbered(), transport=httpx.MockTransport(recorder)) as kie:
        threads = [threading.Thread(target=extend, args=(kie,)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert sorted(recorder.keys) == [f"key-{number}" for number in range(1, 9)]


@pytest.mark.anyio
async def test_a_callable_is_asked_by_one_task_at_a_time() -> None:
    inside, most = 0, 0

    async def give() -> str:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1
        return "key"

    recorder = Recorder()
    async with AsyncKie(give, transport=httpx.MockTransport(recorder)) as kie:
        await asyncio.gather(*(extend_async(kie) for _ in range(20)))
    assert most == 1
    assert len(recorder.keys) == 20


def broken() -> str:
    raise KeyError("no-such-secret")


async def broken_async() -> str:
    raise KeyError("no-such-secret")


def nothing() -> Any:
    return None


def unusable() -> str:
    return "a key\nand more"


def written_in_bytes() -> Any:
    return b"key"


def empty() -> str:
    return ""


def exhausted() -> str:
    return next(iter(()))


WRONG: list[tuple[Callable[[], Any], type[LongtakeError], str]] = [
    (
        broken,
        MissingCredentialsError,
        "raised KeyError, which is the cause of this error. Nothing was sent",
    ),
    (
        nothing,
        InvalidRequestError,
        "must return a string or a KeyPair, got NoneType. Nothing was sent",
    ),
    (
        written_in_bytes,
        InvalidRequestError,
        "must return a string or a KeyPair, got bytes. Nothing was sent",
    ),
    (empty, InvalidRequestError, "must not be empty"),
    (
        exhausted,
        MissingCredentialsError,
        "raised StopIteration, which is the cause of this error. Nothing was sent",
    ),
    (unusable, InvalidRequestError, "contains spaces, line breaks"),
]


@pytest.mark.parametrize(("function", "kind", "words"), WRONG)
def test_a_callable_that_gives_no_key_sends_nothing(
    function: Callable[[], str], kind: type[LongtakeError], words: str
) -> None:
    recorder = Recorder()
    with (
        Kie(function, transport=httpx.MockTransport(recorder)) as kie,
        pytest.raises(kind, match=words),
    ):
        extend(kie)
    assert recorder.keys == []


@pytest.mark.anyio
@pytest.mark.parametrize(("function", "kind", "words"), [*WRONG, (broken_async, *WRONG[0][1:])])
async def test_a_callable_that_gives_no_key_sends_nothing_async(
    function: Callable[[], Any], kind: type[LongtakeError], words: str
) -> None:
    recorder = Recorder()
    async with AsyncKie(function, transport=httpx.MockTransport(recorder)) as kie:
        with pytest.raises(kind, match=words):
            await extend_async(kie)
    assert recorder.keys == []


def returned(function: Callable[[], Any]) -> Any:
    return function()


def test_a_callable_that_is_awaited_is_refused_by_a_client_that_blocks() -> None:
    sleeper: Any = broken_async
    for function in (sleeper, partial(returned, sleeper)):
        with (
            Kie(function) as kie,
            pytest.raises(InvalidRequestError, match="this client is synchronous"),
        ):
            extend(kie)


@pytest.mark.anyio
async def test_a_callable_that_is_awaited_is_given_up_when_the_time_is_up() -> None:
    asked = CallableKey(asyncio.Event().wait, provider_of(Kie))  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType] - it never returns
    with pytest.raises(
        ServiceUnavailableError, match=r"did not return a key in time\. Nothing was sent"
    ):
        await asked.get_async(0.0)
    asked = CallableKey(numbered_async(), provider_of(Kie))
    assert (await asked.get_async(None)).key == "key-1"


@pytest.mark.anyio
async def test_the_callers_time_limit_applies_to_the_key_function(
    longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    limits: list[float | None] = []
    ask_async = CallableKey.get_async

    async def noted(self: CallableKey, left_s: float | None) -> Credential:
        limits.append(left_s)
        return await ask_async(self, left_s)

    monkeypatch.setattr(CallableKey, "get_async", noted)
    options = longtake_emulator.options("kie")
    async with AsyncKie(
        lambda: options["api_key"], base_url=options["base_url"], clock=options["clock"]
    ) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        task = await kie.veo.extend(task_id=source, prompt="On")
        await task.wait(timeout=900)
    submit, *polls = limits
    assert submit is None
    assert polls
    assert all(left is not None and 5 <= left <= 900 for left in polls)


def test_a_callable_that_calls_its_own_client_fails_and_does_not_hang() -> None:
    def give() -> str:
        return extend(kie)

    kie = Kie(give, transport=httpx.MockTransport(Recorder()))
    with kie, pytest.raises(MissingCredentialsError):
        extend(kie)


@pytest.mark.anyio
async def test_a_callable_that_calls_its_own_async_client_fails_and_does_not_hang() -> None:
    async def give() -> str:
        return await extend_async(kie)

    kie = AsyncKie(give, transport=httpx.MockTransport(Recorder()))
    async with kie:
        with pytest.raises(MissingCredentialsError):
            await extend_async(kie)


def test_a_callable_is_not_asked_for_another_host() -> None:
    seen: list[httpx.Request] = []

    def respond(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json={})

    with Kie(broken, transport=httpx.MockTransport(respond)) as kie:
        kie.client.get_httpx_client().get("https://elsewhere.example/")
    assert "authorization" not in seen[0].headers


def test_a_stream_is_authenticated_too() -> None:
    recorder = Recorder()
    with (
        Kie(numbered(), transport=httpx.MockTransport(recorder)) as kie,
        kie.client.get_httpx_client().stream("GET", "/any") as response,
    ):
        assert response.status_code == 200
    assert recorder.keys == ["key-1"]


def test_a_fault_between_two_requests_costs_one_question_each(
    longtake_emulator: ServedEmulator,
) -> None:
    options = longtake_emulator.options("kie")
    asked: list[str] = []

    def give() -> str:
        asked.append(options["api_key"])
        return asked[-1]

    longtake_emulator.kie.veo.on_read(1, Fault.bad_gateway())
    with Kie(give, base_url=options["base_url"], clock=options["clock"]) as kie:
        task = kie.veo.extend(task_id=longtake_emulator.sources["kie/veo"].id, prompt="On")
        task.status()
    assert len(asked) == len(longtake_emulator.ledger.requests) == 3
