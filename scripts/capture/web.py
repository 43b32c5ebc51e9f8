"""Asking a web server for a page: one request at a time, slowly, and giving up soon.

The only module of capturing that imports httpx.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpx
from attrs import define, field, frozen
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from longtake import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from scripts.capture.clock import CaptureClock

AGENT: Final = "longtake-capture"
USER_AGENT: Final = f"{AGENT}/{__version__} (checks whether documentation pages changed)"
NOT_MODIFIED: Final = 304
_ACCEPT: Final = "text/markdown, text/plain;q=0.9, text/html;q=0.8"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_MAX_REDIRECTS: Final = 5
_BACKOFF: Final = wait_exponential(multiplier=2, max=60)


@frozen
class FetchLimits:
    """How long and how often a server is asked, and how much is taken from it."""

    pause_s: float = 2
    """Between two requests to one host."""
    timeout_s: float = 30
    """For a connection, and for each part of a response."""
    total_s: float = 120
    """For one response as a whole."""
    attempts: int = 4
    longest_wait_s: float = 300
    """A server that asks for more with Retry-After is left alone until the next capture."""
    max_bytes: int = 4_000_000


@frozen
class PageResponse:
    """The response of a server, after redirects within its host."""

    url: str
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class WebError(Exception):
    """No response that can be used. The message says why."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class _RetryableWebError(WebError):
    """As good as no response, but the next attempt may bring one."""

    def __init__(self, reason: str, status: int | None = None, retry_after_s: float = 0) -> None:
        super().__init__(reason, status)
        self.retry_after_s = retry_after_s


@define
class Web:
    """A context manager that asks. A request begins only after the one before has ended."""

    clock: CaptureClock
    limits: FetchLimits = field(factory=FetchLimits)
    pauses_s: dict[str, float] = field(factory=dict[str, float])
    """Longer pauses that hosts ask for, by host and port."""
    report: Callable[[str], None] = lambda _: None
    """Called before each new attempt, with why the last one failed and when the next one begins."""
    _ended: dict[str, float] = field(factory=dict[str, float])
    _client: httpx.Client = field(init=False)

    def __attrs_post_init__(self) -> None:
        self._client = httpx.Client(
            headers={"User-Agent": USER_AGENT, "Accept": _ACCEPT},
            timeout=self.limits.timeout_s,
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self,
        url: str,
        headers: Mapping[str, str] | None = None,
        check: Callable[[str], None] = lambda _: None,
    ) -> PageResponse:
        """Return the response to a GET. Redirects are followed within the host, over the same scheme.

        `check` sees each address before it is asked and may raise a `WebError` of its own.

        Raises:
            WebError: If no response came that can be used. A status such as 404 is a response, one that
                means "too many requests" or a server error is none.
        """
        asked = url
        for _ in range(_MAX_REDIRECTS + 1):
            check(url)
            response = self._attempts(url, headers or {})
            if response.status not in _REDIRECTS:
                return response
            url = _redirected(response)
        raise WebError(f"expected a page after {_MAX_REDIRECTS} redirects, from {asked}")

    def _attempts(self, url: str, headers: Mapping[str, str]) -> PageResponse:
        attempts = Retrying(
            sleep=self.clock.sleep,
            retry=retry_if_exception_type(_RetryableWebError),
            stop=self._is_enough,
            wait=lambda state: max(_BACKOFF(state), _requested_s(state)),
            before_sleep=self._report_retry,
            reraise=True,
        )
        return attempts(self._once, url, headers)

    def _is_enough(self, state: RetryCallState) -> bool:
        too_long = _requested_s(state) > self.limits.longest_wait_s
        return too_long or state.attempt_number >= self.limits.attempts

    def _report_retry(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        self.report(f"{state.args[0]}: {error}; again in {state.upcoming_sleep:.0f} s")

    def _once(self, url: str, headers: Mapping[str, str]) -> PageResponse:
        host = urlsplit(url).netloc
        self._pause(host)
        # Each page is asked for as a stranger would: what one response left behind colours no other.
        self._client.cookies.clear()
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as response:
                return self._read(url, response)
        except httpx.TimeoutException:
            raise _RetryableWebError(f"no response within {self.limits.timeout_s:g} s") from None
        except httpx.TransportError as error:
            raise _RetryableWebError(f"the connection failed ({type(error).__name__})") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WebError(f"a response that cannot be read ({type(error).__name__})") from None
        finally:
            self._ended[host] = self.clock.monotonic()

    def _pause(self, host: str) -> None:
        ended = self._ended.get(host)
        if ended is None:
            return
        pause_s = max(self.limits.pause_s, self.pauses_s.get(host, 0))
        left_s = ended + pause_s - self.clock.monotonic()
        if left_s > 0:
            self.clock.sleep(left_s)

    def _read(self, url: str, response: httpx.Response) -> PageResponse:
        status = response.status_code
        if status == _TOO_MANY or status >= _SERVER_ERROR:
            retry_after_s = self._retry_after_s(response.headers.get("retry-after", ""))
            raise _RetryableWebError(_refusal(status, retry_after_s), status, retry_after_s)
        body = bytearray()
        began = self.clock.monotonic()
        for part in response.iter_bytes():
            body += part
            if len(body) > self.limits.max_bytes:
                raise WebError(f"expected at most {self.limits.max_bytes} bytes", status)
            if self.clock.monotonic() - began > self.limits.total_s:
                raise _RetryableWebError(
                    f"no whole response within {self.limits.total_s:g} s", status
                )
        return PageResponse(url, status, dict(response.headers), bytes(body))

    def _retry_after_s(self, value: str) -> float:
        """Return seconds from now, by a number or a date; 0 where the header says nothing of use."""
        if re.fullmatch(r"[0-9]{1,9}", value.strip()):
            return float(value)
        try:
            return max(0, (parsedate_to_datetime(value) - self.clock.now()).total_seconds())
        except (ValueError, TypeError):
            return 0


def _refusal(status: int, retry_after_s: float) -> str:
    later = f", to be asked again after {retry_after_s:g} s" if retry_after_s else ""
    return f"HTTP status {status}{later}"


def _requested_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return error.retry_after_s if isinstance(error, _RetryableWebError) else 0


def _redirected(response: PageResponse) -> str:
    """Return the address that a redirect leads to.

    Raises:
        WebError: It is on another host, or not an address.
    """
    try:
        target = urljoin(response.url, response.headers["location"])
        here, there = urlsplit(response.url), urlsplit(target)
        # Reading the port checks it.
        there_port = there.port
    except (KeyError, ValueError):
        raise WebError("a redirect to no address", response.status) from None
    if there.scheme != here.scheme or there.hostname != here.hostname or there_port != here.port:
        raise WebError(
            f"a redirect to another place, {there.scheme}://{there.netloc}", response.status
        )
    return target.partition("#")[0]
