"""The rules of a download, one response at a time."""

from __future__ import annotations

import pytest

from longtake._core.download import DownloadState, Link, ResponseHead, Retention, RetryableFailure
from longtake.errors import (
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)
from tests.helpers.videos import MP4, PNG, mp4

URL = "https://media.example/v.mp4?Signature=1"
TAG = '"one"'
DAY_S = 86400.0


def head(status: int = 200, **headers: str) -> ResponseHead:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return ResponseHead(
        status=status, host="media.example", headers={"content-type": "video/mp4", **named}
    )


FILM = mp4(bytes(100 - len(mp4())))
"""A video of 100 bytes."""


def film(offset: int, count: int) -> bytes:
    return FILM[offset : offset + count]


def fetch(*, given_at: float | None = None, keeping: Retention | None = None) -> DownloadState:
    return DownloadState(link=Link(URL, given_at, given_at), retention=keeping or Retention())


def broken_after(size: int, **headers: str) -> DownloadState:
    """A download of 100 bytes of which `size` have come."""
    begun = fetch()
    assert begun.request_headers() == {}
    assert begun.on_head(head(200, content_length="100", **headers), 0) == 0
    begun.on_chunk((FILM + bytes(size))[:size])
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
    assert begun.request_headers() == {"Range": "bytes=40-", "If-Range": version}
    rest = head(206, content_range="bytes 40-99/100", **headers)
    assert begun.on_head(rest, 0) == 40
    begun.on_chunk(FILM[40:])
    begun.finish(film)


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
    assert broken_after(40, **headers).request_headers() == {}


def test_the_whole_in_place_of_a_part_begins_anew() -> None:
    begun = broken_after(40, etag=TAG)
    begun.request_headers()
    assert begun.on_head(head(etag='"two"', content_length="7"), 0) == 0
    assert (begun.size, begun.total) == (0, 7)


@pytest.mark.parametrize(
    "headers",
    [
        {"content_range": "bytes 30-99/100", "etag": TAG},
        {"content_range": "bytes 40-99/100", "etag": '"two"'},
        {"content_range": "bytes 40-99/100", "etag": TAG, "content_encoding": "gzip"},
        {"content_range": "bytes 40-99/100"},
        {"content_range": "bytes 40-99/100", "last_modified": "Thu, 01 Jan 2026 00:00:00 GMT"},
        {"content_range": "bytes */100", "etag": TAG},
        {"content_range": "lines 40-99/100", "etag": TAG},
        {"content_type": "multipart/byteranges; boundary=x", "etag": TAG},
    ],
)
def test_a_part_that_does_not_fit_is_not_taken(headers: dict[str, str]) -> None:
    begun = broken_after(40, etag=TAG)
    begun.request_headers()
    with pytest.raises(RetryableFailure) as caught:
        begun.on_head(head(206, **headers), 0)
    assert isinstance(caught.value.error, UnexpectedResponseError)
    assert begun.request_headers() == {}


def test_a_part_that_does_not_say_the_length_of_the_whole_keeps_it() -> None:
    begun = broken_after(40, etag=TAG)
    begun.request_headers()
    assert begun.on_head(head(206, content_range="bytes 40-99/*", etag=TAG), 0) == 40
    assert begun.total == 100


def test_a_part_without_the_date_of_the_first_one_is_not_taken() -> None:
    begun = broken_after(40, last_modified="Thu, 01 Jan 2026 00:00:00 GMT")
    begun.request_headers()
    with pytest.raises(RetryableFailure):
        begun.on_head(head(206, content_range="bytes 40-99/100"), 0)
    assert begun.request_headers() == {}


def test_a_wrong_length_of_the_first_response_is_corrected_once() -> None:
    begun = broken_after(40, etag=TAG)
    begun.on_head(head(206, content_range="bytes 40-199/200", etag=TAG), 0)
    assert begun.total == 200
    with pytest.raises(RetryableFailure):
        begun.on_head(head(206, content_range="bytes 40-299/300", etag=TAG), 0)
    assert begun.request_headers() == {}


def ends_after(*, piece: bytes, grows: bool, changes: bool) -> int:
    """How many requests a host gets that sends a piece per connection and then breaks it."""
    begun = fetch()
    broke = RetryableFailure(ServiceUnavailableError("the connection broke"))
    for number in range(1, 1000):
        total = 10**6 * number if grows else 10**9
        tag = f'"{number if changes else 1}"'
        asked = begun.request_headers()
        response = head(200, etag=tag, content_length=f"{total}")
        if asked:
            response = head(206, etag=tag, content_range=f"bytes {begun.size}-{total - 1}/{total}")
        setback = broke
        try:
            begun.on_head(response, 0)
        except RetryableFailure as caught:
            setback = caught
        else:
            begun.on_chunk(piece)
        if begun.gives_up(setback):
            return number
    raise AssertionError("it never ends")


