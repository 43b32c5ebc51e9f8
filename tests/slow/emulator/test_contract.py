"""Each committed specification against the emulator, by an independent tool: Schemathesis."""

from collections import Counter
from collections.abc import Generator
from typing import Any, Final

import pytest
from hypothesis import given
from schemathesis.core.failures import Failure, FailureGroup, MalformedJson, ServerError
from schemathesis.core.transport import Response
from schemathesis.openapi.checks import (
    JsonSchemaError,
    UndefinedContentType,
    UndefinedStatusCode,
)

from longtake._providers import PROVIDERS
from longtake.emulator import Fault
from longtake.emulator.spec import Operation
from longtake.emulator.validation import Problem
from tests.helpers.contract import (
    JSON,
    Case,
    Contract,
    operation_id,
    repeatable,
    task_named,
    went_well,
    without_constants_of_modules,
)
from tests.helpers.counts import cases
from tests.helpers.emulator_requests import wanted

CASES: Final = cases(600, soak=2_400)


@pytest.fixture(autouse=True)
def same_cases_in_every_run() -> Generator[None]:
    """Keep the cases independent of other tests."""
    with without_constants_of_modules():
        yield


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_response_is_outside_the_spec(provider: str) -> None:
    # So little time that tasks are read in every state.
    contract = Contract(provider, step_s=0.2)
    contract.offer_sources()
    contract.offer_tasks()

    @repeatable(max_examples=CASES)
    @given(case=contract.cases_of_every_kind())
    def run(case: Case) -> None:
        contract.send(case)

    run()
    assert contract.cases.total() >= CASES
    # A part of what each operation gets on average.
    share = CASES / len(contract.operations) / 20
    for operation in contract.operations:
        assert contract.cases[operation, "positive"] > share
        assert contract.cases[operation, "negative"] > share
    for operation in contract.starting | contract.linked:
        assert contract.successes[operation] > share


@pytest.mark.parametrize("provider", PROVIDERS)
def test_no_response_after_a_link_is_outside_the_spec(provider: str) -> None:
    contract = Contract(provider, step_s=30)
    contract.offer_sources()
    followed: Counter[str] = Counter()
    machine: Any = contract.state_machine()

    class Life(machine):  # type: ignore[misc]  # a class made of the specification
        def setup(self) -> None:
            """Forget the tasks of the previous run: Kling refuses an `external_task_id` that it has."""
            contract.emulator.reset()

        def call(self, case: Case, **_: Any) -> Response:
            response = contract.send(case)
            made = {create.task_id for create in contract.emulator.ledger.creates}
            followed[operation_id(case)] += task_named(case) in made and went_well(response)
            return response

        def validate_response(self, *_: Any, **__: Any) -> None:
            """Validate nothing again: each response was validated when it arrived."""

    Life.run(settings=repeatable(max_examples=cases(100, soak=240), stateful_step_count=8))
    assert contract.linked
    for operation in contract.linked:
        assert followed[operation] > 2


@pytest.mark.parametrize(
    ("response", "found"),
    [
        (Fault.response(418, {}), UndefinedStatusCode),
        (Fault.response(500, {}), ServerError),
        (Fault.response(200, "<html>"), UndefinedContentType),
        (Fault.response(200, "{", content_type=JSON), MalformedJson),
        (Fault.response(200, {"code": "wrong"}), JsonSchemaError),
        (Fault.response(400, {"code": [], "error": 1}), JsonSchemaError),
    ],
)
@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_contract_finds_a_wrong_response(
    provider: str, response: Fault, found: type[Failure]
) -> None:
    contract = Contract(provider, step_s=0)
    for kind_key in contract.kind_keys:
        body = wanted(kind_key, contract.emulator.sources[kind_key].id)
        contract.send(contract.submit(kind_key, body))
        contract.emulator.task_kinds[kind_key].next_submit(response)
        with pytest.raises(FailureGroup) as caught:
            contract.send(contract.submit(kind_key, body))
        assert found in map(type, caught.value.exceptions)


@pytest.mark.parametrize("provider", PROVIDERS)
def test_the_contract_finds_a_task_of_a_wrong_request(
    provider: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    contract = Contract(provider, step_s=0)
    kind_key = contract.kind_keys[0]
    body = wanted(kind_key, contract.emulator.sources[kind_key].id, unheardOf=1)
    contract.send(contract.submit(kind_key, body))

    def pass_everything(operation: Operation, sent: object) -> list[Problem]:
        del operation, sent
        return []

    monkeypatch.setattr(Operation, "check_json", pass_everything)
    with pytest.raises(AssertionError, match="a task was made"):
        contract.send(contract.submit(kind_key, body))
