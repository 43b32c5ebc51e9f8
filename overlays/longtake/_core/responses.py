"""Classify responses: from status and body to a verdict, and from a verdict to an error.

A provider may send an error code inside HTTP 200, a proxy HTML, a load balancer plain text. Each provider
declares the meaning of its own codes (`Provider.classify`); this module has the common part.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Iterable, Mapping
from functools import cached_property, lru_cache
from http import HTTPStatus
from typing import Final, NamedTuple, TypeAlias, cast

from longtake._core.retry import Charge, retry_after_s
from longtake._core.tokens import is_task_id
from longtake._core.values import as_string, single_line, without_period
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

_PLACES: Final = (
    ("data", "taskId"),
    ("data", "task_id"),
    ("data", "id"),
    ("taskId",),
    ("task_id",),
    ("id",),
)
_ID: Final = re.compile(r"(?:^|_)(?:id|Id|ID)$|[a-z0-9]I[dD]$|^taskid$")
# useapi.net lists the other running tasks of the account here.
_LISTED_TASKS: Final = "runningTasks"
_MAX_DEPTH: Final = 5
_MAX_IDS: Final = 10
_MAX_ID_LENGTH: Final = 100


def sole_task_id(body: Mapping[str, object]) -> str | None:
    """Return the id at the usual places of a new task's id, None if there is none or more than one."""
    found = {task_id for place in _PLACES if (task_id := as_string(_at(body, place)))}
    return found.pop() if len(found) == 1 else None


def task_id_at(body: Mapping[str, object], pointers: Iterable[str]) -> str | None:
    """Return the id at the first JSON pointer that leads to one, None if none does."""
    for pointer in pointers:
        if task_id := as_string(_at(body, _steps(pointer))):
            return task_id
    return None


def has_value_at(body: object, pointer: str) -> bool:
    """Return whether the member of a body that a JSON pointer leads to is there and not null."""
    return isinstance(body, dict) and _at(cast("JsonObject", body), _steps(pointer)) is not None


def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def ids_in(body: Mapping[str, object]) -> Mapping[str, str]:
    """Return the ids in a response by their paths, such as `{"data.taskId": "t"}`; ten at most."""
    return dict(
        found for found, _ in zip(_ids(body, "", _MAX_DEPTH), range(_MAX_IDS), strict=False)
    )


def describe_ids(ids: Mapping[str, str]) -> str:
    """Return the ids as a continuation of a message, empty if there are none."""
    if not ids:
        return ""
    each = (
        f"{single_line(place, _MAX_ID_LENGTH)} {single_line(value, _MAX_ID_LENGTH)!r}"
        for place, value in ids.items()
    )
    return f". The response has these ids: {', '.join(each)}"


def _ids(value: object, place: str, depth: int) -> Generator[tuple[str, str]]:
    if isinstance(value, list) and depth:
        for index, item in enumerate(cast("list[object]", value)):
            yield from _ids(item, f"{place}[{index}]", depth - 1)
    elif isinstance(value, dict) and depth:
        for name, item in cast("dict[str, object]", value).items():
            inner = f"{place}.{name}" if place else name
            found = as_string(item)
            if found and is_task_id(found) and _ID.search(name):
                yield inner, found
            elif name != _LISTED_TASKS:
                yield from _ids(item, inner, depth - 1)


def _at(body: Mapping[str, object], place: tuple[str, ...]) -> object:
    *outer, name = place
    for key in outer:
        inner = body.get(key)
        if not isinstance(inner, dict):
            return None
        body = cast("dict[str, object]", inner)
    return body.get(name)


_EXCERPT_LENGTH: Final = 120
# If the body is not a JSON object, these come from an intermediary: a CDN that refuses the client, or a proxy
# or load balancer without a server. They mean nothing about a task.
_NOT_THE_PROVIDER: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.NOT_FOUND,
    HTTPStatus.GONE,
)
_TASK_IDS: Final = ("taskId", "task_id", "id")
# A shorter string may be a part of any word. No provider has keys this short.
_SHORTEST_SECRET: Final = 8
# A key of up to three characters is a part of many words. Masking it would make messages unreadable.
_SHORTEST_MASKED: Final = 4
_MASK: Final = b"***"
_ESCAPE_MARKS: Final = (b"\\u", b"%")
_ESCAPED_BY_BACKSLASH: Final = '/"\\'

