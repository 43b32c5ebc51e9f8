"""The httpx clients that generated functions send through: authenticated, checked and retried."""

from __future__ import annotations

from contextlib import aclosing, closing
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol

import httpx

from longtake._core.values import without_period
from longtake._shell.http.body import (
    ENCODINGS,
    NO_RESPONSE,
    describe_failure,
    discard_recording,
    limit_body,
    limit_body_async,
    record_body,
    record_body_async,
)
from longtake._shell.http.connections import (
    USER_AGENT,
    AsyncSelfClosingClient,
    AsyncTransport,
    SelfClosingClient,
    SyncTransport,
)
from longtake._shell.http.context import context_var_set, context_with, time_limit
from longtake._shell.http.limits import paced, paced_async
from longtake._shell.http.request import (
    AsyncConcurrencyLimit,
    ConcurrencyLimit,
    KeyAuth,
    RequestPreparer,
    Settings,
    UrlCache,
    note_sent,
)
from longtake._shell.http.response import (
    RetryableError,
    checked_response,
    raise_no_response,
    remove_key,
    repeat_if_rewindable,
    repeat_if_rewindable_async,
    response_despite,
)
from longtake._shell.http.uploads import UploadStream
from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from longtake._core.provider import Provider


_INVALID_PARAMETERS: Final = (httpx.InvalidURL, TypeError, ValueError)


class RawClient(Protocol):
    """The methods of a generated `Client` that are used here."""

    def set_httpx_client(self, client: httpx.Client) -> object: ...

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> object: ...


