"""Wait for tasks, show their progress, download their videos, and report the results."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Any

from longtake import as_completed, pending_after
from longtake._shell.video import download_beside
from longtake.cli._errors import CommandError, Status, problem_of
from longtake.cli._objects import entry_object, model_of, task_object
from longtake.cli._progress import Progress
from longtake.errors import InvalidRequestError, LongtakeError, TaskFailedError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Sequence

    from longtake import Entry, Task, WaitResult
    from longtake.cli._context import Cli
    from longtake.cli._declarations import TaskOptions


class Waiting:
    """The options of a wait.

    Attributes:
        timeout: Seconds to wait for each task, None for no limit.
        poll: Seconds between polls, None for longtake's schedule.
        output: The file or folder for the videos, None for no download.
        overwrite: Whether to replace existing files that the tasks did not download.
    """

    def __init__(
        self,
        *,
        timeout: float | None,
        poll: float | None = None,
        output: str | None = None,
        overwrite: bool = False,
    ) -> None:
        self.timeout = timeout
        self.poll = poll
        self.output = output
        self.overwrite = overwrite


def entry_of(cli: Cli, task: Task) -> Entry | None:
    """Return the entry of a task in the journal, None if there is none.

    There is none for a task that was not submitted with this journal, such as the 1080p form of a Veo video.
    """
    try:
        return cli.clients.journal.entry(task.token) if cli.clients.has_journal else None
    except InvalidRequestError:
        return None


def name_of(cli: Cli, task: Task) -> str:
    """Return the short id of a task, or its token without a journal."""
    entry = entry_of(cli, task)
    return task.token if entry is None else entry.id


def print_submitted(cli: Cli, task: Task) -> None:
    """Print the short id and the token of a task, or with `--json` its object."""
    entry = entry_of(cli, task)
    if cli.json:
        print_task(cli, task)
    else:
        cli.output.line(task.token if entry is None else f"{entry.id} {task.token}")
        cli.output.note(f"Wait for it with: longtake wait {name_of(cli, task)}")


def print_task(cli: Cli, task: Task) -> None:
    """Print the object of a task."""
    entry = entry_of(cli, task)
    cli.output.emit("task", **(task_object(task) if entry is None else entry_object(entry)))


def finished(cli: Cli, task: Task, options: TaskOptions) -> int:
    """Wait for a task and download its video, or print its id. Return the exit status."""
    if not options.waits:
        print_submitted(cli, task)
        return 0
    waiting = Waiting(
        timeout=options.timeout,
        poll=options.poll,
        output=options.output,
        overwrite=options.overwrite,
    )
    return wait_for(cli, [task], waiting)


@contextmanager
def submitting() -> Generator[None]:
    """Convert Ctrl-C during a submission to an error that states whether the outcome is known.

    Raises:
        CommandError: After Ctrl-C.
    """
    try:
        yield
    except KeyboardInterrupt as interruption:
        if pending_after(interruption) is None:
            raise CommandError(
                "interrupted before the request was sent",
                "Run the command again. No task was created.",
                Status.INTERRUPTED,
            ) from None
        raise interrupted_submission(
            "Do not run the command again: it may be charged twice. Run: longtake reconcile"
        ) from None


def interrupted_submission(todo: str) -> CommandError:
    """Return the error for Ctrl-C during a submission.

    Args:
        todo: What to do.
    """
    return CommandError(
        "interrupted while the request was being sent. The outcome of the submission is unknown",
        todo,
        Status.INTERRUPTED,
    )


def wait_for(cli: Cli, tasks: Sequence[Task], options: Waiting) -> int:
    """Wait for tasks, download their videos, print the results, and return the exit status.

    Each result is printed when its task ends: the files or the links of its videos, or with `--json` its
    object. An error is printed as two lines. The exit status is that of the first error.

    Args:
        cli: The run.
        tasks: The tasks.
        options: The options of the wait.

    Raises:
        CommandError: After Ctrl-C, with the command that resumes the tasks.
    """
    entries = {task.token: entry_of(cli, task) for task in tasks}
    models = {
        task.token: task.model if (entry := entries[task.token]) is None else model_of(entry)
        for task in tasks
    }
    names = {token: entry.id if entry else token for token, entry in entries.items()}
    pending = dict(names)
    statuses: list[int] = []
    try:
        with Progress(cli.output) as progress:
            for task in tasks:
                entry = entries[task.token]
                model = models[task.token]
                label = f"{entry.id} {model}" if entry else f"{model} {task.id}"
                state = "submitted" if entry is None else entry.state
                state = "submitted" if state == "queued" else state
                progress.add(task.token, label, state, elapsed_s=_age_s(entry))
            for result in as_completed(
                tasks,
                timeout=options.timeout,
                poll=options.poll,
                on_change=lambda task, change: progress.change(task.token, change),
            ):
                token = result.task.token
                status = _ended(
                    cli, result, options, progress, name=names[token], model=models[token]
                )
                statuses.append(status)
                del pending[token]
    except KeyboardInterrupt:
        running = running_in(task for task in tasks if task.token in pending)
        if pending and not running and options.output:
            raise interrupted_download(list(pending.values()), options.output) from None
        rest = f" -o {quote(options.output)}" if options.output else ""
        resume = f"Resume with: longtake wait {' '.join(pending.values())}{rest}"
        raise stopped(running, resume if pending else "Run: longtake tasks") from None
    return next(filter(None, statuses), 0)


def running_in(tasks: Iterable[Task]) -> int:
    """Return the number of tasks that have not ended, as far as their last polls show."""
    return sum(task.snapshot is None or not task.snapshot.state.ended for task in tasks)


def interrupted_download(names: Sequence[str], output: str | None) -> CommandError:
    """Return the error for Ctrl-C during the download of the videos of tasks.

    Args:
        names: The short ids or tokens of the tasks.
        output: The file or folder, None for the current folder.
    """
    rest = f" -o {quote(output)}" if output else ""
    return CommandError(
        "interrupted during the download",
        "The videos remain at the provider for now. To download again, run: longtake download "
        f"{' '.join(names)}{rest}",
        Status.INTERRUPTED,
    )


def stopped(running: int, todo: str) -> CommandError:
    """Return the error for Ctrl-C during a wait.

    Args:
        running: The number of tasks that have not ended.
        todo: What to do.
    """
    tasks = {0: "No task is running", 1: "1 task continues"}
    return CommandError(
        f"stopped waiting. {tasks.get(running, f'{running} tasks continue')} at the provider",
        todo,
        Status.INTERRUPTED,
    )


def download(
    cli: Cli, task: Task, target: str, *, overwrite: bool = False, progress: Progress | None = None
) -> list[Path]:
    """Download the videos of a task: all of them to a folder, the first one to a file.

    Args:
        cli: The run.
        task: The task.
        target: The file or folder. A folder exists, or ends with a slash.
        overwrite: Whether to replace existing files that the task did not download.
        progress: The progress to update.

    Raises:
        LongtakeError: If a download fails, or another program has created the file in the meantime.
    """

    def on_progress(done: int, total: int | None) -> None:
        if progress is not None:
            progress.update(task.token, "downloading", progress=done / total if total else None)

    entry = entry_of(cli, task)
    own = () if entry is None else entry.files
    is_folder = target.endswith(("/", "\\")) or Path(target).is_dir()
    chosen = task.videos if is_folder else task.videos[:1]
    return [
        download_beside(video, target, own=own, overwrite=overwrite, on_progress=on_progress)
        for video in chosen
    ]


def _ended(
    cli: Cli,
    result: WaitResult[Any, Any],
    options: Waiting,
    progress: Progress,
    *,
    name: str,
    model: str,
) -> int:
    """Download the videos of a task that has ended, print its result, and return the exit status."""
    task: Task = result.task
    files: list[Path] = []
    error: LongtakeError | None = result.error
    if error is None and options.output is not None:
        try:
            files = download(
                cli, task, options.output, overwrite=options.overwrite, progress=progress
            )
        except LongtakeError as failure:
            # Continue to wait for the other tasks.
            error = failure
        else:
            progress.update(task.token, "downloaded", progress=1.0)
    if cli.json:
        print_task(cli, task)
    elif error is None:
        for shown in map(str, files) if files else [video.url for video in task.videos]:
            cli.output.line(shown)
    if error is None:
        return 0
    if result.error is None:
        progress.update(task.token, "not stored")
    elif isinstance(result.error, TaskFailedError):
        progress.update(task.token, "failed")
    # After other errors, such as a timeout, the task runs. Its line keeps the last state.
    problem = problem_of(error, name, model=model, help_command=cli.help_command)
    cli.report(problem, error)
    return problem.status


def _age_s(entry: Entry | None) -> float:
    return 0.0 if entry is None else (datetime.now(UTC) - entry.sent_at).total_seconds()
