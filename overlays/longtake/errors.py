"""One vocabulary of errors for all providers.

Every error says what a program can do about it by its class; what the vendor said stands in its attributes.
No error holds a key.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, TypeVar, cast

from longtake._core.values import printable, single_line

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping
    from datetime import datetime

    from longtake._core.reconcile.submission import Outcome
    from longtake._core.snapshot import Snapshot
    from longtake._shell.task import AsyncTask, Task

ValueT = TypeVar("ValueT")

__all__ = [
    "AuthenticationError",
    "CallbackError",
    "ContentRejectedError",
    "DownloadTimeoutError",
    "InsufficientCreditsError",
    "InterruptedBatch",
    "InvalidRequestError",
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
    "UnexpectedAnswerError",
]

RECONCILE_TIMEOUT_S: Final = 90.0
"""How long `reconcile` goes on looking unless told otherwise: longer than any family's time of grace."""

_CHECK_YOURSELF: Final = (
    "look at the vendor's list of tasks or at the balance before submitting again"
)
_NO_IDS: Final[Mapping[str, str]] = MappingProxyType({})

# More than a person takes up by hand; `tokens` has them all.
_MAX_LISTED: Final = 100


class LongtakeError(Exception):
    """The root of everything that longtake raises for what a vendor, a network or a caller did.

    Attributes:
        provider: Who issued the key: `kie`, `useapi` or `chainhub`.
        family: The kind of task within the provider, such as `veo`, where the call belongs to one.
        status: The HTTP status of the answer, where there was one.
        code: The vendor's own code, which may stand inside an HTTP 200.
        provider_message: The vendor's own words, without control characters and of bounded length.
        task_id: The vendor's id of the task, where there is one.
        token: What `from_token` turns back into the task, where there is one.
        fails_task: Whether it says, in the response to a poll, that the task has failed. `status` and the
            waits turn such an error into a failed task.
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
    """Return an error without the frames that it came through, for one whose frames held a key.

    Args:
        error: What was caught. It is to be raised after the `except` block, or that becomes its context.
    """
    error.__cause__ = error.__context__ = None
    return error.with_traceback(None)


def without_frames(step: Callable[[], ValueT]) -> ValueT:
    """Call a function whose frames hold secrets. Raise its `LongtakeError` without them.

    Args:
        step: The function. Only its closure may hold the secrets: an argument would be a variable here.
    """
    try:
        return step()
    except LongtakeError as error:
        refusal = without_traceback(error)
    raise refusal


class AuthenticationError(LongtakeError):
    """The vendor did not accept the key, or not from this address. The message says where it came from."""


class MissingCredentialsError(AuthenticationError):
    """There is no key. The message says where it was looked for. Nothing was sent."""


class InsufficientCreditsError(LongtakeError):
    """The account cannot pay for the task. Nothing was made."""


class ContentRejectedError(LongtakeError):
    """The vendor's moderation refused the prompt or the source. The same request will be refused again."""


class InvalidRequestError(LongtakeError):
    """The request cannot be carried out as it is. Some are refused by longtake before anything is sent."""


class NotFoundError(LongtakeError):
    """The vendor does not know the task or the source, or does not keep it any longer."""


class RateLimitError(LongtakeError):
    """Too many requests, or too many tasks at once. What was sent was not accepted.

    Attributes:
        retry_after: The seconds after which the vendor says it may be tried again, where it says so.
    """

    retry_after: float | None = None


class ServiceUnavailableError(LongtakeError):
    """The vendor, or the way to it, is down or under maintenance. Nothing was accepted.

    Attributes:
        retry_after: The seconds after which the vendor says it may be tried again, where it says so.
    """

    retry_after: float | None = None


class UnexpectedAnswerError(LongtakeError):
    """The vendor answered with something that its documentation does not allow for."""


class CallbackError(LongtakeError):
    """What was posted is no callback of the provider, or nothing proves that it is one."""


