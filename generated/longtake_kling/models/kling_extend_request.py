from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_watermark_info import KlingWatermarkInfo


T = TypeVar("T", bound="KlingExtendRequest")


@_attrs_define(kw_only=True)
class KlingExtendRequest:
    video_id: str
    """ The id of the video to extend (`video.source`, which a response has as `id` under `task_result.videos`). It
    is not the id of that task. The video is at most three minutes long. """
    prompt: str | Unset = UNSET
    """ What happens next, in at most 2500 characters. """
    negative_prompt: str | Unset = UNSET
    """ What the new part must not show, in at most 2500 characters. Not for videos of kling-v1. """
    cfg_scale: float | Unset = UNSET
    """ How closely the new part follows the prompt, from 0 to 1. Without it, the provider uses 0.5. Not for videos
    of kling-v1. """
    callback_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback at each change of the task's status. """
    external_task_id: str | Unset = UNSET
    """ Your own id for the task, unique in your account. Kling's own hosts read a task by it, too; resellers do not
    document that. """
    watermark_info: KlingWatermarkInfo | Unset = UNSET
    """ Whether a copy of the video with a watermark is made, too. """

    def to_dict(self) -> dict[str, Any]:
        video_id = self.video_id

        prompt = self.prompt

        negative_prompt = self.negative_prompt

        cfg_scale = self.cfg_scale

        callback_url = self.callback_url

        external_task_id = self.external_task_id

        watermark_info: dict[str, Any] | Unset = UNSET
        if not isinstance(self.watermark_info, Unset):
            watermark_info = self.watermark_info.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "video_id": video_id,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if cfg_scale is not UNSET:
            field_dict["cfg_scale"] = cfg_scale
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url
        if external_task_id is not UNSET:
            field_dict["external_task_id"] = external_task_id
        if watermark_info is not UNSET:
            field_dict["watermark_info"] = watermark_info

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_watermark_info import KlingWatermarkInfo  # noqa: PLC0415

        d = dict(src_dict)
        video_id = d.pop("video_id")

        prompt = d.pop("prompt", UNSET)

        negative_prompt = d.pop("negative_prompt", UNSET)

        cfg_scale = d.pop("cfg_scale", UNSET)

        callback_url = d.pop("callback_url", UNSET)

        external_task_id = d.pop("external_task_id", UNSET)

        _watermark_info = d.pop("watermark_info", UNSET)
        watermark_info: KlingWatermarkInfo | Unset
        if isinstance(_watermark_info, Unset):
            watermark_info = UNSET
        else:
            watermark_info = KlingWatermarkInfo.from_dict(cast(Mapping[str, Any], _watermark_info))

        kling_extend_request = cls(
            video_id=video_id,
            prompt=prompt,
            negative_prompt=negative_prompt,
            cfg_scale=cfg_scale,
            callback_url=callback_url,
            external_task_id=external_task_id,
            watermark_info=watermark_info,
        )

        return kling_extend_request
