"""Responses to downloads: a file or one range of it as RFC 9110 has it, and flaws of its length."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Final

from starlette.responses import Response

from longtake.emulator.responses import ConnectionCutError, connection_of, wait_for_disconnect

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import Message, Receive, Scope, Send

    from longtake.emulator.faults import Flaw

RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)
# The difference between a wrong length and the true one.
OFF_BYTES: Final = 1000


def range_response(
    request: Request,
    content: bytes,
    *,
    accept_ranges: bool = True,
    media_type: str = "video/mp4",
) -> Response:
    """Return the response to a GET or HEAD of `content`, or of one byte range of it.

    Several ranges at once, and units other than bytes, get the whole, as the RFC allows; so does every
    range unless `accept_ranges`.
    """
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag} | ({"Accept-Ranges": "bytes"} if accept_ranges else {})
    known = request.headers.get("if-none-match", "")
    # A list of tags, weak ones too; this one contains no character that could be part of another.
    if known.strip() == "*" or etag in known:
        return Response(status_code=304, headers=headers)
    wanted = _requested_range(request, etag, len(content)) if accept_ranges else None
    if wanted is None:
        return Response(content, headers=headers, media_type=media_type)
    if not wanted:
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Response(status_code=416, headers=headers)
    headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{len(content)}"
    part = content[wanted.start : wanted.stop]
    return Response(part, 206, headers=headers, media_type=media_type)


def _requested_range(request: Request, etag: str, size: int) -> range | None:
    """Return the requested bytes, an empty range if they are beyond the end; None for the whole."""
    # Only a GET has ranges. A number that is longer than any file could need is not a range.
    found = RANGE.fullmatch(request.headers.get("range", "")) if request.method == "GET" else None
    unchanged = request.headers.get("if-range", etag) == etag
    if found is None or found.groups() == ("", "") or not unchanged:
        return None
    first, last = found.groups()
    if not first:
        return range(max(0, size - int(last)), size)
    if last and int(last) < int(first):
        # Not a range at all, says the RFC: ignore the header.
        return None
    return range(int(first), min(int(last) + 1, size) if last else size)


def with_flaw(response: Response, flaw: Flaw | None) -> Response:
    """Return a response with a flaw of its length."""
    match flaw:
        case "no_length":
            # The server then sends it in chunks.
            del response.headers["Content-Length"]
            return response
        case "length_too_great":
            return TruncatedDownload(response)
        case "length_too_small":
            return OverlongDownload(response)
        case _:
            return response


class TruncatedDownload(Response):
    """A response that sends less than it announces."""

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
        await wait_for_disconnect(receive)


class OverlongDownload(Response):
    """A response that sends more than it announces.

    ASGI's servers send nothing beyond the announced length, so the end is written to the connection. In
    process there is none, and everything is sent normally.
    """

    def __init__(self, response: Response) -> None:
        size = max(len(response.body) - OFF_BYTES, 0)
        # Otherwise the rest could be read as the next response.
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
        await wait_for_disconnect(receive)
