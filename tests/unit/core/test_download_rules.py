"""The rules of a download, one answer at a time."""

from __future__ import annotations

import pytest

from longtake._core.download import Fetch, Head, Keeping, Link, Setback
from longtake.errors import (
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UnexpectedAnswerError,
)

URL = "https://media.example/v.mp4?Signature=1"
TAG = '"one"'
DAY_S = 86400.0


def head(status: int = 200, **headers: str) -> Head:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Head(status=status, host="media.example", headers={"content-type": "video/mp4", **named})


def no_mp4(offset: int, count: int) -> bytes:
    return b"video"[offset : offset + count]


def fetch(*, given_at: float | None = None, keeping: Keeping | None = None) -> Fetch:
    return Fetch(link=Link(URL, given_at, given_at), keeping=keeping or Keeping())


def broken_after(size: int, **headers: str) -> Fetch:
    """A download of 100 bytes of which `size` have come."""
    begun = fetch()
    assert begun.next_attempt() == {}
    assert begun.begin(head(200, content_length="100", **headers), 0) == 0
    begun.received(size)
    return begun


@pytest.mark.parametrize(
    ("headers", "version"),
    [
        ({"etag": TAG, "last_modified": "Thu, 01 Jan 2026 00:00:00 GMT"}, TAG),
        (
            {"etag": "W/" + TAG, "last_modified": "Thu, 01 Jan 2026 00:00:00 GMT"},
            "Thu, 01 Jan 2026 00:00:00 GMT",
        ),
    ],
)
def test_the_rest_is_asked_for_if_the_file_is_the_same(
    headers: dict[str, str], version: str
) -> None:
    begun = broken_after(40, **headers)
    assert begun.next_attempt() == {"Range": "bytes=40-", "If-Range": version}
    rest = head(206, content_range="bytes 40-99/100", **headers)
    assert begun.begin(rest, 0) == 40
    begun.received(60)
    begun.finish(no_mp4)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"etag": "W/" + TAG},
        {"etag": '"\u00e9"'},
        {"etag": TAG, "content_encoding": "gzip"},
    ],
    ids=["none", "weak", "not to be sent back", "of other bytes than the file's"],
)
def test_without_a_sure_sign_of_the_same_file_the_whole_is_asked_for(
    headers: dict[str, str],
) -> None:
    assert broken_after(40, **headers).next_attempt() == {}


def test_the_whole_in_place_of_a_part_begins_anew() -> None:
    begun = broken_after(40, etag=TAG)
    begun.next_attempt()
    assert begun.begin(head(etag='"two"', content_length="7"), 0) == 0
    assert (begun.size, begun.total) == (0, 7)


@pytest.mark.parametrize(
    "headers",
    [
        {"content_range": "bytes 30-99/100", "etag": TAG},
        {"content_range": "bytes 40-99/100", "etag": '"two"'},
        {"content_range": "bytes 40-99/100", "etag": TAG, "content_encoding": "gzip"},
        {"content_range": "bytes */100", "etag": TAG},
        {"content_range": "lines 40-99/100", "etag": TAG},
        {"content_type": "multipart/byteranges; boundary=x", "etag": TAG},
    ],
)
def test_a_part_that_does_not_fit_is_not_taken(headers: dict[str, str]) -> None:
    begun = broken_after(40, etag=TAG)
    begun.next_attempt()
    with pytest.raises(Setback) as caught:
        begun.begin(head(206, **headers), 0)
    assert isinstance(caught.value.error, UnexpectedAnswerError)
    assert begun.next_attempt() == {}


def test_a_part_without_a_tag_is_what_was_asked_for() -> None:
    begun = broken_after(40, etag=TAG)
    begun.next_attempt()
    assert begun.begin(head(206, content_range="bytes 40-99/*"), 0) == 40
    assert begun.total is None