@pytest.mark.parametrize(
    ("piece", "grows", "changes"),
    [
        (b"\0", False, False),
        (MP4 + bytes(10**5), True, False),
        (MP4 + bytes(10**5), True, True),
        (MP4 + bytes(10**5), False, True),
    ],
    ids=["one byte per connection", "a total that grows", "both", "another file each time"],
)
def test_a_host_that_could_go_on_for_ever_is_given_up(
    piece: bytes, grows: bool, changes: bool
) -> None:
    assert ends_after(piece=piece, grows=grows, changes=changes) <= 40


def test_nothing_beyond_the_end_means_that_all_is_here() -> None:
    begun = broken_after(100, etag=TAG)
    begun.total = 200
    begun.request_headers()
    assert begun.on_head(head(416, content_range="bytes */100"), 0) is None
    begun.finish(film)


@pytest.mark.parametrize(
    "headers",
    [{"content_range": "bytes */30"}, {}, {"content_range": "bytes */40", "etag": '"two"'}],
)
def test_nothing_beyond_another_end_means_another_file(headers: dict[str, str]) -> None:
    begun = broken_after(40, etag=TAG)
    begun.request_headers()
    with pytest.raises(RetryableFailure, match="has changed"):
        begun.on_head(head(416, **headers), 0)
    assert begun.request_headers() == {}


def test_a_range_that_was_not_requested_is_refused() -> None:
    with pytest.raises(NotFoundError):
        fetch().on_head(head(416), 0)


@pytest.mark.parametrize(("size", "says"), [(99, "after 99 of 100"), (101, "expected 100 bytes")])
def test_another_length_than_was_announced_is_a_setback(size: int, says: str) -> None:
    with pytest.raises(RetryableFailure, match=says):
        broken_after(size).finish(film)


def test_an_empty_file_is_no_video() -> None:
    begun = fetch()
    begun.on_head(head(), 0)
    with pytest.raises(UnexpectedResponseError, match="empty"):
        begun.finish(film)


def test_a_damaged_file_is_accepted_the_second_time() -> None:
    damaged = FILM[:98]
    begun = broken_after(98, etag=TAG)
    begun.total = 98
    with pytest.raises(RetryableFailure):
        begun.finish(lambda offset, count: damaged[offset : offset + count])
    assert begun.request_headers()["Range"] == "bytes=98-"
    assert begun.on_head(head(416, content_range="bytes */98"), 0) is None
    with pytest.raises(UnexpectedResponseError, match="it is incomplete: it ends after 98 bytes"):
        begun.finish(lambda offset, count: damaged[offset : offset + count])


def test_a_few_bytes_behind_a_whole_film_are_stored_once_the_host_has_no_more() -> None:
    trailed = FILM + b"bye"
    begun = fetch()
    begun.on_head(head(etag=TAG), 0)
    begun.on_chunk(trailed)
    with pytest.raises(RetryableFailure):
        begun.finish(lambda offset, count: trailed[offset : offset + count])
    assert begun.on_head(head(416, content_range="bytes */103"), 0) is None
    begun.finish(lambda offset, count: trailed[offset : offset + count])
    assert begun.suffix == ".mp4"


LABELS = ["text/html", "TEXT/plain", "application/json; charset=utf-8", "image/png", "video/mp4"]


@pytest.mark.parametrize("label", LABELS)
def test_a_film_is_stored_under_any_label(label: str) -> None:
    begun = fetch()
    begun.on_head(head(content_type=label), 0)
    begun.on_chunk(FILM)
    begun.finish(film)
    assert begun.suffix == ".mp4"


NO_VIDEOS = {
    "an expired link": b"Link expired",
    "a refusal": b"Access denied",
    "a playlist": b"#EXTM3U\n#EXT-X-VERSION:3\n",
    "null": b"null",
    "a picture": PNG,
    "one byte": b"\x47",
    "NULs": bytes(5000),
    "a page": b"\n <!doctype html>",
    "XML": b"\xef\xbb\xbf<?xml ?>",
    "JSON": b'{"code": 500}',
    "a list": b"[1]",
    "a still picture in a video's container": mp4(brand=b"avif"),
}


@pytest.mark.parametrize("label", LABELS)
@pytest.mark.parametrize("content", NO_VIDEOS.values(), ids=NO_VIDEOS)
def test_everything_else_is_refused_under_any_label(content: bytes, label: str) -> None:
    begun = fetch()
    begun.on_head(head(content_type=label), 0)

    def receive() -> None:
        for place in range(0, len(content), 100):
            begun.on_chunk(content[place : place + 100])
        begun.finish(lambda offset, count: content[offset : offset + count])

    with pytest.raises(UnexpectedResponseError, match=r"expected a video from media\.example"):
        receive()


def test_what_is_no_video_is_refused_before_all_of_it_came() -> None:
    begun = fetch()
    begun.on_head(head(content_length="1000000000"), 0)
    with pytest.raises(UnexpectedResponseError, match="'Link expired Link expired"):
        begun.on_chunk(b"Link expired\n" * 1000)


