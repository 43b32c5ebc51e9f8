"""The database of a journal: connections, transactions, and the errors of both databases."""

from __future__ import annotations

import os
import sqlite3
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any, Final

from attrs import define, field, frozen
from sqlalchemy import URL, Engine, Insert, Update, create_engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError

from longtake.errors import JournalError
from longtake.journal._schema import Tables, migrate, tables

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Mapping

    from sqlalchemy import Connection

# Another process holds the lock for a few milliseconds; this is for a machine under load.
_LOCK_TIMEOUT_S: Final = 10.0
_CONNECT_TIMEOUT_S: Final = 10
_SCHEMA: Final = "longtake"
# Any number: it excludes other processes that open the same journal at this moment.
_OPENING: Final = 0x6C6F6E67

_ADVICE: Final = (
    ("disk is full", "the disk is full: free some space"),
    ("disk i/o error", "the disk cannot be read or written: check it, and the space on it"),
    ("locked", f"another program has locked it for {_LOCK_TIMEOUT_S:.0f} s: close that program"),
    ("readonly", "it cannot be written: check the permissions of the file and of its folder"),
    (
        "permission denied",
        "it cannot be opened: check the permissions of the file and of its folder",
    ),
    ("not a database", "it is not an SQLite database: name another file"),
    ("malformed", "it is damaged: restore a copy, or name another file"),
    ("unable to open", "it cannot be opened: check the path, and the permissions of the folder"),
)


CONFLICTS: Final = (IntegrityError, sqlite3.IntegrityError)
"""The errors of a change that contradicts another one."""


@frozen(eq=False)
class _CompiledStatement:
    """A statement as the driver takes it.

    Attributes:
        sql: The SQL.
        names: The names of its parameters, in order.
        constants: The values that are part of the statement.
        converters: The functions that convert values for the driver, by name.
    """

    sql: str
    names: tuple[str, ...]
    constants: Mapping[str, Any]
    converters: Mapping[str, Callable[[Any], Any]]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """Return the parameters as the driver takes them."""
        all_values = {**self.constants, **values}
        converters = self.converters
        return [
            converters[name](all_values[name]) if name in converters else all_values[name]
            for name in self.names
        ]


