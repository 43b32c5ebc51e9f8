"""Veo 3.1 at kie.ai."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from attrs import evolve

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.snapshot import with_completion
from longtake._core.task_kind import TaskKind, read
from longtake._core.values import as_string
from longtake.kie._errors import KIE
from longtake.kie._reconcile import RECONCILER
from longtake.kie._responses import (
    FLAGS,
    LINK_HOURS,
    callback_data,
    flag_snapshot,
    parse_callback,
    record,
    text_list,
)
from longtake_kie import Client
from longtake_kie.api.veo import get_veo_task
from longtake_kie.models import (
    VeoResult,
    VeoTask,
)
from longtake_kie.operations import GENERATE_VEO_VIDEO

if TYPE_CHECKING:
    from longtake._core.responses import JsonObject
    from longtake._core.snapshot import Snapshot


def _snapshot(response: object, task_id: str) -> Snapshot:
    task = record(response, VeoTask)
    snapshot = flag_snapshot(
        task.success_flag,
        lambda: _urls(task.response or None),
        task_id=task_id,
        code=task.error_code,
        message=task.error_message,
    )
    return with_completion(_with_extents(snapshot, task.response or None), task.complete_time)


def _urls(result: VeoResult | None) -> list[str]:
    """Return the links. After an extension, `fullResultUrls` has the whole, `resultUrls` the new part."""
    if result is None:
        return []
    return list(dict.fromkeys(text_list(result.full_result_urls) + text_list(result.result_urls)))


def _with_extents(snapshot: Snapshot, result: VeoResult | None) -> Snapshot:
    """Return a snapshot whose videos have their resolution, and are marked as part or whole."""
    if result is None or not snapshot.videos:
        return snapshot
    whole = text_list(result.full_result_urls)
    resolution = as_string(result.resolution)
    videos = [
        evolve(
            file,
            resolution=resolution,
            extent=("whole" if file.url in whole else "part") if whole else None,
        )
        for file in snapshot.videos
    ]
    return evolve(snapshot, videos=tuple(videos))


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    """Read a callback. That of a failure has no `info`, and may have only the task id."""
    data = callback_data(body)
    if not ("info" in data or "fallbackFlag" in data or set(data) == {"taskId"}):
        return None
    info = data.get("info")
    result = VeoResult.from_dict(cast("JsonObject", info)) if isinstance(info, dict) else None
    parsed = parse_callback(body, lambda: _urls(result))
    return ParsedCallback(parsed.task_id, _with_extents(parsed.snapshot, result))


VEO: Final = TaskKind[Client](
    provider=KIE,
    name="veo",
    read=read(get_veo_task, _snapshot),
    states=FLAGS,
    # kie documents that an extension takes several minutes, up to ten, and recommends polling every 30
    # seconds.
    poll_hints=PollHints(median_s=300, spread=0.45, interval_s=30),
    # kie documents 2 to 5 minutes for a first video.
    poll_hints_by_operation={
        GENERATE_VEO_VIDEO.operation: PollHints(median_s=190, spread=0.35, interval_s=30)
    },
    retention=Retention(days=14, link_hours=LINK_HOURS),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(
        recognized_by="`data.info` or `data.fallbackFlag`", read=_parse_callback
    ),
)