@pytest.mark.parametrize(
    ("status", "keeping", "given_at", "error", "attempts"),
    [
        (403, Retention(days=14), 0.0, ServiceUnavailableError, 12),
        (404, Retention(days=14), 0.0, ServiceUnavailableError, 12),
        (404, Retention(days=14), None, NotFoundError, None),
        (404, Retention(days=14), -DAY_S, NotFoundError, None),
        (410, Retention(days=14), 0.0, NotFoundError, None),
        (403, Retention(days=14), None, ServiceUnavailableError, 6),
        (404, Retention(renews_links=True), 0.0, ServiceUnavailableError, 12),
        (403, Retention(renews_links=True), -DAY_S, NotFoundError, 6),
        (400, Retention(renews_links=True), -DAY_S, NotFoundError, 6),
        (408, Retention(), None, ServiceUnavailableError, 6),
        (429, Retention(), None, RateLimitError, 6),
        (500, Retention(), None, ServiceUnavailableError, 6),
        (596, Retention(), None, ServiceUnavailableError, 6),
        (204, Retention(), None, UnexpectedResponseError, None),
        (304, Retention(), None, UnexpectedResponseError, None),
    ],
)
def test_what_a_refusal_is_worth(
    status: int,
    keeping: Retention,
    given_at: float | None,
    error: type[LongtakeError],
    attempts: int | None,
) -> None:
    with pytest.raises((RetryableFailure, LongtakeError)) as caught:
        fetch(given_at=given_at, keeping=keeping).on_head(head(status), 0)
    if attempts is None:
        assert type(caught.value) is error
    else:
        assert isinstance(caught.value, RetryableFailure)
        assert (type(caught.value.error), caught.value.attempts) == (error, attempts)


@pytest.mark.parametrize(("made_at", "attempts"), [(None, 6), (-DAY_S, 6), (-170.0, 12)])
def test_a_new_link_is_worth_less_where_the_file_is_old(
    made_at: float | None, attempts: int
) -> None:
    begun = DownloadState(link=Link(URL, 0.0, made_at), retention=Retention(renews_links=True))
    with pytest.raises(RetryableFailure, match="Its link is new") as caught:
        begun.on_head(head(403), 0)
    assert caught.value.attempts == attempts


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "javascript:alert(1)", "//host/v.mp4", "v.mp4"]
)
def test_a_link_that_is_no_web_address_is_not_followed(url: str) -> None:
    with pytest.raises(UnexpectedResponseError, match="must be an http or https URL"):
        DownloadState(link=Link(url), retention=Retention()).request_headers()


def test_the_error_names_how_long_the_provider_keeps_videos() -> None:
    with pytest.raises(NotFoundError, match="for 15 days"):
        fetch(keeping=Retention(days=15)).on_head(head(404), 0)


@pytest.mark.parametrize(("asked", "gives_up"), [("120", False), ("121", True)])
def test_a_hosts_retry_after_beyond_the_limit_is_not_waited_for(asked: str, gives_up: bool) -> None:
    begun = fetch()
    begun.request_headers()
    with pytest.raises(RetryableFailure) as caught:
        begun.on_head(head(429, retry_after=asked), 0)
    assert caught.value.asked_s == float(asked)
    assert isinstance(caught.value.error, RateLimitError)
    assert caught.value.error.retry_after == float(asked)
    assert begun.gives_up(caught.value) is gives_up


def test_progress_makes_a_setback_the_first_one_again() -> None:
    begun = fetch()
    setback = RetryableFailure(ServiceUnavailableError("no"))
    for size in (10, 20, 20):
        for _ in range(6):
            assert not begun.gives_up(setback)
            begun.request_headers()
        assert begun.gives_up(setback)
        begun.on_head(head(), 0)
        begun.on_chunk(FILM + bytes(1024 * 64 * size))
    # The same bytes once more are no progress.
    assert begun.gives_up(setback)


def dead(url: str = URL) -> DownloadState:
    begun = DownloadState(link=Link(url, made_at=-DAY_S), retention=Retention(renews_links=True))
    begun.on_head(head(etag=TAG, content_length="100"), 0)
    begun.on_chunk(FILM[:40])
    with pytest.raises(RetryableFailure):
        begun.on_head(head(403), 0)
    assert begun.expired
    return begun


def test_a_new_signature_leads_to_the_same_file() -> None:
    begun = dead()
    begun.on_new_link("https://media.example/v.mp4?Signature=2", 5)
    assert not begun.expired
    assert begun.link == Link("https://media.example/v.mp4?Signature=2", 5, -DAY_S)
    assert begun.request_headers()["Range"] == "bytes=40-"


def test_a_new_address_may_lead_to_another_file() -> None:
    begun = dead()
    begun.on_new_link("https://media.example/w.mp4?Signature=1", 5)
    assert begun.request_headers() == {}


@pytest.mark.parametrize("url", [None, URL])
def test_a_task_that_shows_no_new_link_ends_it(url: str | None) -> None:
    with pytest.raises(NotFoundError, match="returned no new one"):
        dead().on_new_link(url, 5)
