from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.aleph_generate_job_input_aspect_ratio import (
    AlephGenerateJobInputAspectRatio,
    check_aleph_generate_job_input_aspect_ratio,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="AlephGenerateJobInput")


@_attrs_define(kw_only=True)
class AlephGenerateJobInput:
    prompt: str
    """ What changes in the video. """
    video_url: str
    """ The URL of the video. The provider must be able to fetch it. """
    aspect_ratio: AlephGenerateJobInputAspectRatio | Unset = UNSET
    """ Width to height of the result. """
    seed: int | Unset = UNSET
    """ The random seed. The same seed gives similar videos. Without it, the provider chooses one. """
    reference_image: str | Unset = UNSET
    """ The URL of an image that shows the style or content to aim at. """
    watermark: str | Unset = UNSET
    """ The text of a watermark in the video. Without it, the video has none. """
    upload_cn: bool | Unset = False
    """ Whether the result is kept on servers in China. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        video_url = self.video_url

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        seed = self.seed

        reference_image = self.reference_image

        watermark = self.watermark

        upload_cn = self.upload_cn

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "video_url": video_url,
            }
        )
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if seed is not UNSET:
            field_dict["seed"] = seed
        if reference_image is not UNSET:
            field_dict["reference_image"] = reference_image
        if watermark is not UNSET:
            field_dict["watermark"] = watermark
        if upload_cn is not UNSET:
            field_dict["upload_cn"] = upload_cn

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        video_url = d.pop("video_url")

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: AlephGenerateJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_aleph_generate_job_input_aspect_ratio(_aspect_ratio)

        seed = d.pop("seed", UNSET)

        reference_image = d.pop("reference_image", UNSET)

        watermark = d.pop("watermark", UNSET)

        upload_cn = d.pop("upload_cn", UNSET)

        aleph_generate_job_input = cls(
            prompt=prompt,
            video_url=video_url,
            aspect_ratio=aspect_ratio,
            seed=seed,
            reference_image=reference_image,
            watermark=watermark,
            upload_cn=upload_cn,
        )

        return aleph_generate_job_input
