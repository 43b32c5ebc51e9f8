"""Errors in a page or a supplement, and notes on parts that were not carried over."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from attrs import frozen


def shown(path: Path) -> str:
    """Return a path as a person wrote it: relative to where they stand, when it lies below."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except (ValueError, OSError, RuntimeError):
        # It lies elsewhere, or it is a link that leads round in a circle.
        return str(path)


class SpecError(Exception):
    """A page, supplement or document that cannot be used, with its place.

    The message says what was expected. It never quotes an example's value: those may hold keys.
    """

    def __init__(self, message: str, *, file: Path | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.file = file
        self.line = line

    def __str__(self) -> str:
        if self.file is None:
            return self.message
        place = shown(self.file) if self.line is None else f"{shown(self.file)}:{self.line}"
        return f"{place}: {self.message}"


def together(errors: list[SpecError]) -> SpecError:
    """Return several errors as one, so that all are reported at once."""
    if len(errors) == 1:
        return errors[0]
    return SpecError("\n".join(str(error) for error in errors))


@frozen
class Note:
    """A remark about a page that could be read.

    `left out` is content that the output does not carry; `repaired` is content that it carries in
    another form than the page has it; `inferred` is what only an example on the page shows.
    """

    kind: Literal["left out", "repaired", "inferred"]
    text: str
    file: Path | None = None
    line: int | None = None

    def __str__(self) -> str:
        if self.file is None:
            return f"{self.kind}: {self.text}"
        place = shown(self.file) if self.line is None else f"{shown(self.file)}:{self.line}"
        return f"{place}: {self.kind}: {self.text}"
