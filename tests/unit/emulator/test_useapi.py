"""useapi.net's own rules."""

from typing import Any

import httpx
import pytest

from longtake.emulator import AccountLimits, Emulator, Fault
from tests.helpers.emulator_requests import (
    LONG_S,
    ORIGIN,
    USEAPI,
    extend,
    finished,
    read,
    submit,
    wanted,
)

pytestmark = pytest.mark.anyio
KIND_KEY = "useapi/gen2"
EXTEND = "/useapi/v1/runwayml/gen2/extend"
TASKS = "/useapi/v1/runwayml/tasks"


async def task(client: httpx.AsyncClient, task_id: str) -> dict[str, Any]:
    """Read a task's object."""
    response = await read(client, KIND_KEY, task_id)
    assert response.status_code == 200
    return dict(response.json())


async def test_an_id_matches_only_unencoded(client: httpx.AsyncClient, emulator: Emulator) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    for encoded in (
        task_id.replace(":", "%3A"),
        task_id.replace("@", "%40"),
        task_id.replace(":", "%3a", 1),
    ):
        for method in ("GET", "DELETE"):
            response = await client.request(method, f"{TASKS}/{encoded}", headers=USEAPI)
            assert response.status_code == 404
            assert response.json() == {"error": "Not found.", "code": 404}
    assert (await task(client, task_id))["taskId"] == task_id


async def test_a_form_is_as_good_as_json(client: httpx.AsyncClient, emulator: Emulator) -> None:
    source = emulator.sources[KIND_KEY].id
    fields = {"assetId": source, "seed": "4294967294", "interpolate": "false", "replyRef": "12"}
    files = {name: (None, value) for name, value in fields.items()}
    response = await client.post(EXTEND, files=files, headers=USEAPI)
    assert response.status_code == 200, response.text
    assert response.json()["replyRef"] == "12"
    assert response.json()["options"]["gen2Options"]["seed"] == 4294967294
    assert response.json()["options"]["gen2Options"]["interpolate"] is False


async def test_what_asks_for_the_same_is_the_same_intent(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.sources[KIND_KEY].id
    same = (
        f'{{"assetId": "{source}", "seed": 7, "zoom": -1}}',
        f'{{"zoom": -1.0, "seed": 7.0, "assetId": "{source}"}}',
        f'{{"assetId": "{source}", "seed": 0.7e1, "zoom": -1}}',
    )
    headers = {**USEAPI, "Content-Type": "application/json"}
    for body in same:
        assert (await client.post(EXTEND, content=body, headers=headers)).status_code == 200
    form = {"assetId": source, "seed": "7", "zoom": "-1"}
    files = {name: (None, value) for name, value in form.items()}
    assert (await client.post(EXTEND, files=files, headers=USEAPI)).status_code == 200
    (duplicate,) = emulator.ledger.duplicates()
    assert len(duplicate.creates) == 4
    assert [type(create.request["seed"]) for create in duplicate.creates] == [int] * 4


@pytest.mark.parametrize(
    ("field", "value"),
    [("seed", "4294967295"), ("seed", "many"), ("motion", "11"), ("interpolate", "perhaps")],
)
async def test_a_form_is_held_to_the_same_rules(
    client: httpx.AsyncClient, emulator: Emulator, field: str, value: str
) -> None:
    fields = {"assetId": emulator.sources[KIND_KEY].id, field: value}
    files = {name: (None, text) for name, text in fields.items()}
    response = await client.post(EXTEND, files=files, headers=USEAPI)
    assert response.status_code == 400
    assert response.json()["error"].startswith(field)
    assert response.json()["code"] == 400


async def test_a_file_in_a_form_is_refused(client: httpx.AsyncClient, emulator: Emulator) -> None:
    files = {"assetId": (None, emulator.sources[KIND_KEY].id), "replyRef": ("a.txt", "text")}
    response = await client.post(EXTEND, files=files, headers=USEAPI)
    assert response.status_code == 400


FIELD = b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'


@pytest.mark.parametrize(
    ("parameters", "content"),
    [
        ("; boundary=x", b"--y\r\nnonsense"),
        ("; boundary=x", b""),
        ("; boundary=x", b"--x\r\n\r\nnameless\r\n--x--\r\n"),
        ("", FIELD % (b"assetId", b"ASSET") + b"--x--\r\n"),
        ("; boundary=", FIELD % (b"assetId", b"ASSET") + b"--x--\r\n"),
        ("; boundary=x; charset=undefined", FIELD % (b"assetId", b"ASSET") + b"--x--\r\n"),
        # It breaks off, and motion would be forgotten.
        ("; boundary=x", FIELD % (b"assetId", b"ASSET") + FIELD % (b"motion", b"3")),
    ],
)
async def test_a_form_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, emulator: Emulator, parameters: str, content: bytes
) -> None:
    content = content.replace(b"ASSET", emulator.sources[KIND_KEY].id.encode())
    headers = {**USEAPI, "Content-Type": f"multipart/form-data{parameters}"}
    response = await client.post(EXTEND, content=content, headers=headers)
    assert (response.status_code, response.json()["code"]) == (400, 400)
    assert emulator.ledger.creates == ()


