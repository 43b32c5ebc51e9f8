"""Veo 3.1 at kie.ai."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.task_kind import TaskKind, read
from longtake.kie._errors import KIE
from longtake.kie._reconcile import RECONCILER
from longtake.kie._responses import (
    FLAGS,
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
    return flag_snapshot(
        task.success_flag,
        lambda: _urls(task.response or None),
        task_id=task_id,
        code=task.error_code,
        message=task.error_message,
    )


def _urls(result: VeoResult | None) -> list[str]:
    """Return the links. After an extension, `resultUrls` has the new part, `fullResultUrls` the whole."""
    if result is None:
        return []
    return text_list(result.full_result_urls) or text_list(result.result_urls)


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    """Read a callback. That of a failure has no `info`, and may have only the task id."""
    data = callback_data(body)
    if not ("info" in data or "fallbackFlag" in data or set(data) == {"taskId"}):
        return None
    info = data.get("info")
    result = VeoResult.from_dict(cast("JsonObject", info)) if isinstance(info, dict) else None
    return parse_callback(body, lambda: _urls(result))


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
    retention=Retention(days=14),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(
        recognized_by="`data.info` or `data.fallbackFlag`", read=_parse_callback
    ),
)
