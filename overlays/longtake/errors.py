"""The exceptions of longtake, the same for all providers.

The class of an error determines how to handle it; the attributes hold the details from the provider. No
error contains a key.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar

from longtake._core.values import printable, single_line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from longtake._core.reconcile.submission import Outcome
    from longtake._core.snapshot import Snapshot
    from longtake._shell.task import AsyncTask, Task
    from longtake.film import Film

ValueT = TypeVar("ValueT")

__all__ = [
    "AuthenticationError",
    "CallbackError",
    "ContentRejectedError",
    "DownloadTimeoutError",
    "InsufficientCreditsError",
    "InvalidRequestError",
    "JournalError",
    "LengthenError",
    "LongtakeError",
    "MissingCredentialsError",
    "MissingFileError",
    "NotFoundError",
    "NotPicklableError",
    "RateLimitError",
    "ServiceUnavailableError",
    "SubmitOutcomeUnknown",
    "SubmitTimeoutError",
    "TaskExpiredError",
    "TaskFailedError",
    "TaskRejectedError",
    "TaskTimeoutError",
    "UnexpectedResponseError",
]

RECONCILE_TIMEOUT_S: Final = 90.0
"""The default timeout of `reconcile`, longer than the grace period of any task kind."""

_CHECK_YOURSELF: Final = "check the provider's list of tasks or the balance before you submit again"
_NO_IDS: Final[Mapping[str, str]] = MappingProxyType({})


class LongtakeError(Exception):
    """The base class of all exceptions that longtake raises.

    Example:
        >>> try:
        ...     task = kie.veo.extend(task_id="veo_task_abc", prompt="It reaches the sea")
        ... except LongtakeError as error:
        ...     print(error.provider, error.code, error.provider_message)
        kie 404 The original video or task does not exist

    Attributes:
        provider: The provider: `kie`, `useapi`, `chainhub` or `kling`.
        kind: The task kind, such as `veo`, if the call belongs to one.
        status: The HTTP status of the response, if there was one.
        code: The provider's error code, which may come with HTTP 200.
        provider_message: The provider's message, without control characters, at most 1000 characters.
        task_id: The provider's id of the task, if there is one.
        token: The token of the task for `from_token`, if there is one.
        fails_task: Whether the error, as the response to a poll, means that the task has failed. `status` and
            the waits turn such an error into a failed task.
    """

    fails_task: bool = False

    def __init__(
        self,
        message: str,
        *,
        provider: str | None = None,
        kind: str | None = None,
        status: int | None = None,
        code: int | str | None = None,
        provider_message: str | None = None,
        task_id: str | None = None,
        token: str | None = None,
    ) -> None:
        super().__init__(printable(message))
        self.provider = provider
        self.kind = kind
        self.status = status
        self.code = printable(code) if isinstance(code, str) else code
        self.provider_message = provider_message and single_line(provider_message)
        self.task_id = task_id
        self.token = token

    def __str__(self) -> str:
        where = "/".join(part for part in (self.provider, self.kind) if part)
        facts = {
            "HTTP status": self.status,
            "code": self.code if self.code != self.status else None,
            "task": self.task_id,
        }
        known = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
        return f"{where + ': ' if where else ''}{self.args[0]}{f' ({known})' if known else ''}"


def without_traceback(error: LongtakeError) -> LongtakeError:
    """Return an error without its traceback, whose frames may hold a key.

    Args:
        error: The caught error. Raise it after the `except` block, which would otherwise set its context.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def without_frames(step: Callable[[], ValueT]) -> ValueT:
    """Call a function whose frames hold secrets, and raise its `LongtakeError` without them.

    Args:
        step: The function. Its closure holds the secrets, because an argument would be in a frame here.
    """
    try:
        return step()
    except LongtakeError as error:
        refusal = without_traceback(error)
    raise refusal


