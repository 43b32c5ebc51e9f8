from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.pixverse_transition_job_input_quality import (
    PixverseTransitionJobInputQuality,
    check_pixverse_transition_job_input_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="PixverseTransitionJobInput")


@_attrs_define(kw_only=True)
class PixverseTransitionJobInput:
    prompt: str
    """ What the video shows, in at most 5000 characters. """
    first_frame_image_url: str
    """ The URL of the image with which the video begins. """
    last_frame_image_url: str
    """ The URL of the image with which the video ends. """
    duration: int = 5
    """ The length in seconds, from 1 to 15. """
    quality: PixverseTransitionJobInputQuality = "720p"
    """ The resolution. A higher one costs more. """
    generate_audio_switch: bool | Unset = False
    """ Whether the video has sound, which costs more. """
    seed: int | Unset = UNSET
    """ The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses
    one. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        first_frame_image_url = self.first_frame_image_url

        last_frame_image_url = self.last_frame_image_url

        duration = self.duration

        quality: str = self.quality

        generate_audio_switch = self.generate_audio_switch

        seed = self.seed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "first_frame_image_url": first_frame_image_url,
                "last_frame_image_url": last_frame_image_url,
                "duration": duration,
                "quality": quality,
            }
        )
        if generate_audio_switch is not UNSET:
            field_dict["generate_audio_switch"] = generate_audio_switch
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        first_frame_image_url = d.pop("first_frame_image_url")

        last_frame_image_url = d.pop("last_frame_image_url")

        duration = d.pop("duration")

        quality = check_pixverse_transition_job_input_quality(d.pop("quality"))

        generate_audio_switch = d.pop("generate_audio_switch", UNSET)

        seed = d.pop("seed", UNSET)

        pixverse_transition_job_input = cls(
            prompt=prompt,
            first_frame_image_url=first_frame_image_url,
            last_frame_image_url=last_frame_image_url,
            duration=duration,
            quality=quality,
            generate_audio_switch=generate_audio_switch,
            seed=seed,
        )

        return pixverse_transition_job_input