async def test_a_field_that_is_given_twice_is_refused(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.sources[KIND_KEY].id
    files = [("assetId", (None, source)), ("motion", (None, "3")), ("motion", (None, "4"))]
    response = await client.post(EXTEND, files=files, headers=USEAPI)
    assert response.status_code == 400
    assert response.json()["error"] == "motion: must not be given more than once"


async def test_a_seed_is_drawn_when_none_is_given(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    shown = await task(client, await extend(client, emulator, KIND_KEY))
    assert 1 <= shown["options"]["gen2Options"]["seed"] <= 4294967294


async def test_another_kind_of_body_is_refused(client: httpx.AsyncClient) -> None:
    response = await client.post(EXTEND, data={"assetId": "x"}, headers=USEAPI)
    assert response.status_code == 400


async def test_motion_excludes_the_other_motion_parameters(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    source = emulator.sources[KIND_KEY].id
    clashing = wanted(KIND_KEY, source, motion=5, roll=1, tilt=0)
    response = await submit(client, KIND_KEY, clashing)
    assert response.status_code == 400
    assert "roll, tilt" in response.json()["error"]
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, source, motion=5, zoom=0))
    assert (response.status_code, response.json()["code"]) == (400, 400)
    for alone in ({"motion": 5}, {"roll": 1, "tilt": 0}):
        assert (
            await submit(client, KIND_KEY, wanted(KIND_KEY, source, **alone))
        ).status_code == 200


async def test_progress_is_a_text_once_it_runs_and_null_before(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    before = await task(client, task_id)
    assert before["progressRatio"] is None
    assert before["estimatedTimeToStartSeconds"] > 0
    emulator.advance(30)
    running = await task(client, task_id)
    assert running["status"] == "RUNNING"
    assert running["estimatedTimeToStartSeconds"] is None
    assert isinstance(running["progressRatio"], str)
    assert 0 < float(running["progressRatio"]) < 1
    emulator.advance(LONG_S)
    assert (await task(client, task_id))["progressRatio"] == "1"


async def test_an_artifact_has_its_size_as_a_string(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    assert (await task(client, task_id))["artifacts"] == []
    emulator.advance(LONG_S)
    (artifact,) = (await task(client, task_id))["artifacts"]
    film = await client.get(artifact["url"])
    assert artifact["fileSize"] == str(len(film.content))
    assert artifact["metadata"]["duration"] == 8


async def test_links_are_signed_and_die(client: httpx.AsyncClient, emulator: Emulator) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    emulator.advance(LONG_S)
    (url,) = finished(KIND_KEY, await read(client, KIND_KEY, task_id)).urls
    signed = httpx.URL(url)
    assert (await client.get(signed)).status_code == 200
    for spoiled in (
        signed.copy_with(query=None),
        signed.copy_set_param("Signature", "0" * 64),
        signed.copy_set_param("Expires", "99999999999"),
        signed.copy_set_param("Expires", "soon"),
    ):
        assert (await client.get(spoiled)).status_code == 403
    emulator.advance(48 * LONG_S)
    assert (await client.get(signed)).status_code == 403
    (fresh,) = finished(KIND_KEY, await read(client, KIND_KEY, task_id)).urls
    assert (await client.get(fresh)).status_code == 200


async def test_a_task_is_cancelled_and_stays_so(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    emulator.advance(30)
    response = await client.delete(f"{TASKS}/{task_id}", headers=USEAPI)
    assert response.status_code == 200
    emulator.advance(LONG_S)
    assert (await task(client, task_id))["status"] == "CANCELLED"
    assert (await task(client, task_id))["artifacts"] == []


async def test_a_finished_task_is_not_cancelled_any_more(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    emulator.advance(LONG_S)
    await client.delete(f"{TASKS}/{task_id}", headers=USEAPI)
    assert (await task(client, task_id))["status"] == "SUCCEEDED"


async def test_nothing_is_cancelled_for_an_unknown_id(client: httpx.AsyncClient) -> None:
    response = await client.delete(f"{TASKS}/unheard-of", headers=USEAPI)
    assert response.status_code == 404


async def test_a_full_queue_names_what_runs(client: httpx.AsyncClient, emulator: Emulator) -> None:
    source = emulator.sources[KIND_KEY].id
    running = [await extend(client, emulator, KIND_KEY) for _ in range(2)]
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, source, maxJobs=2))
    assert response.status_code == 429
    assert response.json()["code"] == 429
    ((email, listed),) = response.json()["runningTasks"].items()
    assert [entry["taskId"] for entry in listed] == running
    assert all(entry["email"] == email for entry in listed)
    await client.delete(f"{TASKS}/{running[0]}", headers=USEAPI)
    assert (await submit(client, KIND_KEY, wanted(KIND_KEY, source, maxJobs=2))).status_code == 200


async def test_the_account_has_a_limit_of_its_own() -> None:
    emulator = Emulator(limits=AccountLimits(useapi_max_jobs=1))
    transport = httpx.ASGITransport(emulator)
    async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
        await extend(client, emulator, KIND_KEY)
        body = wanted(KIND_KEY, emulator.sources[KIND_KEY].id)
        assert (await submit(client, KIND_KEY, body)).status_code == 429
        emulator.advance(LONG_S)
        assert (await submit(client, KIND_KEY, body)).status_code == 200


async def test_runways_own_limit_has_no_code(client: httpx.AsyncClient, emulator: Emulator) -> None:
    emulator.useapi.gen2.next_submit(Fault.refuse("rate_limit_upstream"))
    response = await submit(client, KIND_KEY, wanted(KIND_KEY, emulator.sources[KIND_KEY].id))
    assert response.status_code == 429
    assert list(response.json()) == ["error"]


async def test_explore_mode_costs_nothing(client: httpx.AsyncClient, emulator: Emulator) -> None:
    body = wanted(KIND_KEY, emulator.sources[KIND_KEY].id, exploreMode=True)
    response = await submit(client, KIND_KEY, body)
    assert response.json()["features"]["numPlanCredits_used"] == 0
    assert emulator.ledger.creates[0].credits == 0


async def test_a_task_may_come_wrapped(client: httpx.AsyncClient, emulator: Emulator) -> None:
    emulator.useapi.wrapped = True
    task_id = await extend(client, emulator, KIND_KEY)
    wrapped = await task(client, task_id)
    assert set(wrapped) == {"task", "code"}
    assert wrapped["task"]["taskId"] == task_id


async def test_what_is_not_made_yet_or_never_will_be_cannot_be_extended(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.useapi.gen2.next_task(fail="moderation")
    asset = emulator.useapi.gen2.tasks[await extend(client, emulator, KIND_KEY)].result_id
    uuid = asset.rpartition(":")[2]
    refused = {"error": f"Unable to retrieve assetId {uuid} (Not found.)", "code": 404}
    for _ in range(2):
        response = await submit(client, KIND_KEY, wanted(KIND_KEY, asset))
        assert (response.status_code, response.json()) == (404, refused)
        emulator.advance(LONG_S)


async def test_a_task_id_is_no_asset_id(client: httpx.AsyncClient, emulator: Emulator) -> None:
    task_id = await extend(client, emulator, KIND_KEY)
    emulator.advance(LONG_S)
    assert (await submit(client, KIND_KEY, wanted(KIND_KEY, task_id))).status_code == 404


async def test_a_cancel_of_an_ended_task_returns_its_state(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.useapi.gen2.next_task(fail="error")
    failed, done = [await extend(client, emulator, KIND_KEY) for _ in range(2)]
    emulator.advance(LONG_S)
    for task_id, status in ((failed, "FAILED"), (done, "SUCCEEDED")):
        response = await client.delete(f"{TASKS}/{task_id}", headers=USEAPI)
        assert (response.status_code, response.json()["status"]) == (200, status)


async def test_an_error_code_may_stand_inside_http_200(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.useapi.gen2.next_read(Fault.code(412, message="no"))
    response = await read(client, KIND_KEY, "any")
    assert (response.status_code, response.json()) == (200, {"error": "no", "code": 412})
