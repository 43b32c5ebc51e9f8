"""Events as text: a line for people, a line of JSON for programs."""

from __future__ import annotations

import json

from longtake._core.snapshot import Failure, VideoFile
from longtake.callbacks._events import Event


def for_people(event: Event) -> str:
    """What happened, on one line."""
    snapshot = event.snapshot
    parts = [f"{event.provider}/{event.family}", event.task_id, snapshot.state.value]
    if event.label:
        parts.append(f"label {event.label}")
    if snapshot.progress is not None and not snapshot.state.ended:
        parts.append(f"{snapshot.progress:.0%}")
    parts += [video.url for video in snapshot.videos]
    if snapshot.failure is not None:
        parts.append(snapshot.failure.message)
    if not event.read:
        parts.append("(as announced, not read again)")
    # A vendor's words are a vendor's: no line break and no control character of theirs.
    return "".join(character if character.isprintable() else " " for character in "  ".join(parts))


def for_programs(event: Event) -> str:
    """The event as one line of JSON, with a line feed."""
    snapshot = event.snapshot
    fields = {
        "provider": event.provider,
        "family": event.family,
        "task_id": event.task_id,
        "token": event.token,
        "label": event.label,
        "state": snapshot.state.value,
        "vendor_state": snapshot.vendor_state,
        "progress": snapshot.progress,
        "videos": [_video(video) for video in snapshot.videos],
        "failure": _failure(snapshot.failure),
        "read": event.read,
    }
    return json.dumps(fields) + "\n"


def _video(video: VideoFile) -> dict[str, object]:
    return {"url": video.url, "source": video.source, "duration_s": video.duration_s}


def _failure(failure: Failure | None) -> dict[str, object] | None:
    if failure is None:
        return None
    return {"message": failure.message, "code": failure.code, "rejected": failure.rejected}
