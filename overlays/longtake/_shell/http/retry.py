"""Retries of requests and downloads, up to the deadline of the caller."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

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
from longtake._shell.http.context import deadline, single_attempt
from longtake._shell.http.response import RetryableError
from longtake.errors import RateLimitError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import httpx

    from longtake._shell.clock import Clock
    from longtake._shell.http.request import Settings

_BACKOFF: Final = wait_random_exponential(multiplier=0.5, max=20)
_DOWNLOAD_BACKOFF: Final = wait_random_exponential(multiplier=1, max=20)
_SPREAD: Final = wait_random(0, 1)


def retry(
    settings: Settings, first: RetryableError, send: Callable[[], httpx.Response]
) -> httpx.Response:
    """Return the response to a request whose first attempt failed.

    Args:
        settings: The settings of the client.
        first: The failure of the first attempt.
        send: Sends the request once more.

    Raises:
        LongtakeError: If the last attempt fails, or any attempt that does not allow another one.
    """
    failed: RetryableError | None = first

    def attempt() -> httpx.Response:
        # tenacity counts the first attempt too, so it has to fail inside the loop.
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
    """Return the response to a request whose first attempt failed; see `retry`."""
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
    """Decides whether and when the next attempt follows."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def pause(self, state: RetryCallState) -> float:
        """Return the pause in seconds: the provider's, else an exponential backoff with full jitter."""
        if (single := single_attempt.get()) is not None:
            state.attempt_number = single.number
        failure = state.outcome.exception() if state.outcome else None
        if not isinstance(failure, RetryableError):
            return _BACKOFF(state)
        min_s = min_pause_s(
            failure.asked_s,
            too_many=isinstance(failure.error, RateLimitError),
            rate_limit_window_s=self.settings.provider.rate_limit_window_s,
        )
        return _BACKOFF(state) if min_s is None else min_s + _SPREAD(state)

    def stop(self, state: RetryCallState) -> bool:
        """Return whether to stop: no attempt or time is left, or the caller makes the next attempt."""
        is_over = state.attempt_number >= self.settings.attempts or self._is_late(state)
        if (single := single_attempt.get()) is not None:
            single.again_in_s = None if is_over else state.upcoming_sleep
            return True
        return is_over

    def _is_late(self, state: RetryCallState) -> bool:
        until = deadline.get()
        return until is not None and self.settings.clock.monotonic() + state.upcoming_sleep > until

    def log_retry(self, state: RetryCallState) -> None:
        """Log that another attempt follows."""
        name, attempts = self.settings.provider.name, self.settings.attempts
        log.retry(name, state.attempt_number + 1, attempts, state.upcoming_sleep)

    def options(self) -> dict[str, Any]:
        """Return the options for tenacity's synchronous and asynchronous loop."""
        return {
            "stop": self.stop,
            "wait": self.pause,
            "before_sleep": self.log_retry,
            "retry": retry_if_exception_type(RetryableError),
            "reraise": True,
        }


def retry_download(download: DownloadState, clock: Clock) -> Retrying:
    """Return a loop that repeats the attempts of a download."""
    return Retrying(sleep=clock.sleep, **_download_options(download, clock))


def retry_download_async(download: DownloadState, clock: Clock) -> AsyncRetrying:
    """Return a loop that repeats the attempts of a download, for `await`."""
    return AsyncRetrying(sleep=clock.sleep_async, **_download_options(download, clock))


def _download_options(download: DownloadState, clock: Clock) -> dict[str, Any]:
    """Return the options for tenacity's synchronous and asynchronous loop."""

    def pause(state: RetryCallState) -> float:
        asked_s = _failure_of(state).asked_s
        return _DOWNLOAD_BACKOFF(state) if asked_s is None else asked_s + _SPREAD(state)

    def stop(state: RetryCallState) -> bool:
        again_at = clock.monotonic() + state.upcoming_sleep
        return download.gives_up(_failure_of(state)) or download.is_late(again_at)

    return {
        "stop": stop,
        "wait": pause,
        "retry": retry_if_exception_type(RetryableFailure),
        "reraise": True,
    }


def _failure_of(state: RetryCallState) -> RetryableFailure:
    failure = state.outcome.exception() if state.outcome else None
    if not isinstance(failure, RetryableFailure):
        raise TypeError(
            f"a retried attempt must fail with RetryableFailure, got {failure!r}"
        ) from failure
    return failure
