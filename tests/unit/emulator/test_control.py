"""The control API, which programs in other languages use."""

import json
from math import inf
from typing import Any

import httpx
import pytest
from attrs import evolve
from starlette.types import Message

from longtake.emulator import Emulator, Fault
from tests.helpers.emulator_requests import ORIGIN, extend, submit, wanted

pytestmark = pytest.mark.anyio

TOML = {"Content-Type": "application/toml"}
CUT = '[[fault]]\nkind = "kie/veo"\non = "submit"\ndo = "bad_gateway"\n'


async def test_the_index_lists_every_request(client: httpx.AsyncClient) -> None:
    index: dict[str, str] = (await client.get("/_emulator")).json()
    assert index["POST /_emulator/advance"] == 'move the clock on: {"seconds": 60}'
    assert len(index) == 8
    for line, does in index.items():
        method, path = line.split()
        response = await client.request(method, path)
        # Whatever the mistake in the request is, it is not the address.
        assert response.status_code in {200, 400, 415}, (line, does)
        assert response.headers["content-type"] == "application/json"


async def test_nothing_else_is_there(client: httpx.AsyncClient) -> None:
    response = await client.get("/_emulator/stat")
    assert response.status_code == 404
    assert "did you mean /_emulator/state?" in response.json()["error"]
    for path in ("/_emulator/", "/_emulator/state/", "/_emulator/x"):
        assert (await client.get(path)).status_code == 404


async def test_another_method_is_refused_with_the_allowed_ones(client: httpx.AsyncClient) -> None:
    response = await client.get("/_emulator/reset")
    assert (response.status_code, response.headers["allow"]) == (405, "POST")
    assert response.json() == {"error": "/_emulator/reset accepts POST"}
    response = await client.put("/_emulator/script")
    assert set(response.headers["allow"].split(", ")) == {"POST", "DELETE"}
    head = await client.head("/_emulator/state")
    assert (head.status_code, head.content) == (200, b"")


async def test_the_ledger_is_shown_with_duplicates(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for _ in range(2):
        await extend(client, emulator, "kie/veo")
    ledger = (await client.get("/_emulator/ledger")).json()
    assert ledger == json.loads(json.dumps(emulator.ledger.as_json()))
    (twice,) = ledger["duplicates"]
    assert twice["task_ids"] == [create.task_id for create in emulator.ledger.creates]


@pytest.mark.parametrize(("value", "seen"), [(inf, None), (-inf, None), ("\ud800", "\ud800")])
async def test_the_ledger_is_json_whatever_arrived(
    client: httpx.AsyncClient, emulator: Emulator, value: object, seen: object
) -> None:
    await client.get("/kie/nothing")
    request = evolve(emulator.ledger.requests[-1], body={"seeds": [value, 1.5]})
    emulator.ledger.add_request(request)

    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is not JSON")

    text = (await client.get("/_emulator/ledger")).text
    assert json.loads(text, parse_constant=refuse)["requests"][-1]["body"] == {"seeds": [seen, 1.5]}
    state = (await client.get("/_emulator/state")).text
    assert json.loads(state, parse_constant=refuse)["ledger"] == json.loads(text)


async def test_a_reset_begins_anew(client: httpx.AsyncClient, emulator: Emulator) -> None:
    start = emulator.clock.now()
    emulator.kie.veo.always(Fault.bad_gateway())
    await client.post("/_emulator/advance", json={"seconds": 60})
    await submit(client, "kie/veo", wanted("kie/veo", "x"))
    response = await client.post("/_emulator/reset")
    assert response.json() == {"clock": start}
    assert emulator.ledger.requests == ()
    await extend(client, emulator, "kie/veo")


async def test_a_script_is_added_and_cleared(client: httpx.AsyncClient, emulator: Emulator) -> None:
    body = wanted("kie/veo", emulator.sources["kie/veo"].id)
    expected = {"added": ["kie/veo: the next submit: bad_gateway"]}
    data = {"fault": [{"kind": "kie/veo", "on": "submit", "do": "bad_gateway"}]}
    for response in (
        await client.post("/_emulator/script", content=CUT, headers=TOML),
        await client.post("/_emulator/script", json=data),
        await client.post("/_emulator/script", json=data),
    ):
        assert (response.status_code, response.json()) == (200, expected)
    for _ in range(2):
        assert (await submit(client, "kie/veo", body)).status_code == 502
    cleared = await client.delete("/_emulator/script")
    assert cleared.json() == {"cleared": list(emulator.task_kinds)}
    assert (await submit(client, "kie/veo", body)).status_code == 200


@pytest.mark.parametrize(
    ("content", "problems"),
    [
        (
            f'{CUT}{CUT}accepted = 1\ntimes = "x"\n',
            [
                "line 9: accepted must be true or false, got 1",
                'line 10: times must be a whole number, got "x"',
            ],
        ),
        ("[[fault]\n", ["line 1: not TOML, at column 8: "]),
        (b"\xff", ["line 1: not UTF-8 (byte 0xff): save it as UTF-8"]),
    ],
    ids=["mistakes", "syntax", "encoding"],
)
async def test_a_wrong_script_is_refused_with_every_problem(
    client: httpx.AsyncClient, emulator: Emulator, content: str | bytes, problems: list[str]
) -> None:
    response = await client.post("/_emulator/script", content=content, headers=TOML)
    assert response.status_code == 400
    found: list[str] = response.json()["problems"]
    assert [text[: len(known)] for text, known in zip(found, problems, strict=True)] == problems
    assert emulator.kie.veo.schedule.due("submit") is None


async def test_a_script_in_json_is_refused_with_its_places(client: httpx.AsyncClient) -> None:
    response = await client.post("/_emulator/script", json={"task": [{"kind": "kie/veo", "x": 1}]})
    assert response.status_code == 400
    (problem,) = response.json()["problems"]
    assert problem == (
        "task 1: unknown 'x'; expected one of kind, times, fail, message, hidden_s, lasts_s, "
        "overlap_s, result"
    )


async def test_a_reset_can_begin_otherwise(client: httpx.AsyncClient, emulator: Emulator) -> None:
    source = emulator.sources["kie/veo"].id
    response = await client.post("/_emulator/reset", json={"balance": 0, "seed": 7})
    assert response.json() == {"clock": emulator.clock.now()}
    assert (await client.get("/_emulator/state")).json()["balances"]["chainhub"] == 0
    assert emulator.sources["kie/veo"].id != source
    await client.post("/_emulator/reset", json={"seed": 7})
    assert emulator.kie.account.balance == 10_000
    await client.post("/_emulator/reset")
    assert emulator.sources["kie/veo"].id == source


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"3", 'the body must be empty or like {"balance": 0}'),
        (b'{"balance": "3"}', 'balance must be a number, got "3"'),
        (
            b'{"balanc": 3}',
            "unknown 'balanc'; expected one of balance, seed: did you mean balance?",
        ),
        (b'{"limits": {}}', "unknown 'limits'; expected one of balance, seed"),
        (b'{"balance": -1, "seed": 7}', "balance must be a number, 0 or more, got -1"),
        (b'{"balance": 1e999}', "balance must be a number, 0 or more, got inf"),
        (b"balance=3", "the body is not JSON: line 1, column 1: "),
    ],
)
async def test_a_reset_with_a_wrong_body_resets_nothing(
    client: httpx.AsyncClient, emulator: Emulator, content: bytes, error: str
) -> None:
    emulator.advance(60)
    before = emulator.clock.now()
    response = await client.post("/_emulator/reset", content=content)
    assert response.status_code == 400
    assert response.json()["error"].startswith(error)
    assert emulator.clock.now() == before


