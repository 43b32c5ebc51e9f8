"""Signatures of callbacks: how a provider signs, and Standard Webhooks (standardwebhooks.com)."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

from attrs import frozen

from longtake.errors import InvalidRequestError

_WEBHOOK_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"


@frozen
class Proof:
    """What a valid signature proves.

    Attributes:
        covers_body: Whether the provider signed the body too, or only that it once announced the task.
        message: What was signed: the same for a call that is sent again, or played back by somebody.
    """

    covers_body: bool
    message: str


@frozen(kw_only=True)
class CallbackSigning:
    """How a provider signs callbacks.

    Attributes:
        variable: The environment variable that `python -m longtake.callbacks` reads the keys from.
        keys: What the keys are, in words for `--help`.
        check: Raises `InvalidRequestError` for a key that cannot be one.
        prove: From headers (by their names in lower case), body and keys to what is proved, and the signed
            time in seconds since 1970 as it was sent. Raises `CallbackError` if no key signed it.
    """

    variable: str
    keys: str
    check: Callable[[str], object]
    prove: Callable[[Mapping[str, str], bytes, Collection[str]], tuple[Proof, str]]


def strings(given: str | Iterable[object], name: str) -> tuple[str, ...]:
    """Return one string, or several, that a caller gave. Their values are not repeated.

    Raises:
        InvalidRequestError: If they are none.
    """
    several = not isinstance(given, str) and isinstance(given, Iterable)  # pyright: ignore[reportUnnecessaryIsInstance] - a variable may not be set
    each: tuple[object, ...] = tuple(given) if several else (given,)
    for item in each:
        if not isinstance(item, str):
            raise InvalidRequestError(f"{name} must be a string, got {type(item).__name__}")
    return tuple(item for item in each if isinstance(item, str))


def webhook_key(secret: str) -> bytes:
    """The bytes that a Standard Webhooks secret stands for.

    Args:
        secret: The secret, `whsec_` and base64; the prefix may be missing.

    Raises:
        InvalidRequestError: If it is no such secret. It is not repeated.
    """
    try:
        key = b64decode(secret.removeprefix(_WEBHOOK_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise InvalidRequestError(
            "this is no Standard Webhooks secret: expected 'whsec_' and base64"
        )
    return key


def webhook_signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """One entry of `webhook-signature`: it covers the id, the time and every byte of the body.

    Args:
        key: What `webhook_key` gave.
        message_id: `webhook-id`.
        timestamp: `webhook-timestamp`, the seconds since 1970 as they were sent.
        body: The body as it was sent.
    """
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return _VERSION + base64_of(hmac.digest(key, signed, "sha256"))


def webhook_signed(
    keys: Iterable[bytes], message_id: str, timestamp: str, body: bytes, signatures: str
) -> bool:
    """Whether one of the signatures in `webhook-signature` is right under one of some keys.

    Several stand there, apart by spaces, while a secret is rotated. Those of another version are not looked
    at.
    """
    offered = [part for part in signatures.split(" ") if part.startswith(_VERSION)]
    return is_among(offered, [webhook_signature(key, message_id, timestamp, body) for key in keys])


def is_among(offered: Iterable[str], expected: Iterable[str]) -> bool:
    """Whether any is what was expected, in a time that does not tell how near it came."""
    right = [text.encode() for text in expected]
    matched = False
    for text in offered:
        for one in right:
            # As bytes: texts that are not ASCII would be a TypeError.
            matched |= hmac.compare_digest(text.encode(), one)
    return matched


def base64_of(data: bytes) -> str:
    return b64encode(data).decode("ascii")
