"""The rules of a download: a state machine without I/O, for the sync and the async clients.

A download may take several requests. An interrupted one resumes as long as the host still has the same file
(RFC 9110, 13.1.5 and 14), and starts again otherwise.
"""

from __future__ import annotations

import re
from datetime import timedelta
from http import HTTPStatus
from math import inf
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from attrs import define, field, frozen

from longtake._core.retry import MAX_RETRY_AFTER_S, retry_after_s
from longtake._core.values import single_line
from longtake._core.video_format import HEAD_BYTES, Mp4Flaw, ReadAt, mp4_flaw, video_suffix
from longtake.errors import (
    DownloadTimeoutError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_ATTEMPTS: Final = 6
# Some links work only after a while, and no provider documents how long that may take. So many attempts last
# a minute or two, and always less than the time for which a link counts as new.
_EARLY_ATTEMPTS: Final = 12
_EARLY_S: Final = 180.0
_EARLY: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_BUSY: Final = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)
# Attempts count as progress once they have received so much since the last progress: this many bytes, or this
# share of the missing ones. Otherwise a host that sends one byte per connection would be retried forever.
_PROGRESS_BYTES: Final = 64 * 1024
_PROGRESS_SHARE: Final = 0.01
# The maximum number of restarts from the first byte, for a file that changes or grows all the time.
_MOST_RESTARTS: Final = 12
# The number of bytes that an error shows of a response that is not a video.
_SHOWN_BYTES: Final = 80
_WEB: Final = ("http://", "https://")
_CONTENT_RANGE: Final = re.compile(
    r"\s*bytes\s+(?:([0-9]{1,18})-[0-9]{1,18}|\*)/([0-9]{1,18}|\*)\s*", re.IGNORECASE
)


@frozen(kw_only=True)
class Retention:
    """How long a provider keeps finished videos.

    Attributes:
        days: The number of days, None if it is not documented.
        link_hours: The hours for which a link works, None if as long as the video is kept.
        renews_links: Whether each poll of the task returns a new link with a new expiry.
    """

    days: int | None = None
    link_hours: float | None = None
    renews_links: bool = False

    def expiry(self, completed_at: datetime | None) -> datetime | None:
        """Return when the link to a video ends, None if that is unknown or each poll renews it.

        Args:
            completed_at: When the task of the video ended, None if it is unknown.
        """
        hours = self.link_hours or (self.days and self.days * 24)
        if not hours or completed_at is None or self.renews_links:
            return None
        return completed_at + timedelta(hours=hours)


@frozen
class Link:
    """The link to a video.

    Attributes:
        url: The URL.
        given_at: When the link was created, on a monotonic clock; None if unknown or long ago.
        made_at: When the file was created, likewise. A link may be renewed long after.
    """

    url: str
    given_at: float | None = None
    made_at: float | None = None

    def is_fresh(self, now: float) -> bool:
        """Return whether the link may not work yet."""
        return self.given_at is not None and now - self.given_at <= _EARLY_S

    def attempts(self, now: float) -> int:
        """Return the number of attempts for a fresh link, more for one to a new file."""
        is_new = self.made_at is not None and now - self.made_at <= _EARLY_S
        return _EARLY_ATTEMPTS if is_new else _ATTEMPTS

    def is_same_file(self, other: Link) -> bool:
        """Return whether two links differ only in their query, which holds the signature."""
        return urlsplit(self.url)[:3] == urlsplit(other.url)[:3]


@frozen(kw_only=True)
class ResponseHead:
    """The head of a response.

    Attributes:
        status: The HTTP status.
        host: The host that responded, after all redirects.
        headers: The headers, by lower-case names.
    """

    status: int
    host: str
    headers: Mapping[str, str]


class RetryableFailure(Exception):  # noqa: N818 - the shells catch it; callers see its `error`
    """A failed attempt that may be repeated.

    Attributes:
        error: The error to raise after the last attempt.
        attempts: The maximum number of attempts without progress.
        asked_s: The `Retry-After` of the response in seconds, None if it has none.
    """

    def __init__(
        self, error: LongtakeError, *, attempts: int = _ATTEMPTS, asked_s: float | None = None
    ) -> None:
        super().__init__(str(error))
        self.error = error
        self.attempts = attempts
        self.asked_s = asked_s


