"""Local files and tasks of the journal as values: find them, and return what the provider takes."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from longtake.cli._errors import CommandError
from longtake.cli._progress import Progress
from longtake.models._arguments import local_files
from longtake.models._videos import takes_url

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from longtake import Entry
    from longtake._shell.client import SyncClient
    from longtake.cli._clients import Clients
    from longtake.cli._context import Cli
    from longtake.models import ModelInfo
    from longtake.models._model import Action

_SOURCE_WORDS: Final = {"video id": "id (not its task id)"}
_EXAMPLE: Final = "https://longtake.example"
_PATH: Final = re.compile(r"[/\\]|\.(?:mp4|m4v|mov|webm|mkv|avi|gif)$", re.IGNORECASE)
SHORT_ID: Final = re.compile(r"[0-9a-f]{4,64}|lt[12]\..+")
"""A short id or token of a task."""

# A provider's id may consist of such digits, too. The command prints no id of a task that is this long.
_LONG_ID: Final = 16
_UNFINISHED: Final = ("queued", "running", "succeeded")

# An image in base64 is longer than a path.
_SHORTEST_BASE64: Final = 512
_MAX_SHOWN: Final = 70
_OPTIONS: Final = {"image": "--image", "source": "SOURCE"}


def given_source(clients: Clients, given: str) -> str:
    """Return the source of a task if a value is the id or token of one, else the value itself.

    Raises:
        CommandError: If the journal has no such task, or no poll of the task has reported a video yet.
    """
    if not SHORT_ID.fullmatch(given) or not clients.has_journal:
        return given
    try:
        found = clients.entry(given)
    except CommandError:
        if len(given) >= _LONG_ID and given.isalnum():
            return given
        raise
    return source_of(found)


def source_of(entry: Entry) -> str:
    """Return the source for an extension of the video of a task.

    Raises:
        CommandError: If no poll has reported a video yet.
    """
    if not entry.videos:
        raise CommandError(
            f"the task {entry.id} has no video: its last recorded state is {entry.state}",
            f"Run: longtake {'wait' if entry.state in _UNFINISHED else 'status'} {entry.id}",
        )
    return entry.videos[0].source


def given_files(
    model: ModelInfo, common: dict[str, Any], names: Mapping[str, str] = _OPTIONS
) -> dict[str, Any]:
    """Return the common parameters, with a path in place of each string that names a local file.

    Args:
        model: The model.
        common: The values by common names.
        names: The names of `image` and `source` for messages.

    Raises:
        CommandError: If a file does not exist, or the model takes no files.
        InvalidRequestError: If the source is not a video. It is checked if the extra `film` is installed.
    """
    found = dict(common)
    for name in ("image", "source"):
        value = common.get(name)
        if not isinstance(value, str):
            continue
        is_url = _is_url(value)
        path = Path(value)
        is_file = not is_url and len(value) < _SHORTEST_BASE64 and path.is_file()
        if name == "source" and (is_file or is_url) and not takes_url(model):
            # The query of a URL may have a secret.
            shown = (
                f"the URL {value.partition('?')[0][:_MAX_SHOWN]}" if is_url else f"the file {value}"
            )
            raise CommandError(
                f"{names[name]} must be the video's {' or '.join(source_words(model))} for {model.name}, "
                f"got {shown}",
                "Choose a model that takes a URL or a file. To list the models, run: longtake models",
            )
        if is_url:
            continue
        if name == "source" and not is_file and _PATH.search(value):
            takes = takes_url(model)
            raise CommandError(
                f"the file {value} does not exist"
                + ("" if takes else f", and {model.name} takes no files"),
                "Check the path. Nothing was sent."
                if takes
                else f"Pass the video's {' or '.join(source_words(model))}. Nothing was sent.",
            )
        if name == "source" and is_file and find_spec("av") is not None:
            from longtake.film._media import probe  # noqa: PLC0415 - the extra `film`

            probe(path)
        if is_file:
            found[name] = path
        elif name == "image" and len(value) < _SHORTEST_BASE64:
            raise CommandError(
                f"{names[name]} must be a URL or an existing file, got {value!r}",
                "Check the path. Nothing was sent.",
            )
    return found


def given_video(source: str, model: str | None) -> str | Path | None:
    """Return the URL or the path of a video, None if the value is the id or token of a task.

    Args:
        source: The value of SOURCE.
        model: The value of `--model`, None if it is not given.

    Raises:
        CommandError: If the file does not exist, or `--model` is given with a URL or a path.
    """
    if model is not None:
        if _is_url(source) or _PATH.search(source):
            raise CommandError(
                f"with --model, SOURCE must be the provider's id of a task, got {source}",
                "To extend a file or the video at a URL, pass --via instead of --model. Nothing was sent.",
            )
        return None
    if SHORT_ID.fullmatch(source):
        return None
    if _is_url(source):
        return source
    path = Path(source)
    if path.exists():
        return path
    if _PATH.search(source):
        raise CommandError(f"the file {source} does not exist", "Check the path. Nothing was sent.")
    return None


def example_urls(model: ModelInfo, action: Action, common: dict[str, Any]) -> dict[str, str]:
    """Return an example URL for each file that would be uploaded, by the name of the parameter."""
    files = _uploads(model, action, common)
    return {name: f"{_EXAMPLE}/{path.name}" for name, path in files.items()}


def uploaded(
    cli: Cli, client: SyncClient[Any], model: ModelInfo, action: Action, common: dict[str, Any]
) -> dict[str, Any]:
    """Upload the local files, show the progress, and return the common parameters with their URLs.

    A file that is sent as base64 remains a path.
    """
    files = _uploads(model, action, common)
    upload: Callable[..., Any] | None = getattr(getattr(client, "files", None), "upload", None)
    if not files or upload is None:
        return common
    found = dict(common)
    with Progress(cli.output) as progress:
        for name, path in files.items():
            progress.add(name, path.name, "uploading")
            stored = upload(path, progress=_reporter(progress, name))
            progress.update(name, "uploaded", progress=1.0)
            found[name] = stored.url
    return found


def check_output(
    output: str | None, *, overwrite: bool = False, own: Collection[Path] = ()
) -> None:
    """Check that videos can be written to a file or folder. Create the folder if it is missing.

    Args:
        output: The value of `--output`, None if it is not given.
        overwrite: Whether an existing file may be replaced.
        own: The files that the task has downloaded already. They may be replaced.

    Raises:
        CommandError: If nothing can be written there, or it is an existing file.
    """
    if output is None:
        return
    if is_taken(Path(output), overwrite=overwrite, own=own):
        raise CommandError(f"{output} already exists", "Choose another file, or pass --overwrite.")
    target = Path(output)
    is_folder = output.endswith(("/", "\\")) or target.is_dir()
    folder = target if is_folder else target.parent
    problem = ""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = error.strerror or str(error)
    else:
        if not os.access(target if target.exists() else folder, os.W_OK):
            problem = "permission denied"
    if problem:
        raise CommandError(
            f"--output must be a writable file or folder, got {output!r}: {problem}",
            "Choose another path. Nothing was sent.",
        )


def is_taken(path: Path, *, overwrite: bool = False, own: Collection[Path] = ()) -> bool:
    """Return whether a path is an existing file that a download must not replace.

    Args:
        path: The path.
        overwrite: Whether any existing file may be replaced.
        own: The files that the task has downloaded already, as absolute paths. They may be replaced.
    """
    return path.is_file() and not overwrite and path.absolute() not in own


def _reporter(progress: Progress, key: str) -> Callable[[int, int | None], None]:
    def report(done: int, total: int | None) -> None:
        progress.update(key, "uploading", progress=done / total if total else None)

    return report


def _uploads(model: ModelInfo, action: Action, common: dict[str, Any]) -> dict[str, Path]:
    """Return the files that are uploaded, by the name of the parameter."""
    method = model.method(action, with_image="image" in common)
    if method is None or method.takes_base64:
        return {}
    return {
        name: value
        for name, value in local_files(model, action, common).items()
        if isinstance(value, Path)
    }


def source_words(model: ModelInfo) -> list[str]:
    """Return what a model takes as a source, for a text such as "the video's task id"."""
    sources = model.growth.sources if model.growth else ()
    return [_SOURCE_WORDS.get(source, source) for source in sources]


def _is_url(value: str) -> bool:
    return "://" in value or value.startswith("data:")
