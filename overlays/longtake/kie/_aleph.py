"""Runway Aleph at kie.ai."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._core.callbacks import CallbackSpec
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.responses import code_of
from longtake._core.snapshot import with_completion
from longtake._core.task_kind import TaskKind, read
from longtake.kie._errors import KIE
from longtake.kie._reconcile import RECONCILER
from longtake.kie._responses import FLAGS, LINK_HOURS, flag_snapshot, record, text_list
from longtake.kie._runway import parse_callback_of_runway
from longtake_kie import Client
from longtake_kie.api.aleph import get_aleph_task
from longtake_kie.models import AlephTask

if TYPE_CHECKING:
    from longtake._core.snapshot import Snapshot


# The flag of a task that runs, or has failed.
_NOT_SUCCEEDED: Final = 0
# The flag of a failed task in the other old APIs of kie.
_FAILED: Final = 2


def _snapshot(response: object, task_id: str) -> Snapshot:
    """Return the snapshot of a task.

    Flag 0 means "failed or in progress" according to kie, and code 0 that there was no failure. So a task
    with another code has failed.
    """
    task = record(response, AlephTask)
    result = task.response or None
    flag: object = task.success_flag
    if code_of(flag) == _NOT_SUCCEEDED and code_of(task.error_code):
        flag = _FAILED
    snapshot = flag_snapshot(
        flag,
        lambda: text_list(result.result_video_url) if result else [],
        task_id=task_id,
        code=task.error_code,
        message=task.error_message,
    )
    return with_completion(snapshot, task.complete_time)


ALEPH: Final = TaskKind[Client](
    provider=KIE,
    name="aleph",
    read=read(get_aleph_task, _snapshot),
    states=FLAGS,
    # kie recommends polling every 30 seconds. The duration is not documented: a guess with a wide spread.
    poll_hints=PollHints(median_s=150, spread=0.6, interval_s=30),
    retention=Retention(days=14, link_hours=LINK_HOURS),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(recognized_by="`data.task_id`", read=parse_callback_of_runway),
)
