"""`longtake tasks`: list the tasks of the journal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from attrs import evolve

from longtake._core.snapshot import State
from longtake._core.tokens import read_token
from longtake._core.values import counted
from longtake._providers import PROVIDERS, task_kinds
from longtake._shell.history import DurationHistory
from longtake.cli import _complete
from longtake.cli._call import Resources
from longtake.cli._columns import Column, output_width, shown_path, table_lines
from longtake.cli._context import current
from longtake.cli._errors import CommandError
from longtake.cli._messages import first_sentence
from longtake.cli._names import did_you_mean
from longtake.cli._objects import entry_object, error_of, expires_at, model_of
from longtake.cli._typer import new_app
from longtake.models import MODELS

if TYPE_CHECKING:
    from longtake import Entry
    from longtake.cli._context import Cli

# As during a wait: a task that has not ended is not at 100%.
_MAX_ESTIMATE: Final = 0.99
_MINUTE: Final = 60
_HOUR: Final = 3600
_DAY: Final = 86400

COLUMNS: Final = (
    Column("ID", None, 0),
    Column("MODEL", 10, 2),
    Column("STATE", None, 1),
    Column("AGE", None, 4, is_number=True),
    Column("LINKS END", None, 7),
    Column("CREDITS", None, 5, is_number=True),
    Column("REFERENCE", 9, 6),
    Column("FILE OR REASON", 14, 3),
)
"""The columns of `longtake tasks`."""

tasks = new_app()


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
            autocompletion=_complete.states,
            show_default=False,
        ),
    ] = None,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="MODEL",
            help="List only tasks of this model or provider.",
            autocompletion=_complete.models_and_providers,
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
    limit: Annotated[
        int | None,
        typer.Option(
            "--limit",
            metavar="N",
            min=1,
            help="List only the newest N tasks.",
            show_default=False,
        ),
    ] = None,
) -> int:
    """List the tasks of the journal with the state from their last poll, the newest task last.

    The progress (~) is estimated from the age of the task. The list includes submissions with an unknown
    outcome.
    """
    cli = current()
    if model is not None:
        _check_model(model)
    found = _listed(cli, state, model, reference)
    hidden = 0 if limit is None else max(0, len(found) - limit)
    found = found[hidden:]
    if cli.json:
        for entry in found:
            cli.output.emit("task", **entry_object(entry))
    elif found:
        now = datetime.now(UTC)
        for line in table_lines(COLUMNS, [_row(entry, now) for entry in found], output_width()):
            cli.output.line(line)
    elif state is None and model is None and reference is None:
        cli.output.note(
            "The journal has no tasks yet. To make a video, run: longtake generate MODEL --prompt TEXT"
        )
    else:
        cli.output.note("The journal has no such task.")
    if hidden:
        cli.output.note(f"{counted(hidden, 'older task')} not listed.")
    return 0


def _check_model(name: str) -> None:
    """Check that tasks may have a model or a provider.

    Raises:
        CommandError: If there is no such model or provider.
    """
    provider, _, path = name.partition("/")
    if provider in PROVIDERS:
        paths = [each.replace(".", "/") for each in Resources(provider).summaries]
        if not path or any(f"{each}/".startswith(f"{path}/") for each in paths):
            return
    close = did_you_mean(name, [*PROVIDERS, *MODELS])
    raise CommandError(
        f"--model must be a model or one of the providers {', '.join(PROVIDERS)}, got {name!r}{close}",
        "Run: longtake models",
    )


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
    reason = entry.failure.message if entry.failure else first_sentence(error_of(entry))
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
