"""The operations of the family `kling`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Generic, TypeAlias, TypeVar

from ...models.kling_camera_control import KlingCameraControl
from ...models.kling_dynamic_mask import KlingDynamicMask
from ...models.kling_extend_request import KlingExtendRequest
from ...models.kling_image_2_video_request import KlingImage2VideoRequest
from ...models.kling_image_2_video_request_duration import KlingImage2VideoRequestDuration
from ...models.kling_image_2_video_request_mode import KlingImage2VideoRequestMode
from ...models.kling_image_2_video_request_model_name import KlingImage2VideoRequestModelName
from ...models.kling_image_2_video_request_sound import KlingImage2VideoRequestSound
from ...models.kling_text_2_video_request import KlingText2VideoRequest
from ...models.kling_text_2_video_request_aspect_ratio import KlingText2VideoRequestAspectRatio
from ...models.kling_text_2_video_request_duration import KlingText2VideoRequestDuration
from ...models.kling_text_2_video_request_mode import KlingText2VideoRequestMode
from ...models.kling_text_2_video_request_model_name import KlingText2VideoRequestModelName
from ...models.kling_text_2_video_request_sound import KlingText2VideoRequestSound
from ...models.kling_voice import KlingVoice
from ...types import UNSET, Unset

T = TypeVar("T", covariant=True)
C = TypeVar("C", contravariant=True)

Body: TypeAlias = KlingExtendRequest | KlingText2VideoRequest | KlingImage2VideoRequest
"""Every body with which this family's tasks are started."""


