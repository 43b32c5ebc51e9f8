from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.kling_multi_image_to_video_request_aspect_ratio import (
    KlingMultiImageToVideoRequestAspectRatio,
    check_kling_multi_image_to_video_request_aspect_ratio,
)
from ..models.kling_multi_image_to_video_request_duration import (
    KlingMultiImageToVideoRequestDuration,
    check_kling_multi_image_to_video_request_duration,
)
from ..models.kling_multi_image_to_video_request_mode import (
    KlingMultiImageToVideoRequestMode,
    check_kling_multi_image_to_video_request_mode,
)
from ..models.kling_multi_image_to_video_request_model_name import (
    KlingMultiImageToVideoRequestModelName,
    check_kling_multi_image_to_video_request_model_name,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_image import KlingImage
    from ..models.kling_watermark_info import KlingWatermarkInfo


T = TypeVar("T", bound="KlingMultiImageToVideoRequest")


@_attrs_define(kw_only=True)
class KlingMultiImageToVideoRequest:
    image_list: list[KlingImage]
    """ The images, from 1 to 4. """
    prompt: str
    """ What happens, in at most 2500 characters. """
    model_name: KlingMultiImageToVideoRequestModelName | Unset = "kling-v1-6"
    """ The version of the model. """
    negative_prompt: str | Unset = UNSET
    """ What the video must not show, in at most 2500 characters. """
    mode: KlingMultiImageToVideoRequestMode | Unset = "std"
    """ `std` costs less, `pro` gives a better picture. """
    duration: KlingMultiImageToVideoRequestDuration | Unset = "5"
    """ The length in seconds, as a string. """
    aspect_ratio: KlingMultiImageToVideoRequestAspectRatio | Unset = "16:9"
    """ The ratio of width to height. """
    callback_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback at each change of the task's status. """
    external_task_id: str | Unset = UNSET
    """ Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not
    document that. """
    watermark_info: KlingWatermarkInfo | Unset = UNSET
    """ Whether a copy of the video with a watermark is made, too. """

    def to_dict(self) -> dict[str, Any]:
        image_list: list[dict[str, Any]]
        image_list = []
        for image_list_item_data in self.image_list:
            image_list_item = image_list_item_data.to_dict()
            image_list.append(image_list_item)

        prompt = self.prompt

        model_name: str | Unset = UNSET
        if not isinstance(self.model_name, Unset):
            model_name = self.model_name

        negative_prompt = self.negative_prompt

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        duration: str | Unset = UNSET
        if not isinstance(self.duration, Unset):
            duration = self.duration

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        callback_url = self.callback_url

        external_task_id = self.external_task_id

        watermark_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.watermark_info, Unset):
            watermark_info = self.watermark_info.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image_list": image_list,
                "prompt": prompt,
            }
        )
        if model_name is not UNSET:
            field_dict["model_name"] = model_name
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if mode is not UNSET:
            field_dict["mode"] = mode
        if duration is not UNSET:
            field_dict["duration"] = duration
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if external_task_id is not UNSET:
            field_dict["external_task_id"] = external_task_id
        if watermark_info is not UNSET:
            field_dict["watermark_info"] = watermark_info

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_image import KlingImage  # noqa: PLC0415
        from ..models.kling_watermark_info import KlingWatermarkInfo  # noqa: PLC0415

        d = dict(src_dict)
        image_list: list[KlingImage] = []
        _image_list = cast(Iterable[Any], d.pop("image_list"))
        for image_list_item_data in _image_list:
            image_list_item = KlingImage.from_dict(cast(Mapping[str, Any], image_list_item_data))

            image_list.append(image_list_item)

        prompt = d.pop("prompt")

        _model_name = d.pop("model_name", UNSET)
        model_name: KlingMultiImageToVideoRequestModelName | Unset
        if isinstance(_model_name, Unset):
            model_name = UNSET
        else:
            model_name = check_kling_multi_image_to_video_request_model_name(_model_name)

        negative_prompt = d.pop("negative_prompt", UNSET)

        _mode = d.pop("mode", UNSET)
        mode: KlingMultiImageToVideoRequestMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_kling_multi_image_to_video_request_mode(_mode)

        _duration = d.pop("duration", UNSET)
        duration: KlingMultiImageToVideoRequestDuration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_kling_multi_image_to_video_request_duration(_duration)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: KlingMultiImageToVideoRequestAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_kling_multi_image_to_video_request_aspect_ratio(_aspect_ratio)

        callback_url = d.pop("callback_url", UNSET)

        external_task_id = d.pop("external_task_id", UNSET)

        _watermark_info = d.pop("watermark_info", UNSET)
        watermark_info: KlingWatermarkInfo | Unset
        if isinstance(_watermark_info, Unset):
            watermark_info = UNSET
        else:
            watermark_info = KlingWatermarkInfo.from_dict(cast(Mapping[str, Any], _watermark_info))

        kling_multi_image_to_video_request = cls(
            image_list=image_list,
            prompt=prompt,
            model_name=model_name,
            negative_prompt=negative_prompt,
            mode=mode,
            duration=duration,
            aspect_ratio=aspect_ratio,
            callback_url=callback_url,
            external_task_id=external_task_id,
            watermark_info=watermark_info,
        )

        return kling_multi_image_to_video_request
