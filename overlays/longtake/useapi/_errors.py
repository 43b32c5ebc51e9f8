"""The errors of useapi.net: the HTTP status is the code, `error` has the message."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from longtake._core.provider import Provider
from longtake._core.responses import ErrorCode, JsonObject, Verdict, by_status
from longtake._core.values import contains_any
from longtake.errors import ContentRejectedError, InsufficientCreditsError, ServiceUnavailableError
from longtake_useapi.operations import UNCHARGED, WITHDRAWN

if TYPE_CHECKING:
    from collections.abc import Mapping

_STATUSES: Final[Mapping[int, ErrorCode]] = {
    402: ErrorCode(InsufficientCreditsError, "the subscription has lapsed"),
    412: ErrorCode(InsufficientCreditsError, "the Runway account is out of credits"),
    422: ErrorCode(ContentRejectedError, "moderation refused the content", fails_task=True),
    596: ErrorCode(
        ServiceUnavailableError,
        "useapi.net's session with Runway has expired: renew the Runway account at useapi.net",
        not_created=False,
    ),
}


_REFUSED_CONTENT: Final = (
    "moderation",
    "moderator",
    "moderated",
    "safety",
    "content polic",
    "inappropriate",
)


def is_rejected(message: str | None) -> bool:
    """Return whether a message means that moderation refused the content."""
    return contains_any(message, _REFUSED_CONTENT)


def classify(status: int, body: JsonObject) -> Verdict | None:
    """Return the meaning of an error response of useapi.net, None for a success.

    There are two 429 responses: Runway's own limit, without a code, and one that lists the running tasks.
    The status alone determines the meaning of both.
    """
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    text = _words(body)
    listed = _STATUSES.get(status)
    return by_status(status, None, text) if listed is None else listed.verdict(status, text)


def _words(body: JsonObject) -> str | None:
    error = body.get("error")
    if isinstance(error, dict):
        fields = cast("dict[str, object]", error)
        error = fields.get("errorMessage") or fields.get("message")
    return error if isinstance(error, str) and error else None


def _lists_at(path: str) -> bool:
    return path.endswith("/tasks/")


USEAPI: Final = Provider(
    name="useapi",
    module="longtake.useapi._task_kinds",
    resources="longtake_useapi.resources",
    key_variable="USEAPI_TOKEN",
    base_url_variable="USEAPI_BASE_URL",
    base_url="https://api.useapi.net",
    key_page="useapi.net",
    classify=classify,
    # "Wait in a loop for at least 10..30 seconds and retry again."
    rate_limit_window_s=10.0,
    lists_at=_lists_at,
    uncharged=UNCHARGED,
    withdrawn=WITHDRAWN,
)
