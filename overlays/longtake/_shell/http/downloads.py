"""Files on their way: they lie on other hosts, so nothing here knows a key."""

from __future__ import annotations

import socket
from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable, Iterator
from contextlib import (
    ExitStack,
    aclosing,
    asynccontextmanager,
    closing,
    contextmanager,
)
from contextvars import ContextVar
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from math import inf
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

import httpx
from attrs import define, field, frozen

from longtake._core.download import ResponseHead, RetryableFailure
from longtake._core.values import single_line
from longtake._shell.clock import Clock
from longtake._shell.http.body import NEVER_SENT, Decoder, describe_failure
from longtake._shell.http.connections import (
    USER_AGENT,
    AsyncSelfClosingClient,
    AsyncTransport,
    SelfClosingClient,
    SyncTransport,
)
from longtake._shell.http.context import (
    TimeLimit,
    context_var_set,
    context_with,
    public_hosts,
    time_limit,
)
from longtake._shell.http.network import SYSTEM_CLOCK, Deadline, deadline_in
from longtake._shell.http.request import Settings
from longtake.errors import InvalidRequestError, ServiceUnavailableError, UnexpectedAnswerError

if TYPE_CHECKING:
    from ipaddress import IPv4Address

ChunksT = TypeVar("ChunksT")

_Address: TypeAlias = "IPv4Address | IPv6Address"

# IPv4 addresses within IPv6 (RFC 6052): the host behind them is the IPv4 one.
_NAT64: Final = ip_network("64:ff9b::/96")
_STALL_BYTES: Final = 1024

_DOWNLOAD_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)


@frozen(kw_only=True)
class Download(Generic[ChunksT]):
    """A file that is on its way.

    Attributes:
        head: How the host's answer begins.
        chunks: Its content, piece by piece. Raises `RetryableFailure` if the connection breaks.
    """

    head: ResponseHead
    chunks: ChunksT


class DownloadClient(SelfClosingClient):
    """A client for files: they lie on other hosts, so it has no credentials at all.

    Attributes:
        settings: How the API is reached.
    """

    def __init__(self, settings: Settings, transport: SyncTransport | None) -> None:
        super().__init__(
            **_download_options(settings.timeout),
            event_hooks={"request": [check_host]},
            transport=transport,
        )
        self.settings = settings


class AsyncDownloadClient(AsyncSelfClosingClient):
    """`DownloadClient` for async callers."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None) -> None:
        super().__init__(
            **_download_options(settings.timeout),
            event_hooks={"request": [check_host_async]},
            transport=transport,
        )
        self.settings = settings


@contextmanager
def open_download(
    client: DownloadClient,
    url: str,
    headers: dict[str, str],
    *,
    deadline: float = inf,
    allow_private_hosts: bool | None = None,
) -> Generator[Download[Iterator[bytes]]]:
    """Ask for a file and hand out its content as it arrives.

    Args:
        client: The client.
        url: The link.
        headers: Further headers.
        deadline: The moment on the client's clock at which the download is broken off.
        allow_private_hosts: Whether hosts may be connected to that are not public; None: as the client says.

    Raises:
        InvalidRequestError: If the link or a redirect leads to a host that is not allowed.
        Setback: If there is no answer.
        UnexpectedAnswerError: If the link cannot lead anywhere.
    """
    until = Deadline(deadline, clock=client.settings.clock)
    rules = _rules(client.settings, until, allow_private_hosts)
    with _download_failures():
        request = client.build_request(
            "GET", url, headers=headers, timeout=_step_timeout_s(client.settings, until)
        )
        response = context_with(rules).run(partial(client.send, request, stream=True))
    with closing(response):
        yield Download(
            head=_head(response), chunks=_chunks(response, client.settings.download_stall_s, until)
        )


@asynccontextmanager
async def open_download_async(
    client: AsyncDownloadClient,
    url: str,
    headers: dict[str, str],
    *,
    deadline: float = inf,
    allow_private_hosts: bool | None = None,
) -> AsyncGenerator[Download[AsyncIterator[bytes]]]:
    """`downloading` for async callers."""
    until = Deadline(deadline, clock=client.settings.clock)
    rules = _rules(client.settings, until, allow_private_hosts)
    with _download_failures(), ExitStack() as stack:
        for variable, value in rules.items():
            stack.enter_context(context_var_set(variable, value))
        request = client.build_request(
            "GET", url, headers=headers, timeout=_step_timeout_s(client.settings, until)
        )
        response = await client.send(request, stream=True)
    async with (
        aclosing(response),
        aclosing(_chunks_async(response, client.settings.download_stall_s, until)) as chunks,
    ):
        yield Download(head=_head(response), chunks=chunks)


def _rules(
    settings: Settings, deadline: Deadline, allow_private_hosts: bool | None
) -> dict[ContextVar[Any], TimeLimit | PublicHosts]:
    """Return what bounds the request for a file: its time and, where private hosts are refused, its hosts."""
    allowed = settings.allow_private_hosts if allow_private_hosts is None else allow_private_hosts
    limit = EarliestLimit((deadline_in(settings.timeout), deadline))
    rules: dict[ContextVar[Any], TimeLimit | PublicHosts] = {time_limit: limit}
    if not allowed:
        rules[public_hosts] = PublicHosts(httpx.URL(settings.base_url))
    return rules


def _step_timeout_s(settings: Settings, deadline: Deadline) -> float | None:
    """Return the seconds that a step of a request may take: a caller's transport has no other limit."""
    _check_time(deadline)
    left_s = min(inf if settings.timeout is None else settings.timeout, deadline.left_s())
    return None if left_s == inf else left_s


