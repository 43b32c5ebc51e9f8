"""Retries of requests and of downloads: when, how often, and not beyond the deadline."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx
from tenacity import (
    AsyncRetrying,
    RetryCallState,
    Retrying,
    retry_if_exception_type,
    wait_random,
    wait_random_exponential,
)

from longtake._core.download import DownloadState, RetryableFailure
from longtake._core.retry import min_pause_s
from longtake._shell import log
from longtake._shell.clock import Clock
from longtake._shell.http.context import deadline, single_attempt
from longtake._shell.http.request import Settings
from longtake._shell.http.response import RetryableError
from longtake.errors import RateLimitError

_BACKOFF: Final = wait_random_exponential(multiplier=0.5, max=20)
_DOWNLOAD_BACKOFF: Final = wait_random_exponential(multiplier=1, max=20)
_SPREAD: Final = wait_random(0, 1)


def retry(
    settings: Settings, first: RetryableError, send: Callable[[], httpx.Response]
) -> httpx.Response:
    """What comes in the end of a request whose first attempt failed like this."""
    failed: RetryableError | None = first

    def attempt() -> httpx.Response:
        # The loop counts the attempt that was made before it.
        nonlocal failed
        if failed:
            raised, failed = failed, None
            raise raised
        return send()

    try:
        return Retrying(sleep=settings.clock.sleep, **_RetryPolicy(settings).options())(attempt)
    except RetryableError as given_up:
        raise given_up.error from given_up.__cause__


async def retry_async(
    settings: Settings, first: RetryableError, send: Callable[[], Awaitable[httpx.Response]]
) -> httpx.Response:
    """`repeated` for async callers."""
    failed: RetryableError | None = first

    async def attempt() -> httpx.Response:
        nonlocal failed
        if failed:
            raised, failed = failed, None
            raise raised
        return await send()

    try:
        return await AsyncRetrying(
            sleep=settings.clock.sleep_async, **_RetryPolicy(settings).options()
        )(attempt)
    except RetryableError as given_up:
        raise given_up.error from given_up.__cause__


class _RetryPolicy:
    """When another attempt follows."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def pause(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: what the vendor asks for, else backing off with full jitter."""
        if (only := single_attempt.get()) is not None:
            state.attempt_number = only.number
        failure = state.outcome.exception() if state.outcome else None
        if not isinstance(failure, RetryableError):
            return _BACKOFF(state)
        least = min_pause_s(
            failure.asked_s,
            too_many=isinstance(failure.error, RateLimitError),
            rate_limit_window_s=self.settings.provider.rate_limit_window_s,
        )
        return _BACKOFF(state) if least is None else least + _SPREAD(state)

    def stop(self, state: RetryCallState) -> bool:
        """Whether there is no attempt left, it would begin after the deadline, or somebody else makes it."""
        over = state.attempt_number >= self.settings.attempts or self._too_late(state)
        if (only := single_attempt.get()) is not None:
            only.again_in_s = None if over else state.upcoming_sleep
            return True
        return over

    def _too_late(self, state: RetryCallState) -> bool:
        until = deadline.get()
        return until is not None and self.settings.clock.monotonic() + state.upcoming_sleep > until

    def log_retry(self, state: RetryCallState) -> None:
        """Note that another attempt follows."""
        name, attempts = self.settings.provider.name, self.settings.attempts
        log.retry(name, state.attempt_number + 1, attempts, state.upcoming_sleep)

    def options(self) -> dict[str, Any]:
        """The options that both of tenacity's loops share."""
        return {
            "stop": self.stop,
            "wait": self.pause,
            "before_sleep": self.log_retry,
            "retry": retry_if_exception_type(RetryableError),
            "reraise": True,
        }


def retry_download(fetch: DownloadState, clock: Clock) -> Retrying:
    """What attempts a download again after a setback."""
    return Retrying(sleep=clock.sleep, **_download_options(fetch, clock))


def retry_download_async(fetch: DownloadState, clock: Clock) -> AsyncRetrying:
    """`going_on` for async callers."""
    return AsyncRetrying(sleep=clock.sleep_async, **_download_options(fetch, clock))


def _download_options(fetch: DownloadState, clock: Clock) -> dict[str, Any]:
    """The options that both of tenacity's loops share."""

    def pause(state: RetryCallState) -> float:
        asked_s = _failure_of(state).asked_s
        return _DOWNLOAD_BACKOFF(state) if asked_s is None else asked_s + _SPREAD(state)

    def stop(state: RetryCallState) -> bool:
        again_at = clock.monotonic() + state.upcoming_sleep
        return fetch.gives_up(_failure_of(state)) or fetch.is_late(again_at)

    return {
        "stop": stop,
        "wait": pause,
        "retry": retry_if_exception_type(RetryableFailure),
        "reraise": True,
    }


def _failure_of(state: RetryCallState) -> RetryableFailure:
    failure = state.outcome.exception() if state.outcome else None
    if not isinstance(failure, RetryableFailure):
        raise TypeError("only a setback is followed by another attempt") from failure
    return failure
