"""Callbacks: how they are read, received and signed."""

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
    """The task id and the snapshot in a callback."""

    task_id: str | None
    snapshot: Snapshot


@frozen(kw_only=True)
class CallbackSpec:
    """How callbacks of a task kind are read.

    Attributes:
        recognized_by: The fields that identify such a callback, for a message.
        read: Parses a body; returns None if it belongs to another task kind. May raise `CallbackError`, and
            any of `PARSE_ERRORS` for values of undocumented types.
    """

    recognized_by: str
    read: Callable[[JsonObject], ParsedCallback | None]


def with_callback_url(body: object, parameter: str | None, url: str) -> object:
    """Return a submission's body with a callback URL.

    Args:
        body: The body.
        parameter: The attribute of the body that takes the URL, None if the operation takes none.
        url: The callback URL.

    Raises:
        InvalidRequestError: If the body has a callback URL already, or the operation takes none.
    """
    if parameter is None or not _has_attribute(body, parameter):
        raise InvalidRequestError(
            "callbacks must be left out: this operation has no parameter"
            f"{f' {parameter}' if parameter else ''} for a callback URL. Nothing was sent"
        )
    if isinstance(getattr(body, parameter), str):
        raise InvalidRequestError(
            f"{parameter} and callbacks are mutually exclusive; pass only one. Nothing was sent"
        )
    return _with_attribute(body, parameter, url)


def without_callback_url(body: object, parameter: str | None) -> object:
    """Return a submission's body without its callback URL, for a comparison of two requests."""
    if parameter is None or not _has_attribute(body, parameter):
        return body
    known = fields_dict(cast("type[AttrsInstance]", type(body)))
    return _with_attribute(body, parameter, known[parameter].default)


def with_reference(body: object, parameter: str | None, reference: str) -> object:
    """Return a submission's body with an id of longtake's own for the task, unless the caller gave one.

    Args:
        body: The body.
        parameter: The attribute of the body that takes the id, None if the provider takes none.
        reference: The id.
    """
    if parameter is None or not _has_attribute(body, parameter):
        return body
    return body if getattr(body, parameter) else _with_attribute(body, parameter, reference)


def _has_attribute(body: object, parameter: str) -> bool:
    kind = type(body)
    return has(kind) and parameter in fields_dict(kind)


def _with_attribute(body: object, parameter: str, value: object) -> object:
    other = copy(body)
    setattr(other, parameter, value)
    return other


class CallbackEvent(Protocol):
    """The content of a callback. It is only a hint; the state that counts comes from a poll."""

    @property
    def state(self) -> State:
        """Return the state of the task according to the callback."""
        ...


Listener: TypeAlias = Callable[[CallbackEvent], object]
"""A function that takes each callback of a task. It runs in the receiving thread and must not block."""


class Callbacks(Protocol):
    """A receiver of callbacks, such as `longtake.callbacks.Receiver`.

    Example:
        >>> class Queue:
        ...     def url(self, provider, /, *, kind=""):
        ...         return f"https://films.example/callbacks/{provider}"
        ...     def subscribe(self, provider, task_id, listener, /):
        ...         return lambda: None
        >>> task = kie.veo.generate(prompt="A dog runs along a beach", callbacks=Queue())
    """

    def url(self, provider: Any, /, *, kind: str = "") -> str:  # noqa: ANN401 - receivers take literals
        """Return the URL for a provider's callbacks.

        Args:
            provider: The provider's name, such as `kie`.
            kind: The task kind of the callbacks, such as `veo`; empty for any.
        """
        ...

    def subscribe(self, provider: str, task_id: str, listener: Listener, /) -> Callable[[], None]:
        """Call a listener for each callback of a task, also for those received before.

        Returns:
            A function that ends the subscription.
        """
        ...


def check_callbacks(callbacks: object) -> None:
    """Check that an argument can receive callbacks.

    Raises:
        InvalidRequestError: If it lacks a method. The message does not show the value, because it may be a
            callback URL, which is secret.
    """
    if callbacks is None:
        return
    if not all(callable(getattr(callbacks, name, None)) for name in ("url", "subscribe")):
        raise InvalidRequestError(
            "callbacks must be a longtake.callbacks.Receiver or have its methods url and subscribe, got "
            f"{type(callbacks).__name__}"
        )


