"""The resource `jobs.kling`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Hooks, K, P, Starts, T
from ..operations import JOBS_KLING_VIDEO

if TYPE_CHECKING:
    from ..models import KlingElement, KlingShot, KlingVideoJobInputDuration

__all__ = ["AsyncJobsKling", "JobsKling"]


class JobsKlingStarts(Starts[T, C]):
    """The operations of `jobs.kling` that start tasks."""

    def video(
        self,
        *,
        prompt: str,
        multi_prompt: list[KlingShot],
        sound: bool = False,
        duration: KlingVideoJobInputDuration = "5",
        aspect_ratio: Literal["16:9", "9:16", "1:1"] = "16:9",
        mode: Literal["std", "pro", "4K"] = "pro",
        multi_shots: bool = False,
        image_urls: list[str] | None = None,
        kling_elements: list[KlingElement] | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Kling 3.0 video

        Makes a video of 3 to 15 seconds from a prompt, from a prompt and one or two images, or of
        several shots.

        `POST /api/v1/jobs/createTask`, `model: kling-3.0/video`

        Args:
            prompt: What the video shows. The provider uses it without `multi_shots` only, and refers to elements as `@name`.
            multi_prompt: The shots, at most 5; an empty list without `multi_shots`.
            sound: Whether the video has sound. The provider always makes sound with `multi_shots`.
            duration: The length in whole seconds as a string, from `3` to `15`.
            aspect_ratio: The ratio of width to height. Images set their own.
            mode: The resolution. `std` is 720p, `pro` 1080p, `4K` 2160p.
            multi_shots: Whether the video is made of the shots in `multi_prompt`.
            image_urls: The URL of the first frame, or of the first and the last frame. Required if prompts refer to elements. At most 2 items.
            kling_elements: The people and things that prompts refer to as `@name`, at most 3.
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
        from ..models import KlingVideoJob, KlingVideoJobInput

        return self._start(
            JOBS_KLING_VIDEO,
            KlingVideoJob(
                model="kling-3.0/video",
                input_=KlingVideoJobInput(
                    prompt=prompt,
                    sound=sound,
                    duration=duration,
                    aspect_ratio=aspect_ratio,
                    mode=mode,
                    multi_shots=multi_shots,
                    multi_prompt=multi_prompt,
                    image_urls=_values.omitted(image_urls),
                    kling_elements=_values.omitted(kling_elements),
                ),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class JobsKling(JobsKlingStarts[K, C], Generic[K, C, P]):
    """Kling 3.0 through the jobs API."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsKlingStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsKlingStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)


class AsyncJobsKling(JobsKlingStarts[Coroutine[Any, Any, K], C], Generic[K, C, P]):
    """Kling 3.0 through the jobs API."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start

    @cached_property
    def prepare(self) -> JobsKlingStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return JobsKlingStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_job", task_id)
