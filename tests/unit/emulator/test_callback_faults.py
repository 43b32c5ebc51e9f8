"""Faults of callbacks, by what arrives at a receiver."""

import hmac
import json
from base64 import b64encode
from collections import Counter
from datetime import UTC, datetime
from typing import Any, get_args

import httpx
import pytest
from standardwebhooks import Webhook

from longtake.emulator import (
    Emulator,
    Fault,
    Forgery,
    Malformation,
    SignatureFlaw,
    WebhookKeys,
    serve,
)
from longtake.emulator.callbacks.message import FORGED_ORIGIN
from tests.helpers.callback_recorder import Arrived, Recorder, extend, extended, served
from tests.helpers.emulator_requests import KIND_KEYS, LONG_S
from tests.helpers.request_schema import meets
from tests.helpers.response_schema import payload_schema
from tests.helpers.task_kinds import KINDS

KIE_KEY = "a key for emulated callbacks"
SECRET = f"whsec_{b64encode(b'a secret of some length').decode()}"
SIGNING = [key for key, kind in KINDS.items() if kind.common.signs_callbacks]
OFTEN = [key for key, kind in KINDS.items() if len(kind.callbacks) > 1]


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def emulator(recorder: Recorder) -> Emulator:
    """An emulator in process with the recorder as receiver, which signs where its providers do."""
    return Emulator(deliver_to=recorder, webhook_keys=WebhookKeys(KIE_KEY, [SECRET]))


async def pass_time(emulator: Emulator, seconds: float = LONG_S) -> None:
    emulator.advance(seconds)
    await emulator.settle_async()


def is_signed(callback: Arrived, task_id: str) -> bool:
    """Whether a callback has the signature of a provider, as its receiver verifies it."""
    headers = callback.headers
    if "webhook-id" in headers:
        when = datetime.fromtimestamp(int(headers["webhook-timestamp"]), UTC)
        right = Webhook(SECRET).sign(headers["webhook-id"], when, callback.body.decode())
        return headers["webhook-signature"] == right
    timestamp = headers["x-webhook-timestamp"]
    signed = hmac.digest(KIE_KEY.encode(), f"{task_id}.{timestamp}".encode(), "sha256")
    return headers["x-webhook-signature"] == b64encode(signed).decode()


def age_s(callback: Arrived, emulator: Emulator) -> int:
    """The age of a callback's signature, by the emulator's clock."""
    headers = callback.headers
    timestamp = headers.get("webhook-timestamp") or headers["x-webhook-timestamp"]
    return int(emulator.clock.now()) - int(timestamp)


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_late(kind_key: str, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].next_task(lasts_s=10)
    emulator.task_kinds[kind_key].always(Fault.late(300), on="callback")
    await extend(emulator, kind_key)
    await pass_time(emulator, 10 + 299)
    assert KINDS[kind_key].callbacks[-1] not in recorder.states
    await pass_time(emulator, 1)
    # A late callback has the state when it was due.
    assert recorder.states == KINDS[kind_key].callbacks


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_twice(kind_key: str, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].always(Fault.twice(after_s=LONG_S), on="callback")
    task_id = await extend(emulator, kind_key)
    await pass_time(emulator)
    assert recorder.states == KINDS[kind_key].callbacks
    await pass_time(emulator)
    assert Counter(recorder.states) == Counter(KINDS[kind_key].callbacks * 2)
    first, second = recorder.arrived[-1], recorder.arrived[len(KINDS[kind_key].callbacks) - 1]
    assert first.body == second.body
    if kind_key in SIGNING:
        # Each is signed when it is sent, and is the same event.
        assert all(is_signed(callback, task_id) for callback in recorder.arrived)
        assert first.headers.get("webhook-id") == second.headers.get("webhook-id")


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_twice_at_once(kind_key: str, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].next_callback(Fault.twice())
    await extend(emulator, kind_key)
    await pass_time(emulator)
    assert recorder.states == [KINDS[kind_key].callbacks[0], *KINDS[kind_key].callbacks]


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", OFTEN)
async def test_out_of_order(kind_key: str, emulator: Emulator, recorder: Recorder) -> None:
    normal = KINDS[kind_key].callbacks
    for _ in normal[:-2]:
        emulator.task_kinds[kind_key].next_callback(Fault.late(0))
    emulator.task_kinds[kind_key].next_callback(Fault.out_of_order())
    await extend(emulator, kind_key)
    await pass_time(emulator)
    assert recorder.states == [*normal[:-2], normal[-1], normal[-2]]


