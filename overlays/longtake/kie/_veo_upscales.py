"""Veo videos in 1080p and 4K at kie.ai: tasks that repeat one request until its response has the link."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.responses import code_of
from longtake._core.snapshot import Snapshot, State, StateWord
from longtake._core.task_kind import Call, Read, TaskKind
from longtake.kie._errors import KIE
from longtake.kie._responses import (
    LINK_HOURS,
    callback_data,
    parse_callback,
    record,
    task_snapshot,
    text_list,
)
from longtake_kie import Client
from longtake_kie.api.veo import get_veo_4k_video, get_veo_1080p_video
from longtake_kie.models import Veo4KRequest, VeoUpscale

if TYPE_CHECKING:
    from longtake._core.responses import JsonObject

READ_1080P: Final = "get_veo_1080p_video"
READ_4K: Final = "get_veo_4k_video"
_INDEX: Final = "#"
_STATES: Final = {"processing": State.RUNNING, "ready": State.SUCCEEDED}


def upscale_id(task_id: str, index: int) -> str:
    """Return the id of a task that makes a video in 1080p or 4K: of the Veo task, and the video in it."""
    return f"{task_id}{_INDEX}{index}" if index else task_id


def _parts(upscale: str) -> tuple[str, int]:
    task_id, _, index = upscale.partition(_INDEX)
    return task_id, int(index or 0)


def _call_1080p(upscale: str) -> Call[Client]:
    task_id, index = _parts(upscale)
    return Call(
        lambda client: get_veo_1080p_video.sync_detailed(
            client=client, task_id=task_id, index=index
        ),
        lambda client: get_veo_1080p_video.asyncio_detailed(
            client=client, task_id=task_id, index=index
        ),
    )


def _call_4k(upscale: str) -> Call[Client]:
    task_id, index = _parts(upscale)
    body = Veo4KRequest(task_id=task_id, index=index)
    return Call(
        lambda client: get_veo_4k_video.sync_detailed(client=client, body=body),
        lambda client: get_veo_4k_video.asyncio_detailed(client=client, body=body),
    )


def _snapshot(response: object, upscale: str) -> Snapshot:
    """Return a finished task if the response has a link, else a running one, whatever its code."""
    urls: list[str] = []
    if getattr(response, "data", None) or code_of(getattr(response, "code", None)) == HTTPStatus.OK:
        video = record(response, VeoUpscale)
        urls = text_list(video.result_url) + text_list(video.result_urls)
    shown = "ready" if urls else "processing"
    return task_snapshot(
        StateWord(shown=shown, state=_STATES[shown]),
        lambda: urls,
        task_id=_parts(upscale)[0],
        code=None,
        message=None,
    )


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    data = callback_data(body)
    if "task_id" not in data or "result_urls" not in data:
        return None
    return parse_callback(body, lambda: text_list(data.get("result_urls")))


VEO_1080P: Final = TaskKind[Client](
    provider=KIE,
    name="veo-1080p",
    read=Read(READ_1080P, _call_1080p, _snapshot),
    states=_STATES,
    # kie documents 1 to 3 minutes, and recommends polling every 20 to 30 seconds.
    poll_hints=PollHints(median_s=110, spread=0.4, interval_s=25),
    retention=Retention(days=14, link_hours=LINK_HOURS),
    callbacks=CallbackSpec(recognized_by="nothing: there are none", read=lambda _body: None),
)

VEO_4K: Final = TaskKind[Client](
    provider=KIE,
    name="veo-4k",
    read=Read(READ_4K, _call_4k, _snapshot),
    states=_STATES,
    # kie documents 5 to 10 minutes, and recommends polling every 30 seconds or less often.
    poll_hints=PollHints(median_s=420, spread=0.35, interval_s=30),
    retention=Retention(days=14, link_hours=LINK_HOURS),
    callbacks=CallbackSpec(recognized_by="`data.result_urls`", read=_parse_callback),
)