class Operations(ABC, Generic[T, C]):
    """What starts a task of the family `kling`, with the vendor's own parameters.

    `T` is what stands for a started task: a task, or an awaitable of one. `C` is what receives the
    vendor's callbacks.
    """

    @abstractmethod
    def _start(self, operation: str, body: Body, callbacks: C | None) -> T:
        """Submit `body` with the operation of that operationId, and return what stands for the task.

        Where callbacks are to be received, `body` has no address for them yet.
        """

    def extend(
        self,
        *,
        video_id: str,
        prompt: str | Unset = UNSET,
        negative_prompt: str | Unset = UNSET,
        cfg_scale: float | Unset = 0.5,
        callback_url: str | Unset = UNSET,
        callbacks: C | None = None,
    ) -> T:
        """Video extension

        Makes a video four to five seconds longer. It must be of model V1.0, V1.5 or V1.6 and at
        most 30 days old. What comes out can be extended in its turn, to three minutes in all.

        `POST /kling/v1/videos/video-extend`

        Args:
            video_id: The video to extend, by the id that the task which made it lists under `task_result.videos`; that task's own id is another. Three minutes long at most.
            prompt: What happens next, in at most 2500 characters. chainhub.tech requires it; Kling's own hosts do not.
            negative_prompt: Negative text prompts
            cfg_scale: The reference strength of the prompt word ranges from [0,1], with larger values indicating greater reference strength.
            callback_url: Where every change of the task's status is posted to.
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "extend_kling_video",
            KlingExtendRequest(
                video_id=video_id,
                prompt=prompt,
                negative_prompt=negative_prompt,
                cfg_scale=cfg_scale,
                callback_url=callback_url,
            ),
            callbacks,
        )

    def generate_kling_text2video(
        self,
        *,
        prompt: str,
        model_name: KlingText2VideoRequestModelName | Unset = "kling-v1",
        negative_prompt: str | Unset = UNSET,
        cfg_scale: float | Unset = UNSET,
        mode: KlingText2VideoRequestMode | Unset = "std",
        sound: KlingText2VideoRequestSound | Unset = "off",
        camera_control: KlingCameraControl | Unset = UNSET,
        aspect_ratio: KlingText2VideoRequestAspectRatio | Unset = "16:9",
        duration: KlingText2VideoRequestDuration | Unset = "5",
        callback_url: str | Unset = UNSET,
        external_task_id: str | Unset = UNSET,
        callbacks: C | None = None,
    ) -> T:
        """Generate video from text

        Makes a video of five or ten seconds from a text; kling-v3 makes 3 to 15 seconds. Videos of
        kling-v1 and kling-v1-6 can be extended for 30 days, by the id under `task_result.videos`.

        `POST /kling/v1/videos/text2video`

        Args:
            prompt: What the video shows, in at most 2500 characters.
            model_name: The model. Videos of kling-v1 and kling-v1-6 can be extended, others cannot.
            negative_prompt: What the video must not show, in at most 2500 characters.
            cfg_scale: How closely the video follows the prompt, from 0 to 1; 0.5 if it is left out. Models kling-v2 and newer do not support it.
            mode: `std` costs less, `pro` gives a better picture.
            sound: Whether the video gets sound. Only kling-v2-6 and newer make it.
            camera_control: How the camera moves. Without it the model decides.
            aspect_ratio: Width to height.
            duration: The length in seconds, as a string. Models before kling-v3 take 5 and 10 only.
            callback_url: Where every change of the task's status is posted to.
            external_task_id: Your own id for the task, unique in your account. Whether the reseller finds a task by it is not documented.
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "generate_kling_text2video",
            KlingText2VideoRequest(
                prompt=prompt,
                model_name=model_name,
                negative_prompt=negative_prompt,
                cfg_scale=cfg_scale,
                mode=mode,
                sound=sound,
                camera_control=camera_control,
                aspect_ratio=aspect_ratio,
                duration=duration,
                callback_url=callback_url,
                external_task_id=external_task_id,
            ),
            callbacks,
        )

    def generate_kling_image2video(
        self,
        *,
        image: str,
        model_name: KlingImage2VideoRequestModelName | Unset = "kling-v1",
        image_tail: str | Unset = UNSET,
        prompt: str | Unset = UNSET,
        voice_list: list[KlingVoice] | Unset = UNSET,
        sound: KlingImage2VideoRequestSound | Unset = "off",
        negative_prompt: str | Unset = UNSET,
        cfg_scale: float | Unset = UNSET,
        mode: KlingImage2VideoRequestMode | Unset = "std",
        static_mask: str | Unset = UNSET,
        dynamic_masks: list[KlingDynamicMask] | Unset = UNSET,
        camera_control: KlingCameraControl | Unset = UNSET,
        duration: KlingImage2VideoRequestDuration | Unset = "5",
        callback_url: str | Unset = UNSET,
        external_task_id: str | Unset = UNSET,
        callbacks: C | None = None,
    ) -> T:
        """Generate video from image

        Makes a video of five or ten seconds that begins with an image; kling-v3 makes 3 to 15
        seconds. Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended for 30 days, by the
        id under `task_result.videos`.

        `POST /kling/v1/videos/image2video`

        Args:
            image: The image that the video begins with, as a URL or as base64 without `data:` before it. A JPEG or PNG file of at most 10 MB, at least 300 pixels wide and high.
            model_name: The model. Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended, others cannot.
            image_tail: The image that the video ends with, in the same form. Not together with masks or `camera_control`.
            prompt: What happens, in at most 2500 characters.
            voice_list: The voices, at most two, that the prompt calls `<<<voice_1>>>` and `<<<voice_2>>>`. Only kling-v2-6 and newer, with `sound` on.
            sound: Whether the video gets sound. Only kling-v2-6 and newer make it.
            negative_prompt: What the video must not show, in at most 2500 characters.
            cfg_scale: How closely the video follows the prompt, from 0 to 1; 0.5 if it is left out. Models kling-v2 and newer do not support it.
            mode: `std` costs less, `pro` gives a better picture.
            static_mask: A mask of what stands still, as a URL or base64, as large as the image.
            dynamic_masks: Masks of what moves, at most six.
            camera_control: How the camera moves. Without it the model decides.
            duration: The length in seconds, as a string. Models before kling-v3 take 5 and 10 only.
            callback_url: Where every change of the task's status is posted to.
            external_task_id: Your own id for the task, unique in your account. Whether the reseller finds a task by it is not documented.
            callbacks: What receives the vendor's callbacks; its address is sent.
        """
        return self._start(
            "generate_kling_image2video",
            KlingImage2VideoRequest(
                image=image,
                model_name=model_name,
                image_tail=image_tail,
                prompt=prompt,
                voice_list=voice_list,
                sound=sound,
                negative_prompt=negative_prompt,
                cfg_scale=cfg_scale,
                mode=mode,
                static_mask=static_mask,
                dynamic_masks=dynamic_masks,
                camera_control=camera_control,
                duration=duration,
                callback_url=callback_url,
                external_task_id=external_task_id,
            ),
            callbacks,
        )
