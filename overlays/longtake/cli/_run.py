"""One run of the command: arguments in, exit status out."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from typer import Abort, Exit, TyperException

from longtake.cli._context import Cli, running
from longtake.cli._output import BROKEN_PIPE

if TYPE_CHECKING:
    from collections.abc import Sequence

COMPLETION: Final = "_LONGTAKE_COMPLETE"
"""The environment variable that the shell sets for a completion."""

_INTERRUPTED: Final = 130


def run(arguments: list[str]) -> int:
    """Run the command, and return its exit status."""
    with running(Cli()) as cli:
        try:
            status = _status(arguments)
        except KeyboardInterrupt as interruption:
            status = _failed(cli, interruption, arguments)
        except Exception as error:  # noqa: BLE001 - every error becomes two lines and an exit status
            status = _failed(cli, error, arguments)
        cli.close()
        return status or _finished(cli)


def _status(arguments: list[str]) -> int:
    from longtake.cli._app import root_command  # noqa: PLC0415 - so that its errors are printed, too

    try:
        returned: object = root_command().main(
            arguments or ["--help"], prog_name="longtake", standalone_mode=False
        )
    except Exit as done:
        return done.exit_code
    except SystemExit as done:
        if isinstance(done.__context__, BrokenPipeError):
            # Typer itself has written to the closed pipe: the help, or the version.
            return BROKEN_PIPE
        return done.code if isinstance(done.code, int) else 1
    if returned == _INTERRUPTED:
        # Typer has converted it to a status, and printed nothing.
        raise KeyboardInterrupt
    return returned if isinstance(returned, int) else 0


def _finished(cli: Cli) -> int:
    """Flush the output, and return the exit status."""
    failure = cli.output.finish()
    if failure is None:
        return 0
    if isinstance(failure, BrokenPipeError):
        return BROKEN_PIPE
    from longtake.cli._errors import CommandError, Status  # noqa: PLC0415 - only errors need it

    error = CommandError(
        f"standard output cannot be written: {failure.strerror or failure}",
        "The command has finished its work. For the tasks and their files, run: longtake tasks",
        Status.OTHER,
    )
    return _failed(cli, error)


def _failed(cli: Cli, error: BaseException, arguments: Sequence[str] = ()) -> int:
    """Print an error, and return its exit status. An error of the shell's completion is not printed."""
    if COMPLETION in os.environ:
        return 1
    from longtake.cli._errors import problem_of, usage_problem  # noqa: PLC0415 - only errors need it

    # The error may have occurred before this option was read.
    cli.json = cli.json or "--json" in arguments
    if isinstance(error, TyperException | Abort):
        problem = usage_problem(error, cli.help_command)
    else:
        problem = problem_of(error, model=cli.model, help_command=cli.help_command)
    cli.report(problem, error)
    return problem.status
