"""Downloads of files. They come from other hosts than the API, so no request here carries a key."""

from __future__ import annotations

import socket
from contextlib import (
    ExitStack,
    aclosing,
    asynccontextmanager,
    closing,
    contextmanager,
)
from functools import partial
from ipaddress import IPv6Address, ip_address, ip_network
from math import inf
from typing import TYPE_CHECKING, Any, Final, Generic, TypeAlias, TypeVar

import httpx
from attrs import define, field, frozen

from longtake._core.download import ResponseHead, RetryableFailure
from longtake._core.values import single_line
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
from longtake.errors import InvalidRequestError, ServiceUnavailableError, UnexpectedResponseError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Generator, Iterable, Iterator
    from contextvars import ContextVar
    from ipaddress import IPv4Address

    from longtake._shell.clock import Clock
    from longtake._shell.http.request import Settings

ChunksT = TypeVar("ChunksT")

_Address: TypeAlias = "IPv4Address | IPv6Address"

# IPv6 addresses that stand for IPv4 hosts (RFC 6052).
_NAT64: Final = ip_network("64:ff9b::/96")
_STALL_BYTES: Final = 1024

_DOWNLOAD_FAILURES: Final = (httpx.HTTPError, httpx.InvalidURL, UnicodeError)


@frozen(kw_only=True)
class Download(Generic[ChunksT]):
    """A file whose response has begun.

    Attributes:
        head: The status and headers of the response.
        chunks: The content in chunks. Raises `RetryableFailure` if the connection breaks.
    """

    head: ResponseHead
    chunks: ChunksT


class DownloadClient(SelfClosingClient):
    """A client for files. It has no credentials, since files come from other hosts than the API.

    Attributes:
        settings: The settings of the API's client.
    """

    def __init__(self, settings: Settings, transport: SyncTransport | None) -> None:
        super().__init__(
            **_download_options(settings.timeout),
            event_hooks={"request": [check_host]},
            transport=transport,
        )
        self.settings = settings


class AsyncDownloadClient(AsyncSelfClosingClient):
    """A client for files, for asynchronous callers; see `DownloadClient`."""

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
    """Request a file, and yield its content as it arrives.

    Args:
        client: The client.
        url: The link.
        headers: Additional headers.
        deadline: The time on the client's clock at which the download is stopped.
        allow_private_hosts: Whether to connect to hosts that are not public; None: the client's setting.

    Raises:
        InvalidRequestError: If the link or a redirect leads to a host that is not allowed.
        RetryableFailure: If there is no response.
        UnexpectedResponseError: If the link is invalid.
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
    """Request a file, and yield its content as it arrives; see `open_download`."""
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
    """Return the context variables that limit the time of a request and, unless allowed, private hosts."""
    allowed = settings.allow_private_hosts if allow_private_hosts is None else allow_private_hosts
    limit = EarliestLimit((deadline_in(settings.timeout), deadline))
    rules: dict[ContextVar[Any], TimeLimit | PublicHosts] = {time_limit: limit}
    if not allowed:
        rules[public_hosts] = PublicHosts(httpx.URL(settings.base_url))
    return rules


def _step_timeout_s(settings: Settings, deadline: Deadline) -> float | None:
    """Return the seconds that a step of a request may take, since a caller's transport has no other limit."""
    _check_time(deadline)
    left_s = min(inf if settings.timeout is None else settings.timeout, deadline.left_s())
    return None if left_s == inf else left_s


def _check_time(deadline: Deadline) -> None:
    if deadline.is_over():
        raise httpx.ReadTimeout("the time for the whole download has passed")


def _head(response: httpx.Response) -> ResponseHead:
    return ResponseHead(
        status=response.status_code, host=response.url.host, headers=response.headers
    )


# The time that the caller takes for a chunk does not count as a stall: only the reading is timed.
def _chunks(response: httpx.Response, stall_s: float, deadline: Deadline) -> Iterator[bytes]:
    stall, decoder = StallLimit(stall_s), _decoder(response)
    limit = EarliestLimit((stall, deadline))
    with _download_failures():
        raw = response.iter_bytes() if response.is_closed else response.iter_raw()
        while True:
            with stall.reading():
                data = context_with({time_limit: limit}).run(partial(next, raw, None))
            if data is None:
                return
            _check_time(deadline)
            for chunk in decoder.chunks(data):
                stall.received(len(chunk))
                yield chunk


async def _chunks_async(
    response: httpx.Response, stall_s: float, deadline: Deadline
) -> AsyncGenerator[bytes]:
    stall, decoder = StallLimit(stall_s), _decoder(response)
    limit = EarliestLimit((stall, deadline))
    with _download_failures():
        raw = response.aiter_bytes() if response.is_closed else response.aiter_raw()
        while True:
            with stall.reading(), context_var_set(time_limit, limit):
                data = await anext(raw, None)
            if data is None:
                return
            _check_time(deadline)
            for chunk in decoder.chunks(data):
                stall.received(len(chunk))
                yield chunk


def _decoder(response: httpx.Response) -> Decoder:
    # A transport without a network, such as `httpx.MockTransport`, has read and decoded the body already.
    return Decoder({} if response.is_closed else response.headers, None)


