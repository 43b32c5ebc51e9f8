"""Kie.ai's envelope, and what the vendor says in it when it says no."""

from collections.abc import Mapping
from typing import Any, Final

from longtake.emulator.changes import Changes, Rules, enveloped, only
from longtake.emulator.endpoints import Answer
from longtake.emulator.faults import Failure, FailureReason, Refusal
from longtake.emulator.tasks import Moment

RECORD_IS_NULL: Final = "record is null"

REFUSALS: Final[Mapping[Refusal, tuple[int, int, str]]] = {
    "unauthorized": (200, 401, "You do not have access permissions"),
    "ip_not_allowed": (200, 401, "Requests from this IP address are not allowed for this key"),
    "insufficient_credits": (200, 402, "The current credits are insufficient. Please top up."),
    "content": (200, 400, "Your prompt was flagged as violating the content policies."),
    "not_found": (200, 422, RECORD_IS_NULL),
    "rate_limit": (200, 429, "The request frequency is too high. Please try again later."),
    "rate_limit_http": (429, 429, "The request frequency is too high. Please try again later."),
    "maintenance": (200, 455, "The service is under maintenance. Please try again later."),
    "server_error": (200, 500, "Server exception, please try again later."),
    "server_error_http": (500, 500, "Server exception, please try again later."),
    "feature_off": (200, 505, "This feature is currently disabled."),
}
"""HTTP status, code in the body and words for each refusal.

The pages list other codes for each family; a test may have any of them in all three.
"""

FAILURE_CODES: Final[Mapping[FailureReason, int]] = {"moderation": 400, "error": 501}
# The flag of a state that no page lists.
UNKNOWN_FLAG: Final = 7
NO_ERROR: Final[Mapping[str, None]] = {"errorCode": None, "errorMessage": None}

FAILURES: Final[Mapping[FailureReason, str]] = {
    "moderation": "The content was flagged as violating the content policies.",
    "error": "Internal error, please try again later.",
}


def odd(reads: Rules, callbacks: Rules) -> Changes:
    """Return what can be odd, of the rules for the `data` of a read and of a callback."""
    within = enveloped(reads)
    return {
        "submit": only(within, "extra_field", "null_data"),
        "read": within,
        "callback": enveloped(callbacks),
    }


def envelope(code: int, msg: str, data: object = None, *, status: int = 200) -> Answer:
    """Wrap `data` as kie.ai does; an error too is HTTP 200 unless `status` says otherwise."""
    return Answer(status, {"code": code, "msg": msg, "data": data})


def refused(refusal: Refusal) -> Answer:
    """Refuse in the envelope."""
    status, code, msg = REFUSALS[refusal]
    return envelope(code, msg, status=status)


def failure_words(failure: Failure) -> str:
    """Return what the vendor says of a failed task."""
    return failure.message or FAILURES[failure.reason]


def outcome(moment: Moment) -> dict[str, Any]:
    """Return the fields by which veo and midjourney say how a task stands."""
    if moment.failure is None:
        flag = 1 if moment.end == "succeeded" else 0
        return {"successFlag": flag, **NO_ERROR}
    # 2 is the vendor's own no, 3 one from further upstream.
    reason = moment.failure.reason
    return {
        "successFlag": 2 if reason == "moderation" else 3,
        "errorCode": FAILURE_CODES[reason],
        "errorMessage": failure_words(moment.failure),
    }
