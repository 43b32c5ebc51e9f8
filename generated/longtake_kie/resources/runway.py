"""The resource `runway`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import EXTEND_RUNWAY_VIDEO, GENERATE_RUNWAY_VIDEO

if TYPE_CHECKING:
    from ..models import RunwayTaskResponse

__all__ = ["AsyncRunway", "Runway"]


class RunwayStarts(Starts[T, C]):
    """The operations of `runway` that start tasks."""

    def extend(
        self,
        *,
        task_id: str,
        prompt: str,
        quality: Literal["720p", "1080p"],
        water_mark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend AI Video

        Extend existing AI-generated videos to create longer sequences.

        `POST /api/v1/runway/extend`

        Args:
            task_id: The id of the task that made the video.
            prompt: How the video continues. It should fit the content of the video.
            quality: The resolution of the result, `720p` or `1080p`.
            water_mark: The text of a watermark in the lower right corner. Without it, or with an empty string, the video has none.
            call_back_url: The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the task (the provider's text requires it, its schema does not).
            callbacks: The receiver of the provider's callbacks, whose URL is sent.
            reference: Your own name for the submission. A client with a journal submits it once; the same reference returns the same task.
            retry_failed: Whether to submit anew if the task of the same reference has failed.

        Returns:
            The task. With an asynchronous client, await the call.

        Raises:
            InvalidRequestError: If a parameter is invalid. No task was created.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..models import RunwayExtendRequest

        return self._start(
            EXTEND_RUNWAY_VIDEO,
            RunwayExtendRequest(
                task_id=task_id,
                prompt=prompt,
                quality=quality,
                water_mark=_values.omitted(water_mark),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def generate(
        self,
        *,
        prompt: str,
        duration: Literal[5, 10],
        quality: Literal["720p", "1080p"],
        image_url: str | None = None,
        aspect_ratio: Literal["16:9", "4:3", "1:1", "3:4", "9:16"] | None = None,
        water_mark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Runway video

        Makes a video of 5 or 10 seconds from a prompt, or from a prompt and an image. The video is
        kept for 14 days, and its task can be extended.

        `POST /api/v1/runway/generate`

        Args:
            prompt: What the video shows, in at most 1800 characters. With an image, how it moves and changes.
            duration: The length in seconds, 5 or 10. A video of 10 seconds is not available in 1080p.
            quality: The resolution, `720p` or `1080p`. A video in 1080p is 5 seconds long.
            image_url: The URL of an image that the video animates. The provider must be able to fetch it.
            aspect_ratio: The ratio of width to height. Required without an image, ignored with one, which sets its own.
            water_mark: The text of a watermark in the lower right corner. Without it, or with an empty string, the video has none.
            call_back_url: The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the task (the provider's text requires it, its schema does not).
            callbacks: The receiver of the provider's callbacks, whose URL is sent.
            reference: Your own name for the submission. A client with a journal submits it once; the same reference returns the same task.
            retry_failed: Whether to submit anew if the task of the same reference has failed.

        Returns:
            The task. With an asynchronous client, await the call.

        Raises:
            InvalidRequestError: If a parameter is invalid. No task was created.
            SubmitOutcomeUnknown: If it is unknown whether the task was created.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..models import RunwayGenerateRequest

        return self._start(
            GENERATE_RUNWAY_VIDEO,
            RunwayGenerateRequest(
                prompt=prompt,
                duration=duration,
                quality=quality,
                image_url=_values.omitted(image_url),
                aspect_ratio=_values.omitted(aspect_ratio),
                water_mark=_values.omitted(water_mark),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class RunwayCalls(Calls):
    """The operations of `runway` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> RunwayTaskResponse:
        """Get a Runway task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the provider).

        `GET /api/v1/runway/record-detail`

        Args:
            task_id: The task's id.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.runway.get_runway_task import sync_detailed as _send
        from ..models import RunwayTaskResponse

        with self._calling("get_runway_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, RunwayTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncRunwayCalls(Calls):
    """The operations of `runway` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> RunwayTaskResponse:
        """Get a Runway task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the provider).

        `GET /api/v1/runway/record-detail`

        Args:
            task_id: The task's id.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.runway.get_runway_task import asyncio_detailed as _send
        from ..models import RunwayTaskResponse

        with self._calling("get_runway_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, RunwayTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class Runway(RunwayStarts[K, C], RunwayCalls, Generic[K, C, P]):
    """Videos made with Runway."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> RunwayStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return RunwayStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_runway_task", task_id)


class AsyncRunway(RunwayStarts[Coroutine[Any, Any, K], C], AsyncRunwayCalls, Generic[K, C, P]):
    """Videos made with Runway."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> RunwayStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return RunwayStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_runway_task", task_id)
