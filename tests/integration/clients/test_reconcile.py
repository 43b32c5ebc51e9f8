"""Reconciling an unknown outcome: by the provider's list where it has one, undetermined otherwise."""

from __future__ import annotations

import copy
import pickle
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from email.utils import formatdate
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, Any, Final

import httpx
import pytest

from longtake import (
    AsyncTask,
    Chainhub,
    Created,
    InvalidRequestError,
    Kie,
    NotCreated,
    Outcome,
    SubmitOutcomeUnknown,
    Task,
    Undetermined,
    UnexpectedResponseError,
    UseApi,
)
from longtake.emulator import Fault
from longtake_kie.api.veo import extend_veo_video
from longtake_kie.models import VeoExtendRequest
from longtake_useapi.api.gen2 import list_gen2_tasks
from tests.helpers.scenarios import BY_KIND, SCENARIOS, Scenario, each_task_kind
from tests.helpers.task_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake_pytest import ServedEmulator

Rows = list[dict[str, Any]]

NOW: Final = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
LOST: Final = Fault.cut(accepted=True)
MAKER: Final = "user:1-runwayml:a@b.example-task:parent"
ASSET: Final = "user:1-runwayml:a@b.example-asset:source"


each_kind_without_a_list = pytest.mark.parametrize(
    "scenario",
    [BY_KIND[key] for key, kind in KINDS.items() if not kind.list_path],
    ids=lambda scenario: scenario.kind,
)
each_first_video_with_a_list = pytest.mark.parametrize(
    "making",
    [
        each
        for each in SCENARIOS.values()
        # Kling's own hosts read a task by its id of the caller's own instead.
        if each.words.list_path and each.source is None and each.provider != "kling"
    ],
    ids=lambda scenario: scenario.operation,
)
each_kind_with_a_list = pytest.mark.parametrize(
    "listing",
    [BY_KIND[key] for key, kind in KINDS.items() if kind.list_path],
    ids=lambda scenario: scenario.kind,
)


def unknown_outcome(submit: Callable[[], object]) -> SubmitOutcomeUnknown:
    with pytest.raises(SubmitOutcomeUnknown) as caught:
        submit()
    return caught.value


def doubt_of(scenario: Scenario, client: Any, emulator: ServedEmulator) -> SubmitOutcomeUnknown:
    source = emulator.sources[scenario.kind].id
    return unknown_outcome(lambda: scenario.start(client, source))


@each_task_kind
def test_the_error_says_what_was_sent_and_when(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    emulator = longtake_emulator
    emulator.task_kinds[scenario.kind].always(Fault.cut(accepted=True), on="submit")
    with scenario.client(emulator) as client:
        first = doubt_of(scenario, client, emulator)
        second = doubt_of(scenario, client, emulator)
    assert first.digest == second.digest
    assert first.digest == emulator.ledger.creates[0].digest
    assert first.window is not None
    assert first.window[0].timestamp() == emulator.ledger.creates[0].time
    assert first.window[0].tzinfo is UTC
    assert "reconcile()" in first.advice
    assert len(emulator.ledger.duplicates()) == 1  # ours: the same was asked for twice


def test_the_digest_tells_requests_apart(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut(), Fault.cut())
    source = longtake_emulator.sources["kie/veo"].id
    one = unknown_outcome(lambda: longtake_kie.veo.extend(task_id=source, prompt="The dog runs on"))
    other = unknown_outcome(
        lambda: longtake_kie.veo.extend(task_id=source, prompt="The dog sits down")
    )
    assert one.digest != other.digest


def test_an_error_from_another_process_cannot_ask(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.useapi.gen2.next_submit(Fault.cut())
    source = longtake_emulator.sources["useapi/gen2"].id
    error = unknown_outcome(lambda: longtake_useapi.gen2.extend(asset_id=source))
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error)):  # noqa: S301 - our own
        assert (twin.digest, twin.window, str(twin)) == (error.digest, error.window, str(error))
        reported = twin.reconcile()
        assert isinstance(reported, Undetermined)
        assert twin.window is not None
        assert twin.window[0].isoformat(timespec="seconds") in reported.reason


def test_an_error_from_another_process_says_which_task_it_is() -> None:
    error = SubmitOutcomeUnknown("interrupted", task_id="t1", token="lt1.e30")
    reported = pickle.loads(pickle.dumps(error)).reconcile()  # noqa: S301 - our own
    assert isinstance(reported, Undetermined)
    assert "from_token('lt1.e30')" in reported.reason


