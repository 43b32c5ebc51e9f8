"""What a receiver does with calls that are what they say, over ASGI and over WSGI."""

from __future__ import annotations

import asyncio
import math
import threading
from typing import Any

import pytest

from longtake import Chainhub, InvalidRequestError, Kie, State
from longtake.callbacks import Announced, Believe, Event, app, wsgi_app
from longtake.callbacks._paths import Door
from longtake_pytest import ServedEmulator
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

KLING = DONE[4]
# Kling's notice names no video, so it is never enough by itself.
ENOUGH = [sample for sample in SAMPLES if sample is not NOTICE]


def bodies_of(scenario: Scenario, task_id: str) -> list[Sample]:
    """The family's callbacks of an end, about a task."""
    found: list[Sample] = []
    for sample in (*DONE, *FAILED):
        if f"{sample.provider}/{sample.family}" == scenario.kind and "task" not in sample.body:
            body = written(sample).decode().replace(sample.task_id, task_id)
            found.append(Sample.of(sample, body, task_id))
    return found


@each_kind
@each_task_kind
def test_what_is_handed_out_is_what_a_read_says(
    receiving: Make, scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    """Whatever the bodies say: that the task succeeded with somebody's link, or that it failed."""
    heard: list[Event] = []
    with scenario.client(longtake_emulator) as client:
        source = longtake_emulator.sources[scenario.kind].id
        task = scenario.start(client, source)
        longtake_emulator.advance(900)
        receiver = receiving(heard.append, clients=[client])
        for number, sample in enumerate(bodies_of(scenario, task.id)):
            answer = receiver.post(sample, label="order-17", at=NOW + number, message=f"m{number}")
            assert (answer.status_code, answer.content) == (200, b"")
        assert receiver.close() == 0
        (event,) = heard
        assert (event.provider, event.family) == (scenario.provider, scenario.name)
        assert event.task_id == task.id
        assert event.snapshot == task.status()
        assert event.state is State.SUCCEEDED
        assert event.snapshot.videos[0].url != VIDEO
        assert event.read
        assert event.label == "order-17"
        assert event.token == task.token


@each_kind
def test_a_task_that_the_vendor_does_not_know_is_not_handed_out(
    receiving: Make, longtake_emulator: ServedEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Event] = []
    with Kie(**longtake_emulator.options("kie")) as kie:
        receiver = receiving(heard.append, clients=[kie])
        assert receiver.post(DONE[0]).status_code == 200
        assert receiver.close() == 0
    assert heard == []
    assert "was announced and cannot be read: NotFoundError" in caplog.text


@each_kind
def test_an_end_that_reads_do_not_show_yet_is_looked_for_again(
    receiving: Make, longtake_emulator: ServedEmulator
) -> None:
    heard: list[Event] = []
    first = threading.Event()

    def note(event: Event) -> None:
        heard.append(event)
        first.set()

    with Kie(**longtake_emulator.options("kie")) as kie:
        source = longtake_emulator.sources["kie/veo"].id
        longtake_emulator.kie.veo.next_task(lasts_s=20)
        task = kie.veo.extend(task_id=source, prompt="On it goes")
        receiver = receiving(note, clients=[kie])
        sample = Sample.of(
            DONE[1], written(DONE[1]).decode().replace("veo_task_1", task.id), task.id
        )
        receiver.post(sample)
        assert first.wait(60)
        longtake_emulator.advance(30)
        # Nothing came of it so far, so the same call is no repeat.
        assert receiver.post(sample).status_code == 200
        assert receiver.close() == 0
    assert [event.state for event in heard] == [State.RUNNING, State.SUCCEEDED]


@each_kind
def test_a_call_that_comes_in_while_the_receiver_closes_is_refused_for_the_vendor_to_repeat(
    receiving: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    receiver = receiving(print, believe="body")
    # Its head was let in before.
    monkeypatch.setattr("longtake.callbacks._work.Work.accepts", True)
    receiver.close()
    assert receiver.post(KLING).status_code == 404
    assert receiver.post(KLING).status_code == 404


@each_kind
@pytest.mark.parametrize("sample", ENOUGH, ids=lambda sample: sample.name)
def test_a_repeat_is_answered_and_changes_nothing(receiving: Make, sample: Sample) -> None:
    heard: list[Event] = []
    receiver = receiving(heard.append, believe="body", clients=[])
    for _ in range(3):
        assert receiver.post(sample).status_code == 200
    # The vendor may sign a repeat anew.
    assert receiver.post(sample, at=NOW + 7, message="msg_2").status_code == 200
    assert receiver.close() == 0
    assert [(event.task_id, event.read) for event in heard] == [(sample.task_id, False)]


@each_kind
def test_a_signature_that_is_played_back_with_another_body_is_a_repeat(receiving: Make) -> None:
    """kie signs no body: within the five minutes, somebody could post what he likes with it."""
    told: list[Announced] = []
    receiver = receiving(believe="body")
    failed = FAILED[0]
    receiver.record.subscribe("kie", failed.task_id, told.append)
    assert receiver.post(failed).status_code == 200
    forged = Sample.of(DONE[0], written(DONE[0]).decode(), failed.task_id)
    forged.body["data"]["task_id"] = failed.task_id
    url = receiver.url("kie")
    assert receiver.request(url, written(forged), headers(failed)).status_code == 200
    assert [news.state for news in told] == [State.FAILED]
    # With a signature of its own it would have been news.
    assert receiver.post(forged, at=NOW + 1).status_code == 200
    assert [news.state for news in told] == [State.FAILED, State.SUCCEEDED]


@each_kind
def test_of_two_messages_with_one_id_the_second_is_a_repeat(receiving: Make) -> None:
    told: list[Announced] = []
    receiver = receiving(believe="body")
    receiver.record.subscribe("chainhub", KLING.task_id, told.append)
    assert receiver.post(UNDER_WAY[0], message="m1").status_code == 200
    assert receiver.post(KLING, message="m1").status_code == 200
    assert [news.state for news in told] == [State.QUEUED]
    assert receiver.post(KLING, message="m2").status_code == 200
    assert [news.state for news in told] == [State.QUEUED, State.SUCCEEDED]


@each_kind
def test_after_its_end_nothing_more_is_told_of_a_task(receiving: Make) -> None:
    heard: list[Event] = []
    receiver = receiving(heard.append, believe="body", threads=1)
    for number, sample in enumerate((UNDER_WAY[1], KLING, UNDER_WAY[0])):
        receiver.post(sample, message=f"m{number}")
    receiver.close()
    assert [event.state for event in heard] == [State.RUNNING, State.SUCCEEDED]


@each_kind
@pytest.mark.parametrize(
    ("believe", "read"), [("read", [True, True]), ("signed", [False, True]), ("body", [False] * 2)]
)
def test_whose_word_counts_is_chosen_by_name(
    receiving: Make, longtake_emulator: ServedEmulator, believe: Believe, read: list[bool]
) -> None:
    """Kling signs the body, kie the task's id alone."""
    heard: list[Event] = []
    with (
        Kie(**longtake_emulator.options("kie")) as kie,
        Chainhub(**longtake_emulator.options("chainhub")) as chainhub,
    ):
        of_kie = kie.veo.extend(
            task_id=longtake_emulator.sources["kie/veo"].id, prompt="On it goes"
        )
        of_kling = chainhub.kling.extend(
            video_id=longtake_emulator.sources["chainhub/kling"].id, prompt="On it goes"
        )
        longtake_emulator.advance(900)
        receiver = receiving(heard.append, clients=[kie, chainhub], believe=believe, threads=1)
        for sample, task in ((KLING, of_kling), (DONE[1], of_kie)):
            text = written(sample).decode().replace(sample.task_id, task.id)
            receiver.post(Sample.of(sample, text, task.id), kind=task.family)
        assert receiver.close() == 0
    assert [event.read for event in heard] == read


@each_kind
def test_a_notice_that_names_no_video_is_read_whoever_signed_it(
    receiving: Make, longtake_emulator: ServedEmulator
) -> None:
    heard: list[Event] = []
    with Chainhub(**longtake_emulator.options("chainhub")) as chainhub:
        task = chainhub.kling.extend(
            video_id=longtake_emulator.sources["chainhub/kling"].id, prompt="On it goes"
        )
        longtake_emulator.advance(900)
        receiver = receiving(heard.append, clients=[chainhub], believe="body")
        text = written(NOTICE).decode().replace(NOTICE.task_id, task.id)
        receiver.post(Sample.of(NOTICE, text, task.id))
        assert receiver.close() == 0
    (event,) = heard
    assert event.read
    assert event.snapshot.videos


@each_kind
def test_the_answer_comes_before_the_work(receiving: Make) -> None:
    """A handler that blocks until after the answer, and others beside it that fail."""
    answered = threading.Event()
    seen: list[str] = []

    def slow(event: Event) -> None:
        assert answered.wait(60)
        seen.append(f"slow {event.task_id}")

    async def asynchronous(event: Event) -> None:
        await asyncio.sleep(0)
        seen.append(f"async {event.task_id}")

    receiver = receiving(slow, asynchronous, believe="body")
    assert receiver.post(KLING).status_code == 200
    assert seen == []
    answered.set()
    assert receiver.close() == 0
    assert seen == [f"slow {KLING.task_id}", f"async {KLING.task_id}"]


@each_kind
def test_a_handler_that_fails_is_logged_and_keeps_nothing_from_the_others(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    heard: list[Event] = []

    def fails(_event: Event) -> None:
        raise ZeroDivisionError("what went wrong")

    async def fails_too(_event: Event) -> None:
        raise TimeoutError("what went wrong there")

    receiver = receiving(fails, fails_too, heard.append, believe="body")
    assert receiver.post(KLING).status_code == 200
    assert receiver.close() == 0
    assert len(heard) == 1
    assert "ZeroDivisionError: what went wrong" in caplog.text
    assert "TimeoutError: what went wrong there" in caplog.text


@each_kind
def test_closing_says_what_is_not_handled_yet(
    receiving: Make, caplog: pytest.LogCaptureFixture
) -> None:
    let_go = threading.Event()

    def hangs(_event: Event) -> None:
        assert let_go.wait(60)

    receiver = receiving(hangs, believe="body")
    receiver.post(KLING)
    try:
        assert receiver.close(0.0) == 1
        assert "closed before all news of the task lt1." in caplog.text
        assert receiver.post(DONE[0]).status_code == 404
    finally:
        let_go.set()
    assert receiver.close() == 0


@each_kind
def test_what_waits_is_bounded(receiving: Make) -> None:
    began, let_go = threading.Event(), threading.Event()
    heard: list[str] = []

    def hangs(event: Event) -> None:
        began.set()
        assert let_go.wait(60)
        heard.append(event.task_id)

    receiver = receiving(hangs, believe="body", threads=1, most_pending=1)
    try:
        assert receiver.post(DONE[0]).status_code == 200
        assert began.wait(60)
        assert receiver.post(DONE[1]).status_code == 200
        assert receiver.post(DONE[2]).status_code == 404
        assert receiver.record.heard("kie", DONE[2].task_id) is None
    finally:
        let_go.set()
    assert receiver.close() == 0
    assert heard == [DONE[0].task_id, DONE[1].task_id]


@each_kind
def test_a_coroutine_runs_in_the_loop_of_the_call(
    receiving: Make, request: pytest.FixtureRequest
) -> None:
    loops: list[asyncio.AbstractEventLoop] = []

    async def note(_event: Event) -> None:
        loops.append(asyncio.get_running_loop())

    receiver = receiving(note, believe="body")
    receiver.post(KLING)
    receiver.post(DONE[0])
    receiver.close()
    assert len(loops) == 2
    if request.node.callspec.params["receiving"] == "asgi":
        assert loops[0] is loops[1]


@each_kind
def test_the_record_tells_who_listens_at_once_and_before_any_read(receiving: Make) -> None:
    told: list[Announced] = []
    receiver = receiving()
    end = receiver.record.subscribe("kie", DONE[0].task_id, told.append)
    receiver.post(DONE[0], label="order-17")
    receiver.post(DONE[0])
    (news,) = told
    assert news == receiver.record.heard("kie", DONE[0].task_id)
    assert (news.family, news.state, news.label) == ("runway", State.SUCCEEDED, "order-17")
    end()


@each_kind
def test_who_floods_a_receiver_does_not_flood_its_log(
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


def test_a_key_that_is_given_as_a_text_is_one_key_and_not_one_for_each_letter() -> None:
    receiver = wsgi_app(
        base_url="http://films.test", signing_keys={"kie": KIE_KEY}, now=lambda: float(NOW)
    )
    door = Door("kie", "")
    signature = headers(DONE[0], key=KIE_KEY[0])
    assert not receiver._reception.take(door, signature, written(DONE[0]))  # pyright: ignore[reportPrivateUsage] - below the protocols
    assert receiver._reception.take(door, headers(DONE[0]), written(DONE[0]))  # pyright: ignore[reportPrivateUsage] - below the protocols


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"signing_keys": {"chainhub": ["whsec_?"]}}, "no Standard Webhooks secret"),
        ({"believe": "anybody"}, "believe must be one of read, signed, body"),
        ({"signing_keys": {"kie": ""}}, "a signing key is empty"),
        ({"signing_keys": {"kie": ["a key", ""]}}, "a signing key is empty"),
        ({"signing_keys": {"kie": [None]}}, "a signing key must be a string, got NoneType"),
        ({"signing_keys": {"chainhub": [" "]}}, "a signing key is empty"),
        ({"signing_keys": {"useapi": ["a key"]}}, "useapi, which signs nothing"),
        ({"signing_keys": {"sora": ["a key"]}}, "must be one of kie, useapi, chainhub"),
        ({"secret": ""}, "at least 16 characters"),
        ({"secret": []}, "at least 16 characters"),
        ({"kie_key": ["a key"]}, "there is no option 'kie_key': expected one of secret, base_url"),
        ({"threads": 0}, "threads must be at least 1, not 0"),
        ({"most_pending": -1}, "most_pending must be at least 1, not -1"),
        ({"limit_bytes": 0}, "limit_bytes must be at least 1, not 0"),
        ({"tolerance_s": -1}, "tolerance_s must be at least 0, not -1"),
        ({"tolerance_s": math.nan}, "tolerance_s must be at least 0, not nan"),
        ({"base_url": "films.example"}, "base_url must be an address .*, got 'films.example'"),
        ({"base_url": "ftp://films.example"}, "must be an address"),
        ({"base_url": "https://films.example/#a"}, "must be an address"),
        ({"base_url": "https://films.example/?a= b"}, r"must be an address .*/\?\*\*\*'"),
        ({"base_url": "https://films.example:99999"}, "must be an address"),
        ({"base_url": "https://[films"}, "must be an address"),
        ({"base_url": "https://films.example/a b"}, "must be an address"),
    ],
)
def test_what_a_receiver_cannot_be_is_said_when_it_is_made(
    options: dict[str, Any], says: str
) -> None:
    with pytest.raises(InvalidRequestError, match=says):
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
    assert receiver.record.heard("kie", DONE[0].task_id) is not None


@each_kind
@pytest.mark.parametrize("label", ["", "order-17"])
def test_one_trailing_slash_of_an_address_is_accepted(receiving: Make, label: str) -> None:
    receiver = receiving()
    address = receiver.url("kie", label=label)
    assert receiver.request(f"{address}//", written(DONE[0]), headers(DONE[0])).status_code == 404
    assert receiver.request(f"{address}/", written(DONE[0]), headers(DONE[0])).status_code == 200
    heard = receiver.record.heard("kie", DONE[0].task_id)
    assert heard is not None
    assert heard.label == label


def test_without_a_base_url_there_are_no_addresses() -> None:
    with pytest.raises(InvalidRequestError, match=r"give base_url='https://\.\.\.'"):
        app().url("kie")
