"""The protocol between the clients and a journal, and what they pass to each other."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final, Literal, Protocol, TypeAlias, cast

from attrs import field, frozen

from longtake._core.reconcile.submission import fields_of
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from longtake._core.snapshot import Snapshot
    from longtake._core.tokens import TaskAddress

EntryState: TypeAlias = Literal[
    "sending",
    "unknown",
    "refused",
    "not_created",
    "queued",
    "running",
    "succeeded",
    "failed",
    "cancelled",
]
"""The state of a submission in a journal. The last five are those of its task, as `State` has them."""

MAX_VALUE_BYTES: Final = 4096
"""The size in bytes above which a journal has the SHA-256 of a value instead of the value."""

HOP_INFIX: Final = "/hop-"
"""The string between the reference of a film and the number of a hop, in the reference of the hop."""

MAX_REFERENCE: Final = 255
"""The maximum length of a reference, in characters."""


@frozen(kw_only=True)
class Account:
    """The account that a client submits with.

    Attributes:
        provider: The name of the provider.
        key: A hash of the key.
    """

    provider: str
    key: str


@frozen(kw_only=True)
class Intent:
    """A submission that is about to be sent.

    Attributes:
        account: The account.
        model: The model, such as `kie/veo`.
        operation: The operation, such as `extend_veo_video`.
        digest: The digest of the request.
        schema_class: The name of the schema class of the request.
        request: The request, as `recorded_request` returns it.
        reference: The caller's own name for the submission, None for none.
        retry_failed: Whether to submit anew if the task of the same reference has failed.
        sent_at: The time of day in seconds since 1970.
        expires_at: The time of day at which the request has certainly ended.
    """

    account: Account
    model: str
    operation: str
    digest: str
    schema_class: str
    request: Mapping[str, object]
    reference: str | None
    retry_failed: bool
    sent_at: float
    expires_at: float


@frozen(kw_only=True)
class StoredSubmit:
    """A submission as a journal has it.

    Attributes:
        number: The number of the submission in the journal.
        account: The account. Its `key` is salted, and only comparable with others of the same journal.
        model: The model, such as `kie/veo`.
        operation: The operation, such as `extend_veo_video`.
        digest: The digest of the request.
        schema_class: The name of the schema class of the request.
        request: The request, as `recorded_request` returns it.
        reference: The caller's own name for the submission, None for none.
        state: The state.
        sent_at: When sending began, in seconds since 1970.
        ended_at: When the outcome was known, or found to be unknown; None before.
        task_id: The id of the task, None if there is none.
        is_under_way: Whether a process is probably sending it now.
    """

    number: int
    account: Account
    model: str
    operation: str
    digest: str
    schema_class: str
    request: Mapping[str, Any]
    reference: str | None
    state: EntryState
    sent_at: float
    ended_at: float | None
    task_id: str | None
    is_under_way: bool


@frozen(kw_only=True)
class Begun:
    """The result of `Recorder.begin`.

    Attributes:
        number: The number of the submission in the journal.
        existing: The submission that the same reference has already, None if the request is to be sent.
    """

    number: int
    existing: StoredSubmit | None = None


@frozen(kw_only=True)
class FilmRecord:
    """The record of a film with a reference.

    Attributes:
        account: The account. Its `key` is salted if the record comes from a journal.
        reference: The caller's own name for the film. The references of the hops begin with it.
        request: The arguments that determine the hops, as a JSON object.
        plan: The planned hops, as JSON objects.
        folder: The folder for the downloaded parts.
        started_at: The time of the first call, in seconds since 1970.
        ended_at: The time at which the film was complete, in seconds since 1970; None before that.
        costs: The cost of each finished hop in credits and the source of the cost, by the number of the hop.
    """

    account: Account
    reference: str
    request: Mapping[str, Any]
    plan: Sequence[Mapping[str, Any]]
    folder: str
    started_at: float
    ended_at: float | None = None
    costs: Mapping[str, tuple[float, str]] = field(factory=dict[str, tuple[float, str]])


class Recorder(Protocol):
    """Records the submissions and tasks of clients. Its methods block, and raise `JournalError`."""

    def begin(self, intent: Intent) -> Begun:
        """Commit the intent to send a request, or return the submission that has its reference.

        Raises:
            InvalidRequestError: If the reference belongs to another request.
            JournalError: If the intent cannot be committed.
        """
        ...

    def created(self, number: int, address: TaskAddress, at: float) -> bool:
        """Commit the id of a created task. Return False if the task belongs to another submission."""
        ...

    def not_created(
        self, number: int, state: EntryState, at: float, error: BaseException | None = None
    ) -> None:
        """Commit that no task was created, or that it is unknown, with the error that says so."""
        ...

    def task_removed(self, number: int, at: float) -> bool:
        """Commit that a submission created no task after all. Return False if a poll has shown the task."""
        ...

    def others(self, number: int, now: float) -> tuple[Collection[str], Sequence[StoredSubmit]]:
        """Return the ids of the account's other tasks of a model, and the submissions without an outcome."""
        ...

    def submission(self, account: Account, reference: str, now: float) -> StoredSubmit | None:
        """Return the last submission of a reference, None if there is none."""
        ...

    def is_account_of(self, stored: StoredSubmit, account: Account) -> bool:
        """Return whether a submission was sent with the key of an account."""
        ...

    def recorded(self, address: TaskAddress) -> Snapshot | None:
        """Return the last state of a task as the journal has it, None for a task that it does not have."""
        ...

    def changed(self, address: TaskAddress, snapshot: Snapshot, at: float) -> None:
        """Commit the new state of a task."""
        ...

    def downloaded(self, address: TaskAddress, index: int, path: str, size: int, at: float) -> None:
        """Commit that a video of a task is in a file."""
        ...

    def film(self, account: Account, reference: str) -> FilmRecord | None:
        """Return the film of a reference, None if it has none."""
        ...

    def begin_film(self, film: FilmRecord) -> None:
        """Commit a film, or the new arguments and the new plan of one that is resumed."""
        ...

    def film_cost(
        self, account: Account, reference: str, number: int, cost: float, source: str
    ) -> None:
        """Commit the cost of a hop of a film, and the source of the cost."""
        ...

    def end_film(self, account: Account, reference: str, at: float) -> None:
        """Commit that a film is complete."""
        ...

    def close(self) -> None:
        """Close the connections to the database."""
        ...


