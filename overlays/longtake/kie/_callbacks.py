"""The signatures of kie.ai's callbacks."""

from __future__ import annotations

import hmac
import json
from typing import TYPE_CHECKING, Final, cast

from longtake._core.callbacks import CallbackSigning, VerifiedSignature, matches_any, to_base64
from longtake._core.tokens import is_task_id
from longtake.errors import CallbackError
from longtake.kie._responses import callback_task_id

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from longtake._core.responses import JsonObject


def signature(key: str, task_id: str, timestamp: str) -> str:
    """Return the `X-Webhook-Signature` of a callback.

    It does not cover the body. A valid signature proves that kie sent a callback about this task at that
    time, but not that the rest of the body is authentic.

    Args:
        key: The signing key of the account.
        task_id: The task id in the body.
        timestamp: The header `X-Webhook-Timestamp`: seconds since 1970, as sent.
    """
    return to_base64(hmac.digest(key.encode(), f"{task_id}.{timestamp}".encode(), "sha256"))


def _verify(
    headers: Mapping[str, str], body: bytes, keys: Collection[str]
) -> tuple[VerifiedSignature, str]:
    timestamp = headers.get("x-webhook-timestamp", "")
    offered = headers.get("x-webhook-signature", "")
    task_id = callback_task_id(cast("JsonObject", json.loads(body)))
    if task_id is None or not is_task_id(task_id):
        raise CallbackError("the body has no task id, which the signature covers", provider="kie")
    if not matches_any([offered], [signature(key, task_id, timestamp) for key in keys]):
        raise CallbackError("the header X-Webhook-Signature is missing or wrong", provider="kie")
    return VerifiedSignature(covers_body=False, message=f"{timestamp}.{task_id}"), timestamp


CALLBACK_SIGNING: Final = CallbackSigning(
    variable="KIE_WEBHOOK_KEY",
    keys_description="kie's signing keys",
    check_key=lambda _key: None,
    verify=_verify,
)
