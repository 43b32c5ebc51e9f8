"""Going on with a download that broke off, for as long as that makes sense."""

from __future__ import annotations

from typing import Any, Final

from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_random,
    wait_random_exponential,
)

from longtake._core.download import Fetch, Setback
from longtake._shell.clock import Clock

_BACKOFF: Final = wait_random_exponential(multiplier=1, max=20)
_SPREAD: Final = wait_random(0, 1)


def going_on(fetch: Fetch, clock: Clock) -> Retrying:
    """What attempts a download again after a setback."""
    return Retrying(sleep=clock.sleep, **_options(fetch, clock))


def going_on_async(fetch: Fetch, clock: Clock) -> AsyncRetrying:
    """`going_on` for async callers."""
    return AsyncRetrying(sleep=clock.sleep_async, **_options(fetch, clock))


def _options(fetch: Fetch, clock: Clock) -> dict[str, Any]:
    """The options that both of tenacity's loops share."""

    def pause(state: RetryCallState) -> float:
        asked_s = _setback(state).asked_s
        return _BACKOFF(state) if asked_s is None else asked_s + _SPREAD(state)

    def stop(state: RetryCallState) -> bool:
        again_at = clock.monotonic() + state.upcoming_sleep
        return fetch.gives_up(_setback(state)) or fetch.is_late(again_at)

    return {
        "stop": stop,
        "wait": pause,
        "retry": retry_if_exception_type(Setback),
        "reraise": True,
    }


def _setback(state: RetryCallState) -> Setback:
    failure = state.outcome.exception() if state.outcome else None
    if not isinstance(failure, Setback):
        raise TypeError("only a setback is followed by another attempt") from failure
    return failure
