"""What kie.ai's codes mean. They stand in the body's `code`, usually inside an HTTP 200."""

from __future__ import annotations

import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

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
    TaskFailedError,
)

# code: (error, what it says, whether the same request may succeed later, whether nothing was made for sure)
_CODES: Final[Mapping[int, tuple[type[LongtakeError], str, bool, bool]]] = {
    401: (AuthenticationError, "the key was not accepted, or not from this address", False, True),
    402: (InsufficientCreditsError, "the account is out of credits", False, True),
    404: (NotFoundError, "kie does not know this", False, True),
    408: (ServiceUnavailableError, "kie's upstream gave nothing", True, False),
    422: (InvalidRequestError, "kie refused the parameters", False, True),
    429: (RateLimitError, "too many requests: 20 new tasks in 10 seconds are allowed", True, True),
    433: (RateLimitError, "the limit of this sub-key is reached", False, True),
    451: (InvalidRequestError, "kie could not fetch the image given", False, True),
    455: (ServiceUnavailableError, "kie is under maintenance", True, True),
    500: (ServiceUnavailableError, "kie failed", True, False),
    501: (TaskFailedError, "the extension failed", False, True),
    505: (ServiceUnavailableError, "this feature is switched off", False, True),
}

# The page says "record is null", answers say "recordInfo is null" too.
_NO_RECORD: Final = re.compile(r"record\s*(info)?\s+is\s+null", re.IGNORECASE)

_REFUSED_CONTENT: Final = (
    "violat",
    "content polic",
    "flagged",
    "unsafe",
    "moderation",
    "sensitive",
    "nsfw",
)


def judge(status: int, body: JsonObject) -> Verdict | None:
    """What an answer of kie means: None if it is no error."""
    code, message = code_of(body.get("code")), body.get("msg")
    text = message if isinstance(message, str) else None
    if code in (None, HTTPStatus.OK) and status < HTTPStatus.MULTIPLE_CHOICES:
        # None of the envelope's fields is marked required.
        return None
    if text and "credits insufficient" in text.lower():
        # Users met this under code 500, where it would read as a server's failure.
        return Verdict(
            kind=InsufficientCreditsError,
            message=f"the account is out of credits: {text}",
            code=code,
            vendor_message=text,
        )
    if code is None or code == HTTPStatus.OK:
        return by_status(status, None, text)
    return _by_code(code, text)


def rejected(message: str | None) -> bool:
    """Whether kie's words say that moderation refused: no code of its own says so."""
    return message is not None and any(word in message.lower() for word in _REFUSED_CONTENT)


def _by_code(code: int, text: str | None) -> Verdict:
    if code == HTTPStatus.BAD_REQUEST:
        return Verdict(
            kind=ContentRejectedError if rejected(text) else InvalidRequestError,
            message=_sentence("kie refused the request", text),
            code=code,
            vendor_message=text,
        )
    if code not in _CODES:
        return by_status(code, code, text)
    kind, says, transient, refused = _CODES[code]
    if code == HTTPStatus.UNPROCESSABLE_ENTITY and text and _NO_RECORD.search(text):
        kind, says = NotFoundError, "kie has no such task, or not yet, or no longer (14 days)"
    return Verdict(
        kind=kind,
        message=_sentence(says, text),
        code=code,
        vendor_message=text,
        transient=transient,
        refused=refused,
    )


def _sentence(says: str, text: str | None) -> str:
    return f"{says}: {text}" if text else says


KIE: Final = Provider(
    name="kie",
    key_variable="KIE_API_KEY",
    base_url_variable="KIE_BASE_URL",
    base_url="https://api.kie.ai",
    key_page="kie.ai/api-key",
    judge=judge,
    # The vendor counts new tasks in windows of ten seconds.
    rate_limit_window_s=10.0,
)
