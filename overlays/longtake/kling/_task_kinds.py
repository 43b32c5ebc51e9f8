"""All task kinds of Kling's own hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._kling.responses import task_kind
from longtake.kling._callbacks import CALLBACK_SIGNING
from longtake.kling._errors import KLING
from longtake.kling._reconcile import reconciler
from longtake_kling.api.kling import (
    get_kling_extend_task,
    get_kling_image_to_video_task,
    get_kling_multi_image_to_video_task,
    get_kling_text_to_video_task,
)
from longtake_kling.models import KlingTask

if TYPE_CHECKING:
    from longtake._core.task_kind import TaskEndpoint, TaskKind
    from longtake_kling import Client

__all__ = ["CALLBACK_SIGNING", "TASK_KINDS"]


def _kind(name: str, endpoint: TaskEndpoint[Client, object]) -> TaskKind[Client]:
    return task_kind(KLING, name, endpoint, KlingTask, reconciler(endpoint))


TASK_KINDS: Final = {
    kind.name: kind
    for kind in (
        _kind("kling", get_kling_extend_task),
        _kind("kling-text-to-video", get_kling_text_to_video_task),
        _kind("kling-image-to-video", get_kling_image_to_video_task),
        _kind("kling-multi-image-to-video", get_kling_multi_image_to_video_task),
    )
}
