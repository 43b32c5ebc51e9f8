"""Every family, every end, every delivery fault: the emulated vendors call a receiver on loopback."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve

from longtake import Snapshot, State, Task
from longtake._shell.client import SyncClient
from longtake.callbacks import Event
from longtake.emulator import WebhookKeys
from longtake_pytest import ServedEmulator
from tests.helpers.callback_bodies import KIE_KEY, KLING_SECRET, RECEIVER_SECRET
from tests.helpers.callback_server import receiver_on_loopback
from tests.helpers.delivery_faults import (
    DELIVERY_FAULTS,
    STILL_REPORTED,
    each_kind_and_delivery_fault,
)
from tests.helpers.scenarios import Scenario


def extend(scenario: Scenario, client: SyncClient[Any], source: str, url: str) -> Task:
    """The scenario's extension, with an address to call."""
    return client.extend(scenario.name, source=source, callback_url=url, **scenario.extension)


@pytest.mark.parametrize("end", [State.SUCCEEDED, State.FAILED], ids=["succeeds", "fails"])
@each_kind_and_delivery_fault
def test_only_the_truth_is_handed_out(
    scenario: Scenario, end: State, delivery_fault: str, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.webhook_keys = WebhookKeys(kie=KIE_KEY, kling=[KLING_SECRET])
    family = longtake_emulator.families[scenario.kind]
    if end is State.FAILED:
        family.next_task(fail="error")
    make = DELIVERY_FAULTS[delivery_fault]
    if make is not None:
        family.next_callback(make())
    heard: list[Event] = []
    with (
        scenario.client(longtake_emulator) as client,
        receiver_on_loopback(
            heard.append,
            secret=RECEIVER_SECRET,
            signing_keys={"kie": [KIE_KEY], "chainhub": [KLING_SECRET]},
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
        [unsigned(truth)] if news_expected(scenario, delivery_fault) else []
    )
    assert all(event.read and event.label == "order-17" for event in heard)
    assert "forged.test" not in repr(heard)


def unsigned(snapshot: Snapshot) -> Snapshot:
    """A snapshot without what useapi.net signs its links with, which differs with every read."""
    videos = [evolve(video, url=video.url.partition("?")[0]) for video in snapshot.videos]
    return evolve(snapshot, videos=tuple(videos))


def news_expected(scenario: Scenario, delivery_fault: str) -> bool:
    """Whether the end is heard of: the others call again, of kie's the one call is what is spoilt."""
    return scenario.provider != "kie" or delivery_fault in STILL_REPORTED
