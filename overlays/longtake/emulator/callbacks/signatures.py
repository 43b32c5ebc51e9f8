"""Signatures of callbacks.

This module needs nothing of `longtake[emulator]`: keys are validated before the extra is needed.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING, Final, NamedTuple, Protocol

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

STANDARD_PREFIX: Final = "whsec_"


class SignedMessage(NamedTuple):
    """The parts of a callback that signatures cover.

    Attributes:
        id: The callback's id, the same in each of its attempts.
        task_id: The task's id.
        body: The body.
    """

    id: str
    task_id: str
    body: bytes


class Signer(Protocol):
    """Makes the headers that prove the origin of a provider's callbacks."""

    def problem(self) -> str | None:
        """Return why there is no signature; None if there is one."""
        ...

    def headers(self, message: SignedMessage, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return the headers, none without a key; signed with another key unless `true`."""
        ...

    @property
    def covers_body(self) -> bool:
        """Whether a signature is invalid for another body."""
        ...


@frozen
class Unsigned:
    """Signs nothing.

    Attributes:
        provider: The provider, for messages.
        covers_body: See `Signer`.
    """

    provider: str
    covers_body: bool = False

    def problem(self) -> str | None:
        """Return that the provider signs nothing."""
        return f"{self.provider} signs nothing"

    def headers(self, message: SignedMessage, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return no headers."""
        del message, time_s, true
        return {}


def wrong_key(key: bytes) -> bytes:
    """Return another key than this one."""
    return hashlib.sha256(key).digest()


def signature(key: bytes, signed: bytes) -> str:
    """Return the base64 of an HMAC with SHA-256."""
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()


def standard_webhooks_key(secret: str) -> bytes:
    """Return the key in a secret of Standard Webhooks; raise `ValueError` if it is not one."""
    try:
        key = base64.b64decode(secret.removeprefix(STANDARD_PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(STANDARD_PREFIX) or not key:
        # Without the secret itself, which could be a real one.
        raise ValueError(
            f"a secret of Standard Webhooks must be {STANDARD_PREFIX!r} followed by base64"
        )
    return key
