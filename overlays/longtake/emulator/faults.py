"""Faults: what goes wrong with one request or one callback."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from math import inf
from typing import Any, Final, Literal, Self, TypeAlias, get_args

from attrs import evolve, field, frozen

from longtake.emulator import callback_faults

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
"""The reasons for which providers refuse. Each provider has some of them.

`rate_limit_http` and `server_error_http` have the HTTP status of the error; most refusals of such a
provider have HTTP 200 with an error code in the body. `rate_limit_upstream` is the limit of the service to
which the provider forwards requests. `not_found` is the response to a read of an unknown task.
"""

Alteration = Literal[
    "null_data", "unknown_state", "backwards", "no_files", "other_types", "extra_field"
]
"""The one thing that is changed in an otherwise normal response.

`null_data`: null in the place of the task. `unknown_state`: a state that no page lists.
`backwards`: the task is back in its first state. `no_files`: success, and no link yet. `other_types`: the
same values in other types that users report: a list as a JSON string, a number as a string.
`extra_field`: fields that no page lists.
"""

Flaw = Literal["no_length", "length_too_great", "length_too_small", "no_ranges", "redirect"]
"""The one thing that is changed in an otherwise normal download."""

RequestKind = Literal["submit", "read", "cancel", "list", "download", "callback"]
"""The requests that a fault applies to: one that starts, reads or cancels a task, lists tasks or downloads a
file; or a callback. Not every task kind has every kind of request."""

ResponseBody: TypeAlias = Mapping[str, Any] | str | None
"""The body of a response: a mapping is sent as JSON, a string as it is."""

Headers: TypeAlias = Mapping[str, str]
"""Headers of a response."""

# RFC 9110, 5.1 and 5.5: a token; visible characters, with spaces and tabs only between them.
HEADER_NAME: Final = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
HEADER_VALUE: Final = re.compile(
    r"([\x21-\x7e\xa1-\xff]([ \t\x21-\x7e\xa1-\xff]*[\x21-\x7e\xa1-\xff])?)?"
)
FRAMING: Final = frozenset({"connection", "content-length", "transfer-encoding"})
# Statuses whose responses end with their headers.
BODILESS: Final = frozenset({204, 304})


@frozen
class FixedResponse:
    """A status and a body: a mapping is sent as JSON, a string as it is."""

    status: int
    body: ResponseBody
    content_type: str


@frozen
class ErrorCode:
    """A code in the provider's own envelope."""

    code: int
    message: str
    status: int


