"""Transports of clients that give up reading a response once the provider has dealt with the request.

The read timeout is a real one, on a real connection; only that it does not begin to run before the request
has arrived makes it the same on a slow machine.
"""

from __future__ import annotations

import queue
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import anyio
import anyio.to_thread
import httpx

if TYPE_CHECKING:
    from longtake.emulator import RequestRecord
    from longtake_pytest import ServedEmulator

_SOON_S = 0.001
_NEVER_S = 60.0

Hurries: TypeAlias = Callable[[httpx.Request], bool]
"""Whether the response to a request is not waited for."""


def submits(request: httpx.Request) -> bool:
    return request.method == "POST"


def nth_file(number: int) -> Hurries:
    """The request for a file that so many others came before."""
    before = iter(range(1000))
    return lambda request: request.url.path.startswith("/media/") and next(before) == number


def _emptied(arrived: queue.Queue[RequestRecord]) -> None:
    with suppress(queue.Empty):
        while True:
            arrived.get_nowait()


def _awaits_response(event: str) -> bool:
    return event.endswith("receive_response_headers.started")


class ImpatientTransport(httpx.HTTPTransport):
    """For clients that block."""

    def __init__(self, emulator: ServedEmulator, hurries: Hurries = submits) -> None:
        super().__init__()
        self._hurries = hurries
        self._arrived: queue.Queue[RequestRecord] = queue.Queue()
        emulator.ledger.listen(self._arrived.put)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        def trace(event: str, _: object) -> None:
            if _awaits_response(event):
                self._arrived.get(timeout=_NEVER_S)
                request.extensions["timeout"]["read"] = _SOON_S

        if self._hurries(request):
            _emptied(self._arrived)
            request.extensions["trace"] = trace
        return super().handle_request(request)


class AsyncImpatientTransport(httpx.AsyncHTTPTransport):
    """For clients that are awaited."""

    def __init__(self, emulator: ServedEmulator, hurries: Hurries = submits) -> None:
        super().__init__()
        self._hurries = hurries
        self._arrived: queue.Queue[RequestRecord] = queue.Queue()
        emulator.ledger.listen(self._arrived.put)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        async def trace(event: str, _: object) -> None:
            if _awaits_response(event):
                await anyio.to_thread.run_sync(lambda: self._arrived.get(timeout=_NEVER_S))
                request.extensions["timeout"]["read"] = _SOON_S

        if self._hurries(request):
            _emptied(self._arrived)
            request.extensions["trace"] = trace
        return await super().handle_async_request(request)
