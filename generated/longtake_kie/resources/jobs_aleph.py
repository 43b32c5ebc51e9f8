"""The resource `jobs.aleph`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_ALEPH_GENERATE

__all__ = ["AsyncJobsAleph", "JobsAleph"]


class JobsAlephStarts(Starts[T, C]):
    """The operations of `jobs.aleph` that start tasks."""

    def generate(
        self,
        *,
        prompt: str,
        video_url: str,
        aspect_ratio: Literal["16:9", "9:16", "4:3", "3:4", "1:1", "21:9"] | None = None,
        seed: int | None = None,
        reference_image: str | None = None,
        watermark: str | None = None,
        upload_cn: bool | None = False,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Edit a video with Runway Aleph

        Edits a video as the prompt describes, and returns a new one. It costs 110 credits.

        `POST /api/v1/jobs/createTask`, `model: runway/gen4-aleph`

        Args:
            prompt: What changes in the video.
            video_url: The URL of the video. The provider must be able to fetch it.
            aspect_ratio: Width to height of the result.
            seed: The random seed. The same seed gives similar videos. Without it, the provider chooses one.
            reference_image: The URL of an image that shows the style or content to aim at.
            watermark: The text of a watermark in the video. Without it, the video has none.
            upload_cn: Whether the result is kept on servers in China.
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
        from ..models import AlephGenerateJob, AlephGenerateJobInput

        return self._start(
            JOBS_ALEPH_GENERATE,
            AlephGenerateJob(
                model="runway/gen4-aleph",
                input_=AlephGenerateJobInput(
                    prompt=prompt,
                    video_url=video_url,
                    aspect_ratio=_values.omitted(aspect_ratio),
                    seed=_values.omitted(seed),
                    reference_image=_values.omitted(reference_image),
                    watermark=_values.omitted(watermark),
                    upload_cn=_values.omitted(upload_cn),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsAleph(JobsAlephStarts[K, C], Generic[K, C, P]):
    """Runway Aleph, which edits a video, through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsAlephStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsAlephStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsAleph(JobsAlephStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Runway Aleph, which edits a video, through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsAlephStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsAlephStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
