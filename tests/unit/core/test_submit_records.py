"""What a client knows of its own submits, and what a list may not be taken to prove."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from attrs import evolve

from longtake._core.reconcile.match import (
    CreationWindow,
    Fit,
    ListedTask,
    Listing,
    ListTime,
    match,
    response_time,
    unix_time,
)
from longtake._core.reconcile.submission import (
    Created,
    Moment,
    NotCreated,
    Outcome,
    RecentSubmits,
    SubmitRecord,
    Undetermined,
    UnknownSubmit,
    digest_of,
)
from longtake_kie.models import VeoExtendRequest

if TYPE_CHECKING:
    from collections.abc import Mapping

# The wall clock is wrong, as it may be: the provider says that it is 5000 at NOW.
NOW = Moment(200.0, 90_200.0)


def sent(digest: str = "d", began: float = 100.0, ended: float | None = 110.0) -> SubmitRecord:
    return SubmitRecord(
        model="a/b",
        body=digest,
        started=Moment(began, 90_000.0 + began),
        ended=None if ended is None else Moment(ended, 90_000.0 + ended),
    )


def no_rivals() -> tuple[SubmitRecord, ...]:
    return ()


DOUBT = UnknownSubmit(
    record=sent(),
    grace_s=60.0,
    now=lambda: NOW,
    is_competing_task=lambda _: False,
    competing=no_rivals,
    same_key=lambda: True,
)
ROW = ListedTask(task_id="1", created=4_905.0, item=None)
SEEN = ListTime(NOW, 5_000.0)


def always(_task_id: str) -> bool:
    return True


def listing(
    *rows: ListedTask[None], doubt: UnknownSubmit = DOUBT, seen: ListTime = SEEN
) -> Listing[None]:
    return Listing(seen, seen.window(doubt.record, 60.0), list(rows), complete=True)


def reported(
    doubt: UnknownSubmit, seen: Listing[None] | None = None, fit: Fit = Fit.MATCH
) -> Outcome[str]:
    def fits(_row: ListedTask[None], body: object) -> Fit:
        return fit if body != "of another kind" else Fit.DIFFERENT

    return match(doubt, seen or listing(ROW), fits, evidence="a list", matched_by="its source")


def test_a_window_counts_back_from_the_providers_date() -> None:
    assert SEEN.window(sent(), 60.0) == CreationWindow(
        surely=(4_895.0, 4_915.0), maybe=(4_780.0, 5_090.0)
    )


@pytest.mark.parametrize("slept_s", [7_200.0, -7_200.0])
def test_while_the_machine_slept_either_clock_may_be_right(slept_s: float) -> None:
    now = Moment(200.0, 90_200.0 + slept_s)
    window = ListTime(now, 5_000.0).window(sent(), 60.0)
    assert not window.surely_holds(4_905.0)
    assert window.may_hold(4_905.0)
    assert window.may_hold(4_905.0 - slept_s)
    row = ListedTask(task_id="1", created=4_905.0 - slept_s, item=None)
    woken = evolve(DOUBT, now=lambda: now)
    assert isinstance(reported(woken, listing(row, seen=ListTime(now, 5_000.0))), Undetermined)


def test_without_the_providers_date_no_time_is_evidence() -> None:
    window = ListTime(NOW, None).window(sent(), 60.0)
    assert window.may_hold(0.0)
    assert not window.is_after(-1e12)
    assert not window.surely_holds(4_905.0)
    assert isinstance(reported(DOUBT, listing(ROW, seen=ListTime(NOW, None))), Undetermined)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, None),
        ({"date": "soon"}, None),
        ({"date": "Thu, 01 Jan 1970 01:00:00 -0000"}, None),
        ({"date": "Thu, 01 Jan 1970 01:00:00 GMT"}, 3_600.0),
        ({"date": "Thu, 01 Jan 1970 01:00:00 GMT", "age": "60"}, 3_660.0),
        ({"date": "Thu, 01 Jan 1970 01:00:00 GMT", "age": "old"}, None),
    ],
)
def test_the_date_of_a_response(headers: Mapping[str, str], expected: float | None) -> None:
    assert response_time(headers) == expected


def test_each_conclusion_needs_its_proof() -> None:
    assert reported(DOUBT) == Created(task="1", evidence="a list: 1 tasks seen; one has its source")
    assert isinstance(reported(DOUBT, fit=Fit.DIFFERENT), NotCreated)
    assert isinstance(reported(DOUBT, fit=Fit.POSSIBLE), Undetermined)
    assert isinstance(reported(DOUBT, evolve(listing(ROW), complete=False)), Undetermined)
    soon = Moment(150.0, 90_150.0)
    assert isinstance(reported(evolve(DOUBT, now=lambda: soon), fit=Fit.DIFFERENT), Undetermined)
    assert isinstance(reported(evolve(DOUBT, is_competing_task=always)), NotCreated)


@pytest.mark.parametrize("created", [4_894.0, 4_916.0, 4_960.0, None])
def test_what_was_made_just_before_or_after_is_not_surely_ours(created: float | None) -> None:
    outcome = reported(DOUBT, listing(ListedTask(task_id="1", created=created, item=None)))
    assert isinstance(outcome, Undetermined)
    assert outcome.candidates == ("1",)


def test_another_key_may_be_another_accounts() -> None:
    other = evolve(DOUBT, same_key=lambda: False)
    assert isinstance(reported(other, fit=Fit.DIFFERENT), Undetermined)
    assert isinstance(reported(other), Created)


@pytest.mark.parametrize(
    ("rival", "expected"),
    [
        (sent("e"), Undetermined),
        (sent("e", ended=None), Undetermined),
        (sent("of another kind", ended=None), Created),
        (sent("e", began=-9_000.0, ended=-8_000.0), Created),
        (sent("d", ended=None), Undetermined),
        # Of two that are equal it does not matter whose the task is.
        (sent("d"), Created),
    ],
)
def test_a_task_that_another_open_submit_may_have_made(
    rival: SubmitRecord, expected: type[object]
) -> None:
    assert isinstance(reported(evolve(DOUBT, competing=lambda: (rival,))), expected)


def test_the_same_request_has_the_same_digest() -> None:
    one = VeoExtendRequest(task_id="veo_1", prompt="On", seeds=12345)
    same = VeoExtendRequest(seeds=12345, prompt="On", task_id="veo_1")
    assert digest_of(one) == digest_of(same) == "0f5337287666aaed"
    assert digest_of(evolve(one, prompt="Off")) != digest_of(one)


def test_open_submissions_are_found_by_task_kind() -> None:
    book = RecentSubmits()
    first, second = sent(), sent()
    elsewhere = sent()
    elsewhere.model = "a/c"
    for each in (first, second, elsewhere):
        book.start(each)
    assert book.competing(first) == (second,)
    book.end(second)
    assert book.competing(first) == ()


def test_a_task_is_claimed_once() -> None:
    book = RecentSubmits()
    first, second = sent(), sent()
    book.claim(first, "1")
    book.claim(second, "1")
    assert (first.task_id, second.task_id) == ("1", None)
    book.claim(first, "2")
    assert first.task_id == "1"
    assert not book.has_created("2")
    book.set_task_id(second, "3")
    assert book.has_created("3")


@pytest.mark.parametrize("value", [None, "", "yesterday", "2026-03-01T12:00:00"])
def test_a_time_without_a_zone_is_none(value: str | None) -> None:
    assert unix_time(value) is None
