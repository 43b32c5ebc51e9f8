"""Unknown names, and the known ones that are close to them."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from longtake.cli._errors import CommandError

if TYPE_CHECKING:
    from collections.abc import Iterable


def closest(name: str, known: Iterable[str]) -> str | None:
    """Return the known name that is closest to an unknown one, None if none is close.

    A model without its provider stands for the first model with that name.

    Args:
        name: The unknown name.
        known: The known names.
    """
    names = list(known)
    found = [each for each in names if name and each.endswith(f"/{name}")]
    if found:
        return min(found, key=len)
    return next(iter(get_close_matches(name, names, n=1)), None)


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return a note with the closest known name for a message, empty if none is close."""
    close = closest(name, known)
    return f" (did you mean {close!r}?)" if close else ""


def unknown_model(name: str, known: Iterable[str], help_command: str) -> CommandError:
    """Return the error for an unknown model.

    Args:
        name: The unknown name.
        known: The known models.
        help_command: The command that lists them.
    """
    names = list(known)
    close = closest(name, names)
    rest = f". Did you mean {close!r}?" if close else f"; expected one of {', '.join(names)}"
    return CommandError(f"unknown model {name!r}{rest}", f"Run: {help_command}")
