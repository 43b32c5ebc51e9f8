"""The catalogue of kie.ai's models: slashes in paths, and one request a second for all of its operations."""

from __future__ import annotations

import asyncio
import threading
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final, assert_type
from urllib.parse import unquote

import httpx
import pytest

from longtake import AsyncKie, Kie, NotFoundError
from longtake.emulator import Emulator
from longtake_kie.models import CatalogueModel, ModelPrice, ModelSchema, ModelSuccessPoint
from longtake_pytest.clients import client_options
from tests.helpers.random_responses import HandClock
from tests.helpers.scripted_waits import both_clients

if TYPE_CHECKING:
    from longtake_pytest import ServedEmulator

MODEL = "grok-imagine/extend"
EMPTY: Final[dict[str, Any]] = {
    "code": 200,
    "msg": "success",
    "data": {"models": [], "model": MODEL, "points": []},
}


class Recorded:
    """A transport that records when each request arrives and at which path."""

    def __init__(self, clock: HandClock, *, latency_s: float = 0.0) -> None:
        self.arrived: list[tuple[float, str]] = []
        self._clock = clock
        self._latency_s = latency_s

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self._clock.sleep(self._latency_s)
        self.arrived.append((self._clock.now, request.url.raw_path.decode()))
        return httpx.Response(200, json=EMPTY)

    @property
    def gaps(self) -> list[float]:
        times = [time for time, _ in self.arrived]
        return [later - earlier for earlier, later in pairwise(times)]


def call_all(*, asynchronous: bool, clock: HandClock, transport: httpx.MockTransport) -> None:
    """Call the four operations, one after the other."""

    async def calling() -> None:
        async with AsyncKie("a-key", transport=transport, clock=clock) as kie:
            await kie.models.list()
            await kie.models.schema(model=MODEL)
            await kie.models.price(model=MODEL)
            await kie.models.success_rate(model=MODEL)

    if asynchronous:
        asyncio.run(calling())
        return
    with Kie("a-key", transport=transport, clock=clock) as kie:
        kie.models.list()
        kie.models.schema(model=MODEL)
        kie.models.price(model=MODEL)
        kie.models.success_rate(model=MODEL)


@both_clients
def test_the_four_operations_share_one_request_a_second(asynchronous: bool) -> None:
    clock = HandClock()
    recorded = Recorded(clock)
    call_all(asynchronous=asynchronous, clock=clock, transport=httpx.MockTransport(recorded))
    assert [path for _, path in recorded.arrived] == [
        "/api/v1/models",
        f"/api/v1/models/{MODEL}/schema",
        f"/api/v1/models/{MODEL}/price",
        f"/api/v1/models/{MODEL}/success-rate",
    ]
    assert recorded.gaps == [1.0, 1.0, 1.0]


@both_clients
def test_a_slow_response_counts_from_its_end(asynchronous: bool) -> None:
    # The provider counts at a time that is not known: at the latest when the response arrives.
    clock = HandClock()
    recorded = Recorded(clock, latency_s=0.4)
    call_all(asynchronous=asynchronous, clock=clock, transport=httpx.MockTransport(recorded))
    assert recorded.gaps == pytest.approx([1.4, 1.4, 1.4])


def test_other_operations_do_not_wait() -> None:
    clock = HandClock()

    def provider(request: httpx.Request) -> httpx.Response:
        data: Any = 3 if request.url.path.endswith("credit") else EMPTY["data"]
        return httpx.Response(200, json={"code": 200, "data": data})

    with Kie("a-key", transport=httpx.MockTransport(provider), clock=clock) as kie:
        kie.models.list()
        for _ in range(5):
            kie.account.credits()
    assert clock.pauses == []


def test_clients_of_one_account_share_the_limit_and_others_do_not() -> None:
    clock = HandClock()
    transport = httpx.MockTransport(Recorded(clock))
    with (
        Kie("a-key", transport=transport, clock=clock) as first,
        Kie("a-key", transport=transport, clock=clock) as second,
        Kie("another-key", transport=transport, clock=clock) as other,
    ):
        first.models.list()
        other.models.list()
        assert clock.pauses == []
        second.models.list()
    assert clock.pauses == [1.0]


def test_a_failed_request_counts_too_and_leaves_none_under_way() -> None:
    clock = HandClock()
    failures = [httpx.ConnectError("refused"), httpx.ReadError("broken")]

    def provider(request: httpx.Request) -> httpx.Response:
        if failures:
            raise failures.pop()
        return Recorded(clock)(request)

    with Kie("a-key", transport=httpx.MockTransport(provider), clock=clock, attempts=1) as kie:
        for _ in range(2):
            with pytest.raises(Exception, match="no "):
                kie.models.list()
        kie.models.list()
    assert clock.pauses == [1.0, 1.0]


