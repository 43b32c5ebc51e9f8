"""True callbacks and their repeats, over ASGI and over WSGI."""

from __future__ import annotations

import asyncio
import math
import threading
from typing import TYPE_CHECKING, Any

import pytest
from attrs import evolve

from longtake import InvalidRequestError, Kie, Kling, State
from longtake.callbacks import CallbackRecord, Event, ReceivedCallback, Trust, app, wsgi_app
from longtake.callbacks._urls import CallbackRoute
from tests.helpers.callback_bodies import (
    DONE,
    FAILED,
    KIE_KEY,
    NOTICE,
    NOW,
    SAMPLES,
    UNDER_WAY,
    VIDEO,
    Sample,
    headers,
    written,
)
from tests.helpers.callback_posts import Make, each_kind
from tests.helpers.scenarios import Scenario, each_task_kind

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

KLING = DONE[4]
# Kling's notice has no video, so its task is always polled.
TRUSTABLE = [sample for sample in SAMPLES if sample is not NOTICE]


def bodies_of(scenario: Scenario, task_id: str) -> list[Sample]:
    """Return the callbacks that report the end of a task, of its kind."""
    found: list[Sample] = []
    for sample in (*DONE, *FAILED):
        # The bodies of Kling's own hosts are those of the reseller, too.
        if sample.kind == scenario.name and "task" not in sample.body:
            body = written(sample).decode().replace(sample.task_id, task_id)
            found.append(evolve(Sample.of(sample, body, task_id), provider=scenario.provider))
    return found


