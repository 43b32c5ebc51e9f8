"""The resource `jobs.grok_imagine`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal, overload

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import (
    JOBS_GROK_IMAGINE_EXTEND,
    JOBS_GROK_IMAGINE_IMAGE_TO_VIDEO,
    JOBS_GROK_IMAGINE_TEXT_TO_VIDEO,
    JOBS_GROK_IMAGINE_UPSCALE,
)

__all__ = ["AsyncJobsGrokImagine", "JobsGrokImagine"]


class JobsGrokImagineStarts(Starts[T, C]):
    """The operations of `jobs.grok_imagine` that start tasks."""

    def text_to_video(
        self,
        *,
        prompt: str,
        aspect_ratio: Literal["2:3", "3:2", "1:1", "16:9", "9:16"] | None = "2:3",
        mode: Literal["fun", "normal", "spicy"] | None = "normal",
        duration: int | None = None,
        resolution: Literal["480p", "720p", "1080p"] | None = "480p",
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Grok Imagine video from text

        Makes a video of 6 to 30 seconds, with sound, from a prompt.

        `POST /api/v1/jobs/createTask`, `model: grok-imagine/text-to-video`

        Args:
            prompt: What the video shows and how it moves.
            aspect_ratio: The ratio of width to height.
            mode: The style of the movement. `normal` is balanced, `fun` playful, `spicy` intense. `spicy` is not available with images of your own.
            duration: The length in whole seconds, from 6 to 30. Without it, the provider decides.
            resolution: The resolution. `1080p` is in newer lists of the provider only.
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
        from ..models import GrokImagineTextJob, GrokImagineTextJobInput

        return self._start(
            JOBS_GROK_IMAGINE_TEXT_TO_VIDEO,
            GrokImagineTextJob(
                model="grok-imagine/text-to-video",
                input_=GrokImagineTextJobInput(
                    prompt=prompt,
                    aspect_ratio=_values.omitted(aspect_ratio),
                    mode=_values.omitted(mode),
                    duration=_values.omitted(duration),
                    resolution=_values.omitted(resolution),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    @overload
    def image_to_video(
        self,
        *,
        image_urls: list[str],
        index: int | None = None,
        prompt: str | None = None,
        aspect_ratio: Literal["2:3", "3:2", "1:1", "16:9", "9:16"] | None = "16:9",
        mode: Literal["fun", "normal", "spicy"] | None = "normal",
        duration: str | None = None,
        resolution: Literal["480p", "720p", "1080p"] | None = "480p",
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T: ...

    @overload
    def image_to_video(
        self,
        *,
        task_id: str,
        index: int | None = None,
        prompt: str | None = None,
        aspect_ratio: Literal["2:3", "3:2", "1:1", "16:9", "9:16"] | None = "16:9",
        mode: Literal["fun", "normal", "spicy"] | None = "normal",
        duration: str | None = None,
        resolution: Literal["480p", "720p", "1080p"] | None = "480p",
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T: ...

    def image_to_video(
        self,
        *,
        image_urls: list[str] | None = None,
        task_id: str | None = None,
        index: int | None = None,
        prompt: str | None = None,
        aspect_ratio: Literal["2:3", "3:2", "1:1", "16:9", "9:16"] | None = "16:9",
        mode: Literal["fun", "normal", "spicy"] | None = "normal",
        duration: str | None = None,
        resolution: Literal["480p", "720p", "1080p"] | None = "480p",
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Grok Imagine video from images

        Animates images of your own (`image_urls`), or one of the images that a Grok Imagine task
        made (`task_id` and `index`).

        `POST /api/v1/jobs/createTask`, `model: grok-imagine/image-to-video`

        Args:
            image_urls: The URLs of 1 to 7 images. The prompt refers to one as `@image1` and so on.
            task_id: The id of a task that made images with `grok-imagine/text-to-image`, in at most 100 characters.
            index: Which of the task's images, from 0 to 5. The provider ignores it without `task_id`.
            prompt: What the video shows and how it moves.
            aspect_ratio: Width to height with several images. One image sets its own.
            mode: The style of the movement. `normal` is balanced, `fun` playful, `spicy` intense. `spicy` is not available with images of your own.
            duration: The length in whole seconds as a string, from `6` to `30`. Without it, the provider decides.
            resolution: The resolution. `1080p` is in newer lists of the provider only.
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
        from ..models import GrokImagineImageJob, GrokImagineImageJobInput

        return self._start(
            JOBS_GROK_IMAGINE_IMAGE_TO_VIDEO,
            GrokImagineImageJob(
                model="grok-imagine/image-to-video",
                input_=GrokImagineImageJobInput(
                    image_urls=_values.omitted(image_urls),
                    task_id=_values.omitted(task_id),
                    index=_values.omitted(index),
                    prompt=_values.omitted(prompt),
                    aspect_ratio=_values.omitted(aspect_ratio),
                    mode=_values.omitted(mode),
                    duration=_values.omitted(duration),
                    resolution=_values.omitted(resolution),
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
        extend_times: Literal[6, 10],
        extend_at: int = 2,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend a Grok Imagine video

        Continues a video that the jobs API made with Grok Imagine 1.0, in its resolution and aspect
        ratio. It costs 14.4 credits (6 seconds in 480p) to 45 (10 seconds in 720p). Users report
        that videos of Grok Imagine 1.5 are refused.

        `POST /api/v1/jobs/createTask`, `model: grok-imagine/extend`

        Args:
            task_id: The id of the Grok Imagine task that made the video, in at most 100 characters. It must have succeeded.
            prompt: How the video continues. It may be empty.
            extend_times: How many seconds are added, 6 or 10.
            extend_at: The second of the video at which the continuation begins, at least 2.
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
        from ..models import GrokImagineExtendJob, GrokImagineExtendJobInput

        return self._start(
            JOBS_GROK_IMAGINE_EXTEND,
            GrokImagineExtendJob(
                model="grok-imagine/extend",
                input_=GrokImagineExtendJobInput(
                    task_id=task_id, prompt=prompt, extend_times=extend_times, extend_at=extend_at
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def upscale(
        self,
        *,
        task_id: str,
        resolution: Literal["720p", "1080p"] | None = "720p",
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Enlarge a Grok Imagine video

        Makes a larger version of a video that the jobs API made with Grok Imagine.

        `POST /api/v1/jobs/createTask`, `model: grok-imagine/upscale`

        Args:
            task_id: The id of the Grok Imagine task that made the video, in at most 100 characters. It must have succeeded.
            resolution: The resolution of the result.
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
        from ..models import GrokImagineUpscaleJob, GrokImagineUpscaleJobInput

        return self._start(
            JOBS_GROK_IMAGINE_UPSCALE,
            GrokImagineUpscaleJob(
                model="grok-imagine/upscale",
                input_=GrokImagineUpscaleJobInput(
                    task_id=task_id, resolution=_values.omitted(resolution)
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsGrokImagine(JobsGrokImagineStarts[K, C], Generic[K, C, P]):
    """Grok Imagine through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsGrokImagineStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsGrokImagineStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsGrokImagine(JobsGrokImagineStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Grok Imagine through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsGrokImagineStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsGrokImagineStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
