"""`longtake status`: poll tasks once, and print their states."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from longtake._core.snapshot import Snapshot, State
from longtake.cli._columns import shown_path
from longtake.cli._context import current
from longtake.cli._declarations import TasksArgument
from longtake.cli._messages import first_sentence
from longtake.cli._objects import entry_object, error_of, expires_at, model_of
from longtake.cli._tasks import for_each
from longtake.cli._typer import new_app
from longtake.cli._waiting import entry_of, print_task
from longtake.errors import NotFoundError

if TYPE_CHECKING:
    from longtake import Entry, Task
    from longtake.cli._context import Cli

_UNKNOWN: Final = ("unknown", "sending")
_EXTENTS: Final = {"whole": "whole video", "part": "only the new seconds"}

status = new_app()


@status.command("status")
def _status(tasks: TasksArgument) -> int:
    """Poll tasks once, and print their states. For failed tasks, print the reason and what to do.

    The exit status is 0 even if a task has failed.
    """
    cli = current()
    return for_each(tasks, lambda name: _print_status(cli, name))


def _print_status(cli: Cli, name: str) -> int:
    entry = None if name.startswith("lt") else cli.clients.entry(name)
    if entry is not None and entry.token is None:
        if cli.json:
            cli.output.emit("task", **entry_object(entry))
        else:
            _print_submission(cli, entry)
        return 0
    task = cli.clients.task(name)
    snapshot = _polled(cli, task, entry)
    if cli.json:
        print_task(cli, task)
        return 0
    output, shown = cli.output, name if entry is None else entry.id
    model = task.model if entry is None else model_of(entry)
    output.line(f"{shown} {model}: {snapshot.state.value} ({snapshot.provider_state})")
    if snapshot.progress is not None and not snapshot.state.ended:
        output.line(f"  progress: {snapshot.progress:.0%}")
    if snapshot.credits is not None:
        output.line(f"  credits: {snapshot.credits:g}")
    if snapshot.state is State.SUCCEEDED:
        _print_videos(cli, task, shown)
    elif snapshot.state.ended:
        _print_failure(cli, snapshot)
    else:
        output.line(f"  to wait for it: longtake wait {shown}")
    return 0


def _print_videos(cli: Cli, task: Task, shown: str) -> None:
    """Print the links to the videos of a task, when they expire, and the downloaded files."""
    output, entry = cli.output, entry_of(cli, task)
    videos = task.videos
    expiry = videos[0].expires_at if entry is None else expires_at(entry)
    for video in videos:
        # A single video is the whole one, unless it is a part.
        is_named = len(videos) > 1 or video.extent == "part"
        label = _EXTENTS.get(video.extent or "", "video") if is_named else "video"
        output.line(f"  {label}: {video.url}")
    if expiry is not None:
        output.line(f"  links expire: {expiry:%Y-%m-%d %H:%M} UTC at the earliest")
    files = [] if entry is None else [path for path in entry.files if path.exists()]
    for path in files:
        output.line(f"  downloaded: {shown_path(path)}")
    if not files:
        output.line(f"  to download it: longtake download {shown}")


def _polled(cli: Cli, task: Task, entry: Entry | None) -> Snapshot:
    """Poll a task once. If the provider no longer has it, return the failure recorded in the journal.

    Raises:
        LongtakeError: If the poll fails, and no failure is recorded.
    """
    try:
        return task.status()
    except NotFoundError:
        if entry is None or entry.state not in {State.FAILED.value, State.CANCELLED.value}:
            raise
        cli.output.note("The provider no longer has the task. The state is from the last poll.")
        return Snapshot(
            state=State(entry.state),
            provider_state=entry.provider_state or entry.state,
            failure=entry.failure,
            credits=entry.credits,
        )


def _print_failure(cli: Cli, snapshot: Snapshot) -> None:
    failure = snapshot.failure
    if failure is not None:
        code = "" if failure.code is None else f" (code {failure.code})"
        cli.output.line(f"  the provider's reason: {failure.message}{code}")
    cli.output.line(f"  what to do: {_advice(snapshot)}")


def _advice(snapshot: Snapshot) -> str:
    failure = snapshot.failure
    if snapshot.state is State.CANCELLED:
        return "submit it again if you need it. The task was cancelled."
    if failure is not None and failure.rejected:
        return "change the prompt or the source. The same request would be refused again."
    if failure is not None and failure.expired:
        return "make the video again. The provider no longer has it."
    return (
        "submit it again, with --retry-failed if it has a reference. If it fails again, change the prompt or "
        "the source."
    )


def _print_submission(cli: Cli, entry: Entry) -> None:
    """Print a submission without a task."""
    output = cli.output
    output.line(f"{entry.id} {model_of(entry)}: {entry.state}")
    if entry.error:
        output.line(f"  reason: {first_sentence(error_of(entry))}")
    if entry.state in _UNKNOWN:
        output.line(f"  what to do: longtake reconcile {entry.id}")
    else:
        output.line("  what to do: correct the cause, and submit it again. No task was created.")
