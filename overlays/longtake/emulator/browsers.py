"""What providers' servers add for browsers and for clients that take compressed responses."""

from __future__ import annotations

import gzip
import re
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

# Smaller bodies would hardly get smaller.
LEAST_BYTES: Final = 500
METHODS: Final = "GET, POST, DELETE, OPTIONS"
MAX_AGE_S: Final = 600
REFUSED: Final = re.compile(r"q\s*=\s*0(\.0*)?")


def preflight(request: Request) -> Response | None:
    """Return the answer to a browser's preflight request (CORS); None for any other request."""
    headers = request.headers
    if request.method != "OPTIONS" or "access-control-request-method" not in headers:
        return None
    allowed = headers.get("access-control-request-headers", "Authorization, Content-Type")
    answer = Response(
        status_code=204,
        headers={
            "Access-Control-Allow-Methods": METHODS,
            "Access-Control-Allow-Headers": allowed,
            "Access-Control-Max-Age": str(MAX_AGE_S),
        },
    )
    allow(request, answer)
    return answer


def allow(request: Request, response: Response) -> None:
    """Let the page that asks read a response, whatever its origin."""
    if "origin" in request.headers:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = "*"


def compress(request: Request, response: Response) -> None:
    """Compress a response's body if the request takes gzip and the body is not short."""
    body = bytes(response.body)
    if len(body) < LEAST_BYTES:
        return
    response.headers.add_vary_header("Accept-Encoding")
    if takes_gzip(request.headers.get("accept-encoding", "")):
        response.body = gzip.compress(body, mtime=0)
        response.headers["Content-Encoding"] = "gzip"
        response.headers["Content-Length"] = str(len(response.body))


def takes_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header has gzip, and not with a quality of 0."""
    for entry in accepted.lower().split(","):
        coding, _, quality = entry.partition(";")
        if coding.strip() == "gzip":
            return REFUSED.fullmatch(quality.strip()) is None
    return False
