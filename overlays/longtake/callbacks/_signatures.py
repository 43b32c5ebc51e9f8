"""Verification of callback signatures and of their times."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final

from longtake._core.callbacks import callback_signing, strings
from longtake._core.key_pair import Hidden
from longtake._providers import entry
from longtake.callbacks._parsing import Headers, json_object, lowercase_names
from longtake.errors import CallbackError, InvalidRequestError, without_frames

if TYPE_CHECKING:
    from collections.abc import Collection

    from longtake._core.callbacks import CallbackSigning, VerifiedSignature
    from longtake._providers import ProviderName

TOLERANCE_S: Final = 300.0
"""How far a signed time may be from now, either way: the recommendation of Standard Webhooks."""

_MAX_TIMESTAMP_LENGTH: Final = 12


def provider_signing(provider: str) -> CallbackSigning | None:
    """Return how a provider signs callbacks; None if it does not.

    Args:
        provider: The provider's name.

    Raises:
        InvalidRequestError: If there is no such provider.
    """
    return callback_signing(entry(provider).provider)


def signing_keys(given: str | Collection[str]) -> tuple[str, ...]:
    """Return signing keys as a tuple. A string is one key, not one for each of its letters.

    Raises:
        InvalidRequestError: If a key is not a string, or is empty: anyone can sign with an empty key.
    """
    keys = strings(given, "a signing key")
    if not all(key.strip() for key in keys):
        raise InvalidRequestError(
            "a signing key must not be empty; remove it if the account has none"
        )
    return keys


def verify(
    provider: ProviderName,
    headers: Headers,
    body: bytes | str,
    secrets: str | Collection[str],
    *,
    tolerance_s: float = TOLERANCE_S,
    now_s: float | None = None,
) -> VerifiedSignature:
    """Verify a callback's signature.

    Kling's own hosts sign the body. kie signs only the task's id and the time: a valid signature proves
    that kie sent a callback about this task at that time, **not that the body is kie's**; it can be sent
    again with another body. Poll the task before you rely on the body. useapi.net and chainhub.tech sign
    nothing.

    `verify` does not notice a callback that is replayed within the tolerance: keep
    `VerifiedSignature.message`, or use `longtake.callbacks.app`, which does.

    Args:
        provider: The provider: `kie`, or `kling` for Kling's own hosts.
        headers: The request's headers.
        body: The request's body, as it was sent.
        secrets: The account's signing key, or several during a rotation, of which one must match.
        tolerance_s: The most seconds between the signed time and `now_s`.
        now_s: The current time in seconds since 1970-01-01 UTC; None: this machine's clock.

    Returns:
        The signature, which says whether it covers the body.

    Raises:
        CallbackError: If the signature is missing or wrong, or the signed time is not within the tolerance.
        InvalidRequestError: If the provider signs nothing, or a secret is invalid or empty.
    """
    given = Hidden(secrets)
    # No variable of this frame shows a secret, whatever is wrong with a callback.
    del secrets
    return without_frames(
        lambda: _verified(
            provider, headers, body, given.reveal(), tolerance_s=tolerance_s, now_s=now_s
        )
    )


def _verified(
    provider: ProviderName,
    headers: Headers,
    body: bytes | str,
    secrets: str | Collection[str],
    *,
    tolerance_s: float,
    now_s: float | None,
) -> VerifiedSignature:
    signing = provider_signing(provider)
    if signing is None:
        raise InvalidRequestError(
            f"{provider} does not sign callbacks; use an address that cannot be guessed, as a Receiver has"
        )
    now_s = time.time() if now_s is None else now_s
    sent = body.encode(errors="surrogatepass") if isinstance(body, str) else body
    names, keys = lowercase_names(headers), signing_keys(secrets)
    for key in keys:
        signing.check_key(key)
    # The signed text may contain a value of the body.
    json_object(provider, sent)
    signature, timestamp = signing.verify(names, sent, keys)
    _check_time(provider, timestamp, now_s, tolerance_s)
    return signature


def _check_time(provider: str, timestamp: str, now_s: float, tolerance_s: float) -> None:
    """Refuse a time outside the tolerance.

    Called after the signature is verified: before that, refusals would reveal the clock.
    """
    whole = (
        timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _MAX_TIMESTAMP_LENGTH
    )
    # Written this way round, a tolerance of NaN accepts nothing.
    if not (whole and abs(now_s - int(timestamp)) <= tolerance_s):
        raise CallbackError(
            f"the signed time is not within {tolerance_s:g} s of the current time",
            provider=provider,
        )
