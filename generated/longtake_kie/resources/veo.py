"""The resource `veo`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import EXTEND_VEO_VIDEO, GENERATE_VEO_VIDEO

if TYPE_CHECKING:
    from ..models import VeoTaskResponse, VeoUpscaleResponse

__all__ = ["AsyncVeo", "Veo"]


class VeoStarts(Starts[T, C]):
    """The operations of `veo` that start tasks."""

    def extend(
        self,
        *,
        task_id: str,
        prompt: str,
        seeds: int | None = None,
        watermark: str | None = None,
        call_back_url: str | None = None,
        model: Literal["fast", "quality", "lite"] | None = "fast",
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Extend Veo 3.1 AI Video

        Extends a video in 720p that `veo` made, by 7 seconds.

        `POST /api/v1/veo/extend`

        Args:
            task_id: The id of the task that made the video. The video must be in 720p, because others cannot be extended.
            prompt: How the video continues, such as actions, changes of the scene and the style.
            seeds: The random seed, from 10000 to 99999. The same seed gives similar videos. Without it, the provider chooses one.
            watermark: The text of a watermark. Without it, the video has none.
            call_back_url: The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the task.
            model: The tier that makes the extension. `lite` costs least, `quality` most.
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
        from ..models import VeoExtendRequest

        return self._start(
            EXTEND_VEO_VIDEO,
            VeoExtendRequest(
                task_id=task_id,
                prompt=prompt,
                seeds=_values.omitted(seeds),
                watermark=_values.omitted(watermark),
                call_back_url=_values.omitted(call_back_url),
                model=_values.omitted(model),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def generate(
        self,
        *,
        prompt: str,
        image_urls: list[str] | None = None,
        model: Literal["veo3", "veo3_fast", "veo3_lite"] | None = "veo3_fast",
        generation_type: Literal[
            "TEXT_2_VIDEO", "FIRST_AND_LAST_FRAMES_2_VIDEO", "REFERENCE_2_VIDEO"
        ]
        | None = None,
        aspect_ratio: Literal["16:9", "9:16", "Auto"] | None = "16:9",
        resolution: Literal["720p", "1080p", "4k"] | None = "720p",
        duration: Literal[4, 6, 8] | None = None,
        seeds: int | None = None,
        enable_translation: bool | None = None,
        watermark: str | None = None,
        call_back_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a Veo 3.1 video

        Makes a video of up to 8 seconds, with sound, from a prompt, or from a prompt and images. It
        takes 2 to 5 minutes. The video is kept for 14 days, and its task can be extended if the
        resolution is 720p.

        `POST /api/v1/veo/generate`

        Args:
            prompt: What the video shows. With images, how they move and change.
            image_urls: The URLs of 1 or 2 images to begin and end with, or of 1 to 3 images to refer to, depending on the generation type. The provider must be able to fetch them.
            model: The tier that makes the video. `veo3_lite` costs least, `veo3` (quality) most.
            generation_type: How the images are used. `TEXT_2_VIDEO` uses the prompt alone. `FIRST_AND_LAST_FRAMES_2_VIDEO` begins with the first image and ends with the second, if there are two. `REFERENCE_2_VIDEO` shows what is in 1 to 3 images, with `veo3_fast` only. Without it, the provider decides, depending on whether there are images.
            aspect_ratio: The ratio of width to height. With `Auto`, an image is cropped to the nearer of the two ratios.
            resolution: The resolution. `1080p` and `4k` cost more, and such videos cannot be extended.
            duration: The length in seconds, 4, 6 or 8. Without it, and always with reference images, it is 8 (not documented by the provider for this operation).
            seeds: The random seed, from 10000 to 99999. The same seed gives similar videos. Without it, the provider chooses one.
            enable_translation: Whether the prompt is translated to English first. The provider's documentation names true as the default in one place and false in another.
            watermark: The text of a watermark. Without it, the video has none.
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
        from ..models import VeoGenerateRequest

        return self._start(
            GENERATE_VEO_VIDEO,
            VeoGenerateRequest(
                prompt=prompt,
                image_urls=_values.omitted(image_urls),
                model=_values.omitted(model),
                generation_type=_values.omitted(generation_type),
                aspect_ratio=_values.omitted(aspect_ratio),
                resolution=_values.omitted(resolution),
                duration=_values.omitted(duration),
                seeds=_values.omitted(seeds),
                enable_translation=_values.omitted(enable_translation),
                watermark=_values.omitted(watermark),
                call_back_url=_values.omitted(call_back_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class VeoCalls(Calls):
    """The operations of `veo` that start no task."""

    def get(
        self,
        *,
        task_id: str,
    ) -> VeoTaskResponse:
        """Get a Veo task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the provider).

        `GET /api/v1/veo/record-info`

        Args:
            task_id: The task's id.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.veo.get_veo_task import sync_detailed as _send
        from ..models import VeoTaskResponse

        with self._calling("get_veo_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    def read_1080p(
        self,
        *,
        task_id: str,
        index: int | None = None,
    ) -> VeoUpscaleResponse:
        """Read a video in 1080p

        Makes the 1080p form of a Veo video with the first request, and returns its link once it is
        ready, after 1 to 3 minutes. Until then the code is 500, or 400 or 422 with "processing" in
        the message (not documented by the provider). `get_1080p` returns a task that repeats the
        request.

        `GET /api/v1/veo/get-1080p-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            index: The number of the video in the task, from 0. Without it, the first video is used.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.veo.get_veo_1080p_video import sync_detailed as _send
        from ..models import VeoUpscaleResponse

        with self._calling("get_veo_1080p_video") as _client:
            _response = _send(client=_client, task_id=task_id, index=_values.omitted(index))
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoUpscaleResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    def read_4k(
        self,
        *,
        task_id: str,
        index: int | None = 0,
        call_back_url: str | None = None,
    ) -> VeoUpscaleResponse:
        """Read a video in 4K

        Makes the 4K form of a Veo video with the first request, which costs 120 credits, and
        returns its link once it is ready, after 5 to 10 minutes. A repetition costs nothing. Its
        code is 422, both while the video is made and when `resultUrls` has the link. `get_4k`
        returns a task that repeats the request.

        `POST /api/v1/veo/get-4k-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            index: The number of the video in the task, from 0.
            call_back_url: The URL to which the provider sends a callback when the video is ready. Optional, because you can repeat the request.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.veo.get_veo_4k_video import sync_detailed as _send
        from ..models import Veo4KRequest, VeoUpscaleResponse

        with self._calling("get_veo_4k_video") as _client:
            _response = _send(
                client=_client,
                body=Veo4KRequest(
                    task_id=task_id,
                    index=_values.omitted(index),
                    call_back_url=_values.omitted(call_back_url),
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoUpscaleResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncVeoCalls(Calls):
    """The operations of `veo` that start no task."""

    async def get(
        self,
        *,
        task_id: str,
    ) -> VeoTaskResponse:
        """Get a Veo task

        Reads a task that generates or extends a video; every 30 seconds is often enough. In its
        first moments a task may not be found (code 422; not documented by the provider).

        `GET /api/v1/veo/record-info`

        Args:
            task_id: The task's id.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.veo.get_veo_task import asyncio_detailed as _send
        from ..models import VeoTaskResponse

        with self._calling("get_veo_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoTaskResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    async def read_1080p(
        self,
        *,
        task_id: str,
        index: int | None = None,
    ) -> VeoUpscaleResponse:
        """Read a video in 1080p

        Makes the 1080p form of a Veo video with the first request, and returns its link once it is
        ready, after 1 to 3 minutes. Until then the code is 500, or 400 or 422 with "processing" in
        the message (not documented by the provider). `get_1080p` returns a task that repeats the
        request.

        `GET /api/v1/veo/get-1080p-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            index: The number of the video in the task, from 0. Without it, the first video is used.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.veo.get_veo_1080p_video import asyncio_detailed as _send
        from ..models import VeoUpscaleResponse

        with self._calling("get_veo_1080p_video") as _client:
            _response = await _send(client=_client, task_id=task_id, index=_values.omitted(index))
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoUpscaleResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    async def read_4k(
        self,
        *,
        task_id: str,
        index: int | None = 0,
        call_back_url: str | None = None,
    ) -> VeoUpscaleResponse:
        """Read a video in 4K

        Makes the 4K form of a Veo video with the first request, which costs 120 credits, and
        returns its link once it is ready, after 5 to 10 minutes. A repetition costs nothing. Its
        code is 422, both while the video is made and when `resultUrls` has the link. `get_4k`
        returns a task that repeats the request.

        `POST /api/v1/veo/get-4k-video`

        Args:
            task_id: The id of the task that made the video. It must have succeeded.
            index: The number of the video in the task, from 0.
            call_back_url: The URL to which the provider sends a callback when the video is ready. Optional, because you can repeat the request.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.veo.get_veo_4k_video import asyncio_detailed as _send
        from ..models import Veo4KRequest, VeoUpscaleResponse

        with self._calling("get_veo_4k_video") as _client:
            _response = await _send(
                client=_client,
                body=Veo4KRequest(
                    task_id=task_id,
                    index=_values.omitted(index),
                    call_back_url=_values.omitted(call_back_url),
                ),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, VeoUpscaleResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class Veo(VeoStarts[K, C], VeoCalls, Generic[K, C, P]):
    """Videos made with Veo 3.1."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> VeoStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return VeoStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_veo_task", task_id)


class AsyncVeo(VeoStarts[Coroutine[Any, Any, K], C], AsyncVeoCalls, Generic[K, C, P]):
    """Videos made with Veo 3.1."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> VeoStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return VeoStarts(self._hooks.prepare)

    def task(self, task_id: str) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        return self._hooks.task("get_veo_task", task_id)
