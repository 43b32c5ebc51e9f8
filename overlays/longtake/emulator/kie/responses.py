"""kie.ai's envelope, its refusals and its failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from longtake.emulator.alterations import Alterations, Rules, in_envelope, only
from longtake.emulator.responses import ProviderResponse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake.emulator.faults import Refusal
    from longtake.emulator.tasks import FailureReason, Moment, TaskFailure

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

The pages list other codes for each task kind; a test may use any of them in all three.
"""

FAILURE_CODES: Final[Mapping[FailureReason, int]] = {"moderation": 400, "error": 501}
# The flag of a state that no page lists.
UNKNOWN_FLAG: Final = 7
NO_ERROR: Final[Mapping[str, None]] = {"errorCode": None, "errorMessage": None}

FAILURES: Final[Mapping[FailureReason, str]] = {
    "moderation": "The content was flagged as violating the content policies.",
    "error": "Internal error, please try again later.",
}


def alterations_of(reads: Rules, callbacks: Rules) -> Alterations:
    """Return the alterations of whole bodies, made of those of the `data` of a read and a callback."""
    within = in_envelope(reads)
    return {
        "submit": only(within, "extra_field", "null_data"),
        "read": within,
        "callback": in_envelope(callbacks),
    }


def envelope(code: int, msg: str, data: object = None, *, status: int = 200) -> ProviderResponse:
    """Return `data` in kie.ai's envelope; an error too has HTTP 200 by default."""
    return ProviderResponse(status, {"code": code, "msg": msg, "data": data})


def refused(refusal: Refusal) -> ProviderResponse:
    """Return a refusal in the envelope."""
    status, code, msg = REFUSALS[refusal]
    return envelope(code, msg, status=status)


def failure_message(failure: TaskFailure) -> str:
    """Return the provider's words about a failed task."""
    return failure.message or FAILURES[failure.reason]


def outcome_fields(moment: Moment) -> dict[str, Any]:
    """Return the fields of veo and midjourney for the state of a task."""
    if moment.failure is None:
        flag = 1 if moment.end == "succeeded" else 0
        return {"successFlag": flag, **NO_ERROR}
    # 2 is the provider's own refusal, 3 one of the model's service.
    reason = moment.failure.reason
    return {
        "successFlag": 2 if reason == "moderation" else 3,
        "errorCode": FAILURE_CODES[reason],
        "errorMessage": failure_message(moment.failure),
    }
