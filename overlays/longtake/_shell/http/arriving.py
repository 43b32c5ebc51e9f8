"""What has arrived of the answer to a submit, kept where an interruption cannot lose it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
from attrs import field, frozen

from longtake._shell.http.answers import with_content
from longtake._shell.http.context import attempt
from longtake._shell.http.leaving import submits


@frozen(eq=False)
class Arriving(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, which keeps what has come of it.

    Attributes:
        response: The answer.
        stream: Where its body comes from.
    """

    response: httpx.Response
    stream: Any
    _pieces: list[bytes] = field(factory=list[bytes], init=False, repr=False)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.stream:
            self._pieces.append(piece)
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self.stream:
            self._pieces.append(piece)
            yield piece

    def close(self) -> None:
        self.stream.close()

    async def aclose(self) -> None:
        await self.stream.aclose()

    def so_far(self) -> httpx.Response:
        """The answer, with what has come of its body. Raises `httpx.DecodingError` for half of a zip."""
        response = self.response
        try:
            return with_content(response, response.content)
        except httpx.ResponseNotRead:
            as_sent = httpx.Response(
                response.status_code, headers=response.headers, content=b"".join(self._pieces)
            )
            return with_content(response, as_sent.content)


def keep(response: httpx.Response) -> None:
    """Read the answer to a submit: the first of the client's hooks, since the next may raise."""
    if _keeps(response):
        response.read()


async def keep_async(response: httpx.Response) -> None:
    """`keep` for async callers."""
    if _keeps(response):
        await response.aread()


def _keeps(response: httpx.Response) -> bool:
    current = attempt.get()
    if current is None or not submits(response.request):
        return False
    current.answer = response.stream = Arriving(response, response.stream)
    return True
