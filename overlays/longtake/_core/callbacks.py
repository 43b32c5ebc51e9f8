"""How callbacks of a task kind are read, what receives them, and how they are signed."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Callable, Collection, Iterable, Mapping
from copy import copy
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeAlias, cast

from attrs import AttrsInstance, fields_dict, frozen, has

from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from longtake._core.provider import Provider
    from longtake._core.responses import JsonObject
    from longtake._core.snapshot import Snapshot, State


@frozen
class ParsedCallback:
    """A task's id, and what a callback says of the task."""

    task_id: str | None
    snapshot: Snapshot


@frozen(kw_only=True)
class CallbackSpec:
    """How a family's callbacks are read.

    Attributes:
        known_by: What its bodies have, in words for an error.
        read: From a body to what it says, None if it is not this family's. May raise `CallbackError`, and
            what a generated model raises for values of other types than its specification says.
    """

    recognized_by: str
    read: Callable[[JsonObject], ParsedCallback | None]


def with_callback_url(body: object, parameter: str | None, url: str) -> object:
    """Return a submission's body with the address that is to be called.

    Args:
        body: The body.
        parameter: The body's attribute that takes the address; None if the operation takes no address.
        url: The address.

    Raises:
        InvalidRequestError: If it has one already, or the operation takes none.
    """
    if parameter is None or not _has_attribute(body, parameter):
        raise InvalidRequestError(
            f"this operation has no parameter{f' {parameter}' if parameter else ''} for the address of "
            "callbacks, so they cannot be asked for. Nothing was sent"
        )
    if isinstance(getattr(body, parameter), str):
        raise InvalidRequestError(
            f"{parameter} and callbacks were given: which one is to be called? Nothing was sent"
        )
    return _with_attribute(body, parameter, url)


def without_callback_url(body: object, parameter: str | None) -> object:
    """Return a submission's body as if it had no address: what is asked for, whatever is called about it."""
    if parameter is None or not _has_attribute(body, parameter):
        return body
    known = fields_dict(cast("type[AttrsInstance]", type(body)))
    return _with_attribute(body, parameter, known[parameter].default)


def _has_attribute(body: object, parameter: str) -> bool:
    kind = type(body)
    return has(kind) and parameter in fields_dict(kind)


def _with_attribute(body: object, parameter: str, address: object) -> object:
    other = copy(body)
    setattr(other, parameter, address)
    return other


class CallbackEvent(Protocol):
    """What a call says of a task. It is a hint: a read is the truth."""

    @property
    def state(self) -> State:
        """Where the task is said to stand."""
        ...


Listener: TypeAlias = Callable[[CallbackEvent], object]
"""Called with each announcement of a task, in whatever thread it came in by. It does not block."""


class Callbacks(Protocol):
    """What receives callbacks, such as a `longtake.callbacks.Receiver`: has addresses, tells of calls."""

    def url(self, provider: Any, /, *, kind: str = "") -> str:
        """Return the address for a provider's callbacks.

        Args:
            provider: The provider's name, such as `kie`.
            kind: The task kind that the callbacks are about, such as `veo`; empty if it may be any.
        """
        ...

    def subscribe(self, provider: str, task_id: str, listener: Listener, /) -> Callable[[], None]:
        """Let a listener be told of a task, also of what was announced before; returns what ends that."""
        ...


def check_callbacks(callbacks: object) -> None:
    """Refuse what cannot receive callbacks where a caller gives it.

    Raises:
        InvalidRequestError: If it lacks a method. The message does not show it: it may be an address, and who
            knows one can call it.
    """
    if callbacks is None:
        return
    if not all(callable(getattr(callbacks, name, None)) for name in ("url", "subscribe")):
        raise InvalidRequestError(
            "callbacks must be a longtake.callbacks.Receiver, or have its methods url and subscribe; it is "
            f"{type(callbacks).__name__}"
        )


_WEBHOOK_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"


@frozen
class VerifiedSignature:
    """A valid signature.

    Attributes:
        covers_body: Whether the provider signed the body, or only that it sent a callback about the task.
        message: Identifies what was signed: the same for a callback that is sent again, or replayed.
    """

    covers_body: bool
    message: str


@frozen(kw_only=True)
class CallbackSigning:
    """How a provider signs callbacks.

    Attributes:
        variable: The environment variable that `python -m longtake.callbacks` reads the keys from.
        keys: What the keys are, in words for `--help`.
        check: Raises `InvalidRequestError` for an invalid key.
        verify: Takes headers (by their names in lower case), body and keys, and returns the signature and the
            signed time in seconds since 1970 as it was sent. Raises `CallbackError` if no key signed it.
    """

    variable: str
    keys_description: str
    check_key: Callable[[str], object]
    verify: Callable[[Mapping[str, str], bytes, Collection[str]], tuple[VerifiedSignature, str]]


def callback_signing(provider: Provider) -> CallbackSigning | None:
    """Return how a provider signs callbacks, None if it does not."""
    signing: CallbackSigning | None = getattr(
        import_module(provider.module), "CALLBACK_SIGNING", None
    )
    return signing


def strings(given: str | Iterable[object], name: str) -> tuple[str, ...]:
    """Return one string, or several, that a caller gave. Their values are not repeated.

    Raises:
        InvalidRequestError: If they are none.
    """
    several = not isinstance(given, str) and isinstance(given, Iterable)  # pyright: ignore[reportUnnecessaryIsInstance] - a variable may not be set
    each: tuple[object, ...] = tuple(given) if several else (given,)
    for item in each:
        if not isinstance(item, str):
            raise InvalidRequestError(f"{name} must be a string, got {type(item).__name__}")
    return tuple(item for item in each if isinstance(item, str))


def webhook_key(secret: str) -> bytes:
    """The bytes that a Standard Webhooks secret stands for.

    Args:
        secret: The secret, `whsec_` and base64; the prefix may be missing.

    Raises:
        InvalidRequestError: If it is no such secret. It is not repeated.
    """
    try:
        key = b64decode(secret.removeprefix(_WEBHOOK_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise InvalidRequestError(
            "this is no Standard Webhooks secret: expected 'whsec_' and base64"
        )
    return key


def webhook_signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """One entry of `webhook-signature`: it covers the id, the time and every byte of the body.

    Args:
        key: What `webhook_key` gave.
        message_id: `webhook-id`.
        timestamp: `webhook-timestamp`, the seconds since 1970 as they were sent.
        body: The body as it was sent.
    """
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return _VERSION + to_base64(hmac.digest(key, signed, "sha256"))


def is_signed_webhook(
    keys: Iterable[bytes], message_id: str, timestamp: str, body: bytes, signatures: str
) -> bool:
    """Whether one of the signatures in `webhook-signature` is right under one of some keys.

    Several stand there, apart by spaces, while a secret is rotated. Those of another version are not looked
    at.
    """
    offered = [part for part in signatures.split(" ") if part.startswith(_VERSION)]
    return matches_any(
        offered, [webhook_signature(key, message_id, timestamp, body) for key in keys]
    )


def matches_any(offered: Iterable[str], expected: Iterable[str]) -> bool:
    """Whether any is what was expected, in a time that does not tell how near it came."""
    right = [text.encode() for text in expected]
    matched = False
    for text in offered:
        for one in right:
            # As bytes: texts that are not ASCII would be a TypeError.
            matched |= hmac.compare_digest(text.encode(), one)
    return matched


def to_base64(data: bytes) -> str:
    return b64encode(data).decode("ascii")
