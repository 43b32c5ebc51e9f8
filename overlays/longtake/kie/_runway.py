"""Runway at kie.ai."""

from __future__ import annotations

from typing import Final

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.responses import JsonObject, code_of
from longtake._core.snapshot import Snapshot, State, read_word
from longtake._core.task_kind import TaskKind, read
from longtake.kie._errors import KIE
from longtake.kie._reconcile import RECONCILER
from longtake.kie._responses import (
    LINK_HOURS,
    callback_data,
    parse_callback,
    record,
    task_snapshot,
    text_list,
)
from longtake_kie import Client
from longtake_kie.api.runway import get_runway_task
from longtake_kie.models import (
    RunwayTask,
)

_STATES: Final = {
    "wait": State.QUEUED,
    "queueing": State.QUEUED,
    "generating": State.RUNNING,
    "success": State.SUCCEEDED,
    "fail": State.FAILED,
}
# The value of `expireFlag` once kie no longer has the file.
_EXPIRED: Final = 1


def _snapshot(response: object, task_id: str) -> Snapshot:
    """Return the snapshot from `state`, because `failCode` is sometimes set although the task succeeded."""
    task = record(response, RunwayTask)
    video = task.video_info or None
    return task_snapshot(
        read_word(task.state, _STATES),
        lambda: text_list(video.video_url) if video else [],
        task_id=task_id,
        code=task.fail_code,
        message=task.fail_msg,
        expired=code_of(task.expire_flag) == _EXPIRED,
    )


def parse_callback_of_runway(body: JsonObject) -> ParsedCallback | None:
    """Read a callback. Those of Aleph, another model of Runway's, have the same form."""
    data = callback_data(body)
    if "task_id" not in data:
        return None
    return parse_callback(body, lambda: text_list(data.get("video_url")))


RUNWAY: Final = TaskKind[Client](
    provider=KIE,
    name="runway",
    read=read(get_runway_task, _snapshot),
    states=_STATES,
    # kie recommends polling every 30 seconds. The duration is not documented: a guess with a wide spread.
    poll_hints=PollHints(median_s=90, spread=0.6, interval_s=30),
    retention=Retention(days=14, link_hours=LINK_HOURS),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(recognized_by="`data.task_id`", read=parse_callback_of_runway),
)
