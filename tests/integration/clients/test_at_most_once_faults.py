"""Every failure of a submission, for every task kind, and for every provider with the async client.

No task is charged twice, and the error describes the outcome. The emulator's ledger shows the charges.
"""

from __future__ import annotations

import inspect
from math import inf
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias, get_args

import pytest

from longtake import (
    AsyncTask,
    Created,
    LongtakeError,
    NotCreated,
    Outcome,
    SubmitOutcomeUnknown,
    Task,
    Undetermined,
)
from longtake.emulator import Emulator, Fault
from longtake.emulator.faults import Alteration, Refusal
from tests.helpers.impatient_transport import AsyncImpatientTransport, ImpatientTransport
from tests.helpers.scenarios import BY_KIND, BY_PROVIDER, Scenario
from tests.helpers.task_kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from longtake_pytest import ServedEmulator

Expected: TypeAlias = Literal["task", "again", "refused", "doubt"]
Meant: TypeAlias = tuple[Fault, Expected]
AnyOutcome: TypeAlias = Outcome[Task] | Outcome[AsyncTask]

# By the providers' pages. `again`: the provider reports too many requests. `doubt`: the outcome is unknown.
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
        **dict.fromkeys((400, 401, 402, 404, 422, 433, 451, 455, 505), "refused"),
        **dict.fromkeys((408, 500, 501, 502, 596), "doubt"),
        429: "again",
    },
    # Inside a success, where this provider has no codes: it is a success without a task.
    "useapi": dict.fromkeys((400, 402, 412, 422, 429, 500, 596), "doubt"),
    "chainhub": {
        **dict.fromkeys((1000, 1004, 1100, 1101, 1102, 1103), "refused"),
        **dict.fromkeys((1200, 1203, 1300, 1301, 1304), "refused"),
        **dict.fromkeys((1399, 5000, 5001, 5002, 9999), "doubt"),
        1302: "again",
        1303: "again",
    },
}
_ALL_WELL: Final = {"kie": 200, "chainhub": 0}
_STATUSES: Final[dict[int, Expected]] = {
    **dict.fromkeys((400, 401, 403, 404, 409, 421, 422, 425), "refused"),
    **dict.fromkeys((200, 202, 205, 206, 301, 302, 303, 307, 308), "doubt"),
    **dict.fromkeys((408, 500, 502, 503, 504, 520, 596, 599), "doubt"),
    429: "again",
}
_ALTERED: Final[dict[Alteration, Expected]] = {
    "null_data": "doubt",
    "other_types": "task",
    "extra_field": "task",
    "unknown_state": "task",
    "backwards": "task",
    "no_files": "task",
}


def _refusals(provider: str) -> Iterator[Meant]:
    for refusal in get_args(Refusal):
        yield Fault.refuse(refusal), _REFUSALS[provider].get(refusal, "refused")


def _codes(provider: str) -> Iterator[Meant]:
    for code, expected in _CODES[provider].items():
        yield Fault.code(code), expected
        # Who fails on the way back has refused nothing, whatever the body says.
        yield Fault.code(code, status=500), "refused" if _says_unpaid(provider, code) else "doubt"
        if expected == "doubt":
            yield Fault.code(code, accepted=True), expected
    if (well := _ALL_WELL.get(provider)) is not None:
        # The two contradict each other, and either may be wrong.
        yield Fault.code(well, status=429), "doubt"


def _says_unpaid(provider: str, code: int) -> bool:
    return code in {"kie": (402,), "chainhub": (1100, 1101, 1102)}.get(provider, ())


def _responses(_provider: str) -> Iterator[Meant]:
    for status, expected in _STATUSES.items():
        yield Fault.response(status, "<html>no</html>"), expected
        if expected == "doubt":
            yield Fault.response(status, {"oh": "no"}, accepted=True), expected
    for status in (204, 304):
        yield Fault.response(status, accepted=True), "doubt"


def _altered(provider: str) -> Iterator[Meant]:
    for alteration in get_args(Alteration):
        # So kie says that the source does not exist; the emulator makes the task all the same. See
        # test_not_found.py, and docs/decisions/0005.
        if (provider, alteration) != ("kie", "null_data"):
            yield Fault.altered(alteration), _ALTERED[alteration]


def _each(expected: Expected, *faults: Fault) -> Callable[[str], Iterator[Meant]]:
    return lambda _provider: ((fault, expected) for fault in faults)


def _either_way(make: Callable[..., Fault]) -> Callable[[str], Iterator[Meant]]:
    """A fault before the request was accepted, and after it."""
    return _each("doubt", make(accepted=False), make(accepted=True))


_MADE: Final[dict[str, Callable[[str], Iterator[Meant]]]] = {
    "refuse": _refusals,
    "code": _codes,
    "response": _responses,
    "altered": _altered,
    "bad_gateway": _either_way(Fault.bad_gateway),
    "not_json": _either_way(Fault.not_json),
    "cut": _either_way(Fault.cut),
    "never": _either_way(Fault.never),
    "half": _each("doubt", *map(Fault.half, (0.0, 0.5, 0.99))),
    "late": _each("doubt", Fault.late(90)),
    "forbidden": _each("refused", Fault.forbidden()),
}
"""By the name of what makes a fault."""


_ELSEWHERE: Final = {
    "flawed": Fault.flawed("redirect"),
    "twice": Fault.twice(),
    "out_of_order": Fault.out_of_order(),
    "forged": Fault.forged(),
    "signed": Fault.signed("wrong"),
    "malformed": Fault.malformed(),
    "oversized": Fault.oversized(),
}
"""The faults of downloads and callbacks only."""


