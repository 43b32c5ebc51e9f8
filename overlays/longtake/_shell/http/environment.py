"""Proxies and certificates from environment variables, with an `InvalidRequestError` for each mistake."""

from __future__ import annotations

import os
import ssl
from functools import cache
from pathlib import Path
from typing import Final
from urllib.request import getproxies

import httpx

from longtake._core.proxies import checked_proxy, proxies
from longtake.errors import InvalidRequestError, without_frames

_FILE: Final = "SSL_CERT_FILE"
_FOLDER: Final = "SSL_CERT_DIR"


class Route:
    """The route of a request to its host.

    Attributes:
        proxy: The URL of the proxy, None for a direct connection.
        secure: Whether certificates are checked on the route.
    """

    __slots__ = ("proxy", "secure")

    def __init__(self, proxy: str | None, *, secure: bool) -> None:
        self.proxy = proxy
        self.secure = secure

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Route) and (self.proxy, self.secure) == (other.proxy, other.secure)

    def __hash__(self) -> int:
        return hash((self.proxy, self.secure))

    def __repr__(self) -> str:
        return f"Route(secure={self.secure})"


class Environment:
    """The proxy settings of the environment at the time of construction."""

    def __init__(self) -> None:
        self._proxies = proxies(getproxies())
        self._routes: dict[tuple[str, str, int | None], Route] = {}

    def route(self, url: httpx.URL) -> Route:
        """Return the route of a request to a URL.

        Raises:
            InvalidRequestError: If the proxy variable does not name a usable proxy.
        """
        origin = (url.scheme, url.host, url.port)
        route = self._routes.get(origin)
        if route is None:
            # The URL of a proxy may contain a password, so no frame of the traceback may hold it.
            route = self._routes[origin] = without_frames(lambda: self._route(url))
        return route

    def _route(self, url: httpx.URL) -> Route:
        key = self._proxies.proxy_for(url.scheme, url.host, url.port)
        if key is None:
            return Route(None, secure=url.scheme == "https")
        source = _variable(key)
        address = checked_proxy(self._proxies.by_scheme[key], source, has_socks=_has_socks)
        try:
            parsed = httpx.Proxy(address)
        except (httpx.InvalidURL, TypeError, ValueError):
            # The message of httpx may contain a password.
            raise InvalidRequestError(
                f"{source} must be the URL of a proxy, got an invalid URL; correct or unset it"
            ) from None
        return Route(address, secure="https" in (url.scheme, parsed.url.scheme))

    def check(self, url: httpx.URL) -> None:
        """Check the route to a URL before anything is sent.

        Raises:
            InvalidRequestError: If a proxy or certificate variable is invalid.
        """
        if self.route(url).secure:
            certificates()


def certificates() -> ssl.SSLContext:
    """Return the certificates that hosts are verified with.

    Raises:
        InvalidRequestError: If SSL_CERT_FILE or SSL_CERT_DIR does not name certificates.
    """
    return _certificates(os.environ.get(_FILE, ""), os.environ.get(_FOLDER, ""))


@cache
def _certificates(file: str, folder: str) -> ssl.SSLContext:
    # Reading them is the slowest part of creating a client, so all clients share them.
    if not file and folder and not Path(folder).is_dir():
        raise InvalidRequestError(
            f"{_FOLDER} must be a folder of certificates, got {folder!r}, which is not a folder; correct or "
            "unset it"
        )
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise InvalidRequestError(_certificate_error(error, file)) from error


def _certificate_error(error: OSError, file: str) -> str:
    reason = error.reason if isinstance(error, ssl.SSLError) and error.reason else error.strerror
    if file and not _is_readable_as_pem(file):
        return (
            f"{_FILE} must be a readable file of certificates in PEM form, got {file!r} ({reason}); correct "
            "or unset it"
        )
    keys = os.environ.get("SSLKEYLOGFILE", "")
    if keys:
        return (
            f"SSLKEYLOGFILE must be a writable file, got {keys!r} ({reason}); correct or unset it"
        )
    return (
        f"the certificates that hosts are verified with cannot be read ({reason}); set {_FILE} to a readable "
        "file of certificates in PEM form"
    )


def _is_readable_as_pem(file: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except OSError:
        return False
    return True


def _variable(key: str) -> str:
    """Return the name of the environment variable that a proxy was read from."""
    names = (f"{key}_proxy", f"{key}_proxy".upper())
    return next(
        (name for name in names if os.environ.get(name)), "the proxy in the system settings"
    )


def _has_socks() -> bool:
    from importlib.util import find_spec  # noqa: PLC0415 - only SOCKS proxies need it

    return find_spec("socksio") is not None