def test_nothing_beyond_the_end_means_that_all_is_here() -> None:
    begun = broken_after(40, etag=TAG)
    begun.next_attempt()
    assert begun.begin(head(416, content_range="bytes */40"), 0) is None
    begun.finish(no_mp4)


@pytest.mark.parametrize(
    "headers",
    [{"content_range": "bytes */30"}, {}, {"content_range": "bytes */40", "etag": '"two"'}],
)
def test_nothing_beyond_another_end_means_another_file(headers: dict[str, str]) -> None:
    begun = broken_after(40, etag=TAG)
    begun.next_attempt()
    with pytest.raises(Setback, match="another video"):
        begun.begin(head(416, **headers), 0)
    assert begun.next_attempt() == {}


def test_a_range_that_nobody_asked_for_is_refused_for_good() -> None:
    with pytest.raises(NotFoundError):
        fetch().begin(head(416), 0)


@pytest.mark.parametrize(("size", "says"), [(99, "after 99 of 100"), (101, "100 bytes announced")])
def test_another_length_than_was_announced_is_a_setback(size: int, says: str) -> None:
    with pytest.raises(Setback, match=says):
        broken_after(size).finish(no_mp4)


def test_an_empty_file_is_no_video() -> None:
    begun = fetch()
    begun.begin(head(), 0)
    with pytest.raises(UnexpectedAnswerError, match="empty"):
        begun.finish(no_mp4)


def test_a_host_that_insists_on_a_damaged_file_is_believed_the_second_time() -> None:
    damaged = (24).to_bytes(4) + b"ftyp" + bytes(8)
    begun = broken_after(16, etag=TAG)
    begun.total = 16
    with pytest.raises(Setback):
        begun.finish(lambda offset, count: damaged[offset : offset + count])
    assert begun.next_attempt()["Range"] == "bytes=16-"
    assert begun.begin(head(416, content_range="bytes */16"), 0) is None
    with pytest.raises(UnexpectedAnswerError, match="ends in the middle, after 16 bytes"):
        begun.finish(lambda offset, count: damaged[offset : offset + count])


@pytest.mark.parametrize("kind", ["text/html", "TEXT/plain", "application/json; charset=utf-8"])
@pytest.mark.parametrize("status", [200, 206])
def test_what_calls_itself_something_else_is_no_video(kind: str, status: int) -> None:
    with pytest.raises(UnexpectedAnswerError, match="in place of a video"):
        fetch().begin(head(status, content_type=kind), 0)


@pytest.mark.parametrize(
    ("status", "keeping", "given_at", "error", "attempts"),
    [
        (403, Keeping(days=14), 0.0, ServiceUnavailableError, 12),
        (404, Keeping(days=14), 0.0, ServiceUnavailableError, 12),
        (404, Keeping(days=14), None, NotFoundError, None),
        (404, Keeping(days=14), -DAY_S, NotFoundError, None),
        (410, Keeping(days=14), 0.0, NotFoundError, None),
        (403, Keeping(days=14), None, ServiceUnavailableError, 6),
        (404, Keeping(signs_anew=True), 0.0, ServiceUnavailableError, 12),
        (403, Keeping(signs_anew=True), -DAY_S, NotFoundError, 6),
        (400, Keeping(signs_anew=True), -DAY_S, NotFoundError, 6),
        (408, Keeping(), None, ServiceUnavailableError, 6),
        (429, Keeping(), None, RateLimitError, 6),
        (500, Keeping(), None, ServiceUnavailableError, 6),
        (596, Keeping(), None, ServiceUnavailableError, 6),
        (204, Keeping(), None, UnexpectedAnswerError, None),
        (304, Keeping(), None, UnexpectedAnswerError, None),
    ],
)
def test_what_a_refusal_is_worth(
    status: int,
    keeping: Keeping,
    given_at: float | None,
    error: type[LongtakeError],
    attempts: int | None,
) -> None:
    with pytest.raises((Setback, LongtakeError)) as caught:
        fetch(given_at=given_at, keeping=keeping).begin(head(status), 0)
    if attempts is None:
        assert type(caught.value) is error
    else:
        assert isinstance(caught.value, Setback)
        assert (type(caught.value.error), caught.value.attempts) == (error, attempts)


