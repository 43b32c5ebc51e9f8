from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.runway_generate_job_input_aspect_ratio import (
    RunwayGenerateJobInputAspectRatio,
    check_runway_generate_job_input_aspect_ratio,
)
from ..models.runway_generate_job_input_duration import (
    RunwayGenerateJobInputDuration,
    check_runway_generate_job_input_duration,
)
from ..models.runway_generate_job_input_quality import (
    RunwayGenerateJobInputQuality,
    check_runway_generate_job_input_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RunwayGenerateJobInput")


@_attrs_define(kw_only=True)
class RunwayGenerateJobInput:
    prompt: str
    """ What the video shows, in at most 1800 characters. With an image, how it moves and changes. """
    duration: RunwayGenerateJobInputDuration
    """ The length in seconds, 5 or 10. A video of 10 seconds is not available in 1080p. """
    quality: RunwayGenerateJobInputQuality
    """ The resolution, `720p` or `1080p`. A video in 1080p is 5 seconds long, and users report that it cannot be
    extended. """
    image_url: str | Unset = UNSET
    """ The URL of an image that the video animates. The provider must be able to fetch it. """
    aspect_ratio: RunwayGenerateJobInputAspectRatio | Unset = UNSET
    """ Width to height of a video without an image. An image sets its own. """
    watermark: str | Unset = UNSET
    """ The text of a watermark in the video. Without it, the video has none. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        duration: int = self.duration

        quality: str = self.quality

        image_url = self.image_url

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        watermark = self.watermark

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "duration": duration,
                "quality": quality,
            }
        )
        if image_url is not UNSET:
            field_dict["image_url"] = image_url
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if watermark is not UNSET:
            field_dict["watermark"] = watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        duration = check_runway_generate_job_input_duration(d.pop("duration"))

        quality = check_runway_generate_job_input_quality(d.pop("quality"))

        image_url = d.pop("image_url", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: RunwayGenerateJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_runway_generate_job_input_aspect_ratio(_aspect_ratio)

        watermark = d.pop("watermark", UNSET)

        runway_generate_job_input = cls(
            prompt=prompt,
            duration=duration,
            quality=quality,
            image_url=image_url,
            aspect_ratio=aspect_ratio,
            watermark=watermark,
        )

        return runway_generate_job_input