class SubmitOutcomeUnknown(LongtakeError):  # noqa: N818 - a state of knowledge, named as what it is
    """A task was submitted, and nobody can tell from here whether the vendor took (and billed) it.

    The request is not repeated: no vendor here offers an idempotency key, so a second one may be paid
    for twice. `reconcile` looks where the vendor can be asked.

    Attributes:
        operation: The operation that was sent, such as `extend_veo_video`.
        digest: A short hash of what was sent: the same for two requests that ask for the same.
        window: When sending began and when the doubt arose, by this machine's clock, in UTC.
        advice: What can be done, in words.
        response_ids: The ids in the provider's response by their places, such as `{"data.taskId": "t"}`. One
            of them may be the task's.
        index: Which of the calls of `submit_all` it is, from 0; None for a submit of its own.
    """

    # Outside of what is pickled: a client does not travel to another process.
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
        """Find out what became of the submit, as far as the provider can be asked. Nothing is submitted.

        If the provider cannot be asked, the result says so: that is no exception. A task may take the
        family's time of grace (a minute) to be listed; only after that does its absence prove anything.

        Args:
            timeout: Seconds to go on polling while no such task is listed; 0 polls once.

        Returns:
            `Created` with the task to go on with, `NotCreated`, or `Undetermined` with the reason.

        Raises:
            InvalidRequestError: If the error came from an async client: call `reconcile_async`. Or if the
                client is closed, or the timeout is no number of seconds.
        """
        ask = getattr(self, "_ask", None)
        return self._unbound(asynchronous=False) if ask is None else ask(timeout)

    async def reconcile_async(
        self,
        *,
        timeout: float = RECONCILE_TIMEOUT_S,
    ) -> Outcome[AsyncTask]:
        """Find out what became of the submit, as far as the provider can be asked. Nothing is submitted.

        If the provider cannot be asked, the result says so: that is no exception. A task may take the
        family's time of grace (a minute) to be listed; only after that does its absence prove anything.

        Args:
            timeout: Seconds to go on polling while no such task is listed; 0 polls once.

        Returns:
            `Created` with the task to go on with, `NotCreated`, or `Undetermined` with the reason.

        Raises:
            InvalidRequestError: If the error came from a sync client: call `reconcile`. Or if the
                client is closed, or the timeout is no number of seconds.
        """
        ask = getattr(self, "_ask_async", None)
        return self._unbound(asynchronous=True) if ask is None else await ask(timeout)

    def bind(self, ask: Callable[[float], Outcome[Task]]) -> None:
        """Say how `reconcile` finds out. For the client that raises it."""
        self._ask = ask

    def bind_async(self, ask: Callable[[float], Awaitable[Outcome[AsyncTask]]]) -> None:
        """Say how `reconcile_async` finds out. For the client that raises it."""
        self._ask_async = ask

    def _unbound(self, *, asynchronous: bool) -> Outcome[Any]:
        from longtake._core.reconcile.submission import Undetermined  # noqa: PLC0415 - it needs this module

        if hasattr(self, "_ask") or hasattr(self, "_ask_async"):
            here, there = (
                ("a sync", "reconcile") if asynchronous else ("an async", "reconcile_async")
            )
            raise InvalidRequestError(
                f"this error came from {here} client: call {there}()",
                provider=self.provider,
                kind=self.kind,
            )
        if self.token is not None:
            what = f"the task is known: from_token({self.token!r}) of a client finds it"
        elif self.window is not None:
            since, until = (moment.isoformat(timespec="seconds") for moment in self.window)
            what = f"look at the vendor for a task made from {since} to {until} before submitting again"
        else:
            what = self.advice
        return Undetermined(
            reason="this error knows no client: it was pickled or copied (call reconcile before that, where "
            f"it was raised), or a generated function was called directly. Now {what}",
            evidence="nothing",
        )


