"""JSON Web Tokens signed by HMAC with SHA-256 (RFC 7515, RFC 7519): made here, never judged here."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeAlias, TypeVar

from attrs import field, frozen

from longtake._core.responses import HttpResponse, code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


def hs256(claims: Mapping[str, str | int], secret: str) -> str:
    """A token with these claims, signed with a secret."""
    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = hmac.digest(secret.encode(), signed.encode("ascii"), "sha256")
    return f"{signed}.{_base64url(signature)}"


def _part(content: Mapping[str, str | int]) -> str:
    return _base64url(json.dumps(dict(content), separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


ValueT = TypeVar("ValueT")


class KeyPair:
    """An access key and the secret key that belongs to it, as Kling's own hosts have them.

    Stands where a key may stand: `Chainhub(KeyPair("...", "..."), base_url=...)`. No `repr` shows it, and it
    is not pickled: that would be a key in a file. It is no attrs class, so no `asdict` takes it apart.

    Attributes:
        access_key: Says who asks.
        secret_key: Signs what is sent; it is never sent itself.
    """

    __slots__ = ("_keys",)

    def __init__(self, access_key: str, secret_key: str) -> None:
        self._keys = (access_key, secret_key)

    @property
    def access_key(self) -> str:
        """Says who asks."""
        return self._keys[0]

    @property
    def secret_key(self) -> str:
        """Signs what is sent."""
        return self._keys[1]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, KeyPair) and self._keys == other._keys

    def __hash__(self) -> int:
        return hash(self._keys)

    def __repr__(self) -> str:
        return "KeyPair()"

    def __deepcopy__(self, _memo: object) -> Self:
        return self

    def __reduce__(self) -> NoReturn:
        raise TypeError("a KeyPair is not pickled: make one where it is needed, or name a profile")


class Hidden(Generic[ValueT]):
    """Hold what no variable may show: tracebacks with variables (pytest, rich) print every local one."""

    __slots__ = ("_value",)

    def __init__(self, value: ValueT) -> None:
        self._value = value

    def reveal(self) -> ValueT:
        """Return what is held."""
        return self._value


Secret: TypeAlias = str | KeyPair
"""What a key is: one text, or a pair."""


@frozen(kw_only=True)
class KeyPairSigning:
    """How a vendor's hosts are spoken to with a pair of keys.

    Attributes:
        variables: The environment variables of the access key and of the secret key.
        is_at: Whether a host is one that takes tokens made from a pair.
        claims: From the access key and the seconds since 1970 to what a token states.
        clock_codes: The vendor's codes for a token that is not valid yet or no longer.
        hosts: Such hosts' addresses, for messages.
    """

    variables: tuple[str, str]
    is_at: Callable[[str], bool]
    claims: Callable[[str, int], Mapping[str, str | int]]
    clock_codes: Collection[int]
    hosts: tuple[str, ...]


@frozen
class SignedToken:
    """What is sent, and how far ahead of this machine's clock it takes the vendor's to be."""

    text: str = field(repr=False)
    ahead_s: float


class TokenSigner:
    """Makes tokens, by the vendor's clock once it is known to differ from this machine's.

    Each request has a token of its own: making one takes some microseconds, and none can run out on the
    way. All that is kept is how far the clocks are apart, one number, so any number of threads may share it.
    """

    def __init__(self, signing: KeyPairSigning) -> None:
        self._signing = signing
        self._ahead_s = 0.0

    def token(self, pair: KeyPair, now_s: float) -> SignedToken:
        """A token for a request that is sent at `now_s`, in seconds since 1970 by this machine's clock."""
        ahead_s = self._ahead_s
        claims = self._signing.claims(pair.access_key, int(now_s + ahead_s))
        return SignedToken(hs256(claims, pair.secret_key), ahead_s)

    def correct_clock(self, token: SignedToken, answer: HttpResponse, now_s: float) -> bool:
        """Whether a token was refused because of the clocks, so that a new one may do.

        Args:
            token: What was sent.
            answer: What the vendor said to it.
            now_s: When it arrived, by this machine's clock.
        """
        body = answer.json_object()
        if body is None or code_of(body.get("code")) not in self._signing.clock_codes:
            return False
        if answer.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # No certain refusal, and a submit must not be sent twice.
            return False
        try:
            vendors = parsedate_to_datetime(answer.headers["date"]).timestamp()
        except (KeyError, TypeError, ValueError, OverflowError):
            return False
        self._ahead_s = ahead_s = vendors - now_s
        # The header knows whole seconds: what differs less is no news. Compared with what this token took
        # it to be, since another thread may have learned the same meanwhile.
        return abs(ahead_s - token.ahead_s) > 1
