"""What kie.ai's codes mean. They stand in the body's `code`, usually inside an HTTP 200."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final

from attrs import evolve

from longtake._core.provider import Provider
from longtake._core.rate_limit import Rate
from longtake._core.responses import ErrorCode, JsonObject, Verdict, by_status, code_of, ids_in
from longtake._core.values import contains_any
from longtake.errors import (
    AuthenticationError,
    ContentRejectedError,
    InsufficientCreditsError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    TaskFailedError,
)
from longtake_kie.operations import UNCHARGED

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODES: Final[Mapping[int, ErrorCode]] = {
    401: ErrorCode(AuthenticationError, "the key was not accepted, or not from this address"),
    402: ErrorCode(InsufficientCreditsError, "the account is out of credits"),
    404: ErrorCode(NotFoundError, "kie does not know this"),
    408: ErrorCode(
        ServiceUnavailableError, "kie's upstream gave nothing", transient=True, not_created=False
    ),
    422: ErrorCode(InvalidRequestError, "kie refused the parameters"),
    429: ErrorCode(
        RateLimitError, "too many requests: 20 new tasks in 10 seconds are allowed", transient=True
    ),
    433: ErrorCode(RateLimitError, "the limit of this sub-key is reached"),
    451: ErrorCode(InvalidRequestError, "kie could not fetch the image given", fails_task=True),
    455: ErrorCode(ServiceUnavailableError, "kie is under maintenance", transient=True),
    500: ErrorCode(ServiceUnavailableError, "kie failed", transient=True, not_created=False),
    # It was begun, then: nobody says whether it was billed.
    501: ErrorCode(TaskFailedError, "kie reports a failure", not_created=False, fails_task=True),
    505: ErrorCode(ServiceUnavailableError, "this feature is switched off", fails_task=True),
}

# The page says "record is null"; responses have these other words, too.
_NO_RECORD: Final = re.compile(
    r"record\s*(info)?\s+is\s+null|record\s*(info)?\s+does\s+not\s+exist|records\s+within\s+\d+\s+days",
    re.IGNORECASE,
)

NO_TASK: Final = ErrorCode(
    NotFoundError, "kie has no such task, or not yet, or no longer (14 days)"
)
"""The meaning of each response that says that there is no such record."""

_NO_SOURCE: Final = ErrorCode(
    NotFoundError, "kie has no such task to continue (`data` is null), so no task was made"
)

_REFUSED_CONTENT: Final = (
    "violat",
    "content polic",
    "flagged",
    "unsafe",
    "moderation",
    "sensitive",
    "nsfw",
    # Runway's.
    "ai moderator",
    "inappropriate content",
    # Veo's.
    "public error minor upload",
    "public error prominent people upload",
)


def classify(status: int, body: JsonObject) -> Verdict | None:
    """What an answer of kie means: None if it is no error."""
    code, message = code_of(body.get("code")), body.get("msg")
    text = message if isinstance(message, str) else None
    if code in (None, HTTPStatus.OK) and status < HTTPStatus.MULTIPLE_CHOICES:
        # None of the envelope's fields is marked required.
        return None
    if text and "credits insufficient" in text.lower():
        # Users met this under code 500, where it would read as a server's failure.
        return _CODES[HTTPStatus.PAYMENT_REQUIRED].verdict(code, text)
    if code is None:
        return by_status(status, None, text)
    if code == HTTPStatus.OK:
        # One of the two is wrong, and it may be the status.
        return evolve(by_status(status, None, text), not_created=False)
    return _by_code(code, text)


def classify_submit(sent: JsonObject, body: JsonObject) -> Verdict | None:
    """Return what a response to a submission means, None if it is the success that it says.

    `data` is null beside the code of a success: so kie says that there is no such record. If the submission
    continues a task, that is the one. A response that names any id, or to a submission that continues
    nothing, may be about a new task.
    """
    says_missing = code_of(body.get("code")) == HTTPStatus.OK and body.get("data", body) is None
    if not says_missing or not sent.get("taskId") or ids_in(body):
        return None
    return _NO_SOURCE.verdict(HTTPStatus.OK, None)


def is_rejected(message: str | None) -> bool:
    """Whether kie's words say that moderation refused: no code of its own says so."""
    return contains_any(message, _REFUSED_CONTENT)


def _by_code(code: int, text: str | None) -> Verdict:
    if code == HTTPStatus.BAD_REQUEST:
        kind = ContentRejectedError if is_rejected(text) else InvalidRequestError
        return ErrorCode(kind, "kie refused the request", fails_task=True).verdict(code, text)
    if code == HTTPStatus.UNPROCESSABLE_ENTITY and text and _NO_RECORD.search(text):
        return NO_TASK.verdict(code, text)
    return _CODES[code].verdict(code, text) if code in _CODES else by_status(code, code, text)


KIE: Final = Provider(
    name="kie",
    module="longtake.kie._task_kinds",
    key_variable="KIE_API_KEY",
    base_url_variable="KIE_BASE_URL",
    base_url="https://api.kie.ai",
    key_page="kie.ai/api-key",
    classify=classify,
    classify_submit=classify_submit,
    # The vendor counts new tasks in windows of ten seconds.
    rate_limit_window_s=10.0,
    submit_rate=Rate(20, 10.0),
    # "Usually 100+" may run at once.
    max_running=100,
    uncharged=UNCHARGED,
)