@define(eq=False)
class Database:
    """The connections to the database of a journal. It can be used by several threads and after a fork.

    Attributes:
        url: The URL, with psycopg as the driver for PostgreSQL.
        name: The name for messages, without a password.
    """

    url: URL
    name: str
    _salt: str = field(default="", init=False)
    _engine: Engine | None = field(default=None, init=False)
    _writer: Connection | None = field(default=None, init=False)
    _compiled: dict[Insert | Update, _CompiledStatement] = field(
        factory=dict["Insert | Update", "_CompiledStatement"], init=False
    )
    _process: int = field(default=0, init=False)
    _opening: Any = field(factory=Lock, init=False)
    _writing: Any = field(factory=RLock, init=False)

    @property
    def is_sqlite(self) -> bool:
        """Return whether the journal is an SQLite file."""
        return self.url.get_backend_name() == "sqlite"

    @property
    def tables(self) -> Tables:
        """Return the tables."""
        return tables(None if self.is_sqlite else _SCHEMA)

    @property
    def salt(self) -> bytes:
        """Return the random bytes with which this journal hashes keys."""
        with self._errors():
            self._opened()
        return bytes.fromhex(self._salt)

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Provide a connection to read with."""
        with self._errors(), self._opened().connect() as connection:
            yield connection.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def writing(self) -> Generator[Connection]:
        """Provide a connection in a transaction, which is committed at the end."""
        with self._errors():
            engine = self._opened()
            if not self.is_sqlite:
                with engine.begin() as connection:
                    yield connection
                return
            # Threads take turns, which is faster than SQLite's own waiting. So one connection is enough, and
            # no time is spent on taking it from the pool and returning it.
            with self._writing:
                if self._writer is None:
                    self._writer = engine.connect()
                with self._writer.begin():
                    yield self._writer

    def run(
        self, connection: Connection, statement: Insert | Update, values: Mapping[str, Any]
    ) -> int:
        """Execute a statement of each submission. Return the number of the row that it inserts.

        SQLAlchemy compiles it once for SQLite, whose driver then executes it: SQLAlchemy's execution takes
        several times as long as SQLite's.
        """
        if not self.is_sqlite:
            result = connection.execute(statement, values)
            key = result.inserted_primary_key if isinstance(statement, Insert) else None
            return key[0] if key else 0
        compiled = self._compiled.get(statement)
        if compiled is None:
            compiled = self._compiled[statement] = _compiled(connection, statement, values)
        driver: Any = connection.connection.dbapi_connection
        row: int = driver.execute(compiled.sql, compiled.parameters(values)).lastrowid
        return row

    def close(self) -> None:
        """Close the connections. The next use opens new ones."""
        with self._opening, self._writing:
            self._forget(close=self._process == os.getpid())

    def _forget(self, *, close: bool) -> None:
        engine, self._engine = self._engine, None
        writer, self._writer = self._writer, None
        if writer is not None and close:
            writer.close()
        if engine is not None:
            engine.dispose(close=close)

    def _opened(self) -> Engine:
        with self._opening:
            # Connections do not survive a fork.
            if self._engine is not None and self._process != os.getpid():
                # Another thread may have held the lock when this process was forked.
                self._writing = RLock()
                self._forget(close=False)
            if self._engine is None:
                self._engine, self._process = self._open(), os.getpid()
            return self._engine

    def _open(self) -> Engine:
        engine = self._sqlite() if self.is_sqlite else self._postgresql()
        try:
            with engine.begin() as connection:
                if not self.is_sqlite:
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_OPENING})"))
                    connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {_SCHEMA}"))
                self._salt = migrate(connection, self.tables, self.name)
        except BaseException:
            engine.dispose()
            raise
        return engine

    def _sqlite(self) -> Engine:
        path = Path(self.url.database or "")
        # SQLite creates files that other users can read. Its other files get the mode of this one.
        with suppress(FileExistsError):
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        engine = create_engine(
            self.url,
            hide_parameters=True,
            connect_args={"timeout": _LOCK_TIMEOUT_S, "isolation_level": None},
        )
        event.listen(engine, "connect", _on_sqlite_connect)
        event.listen(engine, "begin", _begin_immediate)
        return engine

    def _postgresql(self) -> Engine:
        given = self.url.query.keys()
        arguments = {} if "connect_timeout" in given else {"connect_timeout": _CONNECT_TIMEOUT_S}
        return create_engine(
            self.url, hide_parameters=True, pool_pre_ping=True, connect_args=arguments
        )

    @contextmanager
    def _errors(self) -> Generator[None]:
        """Raise `JournalError` for the errors of the database."""
        try:
            yield
        except SQLAlchemyError as error:
            reason: object = error.orig if isinstance(error, DBAPIError) else error
            raise JournalError(self._message(str(reason))) from error
        except (OSError, sqlite3.Error) as error:
            raise JournalError(self._message(str(error))) from error

    def _message(self, reason: str) -> str:
        words = reason.casefold()
        advice = next((advice for part, advice in _ADVICE if part in words), "")
        detail = f"{advice} ({reason.strip()})" if advice else reason.strip()
        return f"the journal {self.name} cannot be used: {detail}"


def _compiled(
    connection: Connection, statement: Insert | Update, values: Mapping[str, Any]
) -> _CompiledStatement:
    compiled: Any = statement.compile(connection, column_keys=list(values))
    return _CompiledStatement(
        sql=compiled.string,
        names=tuple(compiled.positiontup),
        constants=dict(compiled.params),
        converters=dict(compiled._bind_processors),  # noqa: SLF001 - SQLAlchemy has no public name for it
    )


def _on_sqlite_connect(connection: Any, _record: object) -> None:  # noqa: ANN401 - a connection of sqlite3
    connection.execute("PRAGMA foreign_keys = ON")
    # A power failure must not lose a commit either.
    connection.execute("PRAGMA synchronous = FULL")
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0]
    if mode != "wal":
        connection.execute("PRAGMA journal_mode = WAL")


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later could fail, because another process wrote in between.
    # Without SQLAlchemy's own execution, which takes longer than SQLite's.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN IMMEDIATE")
