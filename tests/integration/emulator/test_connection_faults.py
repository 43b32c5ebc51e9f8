"""Faults of the connection, as a plain client over a socket meets them."""

import queue
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import httpx
import pytest

from longtake.emulator import (
    AccountLimits,
    ConnectionCutError,
    Emulator,
    Fault,
    RequestRecord,
    Server,
    serve,
)
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    ORIGIN,
    extend,
    read,
    submit,
    wanted,
)
from tests.helpers.task_kinds import KINDS

# Nothing here takes that long unless something is broken.
PATIENCE_S = 60.0

each_task_kind = pytest.mark.parametrize("kind_key", KIND_KEYS)


@pytest.fixture
def server() -> Iterator[Server]:
    with serve(Emulator()) as running:
        yield running


@pytest.fixture
def plain(server: Server) -> Iterator[httpx.Client]:
    """A client whose timeout is longer than everything else."""
    with httpx.Client(base_url=server.base_url, timeout=PATIENCE_S) as opened:
        yield opened


@pytest.fixture
def received(server: Server) -> "queue.Queue[RequestRecord]":
    """The requests that the emulator has received, as they arrive."""
    found: queue.Queue[RequestRecord] = queue.Queue()
    server.emulator.ledger.listen(found.put)
    return found


@pytest.fixture
def elsewhere() -> Iterator[ThreadPoolExecutor]:
    """A thread beside the test's own."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def send(client: httpx.Client, emulator: Emulator, kind_key: str) -> httpx.Response:
    """Extend the task kind's first video."""
    body = wanted(kind_key, emulator.sources[kind_key].id)
    return client.post(KINDS[kind_key].submit_path, json=body, headers=KINDS[kind_key].headers)


@each_task_kind
def test_a_late_response_is_sent_when_the_clock_reaches_its_time(
    kind_key: str,
    server: Server,
    plain: httpx.Client,
    received: "queue.Queue[RequestRecord]",
    elsewhere: ThreadPoolExecutor,
) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_submit(Fault.late(90))
    response: Future[httpx.Response] = elsewhere.submit(send, plain, emulator, kind_key)
    record = received.get()
    # The task is made at once, and only the response is late.
    assert (record.fault, record.status) == ("late", 200)
    assert [create.task_id for create in emulator.ledger.creates] == [record.task_id]
    emulator.advance(89)
    assert not response.done()
    emulator.advance(1)
    assert response.result().status_code == 200


@each_task_kind
def test_a_response_that_is_never_sent_waits_for_the_client(
    kind_key: str,
    server: Server,
    received: "queue.Queue[RequestRecord]",
    elsewhere: ThreadPoolExecutor,
) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_submit(Fault.never())
    with httpx.Client(base_url=server.base_url, timeout=PATIENCE_S) as plain:
        response: Future[httpx.Response] = elsewhere.submit(send, plain, emulator, kind_key)
        record = received.get()
        assert (record.fault, record.status) == ("never", None)
        emulator.advance(10_000)
        assert not response.done()
        # A stop or a reset of the emulator waits for none of these.
        emulator.release()
        with pytest.raises(httpx.RemoteProtocolError):
            response.result()
    assert len(emulator.ledger.creates) == 1


def test_a_client_may_give_up_waiting(
    server: Server, received: "queue.Queue[RequestRecord]"
) -> None:
    server.emulator.kie.veo.next_read(Fault.never(accepted=False))
    with (
        httpx.Client(
            base_url=server.base_url, timeout=httpx.Timeout(PATIENCE_S, read=0.01)
        ) as plain,
        pytest.raises(httpx.ReadTimeout),
    ):
        plain.get(
            KINDS["kie/veo"].read_path, params={"taskId": "x"}, headers=KINDS["kie/veo"].headers
        )
    assert received.get().fault == "never"


def test_a_reset_gives_up_what_is_held_back(
    server: Server,
    plain: httpx.Client,
    received: "queue.Queue[RequestRecord]",
    elsewhere: ThreadPoolExecutor,
) -> None:
    emulator = server.emulator
    emulator.kie.veo.next_submit(Fault.refuse("rate_limit").after(5))
    response: Future[httpx.Response] = elsewhere.submit(send, plain, emulator, "kie/veo")
    received.get()
    emulator.reset()
    with pytest.raises(httpx.RemoteProtocolError):
        response.result()
    assert emulator.ledger.requests == ()


def test_stopping_waits_for_no_held_back_response(elsewhere: ThreadPoolExecutor) -> None:
    arrived: queue.Queue[RequestRecord] = queue.Queue()
    with serve(Emulator()) as server:
        server.emulator.ledger.listen(arrived.put)
        server.emulator.kie.veo.next_submit(Fault.never())
        client = httpx.Client(base_url=server.base_url, timeout=PATIENCE_S)
        response = elsewhere.submit(send, client, server.emulator, "kie/veo")
        arrived.get()
    with pytest.raises(httpx.TransportError):
        response.result()
    client.close()


