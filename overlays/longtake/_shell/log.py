"""What longtake tells its one logger, `longtake`: no key, no prompt, and no vendor's words but one.

All at DEBUG, but that a request is sent again, or that a provider asks for a long pause (INFO: it is why a
program takes longer), and what somebody should do something about (WARNING). What else a program must know
it is told by exceptions.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import Final

from longtake._core.responses import Verdict

# As long as the slowest providers' own windows.
_LONG_S: Final = 30.0

_LOG: Final = logging.getLogger("longtake")
_LOG.addHandler(logging.NullHandler())


def is_enabled() -> bool:
    """Whether anybody hears."""
    return _LOG.isEnabledFor(logging.DEBUG)


def _log(words: str, *values: object, level: int = logging.DEBUG) -> None:
    # A handler or a filter of the program's that fails must not cost it a task that is paid for.
    with suppress(Exception):
        _LOG.log(level, words, *values)


def response(provider: str, asked: str, status: int, verdict: Verdict | None) -> None:
    """A request (method and path) was answered; `verdict` is None if it is what was asked for."""
    told = "" if verdict is None else f", code {verdict.code}: {verdict.error.__name__}"
    _log("%s: %s answered with HTTP %d%s", provider, asked, status, told)


def no_response(provider: str, asked: str, failure: Exception) -> None:
    """A request (method and path) got no answer, or no whole one."""
    _log("%s: %s got no whole answer: %s", provider, asked, type(failure).__name__)


def retry(provider: str, following: int, of: int, pause_s: float) -> None:
    """A request will be sent again."""
    _log(
        "%s: attempt %d of %d follows in %.1f s",
        provider,
        following,
        of,
        pause_s,
        level=logging.INFO,
    )


def long_pause(provider: str, pause_s: float) -> None:
    """A provider asked for a pause; a short one is nothing to report."""
    if pause_s >= _LONG_S:
        _log("%s: asked for a pause: %.0f s", provider, pause_s, level=logging.INFO)


def poll(model: str, task_id: str, polls: int, pause_s: float) -> None:
    """A task will be looked at."""
    _log("%s: look %d at task %s follows in %.1f s", model, polls + 1, task_id, pause_s)


def unknown_state(model: str, provider_state: str) -> None:
    """A vendor calls a task what its documentation does not."""
    _log(
        "%s: a task is said to be %.60r, which this version of longtake does not know. It counts as running",
        model,
        provider_state,
        level=logging.WARNING,
    )
