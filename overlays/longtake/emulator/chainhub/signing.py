"""How Kling's official hosts sign their callbacks; the reseller signs nothing."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from attrs import frozen

from longtake.emulator.calling.signing import Message, another, signature

PREFIX: Final = "whsec_"


def secret_key(secret: str) -> bytes:
    """Return the key in a secret of Standard Webhooks; `ValueError` if it is none."""
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        key = b""
    if not secret.startswith(PREFIX) or not key:
        # Without the secret itself, which could be a real one.
        raise ValueError(f"a secret of Kling's is {PREFIX} and base64")
    return key


@frozen
class StandardSigner:
    """Signs as Standard Webhooks has it, with each of several secrets."""

    secrets: Callable[[], Sequence[str]]
    covers_body: bool = True

    def problem(self) -> str | None:
        """Say that there is no secret, if there is none."""
        if self.secrets():
            return None
        return (
            "chainhub signs nothing, and Kling's official hosts with a secret:"
            " WebhookKeys(kling=...), or Emulator.webhook_keys"
        )

    def headers(self, message: Message, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return `webhook-id`, `webhook-timestamp` and `webhook-signature`."""
        keys = [secret_key(secret) for secret in self.secrets()]
        if not keys:
            return {}
        timestamp = str(int(time_s))
        signed = f"{message.id}.{timestamp}.".encode() + message.body
        made = [signature(key if true else another(key), signed) for key in keys]
        return {
            "webhook-id": message.id,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(f"v1,{each}" for each in made),
        }
