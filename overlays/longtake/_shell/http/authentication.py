"""How one request is authenticated."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeAlias

import httpx

from longtake._core.signing import KeyPair, Signer, Token
from longtake._shell.clock import Clock, wall_time
from longtake._shell.http.answers import answer_of
from longtake._shell.http.context import goes_again


class BearerAuth(httpx.Auth):
    """Sends one key as a bearer token; no `repr` shows it.

    Attributes:
        source: Where the key was found.
    """

    def __init__(self, key: str, source: str) -> None:
        self._key = key
        self.source = source

    def secrets(self) -> tuple[str, ...]:
        """What an answer must not be quoted with."""
        return (self._key,)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authenticate one request."""
        request.headers["Authorization"] = f"Bearer {self._key}"
        yield request


class SignedAuth(httpx.Auth):
    """Sends a token made from a pair of keys, and once more by the vendor's clock if that was the trouble.

    A token that the vendor refuses for its date has started nothing, so this holds for submits too.

    Attributes:
        source: Where the pair was found.
    """

    requires_response_body = True

    def __init__(self, pair: KeyPair, source: str, signer: Signer, clock: Clock) -> None:
        self._pair = pair
        self.source = source
        self._signer = signer
        self._clock = clock
        self._sent: list[str] = []

    def secrets(self) -> tuple[str, ...]:
        """What an answer must not be quoted with: the longest first, since a token may hold a key."""
        return (*self._sent, self._pair.secret_key, self._pair.access_key)

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        """Authenticate one request."""
        token = self._sign(request)
        response = yield request
        if self._signer.learn(token, answer_of(response), wall_time(self._clock)):
            self._sign(request)
            goes_again()
            yield request

    def _sign(self, request: httpx.Request) -> Token:
        token = self._signer.token(self._pair, wall_time(self._clock))
        self._sent.append(token.text)
        request.headers["Authorization"] = f"Bearer {token.text}"
        return token


KeyAuth: TypeAlias = BearerAuth | SignedAuth
"""How one request is authenticated."""
