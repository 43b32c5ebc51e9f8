"""Bad days on demand: what goes wrong with one request, or with one task."""

import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, Literal, Self, TypeVar, get_args

T = TypeVar("T")

Refusal = Literal[
    "unauthorized",
    "insufficient_credits",
    "subscription_lapsed",
    "content",
    "rate_limit",
    "rate_limit_http",
    "rate_limit_upstream",
    "too_many_tasks",
    "maintenance",
    "server_error",
    "server_error_http",
    "upstream_session",
    "feature_off",
]
"""Why a vendor refuses. Not every vendor has every reason; each says which it knows.

`rate_limit_http` and `server_error_http` are kie's, whose refusals usually stand inside HTTP 200;
`rate_limit` at useapi is the account's full queue, `rate_limit_upstream` its other 429.
"""

FailureReason = Literal["moderation", "error"]
"""Why a task that was accepted ends without a video."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to one request instead of the calm answer: make one with its class methods.

    With `accepted` the request is carried out first, the task made and billed; only then does the
    answer go wrong. Without, the vendor never takes the request.
    """

    kind: Literal["refuse", "answer", "cut"]
    accepted: bool = False
    refusal: Refusal | None = None
    status: int = 200
    body: Mapping[str, Any] | str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def refuse(cls, refusal: Refusal, *, headers: Mapping[str, str] | None = None) -> Self:
        """The vendor refuses in its own words and numbers, with `headers` such as Retry-After."""
        if refusal not in get_args(Refusal):
            raise ValueError(f"{refusal!r} is none of {', '.join(get_args(Refusal))}")
        return cls("refuse", refusal=refusal, headers=headers or {})

    @classmethod
    def answer(
        cls,
        status: int,
        body: Mapping[str, Any] | str | None = None,
        *,
        content_type: str | None = None,
        headers: Mapping[str, str] | None = None,
        accepted: bool = False,
    ) -> Self:
        """Exactly this answer: a mapping is sent as JSON, a string as it is."""
        if not 200 <= status <= 999:  # noqa: PLR2004 - what can be sent as a final status
            raise ValueError(f"status must be from 200 to 999, not {status}")
        if body and status in {204, 304}:
            raise ValueError(f"an answer {status} has no body")
        if content_type is None:
            content_type = "text/html" if isinstance(body, str) else "application/json"
        return cls(
            "answer",
            accepted=accepted,
            status=status,
            body=body,
            content_type=content_type,
            headers=headers or {},
        )

    @classmethod
    def bad_gateway(cls, *, accepted: bool = False) -> Self:
        """A proxy's HTTP 502 with a page of HTML in front of the vendor."""
        page = (
            "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
        )
        return cls.answer(502, page, accepted=accepted)

    @classmethod
    def cut(cls, *, accepted: bool = False) -> Self:
        """The connection is closed without a byte of an answer."""
        return cls("cut", accepted=accepted)


@dataclass(frozen=True, slots=True)
class Failure:
    """How a task ends without a video; `message` replaces the vendor's usual words."""

    reason: FailureReason
    message: str | None = None


class Upcoming(Generic[T]):
    """What waits for the next requests or tasks, taken in the order in which it was put in."""

    def __init__(self) -> None:
        self._waiting: deque[T] = deque()
        self._lock = threading.Lock()

    def put(self, items: Iterable[T]) -> None:
        """Add `items` at the end."""
        with self._lock:
            self._waiting.extend(items)

    def take(self) -> T | None:
        """Return what is due and forget it; None when nothing waits."""
        with self._lock:
            return self._waiting.popleft() if self._waiting else None
