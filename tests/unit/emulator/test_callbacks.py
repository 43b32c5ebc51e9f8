"""The providers' callbacks: times, bodies and attempts."""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from math import inf
from typing import Any

import anyio
import httpx
import pytest
from standardwebhooks import Webhook

from longtake.emulator import (
    DeliveryRecord,
    Emulator,
    Fault,
    ScaledClock,
    Server,
    WebhookKeys,
    serve,
)
from longtake.emulator.callbacks.signatures import SignedMessage
from longtake.emulator.kling.credentials import StandardWebhooksSigner
from tests.helpers.callback_recorder import WHERE, Recorder, extend, extended, served
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    LONG_S,
    ORIGIN,
    finished,
    read,
    submit,
    wanted,
)
from tests.helpers.request_schema import meets
from tests.helpers.response_schema import payload_schema
from tests.helpers.task_kinds import KINDS

KIE_KEY = "a key for emulated callbacks"
OLD, NEW = (f"whsec_{b64encode(word * 8).decode()}" for word in (b"old", b"new"))


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


@pytest.fixture
def emulator(recorder: Recorder) -> Emulator:
    """An emulator in process with the recorder as receiver."""
    return Emulator(deliver_to=recorder)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve() as running:
        yield running


@pytest.fixture
def url(recorder: Recorder) -> Iterator[str]:
    """Where the recorder listens."""
    with served(recorder) as address:
        yield address


@pytest.mark.parametrize("fail", [None, "moderation", "error"])
@pytest.mark.parametrize("kind_key", KIND_KEYS)
def test_callbacks_arrive_over_loopback_as_the_spec_has_them(
    kind_key: str, fail: Any, server: Server, recorder: Recorder, url: str
) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_task(fail=fail)
    task_id = extended(emulator, kind_key, url)
    emulator.advance(LONG_S)
    emulator.settle()
    kind = KINDS[kind_key]
    end = kind.callbacks[-1] if fail is None else kind.failed_callbacks[fail]
    assert recorder.states == [*kind.callbacks[:-1], end]
    for callback in recorder.arrived:
        assert meets(payload_schema(kind_key), callback.json), callback.json
        assert callback.path == "/hook"
        assert callback.reported[0] == task_id
        assert callback.headers["content-type"] == "application/json"
        assert not [name for name in callback.headers if "webhook" in name]
    assert [
        (record.task_id, record.url, record.attempt, record.status, record.error, record.fault)
        for record in emulator.ledger.deliveries
    ] == [(task_id, url, 1, 200, None, None)] * len(KINDS[kind_key].callbacks)


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_the_links_in_the_last_callback_are_those_of_a_read(
    kind_key: str, emulator: Emulator, recorder: Recorder
) -> None:
    task_id = await extend(emulator, kind_key)
    emulator.advance(LONG_S)
    await emulator.settle_async()
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        expected = finished(kind_key, await read(client, kind_key, task_id)).urls
        links = re.findall(r'"(http://media[^"]+)"', recorder.arrived[-1].body.decode())
        assert {link.partition("?")[0] for link in links} >= {
            url.partition("?")[0] for url in expected
        }
        assert (await client.get(links[-1])).status_code == 200


@pytest.mark.anyio
async def test_a_callback_arrives_at_its_change_and_not_before(
    emulator: Emulator, recorder: Recorder
) -> None:
    emulator.chainhub.kling.next_task(lasts_s=100)
    await extend(emulator, "chainhub/kling")
    seen: list[list[str]] = []
    for seconds in (0, 50, 49.5, 0.5, LONG_S):
        emulator.advance(seconds)
        await emulator.settle_async()
        seen.append(list(recorder.states))
    processing, succeeded = ["processing"], ["processing", "succeed"]
    assert seen == [[], processing, processing, succeeded, succeeded]


@pytest.mark.anyio
async def test_gen2_sends_callbacks_during_the_task_with_its_reference(
    emulator: Emulator, recorder: Recorder
) -> None:
    await extend(emulator, "useapi/gen2", replyRef="order 7")
    emulator.advance(LONG_S)
    await emulator.settle_async()
    bodies = [callback.json for callback in recorder.arrived]
    assert [body["progressRatio"] for body in bodies] == ["0.00", "0.25", "0.50", "0.75", "1"]
    assert {body["replyRef"] for body in bodies} == {"order 7"}