@pytest.mark.parametrize(("made_at", "attempts"), [(None, 6), (-DAY_S, 6), (-170.0, 12)])
def test_a_new_link_is_worth_less_where_the_file_is_old(
    made_at: float | None, attempts: int
) -> None:
    begun = Fetch(link=Link(URL, 0.0, made_at), keeping=Keeping(signs_anew=True))
    with pytest.raises(Setback, match="whose link is new") as caught:
        begun.begin(head(403), 0)
    assert caught.value.attempts == attempts


@pytest.mark.parametrize(
    "text", [b"<html>", b" \n<?xml ?>", b"\xef\xbb\xbf{}", b'{"code": 1}', b"[1]"]
)
def test_a_text_is_no_video_whatever_it_is_called(text: bytes) -> None:
    begun = fetch()
    begun.begin(head(), 0)
    begun.received(len(text))
    with pytest.raises(UnexpectedAnswerError, match="a text came in place of a video"):
        begun.finish(lambda offset, count: text[offset : offset + count])


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "//host/v.mp4", "v.mp4"]
)
def test_a_link_that_is_no_web_address_is_not_followed(url: str) -> None:
    with pytest.raises(UnexpectedAnswerError, match="no http or https address"):
        Fetch(link=Link(url), keeping=Keeping()).next_attempt()


def test_it_says_for_how_long_a_vendor_keeps_videos() -> None:
    with pytest.raises(NotFoundError, match="for 15 days"):
        fetch(keeping=Keeping(days=15)).begin(head(404), 0)


@pytest.mark.parametrize(("asked", "gives_up"), [("120", False), ("121", True)])
def test_a_host_that_asks_for_too_much_patience_is_not_waited_for(
    asked: str, gives_up: bool
) -> None:
    begun = fetch()
    begun.next_attempt()
    with pytest.raises(Setback) as caught:
        begun.begin(head(429, retry_after=asked), 0)
    assert caught.value.asked_s == float(asked)
    assert isinstance(caught.value.error, RateLimitError)
    assert caught.value.error.retry_after == float(asked)
    assert begun.gives_up(caught.value) is gives_up


def test_progress_makes_a_setback_the_first_one_again() -> None:
    begun = fetch()
    setback = Setback(ServiceUnavailableError("no"))
    for size in (10, 20, 20):
        for _ in range(6):
            assert not begun.gives_up(setback)
            begun.next_attempt()
        assert begun.gives_up(setback)
        begun.begin(head(), 0)
        begun.received(size)
    # The same bytes once more are no progress.
    assert begun.gives_up(setback)


def dead(url: str = URL) -> Fetch:
    begun = Fetch(link=Link(url, made_at=-DAY_S), keeping=Keeping(signs_anew=True))
    begun.begin(head(etag=TAG, content_length="100"), 0)
    begun.received(40)
    with pytest.raises(Setback):
        begun.begin(head(403), 0)
    assert begun.dead
    return begun


def test_a_new_signature_leads_to_the_same_file() -> None:
    begun = dead()
    begun.renewed("https://media.example/v.mp4?Signature=2", 5)
    assert not begun.dead
    assert begun.link == Link("https://media.example/v.mp4?Signature=2", 5, -DAY_S)
    assert begun.next_attempt()["Range"] == "bytes=40-"


def test_a_new_address_may_lead_to_another_file() -> None:
    begun = dead()
    begun.renewed("https://media.example/w.mp4?Signature=1", 5)
    assert begun.next_attempt() == {}


@pytest.mark.parametrize("url", [None, URL])
def test_a_task_that_shows_no_new_link_ends_it(url: str | None) -> None:
    with pytest.raises(NotFoundError, match="no other one"):
        dead().renewed(url, 5)