class JournalSource(Protocol):
    """A journal that clients are created with, such as `longtake.Journal`."""

    @property
    def _recorder(self) -> Recorder:
        """Return the object with which clients write to the journal."""
        ...

    def close(self) -> None:
        """Close the connections to the database."""
        ...


def recorded_part(snapshot: Snapshot) -> tuple[object, ...]:
    """Return the part of a snapshot whose changes a journal has."""
    failure = snapshot.failure
    return (
        snapshot.state,
        snapshot.provider_state,
        snapshot.videos,
        failure and failure.message,
        snapshot.credits,
    )


def check_reference(reference: object) -> None:
    """Check that a reference can identify a submission.

    Raises:
        InvalidRequestError: If it is not a string of 1 to 255 printable characters.
    """
    if reference is None:
        return
    if not isinstance(reference, str):
        raise InvalidRequestError(f"reference must be a string, got {type(reference).__name__}")
    if not (reference.strip() and reference.isprintable() and len(reference) <= MAX_REFERENCE):
        raise InvalidRequestError(
            f"reference must have 1 to {MAX_REFERENCE} printable characters, got {reference[:40]!r}"
        )


def recorded_request(body: object, secrets: Collection[str]) -> dict[str, object]:
    """Return the part of a request that a journal has.

    Args:
        body: The body of the request, without a callback URL.
        secrets: The JSON pointers to members that are left out.
    """
    fields = fields_of(body)
    if not isinstance(fields, dict):
        return {}
    shown = _without(cast("dict[str, object]", fields), secrets, "")
    return {name: recorded_value(value) for name, value in shown.items()}


def _without(fields: dict[str, object], secrets: Collection[str], at: str) -> dict[str, object]:
    """Return an object of a request without its secret members."""
    shown: dict[str, object] = {}
    for name, value in fields.items():
        pointer = f"{at}/{name.replace('~', '~0').replace('/', '~1')}"
        if pointer in secrets:
            continue
        if isinstance(value, dict) and secrets:
            value = _without(cast("dict[str, object]", value), secrets, pointer)  # noqa: PLW2901
        shown[name] = value
    return shown


def recorded_value(value: object) -> object:
    """Return a value in the form that a journal stores: a large value is replaced with its SHA-256."""
    shortened = _shortened(value)
    if isinstance(shortened, str):
        return shortened
    encoded = json.dumps(shortened, separators=(",", ":")).encode()
    # Many small values may be large together.
    return shortened if len(encoded) <= MAX_VALUE_BYTES else _sha256(encoded)


def _shortened(value: object) -> object:
    if isinstance(value, str):
        encoded = value.encode(errors="surrogatepass")
        return value if len(encoded) <= MAX_VALUE_BYTES else _sha256(encoded)
    if isinstance(value, bytes | bytearray):
        return _sha256(bytes(value))
    if isinstance(value, dict):
        members = cast("dict[object, object]", value)
        return {str(name): _shortened(member) for name, member in members.items()}
    if isinstance(value, list | tuple):
        return [_shortened(member) for member in cast("Iterable[object]", value)]
    if value is None or isinstance(value, bool | int | float):
        return value
    read = getattr(value, "read", None)
    return f"a file ({type(value).__name__})" if callable(read) else repr(value)


def _sha256(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"
