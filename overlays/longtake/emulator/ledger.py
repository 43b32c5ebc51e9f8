"""What arrived, and what was made and billed: the ledger that tests ask afterwards."""

import hashlib
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """One request as it was answered."""

    time: float
    """The clock's time, in seconds since 1970-01-01 UTC."""
    provider: str
    """`kie`, `useapi`, `chainhub`, or `media` for a download."""
    method: str
    path: str
    """As it came, without the query, which may hold a link's signature."""
    operation: str | None
    """What it was taken for: `submit kie/veo`, `read kie/veo`; None when it matched nothing."""
    status: int | None
    """The HTTP status sent, None when the connection was cut."""
    code: int | None
    """The code in the body of the answer, where there was one."""
    task_id: str | None
    """The task that the request made, also when its answer never left."""


@dataclass(frozen=True, slots=True)
class CreateRecord:
    """One task that was made and billed."""

    time: float
    family: str
    """`kie/veo`."""
    task_id: str
    source: str
    """The id that was extended."""
    credits: float
    """What was taken from the account, 0 where the vendor takes nothing."""
    seconds_added: int
    digest: str
    """A hash of the request's body: the same for two requests that asked for the same."""


def digest(body: Mapping[str, Any]) -> str:
    """Return a short hash of a request's body that does not depend on the order of its keys."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(canonical).hexdigest()[:16]


class Ledger:
    """Every request and every create since the emulator began, oldest first."""

    def __init__(self) -> None:
        self._requests: list[RequestRecord] = []
        self._creates: list[CreateRecord] = []
        self._lock = threading.Lock()
        self._listeners: list[Callable[[RequestRecord], None]] = []

    @property
    def requests(self) -> tuple[RequestRecord, ...]:
        """Every request that was answered or cut off."""
        with self._lock:
            return tuple(self._requests)

    @property
    def creates(self) -> tuple[CreateRecord, ...]:
        """Every task that was made."""
        with self._lock:
            return tuple(self._creates)

    def creates_of(self, family: str) -> tuple[CreateRecord, ...]:
        """Return the tasks that were made in one family, `kie/veo`."""
        return tuple(record for record in self.creates if record.family == family)

    def reads_of(self, family: str) -> tuple[RequestRecord, ...]:
        """Return the requests that looked at a task of one family."""
        return tuple(record for record in self.requests if record.operation == f"read {family}")

    def listen(self, listener: Callable[[RequestRecord], None]) -> None:
        """Call `listener` with every request from now on, in the thread that answers it."""
        self._listeners.append(listener)

    def add_request(self, record: RequestRecord) -> None:
        """Enter a request."""
        with self._lock:
            self._requests.append(record)
        for listener in self._listeners:
            listener(record)

    def add_create(self, record: CreateRecord) -> None:
        """Enter a task that was made."""
        with self._lock:
            self._creates.append(record)

    def as_json(self) -> dict[str, Any]:
        """Return the whole ledger as `/_emulator/state` shows it."""
        return {
            "requests": [asdict(record) for record in self.requests],
            "creates": [asdict(record) for record in self.creates],
        }