def test_threads_wait_for_each_other() -> None:
    clock = HandClock()
    both, first_arrived = threading.Barrier(2, timeout=60), threading.Event()

    class Waiting(HandClock):
        """Lets the first request end once the second one waits for it."""

        def sleep(self, seconds: float) -> None:
            if first_arrived.is_set() and not both.broken and self.waiting:
                self.waiting = False
                both.wait()
            clock.sleep(seconds)
            self.now = clock.now

        waiting = True

    shared = Waiting()
    times: list[float] = []

    def provider(_: httpx.Request) -> httpx.Response:
        if not first_arrived.is_set():
            first_arrived.set()
            both.wait()
        times.append(shared.now)
        return httpx.Response(200, json=EMPTY)

    with Kie("a-key", transport=httpx.MockTransport(provider), clock=shared) as kie:
        thread = threading.Thread(target=kie.models.list)
        thread.start()
        assert first_arrived.wait(60)
        kie.models.list()
        thread.join(60)
    assert len(times) == 2
    assert times[1] - times[0] >= 1.0


def test_coroutines_wait_for_each_other() -> None:
    emulator = Emulator()
    options: Any = client_options(emulator, "kie")

    async def calling() -> None:
        async with AsyncKie(**options, transport=httpx.ASGITransport(emulator)) as kie:
            await asyncio.gather(*(kie.models.price(model=MODEL) for _ in range(4)))

    asyncio.run(calling())
    assert [(request.status, request.code) for request in emulator.ledger.requests] == [
        (200, 200)
    ] * 4


def test_the_results_are_typed(longtake_kie: Kie) -> None:
    models = longtake_kie.models
    assert_type(models.list(), list[CatalogueModel])
    assert_type(models.schema(model=MODEL), ModelSchema)
    assert_type(models.price(model=MODEL), ModelPrice)
    assert_type(models.success_rate(model=MODEL), list[ModelSuccessPoint])
    assert models.price(model=MODEL).pricing_desc
    points = models.success_rate(model=MODEL)
    assert len(points) == 144
    assert (points[0].success_rate, points[1].success_rate) == (None, 0.97)
    assert models.success_rate(model="omnihuman-1-5") == []


def test_the_list_is_filtered(longtake_kie: Kie) -> None:
    models = longtake_kie.models
    assert {each.model for each in models.list()} >= {MODEL, "omnihuman-1-5"}
    found = models.list(task_type="Lip Sync,Text to Video")
    assert [each.model for each in found] == ["minimax-h3/text-to-video", "omnihuman-1-5"]
    assert [each.model for each in models.list(provider="xAI")] == [MODEL]
    assert [each.model for each in models.list(query="pixverse")] == ["pixverse-v6/extend"]
    assert models.list(query="no such model") == []


def test_a_schema_has_the_form_of_kies(longtake_kie: Kie) -> None:
    found = longtake_kie.models.schema(model=MODEL).openapi
    assert found
    document: Any = found.to_dict()
    operation = document["paths"]["/api/v1/jobs/createTask"]["post"]
    reference = operation["responses"]["500"]["content"]["application/json"]["schema"]["$ref"]
    assert reference == "#/components/schemas/Error%20"
    assert unquote(reference).rpartition("/")[2] in document["components"]["schemas"]
    body = operation["requestBody"]["content"]["application/json"]["schema"]
    assert body["properties"]["model"]["enum"] == [MODEL]
    name = unquote(body["properties"]["input"]["$ref"]).rpartition("/")[2]
    assert "extend_times" in document["components"]["schemas"][name]["properties"]
    assert longtake_kie.models.schema(model="luma-dream-machine/modify").openapi is None


def test_an_encoded_slash_and_an_unknown_model_are_not_found(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    with pytest.raises(NotFoundError):
        longtake_kie.models.price(model="no-such/model")
    options = longtake_emulator.options("kie")
    response = httpx.get(
        f"{options['base_url']}/api/v1/models/{MODEL.replace('/', '%2F')}/price",
        headers={"Authorization": f"Bearer {options['api_key']}"},
    )
    assert response.status_code == 404


def test_the_emulator_refuses_the_second_request_in_a_second() -> None:
    emulator = Emulator()
    headers = {"Authorization": f"Bearer {emulator.kie.key}"}

    async def statuses() -> list[int]:
        transport = httpx.ASGITransport(emulator)
        async with httpx.AsyncClient(transport=transport, base_url="http://emulator.test") as http:
            paths = ["", f"/{MODEL}/price", f"/{MODEL}/schema"]
            found: list[int] = []
            for path in paths:
                response = await http.get(f"/kie/api/v1/models{path}", headers=headers)
                found.append(response.json()["code"])
            emulator.advance(1)
            response = await http.get("/kie/api/v1/models", headers=headers)
            return [*found, response.json()["code"]]

    assert asyncio.run(statuses()) == [200, 429, 429, 200]
