"""The common rules of all five task kinds: submit, wait, read, download, extend again."""

import json
from typing import Any

import httpx
import pytest
from starlette.types import Message, Scope

from longtake._providers import PROVIDERS
from longtake.emulator import Emulator, FailureReason, Fault, ManualClock, ScaledClock
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    LONG_S,
    ORIGIN,
    FinishedTask,
    extend,
    finished,
    outcome,
    read,
    submit,
    task_id_of,
    wanted,
)
from tests.helpers.mp4_reader import assert_plays
from tests.helpers.task_kinds import KINDS, Problem

pytestmark = pytest.mark.anyio
for_each_task_kind = pytest.mark.parametrize("kind_key", KIND_KEYS)


@for_each_task_kind
async def test_an_extension_is_downloaded_longer_than_its_source(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    task_id = await extend(client, emulator, kind_key)
    emulator.advance(LONG_S)
    (create,) = emulator.ledger.creates_of(kind_key)
    seconds = emulator.sources[kind_key].seconds + create.seconds_added
    for url in finished(kind_key, await read(client, kind_key, task_id)).urls:
        film = await client.get(url)
        assert film.headers["content-type"] == "video/mp4"
        assert_plays(film.content, seconds)


@for_each_task_kind
async def test_an_extension_can_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    result = FinishedTask(emulator.sources[kind_key].id, [])
    for _ in range(3):
        response = await submit(client, kind_key, wanted(kind_key, result.result_id))
        emulator.advance(LONG_S)
        result = finished(kind_key, await read(client, kind_key, task_id_of(kind_key, response)))
    added = [record.seconds_added for record in emulator.ledger.creates_of(kind_key)]
    assert len(added) == 3
    film = await client.get(result.urls[0])
    assert_plays(film.content, emulator.sources[kind_key].seconds + sum(added))


@for_each_task_kind
async def test_a_running_task_cannot_be_extended_yet(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    await extend(client, emulator, kind_key)
    running = next(
        task for task in emulator.task_kinds[kind_key].tasks.values() if task.parent is not None
    )
    response = await submit(client, kind_key, wanted(kind_key, running.result_id))
    assert refused(response)
    assert len(emulator.ledger.creates) == 1


@for_each_task_kind
async def test_an_unknown_source_is_not_found(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    response = await submit(client, kind_key, wanted(kind_key, "unheard-of"))
    assert outcome(response) == KINDS[kind_key].common.problems["unknown source"]
    assert emulator.ledger.creates == ()


@for_each_task_kind
async def test_a_strict_emulator_refuses_an_unknown_field(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.strict = True
    body = wanted(kind_key, emulator.sources[kind_key].id, unheardOf=1)
    response = await submit(client, kind_key, body)
    assert outcome(response) == KINDS[kind_key].common.problems["unknown field"]
    assert "unheardOf" in response.text
    assert emulator.ledger.creates == ()


@for_each_task_kind
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"a": NaN}',
        b'{"a": %s}' % (b"9" * 5000),
        b"[" * 100_000,
        '{"a": 1}'.encode("utf-16"),
        '{"a": 1}'.encode("utf-8-sig"),
    ],
    ids=lambda content: repr(content[:12]),
)
async def test_a_body_that_is_no_json_object_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, content: bytes
) -> None:
    headers = {"Content-Type": "application/json", **KINDS[kind_key].headers}
    response = await client.post(KINDS[kind_key].submit_path, content=content, headers=headers)
    assert refused(response)
    assert emulator.ledger.creates == ()


@for_each_task_kind
async def test_a_body_nested_to_any_depth_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    headers = {"Content-Type": "application/json", **KINDS[kind_key].headers}
    # A body that can just be parsed may still be too deep for the validator's message.
    for depth in range(700, 1100, 7):
        content = b'{"prompt": %s%s}' % (b"[" * depth, b"]" * depth)
        assert refused(
            await client.post(KINDS[kind_key].submit_path, content=content, headers=headers)
        )
    assert emulator.ledger.creates == ()


@for_each_task_kind
@pytest.mark.parametrize(
    ("content_type", "accepted"),
    [
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("Application/JSON;charset=UTF-8", True),
        (None, False),
        ("", False),
        ("text/plain", False),
        ("application/x-www-form-urlencoded", False),
        ("application/jsonx", False),
    ],
)
async def test_json_needs_its_content_type(
    client: httpx.AsyncClient,
    emulator: Emulator,
    kind_key: str,
    content_type: str | None,
    accepted: bool,
) -> None:
    content = json.dumps(wanted(kind_key, emulator.sources[kind_key].id)).encode()
    headers = KINDS[kind_key].headers | (
        {} if content_type is None else {"Content-Type": content_type}
    )
    response = await client.post(KINDS[kind_key].submit_path, content=content, headers=headers)
    assert refused(response) is not accepted
    assert len(emulator.ledger.creates) == int(accepted)


