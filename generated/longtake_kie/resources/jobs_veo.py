"""The resource `jobs.veo`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_VEO_EXTEND, JOBS_VEO_GENERATE, JOBS_VEO_GET_4K, JOBS_VEO_GET_1080P

__all__ = ["AsyncJobsVeo", "JobsVeo"]


class JobsVeoStarts(Starts[T, C]):
    """The operations of `jobs.veo` that start tasks."""

    def generate(
        self,
        *,
        prompt: str,
        image_urls: list[str] | None = None,
        generation_type: Literal[
            "TEXT_2_VIDEO", "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"
        ]
        | None = None,
        model: Literal["veo3_fast", "veo3", "veo3_lite"] | None = "veo3_fast",
        aspect_ratio: Literal["16:9", "9:16", "Auto"] | None = "16:9",
        resolution: Literal["720p", "1080p", "4k"] | None = "720p",
        duration: Literal[4, 6, 8] | None = 8,
        enable_translation: bool | None = None,
        watermark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Veo 3.1 video

        Makes a video of 4, 6 or 8 seconds, with sound, from a prompt, or from a prompt and images.
        It costs 60 credits in 720p with the tier `veo3_fast`, 30 with `veo3_lite` and 250 with
        `veo3`.

        `POST /api/v1/jobs/createTask`, `model: veo-3-1`

        Args:
            prompt: What the video shows. With images, how they move and change.
            image_urls: The URLs of 1 or 2 images to begin and end with, or of 1 to 3 images to refer to, depending on the generation type.
            generation_type: How the images are used. `TEXT_2_VIDEO` uses the prompt alone. `FIRST_AND_LAST_FRAMES_2_VIDEO` begins with the first image and ends with the second, if there are two. `REFERENCE_2_VIDEO` shows what is in 1 to 3 images, always in 8 seconds and not with the tier `veo3`.
            model: The tier that makes the video. `veo3_lite` costs least, `veo3` (quality) most.
            aspect_ratio: The ratio of width to height. With `Auto` the first image decides.
            resolution: The resolution. `1080p` and `4k` cost more, and such videos cannot be extended.
            duration: The length in seconds, 4, 6 or 8. The provider refuses it as a string.
            enable_translation: Whether the prompt is translated to English first. Without it, the provider decides.
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
        from ..models import VeoGenerateJob, VeoGenerateJobInput

        return self._start(
            JOBS_VEO_GENERATE,
            VeoGenerateJob(
                model="veo-3-1",
                input_=VeoGenerateJobInput(
                    prompt=prompt,
                    image_urls=_values.omitted(image_urls),
                    generation_type=_values.omitted(generation_type),
                    model=_values.omitted(model),
                    aspect_ratio=_values.omitted(aspect_ratio),
                    resolution=_values.omitted(resolution),
                    duration=_values.omitted(duration),
                    enable_translation=_values.omitted(enable_translation),
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
        seeds: int | None = None,
        watermark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend a Veo 3.1 video

        Continues a video in 720p that the jobs API made with Veo, by 7 seconds. The task's file is
        the new part; the whole video is documented for the callback only.

        `POST /api/v1/jobs/createTask`, `model: veo/extend`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            prompt: How the video continues.
            seeds: The random seed, from 10000 to 99999. The same seed gives similar videos. Without it, the provider chooses one.
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
        from ..models import VeoExtendJob, VeoExtendJobInput

        return self._start(
            JOBS_VEO_EXTEND,
            VeoExtendJob(
                model="veo/extend",
                input_=VeoExtendJobInput(
                    task_id=task_id,
                    prompt=prompt,
                    seeds=_values.omitted(seeds),
                    watermark=_values.omitted(watermark),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def get_1080p(
        self,
        *,
        task_id: str,
        index: int | None = 0,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Get a Veo 3.1 video in 1080p

        Makes a 1080p version of a video that the jobs API made with Veo. It costs 5 credits and
        takes 1 to 3 minutes.

        `POST /api/v1/jobs/createTask`, `model: veo/get-1080p-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            index: Which of the task's videos, counted from 0.
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
        from ..models import VeoFullHdJob, VeoFullHdJobInput

        return self._start(
            JOBS_VEO_GET_1080P,
            VeoFullHdJob(
                model="veo/get-1080p-video",
                input_=VeoFullHdJobInput(task_id=task_id, index=_values.omitted(index)),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def get_4k(
        self,
        *,
        task_id: str,
        index: int | None = 0,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Get a Veo 3.1 video in 4K

        Makes a 4K version of a video that the jobs API made with Veo. It costs 120 credits.

        `POST /api/v1/jobs/createTask`, `model: veo/get-4k-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            index: Which of the task's videos, counted from 0.
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
        from ..models import VeoUltraHdJob, VeoUltraHdJobInput

        return self._start(
            JOBS_VEO_GET_4K,
            VeoUltraHdJob(
                model="veo/get-4k-video",
                input_=VeoUltraHdJobInput(task_id=task_id, index=_values.omitted(index)),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsVeo(JobsVeoStarts[K, C], Generic[K, C, P]):
    """Veo 3.1 through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsVeoStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsVeoStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsVeo(JobsVeoStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Veo 3.1 through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsVeoStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsVeoStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
