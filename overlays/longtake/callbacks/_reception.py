"""A receiver without a web framework: what to make of a request, before and after its body is read."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import secrets as entropy
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypedDict, Unpack
from urllib.parse import urlsplit

from longtake._core.callbacks import Proof, strings
from longtake._core.key_pair import Hidden
from longtake._core.values import plain_address
from longtake._shell.client import SyncClient
from longtake.callbacks._events import Believe, Handler, Reader, believable
from longtake.callbacks._parsing import Callback, Headers, Provider, parse
from longtake.callbacks._paths import Door, Paths
from longtake.callbacks._proofs import TOLERANCE_S, signing_keys, signing_of, verify
from longtake.callbacks._record import Record, announced
from longtake.callbacks._sparing_log import SparingLog
from longtake.callbacks._work import Job, Work
from longtake.errors import CallbackError, InvalidRequestError, without_frames

_LOG: Final = logging.getLogger("longtake")
_LIMIT_BYTES: Final = 256 * 1024
_MAX_PENDING_BYTES: Final = 16 * 1024 * 1024
_BELIEFS: Final = ("read", "signed", "body")


class Options(TypedDict, total=False):
    """How calls are received. Everything may be left out."""

    secret: str | Sequence[str]
    """What addresses are made from, at least 16 characters. Several while one is changed: the first makes
    addresses, all are known. Without it, one is made up, and addresses are good until the program ends."""
    base_url: str
    """Where providers reach this receiver, such as `https://films.example/callbacks`. A query, such as a
    gateway's `?tenant=7`, ends each address."""
    signing_keys: Mapping[Provider, str | Sequence[str]]
    """The signing keys of each provider that signs callbacks: kie's, and under `chainhub` the `whsec_...`
    secrets of a Kling account. With them, a call of that provider must be signed."""
    clients: Sequence[SyncClient[Any]]
    """The clients that tasks are read again with; otherwise those that the environment has keys for."""
    believe: Believe
    """Whose word counts: `read` (the default), `signed` or `body`; see `Believe`."""
    tolerance_s: float
    """Seconds that a signed time may be off, either way; otherwise 300."""
    limit_bytes: int
    """How long a body may be; otherwise 256 KiB. A longer one is refused before it is read."""
    threads: int
    """How many tasks are read again and handled at once; otherwise 8."""
    most_pending: int
    """How many calls may wait for that; otherwise 10 000. What comes on top is refused."""
    max_pending_bytes: int
    """How many bytes of bodies may wait for that where a body is trusted; otherwise 16 MiB. Further
    callbacks are refused."""
    record: Record
    """Where announcements are noted; otherwise one of the receiver's own."""
    now: Callable[[], float]
    """What tells the time, in seconds since 1970, for tests."""


def reception(handlers: Sequence[Handler], given: Hidden[Options]) -> Reception:
    """Return a receiver with these options.

    Raises:
        InvalidRequestError: If a secret or an option cannot be used. No variable of its frames shows one.
    """
    return without_frames(lambda: Reception(handlers, **given.reveal()))


