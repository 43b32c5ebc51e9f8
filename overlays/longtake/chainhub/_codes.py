"""What Kling's codes mean. `code` decides, not the HTTP status: 0 is well, anything else is not."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

from attrs import evolve

from longtake._core.answers import JsonObject, Verdict, by_status, code_of
from longtake._core.provider import Provider
from longtake.errors import (
    AuthenticationError,
    ContentRejectedError,
    InsufficientCreditsError,
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
)

# code: (error, what it says, whether the same request may succeed later, whether nothing was made for sure)
_CODES: Final[Mapping[int, tuple[type[LongtakeError], str, bool, bool]]] = {
    1000: (AuthenticationError, "the key was not accepted", False, True),
    1001: (AuthenticationError, "there was no key", False, True),
    1002: (AuthenticationError, "the key is not valid", False, True),
    1003: (AuthenticationError, "the key is not valid yet", False, True),
    1004: (AuthenticationError, "the key has expired", False, True),
    # These come with HTTP 429 and yet waiting does not mend them.
    1100: (InsufficientCreditsError, "something is wrong with the account", False, True),
    1101: (InsufficientCreditsError, "the account is in arrears", False, True),
    1102: (InsufficientCreditsError, "the account's packs are used up", False, True),
    1103: (AuthenticationError, "the account may not use this", False, True),
    1200: (InvalidRequestError, "a parameter is wrong", False, True),
    1201: (InvalidRequestError, "a parameter is wrong", False, True),
    1202: (NotFoundError, "there is no such method", False, True),
    1203: (NotFoundError, "there is no such task or model", False, True),
    1300: (ContentRejectedError, "the platform's policy refused it", False, True),
    1301: (ContentRejectedError, "moderation refused it", False, True),
    1302: (RateLimitError, "too many requests", True, True),
    1303: (RateLimitError, "too many tasks at once", True, True),
    1304: (AuthenticationError, "this address is not on the account's list", False, True),
    5000: (ServiceUnavailableError, "Kling failed", True, False),
    5001: (ServiceUnavailableError, "Kling is under maintenance", True, False),
    5002: (ServiceUnavailableError, "Kling gave up waiting", True, False),
}

_ACCOUNT_CODES: Final = 11
_LAST_STATUS: Final = 599


def judge(status: int, body: JsonObject) -> Verdict | None:
    """What an answer of Kling, or of its reseller, means: None if it is no error."""
    code, message = code_of(body.get("code")), body.get("message")
    text = message if isinstance(message, str) and message else None
    if code in (None, 0, status):
        # All is well, or it is a reseller's own answer, without one of Kling's codes.
        return (
            None if status < HTTPStatus.MULTIPLE_CHOICES else by_status(status, code or None, text)
        )
    if code not in _CODES:
        return _unlisted(status, code, text)
    kind, says, transient, refused = _CODES[code]
    return Verdict(
        kind=kind,
        message=f"{says}: {text}" if text else says,
        code=code,
        vendor_message=text,
        transient=transient,
        refused=refused,
    )


def _unlisted(status: int, code: int | None, text: str | None) -> Verdict:
    """A code that Kling does not list: a reseller's, which borrows HTTP's numbers, or a new one."""
    if code is not None and HTTPStatus.BAD_REQUEST <= code <= _LAST_STATUS:
        return by_status(code, code, text)
    if status < HTTPStatus.BAD_REQUEST:
        return by_status(HTTPStatus.INTERNAL_SERVER_ERROR, code, text)
    usual = by_status(status, code, text)
    if code is not None and code // 100 == _ACCOUNT_CODES:
        # The account's codes come with 429 and are not mended by waiting.
        return evolve(usual, kind=InsufficientCreditsError, transient=False)
    return usual


def path_on(host: str, path: str) -> str:
    """Kling's official hosts have the reseller's paths without the prefix `/kling`."""
    return path.removeprefix("/kling") if host.endswith(".klingai.com") else path


CHAINHUB: Final = Provider(
    name="chainhub",
    key_variable="CHAINHUB_API_KEY",
    base_url_variable="CHAINHUB_BASE_URL",
    base_url="https://api.chainhub.tech",
    key_page="chainhub.tech",
    judge=judge,
    rate_limit_window_s=5.0,
    path_on=path_on,
)
