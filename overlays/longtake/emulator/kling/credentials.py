"""Credentials of Kling's own hosts: tokens of a key pair, and signatures of callbacks."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import TYPE_CHECKING, Any, Literal, TypeGuard, cast

from attrs import frozen

from longtake.emulator.callbacks.signatures import (
    SignedMessage,
    signature,
    standard_webhooks_key,
    wrong_key,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

TokenProblem = Literal["invalid", "not yet valid", "expired"]


@frozen
class SigningPair:
    """An access key and a secret key, from which Kling's official clients make a token (a JWT)."""

    access_key: str
    secret_key: str

    def problem(self, token: str, now: float) -> TokenProblem | None:
        """Return the problem of a token, None if it is valid: HS256, `iss`, `exp` and `nbf`."""
        signed, _, signature_ = token.rpartition(".")
        expected = hmac.digest(self.secret_key.encode(), signed.encode(), hashlib.sha256)
        header, _, payload = signed.partition(".")
        if _json_object(header).get("alg") != "HS256":
            return "invalid"
        if not hmac.compare_digest(_decoded(signature_), expected):
            return "invalid"
        claims = _json_object(payload)
        expires, begins = claims.get("exp"), claims.get("nbf", 0)
        if claims.get("iss") != self.access_key:
            return "invalid"
        if not (_is_time(expires) and _is_time(begins)):
            return "invalid"
        if now < begins:
            return "not yet valid"
        return "expired" if now >= expires else None


def is_token(key: str) -> bool:
    """Return whether a key has the three parts of a JWT."""
    return key.count(".") == 2  # noqa: PLR2004 - header, claims and signature


def _is_time(value: object) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _decoded(part: str) -> bytes:
    """Decode base64url without padding; return no bytes for anything else."""
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except ValueError:
        return b""


def _json_object(part: str) -> dict[str, Any]:
    try:
        found: object = json.loads(_decoded(part))
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", found) if isinstance(found, dict) else {}


@frozen
class StandardWebhooksSigner:
    """Signs as Standard Webhooks has it, with each of several secrets.

    Attributes:
        secrets: Returns the secrets.
        covers_body: See `Signer`.
    """

    secrets: Callable[[], Sequence[str]]
    covers_body: bool = True

    def problem(self) -> str | None:
        """Return that there is no secret; None if there is one."""
        if self.secrets():
            return None
        return "Kling signs with a secret: WebhookKeys(kling=...), or Emulator.webhook_keys"

    def headers(self, message: SignedMessage, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return `webhook-id`, `webhook-timestamp` and `webhook-signature`."""
        keys = [standard_webhooks_key(secret) for secret in self.secrets()]
        if not keys:
            return {}
        timestamp = str(int(time_s))
        signed = f"{message.id}.{timestamp}.".encode() + message.body
        signatures = [signature(key if true else wrong_key(key), signed) for key in keys]
        return {
            "webhook-id": message.id,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(f"v1,{each}" for each in signatures),
        }