_WEBHOOK_PREFIX: Final = "whsec_"
_VERSION: Final = "v1,"


@frozen
class VerifiedSignature:
    """A valid signature.

    Example:
        >>> signature = verify("kie", headers, body, webhook_key)
        >>> signature.covers_body
        False

    Attributes:
        covers_body: Whether the signature covers the body. If not, it covers only the task id and the time.
        message: The identity of the signed message, the same for a callback that is sent again or replayed.
    """

    covers_body: bool
    message: str


@frozen(kw_only=True)
class CallbackSigning:
    """How a provider signs callbacks.

    Attributes:
        variable: The environment variable from which `python -m longtake.callbacks` reads the keys.
        keys_description: A description of the keys, for `--help`.
        check_key: Raises `InvalidRequestError` for an invalid key.
        verify: Takes the headers (by lower-case names), the body and the keys; returns the signature and the
            signed time as sent, in seconds since 1970. Raises `CallbackError` if no key matches.
    """

    variable: str
    keys_description: str
    check_key: Callable[[str], object]
    verify: Callable[[Mapping[str, str], bytes, Collection[str]], tuple[VerifiedSignature, str]]


def callback_signing(provider: Provider) -> CallbackSigning | None:
    """Return how a provider signs callbacks, None if it does not sign them."""
    signing: CallbackSigning | None = getattr(
        import_module(provider.module), "CALLBACK_SIGNING", None
    )
    return signing


def strings(given: str | Iterable[object], name: str) -> tuple[str, ...]:
    """Return the strings of an argument that takes one string or several.

    Raises:
        InvalidRequestError: If one is not a string. The message does not show its value.
    """
    several = not isinstance(given, str) and isinstance(given, Iterable)  # pyright: ignore[reportUnnecessaryIsInstance] - a variable may not be set
    each: tuple[object, ...] = tuple(given) if several else (given,)
    for item in each:
        if not isinstance(item, str):
            raise InvalidRequestError(f"{name} must be a string, got {type(item).__name__}")
    return tuple(item for item in each if isinstance(item, str))


def webhook_key(secret: str) -> bytes:
    """Return the key in a Standard Webhooks secret.

    Args:
        secret: The secret: `whsec_` and base64. The prefix may be missing.

    Raises:
        InvalidRequestError: If the secret is invalid. The message does not show it.
    """
    try:
        key = b64decode(secret.removeprefix(_WEBHOOK_PREFIX), validate=True)
    except ValueError:
        key = b""
    if not key:
        raise InvalidRequestError(
            "the Standard Webhooks secret is not valid: it must be 'whsec_' followed by base64"
        )
    return key


def webhook_signature(key: bytes, message_id: str, timestamp: str, body: bytes) -> str:
    """Return one entry of `webhook-signature`. It covers the id, the time and every byte of the body.

    Args:
        key: The key from `webhook_key`.
        message_id: The header `webhook-id`.
        timestamp: The header `webhook-timestamp`: seconds since 1970, as sent.
        body: The body as sent.
    """
    signed = b".".join((message_id.encode(), timestamp.encode(), body))
    return _VERSION + to_base64(hmac.digest(key, signed, "sha256"))


def is_signed_webhook(
    keys: Iterable[bytes], message_id: str, timestamp: str, body: bytes, signatures: str
) -> bool:
    """Return whether a signature in `webhook-signature` is valid for one of the keys.

    While a secret is rotated, the header holds several signatures, separated by spaces. Signatures of other
    versions are ignored.
    """
    offered = [part for part in signatures.split(" ") if part.startswith(_VERSION)]
    return matches_any(
        offered, [webhook_signature(key, message_id, timestamp, body) for key in keys]
    )


def matches_any(offered: Iterable[str], expected: Iterable[str]) -> bool:
    """Return whether any string equals an expected one, in constant time."""
    expected_bytes = [text.encode() for text in expected]
    matched = False
    for text in offered:
        for each in expected_bytes:
            # `compare_digest` raises TypeError for strings that are not ASCII.
            matched |= hmac.compare_digest(text.encode(), each)
    return matched


def to_base64(data: bytes) -> str:
    """Return bytes in standard base64."""
    return b64encode(data).decode("ascii")