class Reception:
    """Judges requests, notes what they announce, and lets it be worked on."""

    def __init__(self, handlers: Sequence[Handler], **options: Unpack[Options]) -> None:
        if unknown := sorted(options.keys() - Options.__annotations__.keys()):
            # A signing key under another name would be a receiver that checks no signature.
            raise InvalidRequestError(
                f"there is no option {unknown[0]!r}: expected one of {', '.join(Options.__annotations__)}"
            )
        secret = options["secret"] if "secret" in options else entropy.token_urlsafe(32)
        self.paths = Paths(strings(secret, "secret"))
        self.record = options.get("record") or Record()
        self.limit_bytes = options.get("limit_bytes", _LIMIT_BYTES)
        self.base_url = _checked_base(options.get("base_url", ""))
        self._keys = _checked_keys(options.get("signing_keys", {}))
        self._believe: Believe = options.get("believe", "read")
        if self._believe not in _BELIEFS:
            raise InvalidRequestError(
                f"believe must be one of {', '.join(_BELIEFS)}, not {self._believe!r}"
            )
        self._tolerance_s = options.get("tolerance_s", TOLERANCE_S)
        threads, most_pending = options.get("threads", 8), options.get("most_pending", 10_000)
        max_pending_bytes = options.get("max_pending_bytes", _MAX_PENDING_BYTES)
        _check_numbers(
            limit_bytes=self.limit_bytes,
            threads=threads,
            most_pending=most_pending,
            max_pending_bytes=max_pending_bytes,
        )
        if not self._tolerance_s >= 0:
            raise InvalidRequestError(f"tolerance_s must be at least 0, not {self._tolerance_s}")
        self._now = options.get("now", time.time)
        self._refusals = SparingLog(self._now)
        self._reader = Reader(tuple(options.get("clients", ())))
        self._work = Work(
            handlers,
            self._reader.read,
            threads=threads,
            most_pending=most_pending,
            max_pending_bytes=max_pending_bytes,
        )

    def url(self, provider: Provider, label: str = "", *, kind: str = "") -> str:
        """The address to give a provider as its callback URL. Who knows it can call: keep it to yourself.

        Args:
            provider: Who will call.
            label: What the calls shall be known by, such as an order's number.
            kind: The task kind that the calls are about, such as `veo`; empty if it may be any.

        Raises:
            InvalidRequestError: If there is no `base_url`, no such provider, or the label is none.
        """
        if not self.base_url:
            raise InvalidRequestError(
                "where vendors reach this receiver is not known: give base_url='https://...'"
            )
        place, mark, query = self.base_url.partition("?")
        return f"{place.rstrip('/')}{self.paths.make(provider, label, kind)}{mark}{query}"

    def door(self, method: str, path: str, length: str | None) -> Door | None:
        """What can be said of a request before its body is read: None if it is refused.

        Args:
            method: The request's method.
            path: Its path.
            length: Its `Content-Length`, None if it has none.
        """
        door = self.paths.find(path) if method == "POST" else None
        if door is None:
            # Anybody may knock: that is no news.
            _LOG.debug("callbacks: refused: no address of ours was called")
        elif length is not None and not self._fits(length):
            self._refused(
                f"{door.provider}: the body is longer than {self.limit_bytes} bytes, or its length is none"
            )
        elif not self._work.accepts:
            self._refused(f"{door.provider}: too much is waiting to be handled")
        else:
            return door
        return None

    def take(
        self,
        door: Door,
        headers: Headers,
        body: bytes,
        loop: asyncio.AbstractEventLoop | None = None,
    ) -> bool:
        """Judge a request and note what it announces; the work begins elsewhere.

        Args:
            door: Where it came in.
            headers: Its headers.
            body: Its body.
            loop: The event loop that it came in by.

        Returns:
            Whether it is answered as received. A repeat is, and changes nothing.
        """
        if len(body) > self.limit_bytes:
            self._refused(f"{door.provider}: the body is longer than {self.limit_bytes} bytes")
            return False
        try:
            proof = self._proof(door.provider, headers, body)
            callback = parse(door.provider, headers, body, kind=door.kind)
        except CallbackError as error:
            self._refused(f"{error}")
            return False
        marks = _marks(callback, body, proof)
        if not self.record.hear(announced(callback, door.label), marks):
            _LOG.debug("callbacks: %s: a repeat, nothing is done", door.provider)
            return True
        signed = proof is not None and proof.covers_body
        believed = believable(callback, self._believe, body_signed=signed)
        job = Job(
            # A body that is not used must not wait in memory: it may be long.
            callback=callback.without_payload() if believed else callback.without_words(),
            label=door.label,
            believed=believed,
            size_bytes=len(body) if believed else 0,
            failed=lambda: self.record.forget(door.provider, marks),
            loop=loop,
        )
        if self._work.add(job):
            return True
        # Closed while it was read: with another answer than 200 the vendor calls again.
        job.failed()
        return False

    def close(self, timeout: float | None = 30.0) -> int:
        """Refuse what comes from now on, and wait for what is being handled.

        Args:
            timeout: Seconds to wait at most; None: no limit.

        Returns:
            How many tasks have news that is not handled yet; the logger `longtake` names them.
        """
        unhandled = self._work.close(timeout)
        self._reader.close()
        return unhandled

    def _refused(self, why: str) -> None:
        """Log why, but not each of thousands: who knows an address must not fill a disk."""
        self._refusals.info("callbacks: refused: %s", why)

    def _fits(self, length: str) -> bool:
        whole = length.isascii() and length.isdecimal() and len(length) < len("1000000000000")
        return whole and int(length) <= self.limit_bytes

    def _proof(self, provider: Provider, headers: Headers, body: bytes) -> Proof | None:
        keys = self._keys.get(provider)
        if not keys:
            return None
        return verify(
            provider, headers, body, keys, tolerance_s=self._tolerance_s, now_s=self._now()
        )


class Application:
    """What a receiver offers whatever server it stands behind."""

    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    @property
    def record(self) -> Record:
        """What was announced so far."""
        return self._reception.record

    def url(self, provider: Provider, label: str = "", *, kind: str = "") -> str:
        """The address to give a provider as its callback URL. Who knows it can call: keep it to yourself.

        Args:
            provider: Who will call.
            label: What the calls shall be known by, such as an order's number.
            kind: The task kind that the calls are about, such as `veo`; empty if it may be any.

        Raises:
            InvalidRequestError: If there is no `base_url`, no such provider, or the label is none.
        """
        return self._reception.url(provider, label, kind=kind)


def _marks(callback: Callback[Any], body: bytes, proof: Proof | None) -> tuple[str, ...]:
    """What a call is known again by: its body, and what was signed, whatever the body says by then."""
    content = hashlib.sha256(body).hexdigest()
    marks = (f"{callback.provider} body {callback.task_id} {content}",)
    return (*marks, f"{callback.provider} signed {proof.message}") if proof else marks


def _checked_base(url: str) -> str:
    """A receiver's address, if it can be one; empty if it has none."""
    with suppress(ValueError):
        parts = urlsplit(url)
        plain = url.isascii() and url.isprintable() and not {*"# "} & {*url}
        web = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
        if not url or (plain and web):
            return url
    raise InvalidRequestError(
        f"base_url must be an address such as https://films.example/callbacks, got {plain_address(url)}"
    )


def _checked_keys(
    given: Mapping[Provider, str | Sequence[str]],
) -> dict[Provider, tuple[str, ...]]:
    """Return each provider's signing keys. Raises `InvalidRequestError` for what cannot be one."""
    found: dict[Provider, tuple[str, ...]] = {}
    for provider, keys in given.items():
        signing, found[provider] = signing_of(provider), signing_keys(keys)
        for key in found[provider]:
            if signing is None:
                raise InvalidRequestError(
                    f"signing_keys has keys of {provider}, which signs nothing: leave them out"
                )
            signing.check(key)
    return found


def _check_numbers(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1:
            raise InvalidRequestError(f"{name} must be at least 1, not {number}")
