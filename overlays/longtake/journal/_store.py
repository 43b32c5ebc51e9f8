"""The reads and writes of a journal: one transaction for each change."""

from __future__ import annotations

import hashlib
import re
from collections import deque
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, TypeVar

from attrs import define, evolve, field, frozen
from sqlalchemy import (
    ColumnElement,
    and_,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)

from longtake._core.journal import (
    HOP_INFIX,
    Account,
    Begun,
    EntryState,
    FilmRecord,
    StoredSubmit,
)
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile
from longtake._core.tokens import TaskAddress, read_token
from longtake.errors import InvalidRequestError, JournalError, LongtakeError
from longtake.journal._database import CONFLICTS
from longtake.journal._processes import has_ended, this_process

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Generator, Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Insert, Row, Select, Update

    from longtake._core.journal import Intent
    from longtake.journal._database import Database
    from longtake.journal._schema import Tables

ValueT = TypeVar("ValueT")

_NUMBER: Final = re.compile(r"s[1-9][0-9]{0,17}")
_HASH: Final = re.compile(r"[0-9a-f]{1,64}")
_OPEN: Final = ("sending", "unknown")
_MAX_UNSAVED: Final = 10_000
_UNFINISHED: Final = (State.QUEUED.value, State.RUNNING.value)


@frozen(kw_only=True)
class StoredRow:
    """A row of the table of submissions, with its videos and files.

    Attributes:
        submit: The submission.
        columns: The columns by name.
        videos: The videos.
        files: The paths of the files.
    """

    submit: StoredSubmit
    columns: Mapping[str, Any]
    videos: tuple[VideoFile, ...]
    files: tuple[str, ...]


