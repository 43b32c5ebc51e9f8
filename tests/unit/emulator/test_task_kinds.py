"""What holds for all five families: submit, wait, read, download, extend again."""

import json
from typing import Any

import httpx
import pytest
from starlette.types import Message, Scope

from longtake.emulator import Emulator, FailureReason, Fault, ManualClock, ScaledClock
from tests.helpers.emulator_requests import (
    FAMILIES,
    LONG_S,
    ORIGIN,
    Finished,
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
in_every_family = pytest.mark.parametrize("family", FAMILIES)


@in_every_family
async def test_an_extension_is_downloaded_longer_than_its_source(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    task_id = await extend(client, emulator, family)
    emulator.advance(LONG_S)
    (create,) = emulator.ledger.creates_of(family)
    seconds = emulator.sources[family].seconds + create.seconds_added
    for url in finished(family, await read(client, family, task_id)).urls:
        film = await client.get(url)
        assert film.headers["content-type"] == "video/mp4"
        assert_plays(film.content, seconds)


@in_every_family
async def test_an_extension_can_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    result = Finished(emulator.sources[family].id, [])
    for _ in range(3):
        answer = await submit(client, family, wanted(family, result.result_id))
        emulator.advance(LONG_S)
        result = finished(family, await read(client, family, task_id_of(family, answer)))
    added = [record.seconds_added for record in emulator.ledger.creates_of(family)]
    assert len(added) == 3
    film = await client.get(result.urls[0])
    assert_plays(film.content, emulator.sources[family].seconds + sum(added))


@in_every_family
async def test_a_running_task_cannot_be_extended_yet(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    await extend(client, emulator, family)
    running = next(
        task for task in emulator.families[family].tasks.values() if task.parent is not None
    )
    answer = await submit(client, family, wanted(family, running.result_id))
    assert refused(answer)
    assert len(emulator.ledger.creates) == 1


@in_every_family
async def test_an_unknown_source_is_not_found(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    answer = await submit(client, family, wanted(family, "unheard-of"))
    assert outcome(answer) == KINDS[family].common.problems["unknown source"]
    assert emulator.ledger.creates == ()


@in_every_family
async def test_a_strict_emulator_refuses_an_unknown_field(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    emulator.strict = True
    body = wanted(family, emulator.sources[family].id, unheardOf=1)
    answer = await submit(client, family, body)
    assert outcome(answer) == KINDS[family].common.problems["unknown field"]
    assert "unheardOf" in answer.text
    assert emulator.ledger.creates == ()


@in_every_family
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
    client: httpx.AsyncClient, emulator: Emulator, family: str, content: bytes
) -> None:
    headers = {"Content-Type": "application/json", **KINDS[family].headers}
    answer = await client.post(KINDS[family].submit_path, content=content, headers=headers)
    assert refused(answer)
    assert emulator.ledger.creates == ()


@in_every_family
async def test_a_body_nested_to_any_depth_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    headers = {"Content-Type": "application/json", **KINDS[family].headers}
    # What can be read just so may still be too deep for the words that say what is wrong with it.
    for depth in range(700, 1100, 7):
        content = b'{"prompt": %s%s}' % (b"[" * depth, b"]" * depth)
        assert refused(
            await client.post(KINDS[family].submit_path, content=content, headers=headers)
        )
    assert emulator.ledger.creates == ()


@in_every_family
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
async def test_json_must_be_called_json(
    client: httpx.AsyncClient,
    emulator: Emulator,
    family: str,
    content_type: str | None,
    accepted: bool,
) -> None:
    content = json.dumps(wanted(family, emulator.sources[family].id)).encode()
    headers = KINDS[family].headers | (
        {} if content_type is None else {"Content-Type": content_type}
    )
    answer = await client.post(KINDS[family].submit_path, content=content, headers=headers)
    assert refused(answer) is not accepted
    assert len(emulator.ledger.creates) == int(accepted)


@in_every_family
async def test_a_request_that_breaks_off_has_no_effect(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    emulator.families[family].next_submit(Fault.bad_gateway())
    content = json.dumps(wanted(family, emulator.sources[family].id)).encode()
    messages: list[Message] = [
        {"type": "http.request", "body": content, "more_body": True},
        {"type": "http.disconnect"},
    ]
    headers = {"Content-Type": "application/json", **KINDS[family].headers}
    scope: Scope = {
        "type": "http",
        "method": "POST",
        "path": KINDS[family].submit_path,
        "raw_path": KINDS[family].submit_path.encode(),
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
    # Nor did it use up what was meant for the next request.
    answer = await submit(client, family, wanted(family, emulator.sources[family].id))
    assert answer.status_code == 502


@in_every_family
@pytest.mark.parametrize("authorization", [None, "Bearer wrong", "Bearer", "emulated-kie-key"])
async def test_without_the_right_key_nothing_is_done(
    client: httpx.AsyncClient, emulator: Emulator, family: str, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    body = wanted(family, emulator.sources[family].id)
    answer = await client.post(KINDS[family].submit_path, json=body, headers=headers)
    problem: Problem = "no key" if authorization is None else "wrong key"
    assert outcome(answer) == KINDS[family].common.problems[problem]
    assert emulator.ledger.creates == ()


@in_every_family
async def test_a_task_is_billed_once_and_the_ledger_says_for_what(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    before = emulator.state()["balances"]
    task_id = await extend(client, emulator, family)
    (create,) = emulator.ledger.creates
    assert (create.family, create.task_id, create.source) == (
        family,
        task_id,
        emulator.sources[family].id,
    )
    provider = family.partition("/")[0]
    assert before[provider] - emulator.state()["balances"][provider] == create.credits > 0
    (request,) = emulator.ledger.requests
    assert (request.operation, request.task_id) == (f"submit {family}", task_id)


@in_every_family
async def test_the_same_request_has_the_same_digest_in_the_ledger(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    body = wanted(family, emulator.sources[family].id)
    for wish in (body, dict(reversed(body.items())), body | dict(KINDS[family].other_request)):
        await submit(client, family, wish)
    first, again, another = [record.digest for record in emulator.ledger.creates]
    assert first == again != another


@in_every_family
async def test_an_empty_account_makes_no_task(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    for vendor in (emulator.kie, emulator.useapi, emulator.chainhub):
        vendor.account.balance = 0.5
    answer = await submit(client, family, wanted(family, emulator.sources[family].id))
    assert outcome(answer) == KINDS[family].common.problems["no credits"]
    assert emulator.ledger.creates == ()
    assert emulator.state()["balances"][family.partition("/")[0]] == 0.5


@in_every_family
async def test_the_last_credit_is_spent(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    await extend(client, emulator, family)
    (create,) = emulator.ledger.creates
    emulator.reset(balance=create.credits)
    await extend(client, emulator, family)
    provider = family.partition("/")[0]
    assert emulator.state()["balances"][provider] == 0
    refusal = await submit(client, family, wanted(family, emulator.sources[family].id))
    assert refused(refusal)
    assert [again.credits for again in emulator.ledger.creates] == [create.credits]
    emulator.reset(balance=create.credits - 0.25)
    assert refused(await submit(client, family, wanted(family, emulator.sources[family].id)))
    assert emulator.ledger.creates == ()


@in_every_family
async def test_states_follow_the_clock_and_never_go_back(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    task_id = await extend(client, emulator, family)
    seen: list[str | int] = []
    for _ in range(300):
        state = KINDS[family].state_in((await read(client, family, task_id)).json())
        if state not in seen[-1:]:
            seen.append(state)
        emulator.advance(2)
    assert tuple(seen) == KINDS[family].life


@in_every_family
async def test_an_answer_tells_of_one_time_while_the_clock_runs_on(family: str) -> None:
    clock = HastyClock()
    emulator = Emulator(clock=clock)
    transport = httpx.ASGITransport(emulator)
    states: set[str | int] = set()
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for _ in range(5):
            task_id = await extend(client, emulator, family)
            for _ in range(50):
                answer = await read(client, family, task_id)
                states.add(state := KINDS[family].state_in(answer.json()))
                assert has_video(family, answer) is (state == KINDS[family].done)
    assert KINDS[family].done in states
    assert states - {KINDS[family].done}


@in_every_family
@pytest.mark.parametrize("reason", ["moderation", "error"])
async def test_a_task_fails_on_demand_in_the_vendors_fields(
    client: httpx.AsyncClient, emulator: Emulator, family: str, reason: FailureReason
) -> None:
    emulator.families[family].next_task(fail=reason)
    emulator.families[family].next_task(fail=reason, message="in other words")
    for message in (None, "in other words"):
        task_id = await extend(client, emulator, family)
        emulator.advance(LONG_S)
        body = (await read(client, family, task_id)).json()
        assert KINDS[family].state_in(body) == KINDS[family].failed[reason]
        said = KINDS[family].failure_in(body)
        assert said == message if message else said
    assert not refused(await submit(client, family, wanted(family, emulator.sources[family].id)))


@in_every_family
async def test_what_a_failed_task_would_have_made_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    emulator.families[family].next_task(fail="error")
    await extend(client, emulator, family)
    emulator.advance(LONG_S)
    failed = next(task for task in emulator.families[family].tasks.values() if task.failure)
    assert refused(await submit(client, family, wanted(family, failed.result_id)))


@in_every_family
async def test_the_vendors_own_refusals_make_no_task_and_happen_once(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    body = wanted(family, emulator.sources[family].id)
    refusals = sorted(emulator.families[family].refusals)
    emulator.families[family].next_submit(*map(Fault.refuse, refusals))
    for _ in refusals:
        assert refused(await submit(client, family, body))
    assert emulator.ledger.creates == ()
    assert not refused(await submit(client, family, body))


@in_every_family
async def test_a_refusal_may_say_when_to_come_back(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    fault = Fault.refuse("rate_limit", headers={"Retry-After": "12"})
    emulator.families[family].next_submit(fault)
    answer = await submit(client, family, wanted(family, emulator.sources[family].id))
    assert refused(answer)
    assert answer.headers["retry-after"] == "12"


@in_every_family
async def test_a_refusal_that_the_vendor_does_not_have_is_a_mistake_of_the_test(
    emulator: Emulator, family: str
) -> None:
    foreign = Fault.refuse(KINDS[family].common.foreign_refusal)
    with pytest.raises(ValueError, match=f"{family} refuses for"):
        emulator.families[family].next_submit(foreign)


@pytest.mark.parametrize(("status", "body"), [(100, None), (0, None), (1000, None), (204, "x")])
def test_an_answer_that_cannot_be_sent_is_a_mistake_of_the_test(
    status: int, body: str | None
) -> None:
    with pytest.raises(ValueError, match=r"status must|no body"):
        Fault.answer(status, body)


@pytest.mark.parametrize("balance", [-1, float("nan"), float("inf")])
def test_a_balance_that_cannot_be_told_is_a_mistake_of_the_test(balance: float) -> None:
    with pytest.raises(ValueError, match="balance must"):
        Emulator(balance=balance)


@in_every_family
async def test_a_proxy_may_answer_instead_of_the_vendor_before_or_after_the_task_is_made(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    body = wanted(family, emulator.sources[family].id)
    emulator.families[family].next_submit(Fault.bad_gateway(), Fault.bad_gateway(accepted=True))
    for made in (0, 1):
        answer = await submit(client, family, body)
        assert answer.status_code == 502
        assert answer.headers["content-type"].startswith("text/html")
        assert len(emulator.ledger.creates) == made
    # The task that nobody was told of is running nevertheless.
    task_id = emulator.ledger.creates[0].task_id
    assert emulator.ledger.requests[-1].task_id == task_id
    assert not refused(await read(client, family, task_id))


@in_every_family
async def test_a_read_meets_its_own_faults(
    client: httpx.AsyncClient, emulator: Emulator, family: str
) -> None:
    faults = Fault.answer(596, {"error": "odd"}), Fault.answer(403, "error code: 1010")
    emulator.families[family].next_read(*faults)
    task_id = await extend(client, emulator, family)
    assert (await read(client, family, task_id)).status_code == 596
    assert (await read(client, family, task_id)).text == "error code: 1010"
    assert not refused(await read(client, family, task_id))


@in_every_family
async def test_an_unknown_task_is_not_found(client: httpx.AsyncClient, family: str) -> None:
    answer = await read(client, family, "unheard-of")
    assert outcome(answer) == KINDS[family].common.problems["unknown task"]


async def test_the_same_seed_gives_the_same_run() -> None:
    runs: list[Any] = []
    for seed in (1, 1, 2):
        emulator = Emulator(seed=seed)
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            for family in FAMILIES:
                task_id = await extend(client, emulator, family)
                emulator.advance(30)
                await read(client, family, task_id)
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
    assert {source["family"] for source in state["sources"]} == set(FAMILIES)


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
    answer = await client.post("/_emulator/advance", content=content)
    assert answer.status_code == 400
    assert emulator.clock.now() == before


@pytest.mark.parametrize("path", ["/kie/api/v1/nothing", "/useapi/v1/nothing", "/chainhub/nothing"])
async def test_an_unknown_path_is_each_vendors_404(client: httpx.AsyncClient, path: str) -> None:
    answer = await client.get(path)
    assert answer.status_code == 404
    assert answer.json()["code"] in {404, 1202}


def test_the_environment_names_what_clients_read(emulator: Emulator) -> None:
    environment = emulator.environment(ORIGIN)
    for name in ("KIE_API_KEY", "USEAPI_TOKEN", "CHAINHUB_API_KEY"):
        assert "emulated" in environment[name]
    for provider in ("kie", "useapi", "chainhub"):
        assert environment[f"{provider.upper()}_BASE_URL"].startswith(f"{ORIGIN}/{provider}")
    for family in FAMILIES:
        variable = family.replace("/", "_").upper() + "_SOURCE"
        assert environment[variable] == emulator.sources[family].id


def test_a_scaled_clock_can_be_given() -> None:
    clock = ScaledClock(60)
    assert Emulator(clock=clock).clock is clock


class HastyClock(ManualClock):
    """A clock that is later whenever somebody looks at it."""

    def now(self) -> float:
        self.advance(7)
        return super().now()


def has_video(family: str, answer: httpx.Response) -> bool:
    """Whether an answer has what a finished task's has."""
    try:
        return bool(finished(family, answer).urls)
    except (KeyError, TypeError, ValueError):
        return False


def refused(answer: httpx.Response) -> bool:
    """Whether the vendor says no, in the status or in the code."""
    return answer.status_code != 200 or answer.json()["code"] not in {0, 200}


@pytest.mark.parametrize("family", FAMILIES)
async def test_a_video_of_ones_own_is_extended(
    family: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    found = emulator.families[family]
    found.add_video("my-video", seconds=6)
    answer = await submit(client, family, wanted(family, "my-video"))
    assert answer.status_code == 200
    (create,) = emulator.ledger.creates
    assert create.source == "my-video"
    # Only at kie.ai is it a task's id too.
    own = await read(client, family, "my-video")
    assert ("my-video" in own.text) == KINDS[family].common.source_is_task
    # What is there from the beginning stays what it was.
    assert emulator.sources[family].id != "my-video"
    with pytest.raises(ValueError, match="has a video 'my-video' already"):
        found.add_video("my-video", seconds=6)
    with pytest.raises(ValueError, match="must be from 1"):
        found.add_video("another", seconds=0)


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("lasts_s", [600, 0.001, 7.3])
async def test_a_task_lasts_as_long_as_it_is_told_to(
    lasts_s: float, family: str, emulator: Emulator, client: httpx.AsyncClient
) -> None:
    emulator.families[family].next_task(lasts_s=lasts_s)
    task = emulator.families[family].tasks[await extend(client, emulator, family)]
    assert task.moment(task.created_at + lasts_s * 0.999).end is None
    assert task.moment(task.created_at + lasts_s).end == "succeeded"
    # Only the one.
    after = emulator.families[family].tasks[await extend(client, emulator, family)]
    assert sum(length for _, length in after.plan) != pytest.approx(lasts_s)


def test_a_family_is_shown_in_one_line(emulator: Emulator) -> None:
    assert repr(emulator.kie.veo) == "Family(provider='kie', name='veo')"
