# The bodies of this provider's callbacks. Written by `make generate`.

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Gen2MotionVector(TypedDict):
    x: NotRequired[float | None]
    y: NotRequired[float | None]
    r: NotRequired[float | None]
    z: NotRequired[float | None]
    bg_x_pan: NotRequired[float | None]
    bg_y_pan: NotRequired[float | None]


Gen2TaskStatus: TypeAlias = Literal[
    "PENDING", "RUNNING", "THROTTLED", "SUCCEEDED", "FAILED", "CANCELLED"
]


class Gen2ArtifactMetadata(TypedDict):
    """
    What a video is like.
    """

    frameRate: NotRequired[float | None]
    """
    Frames a second.
    """
    duration: NotRequired[float | None]
    """
    Length in seconds.
    """
    dimensions: NotRequired[list[float] | None]
    """
    Width and height in pixels.
    """


class Gen2TaskFeatures(TypedDict):
    """
    What the Runway account may use, and has used.
    """

    storageGB: NotRequired[float | None]
    numPlanCredits_permitted: NotRequired[float | None]
    numPlanCredits_used: NotRequired[float | None]


class Gen2TaskError(TypedDict):
    """
    Why the task failed; null otherwise.
    """

    errorMessage: NotRequired[str | None]
    reason: NotRequired[str | None]
    message: NotRequired[str | None]
    moderation_category: NotRequired[str | None]
    tally_asimov: NotRequired[bool | None]


class Gen2Options(TypedDict):
    mode: NotRequired[str | None]
    seed: NotRequired[int | None]
    interpolate: NotRequired[bool | None]
    upscale: NotRequired[bool | None]
    watermark: NotRequired[bool | None]
    motion_score: NotRequired[float | None]
    use_motion_score: NotRequired[bool | None]
    use_motion_vectors: NotRequired[bool | None]
    motion_vector: NotRequired[Gen2MotionVector | None]
    init_video: NotRequired[str | None]
    extended_from_task_id: NotRequired[str | None]


class Gen2Artifact(TypedDict):
    """
    A file that a task made. No field names its kind.
    """

    assetId: NotRequired[str | None]
    """
    The id to use it by in another request, such as the next extension.
    """
    id: NotRequired[str | None]
    """
    The id that Runway itself gives it.
    """
    createdAt: NotRequired[str | None]
    """
    When it was made, in RFC 3339.
    """
    updatedAt: NotRequired[str | None]
    """
    When it last changed, in RFC 3339.
    """
    filename: NotRequired[str | None]
    """
    Its name.
    """
    url: NotRequired[str | None]
    """
    Where it lies, a signed link that needs no token and must not be sent one. At first it may lead nowhere (not documented by the provider).
    """
    fileSize: NotRequired[str | int | None]
    """
    Its size in bytes; a string.
    """
    isDirectory: NotRequired[bool | None]
    """
    Whether it is a folder.
    """
    previewUrls: NotRequired[list[str] | None]
    """
    Where pictures from it lie.
    """
    metadata: NotRequired[Gen2ArtifactMetadata | None]
    """
    What a video is like.
    """


class Gen2TaskOptions(TypedDict):
    """
    What the task was asked for.
    """

    name: NotRequired[str | None]
    seconds: NotRequired[float | None]
    gen2Options: NotRequired[Gen2Options | None]
    exploreMode: NotRequired[bool | None]
    assetGroupName: NotRequired[str | None]
    recordingEnabled: NotRequired[bool | None]


class Gen2Task(TypedDict):
    """
    A task. While it waits or runs, much of it is null.
    """

    taskId: NotRequired[str | None]
    """
    The task's id, such as `user:1234-runwayml:you@example.com-task:...`. In a path its `:` and `@` stay unencoded.
    """
    id: NotRequired[str | None]
    """
    The id that Runway itself gives the task.
    """
    name: NotRequired[str | None]
    """
    The task's name.
    """
    image: NotRequired[Any]
    """
    A picture of the result; null while there is none.
    """
    createdAt: NotRequired[str | None]
    """
    When the task was made, in RFC 3339.
    """
    updatedAt: NotRequired[str | None]
    """
    When the task last changed, in RFC 3339.
    """
    taskType: NotRequired[str | None]
    """
    The kind of task, here gen2.
    """
    options: NotRequired[Gen2TaskOptions | None]
    """
    What the task was asked for.
    """
    status: NotRequired[Gen2TaskStatus | str | None]
    """
    The state of the task. CANCELLED is not documented by the provider.
    """
    progressText: NotRequired[str | None]
    """
    What the task does at the moment.
    """
    progressRatio: NotRequired[str | float | None]
    """
    How far the task is, from 0 to 1; a string such as `0.43` once it is set.
    """
    estimatedTimeToStartSeconds: NotRequired[float | None]
    """
    For how many seconds the task is expected to wait before it starts.
    """
    artifacts: NotRequired[list[Gen2Artifact] | None]
    """
    The files that the task made. May be empty for a while after it succeeded (not documented by the provider).
    """
    sharedAsset: NotRequired[Any]
    """
    Not described by the provider; null in every sample.
    """
    features: NotRequired[Gen2TaskFeatures | None]
    """
    What the Runway account may use, and has used.
    """
    error: NotRequired[Gen2TaskError | str | None]
    """
    Why the task failed; null otherwise.
    """
    code: NotRequired[int | None]
    """
    The HTTP status, repeated.
    """
    replyUrl: NotRequired[str | None]
    """
    The URL to which changes of the task are posted.
    """
    replyRef: NotRequired[str | None]
    """
    The reference that the task was made with.
    """


class Gen2TaskEnvelope(TypedDict):
    """
    A task in an envelope. A bare task has no `task`.
    """

    task: Gen2Task | None
    """
    A task. While it waits or runs, much of it is null.
    """
    code: NotRequired[int | None]
    """
    The HTTP status, repeated.
    """