class TaskFailedError(LongtakeError):
    """The vendor accepted the task and could not do it, or it was cancelled.

    Attributes:
        snapshot: What the last poll showed, where there was one.
    """

    snapshot: Snapshot | None = None


class TaskRejectedError(TaskFailedError, ContentRejectedError):
    """The vendor accepted the task, and its moderation refused it later."""


class TaskExpiredError(TaskFailedError, NotFoundError):
    """The provider does not keep the task or its files any longer."""


class MissingFileError(TaskFailedError):
    """The provider reports success, and gave no file for 300 seconds. `token` finds the task again."""


class TaskTimeoutError(LongtakeError, TimeoutError):
    """The task had not ended in the time given. It goes on at the vendor: `token` finds it again."""


class NotPicklableError(InvalidRequestError, TypeError):
    """A client, a task or a video cannot be pickled or copied. Pass `task.token` to `from_token` instead."""


class SubmitTimeoutError(LongtakeError, TimeoutError):
    """The `timeout` of `submit_all` was over before the submit was accepted. No task was created."""


class DownloadTimeoutError(LongtakeError, TimeoutError):
    """The `timeout` of `download` was over before the file was whole. No file was stored."""


class InterruptedBatch(LongtakeError):  # noqa: N818 - what an interruption has behind it, raised by nobody
    """What was left at the vendors by an interruption that met many tasks at once; see `pending_after`.

    Attributes:
        tokens: The tokens of the tasks that were accepted, or waited for, and were not seen to end. One
            alone is the `token`, too.
        doubts: The submits that met the interruption, so that nobody knows of them.
    """

    tokens: tuple[str, ...] = ()
    unknown_outcomes: tuple[SubmitOutcomeUnknown, ...] = ()

    def listed(self) -> list[str]:
        """The tokens for whoever has nothing but the traceback: each on a line, and not without end."""
        from longtake._core.tokens import read_token  # noqa: PLC0415 - it needs this module

        shown = [(read_token(token), token) for token in self.tokens[:_MAX_LISTED]]
        lines = [f"  {at.provider}/{at.kind}: from_token({token!r})" for at, token in shown]
        more = len(self.tokens) - len(lines)
        return [*lines, f"  ... and {more} more"] if more > 0 else lines


def attach_pending(interruption: BaseException, pending: LongtakeError) -> None:
    """Let an interruption say what it leaves at a vendor: in a note, and as its cause."""
    interruption.add_note(f"longtake: {pending}")
    if isinstance(pending, InterruptedBatch):
        for line in pending.listed():
            interruption.add_note(line)
        # It says more than what one of the many may have left.
        pending.__cause__, interruption.__cause__ = interruption.__cause__, pending
    elif interruption.__cause__ is None:
        interruption.__cause__ = pending


def pending_after(error: BaseException) -> LongtakeError | None:
    """What an interrupted call left at a vendor, None if nothing.

    A `KeyboardInterrupt`, a cancellation or a timeout that ends `extend` while its request is under way has
    a `SubmitOutcomeUnknown` behind it, with `reconcile`; one that ends `wait` has an error whose `token`
    finds the task again; one that ends `wait_all` or `submit_all` a `InterruptedBatch`. Whoever catches the
    interruption, or what became of it (`asyncio.timeout` makes a `TimeoutError` of it), asks here.

    Args:
        error: What was caught. Of a group it is the first of its errors that left something.
    """
    seen: set[int] = set()
    links: list[BaseException | None] = [error]
    while links:
        link = links.pop()
        if link is None or id(link) in seen:
            continue
        seen.add(id(link))
        if isinstance(link, SubmitOutcomeUnknown | InterruptedBatch) or (
            isinstance(link, LongtakeError) and link.token
        ):
            return link
        links += [link.__context__, link.__cause__]
        if isinstance(link, BaseExceptionGroup):
            links += reversed(cast("BaseExceptionGroup[BaseException]", link).exceptions)
    return None