def test_a_generated_function_cannot_ask(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut())
    body = VeoExtendRequest(task_id="veo_1", prompt="The dog runs on")
    error = unknown_outcome(lambda: extend_veo_video.sync(client=longtake_kie.client, body=body))
    assert isinstance(error.reconcile(), Undetermined)


@pytest.mark.anyio
async def test_each_kind_of_client_has_its_own_way(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.kie.veo.next_submit(Fault.cut())
    error = unknown_outcome(lambda: longtake_kie.veo.extend(task_id="veo_1", prompt="On it goes"))
    with pytest.raises(InvalidRequestError, match=r"a synchronous client: call reconcile\(\)"):
        await error.reconcile_async()


@each_kind_without_a_list
def test_kie_tells_its_balance_and_claims_nothing(
    scenario: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(Fault.cut(accepted=True))
    before = longtake_emulator.kie.account.balance
    with scenario.client(longtake_emulator) as client:
        reported = doubt_of(scenario, client, longtake_emulator).reconcile()
    assert isinstance(reported, Undetermined)
    assert reported.balance == before - longtake_emulator.ledger.creates[0].credits
    assert f"The balance is {reported.balance:g} credits" in reported.reason


@pytest.mark.parametrize("timeout", [-1, "5", True, None])
def test_a_timeout_that_is_none_is_refused(
    timeout: Any, longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.useapi.gen2.next_submit(Fault.cut())
    source = longtake_emulator.sources["useapi/gen2"].id
    error = unknown_outcome(lambda: longtake_useapi.gen2.extend(asset_id=source))
    with pytest.raises(InvalidRequestError, match="timeout must be a number of seconds"):
        error.reconcile(timeout=timeout)


@each_kind_with_a_list
def test_a_task_that_is_not_shown_yet_is_waited_for(
    listing: Scenario, longtake_emulator: ServedEmulator
) -> None:
    family = longtake_emulator.task_kinds[listing.kind]
    family.next_task(hidden_s=40)
    family.next_submit(Fault.cut(accepted=True))
    with listing.client(longtake_emulator) as client:
        error = doubt_of(listing, client, longtake_emulator)
        hasty = error.reconcile(timeout=0)
        reported = error.reconcile()
    assert isinstance(hasty, Undetermined)
    assert hasty.ask_again_in_s == 60
    assert isinstance(reported, Created)
    assert reported.task.id == longtake_emulator.ledger.creates[0].task_id


@each_kind_with_a_list
def test_a_second_reconcile_returns_the_same_task(
    listing: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[listing.kind].next_submit(Fault.cut(accepted=True))
    with listing.client(longtake_emulator) as client:
        error = doubt_of(listing, client, longtake_emulator)
        first, second = error.reconcile(), error.reconcile()
        assert isinstance(first, Created)
        assert isinstance(second, Created)
        assert first.task.token == second.task.token
        assert first.task.wait().url


@each_kind_with_a_list
def test_other_submits_of_the_client_are_not_mistaken_for_it(
    listing: Scenario, longtake_emulator: ServedEmulator
) -> None:
    family = longtake_emulator.task_kinds[listing.kind]
    with listing.client(longtake_emulator) as client:
        known = listing.start(client, longtake_emulator.sources[listing.kind].id)
        family.next_submit(Fault.cut())
        reported = doubt_of(listing, client, longtake_emulator).reconcile()
    assert [record.task_id for record in longtake_emulator.ledger.creates] == [known.id]
    assert isinstance(reported, NotCreated)


@each_kind_with_a_list
def test_one_task_settles_one_of_two_equal_unknown_outcomes(
    listing: Scenario, longtake_emulator: ServedEmulator
) -> None:
    family = longtake_emulator.task_kinds[listing.kind]
    family.next_submit(Fault.cut(accepted=True), Fault.cut())
    with listing.client(longtake_emulator) as client:
        errors = [doubt_of(listing, client, longtake_emulator) for _ in range(2)]
        reported = [error.reconcile() for error in errors]
    assert [type(outcome) for outcome in reported] == [Created, NotCreated]


@each_kind_with_a_list
def test_of_several_candidates_none_is_chosen(
    listing: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[listing.kind].next_submit(Fault.cut(accepted=True))
    with (
        listing.client(longtake_emulator) as client,
        listing.client(longtake_emulator) as elsewhere,
    ):
        error = doubt_of(listing, client, longtake_emulator)
        listing.start(elsewhere, longtake_emulator.sources[listing.kind].id)
        reported = error.reconcile()
    assert isinstance(reported, Undetermined)
    made = {record.task_id for record in longtake_emulator.ledger.creates}
    assert {task.id for task in reported.candidates} == made
    assert len(made) == 2


@pytest.mark.parametrize(
    "fault",
    [
        Fault.response(404, "no such page"),
        Fault.response(200, {}),
        Fault.response(200, "<html>"),
        Fault.response(200, {"code": 0, "data": None}),
        Fault.response(200, {"code": 0, "data": [{"task_status": "submitted"}]}),
        Fault.response(200, {"code": 0, "data": [None]}),
        Fault.refuse("unauthorized"),
        Fault.refuse("server_error"),
        Fault.cut(),
    ],
)
@each_kind_with_a_list
def test_an_outcome_that_the_provider_does_not_report_is_undetermined(
    fault: Fault, listing: Scenario, longtake_emulator: ServedEmulator
) -> None:
    family = longtake_emulator.task_kinds[listing.kind]
    family.next_submit(Fault.cut())
    family.next_list(*[fault] * 40)
    with listing.client(longtake_emulator) as client:
        reported = doubt_of(listing, client, longtake_emulator).reconcile()
    assert isinstance(reported, Undetermined), reported
    assert reported.candidates == ()


def test_a_reference_tells_alike_tasks_apart(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    source = longtake_emulator.sources["useapi/gen2"].id
    longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=True))
    error = unknown_outcome(lambda: longtake_useapi.gen2.extend(asset_id=source, reply_ref="mine"))
    with UseApi(**longtake_emulator.options("useapi")) as elsewhere:
        elsewhere.gen2.extend(asset_id=source, reply_ref="theirs")
        elsewhere.gen2.extend(asset_id=source)
        reported = error.reconcile()
    assert isinstance(reported, Undetermined)  # one without any reference might be ours, so we ask
    with UseApi(**longtake_emulator.options("useapi")) as elsewhere:
        longtake_emulator.reset()
        source = longtake_emulator.sources["useapi/gen2"].id
        longtake_emulator.useapi.gen2.next_submit(Fault.cut(accepted=True))
        error = unknown_outcome(
            lambda: longtake_useapi.gen2.extend(asset_id=source, reply_ref="mine")
        )
        elsewhere.gen2.extend(asset_id=source, reply_ref="theirs")
        reported = error.reconcile()
    assert isinstance(reported, Created)
    assert reported.task.id == longtake_emulator.ledger.creates[0].task_id


def test_a_list_is_a_response_of_list_operations_only(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    listed = list_gen2_tasks.sync(client=longtake_useapi.client, offset=0, limit=10)
    assert isinstance(listed, list)
    longtake_emulator.useapi.gen2.next_submit(Fault.response(200, "[]"))
    source = longtake_emulator.sources["useapi/gen2"].id
    unknown_outcome(lambda: longtake_useapi.gen2.extend(asset_id=source))
    task = longtake_useapi.gen2.extend(asset_id=source)
    longtake_emulator.useapi.gen2.next_read(*[Fault.response(200, "[]")] * 9)
    with pytest.raises(UnexpectedResponseError, match="must be a JSON object"):
        task.status()


def outcome_of(
    making: Scenario, emulator: ServedEmulator, fault: Fault, **more: Any
) -> Outcome[Task]:
    """Return the outcome of a submission whose response is lost, where another task was made before."""
    with making.client(emulator) as client:
        making.start(client, None)
        emulator.advance(3_600)
        emulator.task_kinds[making.kind].next_submit(fault)
        return unknown_outcome(lambda: making.start(client, None, **more)).reconcile()


async def outcome_of_async(
    making: Scenario, emulator: ServedEmulator, fault: Fault, **more: Any
) -> Outcome[AsyncTask]:
    """Return the same with an async client."""
    async with making.async_client(emulator) as client:
        await making.start_async(client, None)
        emulator.advance(3_600)
        emulator.task_kinds[making.kind].next_submit(fault)
        with pytest.raises(SubmitOutcomeUnknown) as caught:
            await making.start_async(client, None, **more)
        return await caught.value.reconcile_async()


@each_first_video_with_a_list
@pytest.mark.anyio
async def test_a_first_video_is_found_by_the_callers_own_id(
    making: Scenario, longtake_emulator: ServedEmulator
) -> None:
    for number, outcome in enumerate(
        (
            outcome_of(making, longtake_emulator, LOST, external_task_id="order-1"),
            await outcome_of_async(making, longtake_emulator, LOST, external_task_id="order-2"),
        )
    ):
        assert isinstance(outcome, Created)
        made = longtake_emulator.ledger.creates[2 * number + 1]
        assert (outcome.task.id, outcome.task.kind) == (made.task_id, making.name)


@each_first_video_with_a_list
@pytest.mark.anyio
async def test_a_first_video_without_an_id_of_the_callers_is_a_candidate(
    making: Scenario, longtake_emulator: ServedEmulator
) -> None:
    """The list shows neither a source nor the prompt, so another program may have made the task."""
    for number, outcome in enumerate(
        (
            outcome_of(making, longtake_emulator, LOST),
            await outcome_of_async(making, longtake_emulator, LOST),
        )
    ):
        assert isinstance(outcome, Undetermined)
        made = longtake_emulator.ledger.creates[2 * number + 1]
        assert [task.id for task in outcome.candidates] == [made.task_id]


@each_first_video_with_a_list
@pytest.mark.parametrize("own", [{}, {"external_task_id": "order-1"}], ids=["no id", "own id"])
@pytest.mark.anyio
async def test_a_first_video_that_is_not_listed_was_not_made(
    own: dict[str, str], making: Scenario, longtake_emulator: ServedEmulator
) -> None:
    began = longtake_emulator.clock.now()
    sync = outcome_of(making, longtake_emulator, Fault.cut(), **own)
    waited_s = longtake_emulator.clock.now() - began - 3_600
    assert isinstance(sync, NotCreated)
    # A task that was just made may not be listed yet.
    assert waited_s >= 60
    outcome = await outcome_of_async(making, longtake_emulator, Fault.cut(), **own)
    assert isinstance(outcome, NotCreated)
    assert len(longtake_emulator.ledger.creates) == 2


@each_first_video_with_a_list
def test_a_first_video_in_an_empty_list_cannot_be_known(
    making: Scenario, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[making.kind].next_submit(Fault.cut())
    with making.client(longtake_emulator) as client:
        outcome = unknown_outcome(lambda: making.start(client, None)).reconcile()
    assert isinstance(outcome, Undetermined)
    assert "is empty" in outcome.reason


class Clock:
    """A clock that only sleeping moves, and a time of day that may be wrong."""

    def __init__(self, wrong_by_s: float = 0.0) -> None:
        self.passed = 0.0
        self._wrong_by_s = wrong_by_s

    def monotonic(self) -> float:
        return 500.0 + self.passed

    def time(self) -> float:
        return NOW + self.passed + self._wrong_by_s

    def sleep(self, seconds: float) -> None:
        self.passed += seconds

    async def sleep_async(self, seconds: float) -> None:
        self.passed += seconds


def kling_row(task_id: str, ago_s: float = 0.0, source: str = "42") -> dict[str, Any]:
    return {
        "task_id": task_id,
        "task_status": "submitted",
        "created_at": int((NOW - ago_s) * 1000),
        "task_info": {"parent_video": {"id": source}},
    }


OLD: Final = kling_row("old", ago_s=9_000)


def kling(pages: list[Rows], clock: Clock, **headers: str) -> Outcome[Task]:
    """Return the outcome of a submission whose response was lost, where Kling lists these pages."""

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadTimeout("lost", request=request)
        number = int(request.url.params["pageNum"]) - 1
        data = pages[number] if number < len(pages) else []
        dated = {"Date": formatdate(NOW + clock.passed, usegmt=True), **headers}
        return httpx.Response(200, json={"code": 0, "data": data}, headers=dated)

    with Chainhub("k", transport=httpx.MockTransport(respond), clock=clock) as chainhub:
        return unknown_outcome(
            lambda: chainhub.kling.extend(video_id="42", prompt="On it goes")
        ).reconcile()


@pytest.mark.parametrize("task_id", [".", "..", " ", "a\nb", "x" * 2000])
def test_an_invalid_task_id_is_an_unknown_outcome(task_id: str) -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        data: object = {"task_id": task_id}
        data = data if request.method == "POST" else [data]
        return httpx.Response(200, json={"code": 0, "data": data})

    with Chainhub("k", transport=httpx.MockTransport(respond), clock=Clock()) as chainhub:
        error = unknown_outcome(lambda: chainhub.kling.extend(video_id="42", prompt="On it goes"))
        assert isinstance(error.reconcile(), Undetermined)


def test_a_short_page_is_followed_by_another() -> None:
    reported = kling([[kling_row("1", source="7")], [kling_row("2")], [OLD]], Clock())
    assert isinstance(reported, Created)
    assert reported.task.id == "2"


def test_a_list_in_another_order_is_read_to_its_end() -> None:
    reported = kling([[OLD, kling_row("2")]], Clock())
    assert isinstance(reported, Created)
    assert isinstance(kling([[OLD]], Clock()), NotCreated)


def test_a_truncated_list_is_no_evidence() -> None:
    endless = [[kling_row(str(page), source="7")] for page in range(50)]
    assert isinstance(kling(endless, Clock()), Undetermined)
    endless[0] = [kling_row("2")]
    reported = kling(endless, Clock())
    assert isinstance(reported, Undetermined)
    assert [task.id for task in reported.candidates] == ["2"]


def test_a_list_that_repeats_itself_is_no_evidence() -> None:
    assert isinstance(kling([[kling_row("1", source="7")]] * 50, Clock()), Undetermined)


def test_a_list_that_breaks_off_half_way_is_no_evidence() -> None:
    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST" or request.url.params["pageNum"] == "2":
            raise httpx.ReadTimeout("lost", request=request)
        return httpx.Response(200, json={"code": 0, "data": [kling_row("1", source="7")]})

    with Chainhub("k", transport=httpx.MockTransport(respond), clock=Clock()) as chainhub:
        reported = unknown_outcome(
            lambda: chainhub.kling.extend(video_id="42", prompt="On")
        ).reconcile()
    assert isinstance(reported, Undetermined)
    assert reported.error is not None


def test_a_list_that_was_always_empty_is_no_evidence() -> None:
    reported = kling([], Clock())
    assert isinstance(reported, Undetermined)
    assert "empty" in reported.reason


def test_two_prompts_for_one_source_are_not_mistaken_for_each_other(
    longtake_chainhub: Chainhub, longtake_emulator: ServedEmulator
) -> None:
    """Kling's list shows no prompts, so a task that fits two submissions settles neither."""
    source = longtake_emulator.sources["chainhub/kling"].id
    longtake_emulator.chainhub.kling.next_submit(Fault.cut(), Fault.cut(accepted=True))
    errors = [
        unknown_outcome(partial(longtake_chainhub.kling.extend, video_id=source, prompt=prompt))
        for prompt in ("The dog runs on", "The dog sits down")
    ]
    for error in errors:
        reported = error.reconcile()
        assert isinstance(reported, Undetermined)
        assert [task.id for task in reported.candidates] == [
            record.task_id for record in longtake_emulator.ledger.creates
        ]


@pytest.mark.parametrize(("later", "expected"), [("one", NotCreated), ("two", Undetermined)])
def test_the_list_of_another_account_is_no_evidence(later: str, expected: type[object]) -> None:
    keys = iter(["one"])

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadTimeout("lost", request=request)
        date = {"Date": formatdate(NOW + clock.passed, usegmt=True)}
        return httpx.Response(200, json={"code": 0, "data": [OLD]}, headers=date)

    clock = Clock()
    with Chainhub(
        lambda: next(keys, later), transport=httpx.MockTransport(respond), clock=clock
    ) as chainhub:
        reported = unknown_outcome(
            lambda: chainhub.kling.extend(video_id="42", prompt="On")
        ).reconcile()
    assert isinstance(reported, expected)


def test_two_threads_do_not_find_the_same_task_for_two_submits() -> None:
    """Both have read the list before either says what it found."""
    both = threading.Barrier(2, timeout=60)
    polls = count()

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadTimeout("lost", request=request)
        if next(polls) < both.parties:
            both.wait()
        date = {"Date": formatdate(NOW + clock.passed, usegmt=True)}
        rows = [kling_row("2"), OLD]
        return httpx.Response(200, json={"code": 0, "data": rows}, headers=date)

    clock = Clock()
    with Chainhub("k", transport=httpx.MockTransport(respond), clock=clock) as chainhub:
        errors = [
            unknown_outcome(lambda: chainhub.kling.extend(video_id="42", prompt="On"))
            for _ in range(2)
        ]
        with ThreadPoolExecutor(2) as pool:
            reported = list(pool.map(SubmitOutcomeUnknown.reconcile, errors))
        again = [error.reconcile() for error in errors]
    for outcomes in (reported, again):
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Created", "NotCreated"]


@pytest.mark.parametrize(
    "row",
    [
        kling_row("2") | {"task_info": None},
        kling_row("2") | {"created_at": None},
        kling_row("2", ago_s=60),
    ],
    ids=["no source", "no time", "a time that clocks might differ by"],
)
def test_a_task_that_may_be_ours_or_not_is_a_candidate(row: dict[str, Any]) -> None:
    reported = kling([[row]], Clock())
    assert isinstance(reported, Undetermined)
    assert [task.id for task in reported.candidates] == ["2"]


def test_a_task_with_an_id_that_its_maker_chose_is_not_ours() -> None:
    row = kling_row("2")
    row["task_info"] |= {"external_task_id": "theirs"}
    assert isinstance(kling([[row]], Clock()), NotCreated)


@pytest.mark.parametrize("wrong_by_s", [-7_200.0, 7_200.0])
def test_a_wrong_clock_is_corrected_by_the_providers_date(wrong_by_s: float) -> None:
    date = formatdate(NOW, usegmt=True)
    reported = kling([[kling_row("2"), OLD]], Clock(wrong_by_s), Date=date)
    assert isinstance(reported, Created)
    aged = formatdate(NOW - 3_600, usegmt=True)
    reported = kling([[kling_row("2"), OLD]], Clock(wrong_by_s), Date=aged, Age="3600")
    assert isinstance(reported, Created)


def gen2(rows: Rows, *, reads: dict[str, Any] | None = None, **options: Any) -> Outcome[Task]:
    """Return the outcome of a Gen-2 submission without a response, where the provider lists these tasks."""

    def respond(request: httpx.Request) -> httpx.Response:
        if request.method == "POST":
            raise httpx.ReadTimeout("lost", request=request)
        if request.url.path.endswith("/tasks/"):
            assert request.url.params["email"] == "a@b.example"
            offset = int(request.url.params["offset"])
            date = {"Date": formatdate(NOW + clock.passed, usegmt=True)}
            return httpx.Response(200, json=rows[offset:], headers=date)
        if reads is None:
            return httpx.Response(404, json={"error": "Not found.", "code": 404})
        return httpx.Response(200, json=reads)

    options = {"asset_id": ASSET, **options}
    clock = Clock()
    with UseApi("k", transport=httpx.MockTransport(respond), clock=clock) as useapi:
        return unknown_outcome(lambda: useapi.gen2.extend(**options)).reconcile()


def gen2_row(**changes: Any) -> dict[str, Any]:
    options = {"seed": 7, "interpolate": True, "extended_from_task_id": MAKER}
    options |= changes.pop("options", None) or {}
    return {
        "taskId": "user:1-runwayml:a@b.example-task:new",
        "createdAt": datetime.fromtimestamp(NOW, UTC).isoformat(),
        "taskType": "gen2",
        "status": "PENDING",
        "options": {"gen2Options": options},
    } | changes


def gen2_maker(asset: str = ASSET) -> dict[str, Any]:
    return {
        "taskId": MAKER,
        "createdAt": "2026-02-01T00:00:00.000Z",
        "taskType": "gen2",
        "status": "SUCCEEDED",
        "artifacts": [{"assetId": asset, "url": "https://media.example/1.mp4"}],
    }


def test_a_source_is_known_by_the_task_that_made_it() -> None:
    assert isinstance(gen2([gen2_row(), gen2_maker()]), Created)
    assert isinstance(gen2([gen2_row()], reads=gen2_maker()), Created)
    assert isinstance(gen2([gen2_row()], reads={"task": gen2_maker(), "code": 200}), Created)
    assert isinstance(gen2([gen2_row()], reads=gen2_maker(asset="another")), NotCreated)
    assert isinstance(gen2([gen2_row()]), Undetermined)


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (gen2_row(), Created),
        (gen2_row(options={"seed": 8}), NotCreated),
        (gen2_row(taskType="gen3a_turbo"), NotCreated),
        (gen2_row(replyRef="another's"), NotCreated),
        (gen2_row(options={"interpolate": False}), Undetermined),
        (gen2_row(options=None, createdAt="yesterday"), Undetermined),
        (gen2_row(createdAt="2026-03-01T12:00:00"), Undetermined),
        (gen2_row(createdAt="2026-02-28T12:00:00Z"), NotCreated),
    ],
    ids=lambda value: value.__name__ if isinstance(value, type) else "",
)
def test_options_distinguish_gen2_tasks(row: dict[str, Any], expected: type[object]) -> None:
    assert isinstance(gen2([row, gen2_maker()], seed=7), expected)


def test_an_asset_of_an_unknown_account_has_no_list() -> None:
    reported = gen2([], asset_id="a-bare-id")
    assert isinstance(reported, Undetermined)
    assert "Runway account" in reported.reason
