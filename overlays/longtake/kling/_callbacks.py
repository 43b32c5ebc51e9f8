"""The signatures of callbacks from Kling's own hosts, by Standard Webhooks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._core.callbacks import (
    CallbackSigning,
    VerifiedSignature,
    is_signed_webhook,
    webhook_key,
)
from longtake.errors import CallbackError

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping


def _verify(
    headers: Mapping[str, str], body: bytes, keys: Collection[str]
) -> tuple[VerifiedSignature, str]:
    message, timestamp, signatures = (
        headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
    )
    secrets = [webhook_key(key) for key in keys]
    if not message or not is_signed_webhook(secrets, message, timestamp, body, signatures):
        raise CallbackError("the header webhook-signature is missing or wrong", provider="kling")
    return VerifiedSignature(covers_body=True, message=message), timestamp


CALLBACK_SIGNING: Final = CallbackSigning(
    variable="KLING_WEBHOOK_SECRET",
    keys_description="the whsec_... secrets of a Kling account",
    check_key=webhook_key,
    verify=_verify,
)
