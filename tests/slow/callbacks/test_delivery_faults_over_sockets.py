"""Each task kind, each end, each delivery fault: the emulator sends callbacks to a receiver on loopback."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from longtake import Snapshot, State, Task
from longtake.emulator import WebhookKeys
from tests.helpers.callback_bodies import KIE_KEY, KLING_SECRET, RECEIVER_SECRET
from tests.helpers.callback_server import receiver_on_loopback
from tests.helpers.delivery_faults import (
    DELIVERY_FAULTS,
    STILL_REPORTED,
    each_kind_and_delivery_fault,
)

if TYPE_CHECKING:
    from longtake._shell.client import SyncClient
    from longtake.callbacks import Event
    from longtake_pytest import ServedEmulator
    from tests.helpers.scenarios import Scenario


def extend(scenario: Scenario, client: SyncClient[Any], source: str, url: str) -> Task:
    """Submit the scenario's extension with a callback address."""
    return scenario.start(client, source, **{scenario.address: url})


@pytest.mark.parametrize("end", [State.SUCCEEDED, State.FAILED], ids=["succeeds", "fails"])
@each_kind_and_delivery_fault
def test_handlers_get_only_true_events(
    scenario: Scenario, end: State, delivery_fault: str, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.webhook_keys = WebhookKeys(kie=KIE_KEY, kling=[KLING_SECRET])
    family = longtake_emulator.task_kinds[scenario.kind]
    if end is State.FAILED:
        family.next_task(fail="error")
    make = DELIVERY_FAULTS[delivery_fault]
    if make is not None:
        family.next_callback(make())
    events: list[Event] = []
    with (
        scenario.client(longtake_emulator) as client,
        receiver_on_loopback(
            events.append,
            secret=RECEIVER_SECRET,
            signing_keys={"kie": [KIE_KEY], "kling": [KLING_SECRET]},
            clients=[client],
            now=longtake_emulator.clock.now,
        ) as receiver,
    ):
        source = longtake_emulator.sources[scenario.kind].id
        task = extend(scenario, client, source, receiver.url(scenario.provider, "order-17"))
        for _ in range(20):
            longtake_emulator.advance(60)
            # Callbacks are signed by this clock, and must arrive within the tolerance.
            longtake_emulator.settle()
        assert {made.status for made in longtake_emulator.ledger.deliveries} <= {200, 404, None}
    truth: Snapshot
    with scenario.client(longtake_emulator) as client:
        truth = client.from_token(task.token).status()
    assert truth.state is end
    of_task = [event for event in events if event.task_id == task.id]
    assert [unsigned(event.snapshot) for event in of_task if event.state.ended] == (
        [unsigned(truth)] if is_reported(scenario, delivery_fault) else []
    )
    assert all(event.polled and event.label == "order-17" for event in events)
    assert "forged.test" not in repr(events)


def unsigned(snapshot: Snapshot) -> Snapshot:
    """Return a snapshot without the signatures of useapi.net's links, which differ in every poll."""
    videos = [evolve(video, url=video.url.partition("?")[0]) for video in snapshot.videos]
    return evolve(snapshot, videos=tuple(videos))


def is_reported(scenario: Scenario, delivery_fault: str) -> bool:
    """Return whether the end is reported: kie sends one callback, the others send it again."""
    return scenario.provider != "kie" or delivery_fault in STILL_REPORTED
