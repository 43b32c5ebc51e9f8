# The bodies of this provider's callbacks. Written by `make generate`.

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

KlingTaskStatus: TypeAlias = Literal["submitted", "processing", "succeed", "succeeded", "failed"]


class KlingParentVideo(TypedDict):
    """
    The video that is extended.
    """

    id: NotRequired[str | None]
    """
    The video's id, which is not the id of a task.
    """
    url: NotRequired[str | None]
    """
    Where the video lies.
    """
    watermark_url: NotRequired[str | None]
    """
    Where the video with a watermark lies, if one was made.
    """
    duration: NotRequired[str | None]
    """
    Its length in seconds, as a string.
    """


class KlingVideo(TypedDict):
    """
    A finished video. Its id is what the next extension takes.
    """

    id: NotRequired[str | None]
    """
    The video's id, which is not the id of a task.
    """
    url: NotRequired[str | None]
    """
    Where the video lies.
    """
    watermark_url: NotRequired[str | None]
    """
    Where the video with a watermark lies, if one was made.
    """
    duration: NotRequired[str | None]
    """
    Its length in seconds, as a string.
    """


class KlingNotice(TypedDict):
    """
    A short notice of a change of a task. A read returns the links of its videos.
    """

    id: NotRequired[str | None]
    """
    The task's id.
    """
    status: NotRequired[str | None]
    """
    Where the task is, in the words of `task_status`.
    """
    message: NotRequired[str | None]
    """
    Why the task failed; empty otherwise.
    """
    create_time: NotRequired[int | None]
    """
    When the task was made, in milliseconds since 1970.
    """
    update_time: NotRequired[int | None]
    """
    When the task last changed, in milliseconds since 1970.
    """


class KlingTaskInfo(TypedDict):
    """
    The input of the task.
    """

    parent_video: NotRequired[KlingParentVideo | None]
    """
    The video that is extended.
    """
    external_task_id: NotRequired[str | None]
    """
    The caller's own id for the task, where it gave one.
    """


class KlingTaskResult(TypedDict):
    """
    The result of the task; null until it is done.
    """

    videos: NotRequired[list[KlingVideo] | None]
    """
    The videos.
    """


class KlingTask(TypedDict):
    """
    A task. The response to a create has no more than ids, status and times.
    """

    task_id: NotRequired[str | None]
    """
    The task's id, a decimal number larger than 2^53 as a string.
    """
    task_status: NotRequired[KlingTaskStatus | str | None]
    """
    Where the task is. `succeeded` is another spelling of `succeed`, met on newer pages and at resellers.
    """
    task_status_msg: NotRequired[str | None]
    """
    Why the task failed.
    """
    task_info: NotRequired[KlingTaskInfo | None]
    """
    The input of the task.
    """
    task_result: NotRequired[KlingTaskResult | None]
    """
    The result of the task; null until it is done.
    """
    final_unit_deduction: NotRequired[str | float | None]
    """
    What the task cost in the account's units, fractions included.
    """
    created_at: NotRequired[int | None]
    """
    When the task was made, in milliseconds since 1970.
    """
    updated_at: NotRequired[int | None]
    """
    When the task last changed, in milliseconds since 1970.
    """
