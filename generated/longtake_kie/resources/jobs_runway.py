"""The resource `jobs.runway`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_RUNWAY_EXTEND, JOBS_RUNWAY_GENERATE

__all__ = ["AsyncJobsRunway", "JobsRunway"]


class JobsRunwayStarts(Starts[T, C]):
    """The operations of `jobs.runway` that start tasks."""

    def generate(
        self,
        *,
        prompt: str,
        duration: Literal[5, 10],
        quality: Literal["720p", "1080p"],
        image_url: str | None = None,
        aspect_ratio: Literal["16:9", "4:3", "1:1", "3:4", "9:16"] | None = None,
        watermark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Runway video

        Makes a video of 5 or 10 seconds, without sound, from a prompt or from a prompt and an
        image. It costs 12 credits (5 seconds in 720p) or 30.

        `POST /api/v1/jobs/createTask`, `model: runway`

        Args:
            prompt: What the video shows, in at most 1800 characters. With an image, how it moves and changes.
            duration: The length in seconds, 5 or 10. A video of 10 seconds is not available in 1080p.
            quality: The resolution, `720p` or `1080p`. A video in 1080p is 5 seconds long, and users report that it cannot be extended.
            image_url: The URL of an image that the video animates. The provider must be able to fetch it.
            aspect_ratio: Width to height of a video without an image. An image sets its own.
            watermark: The text of a watermark in the video. Without it, the video has none.
            call_back_url: The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the task.
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
        from ..models import RunwayGenerateJob, RunwayGenerateJobInput

        return self._start(
            JOBS_RUNWAY_GENERATE,
            RunwayGenerateJob(
                model="runway",
                input_=RunwayGenerateJobInput(
                    prompt=prompt,
                    duration=duration,
                    quality=quality,
                    image_url=_values.omitted(image_url),
                    aspect_ratio=_values.omitted(aspect_ratio),
                    watermark=_values.omitted(watermark),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def extend(
        self,
        *,
        task_id: str,
        prompt: str,
        quality: Literal["720p", "1080p"],
        watermark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend a Runway video

        Continues a video that the jobs API made with Runway, with the same aspect ratio. The
        provider does not document by how much; users report 5 seconds. A video in 1080p cannot be
        extended (reported).

        `POST /api/v1/jobs/createTask`, `model: runway/extend-ai-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            prompt: How the video continues.
            quality: The resolution of the result, `720p` or `1080p`.
            watermark: The text of a watermark in the video. Without it, the video has none.
            call_back_url: The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the task.
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
        from ..models import RunwayExtendJob, RunwayExtendJobInput

        return self._start(
            JOBS_RUNWAY_EXTEND,
            RunwayExtendJob(
                model="runway/extend-ai-video",
                input_=RunwayExtendJobInput(
                    task_id=task_id,
                    prompt=prompt,
                    quality=quality,
                    watermark=_values.omitted(watermark),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsRunway(JobsRunwayStarts[K, C], Generic[K, C, P]):
    """Runway through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsRunwayStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsRunwayStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsRunway(JobsRunwayStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Runway through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsRunwayStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsRunwayStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
