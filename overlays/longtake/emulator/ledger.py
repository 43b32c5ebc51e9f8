"""What arrived, and what was made and billed: the ledger that tests ask afterwards."""

import hashlib
import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

# What a request that reaches no vendor is entered under.
NOBODY = "unknown"

log = logging.getLogger("longtake.emulator")

Record = TypeVar("Record")


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request as it was answered."""

    time: float
    """The clock's time, in seconds since 1970-01-01 UTC."""
    provider: str
    """The provider's name, or `media` for a download."""
    method: str
    path: str
    """As it came, without the query, which may hold a link's signature."""
    operation: str | None
    """What it was taken for: `submit` or `read` with the family's key; None when it matched nothing."""
    status: int | None
    """The HTTP status sent, None when the connection was cut."""
    code: int | None
    """The code in the body of the answer, where there was one."""
    task_id: str | None
    """The task that the request made, also when its answer never left."""
    fault: str | None = None
    """What went wrong on purpose, None for a calm answer."""
    query: str = ""
    """As it came; empty for a download, whose query may hold a link's signature."""
    body: Mapping[str, Any] | None = None
    """The body as it was understood; None without one, or when it was not read or not understood."""


@dataclass(frozen=True, slots=True)
class CreateRecord:
    """One task that was made and billed."""

    time: float
    family: str
    """The family's key: provider and name."""
    task_id: str
    source: str | None
    """The id that was extended; None for a first video."""
    credits: float
    """What was taken from the account, 0 where the vendor takes nothing."""
    seconds_added: int
    request: Mapping[str, Any]
    """The body of the request, as it was understood."""

    @property
    def digest(self) -> str:
        """A short hash of the request: the same for two that asked for the same."""
        canonical = json.dumps(self.request, sort_keys=True, separators=(",", ":")).encode()
        return hashlib.sha256(canonical).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Creates in one family whose requests asked for the same."""

    family: str
    digest: str
    creates: tuple[CreateRecord, ...]
    """At least two, oldest first."""

    @property
    def credits_lost(self) -> float:
        """What the second and later ones cost."""
        return sum(record.credits for record in self.creates[1:])


@dataclass(frozen=True, slots=True)
class DeliveryRecord:
    """One try to call a callback address, or a call that was left out on purpose."""

    time: float
    """When it began, by the clock, in seconds since 1970-01-01 UTC."""
    family: str
    """The family's key: provider and name."""
    task_id: str
    """The task whose submit had the address, also where a forged call names another."""
    url: str
    state: str
    """What the call said of the task: its vendor's word for a state, or how it ended."""
    attempt: int
    """Which try it was, counted from 1; 0 for a call that is never made."""
    status: int | None
    """The HTTP status that was answered, None without an answer."""
    error: str | None = None
    """Why there was no answer."""
    fault: str | None = None
    """What went wrong on purpose, None for a calm call."""


class Ledger:
    """Every request, create and callback since the emulator began, oldest first."""

    def __init__(self) -> None:
        self._requests: list[RequestRecord] = []
        # By their tasks' ids, in the order in which they were made.
        self._creates: dict[str, CreateRecord] = {}
        self._deliveries: list[DeliveryRecord] = []
        self._lock = threading.Lock()
        # Each in a tuple of its own, so that one who listens twice can stop once.
        self._listeners: tuple[tuple[Callable[[RequestRecord], None]], ...] = ()
        self._delivery_listeners: tuple[tuple[Callable[[DeliveryRecord], None]], ...] = ()

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """Every request that was answered or cut off."""
        with self._lock:
            return tuple(self._requests)

    @property
    def creates(self) -> tuple[CreateRecord, ...]:
        """Every task that was made."""
        with self._lock:
            return tuple(self._creates.values())

    @property
    def deliveries(self) -> tuple[DeliveryRecord, ...]:
        """Every try to call a callback address."""
        with self._lock:
            return tuple(self._deliveries)

    def create_of(self, task_id: str) -> CreateRecord | None:
        """Return how a task was made, None if none of that id was."""
        with self._lock:
            return self._creates.get(task_id)

    def creates_of(self, family: str) -> tuple[CreateRecord, ...]:
        """Return the tasks that were made in one family, by its key."""
        return tuple(record for record in self.creates if record.family == family)

    def reads_of(self, family: str) -> tuple[RequestRecord, ...]:
        """Return the requests that looked at a task of one family."""
        return tuple(record for record in self.requests if record.operation == f"read {family}")

    def duplicates(self) -> tuple[Duplicate, ...]:
        """Name the creates that one intent caused more than once: paid for twice, wanted once.

        Creates of one family with equal requests count as one intent. A test that wants the same
        video twice tells its two requests apart, by a prompt or a seed.
        """
        groups: dict[tuple[str, str], list[CreateRecord]] = {}
        for record in self.creates:
            groups.setdefault((record.family, record.digest), []).append(record)
        return tuple(
            Duplicate(family, same, tuple(creates))
            for (family, same), creates in groups.items()
            if len(creates) > 1
        )

    def listen(self, listener: Callable[[RequestRecord], None]) -> Callable[[], None]:
        """Call `listener` with every request from now on, in the thread that answers it.

        Returns what ends that; a reset of the emulator does not. An exception of its own is logged,
        and goes no further.
        """
        entry = (listener,)
        with self._lock:
            self._listeners = (*self._listeners, entry)

        def stop() -> None:
            with self._lock:
                self._listeners = tuple(kept for kept in self._listeners if kept is not entry)

        return stop

    def listen_to_deliveries(self, listener: Callable[[DeliveryRecord], None]) -> None:
        """Call `listener` with every try to call a callback address, in the thread that made it."""
        with self._lock:
            self._delivery_listeners = (*self._delivery_listeners, (listener,))

    def clear(self) -> None:
        """Forget every entry; who listens goes on listening."""
        with self._lock:
            self._deliveries.clear()
            self._requests.clear()
            self._creates.clear()

    def add_request(self, record: RequestRecord) -> None:
        """Enter a request."""
        with self._lock:
            self._requests.append(record)
        _tell(self._listeners, record)

    def add_delivery(self, record: DeliveryRecord) -> None:
        """Enter a try to call a callback address."""
        with self._lock:
            self._deliveries.append(record)
        _tell(self._delivery_listeners, record)

    def add_create(self, record: CreateRecord) -> None:
        """Enter a task that was made."""
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
                    "family": found.family,
                    "task_ids": [record.task_id for record in found.creates],
                    "credits_lost": found.credits_lost,
                }
                for found in self.duplicates()
            ],
        }


def _tell(listeners: tuple[tuple[Callable[[Record], None]], ...], record: Record) -> None:
    for (listener,) in listeners:
        try:
            listener(record)
        except Exception:
            # The request is carried out and must be answered, whatever a listener makes of it.
            log.exception("a listener of the ledger failed")


def _create_as_json(record: CreateRecord) -> dict[str, Any]:
    return {**asdict(record), "digest": record.digest}