@define(eq=False)
class Store:
    """The submissions and tasks in a database. It implements `Recorder`."""

    database: Database
    # Changes after a charge that could not be written. They are written with the next one.
    _unsaved: deque[Callable[[Connection], object]] = field(
        factory=lambda: deque["Callable[[Connection], object]"](maxlen=_MAX_UNSAVED), init=False
    )
    _lock: Any = field(factory=Lock, init=False)

    @property
    def _tables(self) -> Tables:
        return self.database.tables

    # Submissions

    def begin(self, intent: Intent) -> Begun:
        """Commit the intent to send a request, or return the submission that has its reference."""
        try:
            with self._transaction() as connection:
                fingerprint = self._fingerprint(intent.account)
                if intent.reference is None:
                    return Begun(number=self._insert(connection, intent, fingerprint))
                return self._begin_with_reference(connection, intent, fingerprint)
        except JournalError as error:
            if isinstance(error.__cause__, CONFLICTS) and intent.reference is not None:
                # Another process has just used the same reference.
                return self.begin(intent)
            message = str(error.args[0]).removesuffix(". Nothing was sent")
            error.args = (f"{message}. Nothing was sent",)
            error.provider = intent.account.provider
            raise

    def _begin_with_reference(
        self, connection: Connection, intent: Intent, fingerprint: str
    ) -> Begun:
        table = self._tables.submissions
        columns = table.c
        row = self._current_row(connection, intent.account.provider, fingerprint, intent.reference)
        if row is None:
            return Begun(number=self._insert(connection, intent, fingerprint))
        has_no_task = row.state in ("refused", "not_created")
        is_retried = row.state in ("failed", "cancelled") and intent.retry_failed
        is_same = (row.operation, row.digest) == (intent.operation, intent.digest)
        # A request that led to no video may be corrected under its reference.
        if not (is_same or has_no_task or is_retried):
            raise InvalidRequestError(
                f"the reference {intent.reference!r} belongs to another request: {row.operation} with the "
                f"digest {row.digest}, got {intent.operation} with the digest {intent.digest}. Use another "
                "reference for another request. Nothing was sent",
                provider=intent.account.provider,
                task_id=row.task_id,
            )
        if has_no_task:
            again = self._sent_values(intent) | {
                "model": intent.model,
                "operation": intent.operation,
                "digest": intent.digest,
                "schema_class": intent.schema_class,
                "request": dict(intent.request),
                "attempts": row.attempts + 1,
                "ended_at": None,
                "error_type": None,
                "error_message": None,
                "error_code": None,
            }
            connection.execute(update(table).where(columns.id == row.id).values(**again))
            return Begun(number=row.id)
        if is_retried:
            unnamed = evolve(intent, reference=None)
            number = self._insert(connection, unnamed, fingerprint)
            connection.execute(
                update(table).where(columns.id == row.id).values(superseded_by=number)
            )
            connection.execute(
                update(table).where(columns.id == number).values(reference=intent.reference)
            )
            return Begun(number=number)
        found = self._stored(row, now=intent.sent_at)
        if row.state == "sending" and not found.is_under_way:
            # The process ended before it could commit the outcome.
            connection.execute(
                update(table)
                .where(columns.id == row.id)
                .values(state="unknown", ended_at=intent.sent_at)
            )
            found = evolve(found, state="unknown", ended_at=intent.sent_at)
        return Begun(number=row.id, existing=found)

    @staticmethod
    def _sent_values(intent: Intent) -> dict[str, Any]:
        return {
            "state": "sending",
            "sent_at": intent.sent_at,
            "expires_at": intent.expires_at,
            "process": this_process(),
        }

    def _insert(self, connection: Connection, intent: Intent, fingerprint: str) -> int:
        values = self._sent_values(intent) | {
            "provider": intent.account.provider,
            "model": intent.model,
            "operation": intent.operation,
            "key_fingerprint": fingerprint,
            "reference": intent.reference,
            "digest": intent.digest,
            "schema_class": intent.schema_class,
            "request": dict(intent.request),
            "attempts": 1,
        }
        return self.database.run(connection, _new(self._tables), values)

    def created(self, number: int, address: TaskAddress, at: float) -> bool:
        """Commit the id of a created task. Return False if the task belongs to another submission."""
        values = {
            "number": number,
            "created_id": address.task_id,
            "created_token": token_sha256(address.token()),
            "at": at,
        }
        statement = _created(self._tables)
        try:
            self._write(lambda connection: self.database.run(connection, statement, values))
        except JournalError as error:
            if isinstance(error.__cause__, CONFLICTS):
                return False
            raise
        return True

    def not_created(
        self, number: int, state: EntryState, at: float, error: BaseException | None = None
    ) -> None:
        """Commit that no task was created, or that it is unknown, with the error that says so."""
        table = self._tables.submissions
        values: dict[str, Any] = {"state": state, "ended_at": at}
        if error is not None:
            code = error.code if isinstance(error, LongtakeError) else None
            values |= {
                "error_type": type(error).__name__,
                "error_message": _message(error),
                "error_code": None if code is None else str(code),
            }
        statement = update(table).where(table.c.id == number, table.c.task_id.is_(None))
        self._write(lambda connection: connection.execute(statement.values(**values)))

    def task_removed(self, number: int, at: float) -> bool:
        """Commit that a submission created no task after all. Return False if a poll has shown the task."""
        table = self._tables.submissions
        values: dict[str, Any] = {
            "state": "not_created",
            "task_id": None,
            "token_sha256": None,
            "ended_at": at,
            "changed_at": None,
        }
        # The provider's word for the state is recorded by each poll.
        unpolled = (table.c.id == number, table.c.provider_state.is_(None))
        with self._transaction() as connection:
            done = connection.execute(update(table).where(*unpolled).values(**values))
        return done.rowcount > 0

    def others(self, number: int, now: float) -> tuple[Collection[str], Sequence[StoredSubmit]]:
        """Return the ids of the account's other tasks of a model, and the submissions without an outcome."""
        table = self._tables.submissions
        columns = table.c
        with self.database.reading() as connection:
            this = connection.execute(select(table).where(columns.id == number)).one()
            others = (
                columns.model == this.model,
                columns.key_fingerprint == this.key_fingerprint,
                columns.id != number,
            )
            created = connection.execute(
                select(columns.task_id).where(*others, columns.task_id.is_not(None))
            )
            task_ids = {row.task_id for row in created}
            rows = connection.execute(select(table).where(*others, columns.state.in_(_OPEN))).all()
        return task_ids, [self._stored(row, now=now) for row in rows]

    def submission(self, account: Account, reference: str, now: float) -> StoredSubmit | None:
        """Return the last submission of a reference, None if there is none."""
        fingerprint = self._fingerprint(account)
        with self.database.reading() as connection:
            row = self._current_row(connection, account.provider, fingerprint, reference)
        return None if row is None else self._stored(row, now=now)

    def _current_row(
        self, connection: Connection, provider: str, fingerprint: str, reference: str | None
    ) -> Row[Any] | None:
        wanted = {
            "wanted_provider": provider,
            "wanted_key": fingerprint,
            "wanted_reference": reference,
        }
        return connection.execute(_current(self._tables), wanted).one_or_none()

    def is_account_of(self, stored: StoredSubmit, account: Account) -> bool:
        """Return whether a submission was sent with the key of an account."""
        return stored.account.key == self._fingerprint(account)

    # Tasks

    def recorded(self, address: TaskAddress) -> Snapshot | None:
        """Return the last state of a task as the journal has it, None for a task that it does not have."""
        with self.database.reading() as connection:
            row = connection.execute(self._task(address)).one_or_none()
            if row is None:
                return None
            videos = self._videos(connection, [row.id]).get(row.id, ())
        return _snapshot(row, videos)

    def changed(self, address: TaskAddress, snapshot: Snapshot, at: float) -> None:
        """Commit the new state of a task."""
        failure = snapshot.failure
        values = {
            "state": snapshot.state.value,
            "provider_state": snapshot.provider_state,
            "changed_at": at,
            "failure_message": failure and failure.message,
            "failure_code": None if failure is None or failure.code is None else str(failure.code),
            "is_rejected": failure and failure.rejected,
            "is_expired": failure and failure.expired,
            "credits": snapshot.credits,
        }
        table, videos = self._tables.submissions, self._tables.videos

        def write(connection: Connection) -> None:
            row = connection.execute(self._task(address)).one_or_none()
            if row is None:
                return
            connection.execute(update(table).where(table.c.id == row.id).values(**values))
            if snapshot.videos:
                connection.execute(delete(videos).where(videos.c.submission_id == row.id))
                connection.execute(
                    insert(videos),
                    [
                        {
                            "submission_id": row.id,
                            "position": position,
                            "url": video.url,
                            "source": video.source,
                            "duration_s": video.duration_s,
                            "resolution": video.resolution,
                            "extent": video.extent,
                        }
                        for position, video in enumerate(snapshot.videos)
                    ],
                )

        self._write(write)

    def downloaded(self, address: TaskAddress, index: int, path: str, size: int, at: float) -> None:
        """Commit that a video of a task is in a file."""
        files = self._tables.files

        def write(connection: Connection) -> None:
            row = connection.execute(self._task(address)).one_or_none()
            if row is None:
                return
            place = {"submission_id": row.id, "position": index, "path": path}
            known = and_(*(files.c[name] == value for name, value in place.items()))
            connection.execute(delete(files).where(known))
            connection.execute(insert(files), place | {"bytes": size, "saved_at": at})

        self._write(write)

    # Films

    def film(self, account: Account, reference: str) -> FilmRecord | None:
        """Return the film of a reference, None if it has none."""
        return next(iter(self.films(self._film(account, reference))), None)

    def begin_film(self, film: FilmRecord) -> None:
        """Commit a film, or the new arguments and the new plan of one that is resumed."""
        films = self._tables.films
        changed = {"request": dict(film.request), "plan": list(film.plan)}
        values = changed | {
            "provider": film.account.provider,
            "key_fingerprint": self._fingerprint(film.account),
            "reference": film.reference,
            "costs": dict(film.costs),
            "folder": film.folder,
            "started_at": film.started_at,
        }
        this = self._film(film.account, film.reference)
        # Another process may have begun the same film at the same time.
        with _without_contradiction(), self._transaction() as connection:
            if connection.execute(update(films).where(this).values(**changed)).rowcount == 0:
                connection.execute(insert(films), values)

    def film_cost(
        self, account: Account, reference: str, number: int, cost: float, source: str
    ) -> None:
        """Commit the cost of a hop of a film, and the source of the cost."""
        films, this = self._tables.films, self._film(account, reference)

        def write(connection: Connection) -> None:
            row = connection.execute(select(films.c.costs).where(this)).one_or_none()
            if row is not None:
                costs = {**row.costs, str(number): [cost, source]}
                connection.execute(update(films).where(this).values(costs=costs))

        self._write(write)

    def end_film(self, account: Account, reference: str, at: float) -> None:
        """Commit that a film is complete."""
        statement = update(self._tables.films).where(self._film(account, reference))
        self._write(lambda connection: connection.execute(statement.values(ended_at=at)))

    def films(self, *conditions: ColumnElement[bool]) -> list[FilmRecord]:
        """Return the films that fulfil all conditions, oldest first."""
        table = self._tables.films
        with self.database.reading() as connection:
            rows = connection.execute(
                select(table).where(*conditions).order_by(table.c.started_at)
            ).all()
        return [
            FilmRecord(
                account=Account(provider=row.provider, key=row.key_fingerprint),
                reference=row.reference,
                request=row.request,
                plan=row.plan,
                folder=row.folder,
                started_at=row.started_at,
                ended_at=row.ended_at,
                costs={number: (cost, source) for number, (cost, source) in row.costs.items()},
            )
            for row in rows
        ]

    def _film(self, account: Account, reference: str) -> ColumnElement[bool]:
        """Return the condition for the film of a reference."""
        columns = self._tables.films.c
        return and_(
            columns.provider == account.provider,
            columns.key_fingerprint == self._fingerprint(account),
            columns.reference == reference,
        )

    def close(self) -> None:
        """Close the connections to the database."""
        self.database.close()

    # Queries

    def rows(
        self,
        *conditions: ColumnElement[bool],
        now: float,
    ) -> list[StoredRow]:
        """Return the submissions that fulfil all conditions, oldest first."""
        table, files = self._tables.submissions, self._tables.files
        with self.database.reading() as connection:
            found = connection.execute(
                select(table).where(*conditions).order_by(table.c.sent_at, table.c.id)
            ).all()
            numbers = [row.id for row in found]
            videos = self._videos(connection, numbers)
            paths: dict[int, list[str]] = {}
            for part in _parts(numbers):
                for row in connection.execute(
                    select(files)
                    .where(files.c.submission_id.in_(part))
                    .order_by(files.c.position, files.c.saved_at)
                ):
                    paths.setdefault(row.submission_id, []).append(row.path)
        return [
            StoredRow(
                submit=self._stored(row, now=now),
                columns=dict(row._mapping),  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - public in SQLAlchemy
                videos=videos.get(row.id, ()),
                files=tuple(paths.get(row.id, ())),
            )
            for row in found
        ]

    def find(self, id_or_token: str, *, now: float) -> list[StoredRow]:
        """Return the submissions with a short id or a token."""
        columns = self._tables.submissions.c
        if id_or_token.startswith("lt"):
            token = read_token(id_or_token).token()
            return self.rows(columns.token_sha256 == token_sha256(token), now=now)
        if _NUMBER.fullmatch(id_or_token):
            return self.rows(columns.id == int(id_or_token[1:]), now=now)
        if _HASH.fullmatch(id_or_token):
            return self.rows(columns.token_sha256.like(f"{id_or_token}%"), now=now)
        return []

    def tokens(self) -> list[str]:
        """Return the SHA-256 of the tokens of all tasks, sorted."""
        column = self._tables.submissions.c.token_sha256
        with self.database.reading() as connection:
            query = select(column).where(column.is_not(None)).order_by(column)
            return [row.token_sha256 for row in connection.execute(query)]

    def prune(self, before: float) -> int:
        """Delete the submissions whose outcome or end is older than a time. Return their number.

        The submissions of films that are unfinished, or were finished later, are kept.
        """
        columns, films = self._tables.submissions.c, self._tables.films
        settled = columns.state.not_in((*_OPEN, *_UNFINISHED))
        last = func.coalesce(columns.changed_at, columns.ended_at, columns.sent_at)
        prefix = films.c.reference + HOP_INFIX
        is_hop = exists().where(
            films.c.provider == columns.provider,
            films.c.key_fingerprint == columns.key_fingerprint,
            func.substr(columns.reference, 1, func.length(prefix)) == prefix,
        )
        with self.database.writing() as connection:
            connection.execute(delete(films).where(films.c.ended_at < before))
            requests = [row.request for row in connection.execute(select(films.c.request))]
            old = select(columns.id).where(settled, last < before, ~is_hop)
            found = {row.id for row in connection.execute(old)}
            # The first videos. Tokens are not compared in the database, because films have them as JSON.
            tokens = {token_sha256(request["video"].partition(" ")[0]) for request in requests}
            for part in _parts(sorted(tokens)):
                first = select(columns.id).where(columns.token_sha256.in_(part))
                found -= {row.id for row in connection.execute(first)}
            for part in _parts(sorted(found)):
                for table in (self._tables.videos, self._tables.files):
                    connection.execute(delete(table).where(table.c.submission_id.in_(part)))
                connection.execute(delete(self._tables.submissions).where(columns.id.in_(part)))
        return len(found)

    def condition(
        self, *, state: str | None, references: Collection[str] | None, model: str | None
    ) -> list[ColumnElement[bool]]:
        """Return the conditions of a query."""
        columns = self._tables.submissions.c
        found: list[ColumnElement[bool]] = []
        if state is None:
            found.append(columns.task_id.is_not(None))
        else:
            found.append(columns.state == state)
        if references is not None:
            found.append(columns.reference.in_(references))
        if model is not None:
            found.append(or_(columns.model == model, columns.provider == model))
        return found

    def unfinished(self) -> ColumnElement[bool]:
        """Return the condition for tasks that have not ended."""
        return self._tables.submissions.c.state.in_(_UNFINISHED)

    def open(self) -> ColumnElement[bool]:
        """Return the condition for submissions without a known outcome."""
        return self._tables.submissions.c.state.in_(_OPEN)

    def _task(self, address: TaskAddress) -> Any:  # noqa: ANN401 - a query
        table = self._tables.submissions
        return select(table).where(
            table.c.model == f"{address.provider}/{address.kind}",
            table.c.task_id == address.task_id,
        )

    def _videos(
        self, connection: Connection, numbers: Sequence[int]
    ) -> dict[int, tuple[VideoFile, ...]]:
        videos = self._tables.videos
        found: dict[int, tuple[VideoFile, ...]] = {}
        for part in _parts(numbers):
            for row in connection.execute(
                select(videos)
                .where(videos.c.submission_id.in_(part))
                .order_by(videos.c.submission_id, videos.c.position)
            ):
                video = VideoFile(
                    url=row.url,
                    source=row.source,
                    duration_s=row.duration_s,
                    resolution=row.resolution,
                    extent=row.extent,
                )
                found[row.submission_id] = (*found.get(row.submission_id, ()), video)
        return found

    def _write(self, write: Callable[[Connection], object]) -> None:
        """Write a change that follows a charge. If that fails, it is written with the next one."""
        try:
            with self._transaction() as connection:
                write(connection)
        except JournalError as error:
            if not isinstance(error.__cause__, CONFLICTS):
                self._unsaved.append(write)
            raise

    @contextmanager
    def _transaction(self) -> Generator[Connection]:
        """Provide a connection in a transaction, after the changes that could not be written before."""
        while self._unsaved:
            with self._lock:
                write = self._unsaved[0] if self._unsaved else None
                if write is not None:
                    # One that contradicts another change is dropped.
                    with _without_contradiction(), self.database.writing() as connection:
                        write(connection)
                    self._unsaved.popleft()
        with self.database.writing() as connection:
            yield connection

    def _fingerprint(self, account: Account) -> str:
        """Return a hash of a key that cannot be compared with a guess outside of this journal."""
        key = account.key.encode()
        return hashlib.blake2b(key, key=self.database.salt, digest_size=8).hexdigest()

    @staticmethod
    def _stored(row: Row[Any], *, now: float) -> StoredSubmit:
        sending = row.state == "sending"
        return StoredSubmit(
            number=row.id,
            account=Account(provider=row.provider, key=row.key_fingerprint),
            model=row.model,
            operation=row.operation,
            digest=row.digest,
            schema_class=row.schema_class,
            request=row.request,
            reference=row.reference,
            state=row.state,
            sent_at=row.sent_at,
            # A request that was cut short by the end of its process may have arrived until it expired.
            ended_at=min(now, row.expires_at) if sending else row.ended_at,
            task_id=row.task_id,
            is_under_way=sending and now < row.expires_at and not has_ended(row.process),
        )


