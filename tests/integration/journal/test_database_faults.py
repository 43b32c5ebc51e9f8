"""A database that cannot be used: an error before anything is charged, a warning afterwards."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import anyio
import httpx
import pytest

from longtake import AsyncKie, Journal, JournalError, Kie, State, submit_all
from longtake.journal import _database, _journal
from longtake.journal._store import Store
from tests.helpers.postgresql import postgres_server

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator


@pytest.fixture
def source(longtake_emulator: ServedEmulator) -> str:
    return longtake_emulator.sources["kie/veo"].id


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An existing journal."""
    path = tmp_path / "tasks.db"
    with Journal(path) as journal:
        journal.tasks()
    return path


def store_of(journal: Journal) -> Store:
    store = journal._recorder  # pyright: ignore[reportPrivateUsage]
    assert isinstance(store, Store)
    return store


def check_nothing_is_sent(
    emulator: ServedEmulator, journal: Journal | Path, source: str, message: str
) -> None:
    """Check that a submission raises, in both kinds of clients, and that nothing reached the provider."""
    options = emulator.options("kie")
    with Kie(**options, journal=journal) as kie:
        with pytest.raises(JournalError, match=message) as caught:
            kie.veo.extend(task_id=source, prompt="It swims")
        assert "Nothing was sent" in str(caught.value)

    async def submit() -> None:
        async with AsyncKie(**options, journal=journal) as asynchronous:
            with pytest.raises(JournalError, match=message):
                await asynchronous.veo.extend(task_id=source, prompt="It swims", reference="one")

    anyio.run(submit)
    assert emulator.ledger.requests == ()


def test_a_file_that_is_no_database(
    longtake_emulator: ServedEmulator, source: str, tmp_path: Path
) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("This is a text of some length. " * 40)
    check_nothing_is_sent(longtake_emulator, path, source, "it is not an SQLite database")
    assert path.read_text().startswith("This is a text")


def test_a_database_of_another_program(
    longtake_emulator: ServedEmulator, source: str, tmp_path: Path
) -> None:
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE journal (day TEXT)")
    check_nothing_is_sent(longtake_emulator, path, source, "database of another program")
    with closing(sqlite3.connect(path)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("journal",)]


