"""The meaning of a response, of a provider or of a gateway."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from longtake._core.responses import (
    HttpResponse,
    Verdict,
    by_status,
    classified,
    error_from,
    may_repeat,
)
from longtake._core.retry import Charge, retry_after_s
from longtake.errors import (
    AuthenticationError,
    InsufficientCreditsError,
    InvalidRequestError,
    LongtakeError,
    NotFoundError,
    RateLimitError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def nothing_wrong(_status: int, _body: Mapping[str, object]) -> Verdict | None:
    return None


def response(status: int, body: bytes = b"{}", **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status=status, headers=named, body=body)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (301, UnexpectedResponseError),
        (400, InvalidRequestError),
        (401, AuthenticationError),
        (402, InsufficientCreditsError),
        (404, NotFoundError),
        (408, ServiceUnavailableError),
        (410, NotFoundError),
        (418, InvalidRequestError),
        (429, RateLimitError),
        (455, InvalidRequestError),
        (500, ServiceUnavailableError),
        (596, ServiceUnavailableError),
        (799, ServiceUnavailableError),
    ],
)
def test_a_status_has_its_usual_meaning(status: int, kind: type[LongtakeError]) -> None:
    verdict = classified(response(status), nothing_wrong)
    assert verdict
    assert verdict.error is kind


def test_what_a_provider_accepts_is_accepted() -> None:
    assert classified(response(200, b'{"code": 200}'), nothing_wrong) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "refused"),
    [
        (200, b"", UnexpectedResponseError, False),
        (200, b"[]", UnexpectedResponseError, False),
        (200, b'{"code": 2', UnexpectedResponseError, False),
        (200, b"\xff\xfe", UnexpectedResponseError, False),
        (200, b"<html>hello</html>", UnexpectedResponseError, False),
        (403, b"error code: 1010", UnexpectedResponseError, True),
        (404, b"", UnexpectedResponseError, True),
        (404, b"<html>404 Not Found</html>", UnexpectedResponseError, True),
        (404, b'{"error": "Not found."}', NotFoundError, True),
        (410, b"gone", UnexpectedResponseError, True),
        (429, b"slow down", RateLimitError, True),
        (502, b"<html>502</html>", ServiceUnavailableError, False),
    ],
)
def test_a_body_that_is_no_json_object(
    status: int, body: bytes, kind: type[LongtakeError], refused: bool
) -> None:
    verdict = classified(response(status, body), nothing_wrong)
    assert verdict
    assert (verdict.error, verdict.not_created) == (kind, refused)


def test_a_response_without_content_is_valid_for_its_status() -> None:
    assert classified(response(204, b""), nothing_wrong) is None


def test_an_unreadable_response_is_shown_in_one_short_line() -> None:
    verdict = classified(response(502, b"<html>\n" + b"x" * 10_000), nothing_wrong)
    assert verdict
    assert "\n" not in verdict.message
    assert len(verdict.message) < 300


@pytest.mark.parametrize(
    ("status", "submit", "read"),
    [
        (400, False, False),
        (401, False, False),
        (402, False, False),
        (404, False, False),
        (408, False, True),
        (429, True, True),
        (500, False, True),
        (503, False, True),
    ],
)
def test_what_may_be_sent_again(status: int, submit: bool, read: bool) -> None:
    verdict = by_status(status, None, None)
    assert may_repeat(verdict, Charge.CHARGED) is submit
    assert may_repeat(verdict, Charge.ONCE) is submit
    assert may_repeat(verdict, Charge.REPEATABLE) is read


def test_a_submission_that_was_not_certainly_refused_has_an_unknown_outcome() -> None:
    for status in (101, 200, 301, 302, 303, 307, 308, 408, 500, 502):
        verdict = by_status(status, None, None)
        error = error_from(verdict, response(status), provider="kie", submits=True)
        assert isinstance(error, SubmitOutcomeUnknown)
        read = error_from(verdict, response(status), provider="kie", submits=False)
        assert not isinstance(read, SubmitOutcomeUnknown)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 520, 596])
def test_a_server_that_fails_has_refused_nothing_whatever_its_body_says(status: int) -> None:
    def too_many(_status: int, _body: Mapping[str, object]) -> Verdict | None:
        return by_status(429, None, None)

    verdict = classified(response(status), too_many)
    assert verdict
    assert not verdict.not_created
    assert not may_repeat(verdict, Charge.CHARGED)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "7, 9"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "-inf"}, None),
        ({"retry-after": "1e400"}, None),
        ({"retry-after": "1e9"}, 1e9),
        (
            {
                "retry-after": "Sat, 21 Nov 9999 10:00:00 GMT",
                "date": "Sat, 21 Nov 2026 10:00:00 GMT",
            },
            251_603_539_200.0,
        ),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT", "date": "today"}, None),
        (
            {
                "retry-after": "Sat, 21 Nov 2026 10:00:30 -0000",
                "date": "Sat, 21 Nov 2026 10:00:00 GMT",
            },
            None,
        ),
        ({"retry-after": "7"}, 7.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "-3"}, 0.0),
        ({"retry-after": "soon"}, None),
        (
            {
                "retry-after": "Sat, 21 Nov 2026 10:00:30 GMT",
                "date": "Sat, 21 Nov 2026 10:00:00 GMT",
            },
            30.0,
        ),
        ({"retry-after": "Sat, 21 Nov 2026 10:00:30 GMT"}, None),
        (
            {
                "retry-after": "Sat, 21 Nov 2026 09:00:00 GMT",
                "date": "Sat, 21 Nov 2026 10:00:00 GMT",
            },
            0.0,
        ),
    ],
)
def test_retry_after(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after_s(headers) == seconds
