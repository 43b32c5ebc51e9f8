"""The providers' APIs as their documentation has them, by hand: no longtake client is used here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from longtake.emulator import Emulator
from tests.helpers.task_kinds import EVERY_KIND, KINDS, at

ORIGIN = "http://emulator.test"
LONG_S = 3600.0

KIND_KEYS = tuple(KINDS)
KIE = KINDS["kie/veo"].headers
USEAPI = KINDS["useapi/gen2"].headers
CHAINHUB = KINDS["chainhub/kling"].headers
KLING = EVERY_KIND["kling/kling"].headers


def wanted(kind_key: str, source: str, **more: Any) -> dict[str, Any]:
    """Return a request that extends `source`, with every field that the task kind needs."""
    return EVERY_KIND[kind_key].body(source, **more)


async def submit(
    client: httpx.AsyncClient, kind_key: str, body: Mapping[str, Any]
) -> httpx.Response:
    """Send an extension."""
    kind = EVERY_KIND[kind_key]
    return await client.post(kind.submit_path, json=body, headers=kind.headers)


async def read(client: httpx.AsyncClient, kind_key: str, task_id: str) -> httpx.Response:
    """Poll a task."""
    kind = EVERY_KIND[kind_key]
    if kind.common.reads_by_query:
        query = {"taskId": task_id}
        return await client.get(kind.read_path, params=query, headers=kind.headers)
    return await client.get(f"{kind.read_path}/{task_id}", headers=kind.headers)


def task_id_of(kind_key: str, response: httpx.Response) -> str:
    """Return the new task's id from the response to a submit."""
    return EVERY_KIND[kind_key].task_id_in(response.json())


def outcome(response: httpx.Response) -> tuple[int, int]:
    """Return the HTTP status and the code in the body."""
    return response.status_code, response.json()["code"]


async def extend(client: httpx.AsyncClient, emulator: Emulator, kind_key: str) -> str:
    """Extend the task kind's source and return the task's id."""
    response = await submit(client, kind_key, wanted(kind_key, emulator.sources[kind_key].id))
    assert response.status_code == 200, response.text
    return task_id_of(kind_key, response)


@dataclass(frozen=True)
class FinishedTask:
    """The response about a finished task, for any task kind."""

    result_id: str
    urls: list[str]


def finished(kind_key: str, response: httpx.Response) -> FinishedTask:
    """Return the response about a task that succeeded; the first link is to the whole video."""
    kind = EVERY_KIND[kind_key]
    task = kind.task_in(response.json())
    (result_id,) = at(task, kind.result_id_at)
    return FinishedTask(result_id, at(task, kind.links_at))


async def extended(
    client: httpx.AsyncClient, emulator: Emulator, kind_key: str, seconds: int
) -> httpx.Response:
    """Extend a video of so many seconds and return the response to a poll of the finished task."""
    source = f"a-video-of-{seconds}-s"
    emulator.task_kinds[kind_key].add_video(source, seconds=seconds)
    task_id = task_id_of(kind_key, await submit(client, kind_key, wanted(kind_key, source)))
    emulator.advance(LONG_S)
    return await read(client, kind_key, task_id)


async def download(client: httpx.AsyncClient, url: str) -> bytes:
    """Download a whole file."""
    response = await client.get(url)
    assert response.status_code == 200
    assert int(response.headers["content-length"]) == len(response.content)
    return response.content