def test_a_damaged_file(longtake_emulator: ServedEmulator, source: str, file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(100)
        opened.write(os.urandom(8000))
    check_nothing_is_sent(longtake_emulator, file, source, "it is damaged")


def test_a_folder_that_does_not_exist(
    longtake_emulator: ServedEmulator, source: str, tmp_path: Path
) -> None:
    path = tmp_path / "missing" / "tasks.db"
    check_nothing_is_sent(longtake_emulator, path, source, r"missing.*No such file or directory")


def test_a_folder_in_place_of_a_file(
    longtake_emulator: ServedEmulator, source: str, tmp_path: Path
) -> None:
    check_nothing_is_sent(longtake_emulator, tmp_path, source, "cannot be opened")


def test_a_locked_file(
    longtake_emulator: ServedEmulator,
    source: str,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(_database, "_LOCK_TIMEOUT_S", 0.01)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        check_nothing_is_sent(longtake_emulator, file, source, "another program has locked it")


def test_a_full_disk(longtake_emulator: ServedEmulator, source: str, file: Path) -> None:
    """The journal's connections may not add a page to the file."""
    with closing(sqlite3.connect(file)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    journal = Journal(file)
    with store_of(journal).database.writing() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    options = longtake_emulator.options("kie")
    with Kie(**options, journal=journal) as kie:
        results = submit_all(
            kie.veo.prepare.extend(task_id=source, prompt=f"take {number}" * 30)
            for number in range(40)
        )
    refused = [each.error for each in results if each.error is not None]
    assert all(isinstance(each, JournalError) for each in refused)
    assert "the disk is full" in str(refused[-1])
    assert "Nothing was sent" in str(refused[-1])
    assert 0 < len(longtake_emulator.ledger.creates) == len(results) - len(refused)


@pytest.mark.needs_program("setpriv")
def test_a_file_that_may_not_be_written(
    longtake_emulator: ServedEmulator, source: str, file: Path
) -> None:
    """Root may write every file, so this runs in a process without that privilege."""
    options = longtake_emulator.options("kie")
    script = (
        "import sys; from longtake import Kie, JournalError\n"
        "kie = Kie(sys.argv[1], base_url=sys.argv[2], journal=sys.argv[3])\n"
        "try: kie.veo.extend(task_id=sys.argv[4], prompt='It swims')\n"
        "except JournalError as error: print(error)\n"
    )
    command = [sys.executable, "-c", script, options["api_key"], options["base_url"]]
    if os.geteuid() == 0:
        command = ["setpriv", "--bounding-set=-all", "--inh-caps=-all", "--", *command]
    # The folders of pytest are closed to other users.
    with TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        copied = Path(shutil.copy(file, folder))
        copied.chmod(0o444)
        if os.geteuid() == 0:
            os.chown(copied, 65534, 65534)
            os.chown(folder, 65534, 65534)
        done = subprocess.run(  # noqa: S603 - our own interpreter
            [*command, str(copied), source], capture_output=True, text=True, check=True
        )
    assert "it cannot be written" in done.stdout
    assert "Nothing was sent" in done.stdout
    assert longtake_emulator.ledger.requests == ()


def lose(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every further transaction of a journal fail."""

    def fail(_database: object) -> None:
        # Not within the error handling of the database, which this stands for.
        raise JournalError("the journal cannot be used: Input/output error")

    monkeypatch.setattr(type(store_of(journal).database), "_opened", fail)


def test_a_failure_after_the_charge_is_a_warning(
    longtake_emulator: ServedEmulator,
    source: str,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    options = longtake_emulator.options("kie")
    journal = Journal(file, clock=options["clock"])

    class Transport(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "POST":
                lose(journal, patch)
            return super().handle_request(request)

    with (
        Kie(**options, journal=journal, transport=Transport()) as kie,
        caplog.at_level(logging.WARNING, "longtake"),
    ):
        with monkeypatch.context() as patch:
            task = kie.veo.extend(task_id=source, prompt="It swims", reference="shot-17")
            assert task.wait().url
        assert task.token in caplog.text
        assert "missing in the journal until it can be written again" in caplog.text
        (entry,) = journal.tasks(state="sending")
        assert entry.reference == "shot-17"
        # What is missing is written before the next change.
        again = kie.veo.extend(task_id=source, prompt="It swims", reference="shot-17")
        assert again.id == task.id
        (entry,) = journal.tasks()
        assert (entry.state, entry.task_id) == ("succeeded", task.id)
    assert len(longtake_emulator.ledger.creates) == 1


@pytest.mark.needs_program("initdb")
def test_a_server_that_goes_away_and_comes_back(
    longtake_emulator: ServedEmulator, source: str, caplog: pytest.LogCaptureFixture
) -> None:
    options = longtake_emulator.options("kie")
    with postgres_server() as server:
        url = server.new_database()

        class Transport(httpx.HTTPTransport):
            stops = False

            def handle_request(self, request: httpx.Request) -> httpx.Response:
                if self.stops and request.method == "POST":
                    server.stop()
                return super().handle_request(request)

        transport = Transport()
        with (
            Journal(url, clock=options["clock"]) as journal,
            Kie(**options, journal=journal, transport=transport) as kie,
        ):
            first = kie.veo.extend(task_id=source, prompt="first", reference="first")
            transport.stops = True
            second = kie.veo.extend(task_id=source, prompt="second", reference="second")
            assert second.token in caplog.text
            with pytest.raises(JournalError, match="Nothing was sent") as caught:
                kie.veo.extend(task_id=source, prompt="third", reference="third")
            assert url not in str(caught.value)
            server.start()
            transport.stops = False
            third = kie.veo.extend(task_id=source, prompt="third", reference="third")
            again = kie.veo.extend(task_id=source, prompt="second", reference="second")
            assert again.id == second.id
            tokens = {each.token for each in journal.tasks()}
            assert tokens == {first.token, second.token, third.token}
    assert len(longtake_emulator.ledger.creates) == 3


@pytest.mark.needs_program("initdb")
def test_a_database_of_another_program_in_postgresql(
    longtake_emulator: ServedEmulator, journal_url: str, source: str
) -> None:
    """Other tables of the same database do no harm: the journal has a schema of its own."""
    if "://" in journal_url:
        import psycopg  # noqa: PLC0415 - not installed without the extra

        with psycopg.connect(journal_url, autocommit=True) as connection:
            connection.execute("CREATE TABLE submissions (id int)")
    with Kie(**longtake_emulator.options("kie"), journal=journal_url) as kie:
        kie.veo.extend(task_id=source, prompt="It swims")
    with Journal(journal_url) as journal:
        assert journal.tasks()[0].state == State.QUEUED.value


@pytest.mark.parametrize(
    ("module", "url", "extra"),
    [
        ("sqlalchemy", "tasks.db", "journal"),
        ("sqlalchemy", "postgresql://host/db", "journal"),
        ("psycopg", "postgresql://host/db", "postgres"),
    ],
)
def test_a_missing_extra(
    monkeypatch: pytest.MonkeyPatch, module: str, url: str, extra: str
) -> None:
    def find(name: str) -> object:
        return None if name == module else find_spec(name)

    monkeypatch.setattr(_journal, "find_spec", find)
    with pytest.raises(JournalError, match=rf"pip install 'longtake\[{extra}\]'"):
        Kie("a-key", journal=url)


def test_a_password_is_in_no_message() -> None:
    journal = Journal("postgresql://someone:a-password@127.0.0.1:1/films?connect_timeout=1")
    with pytest.raises(JournalError) as caught:
        journal.tasks()
    assert "a-password" not in f"{journal!r} {caught.value} {caught.value.__cause__}"
