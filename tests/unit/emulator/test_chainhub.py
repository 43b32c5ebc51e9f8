"""Kling's own rules."""

import httpx
import pytest

from longtake.emulator import Emulator, Fault
from tests.helpers.emulator_requests import (
    LONG_S,
    extend,
    finished,
    read,
    submit,
    task_id_of,
    wanted,
)

pytestmark = pytest.mark.anyio
KIND_KEY = "chainhub/kling"


async def test_a_create_has_few_fields_and_a_read_has_more(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, emulator.sources[KIND_KEY].id))
    body = response.json()
    assert (body["code"], body["data"]["task_status"]) == (0, "submitted")
    assert set(body["data"]) == {"task_id", "task_status", "created_at", "updated_at"}
    read_body = (await read(client, KIND_KEY, body["data"]["task_id"])).json()
    assert read_body["request_id"] != body["request_id"]
    assert read_body["data"]["task_info"]["parent_video"]["id"] == emulator.sources[KIND_KEY].id
    assert "task_result" not in read_body["data"]


async def test_ids_are_large_numbers_in_text_and_a_duration_is_text(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    emulator.advance(LONG_S)
    body = (await read(client, KIND_KEY, task_id)).json()
    (video,) = body["data"]["task_result"]["videos"]
    for identifier in (task_id, video["id"], emulator.sources[KIND_KEY].id):
        assert isinstance(identifier, str)
        assert int(identifier) > 2**53
    assert isinstance(video["duration"], str)
    assert float(video["duration"]) == 5 + emulator.ledger.creates[0].seconds_added


async def test_a_task_id_is_no_video_id(client: httpx.AsyncClient, emulator: Emulator) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    emulator.advance(LONG_S)
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, task_id))
    assert (response.status_code, response.json()["code"]) == (404, 1203)


async def test_a_chain_ends_before_three_minutes(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source, seconds = emulator.sources[KIND_KEY].id, float(emulator.sources[KIND_KEY].seconds)
    while True:
        response = await submit(client, KIND_KEY, wanted(KIND_KEY, source))
        if response.status_code != 200:
            break
        emulator.advance(LONG_S)
        done = await read(client, KIND_KEY, task_id_of(KIND_KEY, response))
        source = finished(KIND_KEY, done).result_id
        seconds = float(done.json()["data"]["task_result"]["videos"][0]["duration"])
    assert (response.status_code, response.json()["code"]) == (400, 1201)
    assert 175 < seconds <= 180


@pytest.mark.parametrize(("seconds", "status"), [(175, 200), (176, 200), (176.2, 400), (180, 400)])
async def test_whether_a_video_would_be_too_long_is_not_left_to_chance(
    client: httpx.AsyncClient, emulator: Emulator, seconds: float, status: int
) -> None:
    """Of the 4 or 5 seconds that are added, 4 must fit, whichever are drawn."""
    emulator.chainhub.kling.add_video("of-my-own", seconds=seconds)
    for _ in range(4):
        response = await submit(client, KIND_KEY, wanted(KIND_KEY, "of-my-own"))
        assert response.status_code == status


async def test_a_video_of_nearly_three_minutes_is_there_to_try(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.not_extendable_sources[KIND_KEY]
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, source.id))
    assert (response.status_code, response.json()["code"]) == (400, 1201)
    assert "3 minutes" in response.json()["message"]


async def test_what_is_not_made_yet_or_never_will_be_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.chainhub.kling.next_task(fail="error")
    task_id = await extend(client, emulator, KIND_KEY)
    video_id = emulator.chainhub.kling.tasks[task_id].result_id
    for _ in range(2):
        response = await submit(client, KIND_KEY, wanted(KIND_KEY, video_id))
        assert (response.status_code, response.json()["code"]) == (404, 1203)
        emulator.advance(LONG_S)


async def test_a_task_of_another_provider_is_unknown(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for key, source in emulator.sources.items():
        response = await submit(client, KIND_KEY, wanted(KIND_KEY, source.id))
        assert response.status_code == (200 if key == KIND_KEY else 404)


async def test_a_first_videos_task_is_not_read_where_extensions_are(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    maker = emulator.chainhub.kling.task_of_result(emulator.sources[KIND_KEY].id)
    assert maker is not None
    response = await read(client, KIND_KEY, maker.id)
    assert (response.status_code, response.json()["code"]) == (404, 1203)


async def test_an_error_has_no_data(client: httpx.AsyncClient, emulator: Emulator) -> None:
    emulator.chainhub.kling.next_read(Fault.code(1304, message="no", status=429))
    response = await read(client, KIND_KEY, "1")
    assert response.status_code == 429
    assert set(response.json()) == {"code", "message", "request_id"}
    assert (response.json()["code"], response.json()["message"]) == (1304, "no")
