"""How a provider signs what it sends to a callback address."""

import base64
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Protocol


class Message(NamedTuple):
    """What is signed."""

    id: str
    """The call's own, the same in each of its tries."""
    task_id: str
    body: bytes


class Signer(Protocol):
    """Makes the headers by which a provider's calls are known."""

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
    """Signs nothing."""

    provider: str
    covers_body: bool = False

    def problem(self) -> str | None:
        """Say that the provider signs nothing."""
        return f"{self.provider} signs nothing"

    def headers(self, message: Message, time_s: float, *, true: bool) -> Mapping[str, str]:
        """Return no headers."""
        del message, time_s, true
        return {}


def another(key: bytes) -> bytes:
    """Return a key that is not this one."""
    return hashlib.sha256(key).digest()


def signature(key: bytes, signed: bytes) -> str:
    """Return the base64 of an HMAC with SHA-256."""
    return base64.b64encode(hmac.digest(key, signed, "sha256")).decode()
