"""The receiver as an ASGI 3 application."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from typing import Any, Final, TypeAlias, Unpack

from longtake._core.key_pair import Hidden
from longtake.callbacks._events import Handler
from longtake.callbacks._reception import Application, Options, reception

Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]

RECEIVED: Final = 200
REFUSED: Final = 404
"""Whatever is wrong with a call, the answer is the same, as if nothing was here."""

READING_S: Final = 10.0
"""How long a body may take to come: the vendors wait 15 seconds for the answer."""


class App(Application):
    """Receives callbacks under ASGI: alone, or mounted into FastAPI, Starlette or Django.

    A call is judged and noted, then answered, then worked on, so the vendor has its answer at once however
    long handlers take. asyncio runs it; coroutine handlers run in the loop of the call.
    """

    async def aclose(self, timeout: float | None = 30.0) -> int:
        """Refuse what comes from now on, and wait for what is being handled.

        A server tells an application that it serves alone when it ends; what is mounted is not told by
        every framework, so close it with the application that it is mounted into.

        Args:
            timeout: Seconds to wait at most; None: no limit.

        Returns:
            How many tasks have news that is not handled yet; the logger `longtake` names them.
        """
        return await asyncio.to_thread(self._reception.close, timeout)

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one connection, as ASGI has it."""
        match scope["type"]:
            case "http":
                taken = await self._take(scope, receive)
                await _answer(send, RECEIVED if taken else REFUSED)
            case "lifespan":
                await self._live(receive, send)
            case "websocket":
                await send({"type": "websocket.close"})
            case other:
                raise ValueError(f"longtake.callbacks serves http, not {other!r}")

    async def _take(self, scope: MutableMapping[str, Any], receive: Receive) -> bool:
        headers = _Headers(scope["headers"])
        length = headers.first("content-length")
        door = self._reception.door(scope["method"], scope["path"], length)
        if door is None:
            return False
        try:
            async with asyncio.timeout(READING_S):
                body = await self._body(receive)
        except TimeoutError:
            return False
        loop = asyncio.get_running_loop()
        return body is not None and self._reception.take(door, headers, body, loop)

    async def _body(self, receive: Receive) -> bytes | None:
        """The body, None if the caller went away or it grew too long."""
        body = bytearray()
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return None
            body += message.get("body", b"")
            if len(body) > self._reception.limit_bytes:
                return None
            if not message.get("more_body", False):
                return bytes(body)

    async def _live(self, receive: Receive, send: Send) -> None:
        while True:
            if (await receive())["type"] == "lifespan.startup":
                await send({"type": "lifespan.startup.complete"})
                continue
            await self.aclose()
            await send({"type": "lifespan.shutdown.complete"})
            return


class _Headers:
    def __init__(self, raw: list[tuple[bytes, bytes]]) -> None:
        self._raw = raw

    def items(self) -> list[tuple[str, str]]:
        return [(name.decode("latin-1"), value.decode("latin-1")) for name, value in self._raw]

    def first(self, name: str) -> str | None:
        return next((value for known, value in self.items() if known.lower() == name), None)


async def _answer(send: Send, status: int) -> None:
    headers = [(b"content-length", b"0")]
    # Newer servers raise it when the caller is gone.
    with suppress(OSError):
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": b""})


def app(*handlers: Handler, **options: Unpack[Options]) -> App:
    """Return a receiver of callbacks as an ASGI application; options as in `Options`.

    A handler that fails is logged and keeps nothing from the others. Without any, callbacks are only noted in
    `App.record`.

    Args:
        handlers: Called with each `Event`: functions, in a thread, or coroutine functions.

    Raises:
        InvalidRequestError: If a secret or an option cannot be used.
    """
    given = Hidden(options)
    # No variable of this frame shows a secret, whatever is wrong.
    del options
    return App(reception(handlers, given))
