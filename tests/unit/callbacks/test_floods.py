"""Anyone with an address can send anything: the cost is bounded."""

from __future__ import annotations

import json
import threading
import time
import tracemalloc
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import Kie, Rate
from longtake.emulator import Emulator
from longtake_pytest import ClientClock
from tests.helpers.callback_posts import Make, Posting, each_kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake.callbacks import Event

NOTHING_SIGNED: Final[dict[str, Any]] = {"signing_keys": {}}


def forged(number: int, *, padding: int = 0) -> bytes:
    """Return Veo's callback about a task that does not exist, with a long list of no meaning."""
    data = {"taskId": f"veo_forged_{number}", "info": {"resultUrls": ["https://files.test/v.mp4"]}}
    return json.dumps({"code": 200, "data": {**data, "padding": [[]] * padding}}).encode()


def post(receiver: Posting, body: bytes) -> int:
    given = {"Content-Type": "application/json"}
    return receiver.request(receiver.url("kie"), body, given).status_code


class Unknown:
    """A provider that has none of the tasks, and may respond late."""

    def __init__(self) -> None:
        self.clock = ClientClock(Emulator())
        self.polled_at: list[float] = []
        self.may_respond = threading.Event()
        self.may_respond.set()

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        assert self.may_respond.wait(60)
        self.polled_at.append(self.clock.monotonic())
        return httpx.Response(200, json={"code": 404, "msg": "task not found", "data": None})

    def client(self) -> Kie:
        return Kie("a-key", transport=httpx.MockTransport(self), clock=self.clock, attempts=1)


def most_lines(began_s: float) -> int:
    """Return how many lines the log's limit allows since a time, in every minute that has begun."""
    return 30 * int(1 + time.time() // 60 - began_s // 60)


def ignore(_event: Event) -> None:
    """Handle an event."""


@each_kind
def test_unused_bodies_are_not_kept(receiving: Make) -> None:
    unknown = Unknown()
    unknown.may_respond.clear()
    bodies = [forged(number, padding=40_000) for number in range(8)]
    with unknown.client() as kie:
        receiver = receiving(ignore, clients=[kie], **NOTHING_SIGNED)
        assert post(receiver, forged(-1)) == 200
        tracemalloc.start()
        try:
            assert {post(receiver, body) for body in bodies} == {200}
            kept, _ = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
            unknown.may_respond.set()
        assert receiver.close() == 0
    # As Python's lists, one of the bodies has more than two million bytes.
    assert kept < 1_000_000


@each_kind
def test_pending_trusted_bodies_have_a_limit_of_bytes(receiving: Make) -> None:
    may_continue, started = threading.Event(), threading.Event()

    def handle(_event: Event) -> None:
        started.set()
        assert may_continue.wait(60)

    receiver = receiving(
        handle, trust="body", max_workers=1, max_pending_bytes=100_000, **NOTHING_SIGNED
    )
    try:
        assert post(receiver, forged(0)) == 200
        assert started.wait(60)
        statuses = [post(receiver, forged(number, padding=15_000)) for number in range(1, 6)]
        assert statuses == [200, 200, 404, 404, 404]
    finally:
        may_continue.set()
    assert receiver.close() == 0
    assert post(receiver, forged(9)) == 404


@each_kind
def test_polls_of_forged_tasks_share_the_limit_of_the_key(receiving: Make) -> None:
    unknown = Unknown()
    with unknown.client() as kie:
        kie.limits.reads.rate = Rate(2, 1.0)
        receiver = receiving(ignore, clients=[kie], max_workers=4, **NOTHING_SIGNED)
        for number in range(12):
            assert post(receiver, forged(number)) == 200
        assert receiver.close() == 0
    assert len(unknown.polled_at) == 12
    times = sorted(unknown.polled_at)
    assert all(third - first >= 1.0 for first, third in zip(times, times[2:], strict=False))


@each_kind
def test_a_poll_that_waits_for_the_limit_ends_with_the_receiver(receiving: Make) -> None:
    unknown = Unknown()
    with unknown.client() as kie:
        kie.limits.reads.rate = Rate(1, 1e9)
        receiver = receiving(ignore, clients=[kie], **NOTHING_SIGNED)
        kie._session.limits.reads.count()  # pyright: ignore[reportPrivateUsage] - a poll that never ends
        assert post(receiver, forged(1)) == 200
        assert receiver.close(0) == 1
    assert unknown.polled_at == []


@each_kind
def test_forged_tasks_do_not_flood_the_log(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    unknown, began_s = Unknown(), time.time()
    with unknown.client() as kie:
        kie.limits.reads.rate = None
        receiver = receiving(ignore, clients=[kie], **NOTHING_SIGNED)
        for number in range(100):
            post(receiver, forged(number))
        assert receiver.close() == 0
    assert len(unknown.polled_at) == 100
    assert 30 <= caplog.text.count("failed: NotFoundError") <= most_lines(began_s)


@each_kind
@pytest.mark.parametrize("fails", ["handler", "listener"])
def test_failures_with_forged_callbacks_do_not_flood_the_log(
    receiving: Make, fails: str, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_event: object) -> None:
        raise LookupError("no such order")

    handle: Callable[[Event], None] = fail if fails == "handler" else ignore
    began_s = time.time()
    receiver = receiving(handle, trust="body", **NOTHING_SIGNED)
    for number in range(100):
        if fails == "listener":
            receiver.record.subscribe("kie", f"veo_forged_{number}", fail)
        assert post(receiver, forged(number)) == 200
    assert receiver.close() == 0
    assert 30 <= caplog.text.count("LookupError: no such order") <= most_lines(began_s)


@each_kind
def test_a_receiver_that_is_closed_names_some_of_many_tasks(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    unknown = Unknown()
    unknown.may_respond.clear()
    with unknown.client() as kie:
        receiver = receiving(ignore, clients=[kie], **NOTHING_SIGNED)
        for number in range(50):
            post(receiver, forged(number))
        assert receiver.close(0) == 50
        unknown.may_respond.set()
    assert caplog.text.count("closed before all callbacks") == 30
    assert "... and of 20 more tasks" in caplog.text
