"""Every kind of failure of a submit, in every family, sync and async: nothing is paid for twice, and what is
said about it afterwards is true. The emulator's ledger knows."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any, Final, Literal, TypeAlias, get_args

import pytest

from longtake import (
    AsyncTask,
    CannotBeKnown,
    Created,
    LongtakeError,
    NotCreated,
    Outcome,
    SubmitOutcomeUnknown,
    Task,
)
from longtake.emulator import Emulator, Fault
from longtake.emulator.faults import Change, Refusal
from longtake_pytest import ServedEmulator
from tests.longtake.impatience import AsyncImpatientTransport, ImpatientTransport
from tests.longtake.scenarios import SCENARIOS, Scenario

Expected: TypeAlias = Literal["task", "again", "refused", "doubt"]
AnyOutcome: TypeAlias = Outcome[Task] | Outcome[AsyncTask]

# By the vendors' pages. `again`: the vendor says that it are too many. `doubt`: nobody can tell.
_REFUSALS: Final[dict[str, dict[Refusal, Expected]]] = {
    "kie": {
        "rate_limit": "again",
        "rate_limit_http": "again",
        "server_error": "doubt",
        "server_error_http": "doubt",
    },
    "useapi": {
        "rate_limit": "again",
        "rate_limit_upstream": "again",
        "server_error": "doubt",
        "upstream_session": "doubt",
    },
    "chainhub": {
        "rate_limit": "again",
        "too_many_tasks": "again",
        "server_error": "doubt",
        "maintenance": "doubt",
    },
}
_CODES: Final[dict[str, dict[int, Expected]]] = {
    "kie": {
        **dict.fromkeys((400, 401, 402, 404, 422, 433, 451, 455, 501, 505), "refused"),
        **dict.fromkeys((408, 500, 502, 596), "doubt"),
        429: "again",
    },
    # Inside a success, where this vendor has no codes: it is a success without a task.
    "useapi": dict.fromkeys((400, 402, 412, 422, 429, 500, 596), "doubt"),
    "chainhub": {
        **dict.fromkeys((1000, 1004, 1100, 1101, 1102, 1103), "refused"),
        **dict.fromkeys((1200, 1203, 1300, 1301, 1304), "refused"),
        **dict.fromkeys((1399, 5000, 5001, 5002, 9999), "doubt"),
        1302: "again",
        1303: "again",
    },
}
_STATUSES: Final[dict[int, Expected]] = {
    **dict.fromkeys((301, 400, 401, 403, 404, 409, 422), "refused"),
    **dict.fromkeys((200, 202, 408, 500, 502, 503, 504, 520, 596), "doubt"),
    429: "again",
}
_CALM: Final[dict[Change, Expected]] = {
    "null_data": "doubt",
    "other_types": "task",
    "extra_field": "task",
    "unknown_state": "task",
    "backwards": "task",
    "no_files": "task",
}


def _faults(provider: str) -> Iterator[tuple[Fault, Expected]]:
    for refusal in get_args(Refusal):
        yield Fault.refuse(refusal), _REFUSALS[provider].get(refusal, "refused")
    for code, expected in _CODES[provider].items():
        yield Fault.code(code), expected
        if expected == "doubt":
            yield Fault.code(code, accepted=True), expected
    for status, expected in _STATUSES.items():
        yield Fault.answer(status, "<html>no</html>"), expected
        if expected == "doubt":
            yield Fault.answer(status, {"oh": "no"}, accepted=True), expected
    for accepted in (False, True):
        for fault in (
            Fault.bad_gateway(accepted=accepted),
            Fault.not_json(accepted=accepted),
            Fault.cut(accepted=accepted),
            Fault.never(accepted=accepted),
        ):
            yield fault, "doubt"
    for share in (0.0, 0.5, 0.99):
        yield Fault.half(share), "doubt"
    yield Fault.late(90), "doubt"
    yield Fault.forbidden(), "refused"
    for change in get_args(Change):
        yield Fault.odd(change), _CALM[change]


def _cells() -> Iterator[Any]:
    families = Emulator().families
    for scenario in SCENARIOS:
        schedule = families[scenario.family].schedule
        for fault, expected in _faults(scenario.provider):
            if schedule.problem(fault, "submit") is None:
                instead = getattr(fault.instead, "status", "")
                made = " after it was accepted" if fault.accepted else ""
                name = f"{scenario.family} {fault.name} {instead} {fault.share}{made}"
                yield pytest.param(scenario, fault, expected, id=name)


each_cell = pytest.mark.parametrize(("scenario", "fault", "expected"), [*_cells()])


@each_cell
def test_no_failure_is_paid_for_twice(
    scenario: Scenario, fault: Fault, expected: Expected, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.families[scenario.family].next_submit(fault)
    transport = ImpatientTransport(longtake_emulator) if _is_held_back(fault) else None
    with scenario.client(longtake_emulator, transport=transport) as client:
        try:
            result = scenario.extend(client, longtake_emulator.sources[scenario.family].id)
        except LongtakeError as error:
            _check_refused(error, expected, longtake_emulator)
            if isinstance(error, SubmitOutcomeUnknown):
                _check_told(error.reconcile(), scenario, longtake_emulator)
        else:
            _check_made(result, expected, longtake_emulator)
    _check_ledger(expected, longtake_emulator)


@each_cell
@pytest.mark.anyio
async def test_no_failure_is_paid_for_twice_async(
    scenario: Scenario, fault: Fault, expected: Expected, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.families[scenario.family].next_submit(fault)
    transport = AsyncImpatientTransport(longtake_emulator) if _is_held_back(fault) else None
    async with scenario.async_client(longtake_emulator, transport=transport) as client:
        try:
            result = await scenario.extend_async(
                client, longtake_emulator.sources[scenario.family].id
            )
        except LongtakeError as error:
            _check_refused(error, expected, longtake_emulator)
            if isinstance(error, SubmitOutcomeUnknown):
                _check_told(await error.reconcile_async(), scenario, longtake_emulator)
        else:
            _check_made(result, expected, longtake_emulator)
    _check_ledger(expected, longtake_emulator)


def _is_held_back(fault: Fault) -> bool:
    return fault.late_s > 0 or fault.late_s == inf


def _check_refused(error: LongtakeError, expected: Expected, emulator: ServedEmulator) -> None:
    """An error says that nothing was made, unless it says that nobody knows."""
    in_doubt = isinstance(error, SubmitOutcomeUnknown)
    assert expected == ("doubt" if in_doubt else "refused"), error
    if not in_doubt:
        assert emulator.ledger.creates == ()


def _check_made(task: Task | AsyncTask, expected: Expected, emulator: ServedEmulator) -> None:
    assert expected in ("task", "again")
    assert [record.task_id for record in emulator.ledger.creates] == [task.id]


def _check_told(told: AnyOutcome, scenario: Scenario, emulator: ServedEmulator) -> None:
    """Where there is a list the truth is found out; where there is none nothing is claimed."""
    made = [record.task_id for record in emulator.ledger.creates]
    match told:
        case Created():
            assert made == [told.task.id]
        case NotCreated():
            assert made == []
        case CannotBeKnown():
            assert scenario.provider == "kie", told.reason
            assert told.balance == emulator.kie.account.balance
    assert isinstance(told, CannotBeKnown) == (scenario.provider == "kie")


def _check_ledger(expected: Expected, emulator: ServedEmulator) -> None:
    posts = [record for record in emulator.ledger.requests if record.method == "POST"]
    assert len(posts) == (2 if expected == "again" else 1)
    assert emulator.ledger.duplicates() == ()
