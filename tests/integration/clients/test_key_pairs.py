"""Kling with a pair of keys: what is sent, and clocks that differ."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64decode
from email.utils import formatdate
from typing import Any

import httpx
import pytest

from longtake import AsyncKling, AuthenticationError, Chainhub, InvalidRequestError, KeyPair, Kling

PAIR = KeyPair("somebody", "hush-hush")
NOW_S = 1_800_000_000.0


class StoppedClock:
    """Stands still at a date of its own."""

    def __init__(self, date_s: float = NOW_S) -> None:
        self.date_s = date_s

    def time(self) -> float:
        return self.date_s

    def monotonic(self) -> float:
        return 0.0

    def sleep(self, seconds: float) -> None:
        # 0 seconds are a chance to be cancelled, and no wait.
        assert seconds == 0, f"nothing here waits, least of all {seconds} s"

    async def sleep_async(self, seconds: float) -> None:
        self.sleep(seconds)


def decoded(part: str) -> bytes:
    return urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Host:
    """Judges tokens as Kling's own hosts do, by a clock of its own."""

    def __init__(self, date_s: float = NOW_S, *, secrets: dict[str, str] | None = None) -> None:
        self.date_s = date_s
        self.secrets = secrets or {"somebody": "hush-hush"}
        self.codes: list[int] = []
        self.claims: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        code = self._judged(request.headers["authorization"].removeprefix("Bearer "))
        self.codes.append(code)
        data = {"task_id": "1", "task_status": "submitted"}
        words = request.headers["authorization"] + " of somebody, hush-hush"
        return httpx.Response(
            401 if code else 200,
            json={"code": code, "message": words, "data": data},
            headers={"Date": formatdate(self.date_s, usegmt=True)},
        )

    def _judged(self, token: str) -> int:
        signed, _, signature = token.rpartition(".")
        claims = json.loads(decoded(signed.partition(".")[2]))
        self.claims.append(claims)
        secret = self.secrets.get(claims["iss"], "unknown")
        if (
            decoded(signature)
            != hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest()
        ):
            return 1002
        if claims["nbf"] > self.date_s:
            return 1003
        return 1004 if claims["exp"] <= self.date_s else 0


def client(host: Host, clock: StoppedClock | None = None, **options: Any) -> Kling:
    options = {"api_key": PAIR, **options}
    return Kling(transport=httpx.MockTransport(host), clock=clock or StoppedClock(), **options)


def extend(kling: Kling) -> str:
    return kling.kling.extend(video_id="1", prompt="On").id


def test_a_pair_is_sent_as_a_token() -> None:
    host = Host()
    with client(host) as kling:
        extend(kling)
    assert host.codes == [0]
    assert host.claims == [{"iss": "somebody", "exp": NOW_S + 1800, "nbf": NOW_S - 5}]


def test_a_token_never_runs_out_under_a_running_program() -> None:
    host, clock = Host(), StoppedClock()
    with client(host, clock) as kling:
        task = kling.kling.extend(video_id="1", prompt="On")
        for _ in range(4):
            host.date_s = clock.date_s = clock.date_s + 1700
            task.status()
    assert host.codes == [0] * 5


@pytest.mark.parametrize(("ahead_s", "code"), [(7200, 1004), (-7200, 1003)])
def test_a_clock_that_is_off_costs_one_request_and_no_more(ahead_s: float, code: int) -> None:
    host = Host(NOW_S + ahead_s)
    with client(host) as kling:
        extend(kling)
        extend(kling)
    assert host.codes == [code, 0, 0]


@pytest.mark.anyio
@pytest.mark.parametrize(("ahead_s", "code"), [(7200, 1004), (-7200, 1003)])
async def test_a_clock_that_is_off_costs_one_request_and_no_more_async(
    ahead_s: float, code: int
) -> None:
    host = Host(NOW_S + ahead_s)
    transport = httpx.MockTransport(host)
    async with AsyncKling(PAIR, transport=transport, clock=StoppedClock()) as kling:
        await kling.kling.extend(video_id="1", prompt="On")
        await kling.kling.extend(video_id="1", prompt="On")
    assert host.codes == [code, 0, 0]


