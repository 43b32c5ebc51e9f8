"""The resource `jobs.topaz`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_TOPAZ_UPSCALE

__all__ = ["AsyncJobsTopaz", "JobsTopaz"]


class JobsTopazStarts(Starts[T, C]):
    """The operations of `jobs.topaz` that start tasks."""

    def upscale(
        self,
        *,
        video_url: str,
        upscale_factor: Literal["1", "2", "4"] | None = "2",
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Enlarge a video with Topaz

        Makes a larger version of any video.

        `POST /api/v1/jobs/createTask`, `model: topaz/video-upscale`

        Args:
            video_url: The URL of the video. The provider must be able to fetch it.
            upscale_factor: How many times larger width and height become.
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
        from ..models import TopazUpscaleJob, TopazUpscaleJobInput

        return self._start(
            JOBS_TOPAZ_UPSCALE,
            TopazUpscaleJob(
                model="topaz/video-upscale",
                input_=TopazUpscaleJobInput(
                    video_url=video_url, upscale_factor=_values.omitted(upscale_factor)
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsTopaz(JobsTopazStarts[K, C], Generic[K, C, P]):
    """Topaz, which enlarges a video, through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsTopazStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsTopazStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsTopaz(JobsTopazStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Topaz, which enlarges a video, through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsTopazStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsTopazStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
