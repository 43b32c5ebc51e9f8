"""`longtake batch`: the jobs of a file, each submitted once."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer
from attrs import asdict

from longtake import Rate
from longtake._core.values import counted
from longtake.cli._batch_plan import BatchOptions, Plan, planned
from longtake.cli._batch_run import BatchRun
from longtake.cli._columns import Column, output_width, table_lines
from longtake.cli._context import current
from longtake.cli._declarations import (
    DEFAULT_TIMEOUT_S,
    PollOption,
    TimeoutOption,
    check_credits,
    check_path,
)
from longtake.cli._errors import CommandError, Status
from longtake.cli._job_requests import Batch
from longtake.cli._options import SectionedCommand
from longtake.cli._results import Results, results_path
from longtake.cli._typer import new_app

if TYPE_CHECKING:
    from collections.abc import Sequence

    from longtake.cli._context import Cli
    from longtake.cli._jobs import Mistake

_RATE: Final = re.compile(r"(\d+)(?:/(\d+(?:\.\d+)?)?(s|m|h)?)?")
_SECONDS: Final = {"s": 1.0, "m": 60.0, "h": 3600.0}
_MAX_SHOWN: Final = 20
_LIMITS: Final = "Limits"

_COLUMNS: Final = (
    Column("MODEL", 10, 0),
    Column("OPERATION", 9, 1),
    Column("JOBS", 4, 2, is_number=True),
    Column("TO SUBMIT", 9, 3, is_number=True),
    Column("CREDITS", 7, 4, is_number=True),
)

batch = new_app()


@batch.command("batch", cls=SectionedCommand)
def _batch(
    jobs: Annotated[
        Path,
        typer.Argument(
            metavar="JOBS", help="The file of jobs: .csv or .jsonl.", show_default=False
        ),
    ],
    *,
    output: Annotated[
        Path,
        typer.Option(
            "--output",
            "-o",
            metavar="FOLDER",
            help="The folder for the videos. [default: the current folder]",
            callback=check_path,
            show_default=False,
        ),
    ] = Path(),
    retry_failed: Annotated[
        bool, typer.Option("--retry-failed", help="Submit a job again if its task has failed.")
    ] = False,
    overwrite: Annotated[
        bool,
        typer.Option(
            "--overwrite", help="Replace existing files that this batch did not download."
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Check the file, and print the number of jobs and their price."
        ),
    ] = False,
    max_credits: Annotated[
        float | None,
        typer.Option(
            "--max-credits",
            metavar="CREDITS",
            callback=check_credits,
            help="The maximum cost of the whole batch at each provider. Jobs without a published price are "
            "refused.",
            rich_help_panel=_LIMITS,
            show_default=False,
        ),
    ] = None,
    max_pending: Annotated[
        int | None,
        typer.Option(
            "--max-pending",
            metavar="N",
            min=1,
            help="The maximum number of tasks that run at once at each provider. [default: the provider's "
            "limit, or 10 if it documents none]",
            rich_help_panel=_LIMITS,
            show_default=False,
        ),
    ] = None,
    rate: Annotated[
        str | None,
        typer.Option(
            "--rate",
            metavar="N/TIME",
            help="The maximum rate of submissions at each provider, such as 20/10s or 5/m. [default: the "
            "provider's limit]",
            rich_help_panel=_LIMITS,
            show_default=False,
        ),
    ] = None,
    timeout: TimeoutOption = DEFAULT_TIMEOUT_S,
    poll: PollOption = None,
) -> int:
    """Submit the jobs of a file, wait for them, and download their videos.

    Each line of the file is a job. A CSV file is separated by commas, semicolons or tabs. A .jsonl file has a
    JSON object with the same names on each line.

    \b
    model,operation,prompt,source,reference,output
    kie/veo,generate,A dog runs,,shot-1,dog.mp4
    kie/veo,extend,It swims,veo_task_abc,,
    kling/kling,,A cat sleeps,,,

    Only the column model is required. The default of operation is extend if there is a source, otherwise
    generate. A source is a TASK or the provider's id of the video, or for some models a URL. Every other
    column is a parameter: a common name, such as prompt, image or duration_s, or the provider's own. For a
    parameter named like a column above, write parameters.NAME, such as parameters.model for the tier of Veo.
    An empty cell means no value. Without output, the file is named after the reference, or the prompt. For
    the parameters of a model, run: longtake models MODEL

    All lines are checked before anything is sent. After an interruption, run the same command again. It
    resumes where it stopped, and submits nothing twice. A reference identifies a job. Without one, a job is
    identified by its line and the name of the file: if you rename the file, all its jobs are new.

    The results of shots.csv are in shots.results.jsonl.

    Example: longtake batch shots.csv -o shots/
    """  # noqa: D301 - the escape keeps the lines of the next paragraph
    cli = current()
    if not jobs.is_file():
        raise CommandError(f"JOBS must be an existing file, got {str(jobs)!r}", "Check the path.")
    found = Batch(jobs, cli.clients)
    options = BatchOptions(
        folder=output,
        retry_failed=retry_failed,
        overwrite=overwrite,
        max_credits=max_credits,
        max_pending=max_pending,
        rate=_rate(rate),
        timeout=timeout,
        poll=poll,
    )
    plan = planned(cli, found, options, needs_journal=not dry_run)
    _check(cli, plan, options)
    if dry_run:
        _print_plan(cli, plan)
        return 0
    results = Results(results_path(jobs))
    results.open()
    return BatchRun(cli, found, options, plan, results).run()


def _rate(given: str | None) -> Rate | None:
    """Return the rate of an option such as `20/10s`.

    Raises:
        CommandError: If it is not valid.
    """
    if given is None:
        return None
    match = _RATE.fullmatch(given.strip())
    if match is not None:
        times, number, unit = match.groups()
        per_s = float(number or 1) * _SECONDS[unit or "s"]
        if int(times) >= 1 and per_s > 0:
            return Rate(int(times), per_s)
    raise CommandError(
        f"--rate must be a number and a period, got {given!r}", "Write, for example, --rate 20/10s."
    )


def _check(cli: Cli, plan: Plan, options: BatchOptions) -> None:
    """Check that a plan can be carried out.

    Raises:
        CommandError: If the file has mistakes, or `--max-credits` cannot be applied.
    """
    if plan.mistakes:
        _print_mistakes(cli, plan.mistakes)
        raise CommandError(
            f"{plan.file} has {counted(len(plan.mistakes), 'mistake')}. Nothing was sent",
            "Correct the lines above, and run the command again.",
        )
    if options.max_credits is not None and plan.unpriced is not None:
        job = plan.unpriced
        raise CommandError(
            f"{plan.file}, line {job.line}: no price is published for {job.model} {job.operation} with these "
            "parameters, so --max-credits cannot be applied",
            "Leave out --max-credits. Nothing was sent. To list the published prices, run: longtake models "
            f"{job.model}",
            Status.USAGE,
        )


def _print_mistakes(cli: Cli, mistakes: Sequence[Mistake]) -> None:
    if cli.json:
        for mistake in mistakes:
            cli.output.emit_error("mistake", **asdict(mistake))
        return
    for mistake in mistakes[:_MAX_SHOWN]:
        cli.output.note(str(mistake))
    more = len(mistakes) - _MAX_SHOWN
    if more > 0:
        cli.output.note(f"... and {more} more")


def _print_plan(cli: Cli, plan: Plan) -> None:
    """Print the jobs that a batch would submit, and their price."""
    if cli.json:
        for group in plan.groups.values():
            cli.output.emit(
                "planned_jobs",
                model=group.model,
                operation=group.operation,
                jobs=group.jobs,
                to_submit=group.to_submit,
                credits=group.credits,
                unpriced=group.unpriced,
            )
        return
    rows = [
        (
            group.model,
            group.operation,
            str(group.jobs),
            str(group.to_submit),
            "unknown" if group.credits is None else f"{group.credits:,g}",
        )
        for group in plan.groups.values()
    ]
    for line in table_lines(_COLUMNS, rows, output_width()):
        cli.output.line(line)
    totals = [f"{name}: {amount:,g} credits" for name, amount in sorted(plan.prices.items())]
    number = sum(group.unpriced for group in plan.groups.values())
    if number:
        totals.append(f"{counted(number, 'job')} without a published price")
    cli.output.line("")
    cli.output.line(f"Total: {'; '.join(totals) or 'nothing to submit'}")
    cli.output.note("Nothing was sent.")
