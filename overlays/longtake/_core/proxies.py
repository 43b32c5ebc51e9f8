"""Proxies from the usual environment variables: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY and NO_PROXY."""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias
from urllib.parse import urlsplit

from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_Network: TypeAlias = IPv4Network | IPv6Network

_SOCKS: Final = ("socks5", "socks5h")
_SCHEMES: Final = ("http", "https", *_SOCKS)
_PORTS: Final = {"http": 80, "https": 443}
_EVERYTHING: Final = "*"


class _Exemption(NamedTuple):
    """One entry of NO_PROXY.

    Attributes:
        scheme: The scheme of the exempt URLs, None for all.
        host: The host in lower case, None for all.
        port: The port, None for all.
        network: The network, if the entry is an IP address or a range.
        below: Whether subdomains of `host` are exempt.
        itself: Whether `host` itself is exempt.
    """

    scheme: str | None = None
    host: str | None = None
    port: int | None = None
    network: _Network | None = None
    below: bool = True
    itself: bool = True

    def covers(self, scheme: str, host: str, port: int | None) -> bool:
        """Return whether requests to an address bypass the proxy."""
        if self.scheme not in (None, scheme):
            return False
        if self.port not in (None, port or _PORTS.get(scheme)):
            return False
        if self.network is not None:
            return _is_in(host, self.network)
        if self.host is None:
            return True
        return (self.itself and host == self.host) or (
            self.below and host.endswith(f".{self.host}")
        )


class Proxies(NamedTuple):
    """The proxies of an environment.

    Attributes:
        by_scheme: The URL of the proxy for each scheme of requests; `all` is for the others.
        exempt: The entries of NO_PROXY.
    """

    by_scheme: Mapping[str, str]
    exempt: tuple[_Exemption, ...]

    def proxy_for(self, scheme: str, host: str, port: int | None) -> str | None:
        """Return the key in `by_scheme` of the proxy for a request, None for a direct request.

        Requests to a loopback address are always direct: a proxy would take the address for its own machine.
        """
        name = _plain(host)
        if is_loopback(name) or any(each.covers(scheme, name, port) for each in self.exempt):
            return None
        return next((key for key in (scheme, "all") if key in self.by_scheme), None)


def proxies(variables: Mapping[str, str]) -> Proxies:
    """Return the proxies of an environment.

    Args:
        variables: The result of `urllib.request.getproxies`: `http`, `https`, `all` and `no`.
    """
    entries = variables.get("no", "").split(",")
    return Proxies(
        by_scheme={key: variables[key] for key in ("http", "https", "all") if variables.get(key)},
        exempt=tuple(_exemption(entry.strip()) for entry in entries if entry.strip()),
    )


def checked_proxy(address: str, source: str, *, has_socks: Callable[[], bool]) -> str:
    """Return the URL of a proxy, with a scheme.

    Args:
        address: The URL as the user wrote it.
        source: The name of the variable or argument, for the message.
        has_socks: Returns whether SOCKS proxies are supported.

    Raises:
        InvalidRequestError: If the URL is invalid or not supported. The message shows no password.
    """
    written, separator, place = address.partition("://")
    scheme, place = (written.lower(), place) if separator else ("http", address)
    full = f"{scheme}://{place}"
    # The part before the last "@" may hold a password.
    shown = f"{scheme}://{place.rpartition('@')[2]}"
    if scheme not in _SCHEMES:
        raise InvalidRequestError(
            f"{source} must be a URL with one of the schemes {', '.join(_SCHEMES)}, got {shown!r}: correct "
            "it, or unset it"
        )
    try:
        split = urlsplit(full)
        port, host = split.port, split.hostname
    except ValueError as error:
        raise InvalidRequestError(
            f"{source} must be a URL such as {scheme}://proxy.example:8080, got {shown!r} "
            f"({error}): correct it, or unset it"
        ) from None
    if not host or port == 0:
        raise InvalidRequestError(
            f"{source} must be a URL such as {scheme}://proxy.example:8080, got {shown!r}: correct "
            "it, or unset it"
        )
    if scheme in _SOCKS and not has_socks():
        raise InvalidRequestError(
            f"{source} is the SOCKS proxy {shown!r}, which needs the package socksio: install "
            "longtake[socks], or unset it"
        )
    return full


def is_loopback(host: str) -> bool:
    """Return whether a host is this machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _exemption(entry: str) -> _Exemption:
    scheme, separator, place = entry.rpartition("://")
    if not separator:
        scheme, place = "", entry
    place = place.lower().rstrip("/") if separator else place.lower()
    # Without brackets, the part after the last colon of an IPv6 address is not a port.
    network = None if "]:" in place else _network(place)
    if network is not None:
        return _Exemption(scheme=scheme or None, network=network)
    host, port = _split_port(place)
    network = _network(host)
    if network is not None:
        return _Exemption(scheme=scheme or None, network=network, port=port)
    if host in (_EVERYTHING, ""):
        return _Exemption(scheme=scheme or None, port=port)
    below_only = host.startswith((".", "*."))
    host = host.removeprefix("*").lstrip(".")
    exact = host == "localhost" or bool(separator)
    return _Exemption(
        scheme=scheme or None,
        host=host,
        port=port,
        below=below_only or not exact,
        itself=not below_only,
    )


def _network(text: str) -> _Network | None:
    try:
        return ip_network(_plain(text), strict=False)
    except ValueError:
        return None


def _split_port(place: str) -> tuple[str, int | None]:
    host, separator, port = place.rpartition(":")
    if separator and port.isascii() and port.isdecimal():
        return host, int(port)
    return place, None


def _plain(host: str) -> str:
    """Return a host without the brackets and the zone of an IPv6 address."""
    return host.lower().replace("[", "").replace("]", "").partition("%")[0]


def _is_in(host: str, network: _Network) -> bool:
    try:
        return ip_address(host) in network
    except ValueError:
        return False
