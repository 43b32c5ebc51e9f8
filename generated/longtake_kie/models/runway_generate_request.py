from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.runway_generate_request_aspect_ratio import (
    RunwayGenerateRequestAspectRatio,
    check_runway_generate_request_aspect_ratio,
)
from ..models.runway_generate_request_duration import (
    RunwayGenerateRequestDuration,
    check_runway_generate_request_duration,
)
from ..models.runway_generate_request_quality import (
    RunwayGenerateRequestQuality,
    check_runway_generate_request_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RunwayGenerateRequest")


@_attrs_define(kw_only=True)
class RunwayGenerateRequest:
    prompt: str
    """ What the video shows, in at most 1800 characters. With an image, how it moves and changes. """
    duration: RunwayGenerateRequestDuration
    """ The length in seconds, 5 or 10. A video of 10 seconds is not available in 1080p. """
    quality: RunwayGenerateRequestQuality
    """ The resolution, `720p` or `1080p`. A video in 1080p is 5 seconds long. """
    image_url: str | Unset = UNSET
    """ The URL of an image that the video animates. The provider must be able to fetch it. """
    aspect_ratio: RunwayGenerateRequestAspectRatio | Unset = UNSET
    """ The ratio of width to height. Required without an image, ignored with one, which sets its own. """
    water_mark: str | Unset = UNSET
    """ The text of a watermark in the lower right corner. Without it, or with an empty string, the video has none.
    """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task (the provider's text requires it, its schema does not). """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        duration: int = self.duration

        quality: str = self.quality

        image_url = self.image_url

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        water_mark = self.water_mark

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "duration": duration,
                "quality": quality,
            }
        )
        if image_url is not UNSET:
            field_dict["imageUrl"] = image_url
        if aspect_ratio is not UNSET:
            field_dict["aspectRatio"] = aspect_ratio
        if water_mark is not UNSET:
            field_dict["waterMark"] = water_mark
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        duration = check_runway_generate_request_duration(d.pop("duration"))

        quality = check_runway_generate_request_quality(d.pop("quality"))

        image_url = d.pop("imageUrl", UNSET)

        _aspect_ratio = d.pop("aspectRatio", UNSET)
        aspect_ratio: RunwayGenerateRequestAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_runway_generate_request_aspect_ratio(_aspect_ratio)

        water_mark = d.pop("waterMark", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        runway_generate_request = cls(
            prompt=prompt,
            duration=duration,
            quality=quality,
            image_url=image_url,
            aspect_ratio=aspect_ratio,
            water_mark=water_mark,
            call_back_url=call_back_url,
        )

        return runway_generate_request
