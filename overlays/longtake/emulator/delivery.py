"""How an answer leaves: whole, in part, late, or not at all."""

import asyncio
from typing import Protocol, cast

import httpx
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from longtake.emulator.clock import Clock
from longtake.emulator.faults import Fault
from longtake.emulator.waiters import ReleasedError

# Where the server leaves the connection of the request at hand, in the scope's state.
CONNECTION = "connection"


class ConnectionCutError(httpx.RemoteProtocolError):
    """What stands for a closed connection in process, where there is none.

    To a client of httpx's `ASGITransport` it is the error that a socket would have brought.
    """


class Connection(Protocol):
    """What an application can do to the connection itself; ASGI has no words for it."""

    def abort(self) -> None:
        """Close at once; what was not sent yet is lost."""
        ...

    def close(self) -> None:
        """Close when everything is sent."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes behind those of the answer, as they are."""
        ...


def connection_of(scope: Scope) -> Connection:
    """Return the connection that a request came on; `ConnectionCutError` in process."""
    connection: Connection | None = scope.get("state", {}).get(CONNECTION)
    if connection is None:
        raise ConnectionCutError("the emulated vendor closed the connection")
    return connection


def is_delivered_oddly(fault: Fault) -> bool:
    """Whether a fault is about how the answer is sent, not only about what it says."""
    return fault.closed or fault.late_s > 0 or fault.share < 1


class Delivery(Response):
    """Sends another response as a fault has it; `response` may be None where it is not sent at all."""

    def __init__(self, response: Response | None, fault: Fault, clock: Clock) -> None:
        super().__init__()
        self._response = response
        self._fault = fault
        self._due = clock.alarm(clock.now() + fault.late_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then send, or close the connection."""
        if self._fault.late_s > 0:
            try:
                if not await self._held_back(receive):
                    return
            except ReleasedError:
                await self._cut(scope, receive)
                return
        if self._fault.closed or self._response is None:
            await self._cut(scope, receive)
        elif self._fault.share < 1:
            await self._send_part(self._response, scope, receive, send)
        else:
            await self._response(scope, receive, send)

    async def _held_back(self, receive: Receive) -> bool:
        """Wait until the answer is due; False when the client left meanwhile."""
        due = asyncio.ensure_future(self._due.wait())
        left = asyncio.ensure_future(disconnected(receive))
        try:
            await asyncio.wait({due, left}, return_when=asyncio.FIRST_COMPLETED)
            if not due.done():
                return False
            due.result()
            return True
        finally:
            due.cancel()
            left.cancel()

    async def _cut(self, scope: Scope, receive: Receive) -> None:
        connection_of(scope).abort()
        # The server calls it an error when an application ends without an answer before it has
        # seen that the connection is gone.
        await disconnected(receive)

    async def _send_part(
        self, response: Response, scope: Scope, receive: Receive, send: Send
    ) -> None:
        async def send_part(message: Message) -> None:
            if message["type"] == "http.response.body":
                body = cast("bytes", message.get("body", b""))
                kept = body[: int(len(body) * self._fault.share)]
                await send({**message, "body": kept, "more_body": True})
            else:
                await send(message)

        await response(scope, receive, send_part)
        connection_of(scope).close()
        await disconnected(receive)


async def disconnected(receive: Receive) -> None:
    """Wait until the client is gone, past what is left of its request."""
    while (await receive())["type"] != "http.disconnect":
        pass
