"""The resource `jobs.seedance`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_SEEDANCE_VIDEO

__all__ = ["AsyncJobsSeedance", "JobsSeedance"]


class JobsSeedanceStarts(Starts[T, C]):
    """The operations of `jobs.seedance` that start tasks."""

    def video(
        self,
        *,
        prompt: str | None = None,
        first_frame_url: str | None = None,
        last_frame_url: str | None = None,
        reference_image_urls: list[str] | None = None,
        reference_video_urls: list[str] | None = None,
        reference_audio_urls: list[str] | None = None,
        aspect_ratio: Literal["1:1", "4:3", "3:4", "16:9", "9:16", "21:9", "adaptive"]
        | None = "16:9",
        resolution: Literal["480p", "720p", "1080p", "4k"] | None = "720p",
        duration: int | None = 5,
        generate_audio: bool | None = True,
        return_last_frame: bool | None = False,
        web_search: bool | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Seedance 2 video

        Makes a video from a prompt, from first and last frames, or with images, videos and sounds
        to refer to. It cannot extend a video: a reference video only guides the result.

        `POST /api/v1/jobs/createTask`, `model: bytedance/seedance-2`

        Args:
            prompt: What the video shows, in at most 20000 characters.
            first_frame_url: The URL of the image with which the video begins.
            last_frame_url: The URL of the image with which the video ends.
            reference_image_urls: The URLs of at most 9 images to refer to.
            reference_video_urls: The URLs of at most 3 videos to refer to.
            reference_audio_urls: The URLs of at most 3 sound files to refer to.
            aspect_ratio: The ratio of width to height. `adaptive` follows the images.
            resolution: The resolution. A higher one costs more.
            duration: The length in seconds. The provider documents no range.
            generate_audio: Whether the video has sound.
            return_last_frame: Whether the task's result also has its last frame as an image.
            web_search: Whether the model may search the web for the prompt. Without it, the provider decides.
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
        from ..models import SeedanceVideoJob, SeedanceVideoJobInput

        return self._start(
            JOBS_SEEDANCE_VIDEO,
            SeedanceVideoJob(
                model="bytedance/seedance-2",
                input_=SeedanceVideoJobInput(
                    prompt=_values.omitted(prompt),
                    first_frame_url=_values.omitted(first_frame_url),
                    last_frame_url=_values.omitted(last_frame_url),
                    reference_image_urls=_values.omitted(reference_image_urls),
                    reference_video_urls=_values.omitted(reference_video_urls),
                    reference_audio_urls=_values.omitted(reference_audio_urls),
                    aspect_ratio=_values.omitted(aspect_ratio),
                    resolution=_values.omitted(resolution),
                    duration=_values.omitted(duration),
                    generate_audio=_values.omitted(generate_audio),
                    return_last_frame=_values.omitted(return_last_frame),
                    web_search=_values.omitted(web_search),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsSeedance(JobsSeedanceStarts[K, C], Generic[K, C, P]):
    """Seedance 2 through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsSeedanceStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsSeedanceStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsSeedance(JobsSeedanceStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Seedance 2 through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsSeedanceStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsSeedanceStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
