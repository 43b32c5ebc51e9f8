from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.kling_text_to_video_request_aspect_ratio import (
    KlingTextToVideoRequestAspectRatio,
    check_kling_text_to_video_request_aspect_ratio,
)
from ..models.kling_text_to_video_request_duration import (
    KlingTextToVideoRequestDuration,
    check_kling_text_to_video_request_duration,
)
from ..models.kling_text_to_video_request_mode import (
    KlingTextToVideoRequestMode,
    check_kling_text_to_video_request_mode,
)
from ..models.kling_text_to_video_request_model_name import (
    KlingTextToVideoRequestModelName,
    check_kling_text_to_video_request_model_name,
)
from ..models.kling_text_to_video_request_sound import (
    KlingTextToVideoRequestSound,
    check_kling_text_to_video_request_sound,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_camera_control import KlingCameraControl
    from ..models.kling_watermark_info import KlingWatermarkInfo


T = TypeVar("T", bound="KlingTextToVideoRequest")


@_attrs_define(kw_only=True)
class KlingTextToVideoRequest:
    prompt: str
    """ What the video shows, in at most 2500 characters. """
    model_name: KlingTextToVideoRequestModelName | Unset = "kling-v1"
    """ The model. Videos of kling-v1 and kling-v1-6 can be extended, others cannot. """
    negative_prompt: str | Unset = UNSET
    """ What the video must not show, in at most 2500 characters. """
    cfg_scale: float | Unset = UNSET
    """ How closely the video follows the prompt, from 0 to 1. Without it, the provider uses 0.5. Models kling-v2
    and newer do not support it. """
    mode: KlingTextToVideoRequestMode | Unset = "std"
    """ `std` costs less, `pro` gives a better picture. """
    sound: KlingTextToVideoRequestSound | Unset = "off"
    """ Whether the video gets sound. Only kling-v2-6 and newer make it. """
    camera_control: KlingCameraControl | Unset = UNSET
    """ How the camera moves. Without it, the model decides. """
    aspect_ratio: KlingTextToVideoRequestAspectRatio | Unset = "16:9"
    """ The ratio of width to height. """
    duration: KlingTextToVideoRequestDuration | Unset = "5"
    """ The length in seconds, as a string. Models before kling-v3 take 5 and 10 only. """
    callback_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback at each change of the task's status. """
    external_task_id: str | Unset = UNSET
    """ Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not
    document that. """
    watermark_info: KlingWatermarkInfo | Unset = UNSET
    """ Whether a copy of the video with a watermark is made, too. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        model_name: str | Unset = UNSET
        if not isinstance(self.model_name, Unset):
            model_name = self.model_name

        negative_prompt = self.negative_prompt

        cfg_scale = self.cfg_scale

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        sound: str | Unset = UNSET
        if not isinstance(self.sound, Unset):
            sound = self.sound

        camera_control: dict[str, Any] | Unset = UNSET
        if not isinstance(self.camera_control, Unset):
            camera_control = self.camera_control.to_dict()

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

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
                "prompt": prompt,
            }
        )
        if model_name is not UNSET:
            field_dict["model_name"] = model_name
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if cfg_scale is not UNSET:
            field_dict["cfg_scale"] = cfg_scale
        if mode is not UNSET:
            field_dict["mode"] = mode
        if sound is not UNSET:
            field_dict["sound"] = sound
        if camera_control is not UNSET:
            field_dict["camera_control"] = camera_control
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
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
        from ..models.kling_watermark_info import KlingWatermarkInfo  # noqa: PLC0415

        d = dict(src_dict)
        prompt = d.pop("prompt")

        _model_name = d.pop("model_name", UNSET)
        model_name: KlingTextToVideoRequestModelName | Unset
        if isinstance(_model_name, Unset):
            model_name = UNSET
        else:
            model_name = check_kling_text_to_video_request_model_name(_model_name)

        negative_prompt = d.pop("negative_prompt", UNSET)

        cfg_scale = d.pop("cfg_scale", UNSET)

        _mode = d.pop("mode", UNSET)
        mode: KlingTextToVideoRequestMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_kling_text_to_video_request_mode(_mode)

        _sound = d.pop("sound", UNSET)
        sound: KlingTextToVideoRequestSound | Unset
        if isinstance(_sound, Unset):
            sound = UNSET
        else:
            sound = check_kling_text_to_video_request_sound(_sound)

        _camera_control = d.pop("camera_control", UNSET)
        camera_control: KlingCameraControl | Unset
        if isinstance(_camera_control, Unset):
            camera_control = UNSET
        else:
            camera_control = KlingCameraControl.from_dict(cast(Mapping[str, Any], _camera_control))

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: KlingTextToVideoRequestAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_kling_text_to_video_request_aspect_ratio(_aspect_ratio)

        _duration = d.pop("duration", UNSET)
        duration: KlingTextToVideoRequestDuration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_kling_text_to_video_request_duration(_duration)

        callback_url = d.pop("callback_url", UNSET)

        external_task_id = d.pop("external_task_id", UNSET)

        _watermark_info = d.pop("watermark_info", UNSET)
        watermark_info: KlingWatermarkInfo | Unset
        if isinstance(_watermark_info, Unset):
            watermark_info = UNSET
        else:
            watermark_info = KlingWatermarkInfo.from_dict(cast(Mapping[str, Any], _watermark_info))

        kling_text_to_video_request = cls(
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
            watermark_info=watermark_info,
        )

        return kling_text_to_video_request
