"""The rules of a download: a pure state machine that the sync and the async shell drive alike.

A download takes as many requests as it needs: one that breaks off goes on where it was, as long as the host
still has the same file (RFC 9110, 13.1.5 and 14), and begins anew where it cannot.
"""

from __future__ import annotations

import re
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
    UnexpectedAnswerError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_ATTEMPTS: Final = 6
# Links were met that work only some time after they are given out; no vendor says how long that may take.
# So many attempts last a minute or two, and always less than a link counts as new.
_EARLY_ATTEMPTS: Final = 12
_EARLY_S: Final = 180.0
_EARLY: Final = (HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND)
_BUSY: Final = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)
# An attempt is progress if, with those since the last progress, it brought so much: this many bytes, or this
# share of what is missing. Otherwise a host that sends one byte per connection would never be given up.
_PROGRESS_BYTES: Final = 64 * 1024
_PROGRESS_SHARE: Final = 0.01
# How often a download starts again from its first byte: a file that changes or grows for ever ends, too.
_MOST_RESTARTS: Final = 12
# How many bytes of what is no video an error shows.
_SHOWN_BYTES: Final = 80
_WEB: Final = ("http://", "https://")
_CONTENT_RANGE: Final = re.compile(
    r"\s*bytes\s+(?:([0-9]{1,18})-[0-9]{1,18}|\*)/([0-9]{1,18}|\*)\s*", re.IGNORECASE
)


@frozen(kw_only=True)
class Retention:
    """How long a vendor keeps what it made.

    Attributes:
        days: For how many days, where a page says so.
        signs_anew: Whether each look at the task gives out a new link, which lives from then on.
    """

    days: int | None = None
    renews_links: bool = False


@frozen
class Link:
    """Where a video lies.

    Attributes:
        url: Its address.
        given_at: When it was given out, on a monotonic clock; None for one of which that is not known,
            or that was there long before.
        made_at: When the file was made, likewise. A link may be given out anew long after.
    """

    url: str
    given_at: float | None = None
    made_at: float | None = None

    def is_fresh(self, now: float) -> bool:
        """Whether the link may not work yet."""
        return self.given_at is not None and now - self.given_at <= _EARLY_S

    def attempts(self, now: float) -> int:
        """How many attempts a fresh link is worth: less where the host has had time to get the file."""
        is_new = self.made_at is not None and now - self.made_at <= _EARLY_S
        return _EARLY_ATTEMPTS if is_new else _ATTEMPTS

    def is_same_file(self, other: Link) -> bool:
        """Whether two links differ in their signatures alone."""
        return urlsplit(self.url)[:3] == urlsplit(other.url)[:3]


@frozen(kw_only=True)
class ResponseHead:
    """How an answer of a host begins.

    Attributes:
        status: The HTTP status.
        host: Who answers, after all redirections.
        headers: Found by names in lower case.
    """

    status: int
    host: str
    headers: Mapping[str, str]


