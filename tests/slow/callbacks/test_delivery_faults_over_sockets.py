"""Every family, every end, every misbehaviour of a call: the emulated vendors call a receiver on loopback."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import pytest
from attrs import evolve

from longtake import Snapshot, State, Task
from longtake._shell.client import SyncClient
from longtake.callbacks import Event
from longtake.emulator import Fault, WebhookKeys
from longtake_pytest import ServedEmulator
from tests.helpers.callback_bodies import KIE_KEY, KLING_SECRET, RECEIVER_SECRET
from tests.helpers.callback_server import receiver_on_loopback
from tests.helpers.scenarios import BY_KIND, Scenario

MISHAPS: Final[dict[str, Callable[[], Fault] | None]] = {
    "calm": None,
    "late": lambda: Fault.late(40),
    "twice": Fault.twice,
    "out of order": Fault.out_of_order,
    "never": Fault.never,
    "forged state": Fault.forged,
    "forged, of a task that nobody made": lambda: Fault.forged("unknown_task"),
    "forged, of another task": lambda: Fault.forged("other_task"),
    "wrongly signed": lambda: Fault.signed("wrong"),
    "with an old signature": lambda: Fault.signed("old"),
    "unsigned": lambda: Fault.signed("missing"),
    "cut off": lambda: Fault.malformed("cut_off"),
    "empty": lambda: Fault.malformed("empty"),
    "a list": lambda: Fault.malformed("no_object"),
    "without a task": lambda: Fault.malformed("no_task"),
    "oversized": lambda: Fault.oversized(size=300_000),
}
NEWS_ALL_THE_SAME: Final = ("calm", "late", "twice", "forged state")


SIGNATURES: Final = ("wrongly signed", "with an old signature", "unsigned")


def possible(family: str, mishap: str) -> bool:
    """kie calls once, and useapi.net signs nothing."""
    if family.startswith("kie/"):
        return mishap != "out of order"
    return not (family.startswith("useapi/") and mishap in SIGNATURES)


EACH: Final = [
    pytest.param(scenario, mishap, id=f"{scenario.kind}-{mishap}")
    for scenario in BY_KIND.values()
    for mishap in MISHAPS
    if possible(scenario.kind, mishap)
]


def extend(scenario: Scenario, client: SyncClient[Any], source: str, url: str) -> Task:
    """The scenario's extension, with an address to call."""
    wanted: dict[str, Any] = {} if scenario.provider == "useapi" else {"prompt": "On it goes"}
    return client.extend(scenario.name, source=source, callback_url=url, **wanted)


@pytest.mark.parametrize("end", [State.SUCCEEDED, State.FAILED], ids=["succeeds", "fails"])
@pytest.mark.parametrize(("scenario", "mishap"), EACH)
def test_only_the_truth_is_handed_out(
    scenario: Scenario, end: State, mishap: str, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.webhook_keys = WebhookKeys(kie=KIE_KEY, kling=[KLING_SECRET])
    family = longtake_emulator.families[scenario.kind]
    if end is State.FAILED:
        family.next_task(fail="error")
    make = MISHAPS[mishap]
    if make is not None:
        family.next_callback(make())
    heard: list[Event] = []
    with (
        scenario.client(longtake_emulator) as client,
        receiver_on_loopback(
            heard.append,
            secret=RECEIVER_SECRET,
            kie_keys=[KIE_KEY],
            kling_secrets=[KLING_SECRET],
            clients=[client],
            now=longtake_emulator.clock.now,
        ) as receiver,
    ):
        source = longtake_emulator.sources[scenario.kind].id
        task = extend(scenario, client, source, receiver.url(scenario.provider, "order-17"))
        for _ in range(20):
            longtake_emulator.advance(60)
            # A call is signed by this clock, and must not grow old on its way.
            longtake_emulator.settle()
        assert {made.status for made in longtake_emulator.ledger.deliveries} <= {200, 404, None}
    truth: Snapshot
    with scenario.client(longtake_emulator) as client:
        truth = client.from_token(task.token).status()
    assert truth.state is end
    of_task = [event for event in heard if event.task_id == task.id]
    assert [unsigned(event.snapshot) for event in of_task if event.state.ended] == (
        [unsigned(truth)] if news_expected(scenario, mishap) else []
    )
    assert all(event.read and event.label == "order-17" for event in heard)
    assert "forged.test" not in repr(heard)


def unsigned(snapshot: Snapshot) -> Snapshot:
    """A snapshot without what useapi.net signs its links with, which differs with every read."""
    videos = [evolve(video, url=video.url.partition("?")[0]) for video in snapshot.videos]
    return evolve(snapshot, videos=tuple(videos))


def news_expected(scenario: Scenario, mishap: str) -> bool:
    """Whether the end is heard of: the others call again, of kie's the one call is what is spoilt."""
    return scenario.provider != "kie" or mishap in NEWS_ALL_THE_SAME
