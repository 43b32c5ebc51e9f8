"""How tasks of Kling are read: from responses to polls, and from callbacks."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar, cast

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
from longtake._core.task_kind import Reconciler, TaskEndpoint, TaskKind, read
from longtake._core.values import as_link, as_number, as_string
from longtake._kling.codes import is_rejected
from longtake.errors import UnexpectedResponseError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from longtake._core.provider import Provider
    from longtake._core.responses import JsonObject

ClientT = TypeVar("ClientT")

STATES: Final = {
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


class KlingVideo(Protocol):
    """A video in a generated client's task."""

    @property
    def id(self) -> object: ...

    @property
    def url(self) -> object: ...

    @property
    def duration(self) -> object: ...


class KlingTaskResult(Protocol):
    """The result in a generated client's task."""

    @property
    def videos(self) -> object: ...


class KlingTask(Protocol):
    """A task of a generated client. Each provider's client has classes of its own, with the same fields."""

    additional_properties: dict[str, Any]

    @classmethod
    def from_dict(cls, src_dict: Mapping[str, Any]) -> Self: ...

    def __contains__(self, key: str) -> bool: ...

    @property
    def task_id(self) -> object: ...

    @property
    def task_status(self) -> object: ...

    @property
    def task_status_msg(self) -> object: ...

    @property
    def created_at(self) -> object: ...

    @property
    def updated_at(self) -> object: ...

    @property
    def task_result(self) -> object: ...

    @property
    def final_unit_deduction(self) -> object: ...


def task_of(response: object) -> KlingTask:
    """Return the task in the envelope of a response.

    Raises:
        UnexpectedResponseError: If there is none.
    """
    data: object = getattr(response, "data", None)
    if not hasattr(data, "task_status"):
        raise UnexpectedResponseError("the successful response has no task")
    return cast("KlingTask", data)


def snapshot(response: object, _task_id: str) -> Snapshot:
    """Return the snapshot of a task that was read."""
    task = task_of(response)
    if "status" in task and not task.task_status:
        return _gateway_snapshot(task)
    return with_completion(_response_snapshot(task), task.updated_at)


def _response_snapshot(task: KlingTask) -> Snapshot:
    """Return the snapshot of Kling's own task object."""
    words = as_string(task.task_status_msg)
    return _snapshot_of(task, read_word(task.task_status, STATES), words, _videos(task))


def _gateway_snapshot(task: KlingTask) -> Snapshot:
    """Return the snapshot of a gateway's own record of a task, which has Kling's body in its `data`.

    The record may lag behind the body, so a final state in the body takes precedence.
    """
    record = task.additional_properties
    body = type(task).from_dict(_kling_body(record.get("data")))
    word = read_word(record.get("status"), STATES)
    reason = as_string(record.get("fail_reason"))
    if not (word.state and word.state.ended) and body.task_status:
        word = read_word(body.task_status, STATES)
    videos = _videos(body)
    if not videos and reason and "://" in reason and word.state is State.SUCCEEDED:
        # Some versions put the link into `fail_reason`.
        videos = [VideoFile(url=reason, source="")]
    return _snapshot_of(body, word, reason or as_string(body.task_status_msg), videos)


def _kling_body(value: object) -> JsonObject:
    """Return Kling's own task, bare or in an envelope; an empty one if there is none."""
    fields: object = value
    if isinstance(value, dict) and "task_status" not in value:
        fields = cast("JsonObject", value).get("data")
    return cast("JsonObject", fields) if isinstance(fields, dict) else {}


def _snapshot_of(
    task: KlingTask, word: StateWord, words: str | None, videos: list[VideoFile]
) -> Snapshot:
    reason = words or "Kling gave no reason"
    return snapshot_of(
        word,
        videos=videos,
        failure=lambda: Failure(message=reason, rejected=is_rejected(reason)),
        credits_=as_number(task.final_unit_deduction),
    )


def _videos(task: KlingTask) -> list[VideoFile]:
    """Return the videos. The source of a further extension is the id of a video. `duration` is a string."""
    result = cast("KlingTaskResult | None", task.task_result or None)
    videos = cast("Sequence[KlingVideo]", (result.videos or []) if result else [])
    return [
        VideoFile(url=url, source=as_string(video.id) or "", duration_s=as_number(video.duration))
        for video in videos
        if (url := as_link(video.url))
    ]


def parsed_callback(body: JsonObject, task_class: type[KlingTask]) -> ParsedCallback | None:
    """Return a callback: a task as in a poll's response, or the newer notice, which has no videos."""
    if "task_status" in body:
        task = task_class.from_dict(body)
        return ParsedCallback(as_string(task.task_id), _response_snapshot(task))
    if "status" not in body:
        return None
    notice = {"task_status": body["status"], "task_status_msg": body.get("message")}
    change = _response_snapshot(task_class.from_dict(notice))
    word = read_word(body["status"], STATES)
    if word.state is State.SUCCEEDED:
        change = Snapshot(state=State.SUCCEEDED, provider_state=word.shown, progress=1.0)
    return ParsedCallback(as_string(body.get("id")), change)


def task_kind(
    provider: Provider,
    name: str,
    endpoint: TaskEndpoint[ClientT, object],
    task_class: type[KlingTask],
    reconciler: Reconciler[ClientT],
) -> TaskKind[ClientT]:
    """Return a task kind. All task kinds of Kling differ in their read operation alone.

    Args:
        provider: The provider.
        name: The name of the task kind.
        endpoint: The generated module of the operation that reads its tasks.
        task_class: The schema class of its tasks.
        reconciler: How to find out about an unknown outcome.
    """
    return TaskKind(
        provider=provider,
        name=name,
        read=read(endpoint, snapshot),
        states=STATES,
        # Polls are not charged and have no documented limit. The duration is a guess with a wide spread.
        poll_hints=PollHints(median_s=180, spread=0.6, interval_s=10, min_interval_s=3),
        retention=Retention(days=30),
        reconciler=reconciler,
        callbacks=CallbackSpec(
            recognized_by="`task_status` or `status`",
            read=partial(parsed_callback, task_class=task_class),
        ),
    )
