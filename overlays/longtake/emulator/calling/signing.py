"""How a vendor signs what it sends to a callback address."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

PREFIX: Final = "whsec_"


class Message(NamedTuple):
    """What is signed."""

    id: str
    """The call's own, the same in each of its tries."""
    task_id: str
    body: bytes


@dataclass(frozen=True, slots=True)
class WebhookKeys:
    """The keys with which the emulated accounts sign; without one a vendor signs nothing.

    `ValueError` for what cannot be a key.
    """

    kie: str | None = None
    """The account's webhook key at kie.ai, any text."""
    kling: Sequence[str] = ()
    """Secrets of Kling's official hosts, `whsec_` and base64; several while one replaces another.

    The reseller signs nothing.
    """

    def __post_init__(self) -> None:
        """Refuse what nobody could sign with."""
        if self.kie == "":
            raise ValueError("kie's webhook key is empty: None is for an account without one")
        for secret in self.kling:
            secret_key(secret)


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


class Signer(Protocol):
    """Makes the headers by which a vendor's calls are known."""

    def problem(self) -> str | None:
        """Say why there is no signature; None if there is one."""
        ...

    def headers(self, message: Message, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return the headers, none without a key; signed with another key unless they are `true`."""
        ...

    @property
    def covers_body(self) -> bool:
        """Whether a signature is of no use with another body."""
        ...


@dataclass(frozen=True, slots=True)
class Unsigned:
    """Signs nothing, as useapi.net."""

    vendor: str
    covers_body: bool = False

    def problem(self) -> str | None:
        """Say that the vendor signs nothing."""
        return f"{self.vendor} signs nothing"

    def headers(self, message: Message, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return no headers."""
        del message, time_s, true
        return {}


@dataclass(frozen=True, slots=True)
class KieSigner:
    """Signs the task's id and the time, and not the body."""

    key: Callable[[], str | None]
    covers_body: bool = False

    def problem(self) -> str | None:
        """Say that the account has no key, if it has none."""
        if self.key() is not None:
            return None
        return (
            "kie signs once its account has a key: WebhookKeys(kie=...), or Emulator.webhook_keys"
        )

    def headers(self, message: Message, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return `X-Webhook-Timestamp` and `X-Webhook-Signature`."""
        key = self.key()
        if key is None:
            return {}
        timestamp = str(int(time_s))
        signed = f"{message.task_id}.{timestamp}".encode()
        signature = _signature(key.encode() if true else another(key.encode()), signed)
        return {"X-Webhook-Timestamp": timestamp, "X-Webhook-Signature": signature}


@dataclass(frozen=True, slots=True)
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
        signatures = [_signature(key if true else another(key), signed) for key in keys]
        return {
            "webhook-id": message.id,
            "webhook-timestamp": timestamp,
            "webhook-signature": " ".join(f"v1,{signature}" for signature in signatures),
        }


def another(key: bytes) -> bytes:
    """Return a key that is not this one."""
    return hashlib.sha256(key).digest()


def _signature(key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
