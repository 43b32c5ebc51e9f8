# The bodies of this provider's callbacks. Written by `make generate`.

from __future__ import annotations

from typing import NotRequired, TypedDict


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
