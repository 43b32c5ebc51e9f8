from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.topaz_upscale_job_input_upscale_factor import (
    TopazUpscaleJobInputUpscaleFactor,
    check_topaz_upscale_job_input_upscale_factor,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="TopazUpscaleJobInput")


@_attrs_define(kw_only=True)
class TopazUpscaleJobInput:
    video_url: str
    """ The URL of the video. The provider must be able to fetch it. """
    upscale_factor: TopazUpscaleJobInputUpscaleFactor | Unset = "2"
    """ How many times larger width and height become. """

    def to_dict(self) -> dict[str, Any]:
        video_url = self.video_url

        upscale_factor: str | Unset = UNSET
        if not isinstance(self.upscale_factor, Unset):
            upscale_factor = self.upscale_factor

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "video_url": video_url,
            }
        )
        if upscale_factor is not UNSET:
            field_dict["upscale_factor"] = upscale_factor

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        video_url = d.pop("video_url")

        _upscale_factor = d.pop("upscale_factor", UNSET)
        upscale_factor: TopazUpscaleJobInputUpscaleFactor | Unset
        if isinstance(_upscale_factor, Unset):
            upscale_factor = UNSET
        else:
            upscale_factor = check_topaz_upscale_job_input_upscale_factor(_upscale_factor)

        topaz_upscale_job_input = cls(
            video_url=video_url,
            upscale_factor=upscale_factor,
        )

        return topaz_upscale_job_input
