from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.aleph_generate_request_aspect_ratio import (
    AlephGenerateRequestAspectRatio,
    check_aleph_generate_request_aspect_ratio,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="AlephGenerateRequest")


@_attrs_define(kw_only=True)
class AlephGenerateRequest:
    prompt: str
    """ How the video changes, such as its subjects, movement, style or setting. The maximum length is not
    documented. """
    video_url: str
    """ The URL of the video to change. The provider must be able to fetch it. """
    aspect_ratio: AlephGenerateRequestAspectRatio | Unset = UNSET
    """ Width to height of the new video. Without it, the provider decides. """
    reference_image: str | Unset = UNSET
    """ The URL of a reference image for the style or content of the new video. """
    seed: int | Unset = UNSET
    """ The random seed. The same seed gives similar videos. Without it, the provider chooses one. """
    water_mark: str | Unset = UNSET
    """ The text of a watermark. Without it, or with an empty string, the video has none. """
    upload_cn: bool | Unset = False
    """ Whether the result is stored on servers in China (Alibaba Cloud) and not elsewhere. """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        video_url = self.video_url

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        reference_image = self.reference_image

        seed = self.seed

        water_mark = self.water_mark

        upload_cn = self.upload_cn

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "videoUrl": video_url,
            }
        )
        if aspect_ratio is not UNSET:
            field_dict["aspectRatio"] = aspect_ratio
        if reference_image is not UNSET:
            field_dict["referenceImage"] = reference_image
        if seed is not UNSET:
            field_dict["seed"] = seed
        if water_mark is not UNSET:
            field_dict["waterMark"] = water_mark
        if upload_cn is not UNSET:
            field_dict["uploadCn"] = upload_cn
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        video_url = d.pop("videoUrl")

        _aspect_ratio = d.pop("aspectRatio", UNSET)
        aspect_ratio: AlephGenerateRequestAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_aleph_generate_request_aspect_ratio(_aspect_ratio)

        reference_image = d.pop("referenceImage", UNSET)

        seed = d.pop("seed", UNSET)

        water_mark = d.pop("waterMark", UNSET)

        upload_cn = d.pop("uploadCn", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        aleph_generate_request = cls(
            prompt=prompt,
            video_url=video_url,
            aspect_ratio=aspect_ratio,
            reference_image=reference_image,
            seed=seed,
            water_mark=water_mark,
            upload_cn=upload_cn,
            call_back_url=call_back_url,
        )

        return aleph_generate_request
