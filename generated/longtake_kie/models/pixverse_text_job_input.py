from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.pixverse_text_job_input_aspect_ratio import (
    PixverseTextJobInputAspectRatio,
    check_pixverse_text_job_input_aspect_ratio,
)
from ..models.pixverse_text_job_input_quality import (
    PixverseTextJobInputQuality,
    check_pixverse_text_job_input_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="PixverseTextJobInput")


@_attrs_define(kw_only=True)
class PixverseTextJobInput:
    prompt: str
    """ What the video shows, in at most 5000 characters. """
    aspect_ratio: PixverseTextJobInputAspectRatio = "16:9"
    """ The ratio of width to height. """
    duration: int = 5
    """ The length in seconds, from 1 to 15. """
    quality: PixverseTextJobInputQuality = "720p"
    """ The resolution. A higher one costs more. """
    generate_audio_switch: bool | Unset = False
    """ Whether the video has sound, which costs more. """
    generate_multi_clip_switch: bool | Unset = False
    """ Whether the video is cut from several shots. """
    seed: int | Unset = UNSET
    """ The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses
    one. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        aspect_ratio: str = self.aspect_ratio

        duration = self.duration

        quality: str = self.quality

        generate_audio_switch = self.generate_audio_switch

        generate_multi_clip_switch = self.generate_multi_clip_switch

        seed = self.seed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "aspect_ratio": aspect_ratio,
                "duration": duration,
                "quality": quality,
            }
        )
        if generate_audio_switch is not UNSET:
            field_dict["generate_audio_switch"] = generate_audio_switch
        if generate_multi_clip_switch is not UNSET:
            field_dict["generate_multi_clip_switch"] = generate_multi_clip_switch
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        aspect_ratio = check_pixverse_text_job_input_aspect_ratio(d.pop("aspect_ratio"))

        duration = d.pop("duration")

        quality = check_pixverse_text_job_input_quality(d.pop("quality"))

        generate_audio_switch = d.pop("generate_audio_switch", UNSET)

        generate_multi_clip_switch = d.pop("generate_multi_clip_switch", UNSET)

        seed = d.pop("seed", UNSET)

        pixverse_text_job_input = cls(
            prompt=prompt,
            aspect_ratio=aspect_ratio,
            duration=duration,
            quality=quality,
            generate_audio_switch=generate_audio_switch,
            generate_multi_clip_switch=generate_multi_clip_switch,
            seed=seed,
        )

        return pixverse_text_job_input