def _check_time(deadline: Deadline) -> None:
    if deadline.is_over():
        raise httpx.ReadTimeout("the time for the whole download is over")


def _head(response: httpx.Response) -> ResponseHead:
    return ResponseHead(
        status=response.status_code, host=response.url.host, headers=response.headers
    )


# What the caller does with a piece, and what goes wrong with that, is no failure of the download: so only
# the reading itself is watched.
def _chunks(response: httpx.Response, stall_s: float, deadline: Deadline) -> Iterator[bytes]:
    slow, decoder = StallLimit(stall_s), _decoder(response)
    limit = EarliestLimit((slow, deadline))
    with _download_failures():
        came = response.iter_bytes() if response.is_closed else response.iter_raw()
        while True:
            with slow.reading():
                piece = context_with({time_limit: limit}).run(partial(next, came, None))
            if piece is None:
                return
            _check_time(deadline)
            for chunk in decoder.chunks(piece):
                slow.received(len(chunk))
                yield chunk


async def _chunks_async(
    response: httpx.Response, stall_s: float, deadline: Deadline
) -> AsyncGenerator[bytes]:
    slow, decoder = StallLimit(stall_s), _decoder(response)
    limit = EarliestLimit((slow, deadline))
    with _download_failures():
        came = response.aiter_bytes() if response.is_closed else response.aiter_raw()
        while True:
            with slow.reading(), context_var_set(time_limit, limit):
                piece = await anext(came, None)
            if piece is None:
                return
            _check_time(deadline)
            for chunk in decoder.chunks(piece):
                slow.received(len(chunk))
                yield chunk


def _decoder(response: httpx.Response) -> Decoder:
    # A transport that is no network has the whole body already, and it is decoded.
    return Decoder({} if response.is_closed else response.headers, None)


@contextmanager
def _download_failures() -> Generator[None]:
    try:
        yield
    except _DOWNLOAD_FAILURES as failure:
        if isinstance(failure, httpx.TransportError) and not isinstance(failure, NEVER_SENT):
            error = ServiceUnavailableError(f"the download broke off: {describe_failure(failure)}")
            raise RetryableFailure(error) from failure
        raise UnexpectedAnswerError(
            f"the video's link leads nowhere: {describe_failure(failure)}"
        ) from failure


