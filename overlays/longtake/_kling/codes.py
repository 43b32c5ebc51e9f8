"""The error codes of Kling. The body's `code` counts, not the HTTP status: 0 is success."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Final, cast

from longtake._core.responses import ErrorCode, JsonObject, Verdict, by_status, code_of
from longtake._core.values import contains_any
from longtake.errors import (
    AuthenticationError,
    ContentRejectedError,
    InsufficientCreditsError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

_CODES: Final[Mapping[int, ErrorCode]] = {
    1000: ErrorCode(AuthenticationError, "the key was not accepted"),
    1001: ErrorCode(AuthenticationError, "the request had no key"),
    1002: ErrorCode(AuthenticationError, "the key is not valid"),
    1003: ErrorCode(AuthenticationError, "the key is not valid yet"),
    1004: ErrorCode(AuthenticationError, "the key has expired"),
    # These come with HTTP 429, but waiting does not help.
    1100: ErrorCode(
        InsufficientCreditsError,
        "Kling reports a problem with the account; check it in Kling's console",
    ),
    1101: ErrorCode(InsufficientCreditsError, "the account is in arrears"),
    1102: ErrorCode(InsufficientCreditsError, "the account's resource packs are used up"),
    1103: ErrorCode(AuthenticationError, "the account does not have access to this feature"),
    1200: ErrorCode(InvalidRequestError, "Kling refused a parameter; correct it"),
    1201: ErrorCode(InvalidRequestError, "Kling refused a parameter; correct it"),
    1202: ErrorCode(NotFoundError, "the method does not exist"),
    1203: ErrorCode(NotFoundError, "the task or the model does not exist"),
    1300: ErrorCode(
        ContentRejectedError, "the platform's policy refused the content", fails_task=True
    ),
    1301: ErrorCode(ContentRejectedError, "moderation refused the content", fails_task=True),
    1302: ErrorCode(RateLimitError, "too many requests", transient=True),
    1303: ErrorCode(RateLimitError, "too many tasks at once", transient=True),
    1304: ErrorCode(AuthenticationError, "this IP address is not on the account's allowlist"),
    5000: ErrorCode(
        ServiceUnavailableError, "Kling's service failed", transient=True, not_created=False
    ),
    5001: ErrorCode(
        ServiceUnavailableError, "Kling is under maintenance", transient=True, not_created=False
    ),
    5002: ErrorCode(
        ServiceUnavailableError, "Kling's service timed out", transient=True, not_created=False
    ),
}

# The codes of gateways that run new-api are words.
_GATEWAY_CODES: Final[Mapping[str, ErrorCode]] = {
    "insufficient_user_quota": ErrorCode(InsufficientCreditsError, "the account is out of quota"),
    "quota_not_enough": ErrorCode(InsufficientCreditsError, "the account is out of quota"),
    "task_not_exist": ErrorCode(NotFoundError, "the task does not exist"),
}
_GATEWAY_SUCCESS: Final = "success"
_REFUSED_CONTENT: Final = ("risk control", "sensitive", "moderation", "violat")

_ACCOUNT_CODES: Final = 11
_LAST_STATUS: Final = 599


def classify(status: int, body: JsonObject) -> Verdict | None:
    """Return the meaning of an error response of Kling or its reseller, None for a success."""
    # Gateways put an error at the top level or into `error`.
    error = body.get("error")
    holder = cast("JsonObject", error) if isinstance(error, dict) and "code" not in body else body
    code, message = code_of(holder.get("code")), holder.get("message")
    text = message if isinstance(message, str) and message else None
    word = holder.get("code")
    if code is None and isinstance(word, str) and word.strip():
        return _gateway(status, word.strip().casefold(), text)
    if code in (None, 0, status):
        # A success, or a reseller's own response without one of Kling's codes.
        if status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        usual = by_status(status, code or None, text)
        # A success code contradicts the status, and the status may be wrong.
        return usual if code != 0 else usual._replace(not_created=False)
    if code not in _CODES:
        return _unlisted(status, code, text)
    return _CODES[code].verdict(code, text)


def is_rejected(message: str | None) -> bool:
    """Return whether a message means that moderation refused the content."""
    return contains_any(message, _REFUSED_CONTENT)


def _gateway(status: int, code: str, text: str | None) -> Verdict | None:
    """Return the meaning of a response of a gateway that runs new-api, whose `code` is a word."""
    if code in _GATEWAY_CODES:
        return _GATEWAY_CODES[code].verdict(code, text)
    if code == _GATEWAY_SUCCESS and status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    if status < HTTPStatus.BAD_REQUEST:
        return by_status(HTTPStatus.INTERNAL_SERVER_ERROR, code, text)
    usual = by_status(status, code, text)
    # A success code contradicts the status, and the status may be wrong.
    return usual._replace(not_created=False) if code == _GATEWAY_SUCCESS else usual


def _unlisted(status: int, code: int | None, text: str | None) -> Verdict:
    """Return the meaning of an undocumented code: a reseller's, which is an HTTP status, or a new one."""
    if code is not None and HTTPStatus.BAD_REQUEST <= code <= _LAST_STATUS:
        return by_status(code, code, text)
    if status < HTTPStatus.BAD_REQUEST:
        return by_status(HTTPStatus.INTERNAL_SERVER_ERROR, code, text)
    usual = by_status(status, code, text)
    if code is not None and code // 100 == _ACCOUNT_CODES:
        # The codes about the account come with 429, but waiting does not help.
        return usual._replace(error=InsufficientCreditsError, transient=False)
    return usual
