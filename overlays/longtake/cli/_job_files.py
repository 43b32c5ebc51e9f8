"""The source and the image of a job: a task of the journal, a local file, or the value itself."""

from __future__ import annotations

from base64 import b64encode
from importlib import import_module
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Final, NoReturn

from longtake.cli._errors import CommandError
from longtake.cli._files import given_files, given_source
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from longtake._core.provider import Provider
    from longtake.cli._clients import Clients
    from longtake.cli._jobs import Line
    from longtake.models._model import Method, ModelInfo

FILE_NAMES: Final = ("image", "source")
"""The common names that may name a local file or a task of the journal."""

_COLUMNS: Final = {name: name for name in FILE_NAMES}
_SENT: Final = " Nothing was sent."


def given_value(
    line: Line,
    name: str,
    *,
    provider: Provider,
    model: ModelInfo,
    method: Method | None,
    clients: Clients | None,
) -> object:
    """Return the `source` or the `image` of a line as the provider takes it. Nothing is sent.

    A batch uploads no files: the request of a job, and so its digest in the journal, must be the same in each
    run.

    Args:
        line: The line.
        name: `source` or `image`.
        provider: The provider.
        model: The model.
        method: The method that is called.
        clients: The clients, for the journal; None for no journal.

    Raises:
        MistakeError: If the task is unknown or has no video, or the file is missing or must be uploaded.
    """
    value = line.parameters[name]
    if not isinstance(value, str):
        return value
    try:
        if name == "source" and clients is not None:
            value = given_source(clients, value.strip())
        found = given_files(model, {name: value}, _COLUMNS)[name]
    except CommandError as error:
        todo = error.todo.removesuffix(_SENT).removesuffix(".")
        line.fail(f"{error.what}; {todo[:1].lower()}{todo[1:]}", name)
    except InvalidRequestError as error:
        line.fail(str(error), name)
    if isinstance(found, Path):
        if name != "image" or method is None or not method.takes_base64:
            _fail_upload(line, name, found, provider)
        try:
            return b64encode(found.read_bytes()).decode()
        except OSError as error:
            line.fail(f"the file {found} cannot be read: {error.strerror or error}", name)
    return found


def _fail_upload(line: Line, name: str, path: Path, provider: Provider) -> NoReturn:
    todo = "pass the URL of a copy on the web"
    if hasattr(import_module(provider.resources).Resources, "files"):
        command = f"longtake call {provider.name}/files upload --file {quote(str(path))}"
        todo = f"to get a URL, run: {command}"
    line.fail(f"{name} must be a URL in a batch, got the local file {path}; {todo}", name)
