"""What proves a callback: who signed what, and when."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Final

from longtake._core.callbacks import CallbackSigning, Proof, callback_signing, strings
from longtake._core.key_pair import Hidden
from longtake._providers import entry
from longtake.callbacks._parsing import Headers, Provider, json_object, lowered
from longtake.errors import CallbackError, InvalidRequestError, without_frames

TOLERANCE_S: Final = 300.0
"""How far a signed time may be off, either way: what Standard Webhooks recommends."""

_LONGEST_TIME: Final = 12


def signing_of(provider: str) -> CallbackSigning | None:
    """Return how a provider signs callbacks, None if it does not.

    Raises:
        InvalidRequestError: If there is no such provider.
    """
    return callback_signing(entry(provider).client.provider)


def signing_keys(given: str | Collection[str]) -> tuple[str, ...]:
    """Return keys as they were given. A string is one key, not as many as it has letters.

    Raises:
        InvalidRequestError: If one is no string, or empty: with that, anybody can sign.
    """
    keys = strings(given, "a signing key")
    if not all(key.strip() for key in keys):
        raise InvalidRequestError("a signing key is empty: leave it out where there is none")
    return keys


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
    signing = signing_of(provider)
    if signing is None:
        raise InvalidRequestError(
            f"{provider} signs nothing: give it an address that cannot be guessed"
        )
    now_s = time.time() if now_s is None else now_s
    sent = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    given, keys = lowered(headers), signing_keys(secrets)
    for key in keys:
        signing.check(key)
    # What is signed may be part of it.
    json_object(provider, sent)
    proof, timestamp = signing.prove(given, sent, keys)
    _check_time(provider, timestamp, now_s, tolerance_s)
    return proof


def _check_time(provider: str, timestamp: str, now_s: float, tolerance_s: float) -> None:
    """After the signature, so that nobody learns from the clock's side what it would be."""
    whole = timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _LONGEST_TIME
    # Asked this way round, a tolerance that is no number tolerates nothing.
    if not (whole and abs(now_s - int(timestamp)) <= tolerance_s):
        raise CallbackError(
            f"it was signed more than {tolerance_s:g} s from now", provider=provider
        )
