"""What proves a callback: who signed what, and when."""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping
from typing import Final

from attrs import frozen

from longtake._core.answers import JsonObject
from longtake._core.signatures import kie_signed, strings, webhook_key, webhook_signed
from longtake._core.signing import Hidden
from longtake._core.tokens import is_task_id
from longtake._providers import entry
from longtake.callbacks._parsing import Headers, Provider, json_object, lowered
from longtake.errors import CallbackError, InvalidRequestError, without_frames

TOLERANCE_S: Final = 300.0
"""How far a signed time may be off, either way: what Standard Webhooks recommends."""

_LONGEST_TIME: Final = 12


def signing_keys(given: str | Collection[str]) -> tuple[str, ...]:
    """Return keys as they were given. A string is one key, not as many as it has letters.

    Raises:
        InvalidRequestError: If one is no string, or empty: with that, anybody can sign.
    """
    keys = strings(given, "a signing key")
    if not all(key.strip() for key in keys):
        raise InvalidRequestError("a signing key is empty: leave it out where there is none")
    return keys


@frozen
class Proof:
    """What a valid signature proves.

    Attributes:
        covers_body: Whether the vendor signed the body too, or only that it once announced the task.
        message: What was signed: the same for a call that is sent again, or played back by somebody.
    """

    covers_body: bool
    message: str


def verify(
    provider: Provider,
    headers: Headers,
    body: bytes | str,
    secrets: str | Collection[str],
    *,
    tolerance_s: float = TOLERANCE_S,
    now_s: float | None = None,
) -> Proof:
    """Check a callback's signature.

    What it proves differs. Kling's own hosts sign the body: it is Kling's. kie signs the task's id and the
    time alone: a valid signature proves that kie announced this task at that time, **not what the body
    says**; whoever saw one such call can post it again with another body. Read the task again before
    believing it. useapi.net and chainhub.tech sign nothing.

    Playing back the same call within the tolerance is not noticed here: keep `Proof.message`, or use
    `longtake.callbacks.app`, which does.

    Args:
        provider: Whose callback it is: `kie`, or `chainhub` for one of Kling's own hosts.
        headers: The request's headers.
        body: The request's body, as it was sent.
        secrets: The account's signing key, or several while one is rotated: any will do.
        tolerance_s: Seconds that the signed time may be off, either way.
        now_s: The time, in seconds since 1970; otherwise this machine's.

    Raises:
        CallbackError: If it is not signed, not by one of these secrets, or not at about this time.
        InvalidRequestError: If the provider signs nothing, or a secret is none or empty.
    """
    given = Hidden(secrets)
    # No variable of this frame shows a secret, whatever is wrong with a callback.
    del secrets
    return without_frames(
        lambda: _proof(
            provider, headers, body, given.reveal(), tolerance_s=tolerance_s, now_s=now_s
        )
    )


def _proof(
    provider: Provider,
    headers: Headers,
    body: bytes | str,
    secrets: str | Collection[str],
    *,
    tolerance_s: float,
    now_s: float | None,
) -> Proof:
    entry(provider)
    if provider == "useapi":
        raise InvalidRequestError(
            "useapi.net signs nothing: give it an address that cannot be guessed"
        )
    now_s = time.time() if now_s is None else now_s
    sent = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    given, secrets = lowered(headers), signing_keys(secrets)
    if provider == "kie":
        return _by_kie(given, json_object(provider, sent), secrets, now_s, tolerance_s)
    keys = [webhook_key(secret) for secret in secrets]
    return _by_kling(given, sent, keys, now_s, tolerance_s)


def _by_kie(
    headers: Mapping[str, str],
    body: JsonObject,
    keys: Collection[str],
    now_s: float,
    tolerance_s: float,
) -> Proof:
    from longtake.kie._envelope import announced_id  # noqa: PLC0415 - only for who hears from kie

    timestamp = headers.get("x-webhook-timestamp", "")
    signature = headers.get("x-webhook-signature", "")
    task_id = announced_id(body)
    if task_id is None or not is_task_id(task_id):
        raise CallbackError("the body names no task that a signature could cover", provider="kie")
    if not kie_signed(keys, task_id, timestamp, signature):
        raise CallbackError("X-Webhook-Signature is missing or wrong", provider="kie")
    _check_time("kie", timestamp, now_s, tolerance_s)
    return Proof(covers_body=False, message=f"{timestamp}.{task_id}")


def _by_kling(
    headers: Mapping[str, str],
    body: bytes,
    keys: Collection[bytes],
    now_s: float,
    tolerance_s: float,
) -> Proof:
    message, timestamp, signatures = (
        headers.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
    )
    if not message or not webhook_signed(keys, message, timestamp, body, signatures):
        raise CallbackError("webhook-signature is missing or wrong", provider="chainhub")
    _check_time("chainhub", timestamp, now_s, tolerance_s)
    return Proof(covers_body=True, message=message)


def _check_time(provider: str, timestamp: str, now_s: float, tolerance_s: float) -> None:
    """After the signature, so that nobody learns from the clock's side what it would be."""
    whole = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST_TIME
    # Asked this way round, a tolerance that is no number tolerates nothing.
    if not (whole and abs(now_s - int(timestamp)) <= tolerance_s):
        raise CallbackError(
            f"it was signed more than {tolerance_s:g} s from now", provider=provider
        )
