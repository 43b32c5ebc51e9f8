"""The body of a response: decoded, bounded, and kept as it arrives."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Any, Final

import httpx

from longtake._core.responses import HttpResponse
from longtake._shell.http.context import is_charged, submit_progress, time_limit

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator, Mapping

NOT_SENT: Final = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
)
"""Failures before a connection exists, so that nothing of the request was sent."""

NEVER_SENT: Final = (httpx.UnsupportedProtocol, httpx.LocalProtocolError)
"""Failures of a request that cannot be sent at all, however often it is tried."""

# httpx parses the target of a redirect even if it does not follow it, and `InvalidURL` is not an `HTTPError`.
NO_RESPONSE: Final = (httpx.HTTPError, httpx.InvalidURL)
"""Failures that leave a request without a response."""

ENCODINGS: Final = "gzip, deflate"
"""The encodings to request: those that are decoded here."""

_CHUNK: Final = 64 * 1024
_MAX_ENCODINGS: Final = 2
_GZIP: Final = zlib.MAX_WBITS | 16
_RECORDING: Final = "longtake.recording"
_CERTIFICATE_HINT: Final = (
    "longtake trusts the certificates that SSL_CERT_FILE (a PEM file) or SSL_CERT_DIR names, otherwise those "
    "of the package certifi; it does not read REQUESTS_CA_BUNDLE"
)


class ResponseTooLarge(httpx.DecodingError):
    """A response is larger than allowed, and reading it was stopped."""


def describe_failure(failure: Exception) -> str:
    """Return an exception on one line."""
    if not str(failure):
        return type(failure).__name__
    hint = f". {_CERTIFICATE_HINT}" if "CERTIFICATE_VERIFY_FAILED" in str(failure) else ""
    return f"{type(failure).__name__}: {failure}{hint}"


def http_response(response: httpx.Response) -> HttpResponse:
    """Return the parts of a response that the core reads."""
    return HttpResponse(
        status=response.status_code, headers=response.headers, body=response.content
    )


def with_content(response: httpx.Response, content: bytes) -> httpx.Response:
    """Return a copy of a response with another body."""
    # The new body is not encoded and may have another length.
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


class _Inflater:
    """Decompresses gzip or deflate."""

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
                # Some servers send deflate without the zlib header.
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
        max_bytes: The largest size of the decoded body in bytes; None: no limit.

    Raises:
        ResponseTooLarge: If there are too many encodings.
    """

    def __init__(self, headers: Mapping[str, str], max_bytes: int | None) -> None:
        names = headers.get("content-encoding", "").lower().split(",")
        encodings = [name.strip() for name in names]
        # Other encodings are left as they are: nothing can read them, and the error shows the raw body.
        supported = [name for name in encodings if name in ("gzip", "x-gzip", "deflate")]
        if len(supported) > _MAX_ENCODINGS:
            raise ResponseTooLarge(
                f"the response must have at most {_MAX_ENCODINGS} content encodings, got {len(supported)}"
            )
        self._inflaters = [_Inflater(name.removeprefix("x-")) for name in reversed(supported)]
        self._max_bytes = max_bytes
        self._counts = [0] * (len(self._inflaters) + 1)

    def chunks(self, data: bytes) -> Iterator[bytes]:
        """Decode the next bytes of the body."""
        return self._decode(0, data)

    def _decode(self, stage: int, data: bytes) -> Iterator[bytes]:
        self._counts[stage] += len(data)
        if self._max_bytes is not None and self._counts[stage] > self._max_bytes:
            raise ResponseTooLarge(f"the response is larger than {self._max_bytes:,} bytes")
        if stage == len(self._inflaters):
            yield data
            return
        for piece in self._inflaters[stage].chunks(data):
            yield from self._decode(stage + 1, piece)


class LimitedStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, decoded and limited in size and time."""

    def __init__(self, stream: object, decoder: Decoder) -> None:
        self._stream: Any = stream
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
    """Limit the body of a response. This must be the first response hook, since the next one may read it."""
    if response.is_closed:
        # A transport without a network, such as `httpx.MockTransport`, has read the whole body already.
        if len(response.content) > max_bytes:
            raise ResponseTooLarge(f"the response is larger than {max_bytes:,} bytes")
        return
    response.stream = LimitedStream(response.stream, Decoder(response.headers, max_bytes))
    # Otherwise httpx decodes the body once more.
    if response.headers.pop("content-encoding", None) is not None:
        response.headers.pop("content-length", None)


async def limit_body_async(max_bytes: int, response: httpx.Response) -> None:
    """Limit the body of a response; see `limit_body`."""
    limit_body(max_bytes, response)


def _check_time() -> None:
    # Needed for a transport of the caller's: longtake's own ends each read in time.
    limit = time_limit.get()
    if limit is not None and limit.is_over():
        raise httpx.ReadTimeout("the time for the whole request has passed")


class RecordingStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The body of a response, which keeps the bytes that have arrived.

    Attributes:
        response: The response.
        stream: The stream that the body is read from.
    """

    def __init__(self, response: httpx.Response, stream: Any) -> None:  # noqa: ANN401 - sync, async or both
        self.response = response
        self.stream = stream
        self._chunks: list[bytes] = []

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
        """Return the response, or None if a part of it is missing.

        A truncated JSON object is never a valid one. So neither the Content-Length nor a clean end of the
        connection matters.
        """
        try:
            content = self.response.content
        except httpx.ResponseNotRead:
            content = b"".join(self._chunks)
        response = with_content(self.response, content)
        return None if http_response(response).json_object() is None else response


def record_body(response: httpx.Response) -> None:
    """Record the body of a response. Read that of a submission at once, since the next hook may raise."""
    if _record(response):
        response.read()


async def record_body_async(response: httpx.Response) -> None:
    """Record the body of a response; see `record_body`."""
    if _record(response):
        await response.aread()


def discard_recording(request: httpx.Request) -> None:
    """Discard the recorded response to an earlier attempt, since it is not the response to the next one."""
    request.extensions.pop(_RECORDING, None)


def recorded_response(request: httpx.Request) -> httpx.Response | None:
    """Return the response to a request that failed, or None if a part of it is missing."""
    recording = request.extensions.pop(_RECORDING, None)
    return recording.whole() if isinstance(recording, RecordingStream) else None


def _record(response: httpx.Response) -> bool:
    """Record the body of a response, and return whether the request is charged."""
    request = response.request
    recording = response.stream = RecordingStream(response, response.stream)
    request.extensions[_RECORDING] = recording
    if not is_charged(request):
        return False
    progress = submit_progress.get()
    if progress is not None:
        progress.response = recording
    return True