class AuthenticationError(LongtakeError):
    """The provider did not accept the key, or not from this IP address.

    The message names where the key was found.

    Example:
        >>> kie.veo.generate(prompt="A dog runs along a beach")
        Traceback (most recent call last):
        longtake.errors.AuthenticationError: kie/veo: the key was not accepted, ...
    """


class MissingCredentialsError(AuthenticationError):
    """No key was found. The message lists the places that were searched. Nothing was sent.

    Example:
        >>> kie = Kie()
        Traceback (most recent call last):
        longtake.errors.MissingCredentialsError: kie: no key found. Searched: the argument api_key ...
    """


class InsufficientCreditsError(LongtakeError):
    """The account does not have enough credits. No task was created.

    Example:
        >>> kie.veo.generate(prompt="A dog runs along a beach")
        Traceback (most recent call last):
        longtake.errors.InsufficientCreditsError: kie/veo: the account is out of credits: ...
    """


class ContentRejectedError(LongtakeError):
    """The provider's moderation refused the prompt or the source. The same request will be refused again.

    Example:
        >>> try:
        ...     video = chainhub.kling.text_to_video(prompt="A dog runs along a beach").wait()
        ... except ContentRejectedError as error:
        ...     print("Change the prompt:", error.provider_message)
        Change the prompt: Failure to pass the risk control system
    """


class InvalidRequestError(LongtakeError):
    """The request is invalid. longtake raises this error before sending where it can.

    Example:
        >>> task.wait(timeout=-1)
        Traceback (most recent call last):
        longtake.errors.InvalidRequestError: kie/veo: timeout must be a number of seconds, ... got -1 ...
    """


class JournalError(LongtakeError):
    """The journal cannot be opened, read or written. A submission that raises this error was not sent.

    Example:
        >>> try:
        ...     tasks = Journal("/missing/tasks.db").tasks()
        ... except JournalError as error:
        ...     print(error)
        the journal /missing/tasks.db cannot be used: ...
    """


class NotFoundError(LongtakeError):
    """The provider has no such task or source, or no longer has it.

    Example:
        >>> kie.veo.task("veo_task_abc").wait()
        Traceback (most recent call last):
        longtake.errors.NotFoundError: kie/veo: kie has no such task: ...
    """


class RateLimitError(LongtakeError):
    """Too many requests, or too many tasks at once. The request was not accepted.

    Example:
        >>> try:
        ...     task = kie.veo.generate(prompt="A dog runs along a beach")
        ... except RateLimitError as error:
        ...     print(f"Submit again in {error.retry_after} seconds")
        Submit again in 30.0 seconds

    Attributes:
        retry_after: The `Retry-After` of the response in seconds, None if it has none.
    """

    retry_after: float | None = None


class ServiceUnavailableError(LongtakeError):
    """The provider, or the host of a file, cannot be reached, failed, or is under maintenance.

    No task was created.

    Example:
        >>> kie.veo.generate(prompt="A dog runs along a beach")
        Traceback (most recent call last):
        longtake.errors.ServiceUnavailableError: kie/veo: kie is under maintenance: ...

    Attributes:
        retry_after: The `Retry-After` of the response in seconds, None if it has none.
    """

    retry_after: float | None = None


class UnexpectedResponseError(LongtakeError):
    """The response does not match the provider's documentation, or a downloaded file is not a video.

    Example:
        >>> task.status()
        Traceback (most recent call last):
        longtake.errors.UnexpectedResponseError: kie/veo: ...
    """


class CallbackError(LongtakeError):
    """The request is not a callback of the provider, or not verified as one.

    Example:
        >>> parse("kie", {}, b"{}")
        Traceback (most recent call last):
        longtake.errors.CallbackError: kie: the body must be a callback of kie: expected one of ...
    """


