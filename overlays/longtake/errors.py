"""One vocabulary of errors for all providers.

Every error says what a program can do about it by its class; what the vendor said stands in its attributes.
No error holds a key.
"""

from __future__ import annotations

__all__ = [
    "AuthenticationError",
    "ContentRejectedError",
    "InsufficientCreditsError",
    "InvalidRequestError",
    "LongtakeError",
    "MissingCredentialsError",
    "NotFoundError",
    "RateLimitError",
    "ServiceUnavailableError",
    "SubmitOutcomeUnknown",
    "TaskFailedError",
    "TaskRejectedError",
    "TaskTimeoutError",
    "UnexpectedAnswerError",
]


class LongtakeError(Exception):
    """The root of everything that longtake raises for what a vendor, a network or a caller did.

    Attributes:
        provider: Who issued the key: `kie`, `useapi` or `chainhub`.
        family: The kind of task within the provider, such as `veo`, where the call belongs to one.
        status: The HTTP status of the answer, where there was one.
        code: The vendor's own code, which may stand inside an HTTP 200.
        vendor_message: The vendor's own words.
        task_id: The vendor's id of the task, where there is one.
        token: What `from_token` turns back into the task, where there is one.
    """

    def __init__(
        self,
        message: str,
        *,
        provider: str | None = None,
        family: str | None = None,
        status: int | None = None,
        code: int | str | None = None,
        vendor_message: str | None = None,
        task_id: str | None = None,
        token: str | None = None,
    ) -> None:
        super().__init__(message)
        self.provider = provider
        self.family = family
        self.status = status
        self.code = code
        self.vendor_message = vendor_message
        self.task_id = task_id
        self.token = token

    def __str__(self) -> str:
        where = "/".join(part for part in (self.provider, self.family) if part)
        facts = {
            "HTTP status": self.status,
            "code": self.code if self.code != self.status else None,
            "task": self.task_id,
        }
        known = ", ".join(f"{name} {value}" for name, value in facts.items() if value is not None)
        return f"{where + ': ' if where else ''}{self.args[0]}{f' ({known})' if known else ''}"


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
    """The vendor, or the way to it, is down or under maintenance. Nothing was accepted."""


class UnexpectedAnswerError(LongtakeError):
    """The vendor answered with something that its documentation does not allow for."""


class SubmitOutcomeUnknown(LongtakeError):  # noqa: N818 - a state of knowledge, named as what it is
    """A task was submitted, and nobody can tell from here whether the vendor took (and billed) it.

    The request is not repeated: no vendor here offers an idempotency key, so a second one may be paid
    for twice. Look at the vendor's list of tasks or at the balance before submitting again.

    Attributes:
        operation: The operation that was sent, such as `extend_veo_video`.
    """

    operation: str | None = None


class TaskFailedError(LongtakeError):
    """The vendor accepted the task and could not do it, or it was cancelled."""


class TaskRejectedError(TaskFailedError, ContentRejectedError):
    """The vendor accepted the task, and its moderation refused it later."""


class TaskTimeoutError(LongtakeError, TimeoutError):
    """The task had not ended in the time given. It goes on at the vendor: `token` finds it again."""
