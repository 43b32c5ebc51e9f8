"""The state of one run of the command: its global options, its output and its clients."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Final

from longtake.cli._output import Output

if TYPE_CHECKING:
    from collections.abc import Generator

    from longtake.cli._clients import Clients
    from longtake.cli._errors import Problem


class Cli:
    """One run of the command.

    Attributes:
        json: Whether data is printed as JSON, one object for each line.
        debug: Whether an error is printed with its traceback.
        verbose: Whether the library's log is printed.
        journal: The URL or path from `--journal`, None if it is not given.
        profile: The profile from `--profile`, None if it is not given.
        path: The words of the command so far, such as `generate` and `kie/veo`.
        model: The model of the command, such as `kie/veo`; empty if it is unknown.
    """

    def __init__(self) -> None:
        self.json = False
        self.debug = False
        self.verbose = False
        self.journal: str | None = None
        self.profile: str | None = None
        self.path: list[str] = []
        self.model = ""

    @cached_property
    def output(self) -> Output:
        """Return the standard output and the standard error."""
        return Output()

    @cached_property
    def clients(self) -> Clients:
        """Return the clients of the run, with their journal."""
        from longtake.cli._clients import Clients  # noqa: PLC0415 - only some commands need it

        return Clients(journal=self.journal, profile=self.profile)

    @property
    def help_command(self) -> str:
        """Return the command that prints the help of this one."""
        return " ".join(["longtake", *self.path, "--help"])

    def set_option(self, name: str, value: object) -> None:
        """Set the value of a global option."""
        setattr(self, name, value)
        if name == "verbose":
            from longtake.cli._log import print_log  # noqa: PLC0415 - only this option needs it

            print_log(self.output)

    def report(self, problem: Problem, error: BaseException) -> None:
        """Write an error to the standard error: two lines, or with `--json` an object.

        Args:
            problem: The error in two lines.
            error: The error itself, for the traceback that `--debug` prints.
        """
        if self.debug:
            import traceback  # noqa: PLC0415 - only this option needs it

            self.output.note("".join(traceback.format_exception(error)).rstrip())
        if self.json:
            self.output.emit_error("error", **problem.members())
        else:
            self.output.error(problem.what, problem.todo)

    def close(self) -> None:
        """Close what the run has opened."""
        if "clients" in self.__dict__:
            self.clients.close()


_current: Final[ContextVar[Cli]] = ContextVar("longtake_cli")


def current() -> Cli:
    """Return the current run."""
    return _current.get()


@contextmanager
def running(cli: Cli) -> Generator[Cli]:
    """Make a run the current one."""
    token = _current.set(cli)
    try:
        yield cli
    finally:
        _current.reset(token)
