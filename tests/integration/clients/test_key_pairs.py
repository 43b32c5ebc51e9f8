"""Kling's own hosts with a pair of keys: what they get to see, and clocks that disagree."""

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

from longtake import AsyncChainhub, AuthenticationError, Chainhub, InvalidRequestError, KeyPair

PAIR = KeyPair("somebody", "hush-hush")
OFFICIAL = "https://api-singapore.klingai.com"
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


class Kling:
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


def client(kling: Kling, clock: StoppedClock | None = None, **options: Any) -> Chainhub:
    options = {"api_key": PAIR, "base_url": OFFICIAL, **options}
    return Chainhub(transport=httpx.MockTransport(kling), clock=clock or StoppedClock(), **options)


def extend(chainhub: Chainhub) -> str:
    return chainhub.kling.extend(video_id="1", prompt="On").id


def test_a_pair_is_sent_as_a_token() -> None:
    kling = Kling()
    with client(kling) as chainhub:
        extend(chainhub)
    assert kling.codes == [0]
    assert kling.claims == [{"iss": "somebody", "exp": NOW_S + 1800, "nbf": NOW_S - 5}]


def test_a_token_never_runs_out_under_a_running_program() -> None:
    kling, clock = Kling(), StoppedClock()
    with client(kling, clock) as chainhub:
        task = chainhub.kling.extend(video_id="1", prompt="On")
        for _ in range(4):
            kling.date_s = clock.date_s = clock.date_s + 1700
            task.status()
    assert kling.codes == [0] * 5


@pytest.mark.parametrize(("ahead_s", "code"), [(7200, 1004), (-7200, 1003)])
def test_a_clock_that_is_off_costs_one_request_and_no_more(ahead_s: float, code: int) -> None:
    kling = Kling(NOW_S + ahead_s)
    with client(kling) as chainhub:
        extend(chainhub)
        extend(chainhub)
    assert kling.codes == [code, 0, 0]


@pytest.mark.anyio
@pytest.mark.parametrize(("ahead_s", "code"), [(7200, 1004), (-7200, 1003)])
async def test_a_clock_that_is_off_costs_one_request_and_no_more_async(
    ahead_s: float, code: int
) -> None:
    kling = Kling(NOW_S + ahead_s)
    transport = httpx.MockTransport(kling)
    async with AsyncChainhub(
        PAIR, base_url=OFFICIAL, transport=transport, clock=StoppedClock()
    ) as chainhub:
        await chainhub.kling.extend(video_id="1", prompt="On")
        await chainhub.kling.extend(video_id="1", prompt="On")
    assert kling.codes == [code, 0, 0]


def test_a_repeated_refusal_is_retried_once() -> None:
    class Stubborn(Kling):
        def _judged(self, token: str) -> int:
            return super()._judged(token) or 1004

    kling = Stubborn(NOW_S + 7200)
    with client(kling) as chainhub, pytest.raises(AuthenticationError, match="expired"):
        extend(chainhub)
    assert kling.codes == [1004, 1004]


def test_a_pair_that_is_refused_is_named_by_its_source_and_not_shown() -> None:
    kling = Kling(secrets={"somebody": "another"})
    with client(kling) as chainhub, pytest.raises(AuthenticationError) as caught:
        extend(chainhub)
    assert kling.codes == [1002]
    assert "The key came from the argument api_key" in str(caught.value)
    assert caught.value.provider_message == "Bearer *** of ***, ***"


def test_a_callable_may_give_pairs() -> None:
    kling = Kling(secrets={"somebody": "hush-hush", "they": "psst"})
    pairs = iter([PAIR, KeyPair("they", "psst")])
    with client(kling, api_key=lambda: next(pairs)) as chainhub:
        extend(chainhub)
        extend(chainhub)
    assert kling.codes == [0, 0]
    assert [claims["iss"] for claims in kling.claims] == ["somebody", "they"]


def test_the_environment_may_hold_the_pair(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KLING_ACCESS_KEY", "somebody")
    monkeypatch.setenv("KLING_SECRET_KEY", "hush-hush")
    monkeypatch.setenv("CHAINHUB_BASE_URL", OFFICIAL)
    kling = Kling()
    with client(kling, api_key=None, base_url=None) as chainhub:
        extend(chainhub)
    assert kling.codes == [0]


def test_a_pair_does_not_go_to_the_reseller() -> None:
    kling = Kling()
    with pytest.raises(InvalidRequestError, match="a KeyPair cannot be used at"):
        client(kling, base_url=None)
    with (
        client(kling, api_key=lambda: PAIR, base_url=None) as chainhub,
        pytest.raises(InvalidRequestError, match="a KeyPair cannot be used at"),
    ):
        extend(chainhub)
    assert kling.codes == []


def test_a_clock_without_a_date_leaves_the_date_to_the_machine() -> None:
    class Undated:
        monotonic = StoppedClock.monotonic
        sleep = StoppedClock.sleep
        sleep_async = StoppedClock.sleep_async

    kling = Kling(time.time())
    transport = httpx.MockTransport(kling)
    undated: Any = Undated()
    with Chainhub(PAIR, base_url=OFFICIAL, transport=transport, clock=undated) as chainhub:
        extend(chainhub)
    assert kling.codes == [0]
