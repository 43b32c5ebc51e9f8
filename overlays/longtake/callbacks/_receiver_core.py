"""The receiver without a web framework: routes, verifies and accepts requests."""

from __future__ import annotations

import hashlib
import logging
import secrets as entropy
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypedDict, get_args
from urllib.parse import urlsplit

from attrs import define, field

from longtake._core.callbacks import VerifiedSignature, strings
from longtake._core.values import shown_url
from longtake.callbacks._callback_record import CallbackRecord, received_callback
from longtake.callbacks._events import CallbackPoller, Trust, is_trusted
from longtake.callbacks._parsing import parse, without_content, without_payload
from longtake.callbacks._processor import CallbackProcessor, PendingCallback
from longtake.callbacks._rate_limited_log import RateLimitedLog
from longtake.callbacks._signatures import TOLERANCE_S, provider_signing, signing_keys, verify
from longtake.callbacks._urls import CallbackRoute, CallbackUrls
from longtake.errors import CallbackError, InvalidRequestError, without_frames

if TYPE_CHECKING:
    import asyncio
    from collections.abc import Callable, Mapping, Sequence

    from longtake._core.key_pair import Hidden
    from longtake._providers import ProviderName
    from longtake._shell.client import SyncClient
    from longtake.callbacks._events import Handler
    from longtake.callbacks._parsing import Callback, Headers

_LOG: Final = logging.getLogger("longtake")
_MAX_BODY_BYTES: Final = 256 * 1024
_MAX_WORKERS: Final = 8
_MAX_PENDING: Final = 10_000
_MAX_PENDING_BYTES: Final = 16 * 1024 * 1024


class ReceiverOptions(TypedDict, total=False):
    """The options of a receiver. All are optional.

    Example:
        >>> options: ReceiverOptions = {"base_url": "https://films.example/callbacks", "max_workers": 2}
        >>> receiver = Receiver(**options)
    """

    secret: str | Sequence[str]
    """The secret that addresses are made from, at least 16 characters. Pass several during a rotation: new
    addresses use the first, and addresses of all are accepted. By default one is generated, and addresses are
    valid until the program ends."""
    base_url: str
    """The address at which providers reach this receiver, such as `https://films.example/callbacks`. A
    query, such as a gateway's `?tenant=7`, ends each address."""
    signing_keys: Mapping[ProviderName, str | Sequence[str]]
    """The signing keys of each provider that signs callbacks: under `kie` the webhook key, and under `kling`
    the `whsec_...` secrets of the account. With them, unsigned callbacks of that provider are refused."""
    clients: Sequence[SyncClient[Any]]
    """The clients that poll tasks; by default clients with the keys from the environment."""
    trust: Trust
    """The origin of the snapshots in events: `poll` (the default), `signed` or `body`; see `Trust`."""
    tolerance_s: float
    """The most seconds between a signed time and the current time; 300 by default."""
    max_body_bytes: int
    """The maximum length of a body in bytes; 256 KiB by default. A longer one is refused unread."""
    max_workers: int
    """How many tasks are processed at once; 8 by default."""
    max_pending: int
    """How many callbacks may be pending; 10,000 by default. Further callbacks are refused."""
    max_pending_bytes: int
    """How many bytes of trusted bodies may be pending; 16 MiB by default. Further callbacks are refused."""
    record: CallbackRecord
    """The record of verified callbacks; a new one by default."""
    now: Callable[[], float]
    """A function that returns the current time in seconds since 1970-01-01 UTC, for tests."""


def receiver_core(handlers: Sequence[Handler], options: Hidden[ReceiverOptions]) -> ReceiverCore:
    """Return a receiver with these options.

    Raises:
        InvalidRequestError: If an option is invalid. No variable of its frames shows a secret.
    """
    return without_frames(lambda: ReceiverCore.create(handlers, options.reveal()))


