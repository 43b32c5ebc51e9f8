"""The partial file of a download."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, Self

from longtake.errors import InvalidRequestError


class PartialFile:
    """The beginning of a file. Raises `InvalidRequestError` for whatever keeps it from being written."""

    def __init__(self, target: Path, *, overwrite: bool, takes_suffix: bool = False) -> None:
        self.target = target
        self._overwrite = overwrite
        self._takes_suffix = takes_suffix
        # A name of its own, so that two downloads to one place do not write into each other.
        self._path = target.with_name(f".{secrets.token_hex(8)}.part")
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        # Nothing is made yet: from here on, whatever is will be cleared away.
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        with suppress(OSError, ValueError):
            self._path.unlink(missing_ok=True)

    def truncate(self, size: int) -> None:
        """Keep the first `size` bytes, and write behind them."""
        with os_errors(self.target):
            file = self._opened()
            file.seek(size)
            file.truncate()

    def write(self, content: bytes) -> None:
        """Write on."""
        with os_errors(self.target):
            self._opened().write(content)

    def read_at(self, offset: int, count: int) -> bytes:
        """Some bytes of what was written."""
        with os_errors(self.target):
            file = self._opened()
            file.seek(offset)
            return file.read(count)

    def finish(self, suffix: str) -> None:
        """Let the file appear in its place, whole also if the machine's power fails now.

        Args:
            suffix: The suffix of what was written. The file has it if its name was left to longtake.
        """
        if self._takes_suffix and self.target.suffix != suffix:
            self.target = self.target.with_suffix(suffix)
        with os_errors(self.target):
            file = self._opened()
            file.flush()
            os.fsync(file.fileno())
            file.close()
            check_free(self.target, overwrite=self._overwrite)
            if self._overwrite:
                self._path.replace(self.target)
            else:
                self._take_free_place()

    def _take_free_place(self) -> None:
        """Take a place that may be taken by another at this very moment, and then is the other's."""
        try:
            os.link(self._path, self.target)
        except FileExistsError:
            raise _exists_error(self.target) from None
        except OSError:
            self._hold_free_place()

    def _hold_free_place(self) -> None:
        """`_take_free_place` where files cannot have two names: an empty one holds the place."""
        try:
            self.target.open("xb").close()
        except FileExistsError:
            raise _exists_error(self.target) from None
        try:
            self._path.replace(self.target)
        except BaseException:
            self.target.unlink(missing_ok=True)
            raise

    def _opened(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("x+b")
        return self._file


def check_free(target: Path, *, overwrite: bool) -> None:
    """Raise `InvalidRequestError` for a place that a file may not take."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise InvalidRequestError(f"{target} is no file: a video cannot take its place")
    if not overwrite:
        raise _exists_error(target)


def _exists_error(target: Path) -> InvalidRequestError:
    return InvalidRequestError(f"{target} exists; give another path, or overwrite=True")


@contextmanager
def os_errors(target: Path | str) -> Generator[None]:
    """Say what the system has against a file as an `InvalidRequestError`."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        # `RuntimeError` is what Python 3.11 and 3.12 say to links that lead in a circle.
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise InvalidRequestError(f"{str(target)!r} cannot be written: {reason}") from error
