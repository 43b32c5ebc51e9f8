"""The schema of a journal: its version, its migrations, and what a person reads in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from longtake import Journal, JournalError, Kie
from longtake.journal import _schema

if TYPE_CHECKING:
    from pathlib import Path

    from sqlalchemy import Connection


def opened(file: Path) -> None:
    with Journal(file) as journal:
        journal.tasks()


def query(file: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(file)) as connection:
        found: list[Any] = connection.execute(statement).fetchall()
        connection.commit()
        return found


def add_notes(connection: Connection, _tables: _schema.Tables) -> None:
    connection.execute(text("ALTER TABLE submissions ADD COLUMN note VARCHAR"))


def test_an_older_journal_is_migrated_on_opening(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tasks.db"
    opened(file)
    salt = query(file, "SELECT salt FROM journal")
    ((version,),) = query(file, "SELECT version FROM journal")
    monkeypatch.setattr(_schema, "MIGRATIONS", [*_schema.MIGRATIONS, add_notes])
    opened(file)
    assert query(file, "SELECT version FROM journal") == [(version + 1,)]
    assert query(file, "SELECT note FROM submissions") == []
    assert query(file, "SELECT salt FROM journal") == salt


def test_a_journal_of_version_1_gets_the_films(tmp_path: Path) -> None:
    file = tmp_path / "tasks.db"
    opened(file)
    query(file, "DROP TABLE films")
    query(file, "UPDATE journal SET version = 1")

    opened(file)

    assert query(file, "SELECT version FROM journal") == [(2,)]
    assert query(file, "SELECT * FROM films") == []


def test_an_older_longtake_refuses_a_newer_journal_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tasks.db"
    with monkeypatch.context() as newer:
        newer.setattr(_schema, "MIGRATIONS", [*_schema.MIGRATIONS, add_notes])
        newer.setattr(_schema, "__version__", "9.9.0")
        opened(file)
    with pytest.raises(
        JournalError, match=r"tasks\.db has schema version 3, written by longtake 9\.9\.0"
    ):
        opened(file)
    with Kie("a-key", journal=str(file)) as kie, pytest.raises(JournalError) as caught:
        kie.veo.extend(task_id="veo_task_abc", prompt="It runs on")
    assert str(caught.value).count("Nothing was sent") == 1


def test_a_migration_that_fails_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tasks.db"
    opened(file)
    before = query(file, "SELECT sql FROM sqlite_master")

    def fail(connection: Connection, tables: _schema.Tables) -> None:
        add_notes(connection, tables)
        connection.execute(text("ALTER TABLE missing_table ADD COLUMN note VARCHAR"))

    with monkeypatch.context() as newer:
        newer.setattr(_schema, "MIGRATIONS", [*_schema.MIGRATIONS, fail])
        with pytest.raises(JournalError, match="no such table: missing_table"):
            opened(file)
    assert query(file, "SELECT sql FROM sqlite_master") == before
    opened(file)


def test_a_journal_may_be_created_by_several_at_once(tmp_path: Path) -> None:
    file = tmp_path / "tasks.db"
    barrier = Barrier(6)
    errors: list[Exception] = []

    def create() -> None:
        barrier.wait()
        try:
            opened(file)
        except JournalError as error:
            errors.append(error)

    threads = [Thread(target=create) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert query(file, "SELECT count(*) FROM journal") == [(1,)]


def test_the_tables_refuse_contradictions(tmp_path: Path) -> None:
    file = tmp_path / "tasks.db"
    opened(file)
    values = (
        "1, 'kie', 'kie/veo', 'o', 'f', NULL, 'd', 'C', '{}', {state}, '2026-01-01', '2026-01-01', 1, "
        "'p', {task}"
    )
    columns = (
        "id, provider, model, operation, key_fingerprint, reference, digest, schema_class, request, state, "
        "sent_at, expires_at, attempts, process, task_id"
    )
    for state, task in (("'sending'", "'t'"), ("'queued'", "NULL"), ("'lost'", "'t'")):
        row = values.replace("{state}", state).replace("{task}", task)
        with pytest.raises(sqlite3.IntegrityError):
            query(file, f"INSERT INTO submissions ({columns}) VALUES ({row})")  # noqa: S608 - constants
