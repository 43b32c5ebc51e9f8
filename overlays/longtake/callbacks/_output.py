"""The output of the command: events and addresses on standard streams and in files."""

from __future__ import annotations

import json
import os
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Final, TextIO, cast

from attrs import define, field

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake._core.snapshot import Failure, VideoFile
    from longtake.callbacks._events import Event


def summary_line(event: Event) -> str:
    """Return an event as one line to read, without a line feed."""
    snapshot = event.snapshot
    parts = [f"{event.provider}/{event.kind}", event.task_id, snapshot.state.value]
    if event.label:
        parts.append(f"label {event.label}")
    if snapshot.progress is not None and not snapshot.state.ended:
        parts.append(f"{snapshot.progress:.0%}")
    parts += [video.url for video in snapshot.videos]
    if snapshot.failure is not None:
        parts.append(snapshot.failure.message)
    if not event.polled:
        parts.append("(from the callback, not polled)")
    # A provider's strings may contain line breaks and control characters.
    return "".join(character if character.isprintable() else " " for character in "  ".join(parts))


def json_line(event: Event) -> str:
    """Return an event as one line of JSON, with a line feed."""
    snapshot = event.snapshot
    fields = {
        "provider": event.provider,
        "kind": event.kind,
        "task_id": event.task_id,
        "token": event.token,
        "label": event.label,
        "state": snapshot.state.value,
        "provider_state": snapshot.provider_state,
        "progress": snapshot.progress,
        "videos": [_video(video) for video in snapshot.videos],
        "failure": _failure(snapshot.failure),
        "polled": event.polled,
    }
    return json.dumps(fields) + "\n"


def _video(video: VideoFile) -> dict[str, object]:
    return {
        "url": video.url,
        "source": video.source,
        "duration_s": video.duration_s,
        "extent": video.extent,
    }


def _failure(failure: Failure | None) -> dict[str, object] | None:
    if failure is None:
        return None
    return {"message": failure.message, "code": failure.code, "rejected": failure.rejected}


@define(eq=False)
class _LineWriter:
    """Writes whole lines to text streams from several threads."""

    _lock: threading.Lock = field(factory=threading.Lock, init=False)

    def write(self, stream: TextIO | None, text: str) -> None:
        """Write and flush a string; do nothing if there is no such stream."""
        if stream is not None:
            with self._lock:
                stream.write(text)
                stream.flush()


_STANDARD_ERROR: Final = _LineWriter()


def print_message(text: str) -> None:
    """Write a line to the standard error, if it is open."""
    # The process that reads it may have ended.
    with suppress(OSError):
        _STANDARD_ERROR.write(cast("TextIO | None", sys.stderr), f"{text}\n")


def print_event(event: Event) -> None:
    """Write an event to the standard error. A handler."""
    print_message(summary_line(event))


@define(eq=False)
class Output:
    """A stream that must not lose lines: a line that cannot be written is reported and stops the receiver.

    Attributes:
        broken: Whether a line could not be written.
        stop: Stops the receiver; None while there is none.
    """

    _stream: TextIO
    _name: str
    # Not shared with messages: a write to a pipe that is not read never returns.
    _writer: _LineWriter = field(factory=_LineWriter, init=False)
    broken: bool = field(default=False, init=False)
    stop: Callable[[], None] | None = field(default=None, init=False)

    def write(self, text: str, content: str) -> None:
        """Write a string.

        Args:
            text: The string, with its last line feed.
            content: Names the string in the message if it cannot be written.
        """
        if not self.broken:
            try:
                self._writer.write(self._stream, text)
            except OSError as error:
                self.broken = True
                print_message(f"Cannot write to {self._name}: {error.strerror or error}")
                # The rest in the stream's buffer would raise once more when it is closed.
                os.dup2(os.open(os.devnull, os.O_WRONLY), self._stream.fileno())
                if self.stop is not None:
                    self.stop()
            else:
                return
        print_message(f"not written: {content}")

    def write_event(self, event: Event) -> None:
        """Write an event. A handler."""
        self.write(json_line(event), f"an event of the task {event.token}")
