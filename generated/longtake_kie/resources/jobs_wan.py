"""The resource `jobs.wan`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_WAN_IMAGE_TO_VIDEO, JOBS_WAN_TEXT_TO_VIDEO, JOBS_WAN_VIDEO_EDIT

__all__ = ["AsyncJobsWan", "JobsWan"]


class JobsWanStarts(Starts[T, C]):
    """The operations of `jobs.wan` that start tasks."""

    def text_to_video(
        self,
        *,
        prompt: str,
        negative_prompt: str | None = None,
        audio_url: str | None = None,
        ratio: Literal["16:9", "9:16", "1:1", "4:3", "3:4"] | None = "16:9",
        resolution: Literal["720p", "1080p"] | None = "1080p",
        duration: int | None = 5,
        prompt_extend: bool | None = True,
        watermark: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Wan 2.7 video from text

        Makes a video of 2 to 15 seconds from a prompt. A second costs 16 credits in 720p and 24 in
        1080p.

        `POST /api/v1/jobs/createTask`, `model: wan/2-7-text-to-video`

        Args:
            prompt: What the video shows, in 1 to 5000 characters.
            negative_prompt: What the video does not show, in at most 500 characters.
            audio_url: The URL of a sound file that becomes the video's sound.
            ratio: The ratio of width to height.
            resolution: The resolution. A second in `1080p` costs more.
            duration: The length in seconds, from 2 to 15.
            prompt_extend: Whether the provider rewrites the prompt in more detail first.
            watermark: Whether the video is marked as made by AI.
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
        from ..models import WanTextJob, WanTextJobInput

        return self._start(
            JOBS_WAN_TEXT_TO_VIDEO,
            WanTextJob(
                model="wan/2-7-text-to-video",
                input_=WanTextJobInput(
                    prompt=prompt,
                    negative_prompt=_values.omitted(negative_prompt),
                    audio_url=_values.omitted(audio_url),
                    ratio=_values.omitted(ratio),
                    resolution=_values.omitted(resolution),
                    duration=_values.omitted(duration),
                    prompt_extend=_values.omitted(prompt_extend),
                    watermark=_values.omitted(watermark),
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
        negative_prompt: str | None = None,
        first_frame_url: str | None = None,
        last_frame_url: str | None = None,
        first_clip_url: str | None = None,
        driving_audio_url: str | None = None,
        resolution: Literal["720p", "1080p"] | None = "1080p",
        duration: int | None = 5,
        prompt_extend: bool | None = True,
        watermark: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Wan 2.7 video from images, or continue a video

        Makes a video of 2 to 15 seconds that begins with an image, or with a video of 2 to 10
        seconds (`first_clip_url`), which it then continues: `duration` is the length of the whole
        result.

        `POST /api/v1/jobs/createTask`, `model: wan/2-7-image-to-video`

        Args:
            prompt: What the video shows, in 1 to 5000 characters.
            negative_prompt: What the video does not show, in at most 500 characters.
            first_frame_url: The URL of the image with which the video begins.
            last_frame_url: The URL of the image with which the video ends.
            first_clip_url: The URL of a video of 2 to 10 seconds with which the result begins. Users report that the provider refuses it beside first or last frames.
            driving_audio_url: The URL of a sound file to which the video moves.
            resolution: The resolution. A second in `1080p` costs more.
            duration: The length of the whole result in seconds, from 2 to 15, the first clip included.
            prompt_extend: Whether the provider rewrites the prompt in more detail first.
            watermark: Whether the video is marked as made by AI.
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
        from ..models import WanImageJob, WanImageJobInput

        return self._start(
            JOBS_WAN_IMAGE_TO_VIDEO,
            WanImageJob(
                model="wan/2-7-image-to-video",
                input_=WanImageJobInput(
                    prompt=prompt,
                    negative_prompt=_values.omitted(negative_prompt),
                    first_frame_url=_values.omitted(first_frame_url),
                    last_frame_url=_values.omitted(last_frame_url),
                    first_clip_url=_values.omitted(first_clip_url),
                    driving_audio_url=_values.omitted(driving_audio_url),
                    resolution=_values.omitted(resolution),
                    duration=_values.omitted(duration),
                    prompt_extend=_values.omitted(prompt_extend),
                    watermark=_values.omitted(watermark),
                    seed=_values.omitted(seed),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def video_edit(
        self,
        *,
        video_url: str,
        prompt: str | None = None,
        negative_prompt: str | None = None,
        reference_image: str | None = None,
        aspect_ratio: Literal["16:9", "9:16", "1:1", "4:3", "3:4"] | None = None,
        audio_setting: Literal["auto", "origin"] | None = "auto",
        resolution: Literal["720p", "1080p"] | None = "1080p",
        duration: int | None = 0,
        prompt_extend: bool | None = True,
        watermark: bool | None = False,
        seed: int | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Edit a video with Wan 2.7

        Edits a video as the prompt or an image describes, and returns a new one.

        `POST /api/v1/jobs/createTask`, `model: wan/2-7-videoedit`

        Args:
            video_url: The URL of the video. The provider must be able to fetch it.
            prompt: What changes in the video, in at most 5000 characters.
            negative_prompt: What the video does not show, in at most 500 characters.
            reference_image: The URL of a reference image for the result.
            aspect_ratio: Width to height of the result. Without it, the video's own is kept.
            audio_setting: Which sound the result has. `auto` lets the provider decide, `origin` keeps the video's own.
            resolution: The resolution. A second in `1080p` costs more.
            duration: The length of the result in seconds, from 1 to 10; 0 keeps the video's own.
            prompt_extend: Whether the provider rewrites the prompt in more detail first.
            watermark: Whether the video is marked as made by AI.
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
        from ..models import WanEditJob, WanEditJobInput

        return self._start(
            JOBS_WAN_VIDEO_EDIT,
            WanEditJob(
                model="wan/2-7-videoedit",
                input_=WanEditJobInput(
                    video_url=video_url,
                    prompt=_values.omitted(prompt),
                    negative_prompt=_values.omitted(negative_prompt),
                    reference_image=_values.omitted(reference_image),
                    aspect_ratio=_values.omitted(aspect_ratio),
                    audio_setting=_values.omitted(audio_setting),
                    resolution=_values.omitted(resolution),
                    duration=_values.omitted(duration),
                    prompt_extend=_values.omitted(prompt_extend),
                    watermark=_values.omitted(watermark),
                    seed=_values.omitted(seed),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsWan(JobsWanStarts[K, C], Generic[K, C, P]):
    """Wan 2.7 through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsWanStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsWanStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsWan(JobsWanStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Wan 2.7 through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsWanStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsWanStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