@pytest.mark.anyio
@pytest.mark.parametrize("fail", [None, "moderation"])
async def test_kling_has_a_second_shape(fail: Any, emulator: Emulator, recorder: Recorder) -> None:
    emulator.chainhub.notices = True
    emulator.chainhub.kling.next_task(fail=fail)
    task_id = await extend(emulator, "chainhub/kling")
    created = emulator.clock.now()
    emulator.advance(LONG_S)
    await emulator.settle_async()
    first, last = (callback.json for callback in recorder.arrived)
    assert meets(payload_schema("chainhub/kling"), first)
    assert (first["status"], first["message"]) == ("processing", "")
    assert first["create_time"] < first["update_time"] < last["update_time"]
    assert last == {
        "id": task_id,
        "status": "succeeded" if fail is None else "failed",
        "message": "" if fail is None else "Failure to pass the risk control system",
        "create_time": created * 1000,
        "update_time": last["update_time"],
    }


@pytest.mark.anyio
async def test_useapi_has_a_second_shape(emulator: Emulator, recorder: Recorder) -> None:
    emulator.useapi.wrapped = True
    task_id = await extend(emulator, "useapi/gen2")
    emulator.advance(LONG_S)
    await emulator.settle_async()
    assert [callback.reported for callback in recorder.arrived] == [
        (task_id, state) for state in KINDS["useapi/gen2"].callbacks
    ]
    for callback in recorder.arrived:
        assert set(callback.json) == {"task", "code"}
        assert meets(payload_schema("useapi/gen2"), callback.json)


@pytest.mark.anyio
async def test_a_cancelled_task_has_one_more_callback(
    emulator: Emulator, recorder: Recorder
) -> None:
    emulator.useapi.gen2.next_task(lasts_s=100)
    task_id = await extend(emulator, "useapi/gen2")
    emulator.advance(60)
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await client.delete(
            f"{KINDS['useapi/gen2'].read_path}/{task_id}", headers=KINDS["useapi/gen2"].headers
        )
    emulator.advance(LONG_S)
    await emulator.settle_async()
    # Callbacks about its states before the cancellation are unchanged.
    assert recorder.states[0] == "RUNNING"
    assert recorder.states.count("CANCELLED") == 1
    assert recorder.states[-1] == "CANCELLED"