@frozen(kw_only=True)
class Fault:
    """One fault of a request or a callback, made by the class methods.

    Example:
        >>> emulator.kie.veo.next_submit(Fault.cut(accepted=True))
        >>> kie.veo.generate(prompt="A dog runs along a beach")
        Traceback (most recent call last):
        longtake.errors.SubmitOutcomeUnknown: kie/veo: ...

    Attributes:
        name: Its name in the ledger: `refuse rate_limit`, `cut`.
        accepted: Whether the request is carried out first, so that the task is made and charged.
        replacement: What is sent in place of the normal response; None for the normal response.
        alteration: What is changed in the response.
        flaw: What is changed in a download.
        callback_fault: What is wrong with a callback.
        retry_after_s: The seconds in `Retry-After`; None for no such header.
        retry_after_date: Whether `Retry-After` is written as a date.
        headers: More headers of the response.
        late_s: The seconds by which the response is delayed, by the emulator's clock; `inf` for ever.
        share: The share of the response's body that is sent before the connection closes; 1 for all.
        closed: Whether the connection closes without a byte of a response.
    """

    name: str
    accepted: bool = True
    replacement: Refusal | FixedResponse | ErrorCode | None = None
    alteration: Alteration | None = None
    flaw: Flaw | None = None
    callback_fault: callback_faults.CallbackFault | None = None
    retry_after_s: float | None = None
    retry_after_date: bool = False
    headers: Headers = field(factory=dict[str, str])
    late_s: float = 0.0
    share: float = 1.0
    closed: bool = False

    def __attrs_post_init__(self) -> None:
        """Raise `ValueError` for a callback fault whose parameters are out of range."""
        if self.callback_fault is not None:
            callback_faults.check(self.callback_fault)

    @classmethod
    def refuse(
        cls,
        refusal: Refusal,
        *,
        retry_after_s: float | None = None,
        retry_after_date: bool = False,
        headers: Headers | None = None,
    ) -> Self:
        """Refuse the request with the provider's own status, code and message.

        Args:
            refusal: The reason.
            retry_after_s: Adds a `Retry-After` header of so many seconds.
            retry_after_date: Writes `Retry-After` as a date.
            headers: More headers of the response.
        """
        _check_choice("refusal", refusal, get_args(Refusal))
        if retry_after_s is None and retry_after_date:
            raise ValueError("retry_after_date requires retry_after_s")
        if retry_after_s is not None and not 0 <= retry_after_s < inf:
            raise ValueError(f"retry_after_s must be a number, 0 or more, got {retry_after_s}")
        return cls(
            name=f"refuse {refusal}",
            accepted=False,
            replacement=refusal,
            retry_after_s=retry_after_s,
            retry_after_date=retry_after_date,
            headers=_validated_headers(headers or {}),
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
        """Respond with an error code in the body, as the provider does; the HTTP status is 200 by default."""
        _check_status(status)
        if status in BODILESS:
            raise ValueError(
                f"status must be one with a body, which contains the code, got {status}"
            )
        return cls(
            name=f"code {code}", accepted=accepted, replacement=ErrorCode(code, message, status)
        )

    @classmethod
    def response(
        cls,
        status: int,
        body: ResponseBody = None,
        *,
        content_type: str | None = None,
        headers: Headers | None = None,
        accepted: bool = False,
    ) -> Self:
        """Send exactly this response: a mapping is sent as JSON, a string as it is."""
        _check_status(status)
        _check_body(body, status)
        if content_type is None:
            content_type = "text/html" if isinstance(body, str) else "application/json"
        return cls(
            name=f"response {status}",
            accepted=accepted,
            replacement=FixedResponse(status, body, _validated_value("content_type", content_type)),
            headers=_validated_headers(headers or {}),
        )

    @classmethod
    def bad_gateway(cls, *, accepted: bool = False) -> Self:
        """Respond as a proxy in front of the provider: HTTP 502 with a page of HTML."""
        page = (
            "<html><head><title>502 Bad Gateway</title></head><body>502 Bad Gateway</body></html>"
        )
        return evolve(cls.response(502, page, accepted=accepted), name="bad_gateway")

    @classmethod
    def forbidden(cls) -> Self:
        """Respond as a CDN that blocks bots: HTTP 403 with a plain string."""
        fault = cls.response(403, "error code: 1010", content_type="text/plain; charset=UTF-8")
        return evolve(fault, name="forbidden")

    @classmethod
    def not_json(cls, *, accepted: bool = True) -> Self:
        """Respond with HTTP 200 and the content type of JSON, but without JSON."""
        fault = cls.response(200, "<OK>", content_type="application/json", accepted=accepted)
        return evolve(fault, name="not_json")

    @classmethod
    def cut(cls, *, accepted: bool = False) -> Self:
        """Close the connection without a byte of a response.

        Unless `accepted`, it closes before the body of the request is read.
        """
        return cls(name="cut", accepted=accepted, closed=True)

    @classmethod
    def half(cls, share: float = 0.5) -> Self:
        """Announce the whole response, send the share of it (0 to below 1), then close the connection."""
        if not 0 <= share < 1:
            raise ValueError(f"share must be from 0 to less than 1, got {share}")
        return cls(name="half", share=share)

    @classmethod
    def late(cls, seconds: float) -> Self:
        """Send the normal response `seconds` late by the emulator's clock.

        The request is carried out at once.
        """
        return evolve(cls(name="late"), late_s=_validated_delay(seconds))

    @classmethod
    def never(cls, *, accepted: bool = True) -> Self:
        """Send no response, and leave the connection open until the client closes it."""
        return cls(name="never", accepted=accepted, late_s=inf)

    @classmethod
    def altered(cls, alteration: Alteration) -> Self:
        """Send the normal response with one thing changed, which `Alteration` lists."""
        _check_choice("alteration", alteration, get_args(Alteration))
        return cls(name=alteration, alteration=alteration)

    @classmethod
    def flawed(cls, flaw: Flaw) -> Self:
        """Send a download with one thing changed.

        `no_length`: no header says how long it is. `length_too_great`: more is announced than sent,
        then the connection closes. `length_too_small`: more is sent than announced. `no_ranges`:
        the response to a range is the whole. `redirect`: the file is on another host.
        """
        _check_choice("flaw", flaw, get_args(Flaw))
        return cls(name=flaw, flaw=flaw)

    @classmethod
    def twice(cls, *, after_s: float = 0.0) -> Self:
        """Send a callback, and send it again `after_s` seconds later."""
        return cls(name="twice", callback_fault=callback_faults.Twice(after_s))

    @classmethod
    def out_of_order(cls) -> Self:
        """Send a callback after the next one of its task.

        The last callback of a task has no next one, and is sent normally.
        """
        return cls(name="out_of_order", callback_fault=callback_faults.OutOfOrder())

    @classmethod
    def forged(cls, what: callback_faults.Forgery = "state") -> Self:
        """Send a callback that is well-formed but false.

        `state`: a wrong final state of the task, also while it runs. `unknown_task`: the success of a task
        that does not exist. `other_task`: the success of another task. If the provider's signature
        covers what is false, the callback is signed with a wrong key, otherwise with the right one.
        """
        return cls(name=f"forged {what}", callback_fault=callback_faults.Forged(what))

    @classmethod
    def signed(cls, how: callback_faults.SignatureFlaw) -> Self:
        """Send a callback with a signature that is wrong, an hour old, or missing."""
        return cls(name=f"signed {how}", callback_fault=callback_faults.Signed(how))

    @classmethod
    def malformed(cls, how: callback_faults.Malformation = "cut_off") -> Self:
        """Send a callback whose body cannot be read, signed like a correct one.

        `cut_off`: half of the JSON. `empty`: nothing. `no_object`: a list. `no_task`: an object without
        a task.
        """
        return cls(name=f"malformed {how}", callback_fault=callback_faults.Malformed(how))

    @classmethod
    def oversized(cls, *, size: int = callback_faults.OVERSIZE) -> Self:
        """Send a callback whose body is padded to `size` bytes."""
        return cls(name="oversized", callback_fault=callback_faults.Oversized(size))

    def after(self, seconds: float) -> Self:
        """Return the same fault, `seconds` late by the emulator's clock."""
        if self.late_s == inf:
            raise ValueError("a fault without a response cannot be late as well")
        return evolve(self, late_s=_validated_delay(seconds))

    @property
    def has_no_response(self) -> bool:
        """Whether nothing is ever sent back."""
        return self.closed or self.late_s == inf

    def applies_to(self, kind: RequestKind) -> bool:
        """Return whether this fault can happen to such a request, or to a callback."""
        if kind == "callback" or self.callback_fault is not None:
            of_response = self.replacement is not None or self.flaw is not None
            return kind == "callback" and not (of_response or self.closed or self.share < 1)
        if self.flaw is not None:
            return kind == "download"
        if self.alteration is not None:
            return kind in {"submit", "read", "cancel"}
        return kind != "download" or isinstance(self.replacement, FixedResponse | None)


def _check_choice(name: str, choice: str, choices: tuple[str, ...]) -> None:
    if choice not in choices:
        raise ValueError(f"{name} must be one of {', '.join(choices)}, got {choice!r}")


def _check_status(status: int) -> None:
    if not 200 <= status <= 599:  # noqa: PLR2004 - a final status, as RFC 9110, 15 has it
        raise ValueError(f"status must be from 200 to 599, got {status}")


def _check_body(body: ResponseBody, status: int) -> None:
    """Raise `ValueError` for a body that cannot be sent."""
    if body is None or body == "":
        return
    if status in BODILESS:
        raise ValueError(f"a response {status} has no body")
    try:
        (body if isinstance(body, str) else json.dumps(body)).encode()
    except (TypeError, ValueError) as error:
        raise ValueError(f"body cannot be sent: {error}") from error


def _validated_headers(headers: Headers) -> Headers:
    """Return headers; raise `ValueError` for those that cannot be sent or that frame the body."""
    for name, value in headers.items():
        if not HEADER_NAME.fullmatch(name):
            raise ValueError(f"{name!r} cannot be the name of a header")
        if name.lower() in FRAMING:
            raise ValueError(f"{name} is set by the server; use half, cut or flawed instead")
        _validated_value(name, value)
    return dict(headers)


def _validated_value(name: str, value: str) -> str:
    if not HEADER_VALUE.fullmatch(value):
        raise ValueError(f"{name} must be printable characters of ISO 8859-1, got {value!r}")
    return value


def _validated_delay(seconds: float) -> float:
    if not 0 <= seconds <= inf:
        raise ValueError(f"seconds must be a number, 0 or more, got {seconds}")
    return seconds
