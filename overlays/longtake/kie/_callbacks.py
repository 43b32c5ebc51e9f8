"""How kie.ai signs callbacks."""

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
    """Return what `X-Webhook-Signature` says of a task that kie announces.

    The body is not covered. A signature that is right proves that kie once announced this task at that
    time, and nothing of what the body says about it.

    Args:
        key: The signing key of the account.
        task_id: The task's id, as the body has it.
        timestamp: `X-Webhook-Timestamp`, the seconds since 1970 as they were sent.
    """
    return to_base64(hmac.digest(key.encode(), f"{task_id}.{timestamp}".encode(), "sha256"))


def _verify(
    headers: Mapping[str, str], body: bytes, keys: Collection[str]
) -> tuple[VerifiedSignature, str]:
    timestamp = headers.get("x-webhook-timestamp", "")
    offered = headers.get("x-webhook-signature", "")
    task_id = callback_task_id(cast("JsonObject", json.loads(body)))
    if task_id is None or not is_task_id(task_id):
        raise CallbackError("the body names no task that a signature could cover", provider="kie")
    if not matches_any([offered], [signature(key, task_id, timestamp) for key in keys]):
        raise CallbackError("X-Webhook-Signature is missing or wrong", provider="kie")
    return VerifiedSignature(covers_body=False, message=f"{timestamp}.{task_id}"), timestamp


CALLBACK_SIGNING: Final = CallbackSigning(
    variable="KIE_WEBHOOK_KEY",
    keys_description="kie's signing keys",
    check_key=lambda _key: None,
    verify=_verify,
)