@pytest.mark.anyio
async def test_in_process_settle_does_not_wait_for_ever(emulator: Emulator) -> None:
    async def silent(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive, send
        await anyio.sleep_forever()

    emulator.deliver_to = silent
    await extend(emulator, "kie/veo")
    emulator.advance(LONG_S)
    with pytest.raises(TimeoutError, match=r"still under way after 0\.01 s"):
        await emulator.settle_async(timeout=0.01)
    assert emulator.ledger.deliveries == ()


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_without_an_address_no_callback_is_sent(
    kind_key: str, emulator: Emulator, recorder: Recorder
) -> None:
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    await extend(emulator, kind_key, "")
    emulator.advance(LONG_S)
    await emulator.settle_async()
    assert recorder.arrived == []
    assert emulator.ledger.deliveries == ()


@pytest.mark.anyio
async def test_a_refused_task_has_no_callbacks(emulator: Emulator, recorder: Recorder) -> None:
    emulator.kie.veo.next_submit(Fault.refuse("rate_limit"))
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        body = wanted("kie/veo", emulator.sources["kie/veo"].id, callBackUrl=WHERE)
        await submit(client, "kie/veo", body)
    emulator.advance(LONG_S)
    await emulator.settle_async()
    assert recorder.arrived == []


@pytest.mark.anyio
async def test_callbacks_of_many_tasks_are_in_the_order_of_their_changes(
    emulator: Emulator, recorder: Recorder
) -> None:
    lengths = [40, 10, 30, 20, 10]
    ids: list[str] = []
    for lasts_s in lengths:
        emulator.kie.runway.next_task(lasts_s=lasts_s)
        ids.append(await extend(emulator, "kie/runway"))
    emulator.advance(LONG_S)
    # Another wait meanwhile is for the same callbacks.
    async with anyio.create_task_group() as group:
        for _ in range(3):
            group.start_soon(emulator.settle_async)
    assert [callback.reported[0] for callback in recorder.arrived] == [
        ids[i] for i in (1, 4, 3, 2, 0)
    ]


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
@pytest.mark.parametrize("status", [500, 204, 302, 404])
async def test_a_failed_callback_has_as_many_attempts_as_at_the_provider(
    status: int, kind_key: str, emulator: Emulator, recorder: Recorder
) -> None:
    emulator.task_kinds[kind_key].next_task(lasts_s=10)
    await extend(emulator, kind_key)
    recorder.statuses.extend([status] * 100)
    emulator.advance(10)
    await emulator.settle_async()
    tries: dict[str, list[tuple[int, float]]] = {}
    began = emulator.clock.now()
    for _ in range(5):
        emulator.advance(60)
        await emulator.settle_async()
    for record in emulator.ledger.deliveries:
        assert record.status == status
        tries.setdefault(record.state, []).append((record.attempt, record.time - began))
    end = tries["succeeded"]
    assert end == (list(enumerate((0, *KINDS[kind_key].common.retries_s), start=1)))
    # Each attempt is the same.
    bodies = {
        callback.body
        for callback in recorder.arrived
        if callback.reported[1] == KINDS[kind_key].callbacks[-1]
    }
    assert len(bodies) == 1


@pytest.mark.anyio
async def test_an_accepted_callback_is_not_sent_again(
    emulator: Emulator, recorder: Recorder
) -> None:
    recorder.statuses.extend([503, 200])
    await extend(emulator, "kie/veo")
    for _ in range(4):
        emulator.advance(LONG_S)
        await emulator.settle_async()
    assert [record.status for record in emulator.ledger.deliveries] == [503, 200]


def test_a_receiver_that_does_not_respond_in_time_gets_another_attempt(
    recorder: Recorder, url: str
) -> None:
    with serve(Emulator(callback_timeout_s=0.05)) as server:
        recorder.statuses.append(None)
        extended(server.emulator, "kie/veo", url)
        for _ in range(2):
            server.emulator.advance(LONG_S)
            server.emulator.settle()
        # On a busy machine the second one may take too long, too.
        first, _ = server.emulator.ledger.deliveries
        assert (first.status, first.error) == (None, "no response within 0.05 s")


def test_an_address_without_a_listener_is_a_failed_attempt(server: Server) -> None:
    extended(server.emulator, "chainhub/kling", "http://127.0.0.1:1/hook")
    server.emulator.advance(LONG_S)
    server.emulator.settle()
    errors = [made.error or "" for made in server.emulator.ledger.deliveries]
    assert [error.partition(":")[0] for error in errors] == ["ConnectError"] * 2


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("https://example.com/hook", "loopback only, and example.com is elsewhere"),
        ("http://127.0.0.1@example.com/hook", "loopback only, and example.com is elsewhere"),
        ("http://127.0.0.1.example.com/", "127.0.0.1.example.com is elsewhere"),
        ("http://169.254.169.254/", "169.254.169.254 is elsewhere"),
        ("http://0.0.0.0:80/", "0.0.0.0 is elsewhere"),
        ("http://[2001:db8::1]/", "2001:db8::1 is elsewhere"),
        ("file:///etc/passwd", "must be an http URL"),
        ("hook", "must be an http URL"),
        ("http://", "must be an http URL"),
        ("http://127.0.0.1:none/", "not sent: "),
    ],
)
def test_callbacks_go_to_loopback_only(address: str, why: str, server: Server) -> None:
    extended(server.emulator, "kie/veo", address)
    for _ in range(2):
        server.emulator.advance(LONG_S)
        server.emulator.settle()
    (made,) = server.emulator.ledger.deliveries
    assert made.status is None
    assert made.error is not None
    assert made.error.startswith("not sent: ")
    assert why in made.error


