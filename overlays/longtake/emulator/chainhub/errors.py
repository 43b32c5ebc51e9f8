"""How Kling refuses: an HTTP status, and a code in the envelope."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from longtake.emulator.chainhub.tokens import TokenFault
from longtake.emulator.faults import FailureReason, Refusal

REFUSALS: Final[Mapping[Refusal, tuple[int, int, str]]] = {
    "unauthorized": (401, 1002, "Authorization is invalid"),
    "ip_not_allowed": (429, 1304, "The IP address is not on the allowlist of the key"),
    "not_found": (404, 1203, "The requested resource does not exist"),
    "insufficient_credits": (429, 1102, "Account balance not enough"),
    "content": (400, 1301, "Failure to pass the risk control system"),
    "rate_limit": (429, 1302, "API request rate over limit"),
    "too_many_tasks": (429, 1303, "parallel task over resource pack limit"),
    "server_error": (500, 5000, "Internal server error"),
    "maintenance": (503, 5001, "Server is temporarily unavailable"),
}
"""HTTP status, code in the body and words for each refusal."""

TOKEN_FAULTS: Final[Mapping[TokenFault, tuple[int, str]]] = {
    "invalid": (1002, "Authorization is invalid"),
    "not yet valid": (1003, "Authorization is not yet valid"),
    "expired": (1004, "Authorization has expired"),
}

FAILURES: Final[Mapping[FailureReason, str]] = {
    "moderation": "Failure to pass the risk control system",
    "error": "Service busy, task failed",
}
