"""Signatures of callbacks: kie's own, and Standard Webhooks (standardwebhooks.com), as Kling has them."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable
from typing import Final

from longtake.errors import InvalidRequestError

_WEBHOOK_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"


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


def kie_signature(key: str, task_id: str, timestamp: str) -> str:
    """What `X-Webhook-Signature` says of a task that kie announces.

    The body is not covered. A signature that is right proves that kie once announced this task at that
    time, and nothing of what the body says about it.

    Args:
        key: The signing key of the account.
        task_id: The task's id, as the body has it.
        timestamp: `X-Webhook-Timestamp`, the seconds since 1970 as they were sent.
    """
    return _base64(hmac.digest(key.encode(), f"{task_id}.{timestamp}".encode(), "sha256"))


def kie_signed(keys: Iterable[str], task_id: str, timestamp: str, signature: str) -> bool:
    """Whether a signature is kie's under one of some keys."""
    return _among([signature], [kie_signature(key, task_id, timestamp) for key in keys])


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
            "this is no Standard Webhooks secret: expected 'whsec_' and base64, as Kling shows it"
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
    return _VERSION + _base64(hmac.digest(key, signed, "sha256"))


def webhook_signed(
    keys: Iterable[bytes], message_id: str, timestamp: str, body: bytes, signatures: str
) -> bool:
    """Whether one of the signatures in `webhook-signature` is right under one of some keys.

    Several stand there, apart by spaces, while a secret is rotated. Those of another version are not looked
    at.
    """
    offered = [part for part in signatures.split(" ") if part.startswith(_VERSION)]
    return _among(offered, [webhook_signature(key, message_id, timestamp, body) for key in keys])


def _among(offered: Iterable[str], expected: Iterable[str]) -> bool:
    """Whether any is what was expected, in a time that does not tell how near it came."""
    right = [text.encode() for text in expected]
    matched = False
    for text in offered:
        for one in right:
            # As bytes: texts that are not ASCII would be a TypeError.
            matched |= hmac.compare_digest(text.encode(), one)
    return matched


def _base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