def test_a_redirect_is_not_followed(recorder: Recorder, url: str, server: Server) -> None:
    recorder.statuses.append(307)
    extended(server.emulator, "useapi/gen2", url)
    server.emulator.advance(LONG_S)
    server.emulator.settle()
    assert server.emulator.ledger.deliveries[0].status == 307
    assert len(recorder.arrived) == 5


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", KIND_KEYS)
async def test_callbacks_are_sent_as_the_clock_runs_by_itself(
    kind_key: str, recorder: Recorder, url: str
) -> None:
    with serve(Emulator(clock=ScaledClock(100_000))) as server:
        ended, token = anyio.Event(), anyio.lowlevel.current_token()

        def listener(made: DeliveryRecord) -> None:
            if made.state == "succeeded":
                anyio.from_thread.run_sync(ended.set, token=token)

        server.emulator.ledger.listen_to_deliveries(listener)
        await extend(server.emulator, kind_key, url)
        with anyio.fail_after(60):
            await ended.wait()
    assert recorder.states == KINDS[kind_key].callbacks


def test_a_reset_gives_up_what_is_under_way(recorder: Recorder, url: str, server: Server) -> None:
    recorder.statuses.append(None)
    emulator = server.emulator
    extended(emulator, "kie/veo", url)
    emulator.advance(LONG_S)
    assert recorder.silent.wait(60)
    emulator.reset()
    emulator.settle(timeout=60)
    assert not emulator.ledger.deliveries
    extended(emulator, "kie/veo", url)
    emulator.advance(LONG_S)
    emulator.settle(timeout=60)
    assert [made.status for made in emulator.ledger.deliveries] == [200]


def test_a_stop_gives_up_what_is_under_way(recorder: Recorder, url: str) -> None:
    recorder.statuses.append(None)
    with serve() as server:
        extended(server.emulator, "kie/veo", url)
        server.emulator.advance(LONG_S)
        assert recorder.silent.wait(60)
    assert server.emulator.ledger.deliveries == ()


def test_an_exception_of_a_receiver_is_a_failed_attempt(server: Server) -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        del scope, receive, send
        raise RuntimeError("this receiver is broken")

    server.emulator.deliver_to = failing
    extended(server.emulator, "chainhub/kling")
    server.emulator.advance(LONG_S)
    server.emulator.settle()
    assert [made.status for made in server.emulator.ledger.deliveries] == [500, 500]


@pytest.mark.anyio
async def test_a_receiver_in_process_may_wait_for_the_emulator(emulator: Emulator) -> None:
    received: list[str] = []

    class WaitingRecorder(Recorder):
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            await emulator.settle_async()
            await super().__call__(scope, receive, send)
            received.extend(self.states)

    emulator.deliver_to = WaitingRecorder()
    await extend(emulator, "kie/veo")
    emulator.advance(LONG_S)
    await emulator.settle_async(timeout=60)
    assert received == ["200"]


def test_in_process_settle_sends_the_callbacks(emulator: Emulator, recorder: Recorder) -> None:
    extended(emulator, "kie/veo")
    emulator.advance(LONG_S)
    assert recorder.arrived == []
    emulator.settle()
    assert recorder.states == ["200"]


def test_settle_does_not_wait_for_ever(recorder: Recorder, url: str, server: Server) -> None:
    recorder.statuses.append(None)
    extended(server.emulator, "kie/veo", url)
    server.emulator.advance(LONG_S)
    with pytest.raises(TimeoutError, match=r"still under way after 0\.01 s"):
        server.emulator.settle(timeout=0.01)
    server.emulator.reset()


def test_a_receiver_has_some_time_to_respond() -> None:
    with pytest.raises(ValueError, match="greater than 0, got 0"):
        Emulator(callback_timeout_s=0)