@each_task_kind
def test_half_a_response(kind_key: str, server: Server, plain: httpx.Client) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_submit(Fault.half())
    with pytest.raises(httpx.RemoteProtocolError, match="without sending complete message body"):
        send(plain, emulator, kind_key)
    assert len(emulator.ledger.creates) == 1


def test_a_head_without_a_body(server: Server, plain: httpx.Client) -> None:
    server.emulator.kie.veo.next_submit(Fault.half(0))
    source = server.emulator.sources["kie/veo"].id
    with plain.stream(
        "POST",
        KINDS["kie/veo"].submit_path,
        json=wanted("kie/veo", source),
        headers=KINDS["kie/veo"].headers,
    ) as response:
        assert response.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            response.read()


@each_task_kind
def test_a_connection_closed_before_the_request_is_read(
    kind_key: str, server: Server, plain: httpx.Client
) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_submit(Fault.cut())
    # Larger than any buffer on the way, so that it could not have been sent unread.
    body = wanted(kind_key, emulator.sources[kind_key].id, prompt="x" * 10_000_000)
    with pytest.raises(httpx.TransportError):
        plain.post(KINDS[kind_key].submit_path, json=body, headers=KINDS[kind_key].headers)
    (record,) = emulator.ledger.requests
    assert (record.fault, record.status, record.body) == ("cut", None, None)
    assert emulator.ledger.creates == ()
    # The next request is not affected.
    assert send(plain, emulator, kind_key).status_code == 200


@each_task_kind
def test_a_connection_closed_after_the_task_was_made_and_charged(
    kind_key: str, server: Server, plain: httpx.Client
) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_submit(Fault.cut(accepted=True))
    with pytest.raises(httpx.RemoteProtocolError):
        send(plain, emulator, kind_key)
    (create,) = emulator.ledger.creates
    assert create.credits > 0
    assert emulator.ledger.requests[0].task_id == create.task_id
    # A client that sends it again is charged twice, and the ledger has a duplicate.
    assert emulator.ledger.duplicates() == ()
    send(plain, emulator, kind_key)
    (duplicate,) = emulator.ledger.duplicates()
    assert duplicate.creates == emulator.ledger.creates
    assert duplicate.credits_lost == create.credits


def test_faults_in_front_of_the_provider(server: Server, plain: httpx.Client) -> None:
    veo = server.emulator.kie.veo
    veo.next_submit(
        Fault.bad_gateway(),
        Fault.forbidden(),
        Fault.not_json(),
        Fault.response(596, {"error": "session"}),
        Fault.response(200, '{"code": 2', content_type="application/json"),
    )
    responses = [send(plain, server.emulator, "kie/veo") for _ in range(5)]
    assert [response.status_code for response in responses] == [502, 403, 200, 596, 200]
    assert [response.headers["content-type"] for response in responses] == [
        "text/html; charset=utf-8",
        "text/plain; charset=UTF-8",
        "application/json",
        "application/json",
        "application/json",
    ]
    assert responses[0].text.startswith("<html>")
    assert responses[1].text == "error code: 1010"
    for response in (responses[2], responses[4]):
        with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
            response.json()
    # Only the success without JSON was carried out.
    assert len(server.emulator.ledger.creates) == 1


@pytest.mark.parametrize(
    ("kind_key", "body"),
    [
        ("kie/runway", {"code": 455, "msg": "closed", "data": None}),
        ("kie/veo", {"code": 455, "msg": "closed", "data": None}),
        ("kie/midjourney", {"code": 455, "msg": "closed", "data": None}),
        ("useapi/gen2", {"error": "closed", "code": 455}),
        ("chainhub/kling", {"code": 455, "message": "closed"}),
    ],
)
@pytest.mark.parametrize("status", [200, 455])
def test_a_code_in_the_providers_own_envelope(
    status: int, kind_key: str, body: dict[str, object], server: Server, plain: httpx.Client
) -> None:
    fault = Fault.code(455, message="closed", status=status)
    server.emulator.task_kinds[kind_key].next_submit(fault)
    response = send(plain, server.emulator, kind_key)
    assert response.status_code == status
    found = response.json()
    found.pop("request_id", None)
    assert found == body


@each_task_kind
def test_how_long_to_wait_in_seconds_and_as_a_date(
    kind_key: str, server: Server, plain: httpx.Client
) -> None:
    emulator = server.emulator
    emulator.task_kinds[kind_key].next_submit(
        Fault.refuse("rate_limit"),
        Fault.refuse("rate_limit", retry_after_s=12.2),
        Fault.refuse("rate_limit", retry_after_s=12, retry_after_date=True),
    )
    none, seconds, date = (send(plain, emulator, kind_key) for _ in range(3))
    assert "retry-after" not in none.headers
    assert seconds.headers["retry-after"] == "13"
    due = parsedate_to_datetime(date.headers["retry-after"])
    sent = parsedate_to_datetime(date.headers["date"])
    assert (due - sent).total_seconds() == 12
    assert sent.timestamp() == int(emulator.clock.now())