class SubmitOutcomeUnknown(LongtakeError):  # noqa: N818 - a state, not a fault
    """A task was submitted, and it is unknown whether the provider created (and charged) it.

    longtake does not repeat the request: the providers offer no idempotency key, so a second request may be
    charged again. `reconcile` finds out the outcome where the provider offers a way.

    Example:
        >>> try:
        ...     task = kie.veo.generate(prompt="A dog runs along a beach")
        ... except SubmitOutcomeUnknown as error:
        ...     print(error.operation)
        ...     outcome = error.reconcile()
        generate_veo_video

    Attributes:
        operation: The operation that was sent, such as `extend_veo_video`.
        digest: A short hash of the request body, the same for equal requests.
        window: When sending began and when it failed, by this machine's clock, in UTC.
        advice: The recommended next step, for a message.
        response_ids: The ids in the provider's response by their paths, such as `{"data.taskId": "t"}`. One
            of them may be the task id.
        index: The index of the submission in `submit_all`, from 0; None for a single submission.
    """

    # Not pickled, because a client cannot be used in another process.
    __slots__ = ("_ask", "_ask_async")
    _ask: Callable[[float], Outcome[Task]]
    _ask_async: Callable[[float], Awaitable[Outcome[AsyncTask]]]

    operation: str | None = None
    digest: str | None = None
    window: tuple[datetime, datetime] | None = None
    advice: str = _CHECK_YOURSELF
    response_ids: Mapping[str, str] = _NO_IDS
    index: int | None = None

    def reconcile(self, *, timeout: float = RECONCILE_TIMEOUT_S) -> Outcome[Task]:
        """Find out whether the task was created. Nothing is submitted.

        If the provider offers no way to find out, the result is `Undetermined`, not an exception. A new task
        may take the grace period of its kind (a minute) to be listed. Only after that does a missing task
        prove that it was not created.

        Args:
            timeout: Seconds to continue while no such task is listed; 0 looks it up once.

        Returns:
            `Created` with the task, `NotCreated`, or `Undetermined` with the reason.

        Raises:
            InvalidRequestError: If the error comes from an asynchronous client (use `reconcile_async`), the
                client is closed, or the timeout is not a number of seconds.
            JournalError: If the client has a journal that cannot be read or written.
        """
        ask = getattr(self, "_ask", None)
        return self._unbound(asynchronous=False) if ask is None else ask(timeout)

    async def reconcile_async(
        self,
        *,
        timeout: float = RECONCILE_TIMEOUT_S,
    ) -> Outcome[AsyncTask]:
        """Find out whether the task was created. Nothing is submitted.

        If the provider offers no way to find out, the result is `Undetermined`, not an exception. A new task
        may take the grace period of its kind (a minute) to be listed. Only after that does a missing task
        prove that it was not created.

        Args:
            timeout: Seconds to continue while no such task is listed; 0 looks it up once.

        Returns:
            `Created` with the task, `NotCreated`, or `Undetermined` with the reason.

        Raises:
            InvalidRequestError: If the error comes from a synchronous client (use `reconcile`), the client is
                closed, or the timeout is not a number of seconds.
            JournalError: If the client has a journal that cannot be read or written.
        """
        ask = getattr(self, "_ask_async", None)
        return self._unbound(asynchronous=True) if ask is None else await ask(timeout)

    def _unbound(self, *, asynchronous: bool) -> Outcome[Any]:
        from longtake._core.reconcile.submission import Undetermined  # noqa: PLC0415 - it imports this module

        if hasattr(self, "_ask") or hasattr(self, "_ask_async"):
            kind, method = (
                ("a synchronous", "reconcile")
                if asynchronous
                else ("an asynchronous", "reconcile_async")
            )
            raise InvalidRequestError(
                f"this error comes from {kind} client: call {method}() instead",
                provider=self.provider,
                kind=self.kind,
            )
        if self.token is not None:
            advice = f"call from_token({self.token!r}) of a client to get the task"
        elif self.window is not None:
            since, until = (moment.isoformat(timespec="seconds") for moment in self.window)
            advice = f"check the provider for a task created from {since} to {until} before you submit again"
        else:
            advice = self.advice
        return Undetermined(
            reason="this error has no client: it was pickled or copied (call reconcile() before that), or it "
            f"was raised by a generated function that was called directly. Instead, {advice}",
            evidence="nothing",
        )


