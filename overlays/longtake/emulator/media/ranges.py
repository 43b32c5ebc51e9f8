"""A file, whole or in part, as RFC 9110 has it."""

import hashlib
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def ranged(request: Request, content: bytes, *, parts: bool = True) -> Response:
    """Answer a GET or HEAD of `content`, one byte range included.

    Several ranges at once, and units other than bytes, are answered with the whole, as the RFC
    allows; so is every range unless there are `parts`.
    """
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag} | ({"Accept-Ranges": "bytes"} if parts else {})
    known = request.headers.get("if-none-match", "")
    # A list of tags, weak ones too; ours holds no character that could be part of another's.
    if known.strip() == "*" or etag in known:
        return Response(status_code=304, headers=headers)
    wanted = _wanted(request, etag, len(content)) if parts else None
    if wanted is None:
        return Response(content, headers=headers, media_type="video/mp4")
    if not wanted:
        headers["Content-Range"] = f"bytes */{len(content)}"
        return Response(status_code=416, headers=headers)
    headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{len(content)}"
    part = content[wanted.start : wanted.stop]
    return Response(part, 206, headers=headers, media_type="video/mp4")


def _wanted(request: Request, etag: str, size: int) -> range | None:
    """Return which bytes a request asks for, none if they are beyond the end; None for the whole."""
    # Only a GET has ranges. A number that is longer than any file could need is no range.
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
