"""The vendors' APIs as their documentation has them, by hand: no longtake client is used here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from longtake.emulator import Emulator

ORIGIN = "http://emulator.test"
LONG_S = 3600.0

KIE = {"Authorization": "Bearer emulated-kie-key"}
USEAPI = {"Authorization": "Bearer user:1234-emulated"}
CHAINHUB = {"Authorization": "Bearer emulated-chainhub-key"}

PATHS = {
    "kie/runway": ("/kie/api/v1/runway/extend", "/kie/api/v1/runway/record-detail"),
    "kie/veo": ("/kie/api/v1/veo/extend", "/kie/api/v1/veo/record-info"),
    "kie/midjourney": ("/kie/api/v1/mj/generateVideoExtend", "/kie/api/v1/mj/record-info"),
    "useapi/gen2": ("/useapi/v1/runwayml/gen2/extend", "/useapi/v1/runwayml/tasks"),
    "chainhub/kling": (
        "/chainhub/kling/v1/videos/video-extend",
        "/chainhub/kling/v1/videos/video-extend",
    ),
}
FAMILIES = tuple(PATHS)
HEADERS = {
    family: {"kie": KIE, "useapi": USEAPI, "chainhub": CHAINHUB}[family.partition("/")[0]]
    for family in FAMILIES
}


def wanted(family: str, source: str, **more: Any) -> dict[str, Any]:
    """Return a request that extends `source`, with every field that the family needs."""
    bodies: dict[str, dict[str, Any]] = {
        "kie/runway": {"taskId": source, "prompt": "on it goes", "quality": "720p"},
        "kie/veo": {"taskId": source, "prompt": "on it goes"},
        "kie/midjourney": {"taskId": source, "taskType": "mj_video_extend_auto", "index": 0},
        "useapi/gen2": {"assetId": source},
        "chainhub/kling": {"video_id": source, "prompt": "on it goes"},
    }
    return bodies[family] | more


async def submit(client: httpx.AsyncClient, family: str, body: Mapping[str, Any]) -> httpx.Response:
    """Send an extension."""
    return await client.post(PATHS[family][0], json=body, headers=HEADERS[family])


async def read(client: httpx.AsyncClient, family: str, task_id: str) -> httpx.Response:
    """Look at a task."""
    path = PATHS[family][1]
    if family.startswith("kie/"):
        return await client.get(path, params={"taskId": task_id}, headers=HEADERS[family])
    return await client.get(f"{path}/{task_id}", headers=HEADERS[family])


def task_id_of(family: str, answer: httpx.Response) -> str:
    """Take the new task's id from the answer to a submit."""
    body: dict[str, Any] = answer.json()
    if family == "useapi/gen2":
        return str(body["taskId"])
    return str(body["data"]["task_id" if family == "chainhub/kling" else "taskId"])


async def extend(client: httpx.AsyncClient, emulator: Emulator, family: str) -> str:
    """Extend the family's source and return the task's id."""
    answer = await submit(client, family, wanted(family, emulator.sources[family].id))
    assert answer.status_code == 200, answer.text
    return task_id_of(family, answer)


@dataclass(frozen=True)
class Finished:
    """What a finished task's answer says, for any family."""

    result_id: str
    urls: list[str]


def finished(family: str, answer: httpx.Response) -> Finished:
    """Read the answer of a task that has succeeded; the first link is to the whole video."""
    body: dict[str, Any] = answer.json()
    match family:
        case "kie/runway":
            data = body["data"]
            return Finished(data["taskId"], [data["videoInfo"]["videoUrl"]])
        case "kie/veo":
            response = body["data"]["response"]
            return Finished(body["data"]["taskId"], response["fullResultUrls"])
        case "kie/midjourney":
            results = body["data"]["resultInfoJson"]["resultUrls"]
            return Finished(body["data"]["taskId"], [result["resultUrl"] for result in results])
        case "useapi/gen2":
            (artifact,) = body["artifacts"]
            return Finished(artifact["assetId"], [artifact["url"]])
        case _:
            (video,) = body["data"]["task_result"]["videos"]
            return Finished(video["id"], [video["url"]])