def _download_options(timeout: float | None) -> dict[str, Any]:
    return {
        "timeout": httpx.Timeout(timeout),
        "follow_redirects": True,
        # As it lies there: what is counted are the bytes of the file.
        "headers": {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
    }


@frozen
class EarliestLimit(TimeLimit):
    """Ends when the first of several limits does.

    Attributes:
        limits: The limits.
    """

    limits: Iterable[TimeLimit]

    def left_s(self) -> float:
        """Return the seconds that are left."""
        return min(limit.left_s() for limit in self.limits)

    def is_over(self) -> bool:
        """Return whether nothing more is waited for."""
        return any(limit.is_over() for limit in self.limits)


@define(eq=False)
class StallLimit(TimeLimit):
    """Ends a download of which fewer than 1,024 bytes arrive in a time. What the caller does is not counted.

    Attributes:
        seconds: The time.
        clock: The clock.
    """

    seconds: float
    clock: Clock = SYSTEM_CLOCK
    _remaining_s: float = field(init=False)
    _began: float = field(init=False, default=0.0)
    _count: int = field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        self._remaining_s = self.seconds

    def left_s(self) -> float:
        """Return the seconds in which more must arrive."""
        return self._remaining_s - (self.clock.monotonic() - self._began)

    def is_over(self) -> bool:
        """Return whether nothing more is waited for."""
        return self.left_s() <= 0

    @contextmanager
    def reading(self) -> Generator[None]:
        """Count the time while the context lasts."""
        self._began = self.clock.monotonic()
        try:
            yield
        finally:
            self._remaining_s = self.left_s()

    def received(self, count: int) -> None:
        """Take note of bytes of the file."""
        self._count += count
        if self._count >= _STALL_BYTES:
            self._count, self._remaining_s = 0, self.seconds


@define(eq=False)
class PublicHosts:
    """Refuses private hosts, except that of the API.

    Attributes:
        api: The address of the API.
    """

    api: httpx.URL
    _api_addresses: frozenset[_Address] = field(default=frozenset(), init=False)

    def check(self, url: httpx.URL) -> None:
        """Raise `InvalidRequestError` if a link or redirect leads to a private host.

        A name that cannot be resolved passes: nothing can connect to it, except a proxy.
        """
        if (private := self._private(url, _resolved(url))) is not None:
            self._api_addresses = _resolved(self.api)
            self._refuse_unless_api(url.host, private)

    async def check_async(self, url: httpx.URL) -> None:
        """Do as `check` does, for async callers."""
        if (private := self._private(url, await _resolved_async(url))) is not None:
            self._api_addresses = await _resolved_async(self.api)
            self._refuse_unless_api(url.host, private)

    def check_connection(self, host: str, address: str) -> None:
        """Check the address that was connected to: a name may lead elsewhere than a moment ago."""
        found = _parsed(address)
        if not self._is_api(host) and not _is_public(found):
            self._refuse_unless_api(host, found)

    def _private(self, url: httpx.URL, addresses: Iterable[_Address]) -> _Address | None:
        if self._is_api(url.raw_host.decode("ascii")):
            return None
        return next((each for each in addresses if not _is_public(each)), None)

    def _is_api(self, host: str) -> bool:
        return host.lower() == self.api.raw_host.decode("ascii")

    def _refuse_unless_api(self, host: str, address: _Address) -> None:
        if address not in self._api_addresses:
            raise InvalidRequestError(
                f"the video's link leads to {single_line(host, 100)} ({address}), which is no public host, "
                "and allow_private_hosts=False refuses those. Pass allow_private_hosts=True if you trust it"
            )


def check_host(request: httpx.Request) -> None:
    """Check a request before it is sent, also one that follows a redirect."""
    if isinstance(rule := public_hosts.get(), PublicHosts):
        rule.check(request.url)


async def check_host_async(request: httpx.Request) -> None:
    """Do as `check_host` does, for async callers."""
    if isinstance(rule := public_hosts.get(), PublicHosts):
        await rule.check_async(request.url)


def _resolved(url: httpx.URL) -> frozenset[_Address]:
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(_parsed(str(each[4][0])) for each in found)


async def _resolved_async(url: httpx.URL) -> frozenset[_Address]:
    import anyio  # noqa: PLC0415 - only async callers pay for it

    try:
        found = await anyio.getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(_parsed(str(each[4][0])) for each in found)


def _parsed(address: str) -> _Address:
    """Return an address; of one IPv4 address within an IPv6 one, the IPv4 address."""
    found = ip_address(address.partition("%")[0])
    if not isinstance(found, IPv6Address):
        return found
    if found in _NAT64:
        return ip_address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def _is_public(address: _Address) -> bool:
    # Multicast counts as global, and older versions of Python take site-local addresses for that, too.
    site_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not site_local
