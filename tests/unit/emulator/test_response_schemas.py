"""Every response during a task's whole life, validated against the specification by another validator."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest

from longtake._providers import PROVIDERS
from longtake.emulator import Emulator, FailureReason, Fault, Refusal
from longtake.emulator.spec import Spec, load, normalized
from tests.helpers.emulator_requests import (
    CHAINHUB,
    KIE,
    KIND_KEYS,
    LONG_S,
    ORIGIN,
    USEAPI,
    extend,
    outcome,
    read,
    submit,
    wanted,
)
from tests.helpers.response_schema import ResponseValidator
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
for_each_task_kind = pytest.mark.parametrize("kind_key", KIND_KEYS)
DAY_S = 24 * 3600.0
# The emulator responds with the example of the specification.
UNEMULATED = {("post", "/api/v1/common/download-url")}
# The refusals of requests that start a task only.
OF_CREATES: frozenset[Refusal] = frozenset({"content", "insufficient_credits", "too_many_tasks"})
LISTS = (
    ("/useapi/v1/runwayml/tasks/?offset=0&limit=1000", USEAPI),
    ("/useapi/v1/runwayml/tasks/?offset=1&limit=2&statuses=FAILED,SUCCEEDED", USEAPI),
    ("/chainhub/kling/v1/videos/video-extend", CHAINHUB),
    ("/chainhub/kling/v1/videos/video-extend?pageNum=2&pageSize=1", CHAINHUB),
    ("/kie/api/v1/chat/credit", KIE),
)


@pytest.fixture
def validator() -> ResponseValidator:
    """A new validator of responses."""
    return ResponseValidator()


@pytest.fixture
def validated(emulator: Emulator, validator: ResponseValidator) -> Callable[[], httpx.AsyncClient]:
    """Return a maker of clients whose every response is validated."""

    def make() -> httpx.AsyncClient:
        return httpx.AsyncClient(
            transport=httpx.ASGITransport(emulator),
            base_url=ORIGIN,
            event_hooks={"response": [validator.see]},
        )

    return make


async def lives(client: httpx.AsyncClient, emulator: Emulator, kind_key: str) -> list[str]:
    """Start a task that will succeed, one that moderation refuses and one that fails."""
    tasks = [await extend(client, emulator, kind_key)]
    reasons: tuple[FailureReason, ...] = ("moderation", "error")
    for reason in reasons:
        emulator.task_kinds[kind_key].next_task(fail=reason)
        tasks.append(await extend(client, emulator, kind_key))
    return tasks


@pytest.mark.parametrize(
    ("kind_key", "wrapped"),
    [(key, wrapped) for key, kind in KINDS.items() for wrapped in {False, kind.wraps}],
)
async def test_every_state_of_a_life_is_inside_the_spec(
    emulator: Emulator, validated: Callable[[], httpx.AsyncClient], kind_key: str, wrapped: bool
) -> None:
    emulator.useapi.wrapped = wrapped
    states: set[str | int] = set()
    async with validated() as client:
        tasks = await lives(client, emulator, kind_key)
        for _ in range(92):
            states |= {
                KINDS[kind_key].state_in((await read(client, kind_key, task)).json())
                for task in tasks
            }
            emulator.advance(5)
        if KINDS[kind_key].can_cancel:
            for task in (tasks[0], await extend(client, emulator, kind_key)):
                response = await client.delete(
                    f"{KINDS[kind_key].read_path}/{task}", headers=USEAPI
                )
                again = await read(client, kind_key, task)
                states |= {KINDS[kind_key].state_in(each.json()) for each in (response, again)}
    assert states == set(KINDS[kind_key].states)


async def test_lists_and_balances_are_inside_the_spec(
    emulator: Emulator, validator: ResponseValidator, validated: Callable[[], httpx.AsyncClient]
) -> None:
    async with validated() as client:
        for kind_key in KIND_KEYS:
            await lives(client, emulator, kind_key)
        for _ in range(30):
            for path, headers in LISTS:
                response = await client.get(path, headers=headers)
                assert response.status_code == 200
                await client.get(path)
            emulator.advance(10)
        emulator.advance(40 * DAY_S)
        for path, headers in LISTS:
            await client.get(path, headers=headers)
    operations = {operation for _, operation, status in validator.seen if status == 200}
    assert operations >= {"list_gen2_tasks", "list_kling_extend_tasks", "get_credit_balance"}


@for_each_task_kind
async def test_old_and_hidden_tasks_are_inside_the_spec(
    emulator: Emulator,
    validator: ResponseValidator,
    validated: Callable[[], httpx.AsyncClient],
    kind_key: str,
) -> None:
    async with validated() as client:
        tasks = await lives(client, emulator, kind_key)
        emulator.task_kinds[kind_key].next_task(hidden_s=30)
        tasks.append(await extend(client, emulator, kind_key))
        for pause in (0, LONG_S, 13 * DAY_S, 2 * DAY_S, 20 * DAY_S):
            emulator.advance(pause)
            for task in tasks:
                await read(client, kind_key, task)
                await submit(client, kind_key, wanted(kind_key, task))
    assert len({operation for _, operation, _ in validator.seen}) == 2


@for_each_task_kind
async def test_too_many_tasks_are_refused_inside_the_spec(
    emulator: Emulator, validated: Callable[[], httpx.AsyncClient], kind_key: str
) -> None:
    body = wanted(kind_key, emulator.sources[kind_key].id)
    async with validated() as client:
        responses = [await submit(client, kind_key, body) for _ in range(25)]
    assert len(emulator.ledger.creates) < len(responses)
    assert outcome(responses[-1]) == KINDS[kind_key].common.problems["too many"]


@for_each_task_kind
async def test_refusals_are_inside_the_spec(
    emulator: Emulator,
    validator: ResponseValidator,
    validated: Callable[[], httpx.AsyncClient],
    kind_key: str,
) -> None:
    emulator.strict = True
    kind = emulator.task_kinds[kind_key]
    body = wanted(kind_key, emulator.sources[kind_key].id)
    creating = OF_CREATES | KINDS[kind_key].common.queue_refusals
    of_any = [Fault.refuse(refusal) for refusal in sorted(kind.refusals - creating)]
    of_creates = [Fault.refuse(refusal) for refusal in sorted(kind.refusals & creating)]
    kind.next_submit(*of_any, *of_creates)
    kind.next_read(*of_any)
    async with validated() as client:
        for _ in (*of_any, *of_creates):
            await submit(client, kind_key, body)
        for _ in of_any:
            await read(client, kind_key, "unheard-of")
        for wrong in (body | {"unheardOf": 1}, {}, wanted(kind_key, "unheard-of")):
            await submit(client, kind_key, wrong)
        not_extendable = emulator.not_extendable_sources.get(kind_key)
        if not_extendable is not None:
            await submit(client, kind_key, wanted(kind_key, not_extendable.id))
        await read(client, kind_key, "unheard-of")
        await client.post(KINDS[kind_key].submit_path, json=body)
        await client.post(
            KINDS[kind_key].submit_path, json=body, headers={"Authorization": "Bearer no"}
        )
        if KINDS[kind_key].can_cancel:
            kind.next_cancel(*of_any)
            for _ in (*of_any, "and once without a fault"):
                await client.delete(
                    f"{KINDS[kind_key].read_path}/unheard-of", headers=KINDS[kind_key].headers
                )
    assert emulator.ledger.creates == ()
    assert len(emulator.ledger.requests) > 2 * len(of_any) + len(of_creates)
    assert validator.count == len(emulator.ledger.requests)


async def test_the_validator_is_strict(
    emulator: Emulator, validated: Callable[[], httpx.AsyncClient]
) -> None:
    body: dict[str, Any] = {"code": 200, "msg": "success", "data": {"task_id": "misspelt"}}
    emulator.kie.veo.next_submit(Fault.response(200, body))
    async with validated() as client:
        with pytest.raises(AssertionError, match="task_id"):
            await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))


@pytest.mark.parametrize("provider", PROVIDERS)
def test_every_operation_of_the_spec_is_emulated(emulator: Emulator, provider: str) -> None:
    emulated = {
        (endpoint.method.lower(), normalized(endpoint.template))
        for endpoint in emulator.providers[provider].endpoints
    }
    assert set(Spec(load(provider)).operations) - UNEMULATED <= emulated