JsonObject: TypeAlias = Mapping[str, object]


class HttpResponse:
    """A complete HTTP response. Its body is parsed once.

    Attributes:
        status: The HTTP status.
        headers: The headers.
        body: The body.
    """

    def __init__(self, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
        self.status = status
        self.headers = headers
        self.body = body

    @cached_property
    def _json(self) -> object:
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def json_object(self) -> JsonObject | None:
        """Return the body as a JSON object, None if it is anything else."""
        value = self._json
        return cast("JsonObject", value) if isinstance(value, dict) else None

    def is_json_array(self) -> bool:
        """Return whether the body is a JSON array."""
        return isinstance(self._json, list)

    def excerpt(self) -> str:
        """Return the beginning of the body as text on one line."""
        return single_line(
            self.body[: 8 * _EXCERPT_LENGTH].decode(errors="replace"), _EXCERPT_LENGTH
        )


class Verdict(NamedTuple):
    """The meaning of an error response.

    Attributes:
        error: The class of the error.
        message: A description of the error.
        code: The provider's code.
        provider_message: The provider's message.
        transient: Whether the same request may succeed later.
        not_created: Whether it is certain that no task was created. If not, a submission may have been
            accepted.
        fails_task: Whether it means, in the response to a poll, that the task has failed.
    """

    error: type[LongtakeError]
    message: str
    code: int | str | None = None
    provider_message: str | None = None
    transient: bool = False
    not_created: bool = True
    fails_task: bool = False


class ErrorCode(NamedTuple):
    """The meaning of a provider's error code. The attributes are those of `Verdict`."""

    error: type[LongtakeError]
    message: str
    transient: bool = False
    not_created: bool = True
    fails_task: bool = False

    def verdict(self, code: int | str | None, provider_message: str | None) -> Verdict:
        """Return the verdict on a response with this code and a message of the provider."""
        words = single_line(provider_message) if provider_message else None
        return Verdict(
            error=self.error,
            message=f"{self.message}: {words}" if words else self.message,
            code=code,
            provider_message=words,
            transient=self.transient,
            not_created=self.not_created,
            fails_task=self.fails_task,
        )


ErrorClassifier: TypeAlias = Callable[[int, JsonObject], Verdict | None]
"""A function from HTTP status and JSON body to the provider's error, None for a success."""


SubmitClassifier: TypeAlias = Callable[[Callable[[], JsonObject], JsonObject], Verdict | None]
"""A function from the submitted body and the body of a successful response to an error, None for none.

The submitted body is given as a function that parses it."""


def classified(
    response: HttpResponse,
    classify: ErrorClassifier,
    *,
    may_be_empty: bool = False,
    may_be_list: bool = False,
) -> Verdict | None:
    """Return the meaning of an error response, None for a success.

    Args:
        response: The response.
        classify: The provider's classifier.
        may_be_empty: Whether a success may have an empty body.
        may_be_list: Whether the body of a success may be a JSON array.
    """
    body = response.json_object()
    if body is None:
        if response.status < HTTPStatus.MULTIPLE_CHOICES and (
            (may_be_empty and not response.body) or (may_be_list and response.is_json_array())
        ):
            return None
        return _unreadable(response)
    verdict = classify(response.status, body)
    if verdict is None:
        if response.status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        verdict = by_status(response.status, None, None)
    if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR and not issubclass(
        verdict.error, InsufficientCreditsError
    ):
        # A 5xx may hide an accepted request. Without credits no provider accepts one.
        return verdict._replace(not_created=False)
    if issubclass(verdict.error, RateLimitError) and _names_task(body):
        # A submission that exceeds the rate limit is sent again. This one may have created the named task.
        return verdict._replace(not_created=False)
    return verdict


def _names_task(body: JsonObject) -> bool:
    """Return whether a body names a task, apart from those that it lists as running."""
    places = (body, body.get("task"), body.get("data"))
    return any(
        as_string(cast("JsonObject", place).get(name)) is not None
        for place in places
        if isinstance(place, Mapping)
        for name in _TASK_IDS
    )


def by_status(status: int, code: int | str | None, message: str | None) -> Verdict:
    """Return the usual meaning of an HTTP status, or of a body code with the number of one.

    Nonstandard numbers such as 596 count by their hundred. For 500 and above, for a redirect (some servers
    send 303 after a success) and for a success that contains an error, a task may have been created.
    """
    error, text = _usual_meaning(status)
    transient = status >= HTTPStatus.INTERNAL_SERVER_ERROR or status in (
        HTTPStatus.TOO_MANY_REQUESTS,
        HTTPStatus.REQUEST_TIMEOUT,
    )
    not_created = (
        HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR
        and status != HTTPStatus.REQUEST_TIMEOUT
    )
    meaning = ErrorCode(error, text, transient=transient, not_created=not_created)
    return meaning.verdict(status if code is None else code, message)


def error_from(
    verdict: Verdict, response: HttpResponse, *, provider: str, submits: bool
) -> LongtakeError:
    """Return the error to raise for a verdict.

    Args:
        verdict: The meaning of the response.
        response: The response.
        provider: The name of the provider.
        submits: Whether the request is a submission. If so, and a task may have been created, the error is
            `SubmitOutcomeUnknown`.
    """
    if submits and not verdict.not_created:
        ids = ids_in(response.json_object() or {})
        unknown = SubmitOutcomeUnknown(
            f"{without_period(verdict.message)}{describe_ids(ids)}. The task may have been created and "
            "charged, so the request was not sent again",
            provider=provider,
            status=response.status,
            code=verdict.code,
            provider_message=verdict.provider_message,
        )
        unknown.response_ids = ids
        return unknown
    error = verdict.error(
        verdict.message,
        provider=provider,
        status=response.status,
        code=verdict.code,
        provider_message=verdict.provider_message,
    )
    if isinstance(error, RateLimitError | ServiceUnavailableError):
        error.retry_after = retry_after_s(response.headers)
    error.fails_task = verdict.fails_task
    return error


def without_secret(response: HttpResponse, secret: str) -> HttpResponse:
    """Return a response with the key masked, because a provider or a proxy may repeat it."""
    if len(secret) < _SHORTEST_MASKED:
        return response
    body = _masked(response.body, secret)
    if body == response.body:
        return response
    return HttpResponse(status=response.status, headers=response.headers, body=body)


def _masked(text: bytes, secret: str) -> bytes:
    text = text.replace(secret.encode(), _MASK)
    if _may_be_escaped(text, secret):
        text = _escaped(secret).sub(_MASK, text)
    return text


def _may_be_escaped(text: bytes, secret: str) -> bool:
    # Most responses contain no escape sequence. This check is far quicker than the pattern.
    if any(mark in text for mark in _ESCAPE_MARKS):
        return True
    return b"\\" in text and any(character in secret for character in _ESCAPED_BY_BACKSLASH)


def _holds(text: bytes, secret: str) -> bool:
    return _masked(text, secret) != text


@lru_cache(maxsize=16)
def _escaped(secret: str) -> re.Pattern[bytes]:
    """Return a pattern that matches a key in JSON, each character plain or escaped, also in nested JSON.

    It also matches a percent-encoded key, as in a link.
    """
    written: list[str] = []
    for character in secret:
        before = r"\\{0,8}" if character in _ESCAPED_BY_BACKSLASH else ""
        code = ord(character)
        plain = f"{before}{re.escape(character)}"
        written.append(rf"(?:{plain}|\\{{1,8}}u(?i:{code:04x})|%(?i:{code:02x}))")
    return re.compile("".join(written).encode())


def without_secrets(body: bytes, secrets: Iterable[str]) -> bytes | None:
    """Return a JSON body with its secrets masked, None if it holds none.

    Links and ids are kept unchanged, so that a charged video is not lost.
    """
    kept = [secret for secret in secrets if len(secret) >= _SHORTEST_SECRET]
    if not any(_holds(body, secret) for secret in kept):
        return None
    try:
        return json.dumps(_without(json.loads(body), kept)).encode()
    except (ValueError, RecursionError):
        # A body that cannot be parsed would be quoted in the error message.
        return b""


def _without(value: object, secrets: Iterable[str], name: str = "") -> object:
    match value:
        case str() if " " in value or not ("://" in value or name.lower().endswith("id")):
            for secret in secrets:
                value = _masked(value.encode(errors="surrogatepass"), secret).decode(
                    errors="surrogatepass"
                )
            return value
        case list():
            return [_without(item, secrets, name) for item in cast("list[object]", value)]
        case dict():
            fields = cast("dict[str, object]", value)
            return {
                str(_without(name, secrets)): _without(field, secrets, name)
                for name, field in fields.items()
            }
        case _:
            return value


def code_of(value: object) -> int | None:
    """Return a provider's code as an integer, also from a string; None for anything else."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        return int(value[:9])
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def may_repeat(verdict: Verdict, charge: Charge) -> bool:
    """Return whether the same request may be sent again automatically.

    A repeatable request may, if it can succeed later. Any other may only after a rate limit error: no other
    refusal guarantees both that the request had no effect and that waiting helps.
    """
    if charge is Charge.REPEATABLE:
        return verdict.transient
    return verdict.transient and verdict.not_created and issubclass(verdict.error, RateLimitError)


def _unreadable(response: HttpResponse) -> Verdict | None:
    """Return the verdict on a body that is not a JSON object, such as a proxy's page or an empty body."""
    if response.status == HTTPStatus.NO_CONTENT:
        return None
    shown = (
        f"the response must be a JSON object, got {response.excerpt()!r}"
        if response.body
        else "the response is empty"
    )
    if response.status < HTTPStatus.MULTIPLE_CHOICES:
        # A success that cannot be parsed: a submission may have been accepted.
        return Verdict(
            error=UnexpectedResponseError,
            message=shown,
            code=response.status,
            transient=True,
            not_created=False,
        )
    usual = by_status(response.status, None, None)
    if response.status in _NOT_THE_PROVIDER:
        usual = usual._replace(
            error=UnexpectedResponseError,
            message=f"HTTP status {response.status}",
            transient=usual.error is NotFoundError,
        )
    return Verdict(
        error=usual.error,
        message=f"{usual.message}; {shown}",
        code=response.status,
        transient=usual.transient,
        not_created=usual.not_created,
    )


def _usual_meaning(status: int) -> tuple[type[LongtakeError], str]:
    exact: dict[int, tuple[type[LongtakeError], str]] = {
        HTTPStatus.UNAUTHORIZED: (AuthenticationError, "the key was not accepted"),
        HTTPStatus.FORBIDDEN: (AuthenticationError, "the key does not permit this request"),
        HTTPStatus.PAYMENT_REQUIRED: (InsufficientCreditsError, "the account is out of credits"),
        HTTPStatus.NOT_FOUND: (NotFoundError, "not found at the provider"),
        HTTPStatus.REQUEST_TIMEOUT: (ServiceUnavailableError, "the provider's service timed out"),
        HTTPStatus.GONE: (NotFoundError, "no longer available at the provider"),
        HTTPStatus.TOO_MANY_REQUESTS: (RateLimitError, "too many requests or tasks at once"),
    }
    if status in exact:
        return exact[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return ServiceUnavailableError, "the provider's service failed"
    if status >= HTTPStatus.BAD_REQUEST:
        return InvalidRequestError, "the provider refused the request"
    if status >= HTTPStatus.MULTIPLE_CHOICES:
        return UnexpectedResponseError, "unexpected redirect: check the base URL"
    return UnexpectedResponseError, "the response is not one that the provider documents"