def test_a_repeated_refusal_is_retried_once() -> None:
    class Stubborn(Host):
        def _judged(self, token: str) -> int:
            return super()._judged(token) or 1004

    host = Stubborn(NOW_S + 7200)
    with client(host) as kling, pytest.raises(AuthenticationError, match="expired"):
        extend(kling)
    assert host.codes == [1004, 1004]


def test_a_pair_that_is_refused_is_named_by_its_source_and_not_shown() -> None:
    host = Host(secrets={"somebody": "another"})
    with client(host) as kling, pytest.raises(AuthenticationError) as caught:
        extend(kling)
    assert host.codes == [1002]
    assert "The key came from the argument api_key" in str(caught.value)
    assert caught.value.provider_message == "Bearer *** of ***, ***"


def test_a_callable_may_give_pairs() -> None:
    host = Host(secrets={"somebody": "hush-hush", "they": "psst"})
    pairs = iter([PAIR, KeyPair("they", "psst")])
    with client(host, api_key=lambda: next(pairs)) as kling:
        extend(kling)
        extend(kling)
    assert host.codes == [0, 0]
    assert [claims["iss"] for claims in host.claims] == ["somebody", "they"]


def test_the_environment_may_hold_the_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_ACCESS_KEY", "somebody")
    monkeypatch.setenv("KLING_SECRET_KEY", "hush-hush")
    host = Host()
    with client(host, api_key=None) as kling:
        extend(kling)
    assert host.codes == [0]


@pytest.mark.anyio
async def test_the_halves_of_a_pair_are_arguments() -> None:
    host, clock = Host(), StoppedClock()
    transport = httpx.MockTransport(host)
    halves: dict[str, Any] = {"access_key": "somebody", "secret_key": "hush-hush"}
    with Kling(**halves, transport=transport, clock=clock) as kling:
        extend(kling)
    async with AsyncKling(**halves, transport=transport, clock=clock) as asynchronous:
        await asynchronous.kling.extend(video_id="1")
    assert host.codes == [0, 0]


@pytest.mark.parametrize("client_class", [Kling, AsyncKling])
@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"access_key": "canary"}, "access_key requires secret_key; pass both or neither"),
        ({"secret_key": "canary"}, "secret_key requires access_key; pass both or neither"),
        (
            {"api_key": "canary", "access_key": "canary", "secret_key": "canary"},
            "are mutually exclusive",
        ),
        ({"access_key": "canary", "secret_key": "canary", "timeout": 0}, "timeout must be"),
        ({"access_key": "canary", "secret_key": "can ary"}, "the secret key from"),
    ],
)
def test_a_wrong_pair_is_refused_and_in_no_frame(
    client_class: type[Kling | AsyncKling], given: dict[str, Any], words: str
) -> None:
    with pytest.raises(InvalidRequestError, match=words) as caught:
        client_class(**given)
    frames = [entry.frame for entry in caught.traceback[1:]]
    assert "canary" not in str(caught.value)
    assert not [frame for frame in frames if "canary" in repr(frame.f_locals)]


def test_a_pair_goes_to_no_other_provider() -> None:
    with pytest.raises(InvalidRequestError, match="the key for chainhub must be a string"):
        Chainhub(PAIR)
    transport = httpx.MockTransport(lambda _request: pytest.fail("nothing is sent"))
    with (
        Chainhub(lambda: PAIR, transport=transport) as chainhub,
        pytest.raises(InvalidRequestError, match="the key for chainhub must be a string"),
    ):
        chainhub.kling.extend(video_id="1", prompt="On")


def test_a_clock_without_a_date_leaves_the_date_to_the_machine() -> None:
    class Undated:
        monotonic = StoppedClock.monotonic
        sleep = StoppedClock.sleep
        sleep_async = StoppedClock.sleep_async

    host = Host(time.time())
    transport = httpx.MockTransport(host)
    undated: Any = Undated()
    with Kling(PAIR, transport=transport, clock=undated) as kling:
        extend(kling)
    assert host.codes == [0]
