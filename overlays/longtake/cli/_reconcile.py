"""`longtake reconcile`: settle submissions whose outcome is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from longtake._core.reconcile.submission import Created, NotCreated
from longtake._core.tokens import TaskAddress, check_task_id
from longtake.cli import _complete
from longtake.cli._context import current
from longtake.cli._declarations import check_seconds
from longtake.cli._errors import CommandError, Status
from longtake.cli._messages import command_words
from longtake.cli._objects import model_of
from longtake.cli._typer import new_app
from longtake.errors import RECONCILE_TIMEOUT_S, NotFoundError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from longtake import Entry
    from longtake.cli._context import Cli

reconcile = new_app()


def _check_timeout(value: float) -> float | None:
    # 0 is valid: it asks the provider once.
    return value and check_seconds(value)


@reconcile.command("reconcile")
def _reconcile(
    tasks: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="TASK...",
            help="The short ids of submissions. By default, all whose outcome is unknown.",
            autocompletion=_complete.unknown,
            show_default=False,
        ),
    ] = None,
    *,
    timeout: Annotated[
        float,
        typer.Option(
            "--timeout",
            metavar="SECONDS",
            callback=_check_timeout,
            help="The maximum time to ask the provider for the task. [default: 90]",
            show_default=False,
        ),
    ] = RECONCILE_TIMEOUT_S,
    created: Annotated[
        str | None,
        typer.Option(
            "--created",
            metavar="TASK_ID",
            help="Record the provider's id of the task that you found. The command polls the task first.",
            show_default=False,
        ),
    ] = None,
    not_created: Annotated[
        bool,
        typer.Option(
            "--not-created",
            help="Record that you found no task. This also removes a wrong id that --created recorded.",
        ),
    ] = False,
) -> int:
    """Find out whether submissions with an unknown outcome created their tasks. Nothing is submitted.

    kie.ai has no list of tasks. Look for the task in kie.ai's logs, and record what you find with --created
    or --not-created. The exit status is 9 if an outcome stays unknown.
    """
    cli = current()
    named = [cli.clients.entry(name) for name in tasks or ()]
    found = named if tasks else cli.clients.journal.unknown()
    if created is not None or not_created:
        return _settle(cli, found, created, is_created=not not_created)
    if not found:
        cli.output.note("There are no submissions with an unknown outcome.")
    statuses = [_reconcile_one(cli, entry, timeout) for entry in found]
    return max(statuses, default=0)


def _settle(cli: Cli, found: Sequence[Entry], task_id: str | None, *, is_created: bool) -> int:
    if len(found) != 1 or (is_created == (task_id is None)):
        raise CommandError(
            "--created and --not-created are mutually exclusive, and require exactly one submission",
            "Pass one of them, and one id. To list the ids, run: longtake tasks --state unknown",
        )
    (entry,) = found
    token = entry.token
    if task_id is not None:
        check_task_id(task_id)
        token = TaskAddress(entry.provider, entry.model.partition("/")[2], task_id).token()
    if token is not None:
        is_found = _is_found(cli, entry.provider, token)
        if is_found and not is_created:
            raise CommandError(
                f"the task of {entry.id} exists: {entry.task_id}",
                f"Wait for it with: longtake wait {entry.id}",
            )
        if not is_created and entry.provider_state is not None:
            raise CommandError(
                f"a poll has shown the task of {entry.id}, so it was created: {entry.task_id}",
                "The provider no longer has it. To make the video again, submit it again.",
            )
        if is_created and not is_found:
            raise CommandError(
                f"{model_of(entry)} has no task with the id {task_id!r}",
                "Check the id at the provider. Nothing was recorded.",
            )
    entry.settle(task_id)
    if is_created:
        _print_reconciled(cli, entry, "created", token)
    else:
        _print_reconciled(cli, entry, "not_created", None)
    return 0


def _is_found(cli: Cli, provider: str, token: str) -> bool:
    """Poll a task once, and return whether the provider has it.

    Raises:
        LongtakeError: If the poll fails for another reason.
    """
    try:
        cli.clients.client(provider).from_token(token).status()
    except NotFoundError:
        return False
    return True


def _reconcile_one(cli: Cli, entry: Entry, timeout: float) -> int:
    if entry.token is not None:
        _print_reconciled(cli, entry, "created", entry.token)
        return 0
    outcome = entry.reconcile(cli.clients.client(entry.provider), timeout=timeout)
    if isinstance(outcome, Created):
        _print_reconciled(cli, entry, "created", outcome.task.token, reason=outcome.evidence)
        return 0
    if isinstance(outcome, NotCreated):
        _print_reconciled(cli, entry, "not_created", None, reason=outcome.evidence)
        return 0
    _print_reconciled(
        cli,
        entry,
        "unknown",
        None,
        reason=outcome.reason,
        candidates=[task.token for task in outcome.candidates],
        balance=outcome.balance,
    )
    return Status.UNKNOWN


def _print_reconciled(
    cli: Cli,
    entry: Entry,
    outcome: str,
    token: str | None,
    *,
    reason: str = "",
    candidates: Sequence[str] = (),
    balance: float | None = None,
) -> None:
    short = cli.clients.journal.entry(token).id if token else None
    if cli.json:
        cli.output.emit(
            "reconciled",
            id=entry.id,
            model=model_of(entry),
            reference=entry.reference,
            outcome=outcome,
            task=short,
            token=token,
            reason=reason or None,
            candidates=list(candidates),
            balance=balance,
        )
        return
    name = f"{entry.id} {model_of(entry)}" + (f" {entry.reference}" if entry.reference else "")
    texts = {
        "created": f"the task exists. Wait for it with: longtake wait {short}",
        "not_created": "no task was created. Submit it again if you need it",
        "unknown": f"still unknown. {command_words(reason)}",
    }
    cli.output.line(f"{name}: {texts[outcome]}")
    for candidate in candidates:
        cli.output.line(f"  it may be this task: longtake status {candidate}")
    if outcome == "unknown":
        cli.output.line(
            f"  to record what you find: longtake reconcile {entry.id} --created TASK_ID, or --not-created"
        )
