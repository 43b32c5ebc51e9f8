"""The commands on tasks: `wait`, `download`, `cancel` and `resume`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from longtake._core.snapshot import State
from longtake._core.values import counted
from longtake.cli._context import current
from longtake.cli._declarations import (
    DEFAULT_TIMEOUT_S,
    OverwriteOption,
    PollOption,
    TasksArgument,
    TimeoutOption,
    check_path,
)
from longtake.cli._errors import CommandError, message_of, problem_of
from longtake.cli._files import check_output
from longtake.cli._objects import expires_at, model_of
from longtake.cli._typer import new_app
from longtake.cli._waiting import Waiting, interrupted_download, print_task, wait_for
from longtake.cli._waiting import download as download_videos
from longtake.errors import InvalidRequestError, LongtakeError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from longtake.cli._context import Cli

FolderOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|FOLDER",
        help="Download the videos to a folder (an existing one, or a path that ends with a slash), or one "
        "video to a file.",
        callback=check_path,
        show_default=False,
    ),
]

wait = new_app()
download = new_app()
cancel = new_app()
resume = new_app()


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
    try:
        return for_each(
            tasks, lambda name: _download_one(cli, name, output or "./", overwrite=overwrite)
        )
    except KeyboardInterrupt:
        raise interrupted_download(tasks, output) from None


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

    return for_each(tasks, cancel_one)


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
            callback=check_path,
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
            f"The outcome of {counted(len(unknown), 'submission')} is unknown. Run: longtake reconcile"
        )
    if not found:
        cli.output.note("There are no unfinished tasks.")
        return 0
    folder = output or "./"
    _check_folder(["", ""], folder)
    waited = [entry.task(cli.clients.client(entry.provider)) for entry in found]
    return wait_for(cli, waited, Waiting(timeout=timeout, poll=poll, output=folder))


def for_each(names: Sequence[str], call: Callable[[str], int]) -> int:
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