@pytest.mark.anyio
async def test_always_out_of_order(emulator: Emulator, recorder: Recorder) -> None:
    emulator.useapi.gen2.always(Fault.out_of_order(), on="callback")
    await extend(emulator, "useapi/gen2")
    await pass_time(emulator)
    progress = [callback.json["progressRatio"] for callback in recorder.arrived]
    assert progress == ["0.25", "0.00", "0.75", "0.50", "1"]


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_never(kind_key: str, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].always(Fault.never(), on="callback")
    await extend(emulator, kind_key)
    for _ in range(3):
        await pass_time(emulator)
    assert recorder.arrived == []
    assert [(made.attempt, made.error) for made in emulator.ledger.deliveries] == [
        (0, "not sent: a fault")
    ] * len(KINDS[kind_key].callbacks)


@pytest.mark.anyio
@pytest.mark.parametrize("what", get_args(Forgery))
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_forged(kind_key: str, what: Any, emulator: Emulator, recorder: Recorder) -> None:
    neighbour = await extend(emulator, kind_key)
    await pass_time(emulator)
    recorder.arrived.clear()
    emulator.task_kinds[kind_key].always(Fault.forged(what), on="callback")
    task_id = await extend(emulator, kind_key)
    await pass_time(emulator)
    assert len(recorder.arrived) >= len(KINDS[kind_key].callbacks)
    for callback in recorder.arrived:
        # A forged callback has the right form.
        assert meets(payload_schema(kind_key), callback.json), callback.json
        assert FORGED_ORIGIN.partition("//")[2] in callback.body.decode() or callback.reported[
            1
        ] not in {
            "200",
            "SUCCEEDED",
            "succeed",
        }
        named, state = callback.reported
        match what:
            case "state":
                assert named == task_id
            case "other_task":
                assert (named, state) == (neighbour, KINDS[kind_key].callbacks[-1])
            case _:
                assert state == KINDS[kind_key].callbacks[-1]
                assert named not in emulator.task_kinds[kind_key].tasks
                assert len(named) == len(task_id)
        if kind_key in SIGNING:
            covered = KINDS[kind_key].common.signs_bodies or what != "state"
            assert is_signed(callback, named) is not covered
    if what == "state":
        # The last callback is sent when the task has succeeded, the earlier ones before.
        right = KINDS[kind_key].callbacks
        assert recorder.states[-1] not in right
        assert set(recorder.states[:-1]) <= {right[-1]}


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_forged_failure_of_the_first_task(
    kind_key: str, emulator: Emulator, recorder: Recorder
) -> None:
    emulator.task_kinds[kind_key].next_task(fail="error")
    emulator.task_kinds[kind_key].always(Fault.forged("state"), on="callback")
    await extend(emulator, kind_key)
    await pass_time(emulator)
    assert set(recorder.states) == {KINDS[kind_key].callbacks[-1]}


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_a_forged_callback_arrives_while_the_task_runs(
    kind_key: str, emulator: Emulator, recorder: Recorder
) -> None:
    emulator.task_kinds[kind_key].next_task(lasts_s=LONG_S)
    task_id = await extend(emulator, kind_key)
    emulator.send_callback(task_id, Fault.forged("state"))
    emulator.send_callback(task_id, Fault.forged("unknown_task"))
    await emulator.settle_async()
    assert len(recorder.arrived) == 2
    assert recorder.arrived[0].reported == (task_id, KINDS[kind_key].callbacks[-1])
    recorder.arrived.clear()
    # The provider's callback is sent all the same.
    await pass_time(emulator)
    assert recorder.states == KINDS[kind_key].callbacks


@pytest.mark.anyio
async def test_only_tasks_with_an_address_have_callbacks(emulator: Emulator) -> None:
    with pytest.raises(ValueError, match="no task 'x' was submitted with a callback address"):
        emulator.send_callback("x")
    task_id = await extend(emulator, "kie/veo")
    with pytest.raises(ValueError, match="none can be out of order"):
        emulator.send_callback(task_id, Fault.out_of_order())
    with pytest.raises(
        ValueError, match=f"when a task ends, but {task_id} is still running: end the task first"
    ):
        emulator.send_callback(task_id, Fault.malformed())
    emulator.advance(LONG_S)
    emulator.send_callback(task_id, Fault.malformed())


