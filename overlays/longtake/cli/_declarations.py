"""The options that several commands share, as annotations for Typer."""

from __future__ import annotations

import sys
from typing import Annotated, Final, TypeAlias, TypeVar

import typer

from longtake.cli import _complete
from longtake.cli._context import current
from longtake.cli._errors import CommandError
from longtake.errors import LongtakeError

PathT = TypeVar("PathT")

SUBMISSION: Final = "Submission"
RESULT: Final = "Waiting and result"

DEFAULT_TIMEOUT_S: Final = 1800.0
_MAX_SECONDS: Final = 1e9


def check_seconds(value: float | None) -> float | None:
    """Return the value of an option that is a positive number of seconds. For `callback` of `typer.Option`.

    Raises:
        typer.BadParameter: If it is not positive, not a number, or too large.
    """
    if value is not None and not 0 < value < _MAX_SECONDS:
        raise typer.BadParameter(f"must be a positive number of seconds, got {value:g}")
    return value


def check_credits(value: float | None) -> float | None:
    """Return the value of an option that is a number of credits. For `callback` of `typer.Option`.

    Raises:
        typer.BadParameter: If it is negative or not a number.
    """
    if value is not None and not value >= 0:
        raise typer.BadParameter(f"must be a number of credits, 0 or more, got {value:g}")
    return value


def check_path(value: PathT) -> PathT:
    """Return the value of an option that is a path to write to. For `callback` of `typer.Option`.

    Raises:
        typer.BadParameter: If it is `-`, which stands for standard output in other commands.
    """
    if str(value) == "-":
        raise typer.BadParameter(
            "must be a path, got -: the command writes no file to standard output"
        )
    return value


WaitOption: TypeAlias = Annotated[
    bool | None,
    typer.Option(
        "--wait/--detach",
        help="Wait until the task has ended, or print its short id and token and exit. By default, the "
        "command waits if standard error is a terminal.",
        rich_help_panel=RESULT,
        show_default=False,
    ),
]
OutputOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        metavar="FILE|FOLDER",
        help="Download the video to a file, or to a folder: an existing one, or a path that ends with a "
        "slash. Implies --wait.",
        callback=check_path,
        rich_help_panel=RESULT,
        show_default=False,
    ),
]
TimeoutOption: TypeAlias = Annotated[
    float,
    typer.Option(
        "--timeout",
        metavar="SECONDS",
        help="The maximum time to wait for a task. The task continues after the timeout. [default: 1800]",
        callback=check_seconds,
        rich_help_panel=RESULT,
        show_default=False,
    ),
]
PollOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--poll",
        metavar="SECONDS",
        help="The time between polls. By default, longtake polls about as often as the provider recommends.",
        callback=check_seconds,
        rich_help_panel=RESULT,
        show_default=False,
    ),
]
OverwriteOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--overwrite",
        help="Replace the file of --output if it exists.",
        rich_help_panel=RESULT,
    ),
]
DryRunOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help="Print the request and its price. Nothing is sent, and no key is needed.",
        rich_help_panel=SUBMISSION,
    ),
]
ReferenceOption: TypeAlias = Annotated[
    str | None,
    typer.Option(
        "--reference",
        metavar="NAME",
        help="Your own name for the submission. A name is submitted once. After that, it returns the same "
        "task.",
        rich_help_panel=SUBMISSION,
        show_default=False,
    ),
]
RetryFailedOption: TypeAlias = Annotated[
    bool,
    typer.Option(
        "--retry-failed",
        help="Submit again if the task of this --reference has failed.",
        rich_help_panel=SUBMISSION,
    ),
]
MaxCreditsOption: TypeAlias = Annotated[
    float | None,
    typer.Option(
        "--max-credits",
        metavar="CREDITS",
        help="Refuse a request that costs more, or that has no published price.",
        callback=check_credits,
        rich_help_panel=SUBMISSION,
        show_default=False,
    ),
]


class TaskOptions:
    """The options of a command that returns a task."""

    def __init__(
        self,
        *,
        wait: WaitOption = None,
        output: OutputOption = None,
        overwrite: OverwriteOption = False,
        timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
        poll: PollOption = None,
        dry_run: DryRunOption = False,
    ) -> None:
        if wait is False and output is not None:
            raise CommandError(
                "--detach and --output are mutually exclusive",
                "Leave out one of them. Nothing was sent.",
            )
        self._wait = wait
        self.output = output
        self.overwrite = overwrite
        self.timeout = timeout
        self.poll = poll
        self.dry_run = dry_run
        self.reference: str | None = None
        self.retry_failed = False
        self.max_credits: float | None = None

    @property
    def waits(self) -> bool:
        """Return whether the command waits for the task."""
        if self.output is not None:
            return True
        return sys.stderr.isatty() if self._wait is None else self._wait


class SubmitOptions(TaskOptions):
    """The options of a command that submits a task."""

    def __init__(
        self,
        *,
        reference: ReferenceOption = None,
        retry_failed: RetryFailedOption = False,
        max_credits: MaxCreditsOption = None,
        dry_run: DryRunOption = False,
        wait: WaitOption = None,
        output: OutputOption = None,
        overwrite: OverwriteOption = False,
        timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
        poll: PollOption = None,
    ) -> None:
        super().__init__(
            wait=wait,
            output=output,
            overwrite=overwrite,
            timeout=timeout,
            poll=poll,
            dry_run=dry_run,
        )
        self.reference = reference
        self.retry_failed = retry_failed
        self.max_credits = max_credits


class PlainOptions:
    """The options of a command that returns no task."""

    def __init__(self, *, dry_run: DryRunOption = False) -> None:
        self.dry_run = dry_run


def once(names: list[str]) -> list[str]:
    """Return the tokens and short ids without further names of the same task.

    `longtake generate --detach` prints both.
    """
    cli = current()
    if len(set(names)) == 1 or not cli.clients.has_journal:
        return list(dict.fromkeys(names))
    found: dict[str, str] = {}
    for name in names:
        try:
            token = cli.clients.entry(name).token
        except (LongtakeError, CommandError):
            # The command reports it.
            token = None
        found.setdefault(token or name, name)
    return list(found.values())


TasksArgument: TypeAlias = Annotated[
    list[str],
    typer.Argument(
        metavar="TASK...",
        help="Tokens or short ids.",
        autocompletion=_complete.tasks,
        callback=once,
        show_default=False,
    ),
]
