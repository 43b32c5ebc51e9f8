from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.wan_text_job_input_ratio import WanTextJobInputRatio, check_wan_text_job_input_ratio
from ..models.wan_text_job_input_resolution import (
    WanTextJobInputResolution,
    check_wan_text_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="WanTextJobInput")


@_attrs_define(kw_only=True)
class WanTextJobInput:
    prompt: str
    """ What the video shows, in 1 to 5000 characters. """
    negative_prompt: str | Unset = UNSET
    """ What the video does not show, in at most 500 characters. """
    audio_url: str | Unset = UNSET
    """ The URL of a sound file that becomes the video's sound. """
    ratio: WanTextJobInputRatio | Unset = "16:9"
    """ The ratio of width to height. """
    resolution: WanTextJobInputResolution | Unset = "1080p"
    """ The resolution. A second in `1080p` costs more. """
    duration: int | Unset = 5
    """ The length in seconds, from 2 to 15. """
    prompt_extend: bool | Unset = True
    """ Whether the provider rewrites the prompt in more detail first. """
    watermark: bool | Unset = False
    """ Whether the video is marked as made by AI. """
    seed: int | Unset = UNSET
    """ The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses
    one. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        negative_prompt = self.negative_prompt

        audio_url = self.audio_url

        ratio: str | Unset = UNSET
        if not isinstance(self.ratio, Unset):
            ratio = self.ratio

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
                "prompt": prompt,
            }
        )
        if negative_prompt is not UNSET:
            field_dict["negative_prompt"] = negative_prompt
        if audio_url is not UNSET:
            field_dict["audio_url"] = audio_url
        if ratio is not UNSET:
            field_dict["ratio"] = ratio
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
        prompt = d.pop("prompt")

        negative_prompt = d.pop("negative_prompt", UNSET)

        audio_url = d.pop("audio_url", UNSET)

        _ratio = d.pop("ratio", UNSET)
        ratio: WanTextJobInputRatio | Unset
        if isinstance(_ratio, Unset):
            ratio = UNSET
        else:
            ratio = check_wan_text_job_input_ratio(_ratio)

        _resolution = d.pop("resolution", UNSET)
        resolution: WanTextJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_wan_text_job_input_resolution(_resolution)

        duration = d.pop("duration", UNSET)

        prompt_extend = d.pop("prompt_extend", UNSET)

        watermark = d.pop("watermark", UNSET)

        seed = d.pop("seed", UNSET)

        wan_text_job_input = cls(
            prompt=prompt,
            negative_prompt=negative_prompt,
            audio_url=audio_url,
            ratio=ratio,
            resolution=resolution,
            duration=duration,
            prompt_extend=prompt_extend,
            watermark=watermark,
            seed=seed,
        )

        return wan_text_job_input
