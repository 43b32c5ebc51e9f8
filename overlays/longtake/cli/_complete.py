"""The values that the shell's completion offers. An error means that there are none."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeAlias, get_args

from longtake.cli._context import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake import Journal

Found: TypeAlias = list[tuple[str, str]]
"""The values, each with a description."""


def _silent(find: Callable[[], Found]) -> Callable[[], Found]:
    """Return a function that finds nothing in place of an error, which would be printed at the prompt."""

    @wraps(find)
    def found() -> Found:
        try:
            return find()
        except Exception:  # noqa: BLE001 - a journal that cannot be read, for example
            return []

    return found


@_silent
def models() -> Found:
    """Return the models."""
    from longtake.models import MODELS  # noqa: PLC0415 - only this completion needs it

    return [(model.name, model.title) for model in MODELS.values()]


@_silent
def url_models() -> Found:
    """Return the models that extend the video of a URL."""
    from longtake.models import MODELS  # noqa: PLC0415 - only this completion needs it
    from longtake.models._videos import takes_url  # noqa: PLC0415

    return [(model.name, model.title) for model in MODELS.values() if takes_url(model)]


@_silent
def providers() -> Found:
    """Return the providers."""
    from longtake._providers import PROVIDERS  # noqa: PLC0415 - only this completion needs it

    return [(name, "") for name in PROVIDERS]


@_silent
def models_and_providers() -> Found:
    """Return the models and the providers."""
    return [*providers(), *models()]


@_silent
def states() -> Found:
    """Return the states of submissions and tasks."""
    from longtake._core.journal import EntryState  # noqa: PLC0415 - only this completion needs it

    return [(state, "") for state in get_args(EntryState)]


@_silent
def tasks() -> Found:
    """Return the short ids of the journal's tasks, each with its model and state."""
    found = [] if (journal := _journal()) is None else journal.tasks()
    return [(entry.id, f"{entry.model} {entry.state}") for entry in found]


@_silent
def unknown() -> Found:
    """Return the short ids of submissions whose outcome is unknown."""
    found = [] if (journal := _journal()) is None else journal.unknown()
    return [(entry.id, entry.model) for entry in found]


def _journal() -> Journal | None:
    """Return the journal, None if it does not exist. It is not created."""
    clients = current().clients
    return clients.journal if clients.journal_exists else None