async def test_a_response_ends_with_a_line_break(client: httpx.AsyncClient) -> None:
    for path in ("/_emulator", "/_emulator/state", "/_emulator/nothing"):
        response = await client.get(path)
        assert response.text.endswith("}\n")
        assert response.text.count("\n") == 1


@pytest.mark.parametrize("media_type", [None, "application/x-www-form-urlencoded", "text/plain"])
async def test_a_script_needs_its_content_type(
    client: httpx.AsyncClient, media_type: str | None
) -> None:
    headers = {} if media_type is None else {"Content-Type": media_type}
    response = await client.post("/_emulator/script", content=CUT, headers=headers)
    assert response.status_code == 415
    assert response.json() == {
        "error": "Content-Type must be application/toml or application/json, "
        f"got {media_type or ''!r}"
    }


@pytest.mark.parametrize(
    ("content", "error"),
    [
        (b"[]", 'the body must be {"seconds": 60}'),
        (b"{}", "seconds is missing; expected a number"),
        (b'{"seconds": "60"}', 'seconds must be a number, got "60"'),
        (b'{"seconds": true}', "seconds must be a number, got true"),
        (b'{"seconds": -1}', "seconds must be 0 or more, got -1.0"),
        (
            b'{"seconds": 1, "second": 2}',
            "unknown 'second'; expected one of seconds: did you mean seconds?",
        ),
        (b'{"seconds": 1', "the body is not JSON: line 1, column 14: "),
        (b'{"seconds": NaN}', "the body is not JSON: NaN is not JSON"),
        (b"\xff", "the body is not JSON: it must be UTF-8"),
        (b"[" * 100_000, "the body is nested too deeply"),
    ],
    ids=lambda value: repr(value[:16]),
)
async def test_a_wrong_body_is_refused_with_its_mistake(
    client: httpx.AsyncClient, emulator: Emulator, content: bytes, error: str
) -> None:
    before = emulator.clock.now()
    response = await client.post("/_emulator/advance", content=content)
    assert response.status_code == 400
    assert response.json()["error"].startswith(error)
    assert emulator.clock.now() == before


async def test_a_client_that_leaves_while_sending_does_no_harm(emulator: Emulator) -> None:
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    path = "/_emulator/script"
    headers = [(b"content-type", b"application/toml"), (b"host", ORIGIN.encode())]
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": headers,
    }
    await emulator(scope, receive, send)
    assert sent[0]["status"] == 400
