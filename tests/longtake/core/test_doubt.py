"""What a client knows of its own submits, and what a list may not be taken to prove."""

from __future__ import annotations

import pytest
from attrs import evolve

from longtake._core.doubt import Book, Doubt, digest_of
from longtake._core.listing import Fit, Listing, Row, Window, conclude, unix_time, window_of
from longtake._core.outcome import CannotBeKnown, Created, NotCreated
from longtake_kie.models import VeoExtendRequest

DOUBT = Doubt(
    body=None,
    digest="d",
    began=100.0,
    arose=110.0,
    grace_s=60.0,
    now=lambda: 200.0,
    wall=lambda: 5_000.0,
    is_anothers=lambda _: False,
    has_rival=lambda: False,
)
ROW = Row(task_id="1", created=4_905.0, item=None)
SEEN = Listing(window_of(DOUBT, {}), [ROW], complete=True)


def always(_task_id: str) -> bool:
    return True


def told(doubt: Doubt, seen: Listing[None] = SEEN, fit: Fit = Fit.OURS) -> object:
    def fits(_row: Row[None]) -> Fit:
        return fit

    return conclude(doubt, seen, fits, asked="a list", known_by="its source")


def test_a_window_is_counted_back_from_the_time_of_the_answer() -> None:
    assert window_of(DOUBT, {}) == Window(since=4_900.0, until=4_970.0)
    dated = window_of(DOUBT, {"date": "Thu, 01 Jan 1970 01:00:00 GMT"})
    assert dated == Window(since=3_500.0, until=3_570.0)
    assert window_of(DOUBT, {"date": "soon"}) == window_of(DOUBT, {})


def test_each_conclusion_needs_its_proof() -> None:
    assert told(DOUBT) == Created(task="1", looked_at="a list: 1 tasks seen; one has its source")
    assert isinstance(told(DOUBT, fit=Fit.NOT), NotCreated)
    assert isinstance(told(DOUBT, fit=Fit.MAYBE), CannotBeKnown)
    assert isinstance(told(DOUBT, Listing(SEEN.window, [ROW])), CannotBeKnown)
    assert isinstance(told(evolve(DOUBT, now=lambda: 150.0), fit=Fit.NOT), CannotBeKnown)
    assert isinstance(told(evolve(DOUBT, is_anothers=always)), NotCreated)
    assert isinstance(told(evolve(DOUBT, has_rival=lambda: True)), CannotBeKnown)


def test_the_same_request_has_the_same_digest() -> None:
    one = VeoExtendRequest(task_id="veo_1", prompt="On", seeds=12345)
    same = VeoExtendRequest(seeds=12345, prompt="On", task_id="veo_1")
    assert digest_of(one) == digest_of(same) == "0f5337287666aaed"
    assert digest_of(evolve(one, prompt="Off")) != digest_of(one)


def test_a_book_knows_what_is_under_way() -> None:
    book = Book()
    with book.submitting("d"), book.submitting("d"):
        assert book.is_submitting("d")
        with pytest.raises(KeyboardInterrupt), book.submitting("e"):
            raise KeyboardInterrupt
        assert not book.is_submitting("e")
    assert not book.is_submitting("d")


@pytest.mark.parametrize("value", [None, "", "yesterday", "2026-03-01T12:00:00"])
def test_a_time_without_a_zone_is_none(value: str | None) -> None:
    assert unix_time(value) is None
