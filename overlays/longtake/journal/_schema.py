"""The tables of a journal, and the migrations from each version of the schema to the next."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import frozen
from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    TypeDecorator,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy import types as sql_types

from longtake._version import __version__
from longtake.errors import JournalError

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

STATES: Final = (
    "sending",
    "unknown",
    "refused",
    "not_created",
    "queued",
    "running",
    "succeeded",
    "failed",
    "cancelled",
)
"""The states of a submission, those of its task included."""

_SALT_BYTES: Final = 16


class _UtcTime(TypeDecorator[float]):
    """A time in seconds since 1970, stored as a date and time in UTC that a person can read."""

    impl = sql_types.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: float | None, dialect: Dialect) -> datetime | None:
        """Return the date and time of the seconds."""
        if value is None:
            return None
        moment = datetime.fromtimestamp(value, UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: Any | None, dialect: Dialect) -> float | None:  # noqa: ANN401 - as in the base class
        """Return the seconds of a date and time."""
        del dialect
        if value is None:
            return None
        moment = cast("datetime", value)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()


@frozen(eq=False)
class Tables:
    """The tables of a journal."""

    metadata: MetaData
    journal: Table
    submissions: Table
    videos: Table
    files: Table
    films: Table


@cache
def tables(schema: str | None) -> Tables:
    """Return the tables in a schema of the database, None for SQLite, which has none."""
    metadata = MetaData(schema=schema)
    journal = Table(
        "journal",
        metadata,
        Column("version", Integer, nullable=False),
        Column("written_by", String, nullable=False),
        Column("salt", String, nullable=False),
    )
    submissions = Table(
        "submissions",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("provider", String, nullable=False),
        Column("model", String, nullable=False),
        Column("operation", String, nullable=False),
        Column("key_fingerprint", String, nullable=False),
        Column("reference", String),
        Column("digest", String, nullable=False),
        Column("schema_class", String, nullable=False),
        Column("request", JSON, nullable=False),
        Column("state", String, nullable=False),
        Column("sent_at", _UtcTime, nullable=False),
        Column("expires_at", _UtcTime, nullable=False),
        Column("ended_at", _UtcTime),
        Column("attempts", Integer, nullable=False),
        Column("process", String, nullable=False),
        Column(
            "superseded_by",
            Integer,
            ForeignKey(
                f"{schema}.submissions.id" if schema else "submissions.id", ondelete="CASCADE"
            ),
        ),
        Column("error_type", String),
        Column("error_message", String),
        Column("error_code", String),
        Column("task_id", String),
        Column("token_sha256", String),
        Column("provider_state", String),
        Column("changed_at", _UtcTime),
        Column("failure_message", String),
        Column("failure_code", String),
        Column("is_rejected", Boolean),
        Column("is_expired", Boolean),
        Column("credits", Float),
        CheckConstraint(f"state IN ({', '.join(map(repr, STATES))})", name="known_state"),
        CheckConstraint(
            "(task_id IS NULL) = (state IN ('sending', 'unknown', 'refused', 'not_created'))",
            name="task_has_id",
        ),
    )
    columns = submissions.c
    is_current = columns.reference.is_not(None) & columns.superseded_by.is_(None)
    Index(
        "one_submission_per_reference",
        columns.provider,
        columns.key_fingerprint,
        columns.reference,
        unique=True,
        sqlite_where=is_current,
        postgresql_where=is_current,
    )
    Index("one_submission_per_task", columns.model, columns.task_id, unique=True)
    Index("submissions_by_token", columns.token_sha256)
    Index("submissions_by_state", columns.state)
    videos = Table(
        "videos",
        metadata,
        Column(
            "submission_id", Integer, ForeignKey(columns.id, ondelete="CASCADE"), primary_key=True
        ),
        Column("position", Integer, primary_key=True),
        Column("url", String, nullable=False),
        Column("source", String, nullable=False),
        Column("duration_s", Float),
        Column("resolution", String),
        Column("extent", String),
    )
    files = Table(
        "files",
        metadata,
        Column(
            "submission_id", Integer, ForeignKey(columns.id, ondelete="CASCADE"), primary_key=True
        ),
        Column("position", Integer, primary_key=True),
        Column("path", String, primary_key=True),
        Column("bytes", Integer, nullable=False),
        Column("saved_at", _UtcTime, nullable=False),
    )
    films = Table(
        "films",
        metadata,
        Column("provider", String, primary_key=True),
        Column("key_fingerprint", String, primary_key=True),
        Column("reference", String, primary_key=True),
        Column("request", JSON, nullable=False),
        Column("plan", JSON, nullable=False),
        Column("costs", JSON, nullable=False),
        Column("folder", String, nullable=False),
        Column("started_at", _UtcTime, nullable=False),
        Column("ended_at", _UtcTime),
    )
    return Tables(metadata, journal, submissions, videos, files, films)


def _add_films(connection: Connection, found: Tables) -> None:
    found.films.create(connection)


MIGRATIONS: Final[list[Callable[[Connection, Tables], None]]] = [_add_films]
"""The first migrates a journal from version 1 to version 2, and so on."""


def version_of_schema() -> int:
    """Return the version of the schema of this longtake."""
    return 1 + len(MIGRATIONS)


def migrate(connection: Connection, found: Tables, name: str) -> str:
    """Bring a journal to the newest version within a transaction, and return its salt.

    Args:
        connection: The connection, whose transaction excludes other processes.
        found: The tables.
        name: The name of the journal for messages.

    Raises:
        JournalError: If the database has other tables than a journal's, or a newer version.
    """
    newest, version = version_of_schema(), _version(connection, found, name)
    if version > newest:
        row = connection.execute(select(found.journal.c.written_by)).one()
        raise JournalError(
            f"the journal {name} has schema version {version}, written by longtake {row.written_by}; this is "
            f"longtake {__version__}, which reads versions up to {newest}. Install longtake "
            f"{row.written_by} or newer. Nothing was sent"
        )
    if version == 0:
        found.metadata.create_all(connection)
        salt = secrets.token_hex(_SALT_BYTES)
        new = insert(found.journal).values(version=newest, written_by=__version__, salt=salt)
        connection.execute(new)
        return salt
    for migration in MIGRATIONS[version - 1 :]:
        migration(connection, found)
    if version < newest:
        connection.execute(update(found.journal).values(version=newest, written_by=__version__))
    stored: str = connection.execute(select(found.journal.c.salt)).scalar_one()
    return stored


def _version(connection: Connection, found: Tables, name: str) -> int:
    schema = found.metadata.schema
    names = set(inspect(connection).get_table_names(schema=schema))
    if not names:
        return 0
    if found.journal.name in names and found.submissions.name in names:
        columns = {
            column["name"] for column in inspect(connection).get_columns("journal", schema=schema)
        }
        if {"version", "written_by", "salt"} <= columns:
            rows = connection.execute(select(found.journal.c.version)).all()
            if len(rows) == 1:
                version: int = rows[0].version
                return version
    raise JournalError(
        f"{name} is a database of another program: it has the tables {', '.join(sorted(names)[:5])}. Name a "
        "file that does not exist yet, or the journal of longtake. Nothing was sent"
    )
