"""The log messages of longtake, all by the logger `longtake`.

Messages contain no key and no prompt, and of a provider's text only the name of an unknown state. They have
the level DEBUG, except retries and long pauses (INFO, since they explain why a program takes longer) and
unknown states (WARNING). Everything else that a program must handle is an exception.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from longtake._core.responses import Verdict

# As long as the rate limit window of the slowest providers.
_LONG_PAUSE_S: Final = 30.0

_LOG: Final = logging.getLogger("longtake")
_LOG.addHandler(logging.NullHandler())


def is_enabled() -> bool:
    """Return whether DEBUG messages are logged."""
    return _LOG.isEnabledFor(logging.DEBUG)


def response(provider: str, request: str, status: int, verdict: Verdict | None) -> None:
    """Log the response to a request (method and path); `verdict` is None unless it is an error."""
    error = "" if verdict is None else f", code {verdict.code}: {verdict.error.__name__}"
    _log("%s: %s returned HTTP %d%s", provider, request, status, error)


def no_response(provider: str, request: str, failure: Exception) -> None:
    """Log that the response to a request (method and path) is missing or incomplete."""
    _log("%s: %s got no complete response: %s", provider, request, type(failure).__name__)


def retry(provider: str, attempt: int, attempts: int, pause_s: float) -> None:
    """Log that a request will be sent again."""
    _log(
        "%s: attempt %d of %d follows in %.1f s",
        provider,
        attempt,
        attempts,
        pause_s,
        level=logging.INFO,
    )


def long_pause(provider: str, pause_s: float) -> None:
    """Log that a provider asked for a pause, if it is a long one."""
    if pause_s >= _LONG_PAUSE_S:
        _log("%s: asked for a pause of %.0f s", provider, pause_s, level=logging.INFO)


def poll(model: str, task_id: str, polls: int, pause_s: float) -> None:
    """Log that a task will be polled."""
    _log("%s: poll %d of task %s follows in %.1f s", model, polls + 1, task_id, pause_s)


def unknown_state(model: str, provider_state: str) -> None:
    """Log a state that the provider's documentation does not list."""
    _log(
        "%s: unknown task state %.60r; it counts as running. A newer version of longtake may support it",
        model,
        provider_state,
        level=logging.WARNING,
    )


def plan_notice(model: str, notice: str) -> None:
    """Log what a caller of `lengthen` may not expect of the plan."""
    _log("%s: %s", model, notice, level=logging.WARNING)


def not_recorded(problem: Exception, token: str | None) -> None:
    """Log that a journal lacks what has happened to a submission or task, until it can be written again."""
    _log(
        "%s. This change is missing in the journal until it can be written again%s",
        problem,
        f"; the task continues, and from_token({token!r}) returns it" if token else "",
        level=logging.WARNING,
    )


def _log(message: str, *values: object, level: int = logging.DEBUG) -> None:
    # A failing handler or filter of the program must not lose a charged task.
    with suppress(Exception):
        _LOG.log(level, message, *values)
