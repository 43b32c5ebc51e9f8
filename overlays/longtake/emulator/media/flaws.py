"""Downloads whose announced length is none, or a wrong one."""

from typing import Final

from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from longtake.emulator.delivery import ConnectionCutError, connection_of, disconnected
from longtake.emulator.faults import Flaw

# How far a wrong length is off.
OFF_BYTES: Final = 1000


def with_flaw(response: Response, flaw: Flaw | None) -> Response:
    """Return a response with what is odd about its length, if anything is."""
    match flaw:
        case "no_length":
            # The server then sends it in chunks.
            del response.headers["Content-Length"]
            return response
        case "length_too_great":
            return TooShort(response)
        case "length_too_small":
            return TooLong(response)
        case _:
            return response


class TooShort(Response):
    """A response of which less comes than it announces."""

    def __init__(self, response: Response) -> None:
        size = len(response.body) + OFF_BYTES
        headers = {**response.headers, "content-length": str(size)}
        super().__init__(response.body, response.status_code, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send everything there is, then close the connection."""
        if scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return

        async def send_on(message: Message) -> None:
            await send({**message, "more_body": True} if "body" in message else message)

        await super().__call__(scope, receive, send_on)
        connection_of(scope).close()
        await disconnected(receive)


class TooLong(Response):
    """A response of which more comes than it announces.

    ASGI's servers see to it that nothing passes beyond the announced length, so the end is written
    to the connection. In process there is none, and everything is sent as one may.
    """

    def __init__(self, response: Response) -> None:
        size = max(len(response.body) - OFF_BYTES, 0)
        # What comes too much would else be taken for the next answer, or not, as time has it.
        headers = {**response.headers, "content-length": str(size), "connection": "close"}
        super().__init__(response.body, response.status_code, headers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send everything, the end of it past the server, and close the connection."""
        try:
            connection = connection_of(scope)
        except ConnectionCutError:
            connection = None
        if connection is None or scope["method"] == "HEAD":
            await super().__call__(scope, receive, send)
            return
        announced = int(self.headers["content-length"])

        async def send_announced(message: Message) -> None:
            if "body" in message:
                message = {**message, "body": message["body"][:announced], "more_body": True}
            await send(message)

        await super().__call__(scope, receive, send_announced)
        connection.write(bytes(self.body[announced:]))
        connection.close()
        await disconnected(receive)
