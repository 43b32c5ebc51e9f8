"""Which fault is due for which request."""

import re
from typing import Any, get_args

import pytest

from longtake.emulator import Emulator, Fault, RequestKind, TaskKind, WebhookKeys
from longtake.emulator.tasks import TaskFault
from tests.helpers.emulator_requests import KIND_KEYS


def any_text(text: str) -> Any:
    """Return a string that type checkers accept, as callers without one pass it."""
    return text


LATE, CUT, HALF = Fault.late(1), Fault.cut(), Fault.half()
NEVER, TWICE = Fault.never(), Fault.twice()


@pytest.fixture
def veo(emulator: Emulator) -> TaskKind:
    return emulator.kie.veo


@pytest.mark.parametrize("target", get_args(RequestKind))
def test_faults_for_the_next_requests_come_once_each_in_their_order(
    target: RequestKind, emulator: Emulator
) -> None:
    gen2 = emulator.useapi.gen2
    next_ = getattr(gen2, f"next_{target}")
    second, third = (NEVER, TWICE) if target == "callback" else (CUT, HALF)
    next_(LATE, second)
    next_(third)
    assert [gen2.schedule.take(target) for _ in range(4)] == [LATE, second, third, None]


def test_a_fault_for_submits_does_not_apply_to_a_read(veo: TaskKind) -> None:
    veo.next_submit(LATE)
    assert veo.schedule.take("read") is None
    assert veo.schedule.take("submit") is LATE


def test_a_fault_for_the_next_request_goes_before_on_read_and_that_before_always(
    veo: TaskKind,
) -> None:
    veo.always(HALF, on="read")
    veo.on_read(2, CUT)
    veo.next_read(LATE)
    assert [veo.schedule.take("read", number) for number in (1, 2, 2, 3)] == [LATE, CUT, CUT, HALF]


def test_what_is_due_is_not_met_by_asking(veo: TaskKind) -> None:
    veo.next_read(LATE)
    assert veo.schedule.due("read") is veo.schedule.due("read") is LATE
    assert veo.schedule.take("read") is LATE
    assert veo.schedule.due("read") is None


def test_always_without_a_kind_is_every_submit_and_read(veo: TaskKind) -> None:
    veo.always(CUT)
    assert veo.schedule.take("submit") is veo.schedule.take("read") is CUT
    assert veo.schedule.take("cancel") is None
    assert veo.schedule.take("download") is None


def test_always_is_for_reads_alone_where_a_submit_cannot_meet_it(veo: TaskKind) -> None:
    veo.always(Fault.altered("backwards"))
    assert veo.schedule.take("submit") is None
    assert veo.schedule.take("read") == Fault.altered("backwards")


def test_clear_faults_removes_everything(veo: TaskKind) -> None:
    veo.next_submit(LATE)
    veo.next_task(fail="error")
    veo.on_read(1, CUT)
    veo.always(HALF)
    veo.clear_faults()
    assert veo.schedule.take("submit") is None
    assert veo.schedule.take("read", 1) is None
    assert veo.schedule.take_task_fault() == TaskFault()


@pytest.mark.parametrize(
    ("fault", "target", "words"),
    [
        (Fault.flawed("redirect"), "submit", "redirect cannot happen to a submit"),
        (Fault.refuse("rate_limit"), "download", "refuse rate_limit cannot happen to a download"),
        (Fault.code(455), "download", "code 455 cannot happen to a download"),
        (Fault.twice(), "read", "twice cannot happen to a read"),
        (Fault.oversized(), "download", "oversized cannot happen to a download"),
        (CUT, "callback", "cut cannot happen to a callback"),
        (HALF, "callback", "half cannot happen to a callback"),
        (Fault.not_json(), "callback", "not_json cannot happen to a callback"),
        (Fault.code(455), "callback", "code 455 cannot happen to a callback"),
        (Fault.flawed("redirect"), "callback", "redirect cannot happen to a callback"),
        (
            Fault.altered("backwards"),
            "callback",
            "kie/veo, alteration must be one of extra_field, no_files, null_data, other_types, got 'backw",
        ),
        (Fault.out_of_order(), "callback", "kie/veo sends one callback for each task"),
        (
            Fault.signed("old"),
            "callback",
            "signed old cannot happen: kie signs once its account has a key: WebhookKeys(kie=",
        ),
        (Fault.altered("no_files"), "download", "no_files cannot happen to a download"),
        (
            Fault.altered("no_files"),
            "submit",
            "alteration must be one of extra_field, null_data, got 'no_files'",
        ),
        (
            Fault.refuse("upstream_session"),
            "submit",
            "for kie/veo, refusal must be one of content, feature_off, insufficient_credits, ip_not_allowed,",
        ),
    ],
)
def test_what_cannot_happen_is_refused_with_what_can(
    fault: Fault, target: RequestKind, words: str, veo: TaskKind
) -> None:
    with pytest.raises(ValueError, match=re.escape(words)):
        veo.always(fault, on=target)
    with pytest.raises(ValueError, match=re.escape(words)):
        getattr(veo, f"next_{target}")(LATE, fault)
    # Nothing of it was added.
    assert veo.schedule.take(target) is None


def test_a_signature_fault_needs_a_signature(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match=r"signed wrong cannot happen: useapi\.net signs"):
        emulator.useapi.gen2.next_callback(Fault.signed("wrong"))
    with pytest.raises(ValueError, match="Kling signs with a secret: "):
        emulator.kling.kling.next_callback(Fault.signed("wrong"))
    emulator.webhook_keys = WebhookKeys("a key", ["whsec_YSBrZXk="])
    for kind_key in ("kie/veo", "kling/kling"):
        emulator.task_kinds[kind_key].next_callback(Fault.signed("wrong"))
    with pytest.raises(ValueError, match=r"useapi\.net signs nothing"):
        emulator.useapi.gen2.always(Fault.signed("old"), on="callback")