@contextmanager
def _download_failures() -> Generator[None]:
    try:
        yield
    except _DOWNLOAD_FAILURES as failure:
        if isinstance(failure, httpx.TransportError) and not isinstance(failure, NEVER_SENT):
            error = ServiceUnavailableError(
                f"the download was interrupted: {describe_failure(failure)}"
            )
            raise RetryableFailure(error) from failure
        raise UnexpectedResponseError(
            f"the video's link cannot be opened: {describe_failure(failure)}"
        ) from failure


def _download_options(timeout: float | None) -> dict[str, Any]:
    return {
        "timeout": httpx.Timeout(timeout),
        "follow_redirects": True,
        # Without compression, so that offsets and sizes are those of the file.
        "headers": {"User-Agent": USER_AGENT, "Accept-Encoding": "identity"},
    }


@frozen
class EarliestLimit(TimeLimit):
    """A limit that ends when the first of several limits does.

    Attributes:
        limits: The limits.
    """

    limits: Iterable[TimeLimit]

    def left_s(self) -> float:
        """Return the seconds that are left."""
        return min(limit.left_s() for limit in self.limits)

    def is_over(self) -> bool:
        """Return whether the time has passed."""
        return any(limit.is_over() for limit in self.limits)


@define(eq=False)
class StallLimit(TimeLimit):
    """A limit that ends a download when fewer than 1,024 bytes arrive in a given time.

    Time in which the caller processes data does not count.

    Attributes:
        seconds: The time in seconds.
        clock: The clock to measure it with.
    """

    seconds: float
    clock: Clock = SYSTEM_CLOCK
    _remaining_s: float = field(init=False)
    _began: float = field(init=False, default=0.0)
    _count: int = field(init=False, default=0)

    def __attrs_post_init__(self) -> None:
        self._remaining_s = self.seconds

    def left_s(self) -> float:
        """Return the seconds in which the next 1,024 bytes must arrive."""
        return self._remaining_s - (self.clock.monotonic() - self._began)

    def is_over(self) -> bool:
        """Return whether the time has passed."""
        return self.left_s() <= 0

    @contextmanager
    def reading(self) -> Generator[None]:
        """Let time count while the context lasts."""
        self._began = self.clock.monotonic()
        try:
            yield
        finally:
            self._remaining_s = self.left_s()

    def received(self, count: int) -> None:
        """Count bytes that have arrived."""
        self._count += count
        if self._count >= _STALL_BYTES:
            self._count, self._remaining_s = 0, self.seconds


@define(eq=False)
class PublicHosts:
    """A rule that refuses private hosts, except the host of the API.

    Attributes:
        api: The URL of the API.
    """

    api: httpx.URL
    _api_addresses: frozenset[_Address] = field(default=frozenset(), init=False)

    def check(self, url: httpx.URL) -> None:
        """Raise `InvalidRequestError` if a link or redirect leads to a private host.

        A host name that cannot be resolved is accepted: only a proxy could connect to it.
        """
        if (private := self._private(url, _resolved(url))) is not None:
            self._api_addresses = _resolved(self.api)
            self._refuse_unless_api(url.host, private)

    async def check_async(self, url: httpx.URL) -> None:
        """Raise `InvalidRequestError` if a link or redirect leads to a private host; see `check`."""
        if (private := self._private(url, await _resolved_async(url))) is not None:
            self._api_addresses = await _resolved_async(self.api)
            self._refuse_unless_api(url.host, private)

    def check_connection(self, host: str, address: str) -> None:
        """Check the address of a connection, since a host name may resolve differently than in `check`."""
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
                f"the video's link leads to {single_line(host, 100)} ({address}), which is not a public "
                "host, and allow_private_hosts=False forbids those. If you trust this host, pass "
                "allow_private_hosts=True"
            )


def check_host(request: httpx.Request) -> None:
    """Check the host of a request before it is sent, also of one that follows a redirect."""
    if isinstance(rule := public_hosts.get(), PublicHosts):
        rule.check(request.url)


async def check_host_async(request: httpx.Request) -> None:
    """Check the host of a request before it is sent; see `check_host`."""
    if isinstance(rule := public_hosts.get(), PublicHosts):
        await rule.check_async(request.url)


def _resolved(url: httpx.URL) -> frozenset[_Address]:
    try:
        found = socket.getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(_parsed(str(each[4][0])) for each in found)


async def _resolved_async(url: httpx.URL) -> frozenset[_Address]:
    import anyio  # noqa: PLC0415 - only async callers need it

    try:
        found = await anyio.getaddrinfo(url.raw_host.decode("ascii"), None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return frozenset()
    return frozenset(_parsed(str(each[4][0])) for each in found)


def _parsed(address: str) -> _Address:
    """Parse an address. An IPv6 address that stands for an IPv4 host becomes the IPv4 address."""
    found = ip_address(address.partition("%")[0])
    if not isinstance(found, IPv6Address):
        return found
    if found in _NAT64:
        return ip_address(int(found) & 0xFFFFFFFF)
    return found.ipv4_mapped or found.sixtofour or found


def _is_public(address: _Address) -> bool:
    # `is_global` includes multicast and, in older versions of Python, site-local addresses.
    site_local = isinstance(address, IPv6Address) and address.is_site_local
    return address.is_global and not address.is_multicast and not site_local
