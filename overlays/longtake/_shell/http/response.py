"""What comes of a request: the answer that was asked for, or an error, which may be worth another attempt."""

from __future__ import annotations

from http import HTTPStatus
from typing import NoReturn

import httpx

from longtake._core.provider import Provider
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
from longtake._shell.http.request import KeyAuth
from longtake.errors import (
    AuthenticationError,
    InvalidRequestError,
    LongtakeError,
    ServiceUnavailableError,
    SubmitOutcomeUnknown,
    UnexpectedAnswerError,
)


class RetryableError(Exception):
    """An error after which the same request may be sent again, after `asked_s` if the vendor says so."""

    def __init__(self, error: LongtakeError, asked_s: float | None = None) -> None:
        super().__init__()
        self.error = error
        self.asked_s = asked_s


def checked_response(
    provider: Provider, request: httpx.Request, response: httpx.Response, auth: KeyAuth | None
) -> httpx.Response:
    """The answer to a request that was authenticated like this. Raises for one that is an error."""
    answer = _masked_response(response, auth)
    verdict = classified(
        answer,
        provider.classify,
        may_be_empty=request.method == "DELETE",
        may_be_list=request.method == "GET" and provider.lists_at(request.url.path),
    )
    paid = is_charged(request)
    if verdict is None and paid and provider.classify_submit is not None:
        sent = HttpResponse(status=0, headers={}, body=request.read()).json_object()
        verdict = provider.classify_submit(sent or {}, answer.json_object() or {})
    if log.is_enabled():
        log.response(provider.name, _describe_request(request), answer.status, verdict)
    if verdict is None:
        if HTTPStatus.OK < response.status_code < HTTPStatus.NO_CONTENT:
            # A create may well be answered with 201 or 202; the specifications know 200 alone, and
            # generated code drops the body, with the new task's id in it, of any other.
            response.status_code = HTTPStatus.OK
        if auth and answer.body != response.content:
            quoted = without_secrets(response.content, auth.secrets())
            response = response if quoted is None else with_content(response, quoted)
        if paid:
            note_accepted(response.content)
        return response
    if paid and verdict.not_created:
        note_not_created()
    error = error_from(verdict, answer, provider=provider.name, submits=paid)
    if type(error) is AuthenticationError and auth:
        error.args = (f"{without_period(error.args[0])}. The key came from {auth.source}",)
    asked_s = retry_after_s(answer.headers)
    # A longer pause is the caller's to make: the error says how long the provider asks for.
    if may_repeat(verdict, charge_of_request(request)) and (asked_s or 0) <= MAX_RETRY_AFTER_S:
        raise RetryableError(error, asked_s)
    raise error


def response_despite(request: httpx.Request, failure: Exception) -> httpx.Response | None:
    """Return the response to a request that failed when the response had arrived, None if it had not."""
    return recorded_response(request) if isinstance(failure, httpx.TransportError) else None


def raise_no_response(
    provider: Provider,
    request: httpx.Request,
    failure: httpx.HTTPError | httpx.InvalidURL,
    current: SubmitProgress | None,
) -> NoReturn:
    """Raise for a request without a response.

    Args:
        provider: The provider.
        request: The request.
        failure: What failed.
        current: How far a submit came, None for a read.
    """
    remove_key(request)
    # Also where a proxy closes the connection before there is one to the host.
    unsent = isinstance(failure, NOT_SENT) or (current is not None and not current.under_way)
    said = without_period(describe_failure(failure))
    where = f"{request.url.host}{f':{request.url.port}' if request.url.port else ''}"
    log.no_response(provider.name, _describe_request(request), failure)
    if unsent or isinstance(failure, NEVER_SENT):
        note_not_created()
    if isinstance(failure, NEVER_SENT):
        raise InvalidRequestError(f"nothing was sent to {where}: {said}", provider=provider.name)
    ending = failure_kind(charge_of_request(request), left=not unsent)
    if unsent:
        said = f"no connection to {where}: {said}. Nothing was sent"
    elif ending is FailureKind.UNKNOWN:
        raise SubmitOutcomeUnknown(
            f"the request was sent to {where} and no whole answer came back: {said}. Whether the task "
            "was made (and billed) is unknown, so it was not sent again",
            provider=provider.name,
        ) from failure
    elif isinstance(failure, ResponseTooLarge):
        # It would be as large the next time.
        raise UnexpectedAnswerError(f"{where}: {said}", provider=provider.name) from failure
    else:
        said = f"no whole answer from {where}: {said}"
    error = ServiceUnavailableError(said, provider=provider.name)
    if ending is FailureKind.FAILED:
        error.args = (f"{said}. It may have been done, so it was not sent again",)
        raise error from failure
    raise RetryableError(error) from failure


def remove_key(request: httpx.Request) -> None:
    """Take the key off a request that failed: the failure, which becomes an error's cause, holds it."""
    # An attempt that follows is authenticated anew.
    request.headers.pop("Authorization", None)


def _masked_response(response: httpx.Response, auth: KeyAuth | None) -> HttpResponse:
    # On its own, so that no frame that an error is raised from has the key among its variables: some
    # tracebacks show those.
    answer = http_response(response)
    for secret in auth.secrets() if auth else ():
        answer = without_secret(answer, secret)
    return answer


def _describe_request(request: httpx.Request) -> str:
    # Not the query: it may say more than where.
    return f"{request.method} {request.url.path}"


def recover_response(current: SubmitProgress, provider: Provider) -> httpx.Response | None:
    """Return the response to a submit, None if it had not wholly arrived. Raises as `checked` does."""
    response = None if current.response is None else current.response.whole()
    return response and checked_response(provider, response.request, response, None)
