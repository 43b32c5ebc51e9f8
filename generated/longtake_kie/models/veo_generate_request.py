from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.veo_generate_request_aspect_ratio import (
    VeoGenerateRequestAspectRatio,
    check_veo_generate_request_aspect_ratio,
)
from ..models.veo_generate_request_duration import (
    VeoGenerateRequestDuration,
    check_veo_generate_request_duration,
)
from ..models.veo_generate_request_generation_type import (
    VeoGenerateRequestGenerationType,
    check_veo_generate_request_generation_type,
)
from ..models.veo_generate_request_model import (
    VeoGenerateRequestModel,
    check_veo_generate_request_model,
)
from ..models.veo_generate_request_resolution import (
    VeoGenerateRequestResolution,
    check_veo_generate_request_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="VeoGenerateRequest")


@_attrs_define(kw_only=True)
class VeoGenerateRequest:
    prompt: str
    """ What the video shows. With images, how they move and change. """
    image_urls: list[str] | Unset = UNSET
    """ The URLs of 1 or 2 images to begin and end with, or of 1 to 3 images to refer to, depending on the
    generation type. The provider must be able to fetch them. """
    model: VeoGenerateRequestModel | Unset = "veo3_fast"
    """ The tier that makes the video. `veo3_lite` costs least, `veo3` (quality) most. """
    generation_type: VeoGenerateRequestGenerationType | Unset = UNSET
    """ How the images are used. `TEXT_2_VIDEO` uses the prompt alone. `FIRST_AND_LAST_FRAMES_2_VIDEO` begins with
    the first image and ends with the second, if there are two. `REFERENCE_2_VIDEO` shows what is in 1 to 3 images,
    with `veo3_fast` only. Without it, the provider decides, depending on whether there are images. """
    aspect_ratio: VeoGenerateRequestAspectRatio | Unset = "16:9"
    """ The ratio of width to height. With `Auto`, an image is cropped to the nearer of the two ratios. """
    resolution: VeoGenerateRequestResolution | Unset = "720p"
    """ The resolution. `1080p` and `4k` cost more, and such videos cannot be extended. """
    duration: VeoGenerateRequestDuration | Unset = UNSET
    """ The length in seconds, 4, 6 or 8. Without it, and always with reference images, it is 8 (not documented by
    the provider for this operation). """
    seeds: int | Unset = UNSET
    """ The random seed, from 10000 to 99999. The same seed gives similar videos. Without it, the provider chooses
    one. """
    enable_translation: bool | Unset = UNSET
    """ Whether the prompt is translated to English first. The provider's documentation names true as the default in
    one place and false in another. """
    watermark: str | Unset = UNSET
    """ The text of a watermark. Without it, the video has none. """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        image_urls: list[str] | Unset = UNSET
        if not isinstance(self.image_urls, Unset):
            image_urls = self.image_urls

        model: str | Unset = UNSET
        if not isinstance(self.model, Unset):
            model = self.model

        generation_type: str | Unset = UNSET
        if not isinstance(self.generation_type, Unset):
            generation_type = self.generation_type

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        duration: int | Unset = UNSET
        if not isinstance(self.duration, Unset):
            duration = self.duration

        seeds = self.seeds

        enable_translation = self.enable_translation

        watermark = self.watermark

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
            }
        )
        if image_urls is not UNSET:
            field_dict["imageUrls"] = image_urls
        if model is not UNSET:
            field_dict["model"] = model
        if generation_type is not UNSET:
            field_dict["generationType"] = generation_type
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if resolution is not UNSET:
            field_dict["resolution"] = resolution
        if duration is not UNSET:
            field_dict["duration"] = duration
        if seeds is not UNSET:
            field_dict["seeds"] = seeds
        if enable_translation is not UNSET:
            field_dict["enableTranslation"] = enable_translation
        if watermark is not UNSET:
            field_dict["watermark"] = watermark
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        image_urls = cast(list[str], d.pop("imageUrls", UNSET))

        _model = d.pop("model", UNSET)
        model: VeoGenerateRequestModel | Unset
        if isinstance(_model, Unset):
            model = UNSET
        else:
            model = check_veo_generate_request_model(_model)

        _generation_type = d.pop("generationType", UNSET)
        generation_type: VeoGenerateRequestGenerationType | Unset
        if isinstance(_generation_type, Unset):
            generation_type = UNSET
        else:
            generation_type = check_veo_generate_request_generation_type(_generation_type)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: VeoGenerateRequestAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_veo_generate_request_aspect_ratio(_aspect_ratio)

        _resolution = d.pop("resolution", UNSET)
        resolution: VeoGenerateRequestResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_veo_generate_request_resolution(_resolution)

        _duration = d.pop("duration", UNSET)
        duration: VeoGenerateRequestDuration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_veo_generate_request_duration(_duration)

        seeds = d.pop("seeds", UNSET)

        enable_translation = d.pop("enableTranslation", UNSET)

        watermark = d.pop("watermark", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        veo_generate_request = cls(
            prompt=prompt,
            image_urls=image_urls,
            model=model,
            generation_type=generation_type,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            duration=duration,
            seeds=seeds,
            enable_translation=enable_translation,
            watermark=watermark,
            call_back_url=call_back_url,
        )

        return veo_generate_request
