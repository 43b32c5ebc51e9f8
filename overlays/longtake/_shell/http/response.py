"""Checking responses: an error response or a missing one becomes an exception, which may allow a retry."""

from __future__ import annotations

from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

import httpx

from longtake._core.responses import (
    HttpResponse,
    classified,
    error_from,
    may_repeat,
    without_secret,
    without_secrets,
)
from longtake._core.retry import MAX_RETRY_AFTER_S, FailureKind, failure_kind, retry_after_s
from longtake._core.values import without_period
from longtake._shell import log
from longtake._shell.http.body import (
    NEVER_SENT,
    NOT_SENT,
    ResponseTooLarge,
    describe_failure,
    http_response,
    recorded_response,
    with_content,
)
from longtake._shell.http.context import (
    SubmitProgress,
    charge_of_request,
    is_charged,
    note_accepted,
    note_not_created,
)
from longtake._shell.http.uploads import UploadStream
from longtake.errors import (
    AuthenticationError,
    InvalidRequestError,
    LongtakeError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    UnexpectedResponseError,
)

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Generator

    from longtake._core.provider import Provider
    from longtake._core.responses import JsonObject
    from longtake._shell.http.request import KeyAuth


class RetryableError(Exception):
    """An error after which the same request may be sent again.

    Attributes:
        error: The error to raise if it is not sent again.
        asked_s: The pause that the provider asks for in seconds, None if it does not.
    """

    def __init__(self, error: LongtakeError, asked_s: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.asked_s = asked_s


def checked_response(
    provider: Provider, request: httpx.Request, response: httpx.Response, auth: KeyAuth | None
) -> httpx.Response:
    """Return the response to a request.

    Args:
        provider: The provider.
        request: The request.
        response: The response to it.
        auth: The authentication of the request, None if it was sent without a key.

    Raises:
        RetryableError: If the response is an error and the request may be sent again.
        LongtakeError: If the response is another error.
    """
    masked = _masked_response(response, auth)
    verdict = classified(
        masked,
        provider.classify,
        may_be_empty=request.method == "DELETE",
        may_be_list=request.method == "GET" and provider.lists_at(request.url.path),
    )
    if (
        verdict is not None
        and masked.status < HTTPStatus.MULTIPLE_CHOICES
        and verdict.code in provider.failing_codes_at(request.url.path)
    ):
        verdict = verdict._replace(fails_task=True, transient=False)
    if verdict is not None and provider.is_success_at(request.url.path, masked.json_object() or {}):
        verdict = None
        response.status_code = HTTPStatus.OK
    charged = is_charged(request)
    if verdict is None and charged and provider.classify_submit is not None:
        verdict = provider.classify_submit(
            lambda: _json_object(request.read()), masked.json_object() or {}
        )
    if log.is_enabled():
        log.response(provider.name, _describe_request(request), masked.status, verdict)
    if verdict is None:
        if HTTPStatus.OK < response.status_code < HTTPStatus.NO_CONTENT:
            # A create may return 201 or 202. The specifications declare 200 alone, and generated code drops
            # the body of any other status, with the new task's id in it.
            response.status_code = HTTPStatus.OK
        if auth and masked.body != response.content:
            content = without_secrets(response.content, auth.secrets())
            response = response if content is None else with_content(response, content)
        if charged:
            as_masked = masked.body == response.content
            note_accepted((masked if as_masked else http_response(response)).json_object() or {})
        return response
    if charged and verdict.not_created:
        note_not_created()
    error = error_from(verdict, masked, provider=provider.name, submits=charged)
    if type(error) is AuthenticationError and auth:
        error.args = (f"{without_period(error.args[0])}. The key came from {auth.source}",)
    asked_s = retry_after_s(masked.headers)
    # A longer pause is left to the caller: the error states how long the provider asks for.
    if may_repeat(verdict, charge_of_request(request)) and (asked_s or 0) <= MAX_RETRY_AFTER_S:
        raise RetryableError(error, asked_s)
    raise error


def response_despite(request: httpx.Request, failure: Exception) -> httpx.Response | None:
    """Return the response if it had arrived in full when the request failed, else None."""
    return recorded_response(request) if isinstance(failure, httpx.TransportError) else None


def raise_no_response(
    provider: Provider,
    request: httpx.Request,
    failure: httpx.HTTPError | httpx.InvalidURL,
    progress: SubmitProgress | None,
) -> NoReturn:
    """Raise the error of a request that has no response.

    Args:
        provider: The provider.
        request: The request.
        failure: The failure.
        progress: The progress of a submission, None for other requests.

    Raises:
        RetryableError: If the request may be sent again.
        SubmitOutcomeUnknown: If the request may have started a task.
        LongtakeError: If the request must not be sent again for another reason.
    """
    remove_key(request)
    # The second case includes a proxy that closes the connection before there is one to the host.
    unsent = isinstance(failure, NOT_SENT) or (progress is not None and not progress.under_way)
    reason = without_period(describe_failure(failure))
    host = f"{request.url.host}{f':{request.url.port}' if request.url.port else ''}"
    log.no_response(provider.name, _describe_request(request), failure)
    if unsent or isinstance(failure, NEVER_SENT):
        note_not_created()
    if isinstance(failure, NEVER_SENT):
        raise InvalidRequestError(
            f"no request can be sent to {host}: {reason}. Check base_url and the parameters",
            provider=provider.name,
        )
    kind = failure_kind(charge_of_request(request), left=not unsent)
    if unsent:
        message = f"no connection to {host}: {reason}. Nothing was sent"
    elif kind is FailureKind.UNKNOWN:
        raise SubmitOutcomeUnknown(
            f"the request was sent to {host} without a complete response: {reason}. The task may have been "
            "created and charged, so the request was not sent again",
            provider=provider.name,
        ) from failure
    elif isinstance(failure, ResponseTooLarge):
        # The next response would be as large.
        raise UnexpectedResponseError(f"{host}: {reason}", provider=provider.name) from failure
    else:
        message = f"no complete response from {host}: {reason}"
    error = ServiceUnavailableError(message, provider=provider.name)
    if kind is FailureKind.FAILED:
        error.args = (
            f"{message}. The provider may have executed the request, so it was not sent again",
        )
        raise error from failure
    raise RetryableError(error) from failure


def recover_response(progress: SubmitProgress, provider: Provider) -> httpx.Response | None:
    """Return the response to an interrupted submission, None if it had not arrived in full.

    Raises:
        LongtakeError: If the response is an error; see `checked_response`.
    """
    response = None if progress.response is None else progress.response.whole()
    return response and checked_response(provider, response.request, response, None)


def remove_key(request: httpx.Request) -> None:
    """Remove the key from a failed request, since the exception refers to the request."""
    # Each attempt is authenticated anew.
    request.headers.pop("Authorization", None)


def _json_object(body: bytes) -> JsonObject:
    return HttpResponse(status=0, headers={}, body=body).json_object() or {}


def _masked_response(response: httpx.Response, auth: KeyAuth | None) -> HttpResponse:
    # A function of its own, so that no frame that raises an error has the key among its local variables:
    # some tracebacks show those.
    masked = http_response(response)
    for secret in auth.secrets() if auth else ():
        masked = without_secret(masked, secret)
    return masked


def _describe_request(request: httpx.Request) -> str:
    # Without the query, which may contain prompts and other parameters.
    return f"{request.method} {request.url.path}"


def repeat_if_rewindable(
    request: httpx.Request, send: Callable[[], httpx.Response]
) -> httpx.Response:
    """Send a request with files once.

    Raises:
        RetryableError: If it failed, and may and can be sent again.
        LongtakeError: If it failed otherwise.
    """
    with _only_rewindable(request):
        return send()


async def repeat_if_rewindable_async(
    request: httpx.Request, send: Callable[[], Awaitable[httpx.Response]]
) -> httpx.Response:
    """Send a request with files once; see `repeat_if_rewindable`."""
    with _only_rewindable(request):
        return await send()


@contextmanager
def _only_rewindable(request: httpx.Request) -> Generator[None]:
    try:
        yield
    except RetryableError as failure:
        if not isinstance(request.stream, UploadStream) or request.stream.can_repeat:
            raise
        error = failure.error
        reason = "The file object cannot be read again, so the request was not repeated"
        error.args = (f"{without_period(str(error.args[0]))}. {reason}",)
        raise error from failure.__cause__
