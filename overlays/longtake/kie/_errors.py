"""The error codes of kie.ai. They are in the body's `code`, usually with HTTP 200."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

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
from longtake_kie.operations import SERVERS, UNCHARGED, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_CODES: Final[Mapping[int, ErrorCode]] = {
    401: ErrorCode(AuthenticationError, "the key was not accepted, or not from this IP address"),
    402: ErrorCode(InsufficientCreditsError, "the account is out of credits"),
    404: ErrorCode(NotFoundError, "kie has no such task or source"),
    408: ErrorCode(
        ServiceUnavailableError,
        "kie's upstream service returned no result",
        transient=True,
        not_created=False,
    ),
    422: ErrorCode(InvalidRequestError, "kie refused the parameters; correct them"),
    429: ErrorCode(
        RateLimitError, "too many requests: 20 new tasks in 10 seconds are allowed", transient=True
    ),
    433: ErrorCode(RateLimitError, "the limit of this sub-key is reached"),
    451: ErrorCode(
        InvalidRequestError, "kie could not fetch the image; check its URL", fails_task=True
    ),
    455: ErrorCode(ServiceUnavailableError, "kie is under maintenance", transient=True),
    500: ErrorCode(
        ServiceUnavailableError, "kie's service failed", transient=True, not_created=False
    ),
    # The task was started. Whether it was charged is not documented.
    501: ErrorCode(TaskFailedError, "kie reports a failure", not_created=False, fails_task=True),
    505: ErrorCode(ServiceUnavailableError, "this feature is disabled", fails_task=True),
}

# The documentation has "record is null". Responses also contain the other messages. Not compiled, since only
# errors need it.
_NO_RECORD: Final = (
    r"record\s*(info)?\s+(is\s+null|does\s+not\s+exist)"
    r"|records\s+within\s+\d+\s+days"
)

NO_TASK: Final = ErrorCode(
    NotFoundError, "kie has no such task: not yet, or no longer (it keeps tasks for 14 days)"
)
"""The meaning of a response for a missing record."""

_NO_SOURCE: Final = ErrorCode(
    NotFoundError, "kie has no such task to extend (`data` is null), so no task was created"
)

_UPSCALES: Final = ("/veo/get-1080p-video", "/veo/get-4k-video")
# The codes of a response while such a video is being made.
_UPSCALE_CODES: Final = frozenset({200, 400, 422, 500})

_REFUSED_CONTENT: Final = (
    "violat",
    "content polic",
    "flagged",
    "unsafe",
    "moderation",
    "sensitive",
    "nsfw",
    # From Runway.
    "ai moderator",
    "inappropriate content",
    # From Veo.
    "public error minor upload",
    "public error prominent people upload",
)


def classify(status: int, body: JsonObject) -> Verdict | None:
    """Return the meaning of an error response of kie, None for a success."""
    code, message = code_of(body.get("code")), body.get("msg")
    text = message if isinstance(message, str) else None
    if code in (None, HTTPStatus.OK) and status < HTTPStatus.MULTIPLE_CHOICES:
        # The documentation marks no field of the envelope as required.
        return None
    if text and "credits insufficient" in text.lower():
        # Users report this message with code 500, which would otherwise mean a failed service.
        return _CODES[HTTPStatus.PAYMENT_REQUIRED].verdict(code, text)
    if code is None:
        return by_status(status, None, text)
    if code == HTTPStatus.OK:
        # The code and the status contradict each other, and the status may be wrong.
        return by_status(status, None, text)._replace(not_created=False)
    return _by_code(code, text)


def classify_submit(sent: Callable[[], JsonObject], body: JsonObject) -> Verdict | None:
    """Return the meaning of a successful response to a submission, None if a task was created.

    With a success code, `data: null` means that kie has no such record. If the submission extends a task,
    that task is the missing record. Otherwise, or if the response contains any id, a task may have been
    created.
    """
    says_missing = code_of(body.get("code")) == HTTPStatus.OK and body.get("data", body) is None
    if not says_missing or not _source(sent()) or ids_in(body):
        return None
    return _NO_SOURCE.verdict(HTTPStatus.OK, None)


def _source(sent: JsonObject) -> object:
    """Return the id of the task that a submission extends. At the jobs API it is in `input`."""
    inner = sent.get("input")
    fields = cast("JsonObject", inner) if isinstance(inner, dict) else sent
    return fields.get("taskId") or fields.get("task_id")


def is_rejected(message: str | None) -> bool:
    """Return whether a message means that moderation refused the content. kie has no code for it."""
    return contains_any(message, _REFUSED_CONTENT)


def _failing_codes(path: str) -> tuple[int, ...]:
    """Return the codes that fail a task of the jobs API: there the silence of the upstream model ends it.

    Users report it, the documentation does not.
    """
    return (HTTPStatus.REQUEST_TIMEOUT,) if path.endswith("/jobs/recordInfo") else ()


def _is_upscale(path: str, body: JsonObject) -> bool:
    """Return whether a response about a Veo video in 1080p or 4K has its link, or says that it is being made.

    For 4K the code is 422 in both cases. For 1080p it is 500 while the video is being made, as users report,
    whatever the message.
    """
    if not path.endswith(_UPSCALES):
        return False
    data, code = body.get("data"), code_of(body.get("code"))
    video: JsonObject = cast("JsonObject", data) if isinstance(data, dict) else {}
    if video.get("resultUrl") or video.get("resultUrls"):
        return True
    message = body.get("msg")
    text = message if isinstance(message, str) else None
    is_1080p = path.endswith(_UPSCALES[0])
    return code in _UPSCALE_CODES and (
        contains_any(text, ("processing",))
        or (is_1080p and code == HTTPStatus.INTERNAL_SERVER_ERROR)
    )


def _by_code(code: int, text: str | None) -> Verdict:
    if code == HTTPStatus.BAD_REQUEST:
        kind = ContentRejectedError if is_rejected(text) else InvalidRequestError
        return ErrorCode(kind, "kie refused the request", fails_task=True).verdict(code, text)
    if (
        code == HTTPStatus.UNPROCESSABLE_ENTITY
        and text
        and re.search(_NO_RECORD, text, re.IGNORECASE)
    ):
        return NO_TASK.verdict(code, text)
    return _CODES[code].verdict(code, text) if code in _CODES else by_status(code, code, text)


KIE: Final = Provider(
    name="kie",
    module="longtake.kie._task_kinds",
    resources="longtake_kie.resources",
    key_variable="KIE_API_KEY",
    base_url_variable="KIE_BASE_URL",
    base_url="https://api.kie.ai",
    key_page="kie.ai/api-key",
    classify=classify,
    classify_submit=classify_submit,
    # kie counts new tasks in windows of ten seconds.
    rate_limit_window_s=10.0,
    submit_rate=Rate(20, 10.0),
    # The four operations of the catalogue share one request a second.
    path_rates={"/api/v1/models": Rate(1)},
    failing_codes_at=_failing_codes,
    is_success_at=_is_upscale,
    # Documented as "usually 100+".
    max_running=100,
    balance="account.credits",
    uncharged=UNCHARGED,
    servers=SERVERS,
    withdrawn=WITHDRAWN,
    server_variables={"https://kieai.redpandaai.co": "KIE_FILES_BASE_URL"},
)
