"""Runway Gen-2 at useapi.net."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._core.callbacks import CallbackSpec, ParsedCallback
from longtake._core.download import Retention
from longtake._core.polling.schedule import PollHints
from longtake._core.snapshot import Failure, Snapshot, State, VideoFile, read_word, snapshot_of
from longtake._core.task_kind import TaskKind, on_task, read
from longtake._core.values import as_link, as_number, as_string
from longtake.errors import CallbackError
from longtake.useapi._errors import USEAPI, is_rejected
from longtake.useapi._reconcile import RECONCILER
from longtake.useapi._responses import is_gen2, task_in
from longtake_useapi import Client
from longtake_useapi.api.gen2 import (
    cancel_gen2_task,
    get_gen2_task,
)
from longtake_useapi.models import (
    Gen2Artifact,
    Gen2Task,
    Gen2TaskError,
)

if TYPE_CHECKING:
    from longtake._core.responses import JsonObject

_STATES: Final = {
    "PENDING": State.QUEUED,
    "THROTTLED": State.QUEUED,
    "RUNNING": State.RUNNING,
    "SUCCEEDED": State.SUCCEEDED,
    "FAILED": State.FAILED,
    "CANCELLED": State.CANCELLED,
    "CANCELED": State.CANCELLED,
}


def _snapshot(response: object, _task_id: str) -> Snapshot:
    """Return the snapshot. The documented list of states is open, so an unknown one counts as running."""
    task = task_in(response)
    return snapshot_of(
        read_word(task.status, _STATES),
        videos=_videos(task),
        failure=lambda: _failure(task),
        awaited="artifact",
        progress=_progress(task),
        starts_in_s=as_number(task.estimated_time_to_start_seconds),
    )


def _videos(task: Gen2Task) -> list[VideoFile]:
    """Return the artifacts that are files. They have no type, but all of them are videos."""
    return [
        VideoFile(
            url=url, source=as_string(artifact.asset_id) or "", duration_s=_duration_s(artifact)
        )
        for artifact in task.artifacts or []
        if (url := as_link(artifact.url)) and not artifact.is_directory
    ]


def _duration_s(artifact: Gen2Artifact) -> float | None:
    metadata = artifact.metadata or None
    return as_number(metadata.duration) if metadata else None


def _progress(task: Gen2Task) -> float | None:
    """Return the progress: null at first, then a string such as "0.43"."""
    return as_number(task.progress_ratio)


def _failure(task: Gen2Task) -> Failure:
    error = task.error or None
    if not isinstance(error, Gen2TaskError):
        words = str(error) if error else "useapi.net gave no reason"
        return Failure(message=words, rejected=is_rejected(words))
    reason = as_string(error.reason)
    message = as_string(error.error_message) or as_string(error.message) or reason
    words = message or "useapi.net gave no reason"
    rejected = bool(error.moderation_category) or bool(error.tally_asimov) or is_rejected(words)
    return Failure(message=words, code=reason, rejected=rejected)


def _parse_callback(body: JsonObject) -> ParsedCallback | None:
    """Read a callback: a Gen-2 task as in a poll's response, bare or wrapped."""
    if "task" not in body and "status" not in body:
        return None
    task = task_in(Gen2Task.from_dict(body))
    if not is_gen2(task):
        return None
    if not as_string(task.status):
        raise CallbackError("the body has no `status`")
    return ParsedCallback(as_string(task.task_id), _snapshot(task, ""))


GEN2: Final = TaskKind[Client](
    provider=USEAPI,
    name="gen2",
    read=read(get_gen2_task, _snapshot),
    states=_STATES,
    cancel=on_task(cancel_gen2_task),
    # useapi.net documents only the wait for a full queue, "10..30 seconds". The duration is a guess with a
    # wide spread.
    poll_hints=PollHints(median_s=90, spread=0.6, interval_s=10, min_interval_s=3),
    retention=Retention(renews_links=True),
    reconciler=RECONCILER,
    callbacks=CallbackSpec(
        recognized_by="`status` (and no other `taskType`)", read=_parse_callback
    ),
)
