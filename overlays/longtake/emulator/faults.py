"""Bad days on demand: what goes wrong with one request, or with one task."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from math import inf
from typing import Any, Literal, Self, get_args

from longtake.emulator import mishaps
from longtake.emulator.mishaps import Forgery, Malformation, Mishap, SignatureFlaw

Refusal = Literal[
    "unauthorized",
    "ip_not_allowed",
    "insufficient_credits",
    "subscription_lapsed",
    "content",
    "not_found",
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

`rate_limit_http` and `server_error_http` have an HTTP status of their own, where a provider's refusals
usually stand inside HTTP 200. `rate_limit_upstream` is the limit of whom the provider passes requests on
to. `not_found` is the response to a read of an unknown task.
"""

FailureReason = Literal["moderation", "error"]
"""Why a task that was accepted ends without a video."""

Change = Literal[
    "null_data", "unknown_state", "backwards", "no_files", "other_types", "extra_field"
]
"""What is odd about an answer that is otherwise the calm one.

`null_data`: nothing where the task should be. `unknown_state`: a state that no page lists.
`backwards`: the task is where it began. `no_files`: success, and no link yet. `other_types`: the
same values in the types that users have met, a list as a JSON string, a number as a string.
`extra_field`: fields that no page lists.
"""

Flaw = Literal["no_length", "length_too_great", "length_too_small", "no_ranges", "redirect"]
"""What is odd about a download that is otherwise a good one."""

Target = Literal["submit", "read", "cancel", "list", "download", "callback"]
"""What a fault can befall: a request to make a task, to look at one, to cancel one, for a list of them,
or for a file; or a call to a callback address. Not every family has every kind."""

# RFC 9110, 5.1 and 5.5: a token; visible characters, with spaces and tabs only between them.
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE = re.compile(r"([\x21-\x7e\xa1-\xff]([ \t\x21-\x7e\xa1-\xff]*[\x21-\x7e\xa1-\xff])?)?")
FRAMING = frozenset({"connection", "content-length", "transfer-encoding"})
# Statuses whose answer ends with its headers.
BODILESS = frozenset({204, 304})


