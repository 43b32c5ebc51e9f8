from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="KlingExtendRequest")


@_attrs_define(kw_only=True)
class KlingExtendRequest:
    video_id: str
    """ The id of the video to extend (`video.source`, which a response has as `id` under `task_result.videos`). It
    is not the id of that task. The video is at most three minutes long. """
    prompt: str
    """ What happens next, in at most 2500 characters. """
    negative_prompt: str | Unset = UNSET
    """ What the new part must not show, in at most 2500 characters. Not for videos of kling-v1. """
    cfg_scale: float | Unset = 0.5
    """ How closely the new part follows the prompt, from 0 to 1. Not for videos of kling-v1. """
    callback_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback at each change of the task's status. """

    def to_dict(self) -> dict[str, Any]:
        video_id = self.video_id

        prompt = self.prompt

        negative_prompt = self.negative_prompt

        cfg_scale = self.cfg_scale

        callback_url = self.callback_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "video_id": video_id,
                "prompt": prompt,
            }
        )
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if cfg_scale is not UNSET:
            field_dict["cfg_scale"] = cfg_scale
        if callback_url is not UNSET:
            field_dict["callback_url"] = callback_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        video_id = d.pop("video_id")

        prompt = d.pop("prompt")

        negative_prompt = d.pop("negative_prompt", UNSET)

        cfg_scale = d.pop("cfg_scale", UNSET)

        callback_url = d.pop("callback_url", UNSET)

        kling_extend_request = cls(
            video_id=video_id,
            prompt=prompt,
            negative_prompt=negative_prompt,
            cfg_scale=cfg_scale,
            callback_url=callback_url,
        )

        return kling_extend_request