@for_each_task_kind
async def test_a_request_that_breaks_off_has_no_effect(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.task_kinds[kind_key].next_submit(Fault.bad_gateway())
    content = json.dumps(wanted(kind_key, emulator.sources[kind_key].id)).encode()
    messages: list[Message] = [
        {"type": "http.request", "body": content, "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = {"Content-Type": "application/json", **KINDS[kind_key].headers}
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": KINDS[kind_key].submit_path,
        "raw_path": KINDS[kind_key].submit_path.encode(),
        "query_string": b"",
        "headers": [(name.lower().encode(), value.encode()) for name, value in headers.items()],
    }

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        del message

    await emulator(scope, receive, send)
    assert emulator.ledger.requests == ()
    assert emulator.ledger.creates == ()
    # It did not use up the fault for the next request either.
    response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert response.status_code == 502


@for_each_task_kind
@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "emulated-kie-key"])
async def test_without_the_right_key_nothing_is_done(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = wanted(kind_key, emulator.sources[kind_key].id)
    response = await client.post(KINDS[kind_key].submit_path, json=body, headers=headers)
    problem: Problem = "no key" if authorization is None else "wrong key"
    assert outcome(response) == KINDS[kind_key].common.problems[problem]
    assert emulator.ledger.creates == ()


@for_each_task_kind
async def test_a_task_is_charged_once_and_recorded(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    before = emulator.state()["balances"]
    task_id = await extend(client, emulator, kind_key)
    (create,) = emulator.ledger.creates
    assert (create.kind, create.task_id, create.source) == (
        kind_key,
        task_id,
        emulator.sources[kind_key].id,
    )
    provider = kind_key.partition("/")[0]
    assert before[provider] - emulator.state()["balances"][provider] == create.credits > 0
    (request,) = emulator.ledger.requests
    assert (request.operation, request.task_id) == (f"submit {kind_key}", task_id)


@for_each_task_kind
async def test_the_same_request_has_the_same_digest_in_the_ledger(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    source = emulator.sources[kind_key].id
    body = wanted(kind_key, source)
    other = wanted(kind_key, source, **KINDS[kind_key].other_request)
    for wish in (body, dict(reversed(body.items())), other):
        await submit(client, kind_key, wish)
    first, again, another = [record.digest for record in emulator.ledger.creates]
    assert first == again != another


@for_each_task_kind
async def test_an_empty_account_makes_no_task(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    for provider in (emulator.kie, emulator.useapi, emulator.chainhub):
        provider.account.balance = 0.5
    response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert outcome(response) == KINDS[kind_key].common.problems["no credits"]
    assert emulator.ledger.creates == ()
    assert emulator.state()["balances"][kind_key.partition("/")[0]] == 0.5


@for_each_task_kind
async def test_the_last_credit_is_spent(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    await extend(client, emulator, kind_key)
    (create,) = emulator.ledger.creates
    emulator.reset(balance=create.credits)
    await extend(client, emulator, kind_key)
    provider = kind_key.partition("/")[0]
    assert emulator.state()["balances"][provider] == 0
    refusal = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert refused(refusal)
    assert [again.credits for again in emulator.ledger.creates] == [create.credits]
    emulator.reset(balance=create.credits - 0.25)
    assert refused(await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id)))
    assert emulator.ledger.creates == ()


@for_each_task_kind
async def test_states_follow_the_clock_and_never_go_back(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    task_id = await extend(client, emulator, kind_key)
    seen: list[str | int] = []
    for _ in range(300):
        state = KINDS[kind_key].state_in((await read(client, kind_key, task_id)).json())
        if state not in seen[-1:]:
            seen.append(state)
        emulator.advance(2)
    assert tuple(seen) == KINDS[kind_key].life


@for_each_task_kind
async def test_a_response_has_one_time_while_the_clock_runs(kind_key: str) -> None:
    clock = HastyClock()
    emulator = Emulator(clock=clock)
    transport = httpx.ASGITransport(emulator)
    states: set[str | int] = set()
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for _ in range(5):
            task_id = await extend(client, emulator, kind_key)
            for _ in range(50):
                response = await read(client, kind_key, task_id)
                states.add(state := KINDS[kind_key].state_in(response.json()))
                assert has_video(kind_key, response) is (state == KINDS[kind_key].done)
    assert KINDS[kind_key].done in states
    assert states - {KINDS[kind_key].done}


@for_each_task_kind
@pytest.mark.parametrize("reason", ["moderation", "error"])
async def test_a_task_fails_on_demand_in_the_providers_fields(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, reason: FailureReason
) -> None:
    emulator.task_kinds[kind_key].next_task(fail=reason)
    emulator.task_kinds[kind_key].next_task(fail=reason, message="in other words")
    for message in (None, "in other words"):
        task_id = await extend(client, emulator, kind_key)
        emulator.advance(LONG_S)
        body = (await read(client, kind_key, task_id)).json()
        assert KINDS[kind_key].state_in(body) == KINDS[kind_key].failed[reason]
        failure = KINDS[kind_key].failure_in(body)
        assert failure == message if message else failure
    assert not refused(
        await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    )


@for_each_task_kind
async def test_what_a_failed_task_would_have_made_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="error")
    await extend(client, emulator, kind_key)
    emulator.advance(LONG_S)
    failed = next(task for task in emulator.task_kinds[kind_key].tasks.values() if task.failure)
    assert refused(await submit(client, kind_key, wanted(kind_key, failed.result_id)))


@for_each_task_kind
async def test_the_providers_own_refusals_make_no_task_and_happen_once(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    body = wanted(kind_key, emulator.sources[kind_key].id)
    refusals = sorted(emulator.task_kinds[kind_key].refusals)
    emulator.task_kinds[kind_key].next_submit(*map(Fault.refuse, refusals))
    for _ in refusals:
        assert refused(await submit(client, kind_key, body))
    assert emulator.ledger.creates == ()
    assert not refused(await submit(client, kind_key, body))


@for_each_task_kind
async def test_a_refusal_may_have_retry_after(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    fault = Fault.refuse("rate_limit", headers={"Retry-After": "12"})
    emulator.task_kinds[kind_key].next_submit(fault)
    response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert refused(response)
    assert response.headers["retry-after"] == "12"


@for_each_task_kind
async def test_a_refusal_that_the_provider_does_not_have_is_a_mistake_of_the_test(
    emulator: Emulator, kind_key: str
) -> None:
    foreign = Fault.refuse(KINDS[kind_key].common.foreign_refusal)
    with pytest.raises(ValueError, match=f"for {kind_key}, refusal must be one of"):
        emulator.task_kinds[kind_key].next_submit(foreign)


@pytest.mark.parametrize(("status", "body"), [(100, None), (0, None), (1000, None), (204, "x")])
def test_a_response_that_cannot_be_sent_is_a_mistake_of_the_test(
    status: int, body: str | None
) -> None:
    with pytest.raises(ValueError, match=r"status must|no body"):
        Fault.response(status, body)


@pytest.mark.parametrize("balance", [-1, float("nan"), float("inf")])
def test_an_impossible_balance_is_a_mistake_of_the_test(balance: float) -> None:
    with pytest.raises(ValueError, match="balance must"):
        Emulator(balance=balance)


@for_each_task_kind
async def test_a_proxy_may_respond_before_or_after_the_task_is_made(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    body = wanted(kind_key, emulator.sources[kind_key].id)
    emulator.task_kinds[kind_key].next_submit(Fault.bad_gateway(), Fault.bad_gateway(accepted=True))
    for made in (0, 1):
        response = await submit(client, kind_key, body)
        assert response.status_code == 502
        assert response.headers["content-type"].startswith("text/html")
        assert len(emulator.ledger.creates) == made
    # The task that no response named runs nevertheless.
    task_id = emulator.ledger.creates[0].task_id
    assert emulator.ledger.requests[-1].task_id == task_id
    assert not refused(await read(client, kind_key, task_id))


@for_each_task_kind
async def test_a_read_meets_its_own_faults(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    faults = Fault.response(596, {"error": "odd"}), Fault.response(403, "error code: 1010")
    emulator.task_kinds[kind_key].next_read(*faults)
    task_id = await extend(client, emulator, kind_key)
    assert (await read(client, kind_key, task_id)).status_code == 596
    assert (await read(client, kind_key, task_id)).text == "error code: 1010"
    assert not refused(await read(client, kind_key, task_id))


@for_each_task_kind
async def test_an_unknown_task_is_not_found(client: httpx.AsyncClient, kind_key: str) -> None:
    response = await read(client, kind_key, "unheard-of")
    assert outcome(response) == KINDS[kind_key].common.problems["unknown task"]


async def test_the_same_seed_gives_the_same_run() -> None:
    runs: list[Any] = []
    for seed in (1, 1, 2):
        emulator = Emulator(seed=seed)
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for kind_key in KIND_KEYS:
                task_id = await extend(client, emulator, kind_key)
                emulator.advance(30)
                await read(client, kind_key, task_id)
        runs.append(emulator.state())
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]


async def test_the_state_is_shown_as_json_and_the_clock_is_moved_from_outside(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, "kie/veo")
    moved = await client.post("/_emulator/advance", json={"seconds": LONG_S})
    assert moved.json() == {"clock": emulator.clock.now()}
    state = (await client.get("/_emulator/state")).json()
    assert state == json.loads(json.dumps(emulator.state()))
    assert state["tasks"]["kie/veo"][task_id] == "succeeded"
    assert {source["kind"] for source in state["sources"]} == {*KIND_KEYS, "kling/kling"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{}",
        b'{"seconds": -1}',
        b'{"seconds": "x"}',
        b'{"seconds": NaN}',
        b'{"seconds": "nan"}',
        b'{"seconds": "inf"}',
        b'{"seconds": 1e300}',
        b'{"seconds": 1%s}' % (b"0" * 400),
        b"[" * 100_000,
    ],
    ids=lambda content: repr(content[:24]),
)
async def test_a_senseless_move_of_the_clock_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, content: bytes
) -> None:
    before = emulator.clock.now()
    response = await client.post("/_emulator/advance", content=content)
    assert response.status_code == 400
    assert emulator.clock.now() == before


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_an_unknown_path_is_each_providers_404(
    client: httpx.AsyncClient, provider: str
) -> None:
    response = await client.get(f"/{provider}/v1/nothing")
    assert response.status_code == 404
    assert response.json()["code"] in {404, 1202}


def test_the_environment_names_what_clients_read(emulator: Emulator) -> None:
    environment = emulator.environment(ORIGIN)
    for provider, entry in PROVIDERS.items():
        assert "emulated" in environment[entry.provider.key_variable]
        assert environment[f"{provider.upper()}_BASE_URL"].startswith(f"{ORIGIN}/{provider}")
    for kind_key in KIND_KEYS:
        variable = kind_key.replace("/", "_").upper() + "_SOURCE"
        assert environment[variable] == emulator.sources[kind_key].id


def test_a_scaled_clock_can_be_given() -> None:
    clock = ScaledClock(60)
    assert Emulator(clock=clock).clock is clock


class HastyClock(ManualClock):
    """A clock that is later at each read of it."""

    def now(self) -> float:
        self.advance(7)
        return super().now()


def has_video(kind_key: str, response: httpx.Response) -> bool:
    """Whether a response has the fields of a finished task."""
    try:
        return bool(finished(kind_key, response).urls)
    except (KeyError, TypeError, ValueError):
        return False


def refused(response: httpx.Response) -> bool:
    """Whether a response is a refusal, by the status or by the code."""
    return response.status_code != 200 or response.json()["code"] not in {0, 200}


@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_video_of_ones_own_is_extended(
    kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    found = emulator.task_kinds[kind_key]
    found.add_video("my-video", seconds=6)
    response = await submit(client, kind_key, wanted(kind_key, "my-video"))
    assert response.status_code == 200
    (create,) = emulator.ledger.creates
    assert create.source == "my-video"
    # Only at kie.ai is it a task's id too.
    own = await read(client, kind_key, "my-video")
    assert ("my-video" in own.text) == KINDS[kind_key].common.source_is_task
    # The first videos stay unchanged.
    assert emulator.sources[kind_key].id != "my-video"
    with pytest.raises(ValueError, match="already has a video 'my-video'"):
        found.add_video("my-video", seconds=6)
    with pytest.raises(ValueError, match="must be 1 or more"):
        found.add_video("another", seconds=0)


@pytest.mark.parametrize("kind_key", KIND_KEYS)
@pytest.mark.parametrize("lasts_s", [600, 0.001, 7.3])
async def test_a_task_can_have_a_given_duration(
    lasts_s: float, kind_key: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.task_kinds[kind_key].next_task(lasts_s=lasts_s)
    task = emulator.task_kinds[kind_key].tasks[await extend(client, emulator, kind_key)]
    assert task.moment(task.created_at + lasts_s * 0.999).end is None
    assert task.moment(task.created_at + lasts_s).end == "succeeded"
    # Only the one.
    after = emulator.task_kinds[kind_key].tasks[await extend(client, emulator, kind_key)]
    assert sum(length for _, length in after.plan) != pytest.approx(lasts_s)


def test_the_repr_of_a_task_kind_is_one_line(emulator: Emulator) -> None:
    assert repr(emulator.kie.veo) == "TaskKind(provider='kie', name='veo')"