def bind_reconcile(error: SubmitOutcomeUnknown, ask: Callable[[float], Outcome[Task]]) -> None:
    """Set the function that the error's `reconcile` calls."""
    # Private to users of the package, but not within it.
    error._ask = ask  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]


def bind_reconcile_async(
    error: SubmitOutcomeUnknown, ask: Callable[[float], Awaitable[Outcome[AsyncTask]]]
) -> None:
    """Set the function that the error's `reconcile_async` calls."""
    error._ask_async = ask  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - as above


class TaskFailedError(LongtakeError):
    """The task failed or was cancelled.

    Example:
        >>> try:
        ...     video = task.wait()
        ... except TaskFailedError as error:
        ...     print(error.provider_message)
        Internal error, please try again later.

    Attributes:
        snapshot: The snapshot of the last poll, None if there was none.
    """

    snapshot: Snapshot | None = None


class TaskRejectedError(TaskFailedError, ContentRejectedError):
    """The provider accepted the task, and its moderation refused it later.

    Example:
        >>> task.wait()
        Traceback (most recent call last):
        longtake.errors.TaskRejectedError: kie/veo: the task failed: The content was flagged ...
    """


class TaskExpiredError(TaskFailedError, NotFoundError):
    """The provider no longer has the task or its files.

    Example:
        >>> task.wait()
        Traceback (most recent call last):
        longtake.errors.TaskExpiredError: kie/veo: the task has expired: ...
    """


class MissingFileError(TaskFailedError):
    """The provider reported success but no file for 300 seconds. Use `token` to get the task again.

    Example:
        >>> task.wait()
        Traceback (most recent call last):
        longtake.errors.MissingFileError: kie/veo: the provider still reports success without a file ...
    """


class TaskTimeoutError(LongtakeError, TimeoutError):
    """The task did not end within the timeout. It continues at the provider: use `token` to get it again.

    Example:
        >>> try:
        ...     video = task.wait(timeout=60)
        ... except TaskTimeoutError as error:
        ...     video = longtake.from_token(error.token).wait()
    """


class NotPicklableError(InvalidRequestError, TypeError):
    """A client, a task or a video cannot be pickled or copied. Pass `task.token` to `from_token` instead.

    Example:
        >>> pickle.dumps(task)
        Traceback (most recent call last):
        longtake.errors.NotPicklableError: Task cannot be pickled or copied, ...
    """


class SubmitTimeoutError(LongtakeError, TimeoutError):
    """The `timeout` of `submit_all` ended before the submission was accepted. No task was created.

    Example:
        >>> kie.limits.submits.rate = Rate(1, per_s=60)
        >>> results = longtake.submit_all([kie.veo.prepare.generate(prompt="A dog runs")] * 2, timeout=30)
        >>> print(results[1].error)
        kie: not submitted within 30 s: no task was created
    """


class DownloadTimeoutError(LongtakeError, TimeoutError):
    """The `timeout` of `download` ended before the file was complete. No file was stored.

    Example:
        >>> video.download("dog.mp4", timeout=60)
        Traceback (most recent call last):
        longtake.errors.DownloadTimeoutError: kie/veo: the download timed out after ...
    """


class LengthenError(LongtakeError):
    """A hop of `longtake.lengthen` failed or was refused.

    The cause of this error is the error of the hop. The other attributes are copied from it.

    Example:
        >>> try:
        ...     film = longtake.lengthen(video, to_s=60, prompts="It reaches the sea")
        ... except LengthenError as error:
        ...     error.film.save("film.mp4")

    Attributes:
        film: The film so far. It has at least the first video.
    """

    film: Film
