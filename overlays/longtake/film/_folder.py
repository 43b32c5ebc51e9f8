"""The folder for the parts of a film."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Self

from longtake._shell.partial_file import os_errors
from longtake.errors import LengthenError

if TYPE_CHECKING:
    import os
    from collections.abc import Generator


class PartsFolder:
    """A folder for parts. A temporary folder is deleted with the last film that uses its files.

    Attributes:
        path: The path.
    """

    def __init__(self, path: Path, *, is_temporary: bool = False) -> None:
        self.path = path
        self._deletion = (
            weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
            if is_temporary
            else None
        )

    @classmethod
    def temporary(cls) -> Self:
        """Return a new folder that is deleted with this object, or at the end of the process.

        Raises:
            InvalidRequestError: If it cannot be created.
        """
        with os_errors("a temporary folder"):
            return cls(Path(tempfile.mkdtemp(prefix="longtake-film-")), is_temporary=True)

    @classmethod
    def provisional(cls, path: str | os.PathLike[str]) -> Self:
        """Return a folder that is deleted like a temporary one, unless it existed or `keep` is called.

        Raises:
            InvalidRequestError: If the folder cannot be created.
        """
        is_new = not Path(path).exists()
        return cls(cls.kept(path).path, is_temporary=is_new)

    @property
    def is_temporary(self) -> bool:
        """Return whether the folder will be deleted."""
        return self._deletion is not None and self._deletion.alive

    def keep(self) -> None:
        """Keep a provisional folder."""
        if self._deletion is not None:
            self._deletion.detach()

    @contextmanager
    def deleted_on_error(self) -> Generator[Self]:
        """Delete the folder at once after an error, if it is temporary or provisional.

        A process that is interrupted may end without a later deletion. The film of a `LengthenError` needs
        the files.
        """
        try:
            yield self
        except LengthenError:
            raise
        except BaseException:
            if self._deletion is not None:
                self._deletion()
            raise

    def __deepcopy__(self, _: dict[int, object]) -> Self:
        """Return this object, so that a copy of a film keeps the folder."""
        return self

    @classmethod
    def kept(cls, path: str | os.PathLike[str]) -> Self:
        """Return a folder that is not deleted. Create it if it is missing.

        Raises:
            InvalidRequestError: If the folder cannot be created.
        """
        found = Path(path).absolute()
        with os_errors(found):
            found.mkdir(parents=True, exist_ok=True)
        return cls(found)