@define(kw_only=True, eq=False, repr=False)
class ReceiverCore:
    """Verifies requests, adds them to the record, and passes them on for processing.

    Attributes:
        record: The record of verified callbacks.
        max_body_bytes: The maximum length of a body.
        base_url: The address at which providers reach the receiver; empty if it is not known.
    """

    record: CallbackRecord
    max_body_bytes: int
    # rich shows the fields that have a repr, even of a class without one: none may contain a secret.
    base_url: str = field(repr=False)
    _urls: CallbackUrls = field(repr=False, alias="urls")
    _signing_keys: Mapping[ProviderName, Sequence[str]] = field(repr=False, alias="signing_keys")
    _trust: Trust = field(alias="trust")
    _tolerance_s: float = field(alias="tolerance_s")
    _now: Callable[[], float] = field(alias="now")
    _refusals: RateLimitedLog = field(alias="refusals")
    _poller: CallbackPoller = field(alias="poller")
    _processor: CallbackProcessor = field(alias="processor")

    @classmethod
    def create(cls, handlers: Sequence[Handler], options: ReceiverOptions) -> ReceiverCore:
        """Return a receiver with these options.

        Raises:
            InvalidRequestError: If an option is invalid.
        """
        if unknown := sorted(options.keys() - ReceiverOptions.__annotations__.keys()):
            # A misspelled `signing_keys` would make a receiver that checks no signature.
            raise InvalidRequestError(
                f"unknown option {unknown[0]!r}; expected one of {', '.join(ReceiverOptions.__annotations__)}"
            )
        secret = options["secret"] if "secret" in options else entropy.token_urlsafe(32)
        urls = CallbackUrls(strings(secret, "secret"))
        base_url = _checked_base_url(options.get("base_url", ""))
        keys = _checked_keys(options.get("signing_keys", {}))
        numbers = {
            "max_body_bytes": options.get("max_body_bytes", _MAX_BODY_BYTES),
            "max_workers": options.get("max_workers", _MAX_WORKERS),
            "max_pending": options.get("max_pending", _MAX_PENDING),
            "max_pending_bytes": options.get("max_pending_bytes", _MAX_PENDING_BYTES),
        }
        trust: Trust = options.get("trust", "poll")
        tolerance_s = options.get("tolerance_s", TOLERANCE_S)
        _check_values(trust, numbers, tolerance_s)
        now = options.get("now", time.time)
        poller = CallbackPoller(tuple(options.get("clients", ())))
        return cls(
            urls=urls,
            record=options["record"] if "record" in options else CallbackRecord(),
            max_body_bytes=numbers.pop("max_body_bytes"),
            base_url=base_url,
            signing_keys=keys,
            trust=trust,
            tolerance_s=tolerance_s,
            now=now,
            refusals=RateLimitedLog(now),
            poller=poller,
            processor=CallbackProcessor(handlers, poller.poll, **numbers),
        )

    def url(self, provider: ProviderName, label: str = "", *, kind: str = "") -> str:
        """Return the address for a provider's callbacks. Keep it secret: anyone with it can send them.

        Args:
            provider: The provider that will send them.
            label: A string that each event has as its `label`, such as an order number.
            kind: The task kind of the callbacks, such as `veo`; empty for any.

        Raises:
            InvalidRequestError: If there is no `base_url` or no such provider, or the label is invalid.
        """
        if not self.base_url:
            raise InvalidRequestError(
                "the receiver has no address that providers can reach: pass base_url='https://...'"
            )
        place, mark, query = self.base_url.partition("?")
        return f"{place.rstrip('/')}{self._urls.make(provider, label, kind)}{mark}{query}"

    def match(self, method: str, path: str, length: str | None) -> CallbackRoute | None:
        """Return the route of a request before its body is read; None if the request is refused.

        Args:
            method: The request's method.
            path: Its path.
            length: Its `Content-Length`; None if it has none.
        """
        route = self._urls.match(path) if method == "POST" else None
        if route is None:
            # Anyone may send requests to a server, so this is not worth a line at INFO.
            _LOG.debug("callbacks: refused: no such address")
        elif length is not None and not self._fits(length):
            self._refused(
                f"{route.provider}: Content-Length must be a number up to {self.max_body_bytes}"
            )
        elif not self._processor.has_room:
            self._refused(f"{route.provider}: too many callbacks are pending")
        else:
            return route
        return None

    def accept(
        self,
        route: CallbackRoute,
        headers: Headers,
        body: bytes,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> bool:
        """Verify a request and add its callback to the record; it is processed in another thread.

        Args:
            route: The route that `match` returned.
            headers: The request's headers.
            body: The request's body.
            loop: The event loop that received it.

        Returns:
            Whether the response is a 200. That of a repeat is, and a repeat changes nothing.
        """
        if len(body) > self.max_body_bytes:
            self._refused(f"{route.provider}: the body must be {self.max_body_bytes} bytes at most")
            return False
        try:
            signature = self._verified(route.provider, headers, body)
            callback = parse(route.provider, headers, body, kind=route.kind)
        except CallbackError as error:
            self._refused(f"{error}")
            return False
        fingerprints = _fingerprints(callback, body, signature)
        if not self.record._add(received_callback(callback, route.label), fingerprints):  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - users have no use for it
            _LOG.debug("callbacks: %s: a repeat is ignored", route.provider)
            return True
        signed = signature is not None and signature.covers_body
        trusted = is_trusted(callback, self._trust, body_signed=signed)
        pending = PendingCallback(
            # A body that is not used must not stay in memory: it may be long.
            callback=without_payload(callback) if trusted else without_content(callback),
            label=route.label,
            trusted=trusted,
            on_unsettled=lambda: self.record._forget(route.provider, fingerprints),  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - users have no use for it
            loop=loop,
            size_bytes=len(body) if trusted else 0,
        )
        if self._processor.add(pending):
            return True
        # Closed while the body was read: the response is not a 200, so the provider sends the callback again.
        pending.on_unsettled()
        return False

    def close(self, timeout: float | None = 30.0) -> int:
        """Refuse further callbacks, and wait for the handlers.

        Args:
            timeout: The maximum seconds to wait; None means no limit.

        Returns:
            The number of tasks with callbacks that are not handled; the logger `longtake` names them.
        """
        unhandled = self._processor.close(timeout)
        self._poller.close()
        return unhandled

    def _refused(self, reason: str) -> None:
        """Log a refusal, within a limit: requests to one address must not fill a disk."""
        self._refusals.info("callbacks: refused: %s", reason)

    def _fits(self, length: str) -> bool:
        whole = length.isascii() and length.isdecimal() and len(length) < len("1000000000000")
        return whole and int(length) <= self.max_body_bytes

    def _verified(
        self, provider: ProviderName, headers: Headers, body: bytes
    ) -> VerifiedSignature | None:
        keys = self._signing_keys.get(provider)
        if not keys:
            return None
        return verify(
            provider, headers, body, keys, tolerance_s=self._tolerance_s, now_s=self._now()
        )


@define(eq=False, repr=False, slots=False)
class ReceiverApp:
    """The part of a receiver that is the same behind any server."""

    _core: ReceiverCore = field(repr=False)

    @property
    def record(self) -> CallbackRecord:
        """The record of verified callbacks."""
        return self._core.record

    def url(self, provider: ProviderName, label: str = "", *, kind: str = "") -> str:
        """Return the address for a provider's callbacks. Keep it secret: anyone with it can send them.

        Args:
            provider: The provider that will send them.
            label: A string that each event has as its `label`, such as an order number.
            kind: The task kind of the callbacks, such as `veo`; empty for any.

        Raises:
            InvalidRequestError: If there is no `base_url` or no such provider, or the label is invalid.
        """
        return self._core.url(provider, label, kind=kind)


def _fingerprints(
    callback: Callback[Any], body: bytes, signature: VerifiedSignature | None
) -> tuple[str, ...]:
    """Return the identity of a callback: its body, and what was signed, if anything."""
    content = hashlib.sha256(body).hexdigest()
    of_body = (f"{callback.provider} body {callback.task_id} {content}",)
    return (*of_body, f"{callback.provider} signed {signature.message}") if signature else of_body


def _checked_base_url(url: str) -> str:
    """Return a receiver's address, or an empty string.

    Raises:
        InvalidRequestError: If it is neither.
    """
    with suppress(ValueError):
        parts = urlsplit(url)
        plain = url.isascii() and url.isprintable() and not {*"# "} & {*url}
        web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        if not url or (plain and web):
            return url
    raise InvalidRequestError(
        f"base_url must be an address such as https://films.example/callbacks, got {shown_url(url)}"
    )


def _checked_keys(
    given: Mapping[ProviderName, str | Sequence[str]],
) -> dict[ProviderName, tuple[str, ...]]:
    """Return each provider's signing keys.

    Raises:
        InvalidRequestError: If a key is invalid, or its provider signs nothing.
    """
    found: dict[ProviderName, tuple[str, ...]] = {}
    for provider, keys in given.items():
        signing, found[provider] = provider_signing(provider), signing_keys(keys)
        for key in found[provider]:
            if signing is None:
                raise InvalidRequestError(
                    f"signing_keys must not have keys of {provider}, which does not sign callbacks: "
                    "remove them"
                )
            signing.check_key(key)
    return found


def _check_values(trust: str, numbers: Mapping[str, int], tolerance_s: float) -> None:
    """Check the options that hold no secret.

    Raises:
        InvalidRequestError: If one is out of its range.
    """
    if trust not in get_args(Trust):
        raise InvalidRequestError(
            f"trust must be one of {', '.join(get_args(Trust))}, got {trust!r}"
        )
    for name, number in numbers.items():
        if number < 1:
            raise InvalidRequestError(f"{name} must be 1 or more, got {number}")
    if not tolerance_s >= 0:
        raise InvalidRequestError(f"tolerance_s must be 0 or more, got {tolerance_s}")