@pytest.mark.anyio
@pytest.mark.parametrize("kind_key", ["kie/runway", "kie/veo", "kie/midjourney"])
async def test_kie_signs_the_task_and_the_time(
    kind_key: str, emulator: Emulator, recorder: Recorder
) -> None:
    emulator.webhook_keys = WebhookKeys(kie=KIE_KEY)
    task_id = await extend(emulator, kind_key)
    emulator.advance(LONG_S)
    await emulator.settle_async()
    headers = recorder.arrived[0].headers
    timestamp = headers["x-webhook-timestamp"]
    assert timestamp == str(int(emulator.clock.now()))
    signed = hmac.digest(KIE_KEY.encode(), f"{task_id}.{timestamp}".encode(), "sha256")
    assert headers["x-webhook-signature"] == b64encode(signed).decode()


@pytest.mark.anyio
async def test_kling_signs_as_standard_webhooks_with_every_secret(
    emulator: Emulator, recorder: Recorder
) -> None:
    emulator.webhook_keys = WebhookKeys(kling=[OLD, NEW])
    await extend(emulator, "kling/kling")
    emulator.advance(LONG_S)
    await emulator.settle_async()
    for callback in recorder.arrived:
        id_, timestamp = callback.headers["webhook-id"], callback.headers["webhook-timestamp"]
        assert timestamp == str(int(emulator.clock.now()))
        when, text = datetime.fromtimestamp(int(timestamp), UTC), callback.body.decode()
        signatures = [Webhook(secret).sign(id_, when, text) for secret in (OLD, NEW)]
        assert callback.headers["webhook-signature"].split(" ") == signatures
    assert len({callback.headers["webhook-id"] for callback in recorder.arrived}) == 2


def test_kling_signs_as_in_a_known_example() -> None:
    secret = "whsec_dGVzdHNlY3JldHRlc3RzZWNyZXR0ZXN0c2VjcmV0MTI="
    body = (
        b'{"id":"1234567890","status":"succeeded","message":"",'
        b'"create_time":1781080778802,"update_time":1781080794151}'
    )
    headers = StandardWebhooksSigner(lambda: [secret]).headers(
        SignedMessage("9876543210", "1234567890", body), 1781080794, true=True
    )
    assert headers == {
        "webhook-id": "9876543210",
        "webhook-timestamp": "1781080794",
        "webhook-signature": "v1,UsKlJP00XoQyOn410NM9xv34sP+Gl0jnOO9Lcpr7NJ4=",
    }


@pytest.mark.parametrize(
    ("kie", "kling", "words"),
    [
        ("", [], "kie must not be empty"),
        (None, ["b2xk"], "'whsec_' followed by base64"),
        (None, [OLD, "whsec_"], "'whsec_' followed by base64"),
        (None, ["whsec_%%%"], "'whsec_' followed by base64"),
    ],
)
def test_what_is_no_key_is_refused(kie: str | None, kling: list[str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        WebhookKeys(kie, kling)


def test_keys_and_application_of_a_test_end_with_a_reset(recorder: Recorder) -> None:
    keys = WebhookKeys(kie=KIE_KEY)
    emulator = Emulator(webhook_keys=keys)
    emulator.webhook_keys, emulator.deliver_to = WebhookKeys(), recorder
    emulator.reset()
    assert emulator.webhook_keys is keys
    assert emulator.deliver_to is None


def test_the_time_of_the_next_callback_is_available(recorder: Recorder, url: str) -> None:
    emulator = Emulator(deliver_to=recorder)
    assert emulator.next_callback_at == inf
    extended(emulator, "kie/veo", url)
    due = emulator.next_callback_at
    assert emulator.clock.now() < due < emulator.clock.now() + LONG_S
    emulator.advance(due - emulator.clock.now())
    emulator.settle()
    assert recorder.states == KINDS["kie/veo"].callbacks
    assert emulator.next_callback_at == inf


def test_from_outside_time_passes_with_its_callbacks(
    recorder: Recorder, url: str, server: Server
) -> None:
    extended(server.emulator, "useapi/gen2", url)
    with httpx.Client(base_url=server.base_url, trust_env=False) as client:
        client.post("/_emulator/advance", json={"seconds": LONG_S})
        assert recorder.states == KINDS["useapi/gen2"].callbacks
        deliveries = client.get("/_emulator/ledger").json()["deliveries"]
    assert [made["status"] for made in deliveries] == [200] * 5
    assert deliveries[-1]["state"] == "succeeded"