@pytest.mark.anyio
@pytest.mark.parametrize("how", get_args(SignatureFlaw))
@pytest.mark.parametrize("kind_key", SIGNING)
async def test_signatures(kind_key: str, how: Any, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].always(Fault.signed(how), on="callback")
    task_id = await extend(emulator, kind_key)
    await pass_time(emulator)
    assert recorder.states == KINDS[kind_key].callbacks
    for callback in recorder.arrived:
        match how:
            case "missing":
                assert not [name for name in callback.headers if "webhook" in name]
            case "old":
                assert is_signed(callback, task_id)
                assert age_s(callback, emulator) == 3600
            case _:
                assert not is_signed(callback, task_id)
                assert age_s(callback, emulator) == 0


@pytest.mark.anyio
@pytest.mark.parametrize("how", get_args(Malformation))
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_malformed(kind_key: str, how: Any, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].always(Fault.malformed(how), on="callback")
    task_id = await extend(emulator, kind_key)
    await pass_time(emulator)
    assert len(recorder.arrived) == len(KINDS[kind_key].callbacks)
    for callback in recorder.arrived:
        assert task_id.encode() not in callback.body or how != "no_task"
        match how:
            case "empty":
                assert callback.body == b""
            case "cut_off":
                with pytest.raises(json.JSONDecodeError):
                    json.loads(callback.body)
            case "no_object":
                assert isinstance(json.loads(callback.body), list)
            case _:
                assert not {"data", "taskId", "task_id"} & set(callback.json)
        if kind_key in SIGNING:
            assert is_signed(callback, task_id)


@pytest.mark.anyio
@pytest.mark.parametrize("size", [10_000, 2_000_000])
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_oversized(kind_key: str, size: int, emulator: Emulator, recorder: Recorder) -> None:
    emulator.task_kinds[kind_key].next_callback(Fault.oversized(size=size))
    await extend(emulator, kind_key)
    await pass_time(emulator)
    assert recorder.states == KINDS[kind_key].callbacks
    first, *others = [len(callback.body) for callback in recorder.arrived]
    assert first == size
    assert all(other < 10_000 for other in others)


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_altered(kind_key: str, emulator: Emulator, recorder: Recorder) -> None:
    for change in sorted(emulator.task_kinds[kind_key].schedule.alterations["callback"]):
        recorder.arrived.clear()
        emulator.task_kinds[kind_key].always(Fault.altered(change), on="callback")
        await extend(emulator, kind_key)
        await pass_time(emulator)
        last = recorder.arrived[-1].json
        match change:
            case "extra_field":
                assert "emulatedExtra" in last
            case "null_data":
                assert last["data"] is None
            case "no_files":
                assert recorder.states[-1] == KINDS[kind_key].callbacks[-1]
                assert KINDS[kind_key].callback_files(last) == []
            case "other_types" if kind_key == "kie/veo":
                assert len(json.loads(last["data"]["info"]["resultUrls"])) == 1
                assert meets(payload_schema(kind_key), last)
            case _:
                assert (
                    recorder.states[-1] not in KINDS[kind_key].callbacks or change == "other_types"
                )


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("change", "last"),
    [
        ("unknown_state", {"status": "hibernating"}),
        ("backwards", {"status": "submitted"}),
        ("no_files", {"status": "succeeded"}),
        ("other_types", {"status": "succeeded"}),
        ("extra_field", {"status": "succeeded", "emulated_extra_list": []}),
    ],
)
async def test_altered_second_shapes(
    change: Any, last: dict[str, Any], emulator: Emulator, recorder: Recorder
) -> None:
    emulator.chainhub.notices = emulator.useapi.wrapped = True
    for kind_key in OFTEN:
        emulator.task_kinds[kind_key].always(Fault.altered(change), on="callback")
        task_id = await extend(emulator, kind_key)
        await pass_time(emulator)
        body = recorder.arrived[-1].json
        if kind_key == "chainhub/kling":
            assert last.items() <= body.items()
            assert body["id"] == (int(task_id) if change == "other_types" else task_id)
        else:
            assert set(body) == {"task", "code"}
            assert body["task"]["status"] == last["status"].upper().replace("SUBMITTED", "PENDING")


