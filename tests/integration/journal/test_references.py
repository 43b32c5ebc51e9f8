"""A reference makes a submission idempotent: what the second submission returns, or raises."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from longtake import (
    ContentRejectedError,
    Created,
    InsufficientCreditsError,
    InvalidRequestError,
    Journal,
    Kie,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    TaskFailedError,
    Undetermined,
    UseApi,
    extend,
    submit_all,
)
from longtake.emulator import Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

    from longtake import Task
    from longtake_pytest import ServedEmulator


@pytest.fixture
def kie(longtake_emulator: ServedEmulator, journal: Journal) -> Iterator[Kie]:
    with Kie(**longtake_emulator.options("kie"), journal=journal) as client:
        yield client


@pytest.fixture
def source(longtake_emulator: ServedEmulator) -> str:
    return longtake_emulator.sources["kie/veo"].id


def take(kie: Kie, source: str, prompt: str = "It swims", **options: Any) -> Task:
    return kie.veo.extend(task_id=source, prompt=prompt, reference="shot-17", **options)


def test_the_task_of_the_same_request_is_returned(
    longtake_emulator: ServedEmulator, kie: Kie, source: str
) -> None:
    first = take(kie, source)
    assert take(kie, source).id == first.id
    first.wait()
    assert take(kie, source).wait().task_id == first.id
    same = extend("kie/veo", source=source, prompt="It swims", client=kie, reference="shot-17")
    assert same.id == first.id
    assert len(longtake_emulator.ledger.creates) == 1


def test_another_request_is_refused(
    longtake_emulator: ServedEmulator, kie: Kie, source: str
) -> None:
    take(kie, source)
    with pytest.raises(
        InvalidRequestError,
        match=r"extend_veo_video with the digest \w+, got extend_veo_video with",
    ):
        take(kie, source, "It runs")
    assert len(longtake_emulator.ledger.creates) == 1


def test_a_refused_request_may_be_corrected(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("content"))
    with pytest.raises(ContentRejectedError):
        take(kie, source)

    task = take(kie, source, "It runs")

    assert take(kie, source, "It runs").id == task.id
    (entry,) = journal.tasks(reference="shot-17")
    assert entry.request["prompt"] == "It runs"
    assert len(longtake_emulator.ledger.creates) == 1


def test_a_failed_request_may_be_corrected(
    longtake_emulator: ServedEmulator, kie: Kie, source: str
) -> None:
    longtake_emulator.kie.veo.next_task(fail="moderation")
    with pytest.raises(TaskFailedError):
        take(kie, source).wait()
    with pytest.raises(InvalidRequestError, match="another request"):
        take(kie, source, "It runs")

    task = take(kie, source, "It runs", retry_failed=True)

    assert take(kie, source, "It runs").id == task.id
    assert len(longtake_emulator.ledger.creates) == 2


def test_a_refused_request_is_sent_again(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.refuse("insufficient_credits"))
    with pytest.raises(InsufficientCreditsError):
        take(kie, source)
    task = take(kie, source)
    (entry,) = journal.tasks(reference="shot-17")
    assert (entry.task_id, entry.attempts, entry.error) == (task.id, 2, None)


def test_a_request_without_a_connection_is_sent_again(
    longtake_emulator: ServedEmulator, journal: Journal, source: str
) -> None:
    options = longtake_emulator.options("kie")

    def refuse(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("refused")

    with (
        Kie(**options, journal=journal, transport=httpx.MockTransport(refuse)) as offline,
        pytest.raises(ServiceUnavailableError, match="Nothing was sent"),
    ):
        take(offline, source)
    (entry,) = journal.tasks(state="not_created")
    assert entry.reference == "shot-17"
    with Kie(**options, journal=journal) as kie:
        assert take(kie, source).id


def test_a_failed_task_is_returned_or_submitted_anew(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    longtake_emulator.kie.veo.next_task(fail="error")
    first = take(kie, source)
    with pytest.raises(TaskFailedError):
        first.wait()
    assert take(kie, source).id == first.id
    second = take(kie, source, retry_failed=True)
    assert second.id != first.id
    assert take(kie, source).id == take(kie, source, retry_failed=True).id == second.id
    second.wait()
    assert take(kie, source, retry_failed=True).id == second.id
    assert [each.state for each in journal.tasks(model="kie/veo")] == ["failed", "succeeded"]
    assert len(longtake_emulator.ledger.creates) == 2


def test_an_unknown_outcome_is_reconciled_first(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=True), Fault.cut(accepted=False))
    source = longtake_emulator.sources["useapi/gen2"].id
    with UseApi(**longtake_emulator.options("useapi"), journal=journal) as useapi:
        for seed in (7, 8):
            with pytest.raises(SubmitOutcomeUnknown):
                useapi.gen2.extend(asset_id=source, seed=seed, reference=f"seed {seed}")
        (create,) = longtake_emulator.ledger.creates
        # The first was created; the second was certainly not, and is sent again.
        assert useapi.gen2.extend(asset_id=source, seed=7, reference="seed 7").id == create.task_id
        again = useapi.gen2.extend(asset_id=source, seed=8, reference="seed 8")
        assert again.id != create.task_id
    assert len(longtake_emulator.ledger.creates) == 2
    assert longtake_emulator.ledger.duplicates() == ()


def test_an_outcome_that_stays_unknown_is_never_sent_again(
    longtake_emulator: ServedEmulator, kie: Kie, source: str
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(accepted=True))
    with pytest.raises(SubmitOutcomeUnknown) as first:
        take(kie, source)
    for _ in range(2):
        with pytest.raises(SubmitOutcomeUnknown, match="'shot-17' was submitted already") as again:
            take(kie, source, retry_failed=True)
        assert again.value.digest == first.value.digest
        assert str(again.value).count("no list of tasks") == 1
        assert again.value.operation == "extend_veo_video"
        assert isinstance(again.value.reconcile(timeout=0), Undetermined)
    assert len(longtake_emulator.ledger.creates) == 1


def test_the_error_of_an_earlier_outcome_reconciles_it(
    longtake_emulator: ServedEmulator, journal: Journal
) -> None:
    """The list is unavailable at first, so the outcome stays unknown."""
    gen2 = longtake_emulator.useapi.gen2
    source = longtake_emulator.sources["useapi/gen2"].id
    gen2.next_submit(Fault.cut(accepted=True))
    options = longtake_emulator.options("useapi")
    with UseApi(**options, journal=journal, attempts=1) as useapi:
        with pytest.raises(SubmitOutcomeUnknown):
            useapi.gen2.extend(asset_id=source, seed=7, reference="one")
        lists = httpx.MockTransport(lambda _request: httpx.Response(503))
        with UseApi(**options, journal=journal, attempts=1, transport=lists) as down:
            with pytest.raises(SubmitOutcomeUnknown, match="the lookup failed") as caught:
                down.gen2.extend(asset_id=source, seed=7, reference="one")
            assert isinstance(caught.value.reconcile(timeout=0), Undetermined)
        (entry,) = journal.unknown()
        assert isinstance(entry.reconcile(useapi), Created)


def test_references_are_of_a_provider_and_a_key(
    longtake_emulator: ServedEmulator, kie: Kie, journal: Journal, source: str
) -> None:
    first = take(kie, source)
    with UseApi(**longtake_emulator.options("useapi"), journal=journal) as useapi:
        gen2 = longtake_emulator.sources["useapi/gen2"].id
        other = useapi.gen2.extend(asset_id=gen2, seed=7, reference="shot-17")
    assert {each.token for each in journal.tasks(reference="shot-17")} == {first.token, other.token}
    options = longtake_emulator.options("kie")
    created = httpx.Response(200, json={"code": 200, "msg": "ok", "data": {"taskId": "veo_other"}})
    with Kie(
        "another-key",
        base_url=options["base_url"],
        clock=options["clock"],
        journal=journal,
        transport=httpx.MockTransport(lambda _request: created),
    ) as another:
        assert take(another, source).id == "veo_other"


def test_threads_with_one_reference_submit_once(
    longtake_emulator: ServedEmulator, kie: Kie, source: str
) -> None:
    barrier = Barrier(4)
    ids: list[str] = []

    def submit() -> None:
        barrier.wait()
        ids.append(take(kie, source).id)

    threads = [Thread(target=submit) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 4
    assert len(set(ids)) == len(longtake_emulator.ledger.creates) == 1


def test_a_batch_with_one_reference_twice_submits_once(
    longtake_emulator: ServedEmulator, kie: Kie, source: str
) -> None:
    prepared = [
        kie.veo.prepare.extend(task_id=source, prompt="It swims", reference="shot-17")
        for _ in range(3)
    ]
    results = submit_all(prepared)
    assert len({each.task.id for each in results}) == len(longtake_emulator.ledger.creates) == 1


@pytest.mark.parametrize("reference", ["", "  ", "a\nb", "x" * 256, 17])
def test_a_reference_is_a_short_printable_string(kie: Kie, source: str, reference: Any) -> None:
    with pytest.raises(InvalidRequestError, match="reference must"):
        kie.veo.extend(task_id=source, prompt="It swims", reference=reference)
    with pytest.raises(InvalidRequestError, match="reference must"):
        kie.veo.prepare.extend(task_id=source, prompt="It swims", reference=reference)


def test_a_reference_needs_a_journal(longtake_emulator: ServedEmulator, source: str) -> None:
    with Kie(**longtake_emulator.options("kie")) as kie:
        with pytest.raises(InvalidRequestError, match="reference requires a journal"):
            take(kie, source)
        with pytest.raises(InvalidRequestError, match="reference requires a journal"):
            kie.veo.prepare.extend(task_id=source, prompt="It swims", reference="shot-17")
    assert longtake_emulator.ledger.creates == ()


def test_the_tasks_of_several_references(kie: Kie, journal: Journal, source: str) -> None:
    tasks = {
        name: kie.veo.extend(task_id=source, prompt=name, reference=name)
        for name in ("a", "b", "c")
    }
    found = {entry.reference: entry.token for entry in journal.tasks(reference=["a", "c", "d"])}
    assert found == {name: tasks[name].token for name in ("a", "c")}
    assert journal.tasks(reference=[]) == []
    with pytest.raises(InvalidRequestError, match="reference must"):
        journal.tasks(reference=["a", ""])
