"""One run of the command: arguments in, exit status out."""

from __future__ import annotations

import sys
import traceback

from typer import Abort, Exit, TyperException

from longtake.cli._context import Cli, running
from longtake.cli._output import BROKEN_PIPE


def run(arguments: list[str]) -> int:
    """Run the command, and return its exit status."""
    with running(Cli()) as cli:
        try:
            status = _status(arguments)
        except KeyboardInterrupt as interruption:
            status = _failed(cli, interruption)
        except Exception as error:  # noqa: BLE001 - every error becomes two lines and an exit status
            status = _failed(cli, error)
        cli.close()
        return cli.output.finish(status)


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
    return returned if isinstance(returned, int) else 0


def _failed(cli: Cli, error: BaseException) -> int:
    """Print an error as two lines, and return its exit status."""
    from longtake.cli._errors import problem_of, usage_problem  # noqa: PLC0415 - only errors need it

    if isinstance(error, TyperException | Abort):
        problem = usage_problem(error)
    else:
        problem = problem_of(error, model=cli.model, help_command=cli.help_command)
    if cli.debug:
        traceback.print_exception(error, file=sys.stderr)
    cli.output.error(problem.what, problem.todo)
    return problem.status
