# The bodies of this provider's callbacks. Written by `make generate`.

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict


class MidjourneyCallbackData(TypedDict):
    """
    The task that ended.
    """

    taskId: NotRequired[str | None]
    """
    The task's id.
    """
    promptJson: NotRequired[str | None]
    """
    What the task was asked for, as JSON in a string.
    """
    resultUrls: NotRequired[list[str] | None]
    """
    Where the results lie; empty after a failure.
    """


class RunwayCallbackData(TypedDict):
    """
    The task that ended. After a failure the texts are empty.
    """

    task_id: NotRequired[str | None]
    """
    The task's id.
    """
    video_id: NotRequired[str | None]
    """
    The video's id.
    """
    video_url: NotRequired[str | None]
    """
    Where the video lies.
    """
    image_url: NotRequired[str | None]
    """
    Where its cover image lies.
    """


class VeoCallbackInfo(TypedDict):
    """
    The result; absent after a failure.
    """

    resultUrls: NotRequired[list[str] | str | None]
    """
    Where the videos lie; a list on one page of the provider, a JSON string that holds it on another.
    """
    originUrls: NotRequired[list[str] | str | None]
    """
    The same videos in their original format, when the one asked for is not 16:9.
    """
    fullResultUrls: NotRequired[list[str] | str | None]
    """
    After an extension, the whole videos including what was extended.
    """
    resolution: NotRequired[str | None]
    """
    The video's resolution, such as 720p.
    """


JobTaskState: TypeAlias = Literal["waiting", "queuing", "generating", "success", "fail"]


class JobResult(TypedDict):
    """
    What a task made.
    """

    resultUrls: NotRequired[list[str] | None]
    """
    The links to what the task made.
    """
    firstFrameUrl: NotRequired[str | list[str] | None]
    """
    The link to the first frame of a video, as a string or a list of one; few models fill it.
    """
    lastFrameUrl: NotRequired[str | list[str] | None]
    """
    The link to the last frame of a video, as a string or a list of one; few models fill it.
    """


class Veo4kCallbackData(TypedDict):
    """
    The video in 4K.
    """

    task_id: NotRequired[str | None]
    """
    The id of the task.
    """
    result_urls: NotRequired[list[str] | str | None]
    """
    The URLs of the video.
    """
    media_ids: NotRequired[list[str] | None]
    """
    The ids of the media.
    """
    image_urls: NotRequired[list[str] | str | None]
    """
    The URLs of preview images.
    """


class MidjourneyCallback(TypedDict):
    """
    What is posted when a Midjourney task ended.
    """

    code: NotRequired[int | None]
    """
    200 when the task succeeded, else the number of the failure.
    """
    msg: NotRequired[str | None]
    """
    What the code means.
    """
    data: NotRequired[MidjourneyCallbackData | None]
    """
    The task that ended.
    """


class RunwayCallback(TypedDict):
    """
    What is posted when a Runway task ended.
    """

    code: NotRequired[int | None]
    """
    200 when the task succeeded, else the number of the failure.
    """
    msg: NotRequired[str | None]
    """
    What the code means.
    """
    data: NotRequired[RunwayCallbackData | None]
    """
    The task that ended. After a failure the texts are empty.
    """


class VeoCallbackData(TypedDict):
    """
    The task that ended.
    """

    taskId: NotRequired[str | None]
    """
    The task's id.
    """
    info: NotRequired[VeoCallbackInfo | None]
    """
    The result; absent after a failure.
    """
    fallbackFlag: NotRequired[bool | None]
    """
    Whether another model stepped in.
    """


class JobTask(TypedDict):
    """
    A task of the jobs API, as reading it shows it.
    """

    taskId: NotRequired[str | None]
    """
    The task's id.
    """
    model: NotRequired[str | None]
    """
    The provider's model id.
    """
    state: NotRequired[JobTaskState | str | None]
    """
    Where the task is. A word that is not listed here means that the task still runs.
    """
    successFlag: NotRequired[int | None]
    """
    0 while the task runs, 1 once it has succeeded, 2 or 3 once it has failed. Only the newest responses have it.
    """
    param: NotRequired[str | None]
    """
    The request, as a JSON string in which `input` is a JSON string again.
    """
    resultJson: NotRequired[str | JobResult | None]
    """
    The links, as a JSON string of an object with `resultUrls`. Users report the object itself, too.
    """
    response: NotRequired[JobResult | None]
    """
    What a task made.
    """
    failCode: NotRequired[str | int | None]
    """
    The failure's code; empty or null beside success.
    """
    failMsg: NotRequired[str | None]
    """
    Why the task failed; empty or null beside success.
    """
    costTime: NotRequired[float | None]
    """
    How long the task took, in milliseconds according to one page and in seconds according to another.
    """
    createTime: NotRequired[int | None]
    """
    When the task was created, in milliseconds since 1970.
    """
    completeTime: NotRequired[int | None]
    """
    When the task ended, in milliseconds since 1970.
    """
    updateTime: NotRequired[int | None]
    """
    When the record changed last, in milliseconds since 1970.
    """
    progress: NotRequired[float | None]
    """
    From 0 to 100. Most models never fill it.
    """
    creditsConsumed: NotRequired[float | None]
    """
    What the task cost in credits, fractions included.
    """


class Veo4kCallback(TypedDict):
    """
    The body that is posted when a video in 4K is ready or has failed.
    """

    code: NotRequired[int | None]
    """
    200 when the video is ready, else the number of the failure.
    """
    msg: NotRequired[str | None]
    """
    The meaning of the code.
    """
    data: NotRequired[Veo4kCallbackData | None]
    """
    The video in 4K.
    """


class VeoCallback(TypedDict):
    """
    What is posted when a Veo task ended.
    """

    code: NotRequired[int | None]
    """
    200 when the task succeeded, else the number of the failure.
    """
    msg: NotRequired[str | None]
    """
    What the code means.
    """
    data: NotRequired[VeoCallbackData | None]
    """
    The task that ended.
    """


class JobCallback(TypedDict):
    """
    Posted when a task of the jobs API has ended.
    """

    code: NotRequired[int | None]
    """
    200 if the task succeeded, 501 if it failed.
    """
    msg: NotRequired[str | None]
    """
    What the code means.
    """
    taskId: NotRequired[str | None]
    """
    The task's id, where `data` does not have it.
    """
    data: NotRequired[JobTask | None]
    """
    A task of the jobs API, as reading it shows it.
    """
