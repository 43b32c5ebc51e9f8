"""What useapi.net's answers mean: the HTTP status says it, `error` says it in words."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final, cast

from attrs import evolve

from longtake._core.answers import JsonObject, Verdict, by_status
from longtake._core.provider import Provider
from longtake.errors import ContentRejectedError, InsufficientCreditsError, ServiceUnavailableError

_OUT_OF_CREDITS: Final = 412
_REFUSED: Final = 422
_SESSION_BROKEN: Final = 596


def judge(status: int, body: JsonObject) -> Verdict | None:
    """What an answer of useapi.net means: None if it is no error."""
    if status < HTTPStatus.MULTIPLE_CHOICES:
        return None
    text = _words(body)
    # One of the two 429 answers, Runway's own limit, carries no code; the other one lists what runs.
    usual = by_status(status, None, text)
    if status == HTTPStatus.PAYMENT_REQUIRED:
        return evolve(usual, message=_sentence("the subscription has lapsed", text))
    if status == _OUT_OF_CREDITS:
        return evolve(
            usual,
            kind=InsufficientCreditsError,
            message=_sentence("the Runway account is out of credits", text),
        )
    if status == _REFUSED:
        return evolve(
            usual, kind=ContentRejectedError, message=_sentence("moderation refused it", text)
        )
    if status == _SESSION_BROKEN:
        return evolve(
            usual,
            kind=ServiceUnavailableError,
            message=_sentence(
                "useapi.net's session with Runway is broken: renew the account there", text
            ),
            transient=False,
        )
    return usual


def _words(body: JsonObject) -> str | None:
    error = body.get("error")
    if isinstance(error, dict):
        fields = cast("dict[str, object]", error)
        error = fields.get("errorMessage") or fields.get("message")
    return error if isinstance(error, str) and error else None


def _sentence(says: str, text: str | None) -> str:
    return f"{says}: {text}" if text else says


USEAPI: Final = Provider(
    name="useapi",
    key_variable="USEAPI_TOKEN",
    base_url_variable="USEAPI_BASE_URL",
    base_url="https://api.useapi.net",
    key_page="useapi.net",
    judge=judge,
    # "Wait in a loop for at least 10..30 seconds and retry again."
    rate_limit_window_s=10.0,
)
