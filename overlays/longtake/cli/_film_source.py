"""The first video of `longtake plan` and `longtake lengthen`: of a task, at a URL, or in a file."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, Final

from longtake._core.journal import HOP_INFIX
from longtake._core.tokens import TaskAddress
from longtake.cli._errors import CommandError, message_of
from longtake.cli._files import given_video
from longtake.cli._names import unknown_model
from longtake.cli._progress import Progress
from longtake.cli._waiting import entry_of
from longtake.errors import InvalidRequestError, NotFoundError
from longtake.models import MODELS

if TYPE_CHECKING:
    from pathlib import Path

    from longtake import Task, Video
    from longtake.cli._context import Cli
    from longtake.models import ModelInfo

_KEY: Final = "source"


def found_video(cli: Cli, source: str, model: str | None) -> Video | str | Path:
    """Return the video of a task, or a URL or path. Wait for the task if it has not ended.

    Args:
        cli: The state of the command.
        source: The value of SOURCE.
        model: The value of `--model`, None if it is not given.

    Raises:
        CommandError: If there is no such model, task or file.
    """
    given = given_video(source, model)
    return given or _video_of(cli, source, _task(cli, source, model))


def video_and_reference(
    cli: Cli, source: str, model: str | None, arguments: dict[str, Any], reference: str | None
) -> tuple[Video | str | Path, str | None]:
    """Return the video, and the reference of the film: the given one, or one derived from the arguments."""
    is_derived = reference is None and cli.clients.has_journal
    given = given_video(source, model)
    if given is not None:
        if is_derived:
            reference = _reference(_identity(given, arguments["via"]), arguments)
        return given, reference
    task = _task(cli, source, model)
    if is_derived:
        reference = _reference(task.token, arguments)
    return _recorded_video(cli, task, reference) or _video_of(cli, source, task), reference


def _identity(given: str | Path, via: str | None) -> str:
    """Return the string that identifies a URL, or the content of a file."""
    from longtake import Video  # noqa: PLC0415 - only URLs and files need these
    from longtake.film._sources import find_source  # noqa: PLC0415
    from longtake.film._steps import run  # noqa: PLC0415

    identity: str = run(find_source(given, Video, via)).identity
    return identity


def _video_of(cli: Cli, source: str, task: Task) -> Video:
    """Return the video of a task. Wait for the task if it has not ended."""
    if task.snapshot is None or not task.snapshot.state.ended:
        task.status()
    if task.snapshot is not None and not task.snapshot.state.ended:
        with Progress(cli.output) as progress:
            progress.add(_KEY, f"{source[:12]} {task.model}")
            return task.wait(timeout=None, on_change=lambda each: progress.change(_KEY, each))
    return task.videos[0]


def _task(cli: Cli, source: str, model: str | None) -> Task:
    if model is not None:
        info = MODELS.get(model)
        if info is None:
            raise unknown_model(model, MODELS, "longtake models")
        return _task_of_model(cli, source, info)
    entry = cli.clients.journal.entry(source)
    return entry.task(cli.clients.client(entry.provider))


def _task_of_model(cli: Cli, task_id: str, model: ModelInfo) -> Task:
    """Return the task with an id of the provider. A model may have several kinds of tasks.

    Raises:
        CommandError: If the provider has no such task.
    """
    client = cli.clients.client(model.provider)
    tasks = [
        client.from_token(TaskAddress(model.provider, kind, task_id).token())
        for kind in model.kinds
    ]
    for task in tasks:
        if entry_of(cli, task) is not None:
            return task
    error: NotFoundError | None = None
    for task in tasks:
        try:
            task.status()
        except NotFoundError as found:
            error = found
        else:
            return task
    raise CommandError(
        f"{model.name} has no task {task_id}" if error is None else message_of(error, model.name),
        "Check SOURCE. With --model, it must be the id of the task that made the video, not the id of the "
        "video.",
    ) from error


def _recorded_video(cli: Cli, task: Task, reference: str | None) -> Video | None:
    """Return the video from the journal if an earlier command has submitted the first hop of the film.

    That command has downloaded the video, and the provider may have deleted it in the meantime.
    """
    if reference is None or not cli.clients.has_journal:
        return None
    journal = cli.clients.journal
    hops = journal.tasks(reference=f"{reference}{HOP_INFIX}1")
    if all(hop.state in {"failed", "cancelled"} for hop in hops):
        return None
    try:
        entry = journal.entry(task.token)
        return entry.video(cli.clients.client(entry.provider))
    except InvalidRequestError:
        # The journal does not have the task, for example because another program made the video.
        return None


def _reference(identity: str, arguments: dict[str, Any]) -> str:
    """Return a name derived from the arguments, so that the same command resumes the film."""
    decisive = {name: arguments[name] for name in ("to_s", "via", "options", "exact")}
    text = json.dumps([identity, decisive], sort_keys=True, default=str)
    return f"film-{hashlib.sha256(text.encode()).hexdigest()[:12]}"