class RetryableFailure(Exception):  # noqa: N818 - the shells catch it; what callers see is its `error`
    """An attempt came to nothing, and another one may do better.

    Attributes:
        error: What to raise if none does.
        attempts: How many attempts without any progress it is worth.
        asked_s: The seconds that the host asks to wait, where it does.
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
        link: Where the video lies.
        keeping: How long the vendor keeps it.
        deadline: The moment after which nothing is requested or read, on the clock of the caller.
        size: How many bytes of it are there.
        total: How many it has, as far as the host says.
        dead: Whether the link needs to be replaced by one that the task shows now.
        suffix: The file name suffix of what was downloaded, once `finish` has checked it.
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
        """The headers to ask the host with: for the rest of the same file, if there is one to go on with."""
        if not self.link.url.lower().startswith(_WEB):
            raise UnexpectedAnswerError("the video's link is no http or https address")
        self._attempts += 1
        if not self.size or self._version is None:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": self._version}

    def on_head(self, head: ResponseHead, now: float) -> int | None:
        """From which byte on the answer's content belongs to the file; None if it holds none of it."""
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
        """Count the bytes of a piece. Raise `UnexpectedAnswerError` once they show that this is no video."""
        if len(self._head) < HEAD_BYTES:
            self._head += piece[: HEAD_BYTES - len(self._head)]
            if len(self._head) == HEAD_BYTES:
                self._check_is_video()
        self.size += len(piece)
        if self.size - self._furthest >= self._least_progress():
            self._furthest = self.size
            self._attempts = 0

    def finish(self, read_at: ReadAt) -> None:
        """Check what is there now that the host has no more to say."""
        if not self.size:
            raise UnexpectedAnswerError("the download is empty")
        if self.total is not None and self.size < self.total:
            raise RetryableFailure(
                ServiceUnavailableError(
                    f"the download broke off after {self.size} of {self.total} bytes"
                )
            )
        if self.total is not None and self.size > self.total:
            raise self._file_changed(f"more came than the {self.total} bytes announced")
        self.suffix = self._check_is_video()
        flaw = mp4_flaw(read_at, self.size)
        if flaw is not None:
            self._suspect(flaw)

    def on_new_link(self, url: str | None, now: float) -> None:
        """Go on with the link that the task shows now; None if it shows none."""
        self.expired = False
        link = Link(url or self.link.url, now, self.link.made_at)
        if link.url == self.link.url:
            raise NotFoundError("the video's link has expired, and the task shows no other one")
        if not link.is_same_file(self.link):
            self._discard()
        self.link = link

    def gives_up(self, setback: RetryableFailure) -> bool:
        """Whether a setback is the last one."""
        asked_s = setback.asked_s or 0.0
        return (
            asked_s > MAX_RETRY_AFTER_S
            or self._attempts >= setback.attempts
            or self._restarts >= _MOST_RESTARTS
        )

    def is_late(self, moment: float) -> bool:
        """Return whether nothing is requested any more at a moment."""
        return moment >= self.deadline

    def final_error(self, setback: RetryableFailure, now: float) -> LongtakeError:
        """Return the error for a setback that no other attempt follows."""
        if self.gives_up(setback) and not self.is_late(now):
            return setback.error
        return self.timed_out(setback.error)

    def timed_out(self, last: LongtakeError) -> LongtakeError:
        """Return the error for a download that was not whole in time, caused by the last one before it."""
        of_total = "" if self.total is None else f" of {self.total:,}"
        error = DownloadTimeoutError(
            f"the download was not finished within its timeout: {self.size:,}{of_total} bytes had arrived. "
            f"Last: {last.args[0]}. No file was stored; download again with a longer timeout"
        )
        error.__cause__ = last
        return error

    def _least_progress(self) -> float:
        if self.total is None:
            return _PROGRESS_BYTES
        missing = self.total - self._furthest
        return max(1, min(_PROGRESS_BYTES, _PROGRESS_SHARE * missing))

    def _check_is_video(self) -> str:
        """Return the suffix of what came. The bytes decide, whatever the host calls it."""
        suffix = video_suffix(self._head)
        if suffix is None:
            raise UnexpectedAnswerError(
                f"{self._host} sent something in place of a video: {_shown(self._head)}"
            )
        return suffix

    def _restart(self, head: ResponseHead) -> None:
        self._discard()
        if _is_encoded(head):
            # Neither its length nor a part of it says anything about the file's own bytes.
            return
        self._version = _version(head)
        self.total = _length(head)

    def _resume(self, head: ResponseHead) -> None:
        first, total = _content_range(head)
        if (
            first != self.size
            or _is_encoded(head)
            # It names what it is a part of, as `If-Range` asks (RFC 9110, 15.3.7).
            or _version(head) != self._version
            # A wrong Content-Length is put right once; a file that grows is another one each time.
            or (None not in (total, self._range_total) and total != self._range_total)
        ):
            raise self._file_changed(f"{head.host} sent another part of the video than was asked")
        if total is not None:
            self.total = self._range_total = total

    def _end(self, head: ResponseHead) -> None:
        """There is nothing beyond what is here, if this is as long as the file."""
        _, total = _content_range(head)
        # There is no part that would have to name its file.
        if total != self.size or _version(head) not in (None, self._version):
            raise self._file_changed(f"{head.host} has another video now")
        self.total = total

    def _file_changed(self, words: str) -> RetryableFailure:
        """Return the setback of a host that has another file than before: the download starts again."""
        self._discard()
        return RetryableFailure(UnexpectedAnswerError(words))

    def _discard(self) -> None:
        self._restarts += bool(self.size)
        self.size, self._head = 0, b""
        self.total = self._range_total = self._version = None

    def _suspect(self, flaw: Mp4Flaw) -> None:
        """Ask for what may be missing; that the host has no more than this is believed the second time."""
        error = UnexpectedAnswerError(f"the video came damaged: {flaw.words}")
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
            return UnexpectedAnswerError(f"{head.host} sent no video", status=status)
        if self.link.is_fresh(now):
            if status in _EARLY:
                error = ServiceUnavailableError(
                    f"{head.host} does not give out the video, whose link is new: it may come later, or be "
                    "gone",
                    status=status,
                )
                return RetryableFailure(error, attempts=self.link.attempts(now))
        elif self.retention.renews_links:
            self.expired = True
            return RetryableFailure(NotFoundError("the video's link has expired", status=status))
        days = self.retention.days
        kept = f". This vendor keeps videos for {days} days" if days else ""
        if status == HTTPStatus.FORBIDDEN:
            # A delivery network refuses so whom it takes for a robot, too, and may think better of it.
            error = ServiceUnavailableError(
                f"{head.host} refuses the video, which may be gone, or its link expired{kept}",
                status=status,
            )
            return RetryableFailure(error)
        return NotFoundError(
            f"{head.host} does not have the video: it is gone, or its link has expired, and no other can "
            f"be had{kept}",
            status=status,
        )