def test_no_date_lies_beyond_the_calendar(server: Server, plain: httpx.Client) -> None:
    fault = Fault.refuse("rate_limit", retry_after_s=1e300, retry_after_date=True)
    server.emulator.kie.veo.next_submit(fault)
    response = send(plain, server.emulator, "kie/veo")
    assert response.json()["code"] == 429
    assert response.headers["retry-after"] == "Fri, 01 Jan 9999 00:00:00 GMT"


def test_the_n_th_read_of_each_task(server: Server, plain: httpx.Client) -> None:
    emulator = server.emulator
    emulator.kie.veo.on_read(2, Fault.forbidden())
    first, second = (send(plain, emulator, "kie/veo").json()["data"]["taskId"] for _ in range(2))

    def read_status(task_id: str) -> int:
        query = {"taskId": task_id}
        response = plain.get(
            KINDS["kie/veo"].read_path, params=query, headers=KINDS["kie/veo"].headers
        )
        return response.status_code

    statuses = [read_status(task_id) for task_id in (first, second, first, first, second, second)]
    assert statuses == [200, 200, 403, 200, 403, 200]


@pytest.mark.anyio
async def test_in_process_a_closed_connection_is_an_exception() -> None:
    emulator = Emulator()
    emulator.kie.veo.next_submit(Fault.cut(), Fault.cut(accepted=True), Fault.half())
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        for _ in range(3):
            with pytest.raises(ConnectionCutError):
                await submit(client, "kie/veo", wanted("kie/veo", emulator.sources["kie/veo"].id))
    assert len(emulator.ledger.creates) == 2


@pytest.mark.anyio
@each_task_kind
async def test_a_task_that_is_not_found_for_a_while(kind_key: str) -> None:
    emulator = Emulator()
    emulator.task_kinds[kind_key].next_task(hidden_s=20)
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        task_id = await extend(client, emulator, kind_key)
        hidden = await read(client, kind_key, task_id)
        unknown = await read(client, kind_key, f"{task_id}0")
        assert hidden.json() | {"request_id": ""} == unknown.json() | {"request_id": ""}
        emulator.advance(20)
        seen = await read(client, kind_key, task_id)
        assert seen.json() != hidden.json()
        assert task_id in seen.text


@pytest.mark.anyio
async def test_a_mistyped_address_is_reported_and_recorded() -> None:
    emulator = Emulator()
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        response = await client.get("/kei/api/v1/chat/credit?x=1")
    assert response.status_code == 404
    assert "/kie, /useapi, /chainhub" in response.text
    (record,) = emulator.ledger.requests
    assert (record.provider, record.path, record.status) == (
        "unknown",
        "/kei/api/v1/chat/credit",
        404,
    )


@pytest.mark.anyio
async def test_a_reset_begins_anew_with_the_same_ids() -> None:
    emulator = Emulator(seed=7)
    transport = httpx.ASGITransport(emulator)

    async def run() -> list[str]:
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            return [await extend(client, emulator, kind_key) for kind_key in KIND_KEYS]

    start = emulator.state()
    first = await run()
    emulator.advance(1000)
    emulator.kie.veo.always(Fault.bad_gateway())
    emulator.reset()
    assert emulator.state() == start
    assert await run() == first


@pytest.mark.anyio
async def test_a_reset_can_change_balance_and_limits_until_the_next_one() -> None:
    emulator = Emulator(balance=600)
    first = emulator.kie.key, emulator.sources["kie/veo"].id
    emulator.reset(balance=0, limits=AccountLimits(kling_parallel=1), seed=1)
    assert emulator.kie.account.balance == emulator.useapi.account.balance == 0
    assert emulator.sources["kie/veo"].id != first[1]
    emulator.reset()
    assert emulator.kie.account.balance == 600
    assert (emulator.kie.key, emulator.sources["kie/veo"].id) == first


@pytest.mark.anyio
async def test_a_listener_can_be_removed() -> None:
    emulator = Emulator()
    heard: list[RequestRecord] = []
    stop, again = emulator.ledger.listen(heard.append), emulator.ledger.listen(heard.append)
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await read(client, "kie/veo", "x")
        assert len(heard) == 2
        stop()
        stop()
        await read(client, "kie/veo", "x")
        assert len(heard) == 3
        again()
        await read(client, "kie/veo", "x")
        assert len(heard) == 3


@pytest.mark.anyio
async def test_a_failing_listener_changes_no_response(
    caplog: pytest.LogCaptureFixture,
) -> None:
    emulator = Emulator()

    def fail(record: RequestRecord) -> None:
        raise RuntimeError(record.path)

    emulator.ledger.listen(fail)
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(emulator), base_url=ORIGIN
    ) as client:
        await extend(client, emulator, "kie/veo")
    assert len(emulator.ledger.creates) == 1
    assert "a listener of the ledger failed" in caplog.text


def test_a_reset_that_makes_no_sense_changes_nothing() -> None:
    emulator = Emulator()
    emulator.advance(5)
    veo, now = emulator.kie.veo, emulator.clock.now()
    with pytest.raises(ValueError, match="balance must be a number, 0 or more, got -1"):
        emulator.reset(balance=-1)
    assert emulator.kie.veo is veo
    assert emulator.clock.now() == now