class _WrongKindTransport(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Raises for requests of the other kind: asynchronous ones of a synchronous client, and the reverse.

    Without it generated functions would create an httpx client that has no key.
    """

    def __init__(self, message: str) -> None:
        self._message = message

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise InvalidRequestError(self._message)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise InvalidRequestError(self._message)


def attach(raw: RawClient, client: ApiClient) -> None:
    """Send the requests of synchronous generated functions through `client`. Asynchronous ones raise."""
    raw.set_httpx_client(client)
    other = _WrongKindTransport(
        "this client is synchronous; create an asynchronous one to await generated functions"
    )
    raw.set_async_httpx_client(
        httpx.AsyncClient(transport=other, base_url=client.base_url, trust_env=False)
    )


def attach_async(raw: RawClient, client: AsyncApiClient) -> None:
    """Send the requests of asynchronous generated functions through `client`. Synchronous ones raise."""
    raw.set_async_httpx_client(client)
    other = _WrongKindTransport(
        "this client is asynchronous; create a synchronous one to call generated functions without await"
    )
    raw.set_httpx_client(httpx.Client(transport=other, base_url=client.base_url, trust_env=False))


class ApiClient(SelfClosingClient):
    """An `httpx.Client` that authenticates requests, checks responses and retries where that is safe."""

    def __init__(self, settings: Settings, transport: SyncTransport | None) -> None:
        hooks = [partial(limit_body, settings.max_response_bytes), record_body]
        super().__init__(**_options(settings), event_hooks={"response": hooks}, transport=transport)
        self._preparer = RequestPreparer(settings, traced=transport is None)
        self._limit = ConcurrencyLimit()
        self._urls = UrlCache()

    def _merge_url(self, url: httpx.URL | str) -> httpx.URL:
        return self._urls.get(url, super()._merge_url)

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:  # noqa: ANN401 - httpx's own parameters
        """Build a request.

        Raises:
            InvalidRequestError: If a parameter cannot be sent.
        """
        try:
            request = super().build_request(*arguments, **options)
        except _INVALID_PARAMETERS as error:
            raise _invalid_parameter(error, self._preparer.settings.provider) from error
        if options.get("files"):
            request.stream = UploadStream(request.stream, options["files"])
        return request

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,  # noqa: ANN401 - httpx's types of it are private
        **options: Any,  # noqa: ANN401 - httpx's own parameters
    ) -> httpx.Response:
        """Send a request, again if it fails and that is safe.

        Raises:
            LongtakeError: If the response is an error or does not arrive.
        """
        self._preparer.prepare(request)
        if stream:
            keyed = self._auth_for(request, auth)
            try:
                return super().send(request, stream=True, auth=keyed or auth, **options)
            except httpx.HTTPError:
                remove_key(request)
                raise
        send_once = partial(self._send_once, request, auth, **options)
        if isinstance(request.stream, UploadStream):
            send_once = partial(repeat_if_rewindable, request, send_once)
        try:
            return send_once()
        except RetryableError as failure:
            first = failure
        from longtake._shell.http.retry import retry  # noqa: PLC0415 - tenacity, only retries need it

        return retry(self._preparer.settings, first, send_once)

    def _send_once(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - as in `send`
        preparer, settings = self._preparer, self._preparer.settings
        keyed = self._auth_for(request, auth)
        preparer.apply_deadline(request)
        discard_recording(request)
        if (progress := preparer.start_submit(request)) is not None and preparer.is_traced:

            def trace(event: str, info: Mapping[str, Any]) -> None:
                if note_sent(progress, event, info):
                    request.extensions.pop("trace", None)

            request.extensions["trace"] = trace
        try:
            with paced(settings, request), self._limit.slot(preparer.timeout_s()):
                context = context_with({time_limit: preparer.time_limit(request)})
                response = context.run(self._exchange, request, keyed or auth, **options)
        except NO_RESPONSE as failure:
            found = response_despite(request, failure)
            if found is None:
                raise_no_response(settings.provider, request, failure, progress)
            response = found
        return checked_response(settings.provider, request, response, keyed)

    def _exchange(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - as in `send`
        response = super().send(request, stream=True, auth=auth, **options)
        with closing(response):
            response.read()
        return response

    def _auth_for(self, request: httpx.Request, auth: object) -> KeyAuth | None:
        if not self._preparer.needs_key(request, auth):
            return None
        return self._preparer.auth_for(self._preparer.settings.keys.get())


class AsyncApiClient(AsyncSelfClosingClient):
    """An `httpx.AsyncClient` that authenticates requests, checks responses and retries where that is safe."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None) -> None:
        hooks = [partial(limit_body_async, settings.max_response_bytes), record_body_async]
        super().__init__(**_options(settings), event_hooks={"response": hooks}, transport=transport)
        self._preparer = RequestPreparer(settings, traced=transport is None)
        self._limit = AsyncConcurrencyLimit()
        self._urls = UrlCache()

    def _merge_url(self, url: httpx.URL | str) -> httpx.URL:
        return self._urls.get(url, super()._merge_url)

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:  # noqa: ANN401 - httpx's own parameters
        """Build a request.

        Raises:
            InvalidRequestError: If a parameter cannot be sent.
        """
        try:
            request = super().build_request(*arguments, **options)
        except _INVALID_PARAMETERS as error:
            raise _invalid_parameter(error, self._preparer.settings.provider) from error
        if options.get("files"):
            request.stream = UploadStream(request.stream, options["files"])
        return request

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,  # noqa: ANN401 - httpx's types of it are private
        **options: Any,  # noqa: ANN401 - httpx's own parameters
    ) -> httpx.Response:
        """Send a request, again if it fails and that is safe.

        Raises:
            LongtakeError: If the response is an error or does not arrive.
        """
        self._preparer.prepare(request)
        if stream:
            keyed = await self._auth_for(request, auth)
            try:
                return await super().send(request, stream=True, auth=keyed or auth, **options)
            except httpx.HTTPError:
                remove_key(request)
                raise
        send_once = partial(self._send_once, request, auth, **options)
        if isinstance(request.stream, UploadStream):
            send_once = partial(repeat_if_rewindable_async, request, send_once)
        try:
            return await send_once()
        except RetryableError as failure:
            first = failure
        from longtake._shell.http.retry import retry_async  # noqa: PLC0415 - tenacity, only retries need it

        return await retry_async(self._preparer.settings, first, send_once)

    async def _send_once(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:  # noqa: ANN401 - as in `send`
        preparer, settings = self._preparer, self._preparer.settings
        keyed = await self._auth_for(request, auth)
        preparer.apply_deadline(request)
        discard_recording(request)
        if (progress := preparer.start_submit(request)) is not None and preparer.is_traced:

            async def trace(event: str, info: Mapping[str, Any]) -> None:
                if note_sent(progress, event, info):
                    request.extensions.pop("trace", None)

            request.extensions["trace"] = trace
        try:
            async with (
                paced_async(settings, request),
                self._limit.slot(preparer.timeout_s()),
            ):
                with context_var_set(time_limit, preparer.time_limit(request)):
                    response = await super().send(
                        request, stream=True, auth=keyed or auth, **options
                    )
                    async with aclosing(response):
                        await response.aread()
        except NO_RESPONSE as failure:
            found = response_despite(request, failure)
            if found is None:
                raise_no_response(settings.provider, request, failure, progress)
            response = found
        return checked_response(settings.provider, request, response, keyed)

    async def _auth_for(self, request: httpx.Request, auth: object) -> KeyAuth | None:
        if not self._preparer.needs_key(request, auth):
            return None
        credential = await self._preparer.settings.keys.get_async(self._preparer.left_s())
        return self._preparer.auth_for(credential)


def _invalid_parameter(error: Exception, provider: Provider) -> InvalidRequestError:
    return InvalidRequestError(
        f"correct the parameter that cannot be sent ({without_period(describe_failure(error))}). "
        "Nothing was sent",
        provider=provider.name,
    )


def _options(settings: Settings) -> dict[str, Any]:
    return {
        "base_url": settings.base_url,
        "timeout": httpx.Timeout(settings.timeout),
        "headers": {
            "User-Agent": USER_AGENT,
            "Accept": "application/json",
            "Accept-Encoding": ENCODINGS,
        },
    }
