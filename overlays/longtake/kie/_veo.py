"""Veo 3.1 at kie.ai."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Final

from longtake._core.download import Keeping
from longtake._core.family import Family, read, submit
from longtake._core.inspection import Pace
from longtake._core.neutral import Extension
from longtake._core.snapshot import Snapshot
from longtake._core.values import text
from longtake._shell.families import AsyncFamily, SyncFamily
from longtake._shell.task import AsyncTask, Task
from longtake.kie._codes import KIE
from longtake.kie._envelope import FLAGS, flag_snapshot, payload, text_list
from longtake.kie._inquiry import INQUIRY
from longtake_kie import Client
from longtake_kie.api.veo import Operations, extend_veo_video, get_veo_task
from longtake_kie.models import (
    KieError,
    VeoExtendRequest,
    VeoExtendResponse,
    VeoExtendResult,
    VeoTask,
    VeoTaskResponse,
)
from longtake_kie.types import UNSET


def _created(answer: KieError | VeoExtendResponse | None) -> str | None:
    return text(payload(answer, VeoExtendResult).task_id)


def _snapshot(answer: KieError | VeoTaskResponse | None, task_id: str) -> Snapshot:
    """After an extension `resultUrls` holds the new part and `fullResultUrls` the whole video."""
    task = payload(answer, VeoTask)

    def urls() -> list[str]:
        result = task.response or None
        if result is None:
            return []
        return text_list(result.full_result_urls) or text_list(result.result_urls)

    return flag_snapshot(
        task.success_flag,
        urls,
        task_id=task_id,
        code=task.error_code,
        message=task.error_message,
    )


def _extension(wanted: Extension) -> tuple[str, VeoExtendRequest]:
    body = VeoExtendRequest(
        task_id=wanted.source,
        prompt=wanted.required("prompt", str),
        seeds=wanted.option("seed", int, UNSET),
        watermark=wanted.option("watermark", str, UNSET),
        call_back_url=wanted.option("callback_url", str, UNSET),
    )
    return "extend_veo_video", body


VEO: Final = Family[Client](
    provider=KIE,
    name="veo",
    submits={"extend_veo_video": submit(extend_veo_video, _created)},
    read=read(get_veo_task, _snapshot),
    states=FLAGS,
    # kie says that an extension takes several minutes to ten, and advises to look every 30 seconds.
    pace=Pace(usual_s=300, spread=0.45, every_s=30),
    keeping=Keeping(days=14),
    extension=_extension,
    inquiry=INQUIRY,
)


class Veo(SyncFamily, Operations[Task]):
    """Veo 3.1 at kie.ai: its operations give a `Task`."""

    declaration = VEO


class AsyncVeo(AsyncFamily, Operations[Coroutine[Any, Any, AsyncTask]]):
    """Veo 3.1 at kie.ai: its operations give an awaitable `AsyncTask`."""

    declaration = VEO
