"""Errors as the command reports them: what is wrong, what to do, and the exit status."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final

from longtake.cli._messages import code_text, command_words, usage_words
from longtake.errors import (
    AuthenticationError,
    ContentRejectedError,
    DownloadTimeoutError,
    InsufficientCreditsError,
    InvalidRequestError,
    JournalError,
    LongtakeError,
    MissingCredentialsError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    SubmitTimeoutError,
    TaskExpiredError,
    TaskFailedError,
    TaskRejectedError,
    TaskTimeoutError,
    UnexpectedResponseError,
)
from longtake.models import MODELS

if TYPE_CHECKING:
    from collections.abc import Mapping


_INSTALL: Final = re.compile(r"pip install '[^']+'")


class Status(IntEnum):
    """The exit statuses of the command."""

    OTHER = 1
    USAGE = 2
    KEY = 3
    CREDITS = 4
    RATE_LIMIT = 5
    FAILED = 6
    REFUSED = 7
    TIMEOUT = 8
    UNKNOWN = 9
    MISSING_EXTRA = 10
    INTERRUPTED = 130


class CommandError(Exception):
    """An error of the command itself.

    Attributes:
        what: What is wrong.
        todo: What to do.
        status: The exit status.
    """

    def __init__(self, what: str, todo: str, status: Status = Status.USAGE) -> None:
        super().__init__(what)
        self.what = what
        self.todo = todo
        self.status = status


class Problem:
    """An error in two lines, and the exit status.

    Attributes:
        what: What is wrong.
        todo: What to do.
        status: The exit status.
        error: The error of the library, None if the command itself found the problem.
        task: The short id or the token of its task, empty without one.
    """

    def __init__(
        self,
        what: str,
        todo: str,
        status: int,
        *,
        error: LongtakeError | None = None,
        task: str = "",
    ) -> None:
        self.what = what
        self.todo = todo
        self.status = status
        self.error = error
        self.task = task

    def members(self) -> dict[str, Any]:
        """Return the members of the JSON object, which docs/command.md describes."""
        error = self.error
        return {
            "type": None if error is None else type(error).__name__,
            "message": self.what,
            "advice": self.todo,
            "status": int(self.status),
            "provider": error and error.provider,
            "task": self.task or None,
            "code": error and code_text(error.code),
            "provider_message": error and error.provider_message,
        }


REPORTED: Final[Mapping[type[LongtakeError], tuple[Status, str]]] = {
    MissingCredentialsError: (Status.KEY, "Run: longtake auth set {provider}"),
    AuthenticationError: (
        Status.KEY,
        "Replace the key. To store another one, run: longtake auth set {provider}",
    ),
    InsufficientCreditsError: (
        Status.CREDITS,
        "Add credits at the provider, and run the command again. No task was created.",
    ),
    RateLimitError: (Status.RATE_LIMIT, "Run the command again later. No task was created."),
    TaskRejectedError: (
        Status.REFUSED,
        "Change the prompt or the source. The same request would be refused again.",
    ),
    ContentRejectedError: (
        Status.REFUSED,
        "Change the prompt or the source. The same request would be refused again.",
    ),
    TaskExpiredError: (Status.FAILED, "Make the video again. The provider no longer has it."),
    TaskFailedError: (
        Status.FAILED,
        "For details, run: longtake status {task}",
    ),
    SubmitOutcomeUnknown: (
        Status.UNKNOWN,
        "Do not run the command again: it may be charged twice. Run: longtake reconcile",
    ),
    TaskTimeoutError: (
        Status.TIMEOUT,
        "The task continues at the provider. Run: longtake wait {task}",
    ),
    SubmitTimeoutError: (
        Status.TIMEOUT,
        "Run the command again with a longer --timeout. No task was created.",
    ),
    DownloadTimeoutError: (Status.TIMEOUT, "Run: longtake download {task}"),
    NotFoundError: (Status.USAGE, "Check the id. The provider has no such task or source."),
    InvalidRequestError: (Status.USAGE, "Correct the values. For help, run: {help}"),
    JournalError: (
        Status.OTHER,
        "Choose another journal with --journal FILE, or correct the cause.",
    ),
    ServiceUnavailableError: (Status.OTHER, "Run the command again later. No task was created."),
    UnexpectedResponseError: (
        Status.OTHER,
        "Update longtake, or report the response to its authors. --verbose prints the log.",
    ),
    LongtakeError: (Status.OTHER, "Run the command again with --debug for the traceback."),
}
"""The exit status and the advice for each class of errors. The most specific class applies."""


_LOW_LIMIT: Final = "^--max-credits must be at least"
_ADVICE: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern), advice)
    for pattern, advice in (
        ("has no entry with the id|entries with the id", "Run: longtake tasks"),
        (
            "the reference '.*' belongs to another",
            "Choose another --reference, or repeat the request of this one unchanged.",
        ),
        ("must be the URL of a video", "Check the URL, or pass another video."),
        ("is damaged or not a video|must be a video", "Pass another video."),
        (_LOW_LIMIT, "Raise --max-credits, or choose cheaper parameters with --set."),
        (
            r"^--via must|so pass --via|^\S+ does not extend this video",
            "Run: longtake models",
        ),
        ("unknown model|cannot extend videos|makes no first videos", "Run: longtake models"),
        ("already exists; ", "Run the same command again with another file, or with --overwrite."),
        ("cannot be written|is not a regular file", "Choose another path with --output."),
        ("key from the system keyring", "Replace the key. Run: longtake auth set PROVIDER"),
        (
            "has no profile|the profile '",
            "Choose another --profile. To list the keys, run: longtake auth list",
        ),
        (r"\.toml\b", "Correct the configuration file, and run the command again."),
        (
            "unset it|^the environment variable|key from the environment variable|set both or neither",
            "Correct the environment variable, and run the command again.",
        ),
        ("the token is not valid", "Run: longtake tasks"),
        (r"requires (?:--|a model|a journal)|^--\S+ must|there is no parameter", "Run: {help}"),
    )
)
"""The advice for refused input, by what the message matches. The first match applies."""

_STATUSES: Final = (
    # For example on a full disk, which is not refused input.
    (re.compile("cannot be written"), Status.OTHER),
    (re.compile(_LOW_LIMIT), Status.CREDITS),
    (re.compile("^the (?:access |secret )?key from |set both or neither"), Status.KEY),
)
"""The exit status of refused input with such a message, if it is not that of the class."""

_LATER: Final = "The task exists. Later, run: longtake wait {task}"
_NOT_STORED: Final = re.compile("already exists; |cannot be written|is not a regular file")
_STORE: Final = "The video remains at the provider for now. Run: longtake download {task} -o FILE"
_REQUESTS: Final = ("longtake generate ", "longtake extend ", "longtake call ")
_MODEL_ADVICE: Final = (
    "Correct the values. To list those that {model} takes, run: longtake models {model}"
)


def reported_as(kind: type[LongtakeError]) -> tuple[Status, str]:
    """Return the exit status and the advice for a class of errors."""
    return next(REPORTED[each] for each in kind.__mro__ if each in REPORTED)


def problem_of(
    error: BaseException,
    task: str = "",
    *,
    model: str = "",
    help_command: str = "longtake --help",
) -> Problem:
    """Return an error in two lines, with its exit status.

    Args:
        error: The error.
        task: The short id of the error's task. By default, the token.
        model: The model, such as `kie/jobs/wan`; empty if it is unknown. It replaces the task kind in the
            message.
        help_command: The command that prints the help.
    """
    if isinstance(error, CommandError):
        cause = error.__cause__ if isinstance(error.__cause__, LongtakeError) else None
        # For a film, this is the error of the hop.
        if cause is not None and isinstance(cause.__cause__, LongtakeError):
            cause = cause.__cause__
        return Problem(command_words(error.what), error.todo, error.status, error=cause, task=task)
    if isinstance(error, KeyboardInterrupt):
        return Problem("interrupted", "Run: longtake tasks", Status.INTERRUPTED)
    if isinstance(error, LongtakeError):
        what = message_of(error, model)
        status, advice = reported_as(type(error))
        extra = _INSTALL.search(what)
        if extra is not None and isinstance(error, JournalError | InvalidRequestError):
            return Problem(what, f"Run: {extra[0]}", Status.MISSING_EXTRA, error=error)
        if (task or error.token) and isinstance(error, ServiceUnavailableError | RateLimitError):
            # The same command might submit the task again.
            advice = _LATER
        if isinstance(error, InvalidRequestError):
            status = next((own for pattern, own in _STATUSES if pattern.search(what)), status)
        if (task or error.token) and _NOT_STORED.search(what):
            advice = _STORE
        if REPORTED[InvalidRequestError][1] == advice:
            is_request = model and help_command.startswith(_REQUESTS)
            default = _MODEL_ADVICE if is_request else advice
            advice = next((text for pattern, text in _ADVICE if pattern.search(what)), default)
        name = task or error.token or error.task_id or ""
        todo = advice.format(
            provider=error.provider or "PROVIDER", task=name, model=model, help=help_command
        )
        return Problem(what, todo.strip(), status, error=error, task=task or error.token or "")
    if isinstance(error, OSError):
        where = f"{error.filename}: " if error.filename else ""
        return Problem(
            f"{where}{error.strerror or error}",
            "Correct the cause, and run the command again.",
            Status.OTHER,
        )
    return Problem(
        f"{type(error).__name__}: {error}",
        "This is a bug in longtake. Run the command again with --debug for the traceback.",
        Status.OTHER,
    )


def message_of(error: LongtakeError, model: str = "") -> str:
    """Return the message of an error of the library, in the words of the command.

    Args:
        error: The error.
        model: The model, which replaces the task kind at the beginning; empty if it is unknown. Then, it is
            the only model with tasks of this kind, if there is one.
    """
    text = str(error)
    kind = f"{error.provider}/{error.kind}"
    if not model:
        models = [
            each.name
            for each in MODELS.values()
            if each.provider == error.provider and error.kind in each.kinds
        ]
        model = next((each for each in models if len(models) == 1), "")
    if model.startswith(f"{error.provider}/") and text.startswith(f"{kind}: "):
        text = model + text.removeprefix(kind)
    return command_words(text)


def usage_problem(error: Exception, help_command: str) -> Problem:
    """Return an error of the command line in two lines, with its exit status.

    Args:
        error: The error.
        help_command: The command that prints the help, if the error does not have it.
    """
    context = getattr(error, "ctx", None)
    todo = f"{context.command_path} --help" if context is not None else help_command
    shown = getattr(error, "format_message", lambda: "interrupted")()
    return Problem(usage_words(str(shown)), f"Run: {todo}", Status.USAGE)