def _shown(head: bytes) -> str:
    """Return how a file that is no video begins: a message, a page's title, or the bytes in hexadecimal."""
    try:
        text = single_line(head[:_SHOWN_BYTES].decode(), _SHOWN_BYTES)
    except UnicodeDecodeError:
        text = ""
    return f"it begins with {text!r}" if text else f"its first bytes are {head[:16].hex(' ')}"


def _busy(head: ResponseHead) -> RetryableFailure:
    asked_s = retry_after_s(head.headers)
    if head.status != HTTPStatus.TOO_MANY_REQUESTS:
        error = ServiceUnavailableError(
            f"{head.host} does not give out the video now", status=head.status
        )
        return RetryableFailure(error, asked_s=asked_s)
    limited = RateLimitError(f"{head.host} is asked too often", status=head.status)
    limited.retry_after = asked_s
    return RetryableFailure(limited, asked_s=asked_s)


def _version(head: ResponseHead) -> str | None:
    """What tells this state of the file from others, exactly enough to put parts of it together."""
    tag = head.headers.get("etag", "")
    # A weak tag may stand for files that differ.
    strong = tag if tag and not tag.startswith("W/") else head.headers.get("last-modified", "")
    return strong if strong and strong.isascii() else None


def _length(head: ResponseHead) -> int | None:
    length = head.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdecimal() else None


def _is_encoded(head: ResponseHead) -> bool:
    return head.headers.get("content-encoding", "identity").lower() != "identity"


def _content_range(head: ResponseHead) -> tuple[int | None, int | None]:
    """The first byte of a part, and the length of the whole; None for what is not said."""
    found = _CONTENT_RANGE.fullmatch(head.headers.get("content-range", ""))
    first, total = found.groups() if found else (None, None)
    return int(first) if first else None, int(total) if total and total != "*" else None
