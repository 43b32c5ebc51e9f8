"""Kling, through chainhub.tech or at its official hosts."""

from __future__ import annotations

from collections.abc import Coroutine
from typing import Any, Final

from attrs import evolve

from longtake._core.announcing import Announcement, Announcing, Callbacks
from longtake._core.answers import JsonObject
from longtake._core.download import Keeping
from longtake._core.family import Family, read, submit
from longtake._core.inspection import Pace
from longtake._core.neutral import Extension
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile, finished, pending
from longtake._core.values import mentions, number, text
from longtake._shell.families import AsyncFamily, SyncFamily
from longtake._shell.task import AsyncTask, Task
from longtake.chainhub._codes import CHAINHUB
from longtake.chainhub._inquiry import INQUIRY
from longtake.errors import UnexpectedAnswerError
from longtake_chainhub import Client
from longtake_chainhub.api.kling import Operations, extend_kling_video, get_kling_task
from longtake_chainhub.models import KlingExtendRequest, KlingTask
from longtake_chainhub.types import UNSET

_STATES: Final = {
    "submitted": State.QUEUED,
    "processing": State.RUNNING,
    "succeed": State.SUCCEEDED,
    "succeeded": State.SUCCEEDED,
    "failed": State.FAILED,
}
_MODERATION_WORDS: Final = ("risk control", "sensitive", "moderation", "violat")


def _task(answer: object) -> KlingTask:
    data: object = getattr(answer, "data", None)
    if not isinstance(data, KlingTask):
        raise UnexpectedAnswerError("the answer says that all is well and holds no task")
    return data


def _created(answer: object) -> str | None:
    return text(_task(answer).task_id)


def _snapshot(answer: object, _task_id: str) -> Snapshot:
    return _shown(_task(answer))


def _shown(task: KlingTask) -> Snapshot:
    """`succeed`, on newer pages and at some resellers `succeeded`; what nobody knows counts as running."""
    status = text(task.task_status) or "unknown"
    meaning = _STATES.get(status)
    if meaning is State.SUCCEEDED:
        return finished(_videos(task), vendor_state=status)
    if meaning is State.FAILED:
        words = text(task.task_status_msg) or "Kling gave no reason"
        failure = Failure(message=words, rejected=mentions(words, _MODERATION_WORDS))
        return Snapshot(state=State.FAILED, vendor_state=status, failure=failure)
    return pending(status, meaning)


def _videos(task: KlingTask) -> list[VideoFile]:
    """The next extension goes on from a video's own id, not from the task's. `duration` is a text."""
    result = task.task_result or None
    return [
        VideoFile(url=url, source=text(video.id) or "", duration_s=number(video.duration))
        for video in ((result.videos or []) if result else [])
        if (url := text(video.url))
    ]


def _announced(body: JsonObject) -> Announcement | None:
    """The task as a read shows it, or the notice of Kling's newer pages, which names no videos."""
    if "task_status" in body:
        task = KlingTask.from_dict(body)
        return Announcement(text(task.task_id), _shown(task))
    if "status" not in body:
        return None
    notice = {"task_status": body["status"], "task_status_msg": body.get("message")}
    said = _shown(KlingTask.from_dict(notice))
    status = text(body["status"]) or "unknown"
    if _STATES.get(status) is State.SUCCEEDED:
        said = evolve(said, state=State.SUCCEEDED, vendor_state=status, progress=1.0)
    return Announcement(text(body.get("id")), said)


def _extension(wanted: Extension) -> tuple[str, KlingExtendRequest]:
    body = KlingExtendRequest(
        video_id=wanted.source,
        prompt=wanted.required("prompt", str),
        callback_url=wanted.option("callback_url", str, UNSET),
    )
    return "extend_kling_video", body


KLING: Final = Family[Client](
    provider=CHAINHUB,
    name="kling",
    submits={"extend_kling_video": submit(extend_kling_video, _created)},
    read=read(get_kling_task, _snapshot),
    states=_STATES,
    # Reads cost nothing and have no published limit. How long it takes nobody says: a guess, and so a wide
    # one.
    pace=Pace(usual_s=180, spread=0.6, every_s=10, least_s=3),
    keeping=Keeping(days=30),
    extension=_extension,
    inquiry=INQUIRY,
    announcing=Announcing(
        address="callback_url", known_by="`task_status` or `status`", read=_announced
    ),
)


class Kling(SyncFamily, Operations[Task, Callbacks]):
    """Kling: its operations give a `Task`."""

    declaration = KLING


class AsyncKling(AsyncFamily, Operations[Coroutine[Any, Any, AsyncTask], Callbacks]):
    """Kling: its operations give an awaitable `AsyncTask`."""

    declaration = KLING
