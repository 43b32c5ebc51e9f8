from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.wan_edit_job_input_aspect_ratio import (
    WanEditJobInputAspectRatio,
    check_wan_edit_job_input_aspect_ratio,
)
from ..models.wan_edit_job_input_audio_setting import (
    WanEditJobInputAudioSetting,
    check_wan_edit_job_input_audio_setting,
)
from ..models.wan_edit_job_input_resolution import (
    WanEditJobInputResolution,
    check_wan_edit_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="WanEditJobInput")


@_attrs_define(kw_only=True)
class WanEditJobInput:
    video_url: str
    """ The URL of the video. The provider must be able to fetch it. """
    prompt: str | Unset = UNSET
    """ What changes in the video, in at most 5000 characters. """
    negative_prompt: str | Unset = UNSET
    """ What the video does not show, in at most 500 characters. """
    reference_image: str | Unset = UNSET
    """ The URL of a reference image for the result. """
    aspect_ratio: WanEditJobInputAspectRatio | Unset = UNSET
    """ Width to height of the result. Without it, the video's own is kept. """
    audio_setting: WanEditJobInputAudioSetting | Unset = "auto"
    """ Which sound the result has. `auto` lets the provider decide, `origin` keeps the video's own. """
    resolution: WanEditJobInputResolution | Unset = "1080p"
    """ The resolution. A second in `1080p` costs more. """
    duration: int | Unset = 0
    """ The length of the result in seconds, from 1 to 10; 0 keeps the video's own. """
    prompt_extend: bool | Unset = True
    """ Whether the provider rewrites the prompt in more detail first. """
    watermark: bool | Unset = False
    """ Whether the video is marked as made by AI. """
    seed: int | Unset = UNSET
    """ The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses
    one. """

    def to_dict(self) -> dict[str, Any]:
        video_url = self.video_url

        prompt = self.prompt

        negative_prompt = self.negative_prompt

        reference_image = self.reference_image

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        audio_setting: str | Unset = UNSET
        if not isinstance(self.audio_setting, Unset):
            audio_setting = self.audio_setting

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        duration = self.duration

        prompt_extend = self.prompt_extend

        watermark = self.watermark

        seed = self.seed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "video_url": video_url,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if reference_image is not UNSET:
            field_dict["reference_image"] = reference_image
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if audio_setting is not UNSET:
            field_dict["audio_setting"] = audio_setting
        if resolution is not UNSET:
            field_dict["resolution"] = resolution
        if duration is not UNSET:
            field_dict["duration"] = duration
        if prompt_extend is not UNSET:
            field_dict["prompt_extend"] = prompt_extend
        if watermark is not UNSET:
            field_dict["watermark"] = watermark
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        video_url = d.pop("video_url")

        prompt = d.pop("prompt", UNSET)

        negative_prompt = d.pop("negative_prompt", UNSET)

        reference_image = d.pop("reference_image", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: WanEditJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_wan_edit_job_input_aspect_ratio(_aspect_ratio)

        _audio_setting = d.pop("audio_setting", UNSET)
        audio_setting: WanEditJobInputAudioSetting | Unset
        if isinstance(_audio_setting, Unset):
            audio_setting = UNSET
        else:
            audio_setting = check_wan_edit_job_input_audio_setting(_audio_setting)

        _resolution = d.pop("resolution", UNSET)
        resolution: WanEditJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_wan_edit_job_input_resolution(_resolution)

        duration = d.pop("duration", UNSET)

        prompt_extend = d.pop("prompt_extend", UNSET)

        watermark = d.pop("watermark", UNSET)

        seed = d.pop("seed", UNSET)

        wan_edit_job_input = cls(
            video_url=video_url,
            prompt=prompt,
            negative_prompt=negative_prompt,
            reference_image=reference_image,
            aspect_ratio=aspect_ratio,
            audio_setting=audio_setting,
            resolution=resolution,
            duration=duration,
            prompt_extend=prompt_extend,
            watermark=watermark,
            seed=seed,
        )

        return wan_edit_job_input
