"""The resource `jobs.pixverse`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal, overload

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import (
    JOBS_PIXVERSE_EXTEND,
    JOBS_PIXVERSE_IMAGE_TO_VIDEO,
    JOBS_PIXVERSE_TEXT_TO_VIDEO,
    JOBS_PIXVERSE_TRANSITION,
)

__all__ = ["AsyncJobsPixverse", "JobsPixverse"]


class JobsPixverseStarts(Starts[T, C]):
    """The operations of `jobs.pixverse` that start tasks."""

    def text_to_video(
        self,
        *,
        prompt: str,
        aspect_ratio: Literal["16:9", "4:3", "1:1", "3:4", "9:16", "2:3", "3:2", "21:9"] = "16:9",
        duration: int = 5,
        quality: Literal["360p", "540p", "720p", "1080p"] = "720p",
        generate_audio_switch: bool | None = False,
        generate_multi_clip_switch: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a PixVerse V6 video from text

        Makes a video of 1 to 15 seconds from a prompt. A second costs 4 to 14.4 credits by quality,
        5.6 to 18.4 with sound.

        `POST /api/v1/jobs/createTask`, `model: pixverse-v6/text-to-video`

        Args:
            prompt: What the video shows, in at most 5000 characters.
            aspect_ratio: The ratio of width to height.
            duration: The length in seconds, from 1 to 15.
            quality: The resolution. A higher one costs more.
            generate_audio_switch: Whether the video has sound, which costs more.
            generate_multi_clip_switch: Whether the video is cut from several shots.
            seed: The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses one.
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
        from ..models import PixverseTextJob, PixverseTextJobInput

        return self._start(
            JOBS_PIXVERSE_TEXT_TO_VIDEO,
            PixverseTextJob(
                model="pixverse-v6/text-to-video",
                input_=PixverseTextJobInput(
                    prompt=prompt,
                    aspect_ratio=aspect_ratio,
                    duration=duration,
                    quality=quality,
                    generate_audio_switch=_values.omitted(generate_audio_switch),
                    generate_multi_clip_switch=_values.omitted(generate_multi_clip_switch),
                    seed=_values.omitted(seed),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def image_to_video(
        self,
        *,
        prompt: str,
        image_urls: list[str],
        duration: int = 5,
        quality: Literal["360p", "540p", "720p", "1080p"] = "720p",
        generate_audio_switch: bool | None = False,
        generate_multi_clip_switch: bool | None = False,
        template_id: str | None = None,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a PixVerse V6 video from images

        Animates images in a video of 1 to 15 seconds.

        `POST /api/v1/jobs/createTask`, `model: pixverse-v6/image-to-video`

        Args:
            prompt: What the video shows, in at most 5000 characters.
            image_urls: The URLs of the images. The provider must be able to fetch them.
            duration: The length in seconds, from 1 to 15.
            quality: The resolution. A higher one costs more.
            generate_audio_switch: Whether the video has sound, which costs more.
            generate_multi_clip_switch: Whether the video is cut from several shots.
            template_id: The id of one of PixVerse's effects. The provider's page lists 50.
            seed: The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses one.
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
        from ..models import PixverseImageJob, PixverseImageJobInput

        return self._start(
            JOBS_PIXVERSE_IMAGE_TO_VIDEO,
            PixverseImageJob(
                model="pixverse-v6/image-to-video",
                input_=PixverseImageJobInput(
                    prompt=prompt,
                    image_urls=image_urls,
                    duration=duration,
                    quality=quality,
                    generate_audio_switch=_values.omitted(generate_audio_switch),
                    generate_multi_clip_switch=_values.omitted(generate_multi_clip_switch),
                    template_id=_values.omitted(template_id),
                    seed=_values.omitted(seed),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def transition(
        self,
        *,
        prompt: str,
        first_frame_image_url: str,
        last_frame_image_url: str,
        duration: int = 5,
        quality: Literal["360p", "540p", "720p", "1080p"] = "720p",
        generate_audio_switch: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a PixVerse V6 transition

        Makes a video of 1 to 15 seconds that leads from one image to another.

        `POST /api/v1/jobs/createTask`, `model: pixverse-v6/transition`

        Args:
            prompt: What the video shows, in at most 5000 characters.
            first_frame_image_url: The URL of the image with which the video begins.
            last_frame_image_url: The URL of the image with which the video ends.
            duration: The length in seconds, from 1 to 15.
            quality: The resolution. A higher one costs more.
            generate_audio_switch: Whether the video has sound, which costs more.
            seed: The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses one.
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
        from ..models import PixverseTransitionJob, PixverseTransitionJobInput

        return self._start(
            JOBS_PIXVERSE_TRANSITION,
            PixverseTransitionJob(
                model="pixverse-v6/transition",
                input_=PixverseTransitionJobInput(
                    prompt=prompt,
                    first_frame_image_url=first_frame_image_url,
                    last_frame_image_url=last_frame_image_url,
                    duration=duration,
                    quality=quality,
                    generate_audio_switch=_values.omitted(generate_audio_switch),
                    seed=_values.omitted(seed),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    @overload
    def extend(
        self,
        *,
        prompt: str,
        duration: int,
        task_id: str,
        quality: Literal["360p", "540p", "720p", "1080p"] = "720p",
        generate_audio_switch: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T: ...

    @overload
    def extend(
        self,
        *,
        prompt: str,
        duration: int,
        video_url: str,
        quality: Literal["360p", "540p", "720p", "1080p"] = "720p",
        generate_audio_switch: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T: ...

    def extend(
        self,
        *,
        prompt: str,
        duration: int,
        quality: Literal["360p", "540p", "720p", "1080p"] = "720p",
        task_id: str | None = None,
        video_url: str | None = None,
        generate_audio_switch: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend a video with PixVerse V6

        Continues a video by 1 to 15 seconds: one that the jobs API made with PixVerse (`task_id`),
        or any other (`video_url`). PixVerse's own video ids are refused. The provider does not
        document whether the result is the new part or the whole video.

        `POST /api/v1/jobs/createTask`, `model: pixverse-v6/extend`

        Args:
            prompt: How the video continues, in 3 to 5000 characters.
            duration: How many seconds are added, from 1 to 15.
            quality: The resolution. A higher one costs more.
            task_id: The id of the task that made the video. It must have succeeded.
            video_url: The URL of the video. The provider must be able to fetch it.
            generate_audio_switch: Whether the video has sound, which costs more.
            seed: The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses one.
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
        from ..models import PixverseExtendJob, PixverseExtendJobInput

        return self._start(
            JOBS_PIXVERSE_EXTEND,
            PixverseExtendJob(
                model="pixverse-v6/extend",
                input_=PixverseExtendJobInput(
                    prompt=prompt,
                    duration=duration,
                    quality=quality,
                    task_id=_values.omitted(task_id),
                    video_url=_values.omitted(video_url),
                    generate_audio_switch=_values.omitted(generate_audio_switch),
                    seed=_values.omitted(seed),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsPixverse(JobsPixverseStarts[K, C], Generic[K, C, P]):
    """PixVerse V6 through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsPixverseStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsPixverseStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsPixverse(JobsPixverseStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """PixVerse V6 through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsPixverseStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsPixverseStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
