from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.pixverse_image_job_input_quality import (
    PixverseImageJobInputQuality,
    check_pixverse_image_job_input_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="PixverseImageJobInput")


@_attrs_define(kw_only=True)
class PixverseImageJobInput:
    prompt: str
    """ What the video shows, in at most 5000 characters. """
    image_urls: list[str]
    """ The URLs of the images. The provider must be able to fetch them. """
    duration: int = 5
    """ The length in seconds, from 1 to 15. """
    quality: PixverseImageJobInputQuality = "720p"
    """ The resolution. A higher one costs more. """
    generate_audio_switch: bool | Unset = False
    """ Whether the video has sound, which costs more. """
    generate_multi_clip_switch: bool | Unset = False
    """ Whether the video is cut from several shots. """
    template_id: str | Unset = UNSET
    """ The id of one of PixVerse's effects. The provider's page lists 50. """
    seed: int | Unset = UNSET
    """ The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses
    one. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        image_urls = self.image_urls

        duration = self.duration

        quality: str = self.quality

        generate_audio_switch = self.generate_audio_switch

        generate_multi_clip_switch = self.generate_multi_clip_switch

        template_id = self.template_id

        seed = self.seed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "image_urls": image_urls,
                "duration": duration,
                "quality": quality,
            }
        )
        if generate_audio_switch is not UNSET:
            field_dict["generate_audio_switch"] = generate_audio_switch
        if generate_multi_clip_switch is not UNSET:
            field_dict["generate_multi_clip_switch"] = generate_multi_clip_switch
        if template_id is not UNSET:
            field_dict["template_id"] = template_id
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        image_urls = cast(list[str], d.pop("image_urls"))

        duration = d.pop("duration")

        quality = check_pixverse_image_job_input_quality(d.pop("quality"))

        generate_audio_switch = d.pop("generate_audio_switch", UNSET)

        generate_multi_clip_switch = d.pop("generate_multi_clip_switch", UNSET)

        template_id = d.pop("template_id", UNSET)

        seed = d.pop("seed", UNSET)

        pixverse_image_job_input = cls(
            prompt=prompt,
            image_urls=image_urls,
            duration=duration,
            quality=quality,
            generate_audio_switch=generate_audio_switch,
            generate_multi_clip_switch=generate_multi_clip_switch,
            template_id=template_id,
            seed=seed,
        )

        return pixverse_image_job_input
