"""What has arrived of a response, kept where neither an interruption nor a broken connection loses it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import Any, Final

import httpx
from attrs import field, frozen

from longtake._shell.http.answers import answer_of, with_content
from longtake._shell.http.context import attempt
from longtake._shell.http.leaving import charged

_ARRIVING: Final = "longtake.arriving"


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

    def whole(self) -> httpx.Response | None:
        """Return the response, None if it has not arrived: no part of a JSON object is one.

        So it does not matter what length was announced, or whether the connection was closed as it should.
        """
        try:
            content = self.response.content
        except httpx.ResponseNotRead:
            content = b"".join(self._pieces)
        response = with_content(self.response, content)
        return None if answer_of(response).json_object() is None else response


def keep(response: httpx.Response) -> None:
    """Keep what arrives of a response, and read that of a submit, since the next hook may raise."""
    if _keeps(response):
        response.read()


async def keep_async(response: httpx.Response) -> None:
    """`keep` for async callers."""
    if _keeps(response):
        await response.aread()


def forget(request: httpx.Request) -> None:
    """Forget what arrived of the response to an earlier attempt: it is no response to the next one."""
    request.extensions.pop(_ARRIVING, None)


def arrived(request: httpx.Request) -> httpx.Response | None:
    """Return the response to a request that failed, None if it has not wholly arrived."""
    arriving = request.extensions.pop(_ARRIVING, None)
    return arriving.whole() if isinstance(arriving, Arriving) else None


def _keeps(response: httpx.Response) -> bool:
    request = response.request
    arriving = response.stream = Arriving(response, response.stream)
    request.extensions[_ARRIVING] = arriving
    if not charged(request):
        return False
    current = attempt.get()
    if current is not None:
        current.answer = arriving
    return True
