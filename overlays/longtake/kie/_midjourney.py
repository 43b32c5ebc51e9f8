"""Midjourney at kie.ai."""

from __future__ import annotations

import json
from collections.abc import Awaitable
from typing import Any, Final, cast

from longtake._core.family import Family, read, submit
from longtake._core.neutral import Extension
from longtake._core.snapshot import Snapshot
from longtake._core.waiting import Pace
from longtake._shell.families import AsyncFamily, SyncFamily
from longtake._shell.task import AsyncTask, Task
from longtake.kie._codes import KIE
from longtake.kie._envelope import flag_snapshot, payload
from longtake_kie import Client
from longtake_kie.api.midjourney import (
    Operations,
    extend_midjourney_video,
    get_midjourney_task,
)
from longtake_kie.models import (
    KieError,
    MidjourneyExtendRequest,
    MidjourneyExtendResponse,
    MidjourneyExtendResult,
    MidjourneyResultInfo,
    MidjourneyTask,
    MidjourneyTaskResponse,
)
from longtake_kie.types import UNSET, Unset


def _created(answer: KieError | MidjourneyExtendResponse | None) -> str | None:
    return payload(answer, MidjourneyExtendResult).task_id or None


def _snapshot(answer: KieError | MidjourneyTaskResponse | None, task_id: str) -> Snapshot:
    task = payload(answer, MidjourneyTask)
    return flag_snapshot(
        task.success_flag,
        _urls(task.result_info_json),
        task_id=task_id,
        code=task.error_code,
        message=task.error_message,
    )


def _urls(info: MidjourneyResultInfo | str | Unset | None) -> list[str]:
    """The links in `resultInfoJson`: an object in spite of its name, or (users met it) JSON after all."""
    if isinstance(info, str):
        if not info:
            return []
        info = MidjourneyResultInfo.from_dict(cast("dict[str, Any]", json.loads(info)))
    results = (info.result_urls or None) if info else None
    return [result.result_url for result in results or [] if result.result_url]


def _extension(wanted: Extension) -> tuple[str, MidjourneyExtendRequest]:
    """With a prompt the extension follows it, without one Midjourney goes on by itself.

    A Midjourney task has several videos; the first is extended. `kie.midjourney.extend` takes any.
    """
    prompt = wanted.option("prompt", str, None)
    body = MidjourneyExtendRequest(
        task_id=wanted.source,
        task_type="mj_video_extend_manual" if prompt else "mj_video_extend_auto",
        index=0,
        prompt=prompt or UNSET,
        water_mark=wanted.option("watermark", str, UNSET),
        call_back_url=wanted.option("callback_url", str, UNSET),
    )
    return "extend_midjourney_video", body


MIDJOURNEY: Final = Family[Client](
    provider=KIE,
    name="midjourney",
    submits={"extend_midjourney_video": submit(extend_midjourney_video, _created)},
    read=read(get_midjourney_task, _snapshot),
    # kie advises to look every 30 seconds.
    pace=Pace(first_s=30, every_s=30),
    extension=_extension,
)


class Midjourney(SyncFamily, Operations[Task]):
    """Midjourney at kie.ai: its operations give a `Task`."""

    declaration = MIDJOURNEY


class AsyncMidjourney(AsyncFamily, Operations[Awaitable[AsyncTask]]):
    """Midjourney at kie.ai: its operations give an awaitable `AsyncTask`."""

    declaration = MIDJOURNEY
