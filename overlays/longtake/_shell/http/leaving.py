"""What is done with a request before it leaves, whichever client sends it."""

from __future__ import annotations

from typing import Any, Final

import httpx

from longtake._core.charging import Charge, charge_of
from longtake._core.credentials import Credential
from longtake._core.signing import Signer
from longtake._shell.http.addresses import origin
from longtake._shell.http.authentication import BearerAuth, KeyAuth, SignedAuth
from longtake._shell.http.context import Attempt, attempt, deadline
from longtake._shell.http.network import Until, until_in
from longtake._shell.http.settings import Settings
from longtake.errors import InvalidRequestError

_CHARGE: Final = "longtake.charge"
# What a look that begins just before a deadline may take beyond it.
_LAST_LOOK_S: Final = 5.0


def charge(request: httpx.Request) -> Charge:
    """Return what a request may cost. One that was not addressed by a client of ours may be charged."""
    known = request.extensions.get(_CHARGE)
    return known if isinstance(known, Charge) else charge_of(request.method, "", {})


def charged(request: httpx.Request) -> bool:
    """Return whether a request may start what is billed."""
    return charge(request) is Charge.CHARGED


class Departure:
    """How the requests of a client leave.

    Attributes:
        settings: Where to, and with what.
        traced: Whether the transport tells what it does: only httpx's own is known to.
        signer: What makes tokens, where the provider knows pairs of keys: one, that learns for all requests.
    """

    def __init__(self, settings: Settings, *, traced: bool) -> None:
        self.settings = settings
        self.traced = traced
        signing = settings.provider.signing
        self.signer = None if signing is None else Signer(signing)
        base = httpx.URL(settings.base_url)
        self._origin = origin(base)
        self._host = base.host
        self._path = base.path.rstrip("/")

    def is_ours(self, request: httpx.Request, auth: object) -> bool:
        """Whether a request is to carry the key: to the API's own host, and not if the caller says how."""
        return auth is httpx.USE_CLIENT_DEFAULT and origin(request.url) == self._origin

    def authentication(self, credential: Credential) -> KeyAuth:
        """The way to send a key."""
        key, source = credential.key, credential.source
        if (current := attempt.get()) is not None:
            current.accounts.add(credential.account)
        if isinstance(key, str):
            return BearerAuth(key, source)
        if self.signer is None:
            raise InvalidRequestError(f"{self.settings.provider.name} takes no pair of keys")
        return SignedAuth(key, source, self.signer, self.settings.clock)

    def address(self, request: httpx.Request) -> None:
        """Note what the request may cost, and put it on the path that the API's host has for it."""
        path = request.url.raw_path.decode("ascii")
        known = self.settings.provider.uncharged
        request.extensions[_CHARGE] = charge_of(
            request.method, path.removeprefix(self._path).partition("?")[0], known
        )
        if origin(request.url) != self._origin or not path.startswith(self._path):
            return
        moved = self._path + self.settings.provider.path_on(
            self._host, path.removeprefix(self._path)
        )
        if moved != path:
            request.url = request.url.copy_with(raw_path=moved.encode("ascii"))

    def left_s(self) -> float | None:
        """The seconds that an attempt may take until the deadline, with a little for the last look."""
        until = deadline.get()
        if until is None:
            return None
        return max(_LAST_LOOK_S, until - self.settings.clock.monotonic())

    def longest_s(self) -> float | None:
        """Return the seconds that a request may take or wait for its turn, by timeout and deadline."""
        limits = [limit for limit in (self.settings.timeout, self.left_s()) if limit is not None]
        return min(limits, default=None)

    def limit(self) -> Until:
        """Return when a request that begins now must have ended."""
        until = deadline.get()
        clock = self.settings.clock
        return until_in(
            self.longest_s(),
            lambda: until is not None and clock.monotonic() > until + _LAST_LOOK_S,
        )

    def hasten(self, request: httpx.Request) -> None:
        """Let no step of an attempt take longer than is left: a caller's transport has no other limit."""
        left_s = self.left_s()
        if left_s is None:
            return
        timeout: dict[str, float | None] = request.extensions["timeout"]
        request.extensions["timeout"] = {
            name: left_s if limit is None else min(limit, left_s) for name, limit in timeout.items()
        }

    def departs(self, request: httpx.Request) -> Attempt | None:
        """Note that a submit is about to leave, and return where its progress is noted; None for a read."""
        if not charged(request):
            return None
        current = attempt.get() or Attempt()
        current.answer = None
        current.under_way = not self.traced
        return current


def note(current: Attempt, event: str, info: Any) -> bool:
    """Note what the transport does with a submit, and return whether that is all there is to note."""
    # Until then there is a connection to be had and made: nothing of the request has left. A proxy is sent
    # a request of its own before.
    if event.endswith("send_request_headers.started") and info["request"].method != b"CONNECT":
        current.under_way = True
    return current.under_way
