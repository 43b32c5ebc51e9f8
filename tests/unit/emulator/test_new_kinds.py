"""A new operation that starts tasks is one declaration: here of operations that the specifications lack."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import attrs
import pytest

from longtake.emulator import Emulator, Fault, spec
from longtake.emulator.kie import api as kie
from longtake.emulator.kie.veo import VEO
from longtake.emulator.kling import api as kling
from longtake.emulator.kling.kinds import KINDS
from longtake.emulator.kling.operations import KindSpec
from longtake.emulator.spec import Spec
from longtake.emulator.task_kind import StartOperation, drawn_seconds, fixed_price
from longtake.emulator.tasks import decimal_id, hexadecimal_id
from tests.helpers.emulator_requests import CHAINHUB, KIE, LONG_S, read

if TYPE_CHECKING:
    import httpx

pytestmark = pytest.mark.anyio

GENERATE: Final = StartOperation(
    path="/api/v1/veo/imagine",
    seconds=drawn_seconds(8),
    price=fixed_price(60.0),
    new_id=lambda rng: f"veo_task_{hexadecimal_id(rng, 24)}",
    objection=lambda body: None if body["prompt"] else "prompt: must be given",
)
TURN: Final = KindSpec(
    name="kling-turn",
    start=StartOperation(
        path="/v1/videos/turn",
        source="video_id",
        seconds=drawn_seconds(2),
        price=fixed_price(3.0),
        new_id=decimal_id,
    ),
)
BODY: Final[dict[str, Any]] = {
    "requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}},
    "responses": {},
}


@pytest.fixture
def emulator(monkeypatch: pytest.MonkeyPatch) -> Emulator:
    """An emulator with two more operations that start tasks."""
    original = spec.committed
    added: dict[str, dict[str, Any]] = {
        "kie": {GENERATE.path: {"post": BODY}},
        "chainhub": {
            f"/kling{TURN.start.path}": {"post": BODY},
            f"/kling{TURN.start.path}/{{task_id}}": {"get": {"responses": {}}},
        },
    }

    def committed(provider: str) -> Spec:
        found = original(provider).document
        return Spec({**found, "paths": found["paths"] | added.get(provider, {})})

    monkeypatch.setattr(spec, "committed", committed)
    veo = attrs.evolve(VEO, starts=(*VEO.starts, GENERATE))
    kinds = [veo if kind is VEO else kind for kind in kie.KINDS]
    monkeypatch.setattr(kie, "KINDS", kinds)
    monkeypatch.setattr(kling, "KINDS", (*KINDS, TURN))
    return Emulator()


async def test_two_operations_start_tasks_of_one_kind(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    body = {"prompt": "A dog runs"}
    made = await client.post(f"/kie{GENERATE.path}", json=body, headers=KIE)
    task_id = made.json()["data"]["taskId"]
    assert task_id.startswith("veo_task_")
    emulator.advance(LONG_S)
    record = (await read(client, "kie/veo", task_id)).json()["data"]
    assert record["successFlag"] == 1
    assert "fullResultUrls" not in record["response"]
    extended = await client.post(
        "/kie/api/v1/veo/extend", json={"taskId": task_id, "prompt": "on"}, headers=KIE
    )
    assert extended.json()["code"] == 200
    first, second = emulator.ledger.creates_of("kie/veo")
    assert (first.source, first.seconds_added, second.source) == (None, 8, task_id)


async def test_a_declaration_may_object_to_a_request(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    refused = await client.post(f"/kie{GENERATE.path}", json={"prompt": ""}, headers=KIE)
    assert refused.json()["code"] == 422
    assert emulator.ledger.creates == ()


async def test_one_entry_is_a_kind_of_task(client: httpx.AsyncClient, emulator: Emulator) -> None:
    path = f"/chainhub/kling{TURN.start.path}"
    body = {"video_id": emulator.sources["chainhub/kling"].id, "angle": 90}
    made = (await client.post(path, json=body, headers=CHAINHUB)).json()
    emulator.advance(LONG_S)
    task_id = made["data"]["task_id"]
    record = (await client.get(f"{path}/{task_id}", headers=CHAINHUB)).json()["data"]
    assert record["task_status"] == "succeed"
    (create,) = emulator.ledger.creates_of("chainhub/kling-turn")
    assert (create.source, create.credits) == (body["video_id"], 3.0)
    # The specification has no list of them.
    assert (await client.get(path, headers=CHAINHUB)).json()["code"] == 1202
    with pytest.raises(ValueError, match="got 'list'"):
        emulator.task_kinds["chainhub/kling-turn"].next_list(Fault.bad_gateway())
