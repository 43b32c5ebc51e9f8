"""Fixtures for tests of the journal: the URL of a new one, in an SQLite file and in PostgreSQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import pytest

from longtake import Journal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from longtake_pytest import ServedEmulator
    from tests.helpers.postgresql import PostgresServer


in_sqlite: Final = pytest.mark.parametrize("journal_url", ["sqlite"], indirect=True)
"""For tests whose queries other tests make in each database."""


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server, for all tests of this process."""
    from tests.helpers.postgresql import postgres_server  # noqa: PLC0415 - not collected without PostgreSQL

    with postgres_server() as server:
        yield server


@pytest.fixture(
    params=["sqlite", pytest.param("postgresql", marks=pytest.mark.needs_program("initdb"))]
)
def journal_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a journal that does not exist yet."""
    if request.param == "sqlite":
        return str(tmp_path / "tasks.db")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.new_database()


@pytest.fixture
def journal(journal_url: str, longtake_emulator: ServedEmulator) -> Iterator[Journal]:
    """A journal that does not exist yet, for clients of the emulator."""
    with Journal(journal_url, clock=longtake_emulator.options("kie")["clock"]) as opened:
        yield opened
