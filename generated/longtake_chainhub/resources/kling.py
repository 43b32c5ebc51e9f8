"""The resource `kling`."""

from __future__ import annotations

from collections.abc import Coroutine
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, Literal

from .. import _values
from .._base import AsyncHooks, C, Calls, Hooks, K, P, Starts, T
from ..operations import (
    EXTEND_KLING_VIDEO,
    GENERATE_KLING_IMAGE_TO_VIDEO,
    GENERATE_KLING_MULTI_IMAGE_TO_VIDEO,
    GENERATE_KLING_TEXT_TO_VIDEO,
)

if TYPE_CHECKING:
    from ..models import (
        KlingCameraControl,
        KlingDynamicMask,
        KlingImage,
        KlingImageToVideoRequestDuration,
        KlingResponse,
        KlingTask,
        KlingTextToVideoRequestDuration,
        KlingVoice,
        KlingWatermarkInfo,
    )

__all__ = ["AsyncKling", "Kling"]


class KlingStarts(Starts[T, C]):
    """The operations of `kling` that start tasks."""

    def extend(
        self,
        *,
        video_id: str,
        prompt: str,
        negative_prompt: str | None = None,
        cfg_scale: float | None = 0.5,
        callback_url: str | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Video extension

        Makes a video four to five seconds longer. It must be of model V1.0, V1.5 or V1.6 and at
        most 30 days old; others are refused with code 1201. The result is the whole video and can
        be extended again, to three minutes in all.

        `POST /kling/v1/videos/video-extend`

        Args:
            video_id: The id of the video to extend (`video.source`, which a response has as `id` under `task_result.videos`). It is not the id of that task. The video is at most three minutes long.
            prompt: What happens next, in at most 2500 characters.
            negative_prompt: What the new part must not show, in at most 2500 characters. Not for videos of kling-v1.
            cfg_scale: How closely the new part follows the prompt, from 0 to 1. Not for videos of kling-v1.
            callback_url: The URL to which the provider sends a callback at each change of the task's status.
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
        from ..models import KlingExtendRequest

        return self._start(
            EXTEND_KLING_VIDEO,
            KlingExtendRequest(
                video_id=video_id,
                prompt=prompt,
                negative_prompt=_values.omitted(negative_prompt),
                cfg_scale=_values.omitted(cfg_scale),
                callback_url=_values.omitted(callback_url),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def text_to_video(
        self,
        *,
        prompt: str,
        model_name: Literal[
            "kling-v1",
            "kling-v1-6",
            "kling-v2-master",
            "kling-v2-1-master",
            "kling-v2-5-turbo",
            "kling-v2-6",
            "kling-v3",
        ]
        | None = "kling-v1",
        negative_prompt: str | None = None,
        cfg_scale: float | None = None,
        mode: Literal["std", "pro"] | None = "std",
        sound: Literal["on", "off"] | None = "off",
        camera_control: KlingCameraControl | None = None,
        aspect_ratio: Literal["16:9", "9:16", "1:1"] | None = "16:9",
        duration: KlingTextToVideoRequestDuration | None = "5",
        callback_url: str | None = None,
        external_task_id: str | None = None,
        watermark_info: KlingWatermarkInfo | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a video from text

        Makes a video of five or ten seconds from a text; kling-v3 makes 3 to 15 seconds. Videos of
        kling-v1 and kling-v1-6 can be extended for 30 days, by their id (`video.source`).

        `POST /kling/v1/videos/text2video`

        Args:
            prompt: What the video shows, in at most 2500 characters.
            model_name: The model. Videos of kling-v1 and kling-v1-6 can be extended, others cannot.
            negative_prompt: What the video must not show, in at most 2500 characters.
            cfg_scale: How closely the video follows the prompt, from 0 to 1. Without it, the provider uses 0.5. Models kling-v2 and newer do not support it.
            mode: `std` costs less, `pro` gives a better picture.
            sound: Whether the video gets sound. Only kling-v2-6 and newer make it.
            camera_control: How the camera moves. Without it, the model decides.
            aspect_ratio: The ratio of width to height.
            duration: The length in seconds, as a string. Models before kling-v3 take 5 and 10 only.
            callback_url: The URL to which the provider sends a callback at each change of the task's status.
            external_task_id: Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not document that.
            watermark_info: Whether a copy of the video with a watermark is made, too.
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
        from ..models import KlingTextToVideoRequest

        return self._start(
            GENERATE_KLING_TEXT_TO_VIDEO,
            KlingTextToVideoRequest(
                prompt=prompt,
                model_name=_values.omitted(model_name),
                negative_prompt=_values.omitted(negative_prompt),
                cfg_scale=_values.omitted(cfg_scale),
                mode=_values.omitted(mode),
                sound=_values.omitted(sound),
                camera_control=_values.omitted(camera_control),
                aspect_ratio=_values.omitted(aspect_ratio),
                duration=_values.omitted(duration),
                callback_url=_values.omitted(callback_url),
                external_task_id=_values.omitted(external_task_id),
                watermark_info=_values.omitted(watermark_info),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def image_to_video(
        self,
        *,
        image: str,
        model_name: Literal[
            "kling-v1",
            "kling-v1-5",
            "kling-v1-6",
            "kling-v2-master",
            "kling-v2-1",
            "kling-v2-1-master",
            "kling-v2-5-turbo",
            "kling-v2-6",
            "kling-v3",
        ]
        | None = "kling-v1",
        image_tail: str | None = None,
        prompt: str | None = None,
        voice_list: list[KlingVoice] | None = None,
        sound: Literal["on", "off"] | None = "off",
        negative_prompt: str | None = None,
        cfg_scale: float | None = None,
        mode: Literal["std", "pro"] | None = "std",
        static_mask: str | None = None,
        dynamic_masks: list[KlingDynamicMask] | None = None,
        camera_control: KlingCameraControl | None = None,
        duration: KlingImageToVideoRequestDuration | None = "5",
        callback_url: str | None = None,
        external_task_id: str | None = None,
        watermark_info: KlingWatermarkInfo | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a video from an image

        Makes a video of five or ten seconds that begins with an image; kling-v3 makes 3 to 15
        seconds. Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended for 30 days, by their
        id (`video.source`).

        `POST /kling/v1/videos/image2video`

        Args:
            image: The image that the video begins with, as a URL or as base64 without `data:` before it. A JPEG or PNG file of at most 10 MB, at least 300 pixels wide and high.
            model_name: The model. Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended, others cannot.
            image_tail: The image that the video ends with, in the same form. Not together with masks or `camera_control`.
            prompt: What happens, in at most 2500 characters.
            voice_list: The voices, at most two, that the prompt calls `<<<voice_1>>>` and `<<<voice_2>>>`. Only kling-v2-6 and newer, with `sound` on.
            sound: Whether the video gets sound. Only kling-v2-6 and newer make it.
            negative_prompt: What the video must not show, in at most 2500 characters.
            cfg_scale: How closely the video follows the prompt, from 0 to 1. Without it, the provider uses 0.5. Models kling-v2 and newer do not support it.
            mode: `std` costs less, `pro` gives a better picture.
            static_mask: A mask of what stands still, as a URL or base64, as large as the image.
            dynamic_masks: Masks of what moves, at most 6.
            camera_control: How the camera moves. Without it, the model decides.
            duration: The length in seconds, as a string. Models before kling-v3 take 5 and 10 only.
            callback_url: The URL to which the provider sends a callback at each change of the task's status.
            external_task_id: Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not document that.
            watermark_info: Whether a copy of the video with a watermark is made, too.
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
        from ..models import KlingImageToVideoRequest

        return self._start(
            GENERATE_KLING_IMAGE_TO_VIDEO,
            KlingImageToVideoRequest(
                image=image,
                model_name=_values.omitted(model_name),
                image_tail=_values.omitted(image_tail),
                prompt=_values.omitted(prompt),
                voice_list=_values.omitted(voice_list),
                sound=_values.omitted(sound),
                negative_prompt=_values.omitted(negative_prompt),
                cfg_scale=_values.omitted(cfg_scale),
                mode=_values.omitted(mode),
                static_mask=_values.omitted(static_mask),
                dynamic_masks=_values.omitted(dynamic_masks),
                camera_control=_values.omitted(camera_control),
                duration=_values.omitted(duration),
                callback_url=_values.omitted(callback_url),
                external_task_id=_values.omitted(external_task_id),
                watermark_info=_values.omitted(watermark_info),
            ),
            callbacks,
            reference,
            retry_failed,
        )

    def multi_image_to_video(
        self,
        *,
        image_list: list[KlingImage],
        prompt: str,
        model_name: Literal["kling-v1-6"] | None = "kling-v1-6",
        negative_prompt: str | None = None,
        mode: Literal["std", "pro"] | None = "std",
        duration: Literal["5", "10"] | None = "5",
        aspect_ratio: Literal["16:9", "9:16", "1:1"] | None = "16:9",
        callback_url: str | None = None,
        external_task_id: str | None = None,
        watermark_info: KlingWatermarkInfo | None = None,
        callbacks: C | None = None,
        reference: str | None = None,
        retry_failed: bool = False,
    ) -> T:
        """Generate a video from several images

        Makes a video of five or ten seconds that combines one to four images, with kling-v1-6. No
        page lists its videos among those that can be extended.

        `POST /kling/v1/videos/multi-image2video`

        Args:
            image_list: The images, from 1 to 4.
            prompt: What happens, in at most 2500 characters.
            model_name: The version of the model.
            negative_prompt: What the video must not show, in at most 2500 characters.
            mode: `std` costs less, `pro` gives a better picture.
            duration: The length in seconds, as a string.
            aspect_ratio: The ratio of width to height.
            callback_url: The URL to which the provider sends a callback at each change of the task's status.
            external_task_id: Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not document that.
            watermark_info: Whether a copy of the video with a watermark is made, too.
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
        from ..models import KlingMultiImageToVideoRequest

        return self._start(
            GENERATE_KLING_MULTI_IMAGE_TO_VIDEO,
            KlingMultiImageToVideoRequest(
                image_list=image_list,
                prompt=prompt,
                model_name=_values.omitted(model_name),
                negative_prompt=_values.omitted(negative_prompt),
                mode=_values.omitted(mode),
                duration=_values.omitted(duration),
                aspect_ratio=_values.omitted(aspect_ratio),
                callback_url=_values.omitted(callback_url),
                external_task_id=_values.omitted(external_task_id),
                watermark_info=_values.omitted(watermark_info),
            ),
            callbacks,
            reference,
            retry_failed,
        )


class KlingCalls(Calls):
    """The operations of `kling` that start no task."""

    def list_extend(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List extension tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/video-extend`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_extend_tasks import sync_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_extend_tasks") as _client:
            _response = _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def get_extend(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get an extension task

        Reads a task. Costs nothing.

        `GET /kling/v1/videos/video-extend/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_extend_task import sync_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_extend_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    def list_text_to_video(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List text-to-video tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/text2video`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_text_to_video_tasks import sync_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_text_to_video_tasks") as _client:
            _response = _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def get_text_to_video(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get a text-to-video task

        Reads a task that makes a video from a text. Costs nothing.

        `GET /kling/v1/videos/text2video/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_text_to_video_task import sync_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_text_to_video_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    def list_image_to_video(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List image-to-video tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/image2video`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_image_to_video_tasks import sync_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_image_to_video_tasks") as _client:
            _response = _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def get_image_to_video(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get an image-to-video task

        Reads a task that makes a video from an image. Costs nothing.

        `GET /kling/v1/videos/image2video/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_image_to_video_task import sync_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_image_to_video_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    def list_multi_image_to_video(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List multi-image-to-video tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/multi-image2video`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_multi_image_to_video_tasks import sync_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_multi_image_to_video_tasks") as _client:
            _response = _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    def get_multi_image_to_video(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get a multi-image-to-video task

        Reads a task that makes a video from several images. Costs nothing.

        `GET /kling/v1/videos/multi-image2video/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_multi_image_to_video_task import sync_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_multi_image_to_video_task") as _client:
            _response = _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class AsyncKlingCalls(Calls):
    """The operations of `kling` that start no task."""

    async def list_extend(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List extension tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/video-extend`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_extend_tasks import asyncio_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_extend_tasks") as _client:
            _response = await _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def get_extend(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get an extension task

        Reads a task. Costs nothing.

        `GET /kling/v1/videos/video-extend/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_extend_task import asyncio_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_extend_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    async def list_text_to_video(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List text-to-video tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/text2video`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_text_to_video_tasks import asyncio_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_text_to_video_tasks") as _client:
            _response = await _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def get_text_to_video(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get a text-to-video task

        Reads a task that makes a video from a text. Costs nothing.

        `GET /kling/v1/videos/text2video/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_text_to_video_task import asyncio_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_text_to_video_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    async def list_image_to_video(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List image-to-video tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/image2video`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_image_to_video_tasks import asyncio_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_image_to_video_tasks") as _client:
            _response = await _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def get_image_to_video(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get an image-to-video task

        Reads a task that makes a video from an image. Costs nothing.

        `GET /kling/v1/videos/image2video/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_image_to_video_task import asyncio_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_image_to_video_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed

    async def list_multi_image_to_video(
        self,
        *,
        page_num: int | None = None,
        page_size: int | None = None,
    ) -> list[KlingTask]:
        """List multi-image-to-video tasks

        Lists the account's tasks, page by page (not documented by the reseller). May list a task
        whose submission got no response.

        `GET /kling/v1/videos/multi-image2video`

        Args:
            page_num: Which page to list, from 1 to 1000.
            page_size: How many tasks make a page, from 1 to 500.

        Raises:
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.list_kling_multi_image_to_video_tasks import asyncio_detailed as _send
        from ..models import KlingTasksResponse

        with self._calling("list_kling_multi_image_to_video_tasks") as _client:
            _response = await _send(
                client=_client,
                page_num=_values.omitted(page_num),
                page_size=_values.omitted(page_size),
            )
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingTasksResponse):
                raise _values.unexpected(_parsed)
            return _values.given(_parsed.data)

    async def get_multi_image_to_video(
        self,
        *,
        task_id: str,
    ) -> KlingResponse:
        """Get a multi-image-to-video task

        Reads a task that makes a video from several images. Costs nothing.

        `GET /kling/v1/videos/multi-image2video/{task_id}`

        Args:
            task_id: The task's id; not the id of a video. Kling's own hosts take your own `external_task_id`, too.

        Raises:
            InvalidRequestError: If an id is empty, `.` or `..`. Nothing was sent.
            LongtakeError: If the provider cannot be reached, or refuses the request.
        """
        from ..api.kling.get_kling_multi_image_to_video_task import asyncio_detailed as _send
        from ..models import KlingResponse

        with self._calling("get_kling_multi_image_to_video_task") as _client:
            _response = await _send(client=_client, task_id=task_id)
            _parsed = _response.parsed
            if not isinstance(_parsed, KlingResponse):
                raise _values.unexpected(_parsed)
            return _parsed


class Kling(KlingStarts[K, C], KlingCalls, Generic[K, C, P]):
    """Videos made with Kling."""

    def __init__(self, hooks: Hooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> KlingStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return KlingStarts(self._hooks.prepare)

    def task(
        self,
        task_id: str,
        *,
        started_by: Literal["extend", "text_to_video", "image_to_video", "multi_image_to_video"],
    ) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.
            started_by: The method that starts such tasks.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        reads = {
            "extend": "get_kling_extend_task",
            "text_to_video": "get_kling_text_to_video_task",
            "image_to_video": "get_kling_image_to_video_task",
            "multi_image_to_video": "get_kling_multi_image_to_video_task",
        }
        return self._hooks.task(reads[started_by], task_id)


class AsyncKling(KlingStarts[Coroutine[Any, Any, K], C], AsyncKlingCalls, Generic[K, C, P]):
    """Videos made with Kling."""

    def __init__(self, hooks: AsyncHooks[K, C, P]) -> None:
        self._hooks = hooks
        self._start = hooks.start
        self._calling = hooks.calling

    @cached_property
    def prepare(self) -> KlingStarts[P, C]:
        """Return the same methods for `longtake.submit_all`: each prepares a submission and sends nothing."""
        return KlingStarts(self._hooks.prepare)

    def task(
        self,
        task_id: str,
        *,
        started_by: Literal["extend", "text_to_video", "image_to_video", "multi_image_to_video"],
    ) -> K:
        """Return a task by its id. Nothing is sent.

        Args:
            task_id: The id that the provider gave the task.
            started_by: The method that starts such tasks.

        Raises:
            InvalidRequestError: If the id cannot be a task id, such as an empty string.
        """
        reads = {
            "extend": "get_kling_extend_task",
            "text_to_video": "get_kling_text_to_video_task",
            "image_to_video": "get_kling_image_to_video_task",
            "multi_image_to_video": "get_kling_multi_image_to_video_task",
        }
        return self._hooks.task(reads[started_by], task_id)
