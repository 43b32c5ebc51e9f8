"""All task kinds of chainhub.tech."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._kling.responses import task_kind
from longtake.chainhub._errors import CHAINHUB
from longtake.chainhub._reconcile import reconciler
from longtake_chainhub.api.kling import (
    get_kling_extend_task,
    get_kling_image_to_video_task,
    get_kling_multi_image_to_video_task,
    get_kling_text_to_video_task,
    list_kling_extend_tasks,
    list_kling_image_to_video_tasks,
    list_kling_multi_image_to_video_tasks,
    list_kling_text_to_video_tasks,
)
from longtake_chainhub.models import KlingTask

if TYPE_CHECKING:
    from longtake._core.task_kind import TaskEndpoint, TaskKind
    from longtake.chainhub._reconcile import ListEndpoint
    from longtake_chainhub import Client

__all__ = ["TASK_KINDS"]


def _kind(
    name: str, endpoint: TaskEndpoint[Client, object], lists: ListEndpoint, tasks: str
) -> TaskKind[Client]:
    return task_kind(CHAINHUB, name, endpoint, KlingTask, reconciler(lists, tasks))


TASK_KINDS: Final = {
    kind.name: kind
    for kind in (
        _kind("kling", get_kling_extend_task, list_kling_extend_tasks, "extension tasks"),
        _kind(
            "kling-text-to-video",
            get_kling_text_to_video_task,
            list_kling_text_to_video_tasks,
            "text-to-video tasks",
        ),
        _kind(
            "kling-image-to-video",
            get_kling_image_to_video_task,
            list_kling_image_to_video_tasks,
            "image-to-video tasks",
        ),
        _kind(
            "kling-multi-image-to-video",
            get_kling_multi_image_to_video_task,
            list_kling_multi_image_to_video_tasks,
            "multi-image-to-video tasks",
        ),
    )
}
