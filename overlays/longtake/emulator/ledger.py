"""The ledger: requests that arrived, tasks that were made and charged, callbacks that were sent."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import asdict, frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

# The provider of a request that reaches none.
UNKNOWN_PROVIDER: Final = "unknown"

log = logging.getLogger("longtake.emulator")

Record = TypeVar("Record")


@frozen
class RequestRecord:
    """One request and its response.

    Example:
        >>> task = kie.veo.generate(prompt="A dog runs along a beach")
        >>> request = emulator.ledger.requests[-1]
        >>> request.method, request.path, request.status
        ('POST', '/api/v1/veo/generate', 200)

    Attributes:
        time: The clock's time, in seconds since 1970-01-01 UTC.
        provider: The provider's name, or `media` for a download.
        method: The HTTP method.
        path: The path as it arrived, without the query, which may contain a link's signature.
        operation: The operation: `submit` or `read` with the task kind's key; None without a match.
        status: The HTTP status that was sent; None when the connection was cut.
        code: The code in the body of the response, None if it has none.
        task_id: The task that the request started, even if the response was never sent.
        fault: The fault that was injected; None for a normal response.
        query: The query as it arrived; empty for a download, whose query may contain a link's signature.
        body: The body that passed validation; None without one, or when it was not read or not valid.
    """

    time: float
    provider: str
    method: str
    path: str
    operation: str | None
    status: int | None
    code: int | None
    task_id: str | None
    fault: str | None = None
    query: str = ""
    body: Mapping[str, Any] | None = None


@frozen
class CreateRecord:
    """One task that was made and charged.

    Example:
        >>> task = kie.veo.generate(prompt="A dog runs along a beach")
        >>> record = emulator.ledger.create_of(task.id)
        >>> record.credits, record.request["prompt"]
        (60.0, 'A dog runs along a beach')

    Attributes:
        time: The clock's time, in seconds since 1970-01-01 UTC.
        kind: The key of the task kind, such as `kie/veo`.
        task_id: The task's id.
        source: The id that was extended; None for a first video.
        credits: The credits that were charged, 0 where the provider charges nothing.
        seconds_added: How many seconds the task makes.
        request: The body of the request that passed validation.
        reference_field: The field of the request with the caller's own id for the task, None for none.
            Requests that differ only in it count as equal.
    """

    time: float
    kind: str
    task_id: str
    source: str | None
    credits: float
    seconds_added: float
    request: Mapping[str, Any]
    reference_field: str | None = None

    @property
    def digest(self) -> str:
        """A short hash of the request: the same for two equal requests."""
        intent = {
            name: value for name, value in self.request.items() if name != self.reference_field
        }
        canonical = json.dumps(intent, sort_keys=True, separators=(",", ":")).encode()
        return hashlib.sha256(canonical).hexdigest()[:16]


@frozen
class Duplicate:
    """Creates in one task kind with equal requests.

    Example:
        >>> tasks = [kie.veo.generate(prompt="A dog runs along a beach") for _ in range(2)]
        >>> (duplicate,) = emulator.ledger.duplicates()
        >>> [record.task_id for record in duplicate.creates] == [task.id for task in tasks]
        True

    Attributes:
        kind: The key of the task kind, such as `kie/veo`.
        digest: The hash of the requests.
        creates: At least two records, oldest first.
    """

    kind: str
    digest: str
    creates: tuple[CreateRecord, ...]

    @property
    def credits_lost(self) -> float:
        """The credits of the second and later tasks."""
        return sum(record.credits for record in self.creates[1:])


@frozen
class DeliveryRecord:
    """One attempt to send a callback, or a callback that a fault left out.

    Example:
        >>> with receiver.serving():
        ...     video = kie.veo.generate(prompt="A dog runs along a beach", callbacks=receiver).wait()
        >>> [(delivery.state, delivery.status) for delivery in emulator.ledger.deliveries]
        [('succeeded', 200)]

    Attributes:
        time: When it began, by the clock, in seconds since 1970-01-01 UTC.
        kind: The key of the task kind, such as `kie/veo`.
        task_id: The task whose submit had the address, also where a forged callback names another.
        url: The address.
        state: The task's state in the callback: the provider's word, or how it ended.
        attempt: The number of the attempt, from 1; 0 for a callback that is never sent.
        status: The HTTP status of the response; None without one.
        error: Why there was no response.
        fault: The fault that was injected; None for a normal callback.
    """

    time: float
    kind: str
    task_id: str
    url: str
    state: str
    attempt: int
    status: int | None
    error: str | None = None
    fault: str | None = None


class Ledger:
    """Every request, create and callback since the emulator was made or reset, oldest first.

    Example:
        >>> task = kie.veo.generate(prompt="A dog runs along a beach")
        >>> len(emulator.ledger.creates), emulator.ledger.duplicates()
        (1, ())
    """

    def __init__(self) -> None:
        self._requests: list[RequestRecord] = []
        # By their tasks' ids, in the order in which they were made.
        self._creates: dict[str, CreateRecord] = {}
        self._deliveries: list[DeliveryRecord] = []
        self._lock = threading.Lock()
        # Each in a tuple of its own, so that a listener that is added twice can be removed once.
        self._listeners: tuple[tuple[Callable[[RequestRecord], None]], ...] = ()
        self._delivery_listeners: tuple[tuple[Callable[[DeliveryRecord], None]], ...] = ()

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """Every request with a response or a cut connection."""
        with self._lock:
            return tuple(self._requests)

    @property
    def creates(self) -> tuple[CreateRecord, ...]:
        """Every task that was made."""
        with self._lock:
            return tuple(self._creates.values())

    @property
    def deliveries(self) -> tuple[DeliveryRecord, ...]:
        """Every attempt to send a callback."""
        with self._lock:
            return tuple(self._deliveries)

    def create_of(self, task_id: str) -> CreateRecord | None:
        """Return the record of a task; None if no task with this id was made."""
        with self._lock:
            return self._creates.get(task_id)

    def creates_of(self, kind: str) -> tuple[CreateRecord, ...]:
        """Return the tasks that were made in one task kind, by its key."""
        return tuple(record for record in self.creates if record.kind == kind)

    def reads_of(self, kind: str) -> tuple[RequestRecord, ...]:
        """Return the requests that read a task of one task kind, by its key."""
        return tuple(record for record in self.requests if record.operation == f"read {kind}")

    def duplicates(self) -> tuple[Duplicate, ...]:
        """Return the tasks of equal requests: probably one submission that was sent and charged twice.

        A test that wants the same video twice needs two requests that differ, such as by the seed.
        """
        groups: dict[tuple[str, str], list[CreateRecord]] = {}
        for record in self.creates:
            groups.setdefault((record.kind, record.digest), []).append(record)
        return tuple(
            Duplicate(kind, digest, tuple(creates))
            for (kind, digest), creates in groups.items()
            if len(creates) > 1
        )

    def listen(self, listener: Callable[[RequestRecord], None]) -> Callable[[], None]:
        """Call `listener` with every request from now on, in the thread that sends the response.

        Its exceptions are logged and not raised. A reset of the emulator does not remove it.

        Returns:
            A function that removes the listener.
        """
        entry = (listener,)
        with self._lock:
            self._listeners = (*self._listeners, entry)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(kept for kept in self._listeners if kept is not entry)

        return stop

    def listen_to_deliveries(self, listener: Callable[[DeliveryRecord], None]) -> None:
        """Call `listener` with every attempt to send a callback, in the thread that made it."""
        with self._lock:
            self._delivery_listeners = (*self._delivery_listeners, (listener,))

    def clear(self) -> None:
        """Remove every record; the listeners stay."""
        with self._lock:
            self._deliveries.clear()
            self._requests.clear()
            self._creates.clear()

    def add_request(self, record: RequestRecord) -> None:
        """Add a request."""
        with self._lock:
            self._requests.append(record)
        _notify(self._listeners, record)

    def add_delivery(self, record: DeliveryRecord) -> None:
        """Add an attempt to send a callback."""
        with self._lock:
            self._deliveries.append(record)
        _notify(self._delivery_listeners, record)

    def add_create(self, record: CreateRecord) -> None:
        """Add a task that was made."""
        with self._lock:
            self._creates[record.task_id] = record

    def as_json(self) -> dict[str, Any]:
        """Return the whole ledger as `/_emulator/state` shows it."""
        return {
            "requests": [asdict(record) for record in self.requests],
            "deliveries": [asdict(record) for record in self.deliveries],
            "creates": [_create_as_json(record) for record in self.creates],
            "duplicates": [
                {
                    "kind": found.kind,
                    "task_ids": [record.task_id for record in found.creates],
                    "credits_lost": found.credits_lost,
                }
                for found in self.duplicates()
            ],
        }


def _notify(listeners: tuple[tuple[Callable[[Record], None]], ...], record: Record) -> None:
    for (listener,) in listeners:
        try:
            listener(record)
        except Exception:
            # The request is carried out and needs its response, even if a listener fails.
            log.exception("a listener of the ledger failed")


def _create_as_json(record: CreateRecord) -> dict[str, Any]:
    return {**asdict(record), "digest": record.digest}


def describe_request(record: RequestRecord, ledger: Ledger) -> str:
    """Describe a request and its result in one line, for the log and beside a test that failed."""
    parts = ["no response" if record.status is None else str(record.status)]
    if record.code not in {None, record.status}:
        parts.append(f"code {record.code}")
    if record.task_id is not None:
        parts.append(f"made {record.task_id}{_price(record.task_id, ledger)}")
    if record.fault is not None:
        parts.append(f"fault: {record.fault}")
    if record.provider == UNKNOWN_PROVIDER:
        parts.append("no provider has this path; check the base URL")
    target = f"{record.path}?{record.query}" if record.query else record.path
    return f"{record.provider} {record.method} {_escaped(target)}: {', '.join(parts)}"


def describe_delivery(record: DeliveryRecord) -> str:
    """Describe an attempt to send a callback and its result in one line."""
    parts = [str(record.error) if record.status is None else str(record.status)]
    if record.attempt > 1:
        parts.append(f"attempt {record.attempt}")
    if record.fault is not None:
        parts.append(f"fault: {record.fault}")
    callback = f"{record.kind} callback to {record.url} ({record.task_id} {record.state})"
    return f"{_escaped(callback)}: {', '.join(map(_escaped, parts))}"


def _escaped(text: str) -> str:
    # A client's bytes must not write lines or control characters of their own into the log.
    return text.encode("unicode_escape").decode("ascii")


def _price(task_id: str, ledger: Ledger) -> str:
    create = ledger.create_of(task_id)
    if create is None or not create.credits:
        return ""
    return f" for {create.credits:g} {'credit' if create.credits == 1 else 'credits'}"
