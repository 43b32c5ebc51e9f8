"""Lists of tasks, where the provider has them."""

import httpx
import pytest

from longtake.emulator import AccountLimits, Emulator
from tests.helpers.emulator_requests import CHAINHUB, LONG_S, USEAPI, extend, read
from tests.helpers.task_kinds import KINDS

pytestmark = pytest.mark.anyio
KLING, GEN2 = "chainhub/kling", "useapi/gen2"
KLING_LIST = KINDS[KLING].read_path
GEN2_LIST = f"{KINDS[GEN2].read_path}/"


@pytest.fixture
def emulator() -> Emulator:
    """An emulator without limits of tasks."""
    return Emulator(limits=AccountLimits.none())


async def several(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, number: int
) -> list[str]:
    """Extend a source some times, a second apart; return the ids, newest first."""
    made: list[str] = []
    for _ in range(number):
        made.append(await extend(client, emulator, kind_key))
        emulator.advance(1)
    return made[::-1]


async def kling(client: httpx.AsyncClient, **query: object) -> httpx.Response:
    """Request Kling's list."""
    return await client.get(KLING_LIST, params=_text(query), headers=CHAINHUB)


async def gen2(client: httpx.AsyncClient, **query: object) -> httpx.Response:
    """Request useapi.net's list."""
    return await client.get(GEN2_LIST, params=_text(query), headers=USEAPI)


def _text(query: dict[str, object]) -> dict[str, str]:
    return {name: str(value) for name, value in query.items()}


def ids(response: httpx.Response) -> list[str]:
    """Return the ids of the tasks in either list."""
    assert response.status_code == 200, response.text
    if response.request.url.path == GEN2_LIST:
        return [task["taskId"] for task in response.json()]
    return [task["task_id"] for task in response.json()["data"]]


async def test_kling_lists_its_tasks_newest_first_in_pages(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    made = await several(client, emulator, KLING, 7)
    assert ids(await kling(client)) == made
    pages = [ids(await kling(client, pageNum=page, pageSize=3)) for page in (1, 2, 3, 4)]
    assert pages == [made[:3], made[3:6], made[6:], []]
    assert ids(await kling(client, pageNum=1000, pageSize=500)) == []
    assert (await kling(client, pageNum=2)).json()["data"] == []


async def test_a_page_of_kling_has_thirty_tasks_unless_one_asks_for_others(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    made = await several(client, emulator, KLING, 40)
    assert ids(await kling(client)) == made[:30]
    assert ids(await kling(client, pageNum=2)) == made[30:]
    assert ids(await kling(client, pageSize=500)) == made


@pytest.mark.parametrize(
    "query",
    [
        {"pageNum": 0},
        {"pageNum": 1001},
        {"pageNum": "two"},
        {"pageNum": ""},
        {"pageSize": 0},
        {"pageSize": 501},
        {"pageSize": "1.5"},
    ],
)
async def test_kling_refuses_a_page_that_it_cannot_have(
    client: httpx.AsyncClient, query: dict[str, object]
) -> None:
    response = await kling(client, **query)
    assert (response.status_code, response.json()["code"]) == (400, 1201)
    assert next(iter(query)) in response.json()["message"]


async def test_useapi_lists_its_tasks_newest_first_and_the_source_last(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    (source,) = [task.id for task in emulator.useapi.gen2.tasks.values()]
    made = [*await several(client, emulator, GEN2, 5), source]
    assert ids(await gen2(client, offset=0, limit=1000)) == made
    assert ids(await gen2(client, offset=2, limit=3)) == made[2:5]
    assert ids(await gen2(client, offset=5, limit=3)) == made[5:]
    assert ids(await gen2(client, offset=1000, limit=1)) == []


async def test_useapi_lists_tasks_of_the_requested_statuses(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    emulator.useapi.gen2.next_task(fail="error")
    failed = await extend(client, emulator, GEN2)
    emulator.advance(LONG_S)
    cancelled = await extend(client, emulator, GEN2)
    await client.delete(f"{KINDS[GEN2].read_path}/{cancelled}", headers=USEAPI)
    running = await extend(client, emulator, GEN2)
    emulator.advance(20)
    pending = await extend(client, emulator, GEN2)

    async def listed(statuses: str) -> list[str]:
        return ids(await gen2(client, offset=0, limit=10, statuses=statuses))

    assert await listed("PENDING") == [pending]
    assert await listed("PENDING,RUNNING") == [pending, running]
    assert await listed("FAILED,CANCELLED") == [cancelled, failed]
    assert len(await listed("SUCCEEDED")) == 1
    assert await listed("THROTTLED") == []
    # An offset counts what is listed, not what there is.
    page = await gen2(client, offset=1, limit=10, statuses="FAILED,PENDING")
    assert ids(page) == [failed]


async def test_useapi_lists_the_tasks_of_one_runway_account(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    task_id = await extend(client, emulator, GEN2)
    email = task_id.partition("-runwayml:")[2].partition("-task:")[0]
    assert task_id in ids(await gen2(client, offset=0, limit=10, email=email))
    response = await gen2(client, offset=0, limit=10, email="nobody@example.com")
    assert (response.status_code, response.json()["code"]) == (404, 404)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"offset": 0},
        {"limit": 1},
        {"offset": -1, "limit": 1},
        {"offset": 1001, "limit": 1},
        {"offset": 0, "limit": 0},
        {"offset": 0, "limit": 1001},
        {"offset": 0, "limit": "all"},
    ],
)
async def test_useapi_refuses_a_list_without_its_measures(
    client: httpx.AsyncClient, query: dict[str, object]
) -> None:
    response = await gen2(client, **query)
    assert (response.status_code, response.json()["code"]) == (400, 400)


async def test_a_listed_task_is_as_in_a_read(client: httpx.AsyncClient, emulator: Emulator) -> None:
    for kind_key in (KLING, GEN2):
        task_id = await extend(client, emulator, kind_key)
        for _ in range(2):
            shown = (await read(client, kind_key, task_id)).json()
            if kind_key == KLING:
                assert (await kling(client)).json()["data"] == [shown["data"]]
            else:
                assert (await gen2(client, offset=0, limit=1)).json() == [shown]
            emulator.advance(LONG_S)


async def test_a_hidden_task_is_in_no_list_yet(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for kind_key in (KLING, GEN2):
        emulator.task_kinds[kind_key].next_task(hidden_s=60)
        hidden = await extend(client, emulator, kind_key)

        async def listed(kind_key: str = kind_key) -> list[str]:
            response = kling(client) if kind_key == KLING else gen2(client, offset=0, limit=10)
            return ids(await response)

        assert hidden not in await listed()
        if kind_key == GEN2:
            path = f"{KINDS[GEN2].read_path}/{hidden}"
            assert (await client.delete(path, headers=USEAPI)).status_code == 404
        emulator.advance(60)
        assert hidden in await listed()


async def test_a_list_has_no_fault_that_is_for_reads(
    client: httpx.AsyncClient, emulator: Emulator
) -> None:
    for kind_key in (KLING, GEN2):
        task_id = await extend(client, emulator, kind_key)
        response = await (kling(client) if kind_key == KLING else gen2(client, offset=0, limit=9))
        assert task_id in ids(response)
        assert emulator.task_kinds[kind_key].tasks[task_id].reads == 0
        assert emulator.ledger.reads_of(kind_key) == ()
