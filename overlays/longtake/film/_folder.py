"""The folder for the parts of a film."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from pathlib import Path
from typing import TYPE_CHECKING, Self

from longtake._shell.partial_file import os_errors

if TYPE_CHECKING:
    import os


class PartsFolder:
    """A folder for parts. A temporary folder is deleted with the last film that uses its files.

    Attributes:
        path: The path.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def temporary(cls) -> Self:
        """Return a new folder that is deleted with this object, or at the end of the process.

        Raises:
            InvalidRequestError: If it cannot be created.
        """
        with os_errors("a temporary folder"):
            folder = cls(Path(tempfile.mkdtemp(prefix="longtake-film-")))
        weakref.finalize(folder, shutil.rmtree, folder.path, ignore_errors=True)
        return folder

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
