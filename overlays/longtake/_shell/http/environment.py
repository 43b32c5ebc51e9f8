"""Proxies and certificates as the environment names them, with an error of ours for each fault."""

from __future__ import annotations

import os
import ssl
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from urllib.request import getproxies

import httpx
from attrs import field, frozen

from longtake._core.proxies import checked_proxy, proxies
from longtake.errors import InvalidRequestError, without_frames

_FILE: Final = "SSL_CERT_FILE"
_FOLDER: Final = "SSL_CERT_DIR"


@frozen
class Route:
    """The way of a request to its host.

    Attributes:
        proxy: The address of the proxy, None for none.
        secure: Whether certificates are checked on the way.
    """

    proxy: str | None = field(repr=False)
    secure: bool


class Environment:
    """The proxies that the environment named when this was made."""

    def __init__(self) -> None:
        self._proxies = proxies(getproxies())
        self._routes: dict[tuple[str, str, int | None], Route] = {}

    def route(self, url: httpx.URL) -> Route:
        """Return the way of a request to an address.

        Raises:
            InvalidRequestError: If the variable that names the proxy names none that can be used.
        """
        place = (url.scheme, url.host, url.port)
        route = self._routes.get(place)
        if route is None:
            # The address of a proxy may hold a password.
            route = self._routes[place] = without_frames(lambda: self._route(url))
        return route

    def _route(self, url: httpx.URL) -> Route:
        key = self._proxies.proxy_for(url.scheme, url.host, url.port)
        if key is None:
            return Route(None, url.scheme == "https")
        source = _variable(key)
        address = checked_proxy(self._proxies.by_scheme[key], source, has_socks=_has_socks)
        try:
            parsed = httpx.Proxy(address)
        except (httpx.InvalidURL, TypeError, ValueError):
            # Its words may hold a password.
            raise InvalidRequestError(
                f"{source} must be the address of a proxy, got something else: correct it, or unset it"
            ) from None
        return Route(address, "https" in (url.scheme, parsed.url.scheme))

    def check(self, url: httpx.URL) -> None:
        """Check the way to an address before anything is sent there.

        Raises:
            InvalidRequestError: If a variable of the environment stands in the way.
        """
        if self.route(url).secure:
            certificates()


def certificates() -> ssl.SSLContext:
    """Return the certificates by which hosts are trusted.

    Raises:
        InvalidRequestError: If SSL_CERT_FILE or SSL_CERT_DIR names none.
    """
    return _certificates(os.environ.get(_FILE, ""), os.environ.get(_FOLDER, ""))


@cache
def _certificates(file: str, folder: str) -> ssl.SSLContext:
    # Reading them takes longer than all else in making a client: once for all clients.
    if not file and folder and not Path(folder).is_dir():
        raise InvalidRequestError(
            f"{_FOLDER} must be a folder of certificates, got {folder!r}, which is none: correct it, or "
            "unset it"
        )
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        raise InvalidRequestError(_certificate_error(error, file)) from error


def _certificate_error(error: OSError, file: str) -> str:
    said = error.reason if isinstance(error, ssl.SSLError) and error.reason else error.strerror
    if file and not _is_readable_as_pem(file):
        return (
            f"{_FILE} must be a readable file of certificates in PEM form, got {file!r} ({said}): correct "
            "it, or unset it"
        )
    keys = os.environ.get("SSLKEYLOGFILE", "")
    if keys:
        return f"SSLKEYLOGFILE must be a file to write to, got {keys!r} ({said}): correct it, or unset it"
    return f"the certificates that hosts are trusted by cannot be read ({said})"


def _is_readable_as_pem(file: str) -> bool:
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cafile=file)
    except OSError:
        return False
    return True


def _variable(key: str) -> str:
    """Return the name of the variable that a proxy was read from."""
    names = (f"{key}_proxy", f"{key}_proxy".upper())
    return next(
        (name for name in names if os.environ.get(name)), "the proxy in the system settings"
    )


def _has_socks() -> bool:
    return find_spec("socksio") is not None
