"""The receiver as an ASGI 3 application."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Final, TypeAlias, Unpack

from attrs import define, field

from longtake._core.key_pair import Hidden
from longtake.callbacks._receiver_core import ReceiverApp, ReceiverOptions, receiver_core

if TYPE_CHECKING:
    from longtake.callbacks._events import Handler

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

_ACCEPTED: Final = 200
_REFUSED: Final = 404
"""The response to every refused request, whatever the reason, as if there were no such address."""

BODY_TIMEOUT_S: Final = 10.0
"""The time in which a body must arrive. Providers wait 15 seconds for the response."""


@define(eq=False, repr=False, slots=False)
class App(ReceiverApp):
    """A receiver of callbacks for ASGI: served alone, or mounted into FastAPI, Starlette or Django.

    Create it with `app`. A callback is verified, added to the record and gets its response; it is processed
    afterwards, so that the response is sent at once, however long handlers take. It runs under asyncio.
    Coroutine handlers run in the event loop that received the callback.

    Example:
        >>> receiver = app(print, base_url="https://films.example/callbacks")
        >>> receiver.url("kie", label="order-17")
        'https://films.example/callbacks/kie/.../order-17'
    """

    async def aclose(self, timeout: float | None = 30.0) -> int:
        """Refuse further callbacks, and wait for the handlers.

        A server that serves the application alone closes it. Not every framework closes what is mounted:
        close the receiver with the application that it is mounted into.

        Args:
            timeout: The maximum seconds to wait; None means no limit.

        Returns:
            The number of tasks with callbacks that are not handled; the logger `longtake` names them.
        """
        return await asyncio.to_thread(self._core.close, timeout)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection."""
        match scope["type"]:
            case "http":
                accepted = await self._accept(scope, receive)
                await _respond(send, _ACCEPTED if accepted else _REFUSED)
            case "lifespan":
                await self._run_lifespan(receive, send)
            case "websocket":
                await send({"type": "websocket.close"})
            case other:
                raise ValueError(f"scope type must be http, lifespan or websocket, got {other!r}")

    async def _accept(self, scope: MutableMapping[str, Any], receive: Receive) -> bool:
        headers = _Headers(scope["headers"])
        length = headers.first("content-length")
        route = self._core.match(scope["method"], scope["path"], length)
        if route is None:
            return False
        try:
            async with asyncio.timeout(BODY_TIMEOUT_S):
                body = await self._body(receive)
        except TimeoutError:
            return False
        loop = asyncio.get_running_loop()
        return body is not None and self._core.accept(route, headers, body, loop)

    async def _body(self, receive: Receive) -> bytes | None:
        """Return the body; None if the connection was closed or the body is too long."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            if len(body) > self._core.max_body_bytes:
                return None
            if not message.get("more_body", False):
                return bytes(body)

    async def _run_lifespan(self, receive: Receive, send: Send) -> None:
        while True:
            if (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
                continue
            await self.aclose()
            await send({"type": "lifespan.shutdown.complete"})
            return


@define(eq=False)
class _Headers:
    _raw: list[tuple[bytes, bytes]] = field(repr=False)

    def items(self) -> list[tuple[str, str]]:
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._raw]

    def first(self, name: str) -> str | None:
        return next((value for known, value in self.items() if known.lower() == name), None)


async def _respond(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0")]
    # Newer servers raise OSError when the connection is closed.
    with suppress(OSError):
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def app(*handlers: Handler, **options: Unpack[ReceiverOptions]) -> App:
    """Return a receiver of callbacks as an ASGI application; options as in `ReceiverOptions`.

    The exceptions of a handler are logged, and the other handlers are called all the same. Without handlers,
    callbacks are only added to `App.record`.

    Args:
        handlers: Called with each `Event`: functions, in a thread, or coroutine functions.
        options: See `ReceiverOptions`.

    Raises:
        InvalidRequestError: If an option is invalid.
    """
    given = Hidden(options)
    # No variable of this frame shows a secret, whatever is wrong.
    del options
    return App(receiver_core(handlers, given))