def _cells(scenarios: Iterable[Scenario]) -> Iterator[Any]:
    kinds = Emulator().task_kinds
    for scenario in scenarios:
        schedule = kinds[scenario.kind].schedule
        for maker, made in _MADE.items():
            for fault, expected in made(scenario.provider):
                if schedule.problem(fault, "submit") is None:
                    yield pytest.param(scenario, fault, expected, id=_name(scenario, maker, fault))


def _name(scenario: Scenario, maker: str, fault: Fault) -> str:
    status = getattr(fault.replacement, "status", "")
    made = " after it was accepted" if fault.accepted else ""
    return f"{scenario.kind} {maker} {fault.name} {status} {fault.share}{made}"


def test_the_matrix_has_every_failure_that_the_emulator_can_make() -> None:
    makers = {name for name, member in vars(Fault).items() if isinstance(member, classmethod)}
    assert makers == _MADE.keys() | _ELSEWHERE.keys()
    assert not any(fault.applies_to("submit") for fault in _ELSEWHERE.values())
    for name, made in _MADE.items():
        either_way = "accepted" in inspect.signature(getattr(Fault, name)).parameters
        for provider in _CODES:
            ways = {fault.accepted for fault, _ in made(provider)}
            assert ways == {False, True} or not either_way, name
    cells = [str(cell.id) for cell in _cells(BY_KIND.values())]
    assert len(cells) == len(set(cells))
    for scenario in BY_KIND.values():
        for name in _MADE:
            assert any(cell.startswith(f"{scenario.kind} {name} ") for cell in cells), name
        for refusal in Emulator().task_kinds[scenario.kind].schedule.refusals:
            assert any(
                cell.startswith(f"{scenario.kind} refuse refuse {refusal} ") for cell in cells
            )


@pytest.mark.parametrize(("scenario", "fault", "expected"), [*_cells(BY_KIND.values())])
def test_no_failure_is_charged_twice(
    scenario: Scenario, fault: Fault, expected: Expected, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(fault)
    transport = ImpatientTransport(longtake_emulator) if _is_held_back(fault) else None
    with scenario.client(longtake_emulator, transport=transport) as client:
        try:
            result = scenario.start(client, longtake_emulator.sources[scenario.kind].id)
        except LongtakeError as error:
            _check_refused(error, expected, longtake_emulator)
            if isinstance(error, SubmitOutcomeUnknown):
                _check_reported(error.reconcile(), scenario, longtake_emulator)
        else:
            _check_made(result, expected, longtake_emulator)
    _check_ledger(expected, fault, longtake_emulator)


# Both clients classify responses with the same code, so the async one needs one task kind of each provider.
@pytest.mark.parametrize(
    ("scenario", "fault", "expected"),
    [*_cells(each for each in BY_KIND.values() if each in BY_PROVIDER.values())],
)
@pytest.mark.anyio
async def test_no_failure_is_charged_twice_async(
    scenario: Scenario, fault: Fault, expected: Expected, longtake_emulator: ServedEmulator
) -> None:
    longtake_emulator.task_kinds[scenario.kind].next_submit(fault)
    transport = AsyncImpatientTransport(longtake_emulator) if _is_held_back(fault) else None
    async with scenario.async_client(longtake_emulator, transport=transport) as client:
        try:
            result = await scenario.start_async(client, longtake_emulator.sources[scenario.kind].id)
        except LongtakeError as error:
            _check_refused(error, expected, longtake_emulator)
            if isinstance(error, SubmitOutcomeUnknown):
                _check_reported(await error.reconcile_async(), scenario, longtake_emulator)
        else:
            _check_made(result, expected, longtake_emulator)
    _check_ledger(expected, fault, longtake_emulator)


def _is_held_back(fault: Fault) -> bool:
    return fault.late_s > 0 or fault.late_s == inf


def _check_refused(error: LongtakeError, expected: Expected, emulator: ServedEmulator) -> None:
    """An error means that no task was created, unless the outcome is unknown."""
    unknown_outcome = isinstance(error, SubmitOutcomeUnknown)
    assert expected == ("doubt" if unknown_outcome else "refused"), error
    if not unknown_outcome:
        assert emulator.ledger.creates == ()


def _check_made(task: Task | AsyncTask, expected: Expected, emulator: ServedEmulator) -> None:
    assert expected in ("task", "again")
    assert [record.task_id for record in emulator.ledger.creates] == [task.id]


def _check_reported(reported: AnyOutcome, scenario: Scenario, emulator: ServedEmulator) -> None:
    """Where there is a list the truth is found out; where there is none nothing is claimed."""
    made = [record.task_id for record in emulator.ledger.creates]
    listed = KINDS[scenario.kind].list_path is not None
    match reported:
        case Created():
            assert made == [reported.task.id]
        case NotCreated():
            assert made == []
        case Undetermined() if not listed:
            assert reported.balance == emulator.kie.account.balance
        case Undetermined():
            # A list that never held anything may be none.
            assert (scenario.provider, made) == ("chainhub", []), reported.reason
            assert "empty" in reported.reason
    assert isinstance(reported, Undetermined) or listed


def _check_ledger(expected: Expected, fault: Fault, emulator: ServedEmulator) -> None:
    posts = [record for record in emulator.ledger.requests if record.method == "POST"]
    assert len(posts) == (2 if expected == "again" else 1)
    assert emulator.ledger.duplicates() == ()
    if expected == "doubt":
        assert len(emulator.ledger.creates) == int(fault.accepted)