@define(kw_only=True)
class DownloadState:
    """One download, from its first request to its last byte.

    For each attempt, call `on_new_link` if the link is `expired`, `request_headers`, `on_head`, `on_chunk`
    before each chunk is written, and `finish`. Another attempt follows a `RetryableFailure`. Any other error
    is final.

    Attributes:
        link: The link to the video.
        retention: How long the provider keeps it.
        deadline: The time after which nothing is requested or read, on the caller's clock.
        size: The number of bytes received.
        total: The length of the file, None if the host does not report it.
        expired: Whether the link has expired, so that a new one is needed from the task.
        suffix: The file name suffix of the video, once `finish` has checked it.
    """

    link: Link
    retention: Retention
    deadline: float = inf
    size: int = field(default=0, init=False)
    total: int | None = field(default=None, init=False)
    expired: bool = field(default=False, init=False)
    suffix: str = field(default="", init=False)
    _head: bytes = field(default=b"", init=False)
    _host: str = field(default="", init=False)
    _version: str | None = field(default=None, init=False)
    _range_total: int | None = field(default=None, init=False)
    _furthest: int = field(default=0, init=False)
    _attempts: int = field(default=0, init=False)
    _restarts: int = field(default=0, init=False)
    _suspect_formats: int | None = field(default=None, init=False)

    def request_headers(self) -> dict[str, str]:
        """Return the headers of the next request, for the rest of the file if it can be resumed."""
        if not self.link.url.lower().startswith(_WEB):
            raise UnexpectedResponseError(
                "the video's link must be an http or https URL, got one that begins with "
                f"{single_line(self.link.url, 8)!r}"
            )
        self._attempts += 1
        if not self.size or self._version is None:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._version}

    def on_head(self, head: ResponseHead, now: float) -> int | None:
        """Return the offset of the response's content in the file, None if the content is not part of it."""
        self._host = head.host
        if head.status == HTTPStatus.OK:
            self._restart(head)
            return 0
        if head.status == HTTPStatus.PARTIAL_CONTENT:
            self._resume(head)
            return self.size
        if head.status == HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and self.size:
            self._end(head)
            return None
        raise self._refusal(head, now)

    def on_chunk(self, piece: bytes) -> None:
        """Count the bytes of a chunk. Raise `UnexpectedResponseError` if they are not those of a video."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                self._check_is_video()
        self.size += len(piece)
        if self.size - self._furthest >= self._least_progress():
            self._furthest = self.size
            self._attempts = 0

    def finish(self, read_at: ReadAt) -> None:
        """Check the file at the end of a response."""
        if not self.size:
            raise UnexpectedResponseError(f"expected a video from {self._host}, got an empty file")
        if self.total is not None and self.size < self.total:
            raise RetryableFailure(
                ServiceUnavailableError(
                    f"the download was interrupted after {self.size} of {self.total} bytes"
                )
            )
        if self.total is not None and self.size > self.total:
            raise self._file_changed(f"expected {self.total} bytes from {self._host}, got more")
        self.suffix = self._check_is_video()
        flaw = mp4_flaw(read_at, self.size)
        if flaw is not None:
            self._suspect(flaw)

    def on_new_link(self, url: str | None, now: float) -> None:
        """Continue with the link that a poll of the task returned, None if it returned none."""
        self.expired = False
        link = Link(url or self.link.url, now, self.link.made_at)
        if link.url == self.link.url:
            raise NotFoundError("the video's link has expired and the provider returned no new one")
        if not link.is_same_file(self.link):
            self._discard()
        self.link = link

    def gives_up(self, failure: RetryableFailure) -> bool:
        """Return whether no attempt follows a failure."""
        asked_s = failure.asked_s or 0.0
        return (
            asked_s > MAX_RETRY_AFTER_S
            or self._attempts >= failure.attempts
            or self._restarts >= _MOST_RESTARTS
        )

    def is_late(self, moment: float) -> bool:
        """Return whether a moment is at or after the deadline."""
        return moment >= self.deadline

    def final_error(self, failure: RetryableFailure, now: float) -> LongtakeError:
        """Return the error to raise for the last failure."""
        if self.gives_up(failure) and not self.is_late(now):
            return failure.error
        return self.timed_out(failure.error)

    def timed_out(self, last: LongtakeError) -> LongtakeError:
        """Return the error for a download that timed out, with its last error as the cause."""
        of_total = "" if self.total is None else f" of {self.total:,}"
        error = DownloadTimeoutError(
            f"the download timed out after {self.size:,}{of_total} bytes. "
            f"Last error: {last.args[0]}. No file was stored; download again with a longer timeout"
        )
        error.__cause__ = last
        return error

    def _least_progress(self) -> float:
        if self.total is None:
            return _PROGRESS_BYTES
        missing = self.total - self._furthest
        return max(1, min(_PROGRESS_BYTES, _PROGRESS_SHARE * missing))

    def _check_is_video(self) -> str:
        """Return the file name suffix. The content determines it, not the Content-Type."""
        suffix = video_suffix(self._head)
        if suffix is None:
            raise UnexpectedResponseError(
                f"expected a video from {self._host}, got other content: {_shown(self._head)}"
            )
        return suffix

    def _restart(self, head: ResponseHead) -> None:
        self._discard()
        if _is_encoded(head):
            # The length and the offsets of encoded content are not those of the file.
            return
        self._version = _version(head)
        self.total = _length(head)

    def _resume(self, head: ResponseHead) -> None:
        first, total = _content_range(head)
        if (
            first != self.size
            or _is_encoded(head)
            # A part must name the version that it belongs to (RFC 9110, 15.3.7).
            or _version(head) != self._version
            # The first Content-Range may correct a wrong Content-Length. Later changes mean another file.
            or (None not in (total, self._range_total) and total != self._range_total)
        ):
            raise self._file_changed(f"{head.host} did not send the requested part of the video")
        if total is not None:
            self.total = self._range_total = total

    def _end(self, head: ResponseHead) -> None:
        """Accept that the file has no more bytes, if its length is the size received."""
        _, total = _content_range(head)
        # Without a part, the response need not name the version.
        if total != self.size or _version(head) not in (None, self._version):
            raise self._file_changed(f"the video at {head.host} has changed")
        self.total = total

    def _file_changed(self, words: str) -> RetryableFailure:
        """Return the failure for a file that has changed. The download starts again."""
        self._discard()
        return RetryableFailure(UnexpectedResponseError(words))

    def _discard(self) -> None:
        self._restarts += bool(self.size)
        self.size, self._head = 0, b""
        self.total = self._range_total = self._version = None

    def _suspect(self, flaw: Mp4Flaw) -> None:
        """Request the bytes that may be missing. The second time, accept that the host has no more."""
        error = UnexpectedResponseError(f"the downloaded video is damaged: {flaw.words}")
        if self.size != self._suspect_formats:
            self._suspect_formats = self.size
            raise RetryableFailure(error)
        if flaw.is_certain:
            raise error

    def _refusal(self, head: ResponseHead, now: float) -> Exception:
        status = head.status
        if status in _BUSY or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            return _busy(head)
        if status < HTTPStatus.BAD_REQUEST:
            return UnexpectedResponseError(
                f"expected a video from {head.host}, got another response", status=status
            )
        if self.link.is_fresh(now):
            if status in _EARLY:
                error = ServiceUnavailableError(
                    f"{head.host} does not serve the video. Its link is new, so the file may not be "
                    "available yet, or it was deleted",
                    status=status,
                )
                return RetryableFailure(error, attempts=self.link.attempts(now))
        elif self.retention.renews_links:
            self.expired = True
            return RetryableFailure(NotFoundError("the video's link has expired", status=status))
        days = self.retention.days
        kept = f". The provider keeps videos for {days} days" if days else ""
        if status == HTTPStatus.FORBIDDEN:
            # A delivery network may also send 403 to a client that it takes for a robot. A retry may succeed.
            error = ServiceUnavailableError(
                f"{head.host} refuses to serve the video: it may have been deleted, or its link has "
                f"expired{kept}",
                status=status,
            )
            return RetryableFailure(error)
        return NotFoundError(
            f"{head.host} does not have the video: it was deleted, or its link has expired and cannot be "
            f"renewed{kept}",
            status=status,
        )


def _shown(head: bytes) -> str:
    """Return a description of the beginning of a file that is not a video, as text or in hexadecimal."""
    try:
        text = single_line(head[:_SHOWN_BYTES].decode(), _SHOWN_BYTES)
    except UnicodeDecodeError:
        text = ""
    return f"it begins with {text!r}" if text else f"its first bytes are {head[:16].hex(' ')}"


def _busy(head: ResponseHead) -> RetryableFailure:
    asked_s = retry_after_s(head.headers)
    if head.status != HTTPStatus.TOO_MANY_REQUESTS:
        error = ServiceUnavailableError(
            f"{head.host} cannot serve the video now; download it again later", status=head.status
        )
        return RetryableFailure(error, asked_s=asked_s)
    limited = RateLimitError(f"too many requests to {head.host}", status=head.status)
    limited.retry_after = asked_s
    return RetryableFailure(limited, asked_s=asked_s)


def _version(head: ResponseHead) -> str | None:
    """Return a strong validator of the file, by which parts of it can be combined; None if there is none."""
    tag = head.headers.get("etag", "")
    # A weak ETag may stand for files that differ.
    strong = tag if tag and not tag.startswith("W/") else head.headers.get("last-modified", "")
    return strong if strong and strong.isascii() else None


def _length(head: ResponseHead) -> int | None:
    length = head.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else None


def _is_encoded(head: ResponseHead) -> bool:
    return head.headers.get("content-encoding", "identity").lower() != "identity"


def _content_range(head: ResponseHead) -> tuple[int | None, int | None]:
    """Return the first byte of a part and the length of the file, None for each if it is not given."""
    found = _CONTENT_RANGE.fullmatch(head.headers.get("content-range", ""))
    first, total = found.groups() if found else (None, None)
    return int(first) if first else None, int(total) if total and total != "*" else None