def test_always_raises_when_neither_kind_is_possible(veo: TaskKind) -> None:
    with pytest.raises(ValueError, match="redirect cannot happen to a read"):
        veo.always(Fault.flawed("redirect"))


def test_there_is_no_null_data_where_there_is_no_data(emulator: Emulator) -> None:
    with pytest.raises(
        ValueError, match=r"useapi/gen2, alteration must be one of .*, got 'null_data'"
    ):
        emulator.useapi.gen2.next_read(Fault.altered("null_data"))


@pytest.mark.parametrize("number", [0, -1])
def test_reads_are_counted_from_one(number: int, veo: TaskKind) -> None:
    with pytest.raises(ValueError, match=f"number must be 1 or more, got {number}"):
        veo.on_read(number, CUT)


@pytest.mark.parametrize("kind_key", KIND_KEYS)
def test_every_task_kind_can_have_every_fault_of_the_wire(
    kind_key: str, emulator: Emulator
) -> None:
    found = emulator.task_kinds[kind_key]
    for fault in (LATE, CUT, HALF, Fault.never(), Fault.bad_gateway(), Fault.forbidden()):
        for target in found.requests - {"callback"}:
            found.always(fault, on=target)
            assert found.schedule.take(target) == fault


def test_no_fault_waits_for_a_request_that_never_comes(emulator: Emulator) -> None:
    with pytest.raises(
        ValueError, match="on must be one of callback, download, read, submit, got 'cancel'"
    ):
        emulator.kie.veo.next_cancel(CUT)
    with pytest.raises(
        ValueError,
        match="chainhub/kling, on must be one of callback, download, list, read, submit, got",
    ):
        emulator.chainhub.kling.always(CUT, on="cancel")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: Fault.twice(after_s=-1), "after_s must be a number, 0 or more, got -1"),
        (lambda: Fault.forged(any_text("all")), "must be one of state, unknown_task, other_task"),
        (lambda: Fault.signed(any_text("bad")), "must be one of wrong, old, missing"),
        (lambda: Fault.malformed(any_text("?")), "must be one of cut_off, empty, no_object, no_"),
        (lambda: Fault.oversized(size=9), "size must be from 10000 to 100000000 bytes, got 9"),
        (lambda: Fault.half(1), "share must be from 0 to less than 1, got 1"),
        (lambda: Fault.half(float("nan")), "share must be"),
        (lambda: Fault.late(-1), "seconds must be a number, 0 or more, got -1"),
        (lambda: Fault.late(float("nan")), "seconds must be a number, 0 or more, got nan"),
        (lambda: Fault.cut().after(-2), "seconds must be a number, 0 or more, got -2"),
        (lambda: Fault.response(100), "status must be from 200 to 599, got 100"),
        (lambda: Fault.code(402, status=600), "status must be from 200 to 599, got 600"),
        (lambda: Fault.response(204, "x"), "a response 204 has no body"),
        (lambda: Fault.response(304, {}), "a response 304 has no body"),
        (
            lambda: Fault.code(402, status=204),
            "status must be one with a body, which contains the code, got 204",
        ),
        (lambda: Fault.response(200, "\ud800"), "body cannot be sent: 'utf-8' codec"),
        (lambda: Fault.response(200, {"a": {1}}), "body cannot be sent: Object of type set"),
        (lambda: Fault.response(200, headers={"a b": "c"}), "'a b' cannot be the name of a header"),
        (lambda: Fault.response(200, headers={"a": "b\nc"}), "a must be printable characters"),
        (lambda: Fault.response(200, headers={"a": "b "}), "a must be printable characters"),
        (lambda: Fault.response(200, headers={"a": "\u20ac"}), "a must be printable characters"),
        (lambda: Fault.response(200, content_type="a\r\nb"), "content_type must be printable"),
        (
            lambda: Fault.response(200, headers={"Content-Length": "3"}),
            "Content-Length is set by the server",
        ),
        (
            lambda: Fault.refuse("content", headers={"Connection": "x"}),
            "Connection is set by the server",
        ),
        (lambda: Fault.never().after(2), "a fault without a response cannot be late as well"),
        (lambda: Fault.refuse("rate_limit", retry_after_date=True), "retry_after_s"),
        (lambda: Fault.refuse("rate_limit", retry_after_s=-1), "a number, 0 or more, got -1"),
        (lambda: Fault.refuse("rate_limit", retry_after_s=float("inf")), "got inf"),
        (lambda: Fault.refuse(any_text("tired")), "must be one of unauthorized"),
        (lambda: Fault.altered(any_text("odd")), "must be one of null_data"),
        (lambda: Fault.flawed(any_text("odd")), "must be one of no_length"),
        (lambda: TaskFault(hidden_s=-1), "hidden_s must be a number, 0 or more, got -1"),
        (lambda: TaskFault(message="why"), "message requires fail"),
        (lambda: TaskFault(lasts_s=0), "lasts_s must be a number greater than 0, got 0"),
        (lambda: TaskFault(any_text("bad luck")), "must be one of moderation, error"),
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(wrong: object, words: str) -> None:
    assert callable(wrong)
    with pytest.raises(ValueError, match=re.escape(words)):
        wrong()
