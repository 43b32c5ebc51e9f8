"""The JSON objects that the command prints. docs/command.md describes their members."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from attrs import asdict, has

from longtake.cli._messages import code_text, command_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from attrs import AttrsInstance

    from longtake import Entry, Task
    from longtake._core.snapshot import Failure, VideoFile


def entry_object(entry: Entry) -> dict[str, Any]:
    """Return the members of the object for a task of the journal."""
    return {
        "id": entry.id,
        "token": entry.token,
        "model": model_of(entry),
        "operation": entry.operation,
        "task_id": entry.task_id,
        "reference": entry.reference,
        "state": entry.state,
        "provider_state": entry.provider_state,
        "sent_at": _time(entry.sent_at),
        "changed_at": _time(entry.changed_at),
        "expires_at": _time(expires_at(entry)),
        "credits": entry.credits,
        "videos": [_video(video) for video in entry.videos],
        "files": [str(path) for path in entry.files],
        "failure": _failure(entry.failure),
        "error": entry.error and f"{entry.error.partition(': ')[0]}: {error_of(entry)}",
    }


def task_object(task: Task) -> dict[str, Any]:
    """Return the members of the object for a task without a journal. The journal's members are null."""
    snapshot = task.snapshot
    return {
        "id": None,
        "token": task.token,
        "model": task.model,
        "operation": None,
        "task_id": task.id,
        "reference": None,
        "state": snapshot.state.value if snapshot else "queued",
        "provider_state": snapshot.provider_state if snapshot else None,
        "sent_at": None,
        "changed_at": None,
        "expires_at": None,
        "credits": task.credits,
        "videos": [_video(video) for video in snapshot.videos] if snapshot else [],
        "files": [],
        "failure": _failure(snapshot.failure) if snapshot else None,
        "error": None,
    }


def error_of(entry: Entry) -> str:
    """Return the message of the error that ended a submission, empty without one.

    The journal stores the class before it.
    """
    return command_words((entry.error or "").partition(": ")[2])


def model_of(entry: Entry) -> str:
    """Return the model of a submission, such as `kie/jobs/veo`.

    The journal stores only the provider and the task kind, which is `kie/jobs` for all models of that API.
    """
    from longtake._providers import entry as provider_entry  # noqa: PLC0415 - loads the provider
    from longtake._shell.submit import generated_package  # noqa: PLC0415 - as above

    package = generated_package(provider_entry(entry.provider).provider)
    start = import_module(f"{package}.operations").STARTS.get(entry.operation)
    return entry.model if start is None else f"{entry.provider}/{start.resource.replace('.', '/')}"


def expires_at(entry: Entry) -> datetime | None:
    """Return the earliest time at which the links to the videos of a task expire.

    It counts from the submission, because the journal does not have the time at which the task ended. The
    time of the last change may be that of a poll long after the end.

    Returns:
        The time; None if there are no videos, or if it is unknown.
    """
    if not entry.videos:
        return None
    from longtake._core.tokens import read_token  # noqa: PLC0415 - only tasks need it
    from longtake._providers import task_kinds  # noqa: PLC0415 - as above

    kind = task_kinds(entry.provider).get(read_token(entry.token).kind)
    return None if kind is None else kind.retention.expiry(entry.sent_at)


def plain_value(value: object) -> object:
    """Return the result of an operation as a JSON value."""
    if isinstance(value, list | tuple):
        return [plain_value(each) for each in cast("Sequence[object]", value)]
    to_dict: Callable[[], object] | None = getattr(value, "to_dict", None)
    if to_dict is not None:
        return to_dict()
    if has(type(value)):
        return asdict(cast("AttrsInstance", value))
    return value


def _video(video: VideoFile) -> dict[str, Any]:
    return {
        "url": video.url,
        "source": video.source,
        "duration_s": video.duration_s,
        "resolution": video.resolution,
        "extent": video.extent,
    }


def _failure(failure: Failure | None) -> dict[str, Any] | None:
    if failure is None:
        return None
    return {
        "message": failure.message,
        "code": code_text(failure.code),
        "rejected": failure.rejected,
        "expired": failure.expired,
    }


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(timespec="seconds")