@pytest.mark.anyio
async def test_a_forged_callback_has_one_attempt(emulator: Emulator, recorder: Recorder) -> None:
    recorder.statuses.extend([401] * 9)
    emulator.kie.veo.next_callback(Fault.forged())
    await extend(emulator, "kie/veo")
    for _ in range(3):
        await pass_time(emulator)
    assert len(recorder.arrived) == 1


@pytest.mark.anyio
async def test_clear_faults_and_the_next_callback(emulator: Emulator, recorder: Recorder) -> None:
    kling = emulator.chainhub.kling
    kling.next_callback(Fault.never(), Fault.malformed("empty"))
    await extend(emulator, "chainhub/kling")
    await pass_time(emulator)
    assert [callback.body for callback in recorder.arrived] == [b""]
    kling.always(Fault.never(), on="callback")
    kling.clear_faults()
    await extend(emulator, "chainhub/kling")
    await pass_time(emulator)
    assert [callback.reported[1] for callback in recorder.arrived[1:]] == KINDS[
        "chainhub/kling"
    ].callbacks


@pytest.mark.parametrize("kind_key", KIND_KEYS)
def test_a_callback_fault_of_a_script_arrives_over_loopback(
    kind_key: str, recorder: Recorder
) -> None:
    day = f'[[fault]]\nkind = "{kind_key}"\non = "callback"\ndo = "malformed"\nhow = "empty"'
    with serve() as server, served(recorder) as url:
        server.emulator.script(day)
        extended(server.emulator, kind_key, url)
        server.emulator.advance(LONG_S)
        server.emulator.settle()
    assert [callback.body == b"" for callback in recorder.arrived] == [True] + [False] * (
        len(KINDS[kind_key].callbacks) - 1
    )
    assert server.emulator.ledger.deliveries[0].fault == "malformed empty"


def test_from_outside_a_forged_callback_arrives_while_the_task_runs(recorder: Recorder) -> None:
    with serve() as server, served(recorder) as url:
        task_id = extended(server.emulator, "kie/veo", url)
        with httpx.Client(base_url=server.base_url, trust_env=False) as client:

            def say(**body: Any) -> httpx.Response:
                return client.post("/_emulator/callback", json=body)

            body = say(task_id=task_id, do="forged", what="state").json()
            assert [(made["status"], made["fault"]) for made in body["deliveries"]] == [
                (200, "forged state")
            ]
            assert recorder.arrived[0].reported == (task_id, "200")
            server.emulator.advance(LONG_S)
            server.emulator.settle()
            assert say(task_id=task_id).json()["deliveries"][0]["state"] == "succeeded"
            for wrong, words in (
                ({}, 'the body must be {"task_id": "..."}'),
                ({"task_id": "x"}, "no task 'x' was submitted with a callback address"),
                ({"task_id": task_id, "do": "forge"}, "did you mean forged?"),
                ({"task_id": task_id, "do": "forged", "what": "all"}, "what must be"),
                ({"task_id": task_id, "do": "oversized", "size": 1}, "size must be from 10000"),
                ({"task_id": task_id, "do": "cut"}, "cut cannot happen to a callback"),
                ({"task_id": task_id, "kind": "*"}, "do: unknown 'None'; expected one of"),
            ):
                response = say(**wrong)
                assert response.status_code == 400
                assert words in response.json()["error"]
    assert recorder.states == ["200"] * 3


def test_every_fault_of_a_callback_has_a_test_above() -> None:
    # A new fault without a test above fails here.
    known = {"late", "twice", "out_of_order", "never", "forged", "signed", "malformed", "oversized"}
    makers = {"late": (1,), "signed": ("old",), "half": (), "altered": ("extra_field",)}
    found = {
        name
        for name, value in vars(Fault).items()
        if isinstance(value, classmethod)
        and name not in {"refuse", "code", "response", "flawed"}
        and getattr(Fault, name)(*makers.get(name, ())).applies_to("callback")
    }
    assert found == known | {"altered"}
