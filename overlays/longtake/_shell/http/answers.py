"""httpx's responses as the core reads them."""

from __future__ import annotations

import httpx

from longtake._core.answers import Answer


def answer_of(response: httpx.Response) -> Answer:
    """What the core needs of a response."""
    return Answer(status=response.status_code, headers=response.headers, body=response.content)


def with_content(response: httpx.Response, content: bytes) -> httpx.Response:
    """A response with another body."""
    # As it stands now, it is neither packed nor as long as it was.
    headers = httpx.Headers(response.headers)
    for name in ("content-encoding", "content-length", "transfer-encoding"):
        headers.pop(name, None)
    return httpx.Response(
        response.status_code,
        headers=headers,
        content=content,
        request=response.request,
        extensions=response.extensions,
        history=response.history,
    )
