"""Kling, through chainhub.tech or at its official hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, cast

from attrs import evolve

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.snapshot import (
    Failure,
    Snapshot,
    State,
    StateWord,
    VideoFile,
    read_word,
    snapshot_of,
    with_completion,
)
from longtake._core.task_kind import TaskKind, read
from longtake._core.values import as_link, as_number, as_string
from longtake.chainhub._errors import CHAINHUB, is_rejected
from longtake.chainhub._reconcile import reconciler
from longtake.errors import UnexpectedAnswerError
from longtake_chainhub import Client
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
    from longtake._core.responses import JsonObject

_STATES: Final = {
    "submitted": State.QUEUED,
    "processing": State.RUNNING,
    "succeed": State.SUCCEEDED,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
    # From gateways that run new-api.
    "not_start": State.QUEUED,
    "queued": State.QUEUED,
    "in_progress": State.RUNNING,
    "success": State.SUCCEEDED,
    "failure": State.FAILED,
}


def _task(response: object) -> KlingTask:
    data: object = getattr(response, "data", None)
    if not isinstance(data, KlingTask):
        raise UnexpectedAnswerError("the successful response has no task")
    return data


def _snapshot(response: object, _task_id: str) -> Snapshot:
    task = _task(response)
    if "status" in task and not task.task_status:
        return _gateway_snapshot(task)
    return with_completion(_response_snapshot(task), task.updated_at)


def _response_snapshot(task: KlingTask) -> Snapshot:
    """Return the snapshot of Kling's own task object."""
    words = as_string(task.task_status_msg)
    return _snapshot_of(read_word(task.task_status, _STATES), words, _videos(task))


def _gateway_snapshot(task: KlingTask) -> Snapshot:
    """Return the snapshot of a gateway's own record of a task, which has Kling's body in its `data`.

    The record may lag behind the body, so a final state in the body takes precedence.
    """
    record = task.additional_properties
    body = _kling_body(record.get("data"))
    word = read_word(record.get("status"), _STATES)
    reason = as_string(record.get("fail_reason"))
    if not (word.state and word.state.ended) and body.task_status:
        word = read_word(body.task_status, _STATES)
    videos = _videos(body)
    if not videos and reason and "://" in reason and word.state is State.SUCCEEDED:
        # Some versions put the link into `fail_reason`.
        videos = [VideoFile(url=reason, source="")]
    return _snapshot_of(word, reason or as_string(body.task_status_msg), videos)


def _kling_body(value: object) -> KlingTask:
    """Return Kling's own task, bare or in an envelope; an empty one if there is none."""
    fields: object = value
    if isinstance(value, dict) and "task_status" not in value:
        fields = cast("JsonObject", value).get("data")
    return KlingTask.from_dict(cast("JsonObject", fields) if isinstance(fields, dict) else {})


def _snapshot_of(word: StateWord, words: str | None, videos: list[VideoFile]) -> Snapshot:
    reason = words or "Kling gave no reason"
    return snapshot_of(
        word,
        videos=videos,
        failure=lambda: Failure(message=reason, rejected=is_rejected(reason)),
    )


def _videos(task: KlingTask) -> list[VideoFile]:
    """Return the videos. The source of a further extension is the id of a video. `duration` is a string."""
    result = task.task_result or None
    return [
        VideoFile(url=url, source=as_string(video.id) or "", duration_s=as_number(video.duration))
        for video in ((result.videos or []) if result else [])
        if (url := as_link(video.url))
    ]


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    """Read a callback: a task as in a poll's response, or the newer notice, which has no videos."""
    if "task_status" in body:
        task = KlingTask.from_dict(body)
        return ParsedCallback(as_string(task.task_id), _response_snapshot(task))
    if "status" not in body:
        return None
    notice = {"task_status": body["status"], "task_status_msg": body.get("message")}
    snapshot = _response_snapshot(KlingTask.from_dict(notice))
    word = read_word(body["status"], _STATES)
    if word.state is State.SUCCEEDED:
        snapshot = Snapshot(state=State.SUCCEEDED, provider_state=word.shown, progress=1.0)
    return ParsedCallback(as_string(body.get("id")), snapshot)


KLING: Final = TaskKind[Client](
    provider=CHAINHUB,
    name="kling",
    read=read(get_kling_extend_task, _snapshot),
    states=_STATES,
    # Polls are not charged and have no documented limit. The duration is a guess with a wide spread.
    poll_hints=PollHints(median_s=180, spread=0.6, interval_s=10, min_interval_s=3),
    retention=Retention(days=30),
    reconciler=reconciler(list_kling_extend_tasks, "extension tasks"),
    callbacks=CallbackSpec(recognized_by="`task_status` or `status`", read=_parse_callback),
)

KLING_TEXT_TO_VIDEO: Final = evolve(
    KLING,
    name="kling-text-to-video",
    read=read(get_kling_text_to_video_task, _snapshot),
    reconciler=reconciler(list_kling_text_to_video_tasks, "text-to-video tasks"),
)

KLING_IMAGE_TO_VIDEO: Final = evolve(
    KLING,
    name="kling-image-to-video",
    read=read(get_kling_image_to_video_task, _snapshot),
    reconciler=reconciler(list_kling_image_to_video_tasks, "image-to-video tasks"),
)

KLING_MULTI_IMAGE_TO_VIDEO: Final = evolve(
    KLING,
    name="kling-multi-image-to-video",
    read=read(get_kling_multi_image_to_video_task, _snapshot),
    reconciler=reconciler(list_kling_multi_image_to_video_tasks, "multi-image-to-video tasks"),
)
