"""Asking a web server for a page: one request at a time, slowly, and giving up soon.

The only module of capturing that knows httpx.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urljoin, urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception_type, wait_exponential

from longtake import __version__

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import TracebackType
    from typing import Self

    from scripts.capture.clock import Clock

AGENT: Final = "longtake-capture"
USER_AGENT: Final = f"{AGENT}/{__version__} (looks whether documentation pages changed)"
NOT_MODIFIED: Final = 304
_ACCEPT: Final = "text/markdown, text/plain;q=0.9, text/html;q=0.8"
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_TOO_MANY: Final = 429
_SERVER_ERROR: Final = 500
_MOST_REDIRECTS: Final = 5
_BACKOFF: Final = wait_exponential(multiplier=2, max=60)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long and how often a server is asked, and how much is taken from it."""

    pause_s: float = 2
    """Between two requests to one host."""
    timeout_s: float = 30
    """For a connection, and for each part of an answer."""
    total_s: float = 120
    """For one answer as a whole."""
    attempts: int = 4
    longest_wait_s: float = 300
    """A server that asks for more with Retry-After is left alone until the next capture."""
    most_bytes: int = 4_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, after redirects within its host."""

    url: str
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class WebError(Exception):
    """No answer that can be used. The message says why."""

    def __init__(self, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.status = status


class _AgainError(WebError):
    """As good as no answer, but the next attempt may bring one."""

    def __init__(self, reason: str, status: int | None = None, asked_s: float = 0) -> None:
        super().__init__(reason, status)
        self.asked_s = asked_s


@dataclass(slots=True)
class Web:
    """A context manager that asks. A request begins only after the one before has ended."""

    clock: Clock
    limits: Limits = field(default_factory=Limits)
    pauses_s: dict[str, float] = field(default_factory=dict[str, float])
    """Longer pauses that hosts ask for, by host and port."""
    say: Callable[[str], None] = lambda _: None
    """Told of what takes long: why an attempt failed, and when the next one begins."""
    _ended: dict[str, float] = field(default_factory=dict[str, float])
    _client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
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
    ) -> Answer:
        """The answer to a GET. Redirects are followed within the host, over the same scheme.

        `check` sees each address before it is asked and may raise a `WebError` of its own.

        Raises:
            WebError: If no answer came that can be used. A status such as 404 is an answer, one that
                says "too many" or tells of the server's own trouble is none.
        """
        asked = url
        for _ in range(_MOST_REDIRECTS + 1):
            check(url)
            answer = self._attempts(url, headers or {})
            if answer.status not in _REDIRECTS:
                return answer
            url = _redirected(answer)
        raise WebError(f"expected a page after {_MOST_REDIRECTS} redirects, from {asked}")

    def _attempts(self, url: str, headers: Mapping[str, str]) -> Answer:
        attempts = Retrying(
            sleep=self.clock.sleep,
            retry=retry_if_exception_type(_AgainError),
            stop=self._is_enough,
            wait=lambda state: max(_BACKOFF(state), _asked_s(state)),
            before_sleep=self._tell,
            reraise=True,
        )
        return attempts(self._once, url, headers)

    def _is_enough(self, state: RetryCallState) -> bool:
        too_long = _asked_s(state) > self.limits.longest_wait_s
        return too_long or state.attempt_number >= self.limits.attempts

    def _tell(self, state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome else None
        self.say(f"{state.args[0]}: {error}; again in {state.upcoming_sleep:.0f} s")

    def _once(self, url: str, headers: Mapping[str, str]) -> Answer:
        host = urlsplit(url).netloc
        self._pause(host)
        # Each page is asked for as a stranger would: what one answer left behind colours no other.
        self._client.cookies.clear()
        try:
            with self._client.stream("GET", url, headers=dict(headers)) as response:
                return self._read(url, response)
        except httpx.TimeoutException:
            raise _AgainError(f"no answer within {self.limits.timeout_s:g} s") from None
        except httpx.TransportError as error:
            raise _AgainError(f"the connection failed ({type(error).__name__})") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise WebError(f"an answer that cannot be read ({type(error).__name__})") from None
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

    def _read(self, url: str, response: httpx.Response) -> Answer:
        status = response.status_code
        if status == _TOO_MANY or status >= _SERVER_ERROR:
            asked_s = self._retry_after_s(response.headers.get("retry-after", ""))
            raise _AgainError(_refusal(status, asked_s), status, asked_s)
        body = bytearray()
        began = self.clock.monotonic()
        for part in response.iter_bytes():
            body += part
            if len(body) > self.limits.most_bytes:
                raise WebError(f"expected at most {self.limits.most_bytes} bytes", status)
            if self.clock.monotonic() - began > self.limits.total_s:
                raise _AgainError(f"no whole answer within {self.limits.total_s:g} s", status)
        return Answer(url, status, dict(response.headers), bytes(body))

    def _retry_after_s(self, value: str) -> float:
        """Seconds from now, by a number or a date; 0 where the header says nothing of use."""
        if re.fullmatch(r"[0-9]{1,9}", value.strip()):
            return float(value)
        try:
            return max(0, (parsedate_to_datetime(value) - self.clock.now()).total_seconds())
        except (ValueError, TypeError):
            return 0


def _refusal(status: int, asked_s: float) -> str:
    later = f", to be asked again after {asked_s:g} s" if asked_s else ""
    return f"HTTP status {status}{later}"


def _asked_s(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome else None
    return error.asked_s if isinstance(error, _AgainError) else 0


def _redirected(answer: Answer) -> str:
    """Where a redirect leads. Raises WebError where that is not the same host."""
    try:
        target = urljoin(answer.url, answer.headers["location"])
        here, there = urlsplit(answer.url), urlsplit(target)
        # Reading the port checks it.
        there_port = there.port
    except (KeyError, ValueError):
        raise WebError("a redirect to no address", answer.status) from None
    if there.scheme != here.scheme or there.hostname != here.hostname or there_port != here.port:
        raise WebError(
            f"a redirect to another place, {there.scheme}://{there.netloc}", answer.status
        )
    return target.partition("#")[0]
