"""Key pairs, and the JSON Web Tokens signed with them by HMAC-SHA256 (RFC 7515, RFC 7519)."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Generic, NoReturn, Self, TypeAlias, TypeVar

from longtake._core.responses import HttpResponse, code_of
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping


def hs256(claims: Mapping[str, str | int], secret: str) -> str:
    """Return a token with these claims, signed with a secret."""
    from hmac import digest  # noqa: PLC0415 - only key pairs need it

    signed = f"{_part({'alg': 'HS256', 'typ': 'JWT'})}.{_part(claims)}"
    signature = digest(secret.encode(), signed.encode("ascii"), "sha256")
    return f"{signed}.{_base64url(signature)}"


def _part(content: Mapping[str, str | int]) -> str:
    return _base64url(json.dumps(dict(content), separators=(",", ":")).encode())


def _base64url(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


ValueT = TypeVar("ValueT")


class KeyPair:
    """An access key and its secret key, for Kling's own hosts.

    Pass it in place of a key: `Kling(KeyPair("...", "..."))`. Its `repr` shows neither key, and it cannot be
    pickled, because that would write the keys to a file.

    Example:
        >>> key = KeyPair("an-access-key", "a-secret-key")
        >>> kling = Kling(key)

    Attributes:
        access_key: Identifies the account.
        secret_key: Signs the tokens. It is never sent.
    """

    # An attrs class would let `asdict` reveal the keys, and a tuple shows what it holds.

    __slots__ = ("_keys",)

    def __init__(self, access_key: str, secret_key: str) -> None:
        self._keys = (access_key, secret_key)

    @property
    def access_key(self) -> str:
        """Return the key that identifies the account."""
        return self._keys[0]

    @property
    def secret_key(self) -> str:
        """Return the key that signs the tokens."""
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
        raise TypeError(
            "a KeyPair cannot be pickled: create it where you need it, or use a profile"
        )


class Hidden(Generic[ValueT]):
    """A holder of a secret, because pytest and rich print local variables in tracebacks."""

    __slots__ = ("_value",)

    def __init__(self, value: ValueT) -> None:
        self._value = value

    def reveal(self) -> ValueT:
        """Return the secret."""
        return self._value


Secret: TypeAlias = str | KeyPair
"""A key: a string or a pair."""


def key_or_pair(
    api_key: ValueT, access_key: str | None, secret_key: str | None
) -> ValueT | KeyPair:
    """Return the key that a client was given, None for none.

    Raises:
        InvalidRequestError: If one half of a pair is missing, or a pair and a key were given.
    """
    if access_key is None and secret_key is None:
        return api_key
    if api_key is not None:
        raise InvalidRequestError(
            "api_key and access_key with secret_key are mutually exclusive; pass one of them"
        )
    if access_key is None or secret_key is None:
        given, missing = (
            ("secret_key", "access_key") if access_key is None else ("access_key", "secret_key")
        )
        raise InvalidRequestError(f"{given} requires {missing}; pass both or neither")
    return KeyPair(access_key, secret_key)


class KeyPairSigning:
    """How requests are signed with a key pair.

    Attributes:
        variables: The environment variables of the access key and of the secret key.
        claims: Returns the claims of a token for an access key and a time in seconds since 1970.
        clock_codes: The provider's codes for a token that is not valid yet or no longer valid.
    """

    def __init__(
        self,
        *,
        variables: tuple[str, str],
        claims: Callable[[str, int], Mapping[str, str | int]],
        clock_codes: Collection[int],
    ) -> None:
        self.variables = variables
        self.claims = claims
        self.clock_codes = clock_codes


class SignedToken:
    """A token, and the assumed lead of the provider's clock over this machine's in seconds."""

    __slots__ = ("ahead_s", "text")

    def __init__(self, text: str, ahead_s: float) -> None:
        self.text = text
        self.ahead_s = ahead_s


class TokenSigner:
    """Creates tokens, corrected by the difference between the provider's clock and this machine's.

    Each request gets its own token: creating one takes microseconds, and none can expire on the way. The only
    state is the clock difference, one number, so threads may share a signer.
    """

    def __init__(self, signing: KeyPairSigning) -> None:
        self._signing = signing
        self._ahead_s = 0.0

    def token(self, pair: KeyPair, now_s: float) -> SignedToken:
        """Return a token for a request at `now_s`, in seconds since 1970 by this machine's clock."""
        ahead_s = self._ahead_s
        claims = self._signing.claims(pair.access_key, int(now_s + ahead_s))
        return SignedToken(hs256(claims, pair.secret_key), ahead_s)

    def correct_clock(self, token: SignedToken, response: HttpResponse, now_s: float) -> bool:
        """Update the clock difference after a refusal, and return whether a new token may be accepted.

        Args:
            token: The token that was sent.
            response: The provider's response to it.
            now_s: When it arrived, in seconds since 1970 by this machine's clock.
        """
        body = response.json_object()
        if body is None or code_of(body.get("code")) not in self._signing.clock_codes:
            return False
        if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            # The request may have been accepted, and a submission must not be sent twice.
            return False
        try:
            provider_now_s = parsedate_to_datetime(response.headers["date"]).timestamp()
        except (KeyError, TypeError, ValueError, OverflowError):
            return False
        self._ahead_s = ahead_s = provider_now_s - now_s
        # The header has a resolution of one second. The comparison is with the value in this token, because
        # another thread may have updated the difference meanwhile.
        return abs(ahead_s - token.ahead_s) > 1
