"""A client with a journal: what is written when, and how a later process goes on."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import anyio
import httpx
import pytest
import trio

from longtake import (
    AsyncKie,
    AsyncUseApi,
    Chainhub,
    Created,
    Entry,
    InsufficientCreditsError,
    InvalidRequestError,
    Journal,
    Kie,
    NotCreated,
    State,
    SubmitOutcomeUnknown,
    TaskFailedError,
    Undetermined,
    UseApi,
    submit_all,
    submit_all_async,
    wait_all,
)
from longtake.callbacks import Receiver
from longtake.emulator import Fault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from longtake_pytest import ServedEmulator


@pytest.fixture
def kie(longtake_emulator: ServedEmulator, journal: Journal) -> Iterator[Kie]:
    with Kie(**longtake_emulator.options("kie"), journal=journal) as client:
        yield client


@pytest.fixture
def source(longtake_emulator: ServedEmulator) -> str:
    return longtake_emulator.sources["kie/veo"].id


def only(entries: list[Entry]) -> Entry:
    (entry,) = entries
    return entry


def writes(journal: Journal, url: str) -> Callable[[], int]:
    """Return a function that counts the changes of an SQLite journal, by any process."""
    connection = sqlite3.connect(url)

    def version() -> int:
        found: int = connection.execute("PRAGMA data_version").fetchone()[0]
        return found

    assert journal.tasks() == []
    version()
    return version


def test_the_intent_is_committed_before_the_request_leaves(
    longtake_emulator: ServedEmulator, journal_url: str, source: str
) -> None:
    seen: list[Entry] = []

    class Transport(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            with Journal(journal_url, clock=options["clock"]) as other:
                seen.extend(other.tasks(state="sending"))
                # Another process does not take it for a lost one, because this one is alive.
                assert other.unknown() == []
            return super().handle_request(request)

    options = longtake_emulator.options("kie")
    with Kie(**options, journal=journal_url, transport=Transport()) as kie:
        task = kie.veo.extend(task_id=source, prompt="It swims", reference="shot-17", seeds=12_345)
    entry = only(seen)
    assert (entry.provider, entry.model, entry.operation) == ("kie", "kie/veo", "extend_veo_video")
    assert (entry.reference, entry.state, entry.task_id) == ("shot-17", "sending", None)
    assert entry.request == {
        "taskId": source,
        "prompt": "It swims",
        "seeds": 12_345,
        "model": "fast",
    }
    with Journal(journal_url) as later:
        assert only(later.tasks()).token == task.token


def test_a_task_is_recorded_to_its_file(
    kie: Kie, journal: Journal, source: str, tmp_path: Path
) -> None:
    task = kie.veo.extend(task_id=source, prompt="It swims")
    assert only(journal.unfinished()).state == "queued"
    file = task.wait().download(tmp_path)
    entry = only(journal.tasks(state=State.SUCCEEDED, model="kie/veo"))
    assert entry.videos == task.snapshot.videos if task.snapshot else ()
    assert entry.files == (file,)
    assert entry.provider_state
    assert journal.unfinished() == journal.unknown() == []
    assert journal.tasks(model="kie") == [entry]
    assert journal.tasks(model="useapi") == journal.tasks(state="failed") == []


def test_a_later_process_goes_on(
    longtake_emulator: ServedEmulator, journal_url: str, source: str, tmp_path: Path
) -> None:
    options = longtake_emulator.options("kie")
    with Kie(**options, journal=journal_url) as kie:
        kie.veo.extend(task_id=source, prompt="It swims")
    with (
        Journal(journal_url, clock=options["clock"]) as journal,
        Kie(**options, journal=journal) as kie,
    ):
        entry = only(journal.unfinished())
        assert entry.task(kie).wait().download(tmp_path).exists()
        assert only(journal.tasks()).state == "succeeded"
        assert journal.entry(entry.id) == journal.entry(str(entry.token)) == only(journal.tasks())


def test_a_failure_is_recorded(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_task(fail="moderation")
    task = kie.veo.extend(task_id=source, prompt="It swims")
    with pytest.raises(TaskFailedError):
        task.wait()
    entry = only(journal.tasks(state="failed"))
    assert entry.failure is not None
    assert entry.failure.rejected


def test_credits_are_recorded(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal
) -> None:
    task = kie.jobs.grok_imagine.text_to_video(prompt="A dog runs along a beach")
    task.wait()
    assert task.credits
    assert only(journal.tasks()).credits == task.credits
    assert only(journal.tasks()).task(kie).wait().url
    assert len(longtake_emulator.ledger.creates) == 1


def test_a_refusal_is_recorded(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("insufficient_credits"))
    with pytest.raises(InsufficientCreditsError):
        kie.veo.extend(task_id=source, prompt="It swims")
    assert journal.tasks() == journal.unknown() == []
    assert str(only(journal.tasks(state="refused")).error).startswith("InsufficientCreditsError: ")


def test_a_poll_without_news_writes_nothing(
    longtake_emulator: ServedEmulator, tmp_path: Path, source: str
) -> None:
    url = str(tmp_path / "tasks.db")
    with Journal(url) as journal:
        changes = writes(journal, url)
        with Kie(**longtake_emulator.options("kie"), journal=journal) as kie:
            before = changes()
            task = kie.veo.extend(task_id=source, prompt="It swims")
            assert changes() != before
            task.status()
            before = changes()
            for _ in range(3):
                assert task.status().state is State.RUNNING
            again = kie.from_token(task.token)
            again.status()
            assert changes() == before
            again.wait()
            assert changes() != before


def test_large_and_secret_values_and_callback_urls_are_left_out(
    longtake_emulator: ServedEmulator, journal_url: str
) -> None:
    receiver = Receiver(secret="a secret that is long enough", base_url="http://127.0.0.1:9/hooks")
    options = longtake_emulator.options("chainhub")
    image = "iVBORw0KGgo" * 500
    with (
        Chainhub(**options, journal=journal_url) as chainhub,
        Journal(journal_url, clock=options["clock"]) as journal,
    ):
        chainhub.kling.image_to_video(image=image, prompt="It swims", callbacks=receiver)
        request = only(journal.tasks()).request
    assert request["image"].startswith("sha256:")
    assert request["prompt"] == "It swims"
    assert "hooks" not in str(request)
    assert image[:50] not in str(request)


def test_the_key_is_not_in_the_journal(
    longtake_emulator: ServedEmulator, tmp_path: Path, source: str
) -> None:
    options = longtake_emulator.options("kie")
    url = tmp_path / "tasks.db"
    with Kie(**options, journal=url) as kie:
        kie.veo.extend(task_id=source, prompt="It swims")
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"It swims" in stored
    assert options["api_key"].encode() not in stored
    with closing(sqlite3.connect(url)) as connection:
        (fingerprint,) = connection.execute("SELECT key_fingerprint FROM submissions").fetchone()
    assert len(fingerprint) == 16
    assert url.stat().st_mode & 0o777 == 0o600


def test_an_unknown_outcome_is_reconciled_by_a_later_process(
    longtake_emulator: ServedEmulator, journal_url: str
) -> None:
    source, options = (
        longtake_emulator.sources["useapi/gen2"].id,
        longtake_emulator.options("useapi"),
    )
    longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=True), Fault.cut(accepted=False))
    with UseApi(**options, journal=journal_url) as useapi:
        for seed in (7, 8):
            with pytest.raises(SubmitOutcomeUnknown):
                useapi.gen2.extend(asset_id=source, seed=seed)
    with (
        Journal(journal_url, clock=options["clock"]) as journal,
        UseApi(**options, journal=journal) as useapi,
    ):
        first, second = journal.unknown()
        created, not_created = first.reconcile(useapi), second.reconcile(useapi)
        assert isinstance(created, Created)
        assert isinstance(not_created, NotCreated)
        assert journal.unknown() == []
        assert only(journal.tasks()).token == created.task.token
        assert only(journal.tasks(state="not_created")).operation == second.operation
        created.task.wait()
        assert only(journal.tasks()).state == "succeeded"
    assert len(longtake_emulator.ledger.creates) == 1


def test_another_entrys_task_is_not_taken_for_an_unknown_outcome(
    longtake_emulator: ServedEmulator, journal_url: str
) -> None:
    """The lost request has the same body as a task that the journal has, and its time fits as well."""
    source, options = (
        longtake_emulator.sources["useapi/gen2"].id,
        longtake_emulator.options("useapi"),
    )
    with UseApi(**options, journal=journal_url) as useapi:
        longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=False))
        with pytest.raises(SubmitOutcomeUnknown):
            useapi.gen2.extend(asset_id=source, seed=7)
        useapi.gen2.extend(asset_id=source, seed=7)
    with (
        Journal(journal_url, clock=options["clock"]) as journal,
        UseApi(**options, journal=journal) as useapi,
    ):
        assert isinstance(only(journal.unknown()).reconcile(useapi), NotCreated)


def test_an_outcome_can_be_settled_by_hand(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True), Fault.cut(accepted=False))
    for take in ("a", "b"):
        with pytest.raises(SubmitOutcomeUnknown):
            kie.veo.extend(task_id=source, prompt=take, reference=take)
    first, second = journal.unknown()
    assert isinstance(first.reconcile(kie, timeout=0), Undetermined)
    (create,) = longtake_emulator.ledger.creates
    first.settle(create.task_id)
    with pytest.raises(InvalidRequestError, match="belongs to another entry"):
        second.settle(create.task_id)
    second.settle(None)
    assert journal.unknown() == []
    assert kie.veo.extend(task_id=source, prompt="a", reference="a").id == create.task_id
    kie.veo.extend(task_id=source, prompt="b", reference="b")
    assert len(longtake_emulator.ledger.creates) == 2
    assert longtake_emulator.ledger.duplicates() == ()


def test_a_wrong_id_that_was_recorded_can_be_removed_until_a_poll_shows_the_task(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut())
    with pytest.raises(SubmitOutcomeUnknown):
        kie.veo.extend(task_id=source, prompt="It swims", reference="one")
    only(journal.unknown()).settle("veo_task_none")
    wrong = only(journal.tasks())
    with pytest.raises(InvalidRequestError, match="must have no task"):
        wrong.settle("veo_task_other")
    wrong.settle(None)
    assert journal.tasks() == []
    assert journal.entry("s1").state == "not_created"
    task = kie.veo.extend(task_id=source, prompt="It swims", reference="one")
    task.status()
    with pytest.raises(InvalidRequestError, match="must have no task"):
        only(journal.tasks()).settle(None)


def test_entries_need_a_client_with_the_same_journal(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    kie.veo.extend(task_id=source, prompt="It swims")
    entry = only(journal.tasks())
    with (
        Kie(**longtake_emulator.options("kie")) as without,
        UseApi(**longtake_emulator.options("useapi"), journal=journal) as other,
    ):
        with pytest.raises(InvalidRequestError, match="created with this journal"):
            entry.task(without)
        with pytest.raises(InvalidRequestError, match="one for kie, got one for useapi"):
            entry.task(other)


def test_old_entries_are_pruned(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str, tmp_path: Path
) -> None:
    kie.veo.extend(task_id=source, prompt="done").wait().download(tmp_path)
    longtake_emulator.kie.veo.next_submit(
        Fault.refuse("insufficient_credits"), Fault.cut(accepted=False)
    )
    with pytest.raises(InsufficientCreditsError):
        kie.veo.extend(task_id=source, prompt="refused")
    with pytest.raises(SubmitOutcomeUnknown):
        kie.veo.extend(task_id=source, prompt="unknown")
    kie.veo.extend(task_id=source, prompt="unfinished")
    assert journal.prune(older_than=timedelta(hours=1)) == 0
    longtake_emulator.advance(3700)
    assert journal.prune(older_than=timedelta(hours=1)) == 2
    assert [each.request["prompt"] for each in journal.tasks()] == ["unfinished"]
    assert [each.request["prompt"] for each in journal.unknown()] == ["unknown"]
    with pytest.raises(InvalidRequestError, match="older_than must be"):
        journal.prune(older_than=-1)


def test_batches_are_recorded(
    kie: Kie, journal: Journal, source: str, longtake_emulator: ServedEmulator
) -> None:
    takes = [
        kie.veo.prepare.extend(task_id=source, prompt=f"take {n}", reference=f"take {n % 10}")
        for n in range(10)
    ]
    results = submit_all(takes)
    again = submit_all(takes)
    assert [each.task.id for each in results] == [each.task.id for each in again]
    assert len(longtake_emulator.ledger.creates) == 10
    wait_all([each.task for each in results])
    assert len(journal.tasks(state=State.SUCCEEDED)) == 10


def in_asyncio(program: Callable[[], Any]) -> None:
    anyio.run(program)


def in_trio(program: Callable[[], Any]) -> None:
    trio.run(program)


RUNS = pytest.mark.parametrize("run", [in_asyncio, in_trio])


@RUNS
def test_async_clients_write_the_same(
    run: Callable[[Callable[[], Any]], None],
    longtake_emulator: ServedEmulator,
    journal_url: str,
    tmp_path: Path,
) -> None:
    sources = longtake_emulator.sources
    longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=True))

    async def program() -> None:
        journal = Journal(journal_url)
        async with (
            AsyncKie(**longtake_emulator.options("kie"), journal=journal) as kie,
            AsyncUseApi(**longtake_emulator.options("useapi"), journal=journal) as useapi,
        ):
            source = sources["kie/veo"].id
            task = await kie.veo.extend(task_id=source, prompt="It swims", reference="one")
            same = await kie.veo.extend(task_id=source, prompt="It swims", reference="one")
            assert same.id == task.id
            with pytest.raises(InvalidRequestError, match="belongs to another request"):
                await kie.veo.extend(task_id=source, prompt="It runs", reference="one")
            await (await only(journal.unfinished()).task(kie).wait()).download(tmp_path)
            takes = [
                kie.veo.prepare.extend(task_id=source, prompt=f"take {n}", reference=f"take {n}")
                for n in range(5)
            ]
            results = await submit_all_async(takes)
            assert len({each.task.id for each in results}) == 5
            gen2 = sources["useapi/gen2"].id
            with pytest.raises(SubmitOutcomeUnknown):
                await useapi.gen2.extend(asset_id=gen2, seed=7, reference="two")
            outcome = await only(journal.unknown()).reconcile_async(useapi)
            assert isinstance(outcome, Created)
            found = await useapi.gen2.extend(asset_id=gen2, seed=7, reference="two")
            assert found.id == outcome.task.id
        assert len(only(journal.tasks(state=State.SUCCEEDED)).files) == 1
        assert len(journal.tasks()) == 7
        journal.close()

    run(program)
    assert len(longtake_emulator.ledger.creates) == 7


def test_the_environment_names_a_journal(
    longtake_environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "tasks.db"
    monkeypatch.setenv("LONGTAKE_JOURNAL", str(file))
    with Kie(journal="off") as kie:
        kie.veo.extend(task_id=longtake_environment["KIE_VEO_SOURCE"], prompt="It runs")
    assert not file.exists()
    with Kie() as kie:
        kie.veo.extend(task_id=longtake_environment["KIE_VEO_SOURCE"], prompt="It swims")
    with Journal(file) as journal:
        assert only(journal.tasks()).request["prompt"] == "It swims"
