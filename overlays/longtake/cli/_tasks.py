"""The commands on tasks: `tasks`, `status`, `wait`, `download`, `cancel` and `resume`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeAlias

import typer
from attrs import evolve

from longtake._core.snapshot import Snapshot, State
from longtake._core.tokens import read_token
from longtake._providers import task_kinds
from longtake._shell.history import DurationHistory
from longtake.cli._columns import Column, output_width, shown_path, table_lines
from longtake.cli._context import current
from longtake.cli._declarations import (
    DEFAULT_TIMEOUT_S,
    OverwriteOption,
    PollOption,
    TasksArgument,
    TimeoutOption,
)
from longtake.cli._errors import CommandError, message_of, problem_of
from longtake.cli._files import check_output
from longtake.cli._messages import command_words
from longtake.cli._objects import entry_object, expires_at, model_of
from longtake.cli._typer import new_app
from longtake.cli._waiting import Waiting, print_task, wait_for
from longtake.cli._waiting import download as download_videos
from longtake.errors import InvalidRequestError, LongtakeError, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from longtake import Entry, Task
    from longtake.cli._context import Cli

_UNKNOWN: Final = ("unknown", "sending")
# As during a wait: a task that has not ended is not at 100%.
_MAX_ESTIMATE: Final = 0.99
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400

FolderOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|FOLDER",
        help="Download the videos to a folder (an existing one, or a path that ends with a slash), or one "
        "video to a file.",
        show_default=False,
    ),
]

COLUMNS: Final = (
    Column("ID", 4, 0),
    Column("MODEL", 10, 2),
    Column("STATE", 9, 1),
    Column("AGE", 4, 3, is_number=True),
    Column("LINKS END", 6, 6),
    Column("CREDITS", 7, 4, is_number=True),
    Column("REFERENCE", 8, 5),
    Column("FILE OR REASON", 16, 7),
)
"""The columns of `longtake tasks`."""

tasks = new_app()
status = new_app()
wait = new_app()
download = new_app()
cancel = new_app()
resume = new_app()


@tasks.command("tasks")
def _tasks(
    *,
    state: Annotated[
        str | None,
        typer.Option(
            "--state",
            metavar="STATE",
            help="List only tasks in this state: queued, running, succeeded, failed or cancelled. For "
            "submissions without a task: sending, unknown, refused or not_created.",
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="List only tasks of this model or provider.",
            show_default=False,
        ),
    ] = None,
    reference: Annotated[
        str | None,
        typer.Option(
            "--reference",
            metavar="NAME",
            help="List only tasks with this reference.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """List the tasks of the journal with the state from their last poll, the newest task last.

    The progress (~) is estimated from the age of the task. The list includes submissions with an unknown
    outcome.
    """
    cli = current()
    found = _listed(cli, state, model, reference)
    if cli.json:
        for entry in found:
            cli.output.emit("task", **entry_object(entry))
        return 0
    if not found:
        cli.output.note("The journal has no such task.")
        return 0
    now = datetime.now(UTC)
    for line in table_lines(COLUMNS, [_row(entry, now) for entry in found], output_width()):
        cli.output.line(line)
    return 0


def _listed(cli: Cli, state: str | None, model: str | None, reference: str | None) -> list[Entry]:
    journal = cli.clients.journal
    # This includes submissions of processes that ended while sending.
    unknown = [
        evolve(entry, state="unknown")
        for entry in journal.unknown()
        if state in {None, "unknown"} and reference in {None, entry.reference}
    ]
    found = unknown
    if state != "unknown":
        known: Any = state
        found = journal.tasks(state=known, reference=reference) + unknown
        found.sort(key=lambda entry: entry.sent_at)
    if model is None:
        return found
    return [
        entry
        for entry in found
        if any(f"{name}/".startswith(f"{model}/") for name in (model_of(entry), entry.model))
    ]


def _row(entry: Entry, now: datetime) -> tuple[str, ...]:
    ends = expires_at(entry)
    reason = entry.failure.message if entry.failure else command_words(entry.error or "")
    return (
        entry.id,
        model_of(entry),
        entry.state + _estimate(entry, now),
        duration((now - entry.sent_at).total_seconds()),
        ""
        if ends is None
        else "ended"
        if ends <= now
        else f"in {duration((ends - now).total_seconds())}",
        "" if entry.credits is None else f"{entry.credits:g}",
        entry.reference or "",
        shown_path(entry.files[-1]) if entry.files else reason,
    )


def _estimate(entry: Entry, now: datetime) -> str:
    """Return the estimated progress of a task that has not ended, empty for others."""
    if entry.token is None or entry.state not in {State.QUEUED.value, State.RUNNING.value}:
        return ""
    kind = task_kinds(entry.provider).get(read_token(entry.token).kind)
    if kind is None:
        return ""
    schedule = DurationHistory().schedule(kind.for_operation(entry.operation))
    share = schedule.durations.share_at((now - entry.sent_at).total_seconds())
    return f" ~{min(share, _MAX_ESTIMATE):.0%}"


def duration(seconds: float) -> str:
    """Return a duration in its largest unit, such as `5m`."""
    for size, unit in ((_DAY, "d"), (_HOUR, "h"), (_MINUTE, "m")):
        if seconds >= size:
            return f"{int(seconds // size)}{unit}"
    return f"{max(0, int(seconds))}s"


@status.command("status")
def _status(tasks: TasksArgument) -> int:
    """Poll tasks once, and print their states. For failed tasks, print the reason and what to do.

    The exit status is 0 even if a task has failed.
    """
    cli = current()
    return _for_each(tasks, lambda name: _print_status(cli, name))


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
        for video in task.videos:
            output.line(f"  video: {video.url}")
            if video.expires_at is not None:
                output.line(
                    f"  link expires: {video.expires_at:%Y-%m-%d %H:%M} UTC at the earliest"
                )
        output.line(f"  to download it: longtake download {shown}")
    elif snapshot.state.ended:
        _print_failure(cli, snapshot)
    else:
        output.line(f"  to wait for it: longtake wait {shown}")
    return 0


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
        output.line(f"  reason: {command_words(entry.error)}")
    if entry.state in _UNKNOWN:
        output.line(f"  what to do: longtake reconcile {entry.id}")
    else:
        output.line("  what to do: correct the cause, and submit it again. No task was created.")


@wait.command("wait")
def _wait(
    tasks: TasksArgument,
    *,
    output: FolderOption = None,
    overwrite: OverwriteOption = False,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
    poll: PollOption = None,
) -> int:
    """Wait for tasks, and print the links to their videos or download them.

    Ctrl-C stops waiting. The tasks continue at the provider.
    """
    cli = current()
    _check_output(cli, tasks, output, overwrite=overwrite)
    found = [cli.clients.task(name) for name in tasks]
    waiting = Waiting(timeout=timeout, poll=poll, output=output, overwrite=overwrite)
    return wait_for(cli, found, waiting)


@download.command("download")
def _download(
    tasks: TasksArgument, *, output: FolderOption = None, overwrite: OverwriteOption = False
) -> int:
    """Download the videos of tasks that have succeeded.

    By default, the videos are saved in the current folder.
    """
    cli = current()
    _check_output(cli, tasks, output, overwrite=overwrite)
    return _for_each(
        tasks, lambda name: _download_one(cli, name, output or "./", overwrite=overwrite)
    )


def _download_one(cli: Cli, name: str, output: str, *, overwrite: bool) -> int:
    task = cli.clients.task(name)
    snapshot = task.status()
    if not snapshot.state.ended:
        raise CommandError(
            f"the task {name} has not ended: it is {snapshot.state.value}",
            f"Run: longtake wait {name} -o {output}",
        )
    files = download_videos(cli, task, output, overwrite=overwrite)
    if cli.json:
        print_task(cli, task)
    else:
        for path in files:
            cli.output.line(str(path))
    return 0


@cancel.command("cancel")
def _cancel(tasks: TasksArgument) -> int:
    """Cancel tasks. Only useapi.net supports this."""
    cli = current()

    def cancel_one(name: str) -> int:
        task = cli.clients.task(name)
        try:
            task.cancel()
        except InvalidRequestError as error:
            raise CommandError(
                message_of(error, _model_named(cli, name)),
                f"The task continues. Run: longtake wait {name}",
            ) from error
        task.status()
        if cli.json:
            print_task(cli, task)
        else:
            cli.output.line(
                f"{name}: {task.snapshot.state.value if task.snapshot else 'cancelled'}"
            )
        return 0

    return _for_each(tasks, cancel_one)


@resume.command("resume")
def _resume(
    *,
    output: Annotated[
        str | None,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="The folder for the videos.",
            show_default=False,
        ),
    ] = None,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
    poll: PollOption = None,
) -> int:
    """Wait for all unfinished tasks of the journal, and download their videos.

    Also download the videos of earlier tasks that you have not downloaded, while their links work. By
    default, the videos are saved in the current folder.
    """
    cli = current()
    now = datetime.now(UTC)
    journal = cli.clients.journal
    found = journal.unfinished()
    for entry in journal.tasks(state=State.SUCCEEDED):
        ends = expires_at(entry)
        if not entry.files and (ends is None or ends > now):
            found.append(entry)
    unknown = journal.unknown()
    if unknown:
        cli.output.note(
            f"The outcome of {_count(len(unknown), 'submission')} is unknown. Run: longtake reconcile"
        )
    if not found:
        cli.output.note("There are no unfinished tasks.")
        return 0
    folder = output or "./"
    _check_folder(["", ""], folder)
    waited = [entry.task(cli.clients.client(entry.provider)) for entry in found]
    return wait_for(cli, waited, Waiting(timeout=timeout, poll=poll, output=folder))


def _for_each(names: Sequence[str], call: Callable[[str], int]) -> int:
    """Call a function with each name, and print errors. Return the first exit status other than 0."""
    statuses: list[int] = []
    for name in names:
        try:
            statuses.append(call(name))
        except (LongtakeError, CommandError) as error:
            cli = current()
            cli.model = _model_named(cli, name)
            problem = problem_of(error, name, model=cli.model, help_command=cli.help_command)
            cli.report(problem, error)
            statuses.append(problem.status)
    return next(filter(None, statuses), 0)


def _model_named(cli: Cli, name: str) -> str:
    """Return the model of a task, empty if the journal does not have the task."""
    try:
        return model_of(cli.clients.entry(name))
    except (LongtakeError, CommandError):
        return ""


def _check_output(cli: Cli, tasks: Sequence[str], output: str | None, *, overwrite: bool) -> None:
    """Check that the videos can be downloaded to a file or folder.

    Raises:
        CommandError: If they cannot.
    """
    _check_folder(tasks, output)
    own: tuple[Path, ...] = ()
    if output is not None and len(tasks) == 1 and not tasks[0].startswith("lt"):
        own = cli.clients.entry(tasks[0]).files
    check_output(output, overwrite=overwrite, own=own)


def _check_folder(tasks: Sequence[str], output: str | None) -> None:
    if output is None or len(tasks) <= 1 or output.endswith(("/", "\\")) or Path(output).is_dir():
        return
    raise CommandError(
        f"--output must be a folder for several tasks, got {output}",
        f"Add a slash at the end: -o {output}/",
    )


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
