"""The bodies of requests that send files: read in pieces, and sent again only from their beginning."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING, Any, Protocol, cast

import httpx

from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping


class BinaryFile(Protocol):
    """The part of a binary file object that an upload uses."""

    def read(self, size: int, /) -> bytes:
        """Return up to `size` bytes, none at the end."""
        ...

    def seek(self, offset: int, whence: int = ..., /) -> int:
        """Change the position, and return it."""
        ...


class UploadSource(io.RawIOBase):
    """The bytes of a file object from its position to its end, for the body of a request.

    Args:
        file: The file object.
        name: The name of the file for messages.
        start: The position of the first byte.
        size: The number of bytes; None if the file object cannot be positioned.
        on_sent: Called with the number of bytes that were sent, and with `size`.

    Attributes:
        callback_error: The exception that `on_sent` raised, None if there was none.
    """

    def __init__(
        self,
        file: BinaryFile,
        *,
        name: str,
        start: int,
        size: int | None,
        on_sent: Callable[[int, int | None], None] | None,
    ) -> None:
        self.callback_error: Exception | None = None
        self._file = file
        self._name = name
        self._start = start
        self._size = size
        self._on_sent = on_sent
        self._position = 0
        self._reported: int | None = None

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return whether the bytes can be read again."""
        return self._size is not None

    def tell(self) -> int:
        """Return the position, counted from the first byte."""
        self._check_seekable()
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Change the position, counted from the first byte."""
        self._check_seekable()
        bases = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self._size or 0}
        self._position = bases[whence] + offset
        self._file.seek(self._start + self._position)
        return self._position

    def read(self, size: int = -1, /) -> bytes:
        """Return up to `size` bytes.

        Raises:
            InvalidRequestError: If the file cannot be read, or has become shorter.
        """
        if self._size is not None:
            left = max(0, self._size - self._position)
            size = left if size < 0 else min(size, left)
        try:
            piece = self._file.read(size) if size else b""
        except (OSError, ValueError) as error:
            reason = (error.strerror if isinstance(error, OSError) else None) or error
            raise InvalidRequestError(
                f"{self._name} cannot be read: {reason}; check the file"
            ) from error
        if size and self._size is not None and not piece:
            raise InvalidRequestError(
                f"{self._name} has become shorter while it was sent: it had {self._size:,} bytes, and "
                f"{self._position:,} of them could be read. Call upload again when it no longer changes"
            )
        self._position += len(piece)
        return piece

    def restart(self) -> None:
        """Begin to count anew, for another attempt."""
        self._position, self._reported = 0, None

    def report(self) -> None:
        """Report how many bytes were sent, after everything that was read has been sent."""
        if self._on_sent is None or self._position == self._reported:
            return
        self._reported = self._position
        try:
            self._on_sent(self._position, self._size)
        except Exception as error:
            self.callback_error = error
            raise

    def _check_seekable(self) -> None:
        if self._size is None:
            raise io.UnsupportedOperation("not seekable")


class UploadStream(httpx.SyncByteStream, httpx.AsyncByteStream):
    """The multipart body of a request.

    An asynchronous client reads its files in a worker thread, so that a slow disk does not block other tasks.

    Args:
        stream: The body as httpx makes it.
        files: The files, as httpx takes them.
    """

    def __init__(self, stream: object, files: Any) -> None:  # noqa: ANN401 - httpx's types of it are private
        self._stream = cast("Iterable[bytes]", stream)
        named = cast("Mapping[str, Any]", files).items() if isinstance(files, dict) else files
        values: list[Any] = [value for _, value in cast("Iterable[tuple[str, Any]]", named)]
        payloads = list(map(_payload, values))
        self._sources = [each for each in payloads if isinstance(each, UploadSource)]
        self._can_rewind = all(map(_can_rewind, payloads))
        self._begun = False

    @property
    def can_repeat(self) -> bool:
        """Return whether the whole body can be sent, the first time or again."""
        return self._can_rewind or not self._begun

    def __iter__(self) -> Iterator[bytes]:
        self._begin()
        for piece in self._stream:
            yield piece
            self._report()

    async def __aiter__(self) -> AsyncIterator[bytes]:
        import anyio.to_thread  # noqa: PLC0415 - only async callers need it

        self._begin()
        pieces = iter(self._stream)
        while (piece := await anyio.to_thread.run_sync(next, pieces, None)) is not None:
            yield piece
            self._report()

    def _begin(self) -> None:
        self._begun = True
        for source in self._sources:
            source.restart()

    def _report(self) -> None:
        for source in self._sources:
            source.report()


def _payload(value: Any) -> Any:  # noqa: ANN401 - httpx's types of it are private
    """Return the content of a file as httpx takes it: alone, or after its name."""
    return cast("Any", value)[1] if isinstance(value, tuple) else value


def _can_rewind(payload: object) -> bool:
    seekable = getattr(payload, "seekable", None)
    return isinstance(payload, str | bytes) or bool(callable(seekable) and seekable())
