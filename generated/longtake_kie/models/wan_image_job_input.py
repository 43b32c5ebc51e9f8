from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.wan_image_job_input_resolution import (
    WanImageJobInputResolution,
    check_wan_image_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="WanImageJobInput")


@_attrs_define(kw_only=True)
class WanImageJobInput:
    prompt: str
    """ What the video shows, in 1 to 5000 characters. """
    negative_prompt: str | Unset = UNSET
    """ What the video does not show, in at most 500 characters. """
    first_frame_url: str | Unset = UNSET
    """ The URL of the image with which the video begins. """
    last_frame_url: str | Unset = UNSET
    """ The URL of the image with which the video ends. """
    first_clip_url: str | Unset = UNSET
    """ The URL of a video of 2 to 10 seconds with which the result begins. Users report that the provider refuses
    it beside first or last frames. """
    driving_audio_url: str | Unset = UNSET
    """ The URL of a sound file to which the video moves. """
    resolution: WanImageJobInputResolution | Unset = "1080p"
    """ The resolution. A second in `1080p` costs more. """
    duration: int | Unset = 5
    """ The length of the whole result in seconds, from 2 to 15, the first clip included. """
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

        first_frame_url = self.first_frame_url

        last_frame_url = self.last_frame_url

        first_clip_url = self.first_clip_url

        driving_audio_url = self.driving_audio_url

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
        if first_frame_url is not UNSET:
            field_dict["first_frame_url"] = first_frame_url
        if last_frame_url is not UNSET:
            field_dict["last_frame_url"] = last_frame_url
        if first_clip_url is not UNSET:
            field_dict["first_clip_url"] = first_clip_url
        if driving_audio_url is not UNSET:
            field_dict["driving_audio_url"] = driving_audio_url
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

        first_frame_url = d.pop("first_frame_url", UNSET)

        last_frame_url = d.pop("last_frame_url", UNSET)

        first_clip_url = d.pop("first_clip_url", UNSET)

        driving_audio_url = d.pop("driving_audio_url", UNSET)

        _resolution = d.pop("resolution", UNSET)
        resolution: WanImageJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_wan_image_job_input_resolution(_resolution)

        duration = d.pop("duration", UNSET)

        prompt_extend = d.pop("prompt_extend", UNSET)

        watermark = d.pop("watermark", UNSET)

        seed = d.pop("seed", UNSET)

        wan_image_job_input = cls(
            prompt=prompt,
            negative_prompt=negative_prompt,
            first_frame_url=first_frame_url,
            last_frame_url=last_frame_url,
            first_clip_url=first_clip_url,
            driving_audio_url=driving_audio_url,
            resolution=resolution,
            duration=duration,
            prompt_extend=prompt_extend,
            watermark=watermark,
            seed=seed,
        )

        return wan_image_job_input