@each_kind
@each_task_kind
def test_handlers_get_the_response_to_a_poll(
    receiving: Make, scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    """The bodies report a success with a forged link, or a failure."""
    events: list[Event] = []
    with scenario.client(longtake_emulator) as client:
        source = longtake_emulator.sources[scenario.kind].id
        task = scenario.start(client, source)
        longtake_emulator.advance(900)
        receiver = receiving(events.append, clients=[client])
        for number, sample in enumerate(bodies_of(scenario, task.id)):
            response = receiver.post(
                sample, label="order-17", at=NOW + number, message=f"m{number}"
            )
            assert (response.status_code, response.content) == (200, b"")
        assert receiver.close() == 0
        (event,) = events
        assert (event.provider, event.kind) == (scenario.provider, scenario.name)
        assert event.task_id == task.id
        assert event.snapshot == task.status()
        assert event.state is State.SUCCEEDED
        assert event.snapshot.videos[0].url != VIDEO
        assert event.polled
        assert event.label == "order-17"
        assert event.token == task.token


@each_kind
def test_a_task_that_the_provider_does_not_have_is_no_event(
    receiving: Make, longtake_emulator: ServedEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    events: list[Event] = []
    with Kie(**longtake_emulator.options("kie")) as kie:
        receiver = receiving(events.append, clients=[kie])
        assert receiver.post(DONE[0]).status_code == 200
        assert receiver.close() == 0
    assert events == []
    assert "failed: NotFoundError" in caplog.text


@each_kind
def test_a_task_is_polled_again_until_it_shows_the_reported_end(
    receiving: Make, longtake_emulator: ServedEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[Event] = []
    unsettled = threading.Event()
    forget = CallbackRecord._forget  # pyright: ignore[reportPrivateUsage] - it follows the handlers

    def forget_visibly(record: CallbackRecord, provider: str, fingerprints: Any) -> None:
        forget(record, provider, fingerprints)
        unsettled.set()

    monkeypatch.setattr(CallbackRecord, "_forget", forget_visibly)
    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        longtake_emulator.kie.veo.next_task(lasts_s=20)
        task = kie.veo.extend(task_id=source, prompt="On it goes")
        receiver = receiving(events.append, clients=[kie])
        sample = Sample.of(
            DONE[1], written(DONE[1]).decode().replace("veo_task_1", task.id), task.id
        )
        receiver.post(sample)
        assert unsettled.wait(60)
        longtake_emulator.advance(30)
        # It is not settled, so the same callback is no repeat.
        assert receiver.post(sample).status_code == 200
        assert receiver.close() == 0
    assert [event.state for event in events] == [State.RUNNING, State.SUCCEEDED]


@each_kind
def test_a_callback_that_arrives_while_the_receiver_closes_is_refused(
    receiving: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = receiving(print, trust="body")
    # Its head was accepted before.
    monkeypatch.setattr("longtake.callbacks._processor.CallbackProcessor.has_room", True)
    receiver.close()
    assert receiver.post(KLING).status_code == 404
    assert receiver.post(KLING).status_code == 404


@each_kind
@pytest.mark.parametrize("sample", TRUSTABLE, ids=lambda sample: sample.name)
def test_a_repeat_gets_a_200_and_changes_nothing(receiving: Make, sample: Sample) -> None:
    events: list[Event] = []
    receiver = receiving(events.append, trust="body", clients=[])
    for _ in range(3):
        assert receiver.post(sample).status_code == 200
    # The provider may sign a repeat again.
    assert receiver.post(sample, at=NOW + 7, message="msg_2").status_code == 200
    assert receiver.close() == 0
    assert [(event.task_id, event.polled) for event in events] == [(sample.task_id, False)]


@each_kind
def test_a_replayed_signature_with_another_body_is_a_repeat(receiving: Make) -> None:
    """No body is signed by kie: within five minutes, anyone could send another with the signature."""
    received: list[ReceivedCallback] = []
    receiver = receiving(trust="body")
    failed = FAILED[0]
    receiver.record.subscribe("kie", failed.task_id, received.append)
    assert receiver.post(failed).status_code == 200
    forged = Sample.of(DONE[0], written(DONE[0]).decode(), failed.task_id)
    forged.body["data"]["task_id"] = failed.task_id
    url = receiver.url("kie")
    assert receiver.request(url, written(forged), headers(failed)).status_code == 200
    assert [one.state for one in received] == [State.FAILED]
    # With its own signature it is new.
    assert receiver.post(forged, at=NOW + 1).status_code == 200
    assert [one.state for one in received] == [State.FAILED, State.SUCCEEDED]


@each_kind
def test_the_second_of_two_messages_with_one_id_is_a_repeat(receiving: Make) -> None:
    received: list[ReceivedCallback] = []
    receiver = receiving(trust="body")
    receiver.record.subscribe("kling", KLING.task_id, received.append)
    assert receiver.post(UNDER_WAY[0], message="m1").status_code == 200
    assert receiver.post(KLING, message="m1").status_code == 200
    assert [one.state for one in received] == [State.QUEUED]
    assert receiver.post(KLING, message="m2").status_code == 200
    assert [one.state for one in received] == [State.QUEUED, State.SUCCEEDED]


@each_kind
def test_a_task_has_no_events_after_its_end(receiving: Make) -> None:
    events: list[Event] = []
    receiver = receiving(events.append, trust="body", max_workers=1)
    for number, sample in enumerate((UNDER_WAY[1], KLING, UNDER_WAY[0])):
        receiver.post(sample, message=f"m{number}")
    receiver.close()
    assert [event.state for event in events] == [State.RUNNING, State.SUCCEEDED]


@each_kind
@pytest.mark.parametrize(
    ("trust", "polled"), [("poll", [True, True]), ("signed", [False, True]), ("body", [False] * 2)]
)
def test_trust_decides_the_source_of_events(
    receiving: Make, longtake_emulator: ServedEmulator, trust: Trust, polled: list[bool]
) -> None:
    """Kling signs the body, kie the task's id alone."""
    events: list[Event] = []
    with (
        Kie(**longtake_emulator.options("kie")) as kie,
        Kling(**longtake_emulator.options("kling")) as kling,
    ):
        of_kie = kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
        )
        of_kling = kling.kling.extend(
            video_id=longtake_emulator.sources["kling/kling"].id, prompt="On it goes"
        )
        longtake_emulator.advance(900)
        receiver = receiving(events.append, clients=[kie, kling], trust=trust, max_workers=1)
        for sample, task in ((KLING, of_kling), (DONE[1], of_kie)):
            text = written(sample).decode().replace(sample.task_id, task.id)
            receiver.post(Sample.of(sample, text, task.id), kind=task.kind)
        assert receiver.close() == 0
    assert [event.polled for event in events] == polled


@each_kind
def test_a_notice_without_a_video_is_polled_although_bodies_are_trusted(
    receiving: Make, longtake_emulator: ServedEmulator
) -> None:
    events: list[Event] = []
    with Kling(**longtake_emulator.options("kling")) as kling:
        task = kling.kling.extend(
            video_id=longtake_emulator.sources["kling/kling"].id, prompt="On it goes"
        )
        longtake_emulator.advance(900)
        receiver = receiving(events.append, clients=[kling], trust="body")
        text = written(NOTICE).decode().replace(NOTICE.task_id, task.id)
        receiver.post(Sample.of(NOTICE, text, task.id))
        assert receiver.close() == 0
    (event,) = events
    assert event.polled
    assert event.snapshot.videos


@each_kind
def test_the_response_is_sent_before_the_handlers_run(receiving: Make) -> None:
    """One handler blocks until the response is there."""
    responded = threading.Event()
    seen: list[str] = []

    def slow(event: Event) -> None:
        assert responded.wait(60)
        seen.append(f"slow {event.task_id}")

    async def asynchronous(event: Event) -> None:
        await asyncio.sleep(0)
        seen.append(f"async {event.task_id}")

    receiver = receiving(slow, asynchronous, trust="body")
    assert receiver.post(KLING).status_code == 200
    assert seen == []
    responded.set()
    assert receiver.close() == 0
    assert seen == [f"slow {KLING.task_id}", f"async {KLING.task_id}"]


@each_kind
def test_a_failing_handler_is_logged_and_does_not_stop_the_others(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    events: list[Event] = []

    def fails(_event: Event) -> None:
        raise ZeroDivisionError("what went wrong")

    async def fails_async(_event: Event) -> None:
        raise TimeoutError("what went wrong there")

    receiver = receiving(fails, fails_async, events.append, trust="body")
    assert receiver.post(KLING).status_code == 200
    assert receiver.close() == 0
    assert len(events) == 1
    assert "ZeroDivisionError: what went wrong" in caplog.text
    assert "TimeoutError: what went wrong there" in caplog.text


@each_kind
def test_closing_logs_unhandled_tasks(receiving: Make, caplog: pytest.LogCaptureFixture) -> None:
    let_go = threading.Event()

    def hangs(_event: Event) -> None:
        assert let_go.wait(60)

    receiver = receiving(hangs, trust="body")
    receiver.post(KLING)
    try:
        assert receiver.close(0.0) == 1
        assert "closed before all callbacks of the task lt2." in caplog.text
        assert receiver.post(DONE[0]).status_code == 404
    finally:
        let_go.set()
    assert receiver.close() == 0


@each_kind
def test_pending_callbacks_are_limited(receiving: Make) -> None:
    started, let_go = threading.Event(), threading.Event()
    handled: list[str] = []

    def hangs(event: Event) -> None:
        started.set()
        assert let_go.wait(60)
        handled.append(event.task_id)

    receiver = receiving(hangs, trust="body", max_workers=1, max_pending=1)
    try:
        assert receiver.post(DONE[0]).status_code == 200
        assert started.wait(60)
        assert receiver.post(DONE[1]).status_code == 200
        assert receiver.post(DONE[2]).status_code == 404
        assert receiver.record.last("kie", DONE[2].task_id) is None
    finally:
        let_go.set()
    assert receiver.close() == 0
    assert handled == [DONE[0].task_id, DONE[1].task_id]


@each_kind
def test_a_coroutine_runs_in_the_event_loop_of_the_request(
    receiving: Make, request: pytest.FixtureRequest
) -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def note(_event: Event) -> None:
        loops.append(asyncio.get_running_loop())

    receiver = receiving(note, trust="body")
    receiver.post(KLING)
    receiver.post(DONE[0])
    receiver.close()
    assert len(loops) == 2
    if request.node.callspec.params["receiving"] == "asgi":
        assert loops[0] is loops[1]


@each_kind
def test_a_listener_is_called_at_once_and_before_any_poll(receiving: Make) -> None:
    received: list[ReceivedCallback] = []
    receiver = receiving()
    end = receiver.record.subscribe("kie", DONE[0].task_id, received.append)
    receiver.post(DONE[0], label="order-17")
    receiver.post(DONE[0])
    (one,) = received
    assert one == receiver.record.last("kie", DONE[0].task_id)
    assert (one.kind, one.state, one.label) == ("runway", State.SUCCEEDED, "order-17")
    end()


@each_kind
def test_a_flood_of_requests_does_not_flood_the_log(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "longtake")
    now = float(NOW)
    receiver = receiving(now=lambda: now)
    for _ in range(100):
        receiver.request(receiver.url("useapi"), b"{", {})
    assert caplog.text.count("callbacks: refused") == 30
    now += 60
    receiver.request(receiver.url("useapi"), b"{", {})
    assert caplog.records[-1].getMessage() == (
        "callbacks: refused: useapi: the body is not JSON (and 70 more before that)"
    )


def test_a_key_that_is_a_string_is_one_key() -> None:
    receiver = wsgi_app(
        base_url="http://films.test", signing_keys={"kie": KIE_KEY}, now=lambda: float(NOW)
    )
    route = CallbackRoute("kie", "")
    signature = headers(DONE[0], key=KIE_KEY[0])
    assert not receiver._core.accept(route, signature, written(DONE[0]))  # pyright: ignore[reportPrivateUsage] - below the protocols
    assert receiver._core.accept(route, headers(DONE[0]), written(DONE[0]))  # pyright: ignore[reportPrivateUsage] - below the protocols


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"signing_keys": {"kling": ["whsec_?"]}}, "Standard Webhooks secret is not valid"),
        ({"trust": "everything"}, "trust must be one of poll, signed, body, got 'everything'"),
        ({"signing_keys": {"kie": ""}}, "a signing key must not be empty"),
        ({"signing_keys": {"kie": ["a key", ""]}}, "a signing key must not be empty"),
        ({"signing_keys": {"kie": [None]}}, "a signing key must be a string, got NoneType"),
        ({"signing_keys": {"kling": [" "]}}, "a signing key must not be empty"),
        ({"signing_keys": {"useapi": ["a key"]}}, "keys of useapi, which does not sign"),
        ({"signing_keys": {"sora": ["a key"]}}, "must be one of kie, useapi, chainhub, kling"),
        ({"secret": ""}, "at least 16 characters"),
        ({"secret": []}, "at least 16 characters"),
        ({"kie_key": ["a key"]}, "unknown option 'kie_key'; expected one of secret, base_url, .*"),
        ({"max_workers": 0}, "max_workers must be 1 or more, got 0"),
        ({"max_pending": -1}, "max_pending must be 1 or more, got -1"),
        ({"max_body_bytes": 0}, "max_body_bytes must be 1 or more, got 0"),
        ({"tolerance_s": -1}, "tolerance_s must be 0 or more, got -1"),
        ({"tolerance_s": math.nan}, "tolerance_s must be 0 or more, got nan"),
        ({"base_url": "films.example"}, "base_url must be an address .*, got 'films.example'"),
        ({"base_url": "ftp://films.example"}, "must be an address"),
        ({"base_url": "https://films.example/#a"}, "must be an address"),
        ({"base_url": "https://films.example/?a= b"}, r"must be an address .*/\?\*\*\*'"),
        ({"base_url": "https://films.example:99999"}, "must be an address"),
        ({"base_url": "https://[films"}, "must be an address"),
        ({"base_url": "https://films.example/a b"}, "must be an address"),
    ],
)
def test_an_invalid_option_is_named_when_the_receiver_is_made(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(InvalidRequestError, match=message):
        app(**options)


@each_kind
@pytest.mark.parametrize(
    ("base_url", "begins", "ends"),
    [
        (
            "https://films.example/callbacks?tenant=7&to=a",
            "https://films.example/callbacks/kie/",
            "?tenant=7&to=a",
        ),
        ("https://films.example/?tenant=7", "https://films.example/kie/", "?tenant=7"),
        ("https://films.example?to=/a/", "https://films.example/kie/", "?to=/a/"),
        ("https://films.example/callbacks/", "https://films.example/callbacks/kie/", ""),
    ],
)
def test_the_query_of_a_base_url_ends_each_address(
    receiving: Make, base_url: str, begins: str, ends: str
) -> None:
    address = receiving(base_url=base_url).url("kie", label="order-17")
    assert address.startswith(begins)
    assert address.endswith(f"/order-17{ends}")
    receiver = receiving(base_url="http://films.test/callbacks?tenant=7")
    assert (
        receiver.request(receiver.url("kie"), written(DONE[0]), headers(DONE[0])).status_code == 200
    )
    assert receiver.record.last("kie", DONE[0].task_id) is not None


@each_kind
@pytest.mark.parametrize("label", ["", "order-17"])
def test_one_trailing_slash_of_an_address_is_accepted(receiving: Make, label: str) -> None:
    receiver = receiving()
    address = receiver.url("kie", label=label)
    assert receiver.request(f"{address}//", written(DONE[0]), headers(DONE[0])).status_code == 404
    assert receiver.request(f"{address}/", written(DONE[0]), headers(DONE[0])).status_code == 200
    last = receiver.record.last("kie", DONE[0].task_id)
    assert last is not None
    assert last.label == label


def test_without_a_base_url_there_are_no_addresses() -> None:
    with pytest.raises(InvalidRequestError, match=r"pass base_url='https://\.\.\.'"):
        app().url("kie")


def test_a_given_record_is_used_although_it_is_empty() -> None:
    record = CallbackRecord(max_tasks=3)
    assert app(record=record).record is record
