"""`longtake plan` and `longtake lengthen`."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from attrs import asdict

import longtake
from longtake._core.values import counted
from longtake.cli._context import current
from longtake.cli._declarations import PollOption
from longtake.cli._errors import CommandError, Status
from longtake.cli._files import check_output
from longtake.cli._film_options import (
    ContactSheetOption,
    ExactOption,
    MaxCreditsOption,
    MaxHopsOption,
    ModelOption,
    OutputOption,
    OverwriteOption,
    PartsOption,
    PromptOption,
    ReferenceOption,
    SetOption,
    SourceArgument,
    TimeoutOption,
    ToOption,
    ViaOption,
)
from longtake.cli._film_source import found_video, video_and_reference
from longtake.cli._names import unknown_model
from longtake.cli._progress import Progress
from longtake.cli._typer import new_app
from longtake.cli._waiting import interrupted_submission, stopped
from longtake.errors import LengthenError, SubmitOutcomeUnknown
from longtake.models import MODELS

if TYPE_CHECKING:
    from longtake import Film, LengthenProgress, Plan, Video
    from longtake._shell.client import SyncClient
    from longtake.cli._context import Cli

_KEY: Final = "film"
_FILE_NAME: Final = "film.mp4"
_ADVICE: Final = re.compile(r"\. (?:Call lengthen again|Save error\.film).*$")
"""The advice in a `LengthenError`, which is for programs."""

plan = new_app()
lengthen = new_app()


@plan.command("plan")
def _plan(
    source: SourceArgument,
    *,
    to: ToOption,
    prompt: PromptOption = None,
    model: ModelOption = None,
    via: ViaOption = None,
    set_: SetOption = None,
    max_hops: MaxHopsOption = None,
    exact: ExactOption = False,
) -> int:
    """Print the hops that lengthen a video, and their prices. Nothing is charged.

    Example: longtake plan 3f2a --to 60 --prompt "It reaches the sea"
    """
    cli = current()
    arguments = _arguments(
        to=to, prompts=prompt, via=via, settings=set_, max_hops=max_hops, exact=exact
    )
    _print_plan(cli, _planned(cli, source, model, arguments))
    return 0


@lengthen.command("lengthen")
def _lengthen(
    source: SourceArgument,
    *,
    to: ToOption,
    prompt: PromptOption = None,
    output: OutputOption = _FILE_NAME,
    overwrite: OverwriteOption = False,
    model: ModelOption = None,
    via: ViaOption = None,
    set_: SetOption = None,
    max_credits: MaxCreditsOption = None,
    max_hops: MaxHopsOption = None,
    exact: ExactOption = False,
    contact_sheet: ContactSheetOption = None,
    reference: ReferenceOption = None,
    parts: PartsOption = None,
    timeout: TimeoutOption = None,
    poll: PollOption = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Print the plan. Nothing is charged.")
    ] = False,
) -> int:
    """Lengthen a video hop by hop, and save the film. Each hop is charged.

    After an interruption, run the same command again. It resumes where it stopped.

    Example: longtake lengthen 3f2a --to 60 --prompt "It reaches the sea" -o film.mp4
    """
    cli = current()
    arguments = _arguments(
        to=to, prompts=prompt, via=via, settings=set_, max_hops=max_hops, exact=exact
    )
    if not dry_run:
        is_folder = output.endswith(("/", "\\")) or Path(output).is_dir()
        check_output(str(Path(output, _FILE_NAME)) if is_folder else output, overwrite=overwrite)
        check_output(contact_sheet, overwrite=overwrite)
        if parts is not None and Path(parts).is_file():
            raise CommandError(
                f"--parts must be a folder, got the file {parts}", "Choose another path."
            )
    if dry_run:
        _print_plan(cli, _planned(cli, source, model, arguments))
        return 0
    video, reference = video_and_reference(cli, source, model, arguments, reference)
    with ExitStack() as stack:
        if reference is None and parts is None:
            # After Ctrl-C, the process may end without the deletion of the library's own temporary folder.
            parts = stack.enter_context(TemporaryDirectory(prefix="longtake-film-"))
        try:
            film = _made(
                cli,
                video,
                arguments,
                max_credits=max_credits,
                reference=reference,
                parts=parts,
                timeout=timeout,
                poll=poll,
            )
        except CommandError as error:
            cause = error.__cause__
            if reference is None and isinstance(cause, LengthenError) and cause.film.hops:
                # Without a journal, the finished hops cannot be used again.
                path = cause.film.save(output, overwrite=overwrite)
                cli.output.note(f"The film so far is in {path}.")
            raise
        path = film.save(output, overwrite=overwrite)
        sheet = None
        if contact_sheet is not None:
            sheet = film.contact_sheet(contact_sheet, overwrite=overwrite)
        _print_film(cli, film, to, path, sheet)
        return 0 if film.complete else Status.CREDITS


def _arguments(
    *,
    to: float,
    prompts: list[str] | None,
    via: str | None,
    settings: list[str] | None,
    max_hops: int | None,
    exact: bool,
) -> dict[str, Any]:
    """Return the arguments that `longtake.plan` and `longtake.lengthen` share."""
    return {
        "to_s": to,
        "prompts": prompts or (),
        "via": via,
        "options": dict(map(_setting, settings or ())),
        "max_hops": max_hops,
        "exact": exact,
    }


def _planned(cli: Cli, source: str, model: str | None, arguments: dict[str, Any]) -> Plan:
    """Return the plan, before anything is charged.

    Raises:
        CommandError: If the video is long enough already.
        InvalidRequestError: If the length cannot be reached, or an argument is not valid.
    """
    video = found_video(cli, source, model)
    # A plan needs a client only to download a URL.
    client = _client(cli, arguments["via"]) if isinstance(video, str) else None
    found = longtake.plan(video, **arguments, client=client)
    if not found.hops and not found.exact:
        raise _long_enough(found.from_s, found.to_s)
    return found


def _long_enough(from_s: float, to_s: float) -> CommandError:
    return CommandError(
        f"--to must be more than the length of the video, {from_s:.4g} s, got {to_s:g}",
        "Pass a longer length, or --exact to cut the video.",
    )


def _setting(given: str) -> tuple[str, object]:
    """Return the name and the value of `--set`. A value that is valid JSON is parsed."""
    name, found, value = given.partition("=")
    if not found or not name:
        raise CommandError(
            f"--set must be NAME=VALUE, got {given!r}", "Write, for example, --set model=lite."
        )
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _client(cli: Cli, via: str | None) -> SyncClient[Any] | None:
    """Return the client for `--via`, None without it.

    Raises:
        CommandError: If there is no such model.
    """
    if via is None:
        return None
    if via not in MODELS:
        raise unknown_model(via, MODELS, "longtake models")
    return cli.clients.client(via.partition("/")[0])


def _made(
    cli: Cli,
    video: Video | str | Path,
    arguments: dict[str, Any],
    **settings: Any,  # noqa: ANN401 - the arguments of `longtake.lengthen`
) -> Film:
    """Lengthen a video, and show a line of progress.

    Raises:
        CommandError: After Ctrl-C, if a hop fails, or if the video is long enough already.
    """
    again = "Run the same command again. It resumes where it stopped."
    settle_first = "Run: longtake reconcile. Then run the same command again."
    if settings["reference"] is None:
        settle_first = again = (
            "Without a journal, the same command starts again and is charged again."
        )
    via = arguments["via"]
    client = _client(cli, via)
    maker = None if isinstance(video, str | Path) else video.model or video.kind
    last: LengthenProgress | None = None

    def on_change(change: LengthenProgress) -> None:
        nonlocal last
        last = change
        _show(progress, change)

    try:
        with Progress(cli.output) as progress:
            progress.add(_KEY, f"film {via or maker}", "preparing")
            film = longtake.lengthen(
                video,
                **arguments,
                **settings,
                client=client,
                on_change=on_change,
            )
            if not film.hops and film.complete and not arguments["exact"]:
                raise _long_enough(film.duration_s, arguments["to_s"])
            progress.update(
                _KEY,
                "succeeded" if film.complete else "stopped",
                progress=1.0 if film.complete else None,
                credits_=film.credits,
            )
            return film
    except KeyboardInterrupt as interruption:
        pending = longtake.pending_after(interruption)
        if isinstance(pending, SubmitOutcomeUnknown):
            raise interrupted_submission(settle_first) from None
        if pending is None and last is None:
            raise CommandError(
                "interrupted before a hop was sent",
                "Run the same command again.",
                Status.INTERRUPTED,
            ) from None
        is_running = pending is not None and (last is None or not last.change.state.ended)
        raise stopped(int(is_running), again) from None
    except LengthenError as error:
        from longtake.cli._errors import problem_of  # noqa: PLC0415 - only failures need it

        reason = problem_of(error.__cause__ or error, help_command=cli.help_command)
        if reason.status in {Status.FAILED, Status.REFUSED} and settings["reference"]:
            again = (
                "Run the same command again to submit the hop again. You can change its --prompt: repeat the "
                "option, with the same prompts for the finished hops."
            )
        if reason.status == Status.UNKNOWN:
            again = settle_first
        if reason.status in {Status.USAGE, Status.KEY}:
            again = f"{reason.todo.rstrip('.')}. Then run the same command again."
        raise CommandError(
            _ADVICE.sub("", str(error.args[0])), again, Status(reason.status)
        ) from error


def _show(progress: Progress, change: LengthenProgress) -> None:
    """Show the progress of the whole film, from its finished hops and the current one."""
    done = change.hop - 1 + (change.change.progress or 0)
    progress.update(
        _KEY,
        f"hop {change.hop}/{change.hops}",
        progress=min(done / change.hops, 0.99),
        is_estimate=True,
        # The time that is left cannot be derived from the elapsed time if the film was resumed.
        rest_s=inf if change.remaining_s is None else change.remaining_s,
    )


def _print_plan(cli: Cli, found: Plan) -> None:
    if cli.json:
        cli.output.emit(
            "plan",
            **asdict(found, recurse=True),
            duration_s=found.duration_s,
            credits=found.credits,
        )
        return
    for line in str(found).splitlines():
        cli.output.line(line)


def _print_film(cli: Cli, film: Film, to_s: float, path: Path, sheet: Path | None) -> None:
    if cli.json:
        cli.output.emit(
            "film",
            file=str(path),
            contact_sheet=None if sheet is None else str(sheet),
            duration_s=film.duration_s,
            to_s=to_s,
            complete=film.complete,
            credits=film.credits,
            hops=[{**asdict(hop), "path": str(hop.path)} for hop in film.hops],
            seams=[asdict(seam) for seam in film.seams],
        )
        return
    for each in filter(None, (path, sheet)):
        cli.output.line(str(each))
    cost = "credits unknown" if film.credits is None else counted(film.credits, "credit")
    hops = counted(len(film.hops), "hop")
    last = ""
    if film.hops and cli.clients.has_journal:
        last = f". The last hop is the task {cli.clients.entry(film.hops[-1].token).id}"
    cli.output.note(f"{film.duration_s:.4g} s after {hops}, {cost}{last}")
    for seam in film.seams:
        if seam.overlap_s is None:
            cli.output.note(
                f"The overlap at {seam.at_s:.4g} s could not be determined, so nothing was cut."
            )
    if not film.complete:
        cli.output.note(
            f"--max-credits ended the film before {to_s:g} s. To continue, run the same command with a "
            "higher limit and --overwrite."
        )
