"""The partial file of a download."""

from __future__ import annotations

import filecmp
import os
import secrets
import stat
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Self

from longtake.errors import InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Collection, Generator


class PartialFile:
    """A file that is written under a temporary name and renamed when it is complete.

    Every method raises `InvalidRequestError` if the file cannot be written.

    Attributes:
        target: The path of the complete file.
    """

    def __init__(
        self,
        target: Path,
        *,
        overwrite: bool,
        takes_suffix: bool = False,
        own: Collection[Path] | None = None,
    ) -> None:
        self.target = target
        self._overwrite = overwrite
        self._own = own
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

    def write(self, content: bytes) -> int:
        """Write bytes at the current position, which is the end unless `seek` moved it."""
        with os_errors(self.target):
            return self._open().write(content)

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move the current position, as that of a file of Python."""
        with os_errors(self.target):
            return self._open().seek(offset, whence)

    def tell(self) -> int:
        """Return the current position."""
        with os_errors(self.target):
            return self._open().tell()

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
            if self._is_stored_already():
                return
            overwrite = self._overwrite or self.target.absolute() in (self._own or ())
            check_free(self.target, overwrite=overwrite)
            if overwrite:
                self._path.replace(self.target)
            else:
                self._move_without_overwrite()

    def _is_stored_already(self) -> bool:
        """Return whether the target has the same content, which a killed process may have stored."""
        if self._overwrite or self._own is None or not self.target.is_file():
            return False
        return filecmp.cmp(self._path, self.target, shallow=False)

    def _move_without_overwrite(self) -> None:
        """Move the file to its target, unless another process has just created the target."""
        try:
            os.link(self._path, self.target)
        except FileExistsError as error:
            raise _exists_error(self.target) from error
        except OSError:
            self._move_without_link()

    def _move_without_link(self) -> None:
        """Do as `_move_without_overwrite` on file systems without hard links: reserve the target first."""
        try:
            self.target.open("xb").close()
        except FileExistsError as error:
            raise _exists_error(self.target) from error
        try:
            self._path.replace(self.target)
        except BaseException:
            self.target.unlink(missing_ok=True)
            raise

    def _open(self) -> BinaryIO:
        if self._file is None:
            self._file = self._path.open("x+b")
        return self._file


def partial_file(
    path: str | os.PathLike[str],
    name: str,
    *,
    overwrite: bool,
    own: Collection[Path] | None = None,
) -> PartialFile:
    """Return the partial file for a path that a caller passed.

    Args:
        path: A file, or a folder. A symbolic link is followed. Missing folders are created.
        name: The name of the file in a folder. Its suffix is replaced by that of its format.
        overwrite: Whether to replace an existing file.
        own: The absolute paths of earlier downloads, which are always replaced. With this argument, the
            target is checked only when the new file is complete, and is kept if its content is the same.

    Raises:
        InvalidRequestError: If the file cannot be written.
    """
    # An empty path means the current folder to Python, but here it is more likely an unset variable.
    if not isinstance(path, str | os.PathLike) or not os.fspath(path):  # pyright: ignore[reportUnnecessaryIsInstance] - for callers without a type checker
        raise InvalidRequestError(f"path must be a file or a folder, got {path!r}")
    if not isinstance(overwrite, bool):  # pyright: ignore[reportUnnecessaryIsInstance] - as above; "no" is truthy
        raise InvalidRequestError(f"overwrite must be True or False, got {overwrite!r}")
    target = Path(path)
    with os_errors(target):
        is_folder = target.is_dir() or str(path).endswith(("/", os.sep))
        if is_folder:
            target = target / name
        # A symbolic link stays, and the file that it points to is written.
        if target.is_symlink():
            target = target.resolve()
        check_free(target, overwrite=overwrite or own is not None)
        target.parent.mkdir(parents=True, exist_ok=True)
    return PartialFile(target, overwrite=overwrite, takes_suffix=is_folder, own=own)


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
        # The cause distinguishes this error from one that affects all files, such as a full disk.
        raise _exists_error(target) from FileExistsError(str(target))


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
