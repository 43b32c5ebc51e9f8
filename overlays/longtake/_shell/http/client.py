"""Letting a generated client send through one of ours."""

from __future__ import annotations

from contextlib import aclosing, closing
from functools import partial
from typing import Any, Final, Protocol

import httpx

from longtake._core.provider import Provider
from longtake._core.values import without_period
from longtake._shell.http.body import (
    ANSWERLESS,
    ENCODINGS,
    bound,
    bound_async,
    forget,
    keep,
    keep_async,
    words,
)
from longtake._shell.http.connections import (
    USER_AGENT,
    AsyncSelfClosing,
    AsyncTransport,
    SelfClosing,
    SyncTransport,
)
from longtake._shell.http.context import context_with, having, time_limit
from longtake._shell.http.request import AsyncPlaces, Departure, KeyAuth, Places, Settings, note
from longtake._shell.http.response import Repeatable, checked, failed, forget_key, recovered
from longtake.errors import InvalidRequestError


class RawClient(Protocol):
    """A generated `Client`, as far as it is configured here."""

    def set_httpx_client(self, client: httpx.Client) -> object: ...

    def set_async_httpx_client(self, async_client: httpx.AsyncClient) -> object: ...


class _OtherKind(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Stands where a sync client has no async one, and the reverse: it would have no key."""

    def __init__(self, message: str) -> None:
        self._message = message

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise InvalidRequestError(self._message)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        del request
        raise InvalidRequestError(self._message)


def attach(raw: RawClient, client: VendorClient) -> None:
    """Let the generated functions that block go through `client`, and those that are awaited say why not."""
    raw.set_httpx_client(client)
    other = _OtherKind(
        "this client blocks; for generated functions that are awaited make an Async one"
    )
    raw.set_async_httpx_client(
        httpx.AsyncClient(transport=other, base_url=client.base_url, trust_env=False)
    )


def attach_async(raw: RawClient, client: AsyncVendorClient) -> None:
    """Let the generated functions that are awaited go through `client`, and those that block say why not."""
    raw.set_async_httpx_client(client)
    other = _OtherKind("this client is awaited; for generated functions that block make a sync one")
    raw.set_httpx_client(httpx.Client(transport=other, base_url=client.base_url, trust_env=False))


_UNWRITABLE: Final = (httpx.InvalidURL, TypeError, ValueError)


class VendorClient(SelfClosing):
    """An `httpx.Client` whose every request is authenticated, judged, and repeated where that is safe."""

    def __init__(self, settings: Settings, transport: SyncTransport | None) -> None:
        hooks = [partial(bound, settings.max_response_bytes), keep]
        super().__init__(**_options(settings), event_hooks={"response": hooks}, transport=transport)
        self._departure = Departure(settings, traced=transport is None)
        self._places = Places()

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:
        """Write a request down. Raises `InvalidRequestError` for what cannot be."""
        try:
            return super().build_request(*arguments, **options)
        except _UNWRITABLE as error:
            raise _unwritable(error, self._departure.settings.provider) from error

    def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        **options: Any,
    ) -> httpx.Response:
        """Send a request. Raises a `LongtakeError` for whatever is not the answer that was asked for."""
        self._departure.address(request)
        if stream:
            keyed = self._authentication(request, auth)
            try:
                return super().send(request, stream=True, auth=keyed or auth, **options)
            except httpx.HTTPError:
                forget_key(request)
                raise
        send_once = partial(self._send_once, request, auth, **options)
        try:
            return send_once()
        except Repeatable as failure:
            first = failure
        from longtake._shell.http.retry import repeated  # noqa: PLC0415 - only who repeats pays for it

        return repeated(self._departure.settings, first, send_once)

    def _send_once(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:
        departure, settings = self._departure, self._departure.settings
        keyed = self._authentication(request, auth)
        departure.hasten(request)
        forget(request)
        if (current := departure.departs(request)) is not None and departure.traced:

            def trace(event: str, info: Any) -> None:
                if note(current, event, info):
                    request.extensions.pop("trace", None)

            request.extensions["trace"] = trace
        try:
            with self._places.taken(departure.longest_s()):
                context = context_with({time_limit: departure.limit()})
                response = context.run(self._exchange, request, keyed or auth, **options)
        except ANSWERLESS as failure:
            found = recovered(request, failure)
            if found is None:
                failed(settings.provider, request, failure, current)
            response = found
        return checked(settings.provider, request, response, keyed)

    def _exchange(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:
        response = super().send(request, stream=True, auth=auth, **options)
        with closing(response):
            response.read()
        return response

    def _authentication(self, request: httpx.Request, auth: object) -> KeyAuth | None:
        if not self._departure.is_ours(request, auth):
            return None
        return self._departure.authentication(self._departure.settings.keys.ask())


class AsyncVendorClient(AsyncSelfClosing):
    """`VendorClient` for async callers."""

    def __init__(self, settings: Settings, transport: AsyncTransport | None) -> None:
        hooks = [partial(bound_async, settings.max_response_bytes), keep_async]
        super().__init__(**_options(settings), event_hooks={"response": hooks}, transport=transport)
        self._departure = Departure(settings, traced=transport is None)
        self._places = AsyncPlaces()

    def build_request(self, *arguments: Any, **options: Any) -> httpx.Request:
        """Write a request down. Raises `InvalidRequestError` for what cannot be."""
        try:
            return super().build_request(*arguments, **options)
        except _UNWRITABLE as error:
            raise _unwritable(error, self._departure.settings.provider) from error

    async def send(
        self,
        request: httpx.Request,
        *,
        stream: bool = False,
        auth: Any = httpx.USE_CLIENT_DEFAULT,
        **options: Any,
    ) -> httpx.Response:
        """Send a request. Raises a `LongtakeError` for whatever is not the answer that was asked for."""
        self._departure.address(request)
        if stream:
            keyed = await self._authentication(request, auth)
            try:
                return await super().send(request, stream=True, auth=keyed or auth, **options)
            except httpx.HTTPError:
                forget_key(request)
                raise
        send_once = partial(self._send_once, request, auth, **options)
        try:
            return await send_once()
        except Repeatable as failure:
            first = failure
        from longtake._shell.http.retry import repeated_async  # noqa: PLC0415 - as above

        return await repeated_async(self._departure.settings, first, send_once)

    async def _send_once(self, request: httpx.Request, auth: Any, **options: Any) -> httpx.Response:
        departure, settings = self._departure, self._departure.settings
        keyed = await self._authentication(request, auth)
        departure.hasten(request)
        forget(request)
        if (current := departure.departs(request)) is not None and departure.traced:

            async def trace(event: str, info: Any) -> None:
                if note(current, event, info):
                    request.extensions.pop("trace", None)

            request.extensions["trace"] = trace
        try:
            async with self._places.taken(departure.longest_s()):
                with having(time_limit, departure.limit()):
                    response = await super().send(
                        request, stream=True, auth=keyed or auth, **options
                    )
                    async with aclosing(response):
                        await response.aread()
        except ANSWERLESS as failure:
            found = recovered(request, failure)
            if found is None:
                failed(settings.provider, request, failure, current)
            response = found
        return checked(settings.provider, request, response, keyed)

    async def _authentication(self, request: httpx.Request, auth: object) -> KeyAuth | None:
        if not self._departure.is_ours(request, auth):
            return None
        departure = self._departure
        credential = await departure.settings.keys.ask_async(departure.left_s())
        return departure.authentication(credential)


def _unwritable(error: Exception, provider: Provider) -> InvalidRequestError:
    return InvalidRequestError(
        f"a parameter cannot be sent ({without_period(words(error))}). Nothing was sent",
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
