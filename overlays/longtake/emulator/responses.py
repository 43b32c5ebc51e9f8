"""How responses are sent: with CORS headers and gzip, or with a fault late, in part or not at all."""

from __future__ import annotations

import asyncio
import gzip
import json
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol, cast

import httpx
from attrs import field, frozen
from starlette.responses import Response

from longtake.emulator.clock import EmulatorClock, ReleasedError

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

    from longtake.emulator.faults import Fault

# The key of a request's connection in the state of its scope, where the server puts it.
CONNECTION: Final = "connection"
# Smaller bodies hardly get smaller.
MIN_GZIP_BYTES: Final = 500
METHODS: Final = "GET, POST, DELETE, OPTIONS"
MAX_AGE_S: Final = 600
ZERO_QUALITY: Final = re.compile(r"q\s*=\s*0(\.0*)?")


@frozen
class ProviderResponse:
    """The response of a provider: a mapping is sent as JSON, a string as it is.

    Attributes:
        status: The HTTP status.
        body: The body.
        content_type: The type of the body.
        headers: More headers.
        task_id: The id of the task that the request started.
    """

    status: int
    body: Mapping[str, Any] | str | None = None
    content_type: str = "application/json"
    headers: Mapping[str, str] = field(factory=dict[str, str])
    task_id: str | None = None

    @property
    def code(self) -> int | None:
        """The provider's code in the body, where there is one."""
        code = self.body.get("code") if isinstance(self.body, Mapping) else None
        return code if isinstance(code, int) else None

    def to_http(self) -> Response:
        """Return the response as Starlette sends it."""
        body = self.body if isinstance(self.body, str | None) else json.dumps(self.body)
        return Response(body, self.status, dict(self.headers), self.content_type)


def preflight_response(request: Request) -> Response | None:
    """Return the response to a browser's preflight request (CORS); None for any other request."""
    headers = request.headers
    if request.method != "OPTIONS" or "access-control-request-method" not in headers:
        return None
    allowed = headers.get("access-control-request-headers", "Authorization, Content-Type")
    response = Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": allowed,
            "Access-Control-Max-Age": str(MAX_AGE_S),
        },
    )
    allow_origin(request, response)
    return response


def allow_origin(request: Request, response: Response) -> None:
    """Let the page that sends a request read the response, whatever its origin."""
    if "origin" in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "*"


def compress(request: Request, response: Response) -> None:
    """Compress a response's body if the request accepts gzip and the body is not short."""
    body = bytes(response.body)
    if len(body) < MIN_GZIP_BYTES:
        return
    response.headers.add_vary_header("Accept-Encoding")
    if accepts_gzip(request.headers.get("accept-encoding", "")):
        response.body = gzip.compress(body, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))


def accepts_gzip(accepted: str) -> bool:
    """Return whether an Accept-Encoding header has gzip, and not with a quality of 0."""
    for entry in accepted.lower().split(","):
        coding, _, quality = entry.partition(";")
        if coding.strip() == "gzip":
            return ZERO_QUALITY.fullmatch(quality.strip()) is None
    return False


class ConnectionCutError(httpx.RemoteProtocolError):
    """The emulator closed the connection; raised in process, where no connection exists.

    For a client of httpx's `ASGITransport` it is the error that a socket would raise.

    Example:
        >>> emulator = Emulator()
        >>> emulator.kie.veo.always(Fault.cut())
        >>> async def main() -> None:
        ...     async with httpx.AsyncClient(transport=httpx.ASGITransport(emulator)) as client:
        ...         await client.get("http://emulator.test/kie/api/v1/veo/record-info?taskId=veo_task_abc")
        >>> asyncio.run(main())
        Traceback (most recent call last):
        longtake.emulator.responses.ConnectionCutError: the emulated provider closed the connection
    """


class Connection(Protocol):
    """The operations on a connection that ASGI does not have."""

    def abort(self) -> None:
        """Close the connection at once; bytes that are not sent yet are lost."""
        ...

    def close(self) -> None:
        """Close the connection when everything is sent."""
        ...

    def write(self, data: bytes) -> None:
        """Send bytes after those of the response, as they are."""
        ...


def connection_of(scope: Scope) -> Connection:
    """Return the connection of a request; raise `ConnectionCutError` in process."""
    connection: Connection | None = scope.get("state", {}).get(CONNECTION)
    if connection is None:
        raise ConnectionCutError("the emulated provider closed the connection")
    return connection


def affects_sending(fault: Fault) -> bool:
    """Return whether a fault changes how the response is sent, not only its content."""
    return fault.closed or fault.late_s > 0 or fault.share < 1


class FaultyResponse(Response):
    """Sends another response with a fault.

    Args:
        response: The other response; None where nothing is sent.
        fault: The fault.
        clock: The clock by which the response may be late.
    """

    def __init__(self, response: Response | None, fault: Fault, clock: EmulatorClock) -> None:
        super().__init__()
        self._response = response
        self._fault = fault
        self._due = clock.alarm(clock.now() + fault.late_s)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Wait, then send the response or close the connection."""
        if self._fault.late_s > 0:
            try:
                if not await self._wait_until_due(receive):
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

    async def _wait_until_due(self, receive: Receive) -> bool:
        """Wait until the response is due; return False if the client left meanwhile."""
        due = asyncio.ensure_future(self._due.wait())
        left = asyncio.ensure_future(wait_for_disconnect(receive))
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
        # The server logs an error if an application ends without a response before the server has
        # noticed that the connection is closed.
        await wait_for_disconnect(receive)

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
        await wait_for_disconnect(receive)


async def wait_for_disconnect(receive: Receive) -> None:
    """Wait until the client is disconnected, past the rest of its request."""
    while (await receive())["type"] != "http.disconnect":
        pass
