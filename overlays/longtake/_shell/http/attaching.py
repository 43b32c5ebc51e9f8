"""Letting a generated client send through one of ours."""

from __future__ import annotations

from typing import Protocol

import httpx

from longtake._shell.http.clients import AsyncVendorClient, VendorClient
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
