"""The partial file of a download."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, BinaryIO, Self

from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path


class PartialFile:
    """A file that is written under a temporary name and renamed when it is complete.

    Every method raises `InvalidRequestError` if the file cannot be written.

    Attributes:
        target: The path of the complete file.
    """

    def __init__(self, target: Path, *, overwrite: bool, takes_suffix: bool = False) -> None:
        self.target = target
        self._overwrite = overwrite
        self._takes_suffix = takes_suffix
        # A random name, so that two downloads to one path do not write into the same file.
        self._path = target.with_name(f".{secrets.token_hex(8)}.part")
        self._file: BinaryIO | None = None

    def __enter__(self) -> Self:
        # The file is created later, by the first method that needs it; `__exit__` always removes it.
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(OSError):
            if self._file is not None:
                self._file.close()
        with suppress(OSError, ValueError):
            self._path.unlink(missing_ok=True)

    def truncate(self, size: int) -> None:
        """Keep the first `size` bytes, and continue to write after them."""
        with os_errors(self.target):
            file = self._open()
            file.seek(size)
            file.truncate()

    def write(self, content: bytes) -> None:
        """Append bytes."""
        with os_errors(self.target):
            self._open().write(content)

    def read_at(self, offset: int, count: int) -> bytes:
        """Return `count` bytes from `offset`."""
        with os_errors(self.target):
            file = self._open()
            file.seek(offset)
            return file.read(count)

    def finish(self, suffix: str) -> None:
        """Move the complete file to its target.

        The file is synced first, so that a power failure cannot truncate it.

        Args:
            suffix: The suffix of the file's format. The target gets it if longtake chose the file name.
        """
        if self._takes_suffix and self.target.suffix != suffix:
            self.target = self.target.with_suffix(suffix)
        with os_errors(self.target):
            file = self._open()
            file.flush()
            os.fsync(file.fileno())
            file.close()
            check_free(self.target, overwrite=self._overwrite)
            if self._overwrite:
                self._path.replace(self.target)
            else:
                self._move_without_overwrite()

    def _move_without_overwrite(self) -> None:
        """Move the file to its target, unless another process has just created the target."""
        try:
            os.link(self._path, self.target)
        except FileExistsError:
            raise _exists_error(self.target) from None
        except OSError:
            self._move_without_link()

    def _move_without_link(self) -> None:
        """Do as `_move_without_overwrite` on file systems without hard links: reserve the target first."""
        try:
            self.target.open("xb").close()
        except FileExistsError:
            raise _exists_error(self.target) from None
        try:
            self._path.replace(self.target)
        except BaseException:
            self.target.unlink(missing_ok=True)
            raise

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("x+b")
        return self._file


def check_free(target: Path, *, overwrite: bool) -> None:
    """Raise `InvalidRequestError` if a file must not be written to `target`."""
    try:
        mode = target.stat().st_mode
    except FileNotFoundError:
        return
    if not stat.S_ISREG(mode):
        raise InvalidRequestError(
            f"{target} is not a regular file and cannot be overwritten; pass another path"
        )
    if not overwrite:
        raise _exists_error(target)


def _exists_error(target: Path) -> InvalidRequestError:
    return InvalidRequestError(f"{target} already exists; pass another path or overwrite=True")


@contextmanager
def os_errors(target: Path | str) -> Generator[None]:
    """Convert errors of the operating system to an `InvalidRequestError`."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        # Python 3.11 and 3.12 raise `RuntimeError` for a loop of symbolic links.
        reason = (error.strerror if isinstance(error, OSError) else None) or error
        raise InvalidRequestError(
            f"{str(target)!r} cannot be written: {reason}; pass another path"
        ) from error