# Statements of each submission are made once, because that takes longer than SQLite needs to run them.


@cache
def _new(found: Tables) -> Insert:
    """Return the statement that adds a submission."""
    return insert(found.submissions)


@cache
def _current(found: Tables) -> Select[Any]:
    """Return the query for the submission that has a reference."""
    columns = found.submissions.c
    return select(found.submissions).where(
        columns.provider == bindparam("wanted_provider"),
        columns.key_fingerprint == bindparam("wanted_key"),
        columns.reference == bindparam("wanted_reference"),
        columns.superseded_by.is_(None),
    )


@cache
def _created(found: Tables) -> Update:
    """Return the statement that adds the task to a submission."""
    columns = found.submissions.c
    at = bindparam("at", type_=columns.ended_at.type)
    return (
        update(found.submissions)
        # Another process may have reconciled it and polled the task meanwhile.
        .where(columns.id == bindparam("number"), columns.task_id.is_(None))
        .values(
            state=State.QUEUED.value,
            task_id=bindparam("created_id"),
            token_sha256=bindparam("created_token"),
            ended_at=at,
            changed_at=at,
            error_type=None,
            error_message=None,
            error_code=None,
        )
    )


@contextmanager
def _without_contradiction() -> Generator[None]:
    """Suppress the error of a change that contradicts another one."""
    try:
        yield
    except JournalError as error:
        if not isinstance(error.__cause__, CONFLICTS):
            raise


def token_sha256(token: str) -> str:
    """Return the SHA-256 of a token in hexadecimal digits."""
    return hashlib.sha256(token.encode()).hexdigest()


def _message(error: BaseException) -> str:
    if isinstance(error, LongtakeError):
        return str(error.args[0])
    # Ctrl-C and the cancellation of an asynchronous task are not of the class Exception.
    is_interruption = not isinstance(error, Exception)
    return "interrupted during the request" if is_interruption else type(error).__name__


def _snapshot(row: Row[Any], videos: tuple[VideoFile, ...]) -> Snapshot | None:
    failure = None
    if row.failure_message is not None:
        failure = Failure(
            message=row.failure_message,
            code=row.failure_code,
            rejected=bool(row.is_rejected),
            expired=bool(row.is_expired),
        )
    return Snapshot(
        state=State(row.state),
        provider_state=row.provider_state or "submitted",
        videos=videos,
        failure=failure,
        credits=row.credits,
    )


def _parts(values: Sequence[ValueT]) -> Iterable[Sequence[ValueT]]:
    """Return the values in parts that are small enough for the parameters of a query."""
    size = 500
    return [values[start : start + size] for start in range(0, len(values), size)]
