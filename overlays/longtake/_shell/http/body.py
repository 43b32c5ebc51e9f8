"""The body of a response: decoded, bounded, and kept as it arrives."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Iterator, Mapping
from typing import Any, Final

import httpx
from attrs import field, frozen

from longtake._core.responses import HttpResponse
from longtake._shell.http.context import is_charged, submit_progress, time_limit

# Nothing of a request has left before a connection stands; a request that cannot be written down never will.
NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
NEVER_SENT: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
# httpx reads where a redirect leads to, followed or not, and an address that is none is no `HTTPError`.
NO_RESPONSE: Final = (httpx.HTTPError, httpx.InvalidURL)


_TRUST: Final = (
    "certificates are trusted that SSL_CERT_FILE (a file in PEM form) or SSL_CERT_DIR names, else those of "
    "the package certifi; REQUESTS_CA_BUNDLE is not read"
)


class ResponseTooLarge(httpx.DecodingError):
    """A response is larger than is allowed, and was not read further."""


def describe_failure(failure: Exception) -> str:
    """Return an exception on one line."""
    if not str(failure):
        return type(failure).__name__
    trust = f". To trust it: {_TRUST}" if "CERTIFICATE_VERIFY_FAILED" in str(failure) else ""
    return f"{type(failure).__name__}: {failure}{trust}"


def http_response(response: httpx.Response) -> HttpResponse:
    """What the core needs of a response."""
    return HttpResponse(
        status=response.status_code, headers=response.headers, body=response.content
    )


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


ENCODINGS: Final = "gzip, deflate"
"""The encodings to ask for: those that are decoded here."""

_CHUNK: Final = 64 * 1024
_MAX_ENCODINGS: Final = 2
_GZIP: Final = zlib.MAX_WBITS | 16


class _Inflater:
    """Undoes gzip or deflate."""

    def __init__(self, encoding: str) -> None:
        self._is_deflate = encoding == "deflate"
        self._zlib = zlib.decompressobj(zlib.MAX_WBITS if self._is_deflate else _GZIP)

    def chunks(self, data: bytes) -> Iterator[bytes]:
        while True:
            try:
                piece = self._zlib.decompress(data, _CHUNK)
            except zlib.error as error:
                if not self._is_deflate:
                    raise httpx.DecodingError(str(error)) from error
                # Some call deflate what has no header.
                self._is_deflate = False
                self._zlib = zlib.decompressobj(-zlib.MAX_WBITS)
                continue
            self._is_deflate = False
            if piece:
                yield piece
            data = self._zlib.unconsumed_tail
            if not data and len(piece) < _CHUNK:
                return


class Decoder:
    """Decodes a body.

    Args:
        headers: The headers of the response.
        most_bytes: The most bytes that may come out, None for no limit.

    Raises:
        ResponseTooLarge: If there are too many encodings.
    """

    def __init__(self, headers: Mapping[str, str], max_bytes: int | None) -> None:
        named = headers.get("content-encoding", "").lower().split(",")
        encodings = [name.strip() for name in named]
        # Others are left as they are: nothing can read them, and the error shows what came.
        known = [name for name in encodings if name in ("gzip", "x-gzip", "deflate")]
        if len(known) > _MAX_ENCODINGS:
            raise ResponseTooLarge(
                f"the response is encoded {len(known)} times, and {_MAX_ENCODINGS} are allowed"
            )
        self._inflaters = [_Inflater(name.removeprefix("x-")) for name in reversed(known)]
        self._max_bytes = max_bytes
        self._counts = [0] * (len(self._inflaters) + 1)

    def chunks(self, data: bytes) -> Iterator[bytes]:
        """Return what comes out of the next bytes."""
        return self._from(0, data)

    def _from(self, stage: int, data: bytes) -> Iterator[bytes]:
        self._counts[stage] += len(data)
        if self._max_bytes is not None and self._counts[stage] > self._max_bytes:
            raise ResponseTooLarge(f"the response is larger than {self._max_bytes:,} bytes")
        if stage == len(self._inflaters):
            yield data
            return
        for piece in self._inflaters[stage].chunks(data):
            yield from self._from(stage + 1, piece)


class LimitedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, decoded, of a size and within the time that are allowed."""

    def __init__(self, stream: Any, decoder: Decoder) -> None:
        self._stream = stream
        self._decoder = decoder

    def __iter__(self) -> Iterator[bytes]:
        for data in self._stream:
            yield from self._decoder.chunks(data)
            _check_time()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._stream:
            for piece in self._decoder.chunks(data):
                yield piece
            _check_time()

    def close(self) -> None:
        self._stream.close()

    async def aclose(self) -> None:
        await self._stream.aclose()


def limit_body(max_bytes: int, response: httpx.Response) -> None:
    """Bound the body of a response: in the first of a client's hooks, since the next may read it."""
    if response.is_closed:
        # A transport that is no network has the whole body already.
        if len(response.content) > max_bytes:
            raise ResponseTooLarge(f"the response is larger than {max_bytes:,} bytes")
        return
    response.stream = LimitedStream(response.stream, Decoder(response.headers, max_bytes))
    # httpx would decode it again.
    if response.headers.pop("content-encoding", None) is not None:
        response.headers.pop("content-length", None)


async def limit_body_async(max_bytes: int, response: httpx.Response) -> None:
    """`bound` for async callers."""
    limit_body(max_bytes, response)


def _check_time() -> None:
    # For a transport of the caller's: ours ends each read in time by itself.
    limit = time_limit.get()
    if limit is not None and limit.is_over():
        raise httpx.ReadTimeout("the time for the whole request is over")


_RECORDING: Final = "longtake.arriving"


@frozen(eq=False)
class RecordingStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of an answer, which keeps what has come of it.

    Attributes:
        response: The answer.
        stream: Where its body comes from.
    """

    response: httpx.Response
    stream: Any
    _chunks: list[bytes] = field(factory=list[bytes], init=False, repr=False)

    def __iter__(self) -> Iterator[bytes]:
        for piece in self.stream:
            self._chunks.append(piece)
            yield piece

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self.stream:
            self._chunks.append(piece)
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
            content = b"".join(self._chunks)
        response = with_content(self.response, content)
        return None if http_response(response).json_object() is None else response


def record_body(response: httpx.Response) -> None:
    """Keep what arrives of a response, and read that of a submit, since the next hook may raise."""
    if _record(response):
        response.read()


async def record_body_async(response: httpx.Response) -> None:
    """`keep` for async callers."""
    if _record(response):
        await response.aread()


def discard_recording(request: httpx.Request) -> None:
    """Forget what arrived of the response to an earlier attempt: it is no response to the next one."""
    request.extensions.pop(_RECORDING, None)


def recorded_response(request: httpx.Request) -> httpx.Response | None:
    """Return the response to a request that failed, None if it has not wholly arrived."""
    arriving = request.extensions.pop(_RECORDING, None)
    return arriving.whole() if isinstance(arriving, RecordingStream) else None


def _record(response: httpx.Response) -> bool:
    request = response.request
    arriving = response.stream = RecordingStream(response, response.stream)
    request.extensions[_RECORDING] = arriving
    if not is_charged(request):
        return False
    current = submit_progress.get()
    if current is not None:
        current.response = arriving
    return True
