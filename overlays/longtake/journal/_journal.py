"""The public class of a journal."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any, Final, Self, cast

from longtake._core.journal import Recorder, check_reference
from longtake._core.snapshot import Failure, State
from longtake._core.tokens import NotPicklable
from longtake._core.values import shown_url
from longtake._shell.clock import Clock, SystemClock, wall_time
from longtake.errors import InvalidRequestError, JournalError

if TYPE_CHECKING:
    from types import TracebackType

    from longtake._core.journal import EntryState
    from longtake.journal._entries import Entry, FilmEntry
    from longtake.journal._store import Store, StoredRow

_SQLITE: Final = "sqlite:///"
_POSTGRESQL: Final = ("postgresql://", "postgresql+psycopg://")
_EXTRAS: Final = {
    "sqlalchemy": ("journal", "sqlalchemy"),
    "psycopg": ("postgres", "psycopg"),
}
_SHORTEST_ID: Final = 4


class Journal(NotPicklable):
    """The submissions and tasks of clients, in a database that outlives the process.

    Create clients with it: `Kie(journal=journal)`. The database is opened by the first submission or query;
    a journal is thread-safe, and several processes may use one database.

    Example:
        >>> journal = Journal("tasks.db")
        >>> for entry in journal.unfinished():
        ...     entry.task(kie).wait().download(f"{entry.id}.mp4")
    """

    def __init__(self, url: str | os.PathLike[str], *, clock: Clock | None = None) -> None:
        """Create a journal. Nothing is opened yet.

        A file that does not exist is created by the first use, with the mode 0600. A URL of PostgreSQL may
        have a password, and psycopg's parameters after `?`.

        Args:
            url: The path of an SQLite file, `sqlite:///<path>` or `postgresql://<user>@<host>/<database>`.
            clock: The clock of the clients, for tests.

        Raises:
            InvalidRequestError: If it is neither.
            JournalError: If the extra is not installed: `longtake[journal]` for SQLite, `longtake[postgres]`
                for PostgreSQL.
        """
        self._url, self._path = _parsed(url)
        self._clock = clock or SystemClock()
        self._opened: Store | None = None
        self._lock = Lock()
        _require_extra("sqlalchemy", self._name)
        if self._path is None:
            _require_extra("psycopg", self._name)

    @property
    def _name(self) -> str:
        return str(self._path) if self._path else shown_url(self._url)[1:-1]

    @property
    def _store(self) -> Store:
        with self._lock:
            if self._opened is None:
                self._opened = self._new_store()
            return self._opened

    def _new_store(self) -> Store:
        from sqlalchemy import URL, make_url  # noqa: PLC0415 - an optional dependency, and slow to import
        from sqlalchemy.exc import ArgumentError  # noqa: PLC0415 - as above

        from longtake.journal._database import Database  # noqa: PLC0415 - it imports sqlalchemy
        from longtake.journal._store import Store  # noqa: PLC0415 - as above

        if self._path is not None:
            url = URL.create("sqlite+pysqlite", database=str(self._path))
        else:
            try:
                url = make_url(self._url).set(drivername="postgresql+psycopg")
            except (ArgumentError, ValueError):
                # The message of the error may have the password.
                raise JournalError(
                    f"journal must be a URL of PostgreSQL, got {self._name}"
                ) from None
        return Store(Database(url, self._name))

    @property
    def _recorder(self) -> Recorder:
        """Return the object with which clients write to the journal."""
        return self._store

    def tasks(
        self,
        *,
        state: State | EntryState | None = None,
        reference: str | Collection[str] | None = None,
        model: str | None = None,
    ) -> list[Entry]:
        """Return the tasks, oldest first.

        Args:
            state: Only those in this state; `refused` and `not_created` are submissions without a task.
            reference: Only those of this reference, or of these: the last one, and failed ones before it.
            model: Only those of a model such as `kie/veo`, or of a provider such as `kie`.

        Raises:
            InvalidRequestError: If there is no such state, or the reference is not valid.
            JournalError: If the journal cannot be read.
        """
        is_one = isinstance(reference, str) or not isinstance(reference, Collection)
        references = cast("Collection[str]", [reference] if is_one else reference)
        for each in references:
            check_reference(each)
        wanted = state.value if isinstance(state, State) else state
        store = self._store
        from longtake.journal._schema import STATES  # noqa: PLC0415 - it imports sqlalchemy

        if wanted is not None and wanted not in STATES:
            raise InvalidRequestError(f"state must be one of {', '.join(STATES)}, got {state!r}")
        conditions = store.condition(
            state=wanted, references=None if reference is None else references, model=model
        )
        return self._entries(store.rows(*conditions, now=wall_time(self._clock)))

    def unfinished(self) -> list[Entry]:
        """Return the tasks that have not ended as far as longtake has polled them, oldest first.

        Raises:
            JournalError: If the journal cannot be read.
        """
        return self._entries(self._store.rows(self._store.unfinished(), now=wall_time(self._clock)))

    def unknown(self) -> list[Entry]:
        """Return the submissions whose outcome is unknown, oldest first. `entry.reconcile` finds out.

        This includes those that a process was sending when it ended, but none that is being sent now.

        Raises:
            JournalError: If the journal cannot be read.
        """
        rows = self._store.rows(self._store.open(), now=wall_time(self._clock))
        return self._entries([row for row in rows if not row.submit.is_under_way])

    def films(self) -> list[FilmEntry]:
        """Return the films from calls of `longtake.lengthen` with a reference, oldest first.

        Raises:
            JournalError: If the journal cannot be read.
        """
        from longtake.journal._entries import FilmEntry  # noqa: PLC0415 - it imports clients

        return [
            FilmEntry(
                reference=film.reference,
                provider=film.account.provider,
                model=film.request["model"],
                to_s=film.request["to_s"],
                hops=len(film.plan),
                folder=Path(film.folder),
                started_at=datetime.fromtimestamp(film.started_at, UTC),
                ended_at=_moment(film.ended_at),
            )
            for film in self._store.films()
        ]

    def entry(self, id_or_token: str) -> Entry:
        """Return the entry of a short id, of a longer part of the same hash, or of a token.

        Raises:
            InvalidRequestError: If there is no such entry, or several.
            JournalError: If the journal cannot be read.
        """
        rows = self._store.find(id_or_token, now=wall_time(self._clock))
        if len(rows) != 1:
            found = "has no entry" if not rows else f"has {len(rows)} entries"
            raise InvalidRequestError(
                f"the journal {self._name} {found} with the id {id_or_token[:70]!r}"
                + ("; pass more characters" if rows else "; check the id")
            )
        return self._entries(rows)[0]

    def prune(self, *, older_than: timedelta | float) -> int:
        """Delete old entries: those of tasks that ended, of submissions that created no task, and of films.

        Unfinished tasks, unfinished films with their hops, and unknown outcomes are kept. A deleted reference
        can be submitted again, and is charged again. Downloaded files are kept.

        Args:
            older_than: The age, a `timedelta` or seconds, counted from the last change.

        Returns:
            The number of deleted entries.

        Raises:
            InvalidRequestError: If the age is negative, or not a number of seconds.
            JournalError: If the journal cannot be written.
        """
        seconds = older_than.total_seconds() if isinstance(older_than, timedelta) else older_than
        if isinstance(seconds, bool) or not isinstance(seconds, int | float) or not seconds >= 0:  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
            raise InvalidRequestError(
                f"older_than must be a timedelta or a number of seconds, got {older_than!r}"
            )
        return self._store.prune(wall_time(self._clock) - seconds)

    def close(self) -> None:
        """Close the connections to the database. The next use opens new ones."""
        with self._lock:
            if self._opened is not None:
                self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"Journal({self._name!r})"

    def _entries(self, rows: list[StoredRow]) -> list[Entry]:
        from longtake.journal._entries import Entry  # noqa: PLC0415 - it imports clients

        ids = short_ids(self._store.tokens()) if rows else {}
        return [
            Entry(
                id=ids.get(row.columns["token_sha256"] or "") or f"s{row.submit.number}",
                state=row.submit.state,
                attempts=row.columns["attempts"],
                error=_error(row.columns),
                provider_state=row.columns["provider_state"],
                failure=_failure(row.columns),
                credits=row.columns["credits"],
                videos=row.videos,
                files=tuple(map(Path, row.files)),
                changed_at=_moment(row.columns["changed_at"]),
                submit=row.submit,
                recorder=self._store,
            )
            for row in rows
        ]


def _parsed(url: object) -> tuple[str, Path | None]:
    """Return the URL, and the path of the file for SQLite."""
    if isinstance(url, os.PathLike):
        path: str | bytes = os.fspath(cast("os.PathLike[str]", url))
        return "", Path(os.fsdecode(path)).absolute()
    if isinstance(url, str) and url.strip():
        text = url.strip()
        if text.startswith(_SQLITE):
            return "", Path(text.removeprefix(_SQLITE)).expanduser().absolute()
        if text.startswith(_POSTGRESQL):
            return text, None
        if "://" not in text:
            return "", Path(text).expanduser().absolute()
    shown = shown_url(url) if isinstance(url, str) else type(url).__name__
    raise InvalidRequestError(
        f"journal must be the path of a file, or a URL of SQLite or PostgreSQL, got {shown}"
    )


def _require_extra(module: str, name: str) -> None:
    extra, package = _EXTRAS[module]
    if find_spec(module) is None:
        raise JournalError(
            f"the journal {name} needs {package}: pip install 'longtake[{extra}]'. Nothing was sent"
        )


def short_ids(tokens: list[str]) -> dict[str, str]:
    """Return the shortest unique beginning of each of some sorted hashes."""
    shared = [0, *(_common(one, other) for one, other in pairwise(tokens)), 0]
    return {
        token: token[: max(_SHORTEST_ID, before + 1, after + 1)]
        for token, before, after in zip(tokens, shared, shared[1:], strict=False)
    }


def _common(one: str, other: str) -> int:
    pairs = enumerate(zip(one, other, strict=True))
    return next((index for index, (left, right) in pairs if left != right), len(one))


def _error(columns: Any) -> str | None:  # noqa: ANN401 - the columns of a row
    kind, message = columns["error_type"], columns["error_message"]
    return kind and f"{kind}: {message}"


def _failure(columns: Any) -> Failure | None:  # noqa: ANN401 - the columns of a row
    if columns["failure_message"] is None:
        return None
    return Failure(
        message=columns["failure_message"],
        code=columns["failure_code"],
        rejected=bool(columns["is_rejected"]),
        expired=bool(columns["is_expired"]),
    )


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
