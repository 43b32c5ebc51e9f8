from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.kling_image_to_video_request_duration import (
    KlingImageToVideoRequestDuration,
    check_kling_image_to_video_request_duration,
)
from ..models.kling_image_to_video_request_mode import (
    KlingImageToVideoRequestMode,
    check_kling_image_to_video_request_mode,
)
from ..models.kling_image_to_video_request_model_name import (
    KlingImageToVideoRequestModelName,
    check_kling_image_to_video_request_model_name,
)
from ..models.kling_image_to_video_request_sound import (
    KlingImageToVideoRequestSound,
    check_kling_image_to_video_request_sound,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_camera_control import KlingCameraControl
    from ..models.kling_dynamic_mask import KlingDynamicMask
    from ..models.kling_voice import KlingVoice
    from ..models.kling_watermark_info import KlingWatermarkInfo


T = TypeVar("T", bound="KlingImageToVideoRequest")


@_attrs_define(kw_only=True)
class KlingImageToVideoRequest:
    image: str
    """ The image that the video begins with, as a URL or as base64 without `data:` before it. A JPEG or PNG file of
    at most 10 MB, at least 300 pixels wide and high. """
    model_name: KlingImageToVideoRequestModelName | Unset = "kling-v1"
    """ The model. Videos of kling-v1, kling-v1-5 and kling-v1-6 can be extended, others cannot. """
    image_tail: str | Unset = UNSET
    """ The image that the video ends with, in the same form. Not together with masks or `camera_control`. """
    prompt: str | Unset = UNSET
    """ What happens, in at most 2500 characters. """
    voice_list: list[KlingVoice] | Unset = UNSET
    """ The voices, at most two, that the prompt calls `<<<voice_1>>>` and `<<<voice_2>>>`. Only kling-v2-6 and
    newer, with `sound` on. """
    sound: KlingImageToVideoRequestSound | Unset = "off"
    """ Whether the video gets sound. Only kling-v2-6 and newer make it. """
    negative_prompt: str | Unset = UNSET
    """ What the video must not show, in at most 2500 characters. """
    cfg_scale: float | Unset = UNSET
    """ How closely the video follows the prompt, from 0 to 1. Without it, the provider uses 0.5. Models kling-v2
    and newer do not support it. """
    mode: KlingImageToVideoRequestMode | Unset = "std"
    """ `std` costs less, `pro` gives a better picture. """
    static_mask: str | Unset = UNSET
    """ A mask of what stands still, as a URL or base64, as large as the image. """
    dynamic_masks: list[KlingDynamicMask] | Unset = UNSET
    """ Masks of what moves, at most 6. """
    camera_control: KlingCameraControl | Unset = UNSET
    """ How the camera moves. Without it, the model decides. """
    duration: KlingImageToVideoRequestDuration | Unset = "5"
    """ The length in seconds, as a string. Models before kling-v3 take 5 and 10 only. """
    callback_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback at each change of the task's status. """
    external_task_id: str | Unset = UNSET
    """ Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not
    document that. """
    watermark_info: KlingWatermarkInfo | Unset = UNSET
    """ Whether a copy of the video with a watermark is made, too. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image

        model_name: str | Unset = UNSET
        if not isinstance(self.model_name, Unset):
            model_name = self.model_name

        image_tail = self.image_tail

        prompt = self.prompt

        voice_list: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.voice_list, Unset):
            voice_list = []
            for voice_list_item_data in self.voice_list:
                voice_list_item = voice_list_item_data.to_dict()
                voice_list.append(voice_list_item)

        sound: str | Unset = UNSET
        if not isinstance(self.sound, Unset):
            sound = self.sound

        negative_prompt = self.negative_prompt

        cfg_scale = self.cfg_scale

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        static_mask = self.static_mask

        dynamic_masks: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.dynamic_masks, Unset):
            dynamic_masks = []
            for dynamic_masks_item_data in self.dynamic_masks:
                dynamic_masks_item = dynamic_masks_item_data.to_dict()
                dynamic_masks.append(dynamic_masks_item)

        camera_control: dict[str, Any] | Unset = UNSET
        if not isinstance(self.camera_control, Unset):
            camera_control = self.camera_control.to_dict()

        duration: str | Unset = UNSET
        if not isinstance(self.duration, Unset):
            duration = self.duration

        callback_url = self.callback_url

        external_task_id = self.external_task_id

        watermark_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.watermark_info, Unset):
            watermark_info = self.watermark_info.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image": image,
            }
        )
        if model_name is not UNSET:
            field_dict["model_name"] = model_name
        if image_tail is not UNSET:
            field_dict["image_tail"] = image_tail
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if voice_list is not UNSET:
            field_dict["voice_list"] = voice_list
        if sound is not UNSET:
            field_dict["sound"] = sound
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if cfg_scale is not UNSET:
            field_dict["cfg_scale"] = cfg_scale
        if mode is not UNSET:
            field_dict["mode"] = mode
        if static_mask is not UNSET:
            field_dict["static_mask"] = static_mask
        if dynamic_masks is not UNSET:
            field_dict["dynamic_masks"] = dynamic_masks
        if camera_control is not UNSET:
            field_dict["camera_control"] = camera_control
        if duration is not UNSET:
            field_dict["duration"] = duration
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if external_task_id is not UNSET:
            field_dict["external_task_id"] = external_task_id
        if watermark_info is not UNSET:
            field_dict["watermark_info"] = watermark_info

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_camera_control import KlingCameraControl  # noqa: PLC0415
        from ..models.kling_dynamic_mask import KlingDynamicMask  # noqa: PLC0415
        from ..models.kling_voice import KlingVoice  # noqa: PLC0415
        from ..models.kling_watermark_info import KlingWatermarkInfo  # noqa: PLC0415

        d = dict(src_dict)
        image = d.pop("image")

        _model_name = d.pop("model_name", UNSET)
        model_name: KlingImageToVideoRequestModelName | Unset
        if isinstance(_model_name, Unset):
            model_name = UNSET
        else:
            model_name = check_kling_image_to_video_request_model_name(_model_name)

        image_tail = d.pop("image_tail", UNSET)

        prompt = d.pop("prompt", UNSET)

        _voice_list = d.pop("voice_list", UNSET)
        voice_list: list[KlingVoice] | Unset = UNSET
        if _voice_list is not UNSET:
            voice_list = []
            for voice_list_item_data in _voice_list:
                voice_list_item = KlingVoice.from_dict(
                    cast(Mapping[str, Any], voice_list_item_data)
                )

                voice_list.append(voice_list_item)

        _sound = d.pop("sound", UNSET)
        sound: KlingImageToVideoRequestSound | Unset
        if isinstance(_sound, Unset):
            sound = UNSET
        else:
            sound = check_kling_image_to_video_request_sound(_sound)

        negative_prompt = d.pop("negative_prompt", UNSET)

        cfg_scale = d.pop("cfg_scale", UNSET)

        _mode = d.pop("mode", UNSET)
        mode: KlingImageToVideoRequestMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_kling_image_to_video_request_mode(_mode)

        static_mask = d.pop("static_mask", UNSET)

        _dynamic_masks = d.pop("dynamic_masks", UNSET)
        dynamic_masks: list[KlingDynamicMask] | Unset = UNSET
        if _dynamic_masks is not UNSET:
            dynamic_masks = []
            for dynamic_masks_item_data in _dynamic_masks:
                dynamic_masks_item = KlingDynamicMask.from_dict(
                    cast(Mapping[str, Any], dynamic_masks_item_data)
                )

                dynamic_masks.append(dynamic_masks_item)

        _camera_control = d.pop("camera_control", UNSET)
        camera_control: KlingCameraControl | Unset
        if isinstance(_camera_control, Unset):
            camera_control = UNSET
        else:
            camera_control = KlingCameraControl.from_dict(cast(Mapping[str, Any], _camera_control))

        _duration = d.pop("duration", UNSET)
        duration: KlingImageToVideoRequestDuration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_kling_image_to_video_request_duration(_duration)

        callback_url = d.pop("callback_url", UNSET)

        external_task_id = d.pop("external_task_id", UNSET)

        _watermark_info = d.pop("watermark_info", UNSET)
        watermark_info: KlingWatermarkInfo | Unset
        if isinstance(_watermark_info, Unset):
            watermark_info = UNSET
        else:
            watermark_info = KlingWatermarkInfo.from_dict(cast(Mapping[str, Any], _watermark_info))

        kling_image_to_video_request = cls(
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
            watermark_info=watermark_info,
        )

        return kling_image_to_video_request
