"""The ledger's records, and their secrets."""

import json
import socket

import httpx
import pytest

from longtake.emulator import Emulator, Fault, serve
from longtake_pytest import ServedEmulator
from tests.helpers.emulator_requests import (
    KIND_KEYS,
    USEAPI,
    extend,
    read,
    submit,
    wanted,
)
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
for_each_task_kind = pytest.mark.parametrize("kind_key", KIND_KEYS)


@for_each_task_kind
async def test_a_request_is_entered_as_it_was_understood(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    body = wanted(kind_key, emulator.sources[kind_key].id)
    task_id = await extend(client, emulator, kind_key)
    await read(client, kind_key, task_id)
    made, polled = emulator.ledger.requests
    assert (made.operation, made.body, made.query) == (f"submit {kind_key}", body, "")
    assert (made.task_id, made.status, made.fault) == (task_id, 200, None)
    assert (polled.operation, polled.body, polled.task_id) == (f"read {kind_key}", None, None)
    assert polled.query == (f"taskId={task_id}" if KINDS[kind_key].common.reads_by_query else "")


@for_each_task_kind
async def test_what_was_not_understood_has_no_body(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str
) -> None:
    emulator.strict = True
    body = wanted(kind_key, emulator.sources[kind_key].id)
    await submit(client, kind_key, body | {"unheardOf": 1})
    await client.post(KINDS[kind_key].submit_path, json=body)
    emulator.task_kinds[kind_key].next_submit(Fault.refuse("rate_limit"))
    await submit(client, kind_key, body)
    assert [record.body for record in emulator.ledger.requests] == [None, None, None]
    assert [record.fault for record in emulator.ledger.requests] == [
        None,
        None,
        "refuse rate_limit",
    ]


async def test_no_key_is_entered_right_or_wrong(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    keys = [provider.key for provider in (emulator.kie, emulator.useapi, emulator.chainhub)]
    for kind_key in KIND_KEYS:
        await extend(client, emulator, kind_key)
        for authorization in ("Bearer an-unknown-one", "Basic an-unknown-one"):
            body = wanted(kind_key, emulator.sources[kind_key].id)
            headers = {"Authorization": authorization}
            await client.post(KINDS[kind_key].submit_path, json=body, headers=headers)
    await client.get("/media/kie/veo/a.mp4", headers=USEAPI)
    await client.get("/elsewhere", headers=USEAPI)
    text = json.dumps(emulator.state()) + str(emulator.ledger.requests)
    assert len(emulator.ledger.requests) == 3 * len(KIND_KEYS) + 2
    for key in (*keys, "an-unknown-one"):
        assert key not in text


@pytest.mark.parametrize("fault", [Fault.cut(accepted=True), Fault.forbidden(), Fault.half()])
def test_what_breaks_off_is_no_request_and_meets_no_fault(fault: Fault) -> None:
    emulator = Emulator()
    emulator.kie.veo.next_submit(fault)
    body = json.dumps(wanted("kie/veo", emulator.sources["kie/veo"].id)).encode()
    headers = KINDS["kie/veo"].headers | {
        "Host": "a",
        "Content-Type": "application/json",
        "Content-Length": str(len(body)),
    }
    lines = [
        f"POST {KINDS['kie/veo'].submit_path} HTTP/1.1",
        *(f"{k}: {v}" for k, v in headers.items()),
    ]
    head = "\r\n".join([*lines, "", ""]).encode()
    with serve(emulator) as server:
        address = httpx.URL(server.base_url)
        with socket.create_connection((address.host, address.port or 0)) as connection:
            connection.sendall(head + body[:10])
        # The server sees one connection after the other, so it has seen the end of that one.
        httpx.get(f"{server.base_url}/elsewhere")
    (record,) = emulator.ledger.requests
    assert record.path == "/elsewhere"
    assert emulator.kie.veo.schedule.take("submit") == fault


def test_each_request_is_logged_in_a_line_of_its_own(longtake_emulator: ServedEmulator) -> None:
    httpx.get(f"{longtake_emulator.media_url}/media/a%0A%1b[31mb")
    query = KINDS["kie/veo"].read_path + "?taskId=a%0Ab"
    httpx.get(longtake_emulator.base_url + query, headers=KINDS["kie/veo"].headers)
    assert longtake_emulator.traffic() == [
        "     +0.0 s  media GET /media/a\\n\\x1b[31mb: 404",
        "     +0.0 s  kie GET /api/v1/veo/record-info?taskId=a%0Ab: 200, code 422",
    ]
