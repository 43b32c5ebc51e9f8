"""Keeps downloads away from private hosts, for callers that set `allow_private_hosts=False`.

A link comes from a provider, and a redirect from anybody. Where longtake runs in a network of its own, either
may lead to a host that only this network reaches.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING, Final, TypeAlias

import httpx
from attrs import define, field

from longtake._core.values import plain_words
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from ipaddress import IPv4Address

_Address: TypeAlias = "IPv4Address | IPv6Address"

# IPv4 addresses within IPv6 (RFC 6052): the host behind them is the IPv4 one.
_NAT64: Final = ip_network("64:ff9b::/96")


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
                f"the video's link leads to {plain_words(host, 100)} ({address}), which is no public host, "
                "and allow_private_hosts=False refuses those. Pass allow_private_hosts=True if you trust it"
            )


public_hosts: Final[ContextVar[PublicHosts | None]] = ContextVar("public_hosts", default=None)
"""Set where only public hosts may be connected to."""


def check_host(request: httpx.Request) -> None:
    """Check a request before it is sent, also one that follows a redirect."""
    if (rule := public_hosts.get()) is not None:
        rule.check(request.url)


async def check_host_async(request: httpx.Request) -> None:
    """Do as `check_host` does, for async callers."""
    if (rule := public_hosts.get()) is not None:
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