@dataclass(frozen=True, slots=True)
class Reply:
    """A status and a body: a mapping is sent as JSON, a string as it is."""

    status: int
    body: Mapping[str, Any] | str | None
    content_type: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A code in the vendor's own envelope."""

    code: int
    message: str
    status: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What happens to one request instead of the calm answer: make one with its class methods.

    Or to one call to a callback address, in the place of the right one.

    With `accepted` the request is carried out first, the task made and billed; only then does the
    answer go wrong. Without, the vendor never takes the request.
    """

    name: str
    """What the ledger calls it: `refuse rate_limit`, `cut`."""
    accepted: bool = True
    instead: Refusal | Reply | Coded | None = None
    """What is answered in the calm answer's place, None to keep that."""
    change: Change | None = None
    flaw: Flaw | None = None
    mishap: Mishap | None = None
    """What is wrong with a call to a callback address."""
    retry_after_s: float | None = None
    retry_after_date: bool = False
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    late_s: float = 0.0
    """How long the answer is held back by the emulator's clock, `inf` for ever."""
    share: float = 1.0
    """How much of the answer's body is sent before the connection closes; 1 is all of it."""
    closed: bool = False
    """The connection closes without a byte of an answer."""

    @classmethod
    def refuse(
        cls,
        refusal: Refusal,
        *,
        retry_after_s: float | None = None,
        retry_after_date: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> Self:
        """The vendor refuses in its own words and numbers.

        `retry_after_s` adds a `Retry-After` of so many seconds, as a date if `retry_after_date`.
        """
        if refusal not in get_args(Refusal):
            raise ValueError(f"{refusal!r} is none of {', '.join(get_args(Refusal))}")
        if retry_after_s is None and retry_after_date:
            raise ValueError("retry_after_date says how retry_after_s is written, which is missing")
        if retry_after_s is not None and not 0 <= retry_after_s < inf:
            raise ValueError(f"retry_after_s must be a number from 0, not {retry_after_s}")
        return cls(
            name=f"refuse {refusal}",
            accepted=False,
            instead=refusal,
            retry_after_s=retry_after_s,
            retry_after_date=retry_after_date,
            headers=_checked_headers(headers or {}),
        )

    @classmethod
    def code(
        cls,
        code: int,
        *,
        message: str = "Something went wrong",
        status: int = 200,
        accepted: bool = False,
    ) -> Self:
        """An error code in the vendor's envelope, inside HTTP 200 unless `status` says otherwise."""
        _check_status(status)
        if status in BODILESS:
            raise ValueError(f"an answer {status} has no body, and so no code")
        return cls(name=f"code {code}", accepted=accepted, instead=Coded(code, message, status))

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
        _check_status(status)
        _check_body(body, status)
        if content_type is None:
            content_type = "text/html" if isinstance(body, str) else "application/json"
        return cls(
            name=f"answer {status}",
            accepted=accepted,
            instead=Reply(status, body, _checked_value("content_type", content_type)),
            headers=_checked_headers(headers or {}),
        )

    @classmethod
    def bad_gateway(cls, *, accepted: bool = False) -> Self:
        """A proxy's HTTP 502 with a page of HTML in front of the vendor."""
        page = (
            "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
        )
        return replace(cls.answer(502, page, accepted=accepted), name="bad_gateway")

    @classmethod
    def forbidden(cls) -> Self:
        """A delivery network's HTTP 403 with a bare text, met by what it takes for a robot."""
        fault = cls.answer(403, "error code: 1010", content_type="text/plain; charset=UTF-8")
        return replace(fault, name="forbidden")

    @classmethod
    def not_json(cls, *, accepted: bool = True) -> Self:
        """HTTP 200 that calls itself JSON and is none."""
        fault = cls.answer(200, "<OK>", content_type="application/json", accepted=accepted)
        return replace(fault, name="not_json")

    @classmethod
    def cut(cls, *, accepted: bool = False) -> Self:
        """The connection is closed without a byte of an answer.

        Unless `accepted`, that is before the body of the request is read.
        """
        return cls(name="cut", accepted=accepted, closed=True)

    @classmethod
    def half(cls, share: float = 0.5) -> Self:
        """The answer is announced whole, `share` of it is sent, then the connection is closed."""
        if not 0 <= share < 1:
            raise ValueError(f"share must be from 0 to less than 1, not {share}")
        return cls(name="half", share=share)

    @classmethod
    def late(cls, seconds: float) -> Self:
        """The calm answer, `seconds` late by the emulator's clock; the request is carried out at once."""
        return replace(cls(name="late"), late_s=_checked_delay(seconds))

    @classmethod
    def never(cls, *, accepted: bool = True) -> Self:
        """No answer, and the connection stays open until the client closes it."""
        return cls(name="never", accepted=accepted, late_s=inf)

    @classmethod
    def odd(cls, change: Change) -> Self:
        """The calm answer with one thing changed."""
        if change not in get_args(Change):
            raise ValueError(f"{change!r} is none of {', '.join(get_args(Change))}")
        return cls(name=change, change=change)

    @classmethod
    def flawed(cls, flaw: Flaw) -> Self:
        """A download that works, but not as one expects.

        `no_length`: nothing says how long it is. `length_too_great`: more is announced than comes,
        then the connection closes. `length_too_small`: more comes than was announced. `no_ranges`:
        a range is answered with the whole. `redirect`: the file is on another host.
        """
        if flaw not in get_args(Flaw):
            raise ValueError(f"{flaw!r} is none of {', '.join(get_args(Flaw))}")
        return cls(name=flaw, flaw=flaw)

    @classmethod
    def twice(cls, *, after_s: float = 0.0) -> Self:
        """A call to a callback address is made, and made again `after_s` seconds later."""
        return cls(name="twice", mishap=mishaps.checked(mishaps.Twice(after_s)))

    @classmethod
    def out_of_order(cls) -> Self:
        """A call to a callback address comes behind the next one of its task.

        The last call of a task has none to trade places with, and comes as it is.
        """
        return cls(name="out_of_order", mishap=mishaps.checked(mishaps.OutOfOrder()))

    @classmethod
    def forged(cls, what: Forgery = "state") -> Self:
        """A call to a callback address that is well-formed, and a lie.

        `state`: the task has ended otherwise than it has, or has ended while it runs.
        `unknown_task`: a task has succeeded that nobody made. `other_task`: another one has. Who lies
        has no key: what a signature covers is signed with a wrong one. Where it does not cover the
        body, a lie about the state has the signature of a true call.
        """
        return cls(name=f"forged {what}", mishap=mishaps.checked(mishaps.Forged(what)))

    @classmethod
    def signed(cls, how: SignatureFlaw) -> Self:
        """A call to a callback address with a signature that is wrong, an hour old, or missing."""
        return cls(name=f"signed {how}", mishap=mishaps.checked(mishaps.Signed(how)))

    @classmethod
    def malformed(cls, how: Malformation = "cut_off") -> Self:
        """A call to a callback address whose body nobody can read, signed like a good one.

        `cut_off`: half of the JSON. `empty`: nothing. `no_object`: a list. `no_task`: an object that
        tells of no task.
        """
        return cls(name=f"malformed {how}", mishap=mishaps.checked(mishaps.Malformed(how)))

    @classmethod
    def oversized(cls, *, size: int = mishaps.OVERSIZE) -> Self:
        """A call to a callback address whose body is padded to `size` bytes."""
        return cls(name="oversized", mishap=mishaps.checked(mishaps.Oversized(size)))

    def after(self, seconds: float) -> Self:
        """The same fault, `seconds` late by the emulator's clock."""
        if self.late_s == inf:
            raise ValueError("what is never answered cannot be late as well")
        return replace(self, late_s=_checked_delay(seconds))

    @property
    def is_unanswered(self) -> bool:
        """Whether nothing is ever sent back."""
        return self.closed or self.late_s == inf

    def befalls(self, target: Target) -> bool:
        """Whether this can happen to such a request, or to a call."""
        if target == "callback" or self.mishap is not None:
            answers = self.instead is not None or self.flaw is not None
            return target == "callback" and not (answers or self.closed or self.share < 1)
        if self.flaw is not None:
            return target == "download"
        if self.change is not None:
            return target in {"submit", "read", "cancel"}
        return target != "download" or isinstance(self.instead, Reply | None)


def _check_status(status: int) -> None:
    if not 200 <= status <= 599:  # noqa: PLR2004 - a final status, as RFC 9110, 15 has it
        raise ValueError(f"status must be from 200 to 599, not {status}")


def _check_body(body: Mapping[str, Any] | str | None, status: int) -> None:
    """Refuse a body that cannot be sent."""
    if body is None or body == "":
        return
    if status in BODILESS:
        raise ValueError(f"an answer {status} has no body")
    try:
        (body if isinstance(body, str) else json.dumps(body)).encode()
    except (TypeError, ValueError) as error:
        raise ValueError(f"body cannot be sent: {error}") from error


def _checked_headers(headers: Mapping[str, str]) -> Mapping[str, str]:
    """Refuse headers that cannot be sent, or that would say how long the body is."""
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a header")
        if name.lower() in FRAMING:
            raise ValueError(f"{name} is the server's: how an answer breaks off has its own faults")
        _checked_value(name, value)
    return dict(headers)


def _checked_value(name: str, value: str) -> str:
    if not HEADER_VALUE.fullmatch(value):
        raise ValueError(f"{name} must be printable characters of ISO 8859-1, not {value!r}")
    return value


def _checked_delay(seconds: float) -> float:
    if not 0 <= seconds <= inf:
        raise ValueError(f"an answer cannot be {seconds} seconds late")
    return seconds


@dataclass(frozen=True, slots=True)
class Failure:
    """How a task ends without a video; `message` replaces the vendor's usual words."""

    reason: FailureReason
    message: str | None = None


@dataclass(frozen=True, slots=True)
class Oddity:
    """What is odd about one task."""

    fail: FailureReason | None = None
    message: str | None = None
    hidden_s: float = 0.0
    """For how long after its submit a read does not find it."""
    lasts_s: float | None = None
    """How long it takes, None for a time that is usual with the vendor."""

    def __post_init__(self) -> None:
        """Refuse what no task can be."""
        if self.fail is not None and self.fail not in get_args(FailureReason):
            raise ValueError(f"{self.fail!r} is none of {', '.join(get_args(FailureReason))}")
        if self.fail is None and self.message is not None:
            raise ValueError("message says why a task fails: fail must be given with it")
        if not 0 <= self.hidden_s < inf:
            raise ValueError(f"hidden_s must be a number from 0, not {self.hidden_s}")
        if self.lasts_s is not None and not 0 < self.lasts_s < inf:
            raise ValueError(f"lasts_s must be a number greater than 0, not {self.lasts_s}")

    @property
    def failure(self) -> Failure | None:
        """How the task fails, None if it does not."""
        return None if self.fail is None else Failure(self.fail, self.message)
