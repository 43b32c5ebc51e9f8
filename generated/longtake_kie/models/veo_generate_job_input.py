from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.veo_generate_job_input_aspect_ratio import (
    VeoGenerateJobInputAspectRatio,
    check_veo_generate_job_input_aspect_ratio,
)
from ..models.veo_generate_job_input_duration import (
    VeoGenerateJobInputDuration,
    check_veo_generate_job_input_duration,
)
from ..models.veo_generate_job_input_generation_type import (
    VeoGenerateJobInputGenerationType,
    check_veo_generate_job_input_generation_type,
)
from ..models.veo_generate_job_input_model import (
    VeoGenerateJobInputModel,
    check_veo_generate_job_input_model,
)
from ..models.veo_generate_job_input_resolution import (
    VeoGenerateJobInputResolution,
    check_veo_generate_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="VeoGenerateJobInput")


@_attrs_define(kw_only=True)
class VeoGenerateJobInput:
    prompt: str
    """ What the video shows. With images, how they move and change. """
    image_urls: list[str] | Unset = UNSET
    """ The URLs of 1 or 2 images to begin and end with, or of 1 to 3 images to refer to, depending on the
    generation type. """
    generation_type: VeoGenerateJobInputGenerationType | Unset = UNSET
    """ How the images are used. `TEXT_2_VIDEO` uses the prompt alone. `FIRST_AND_LAST_FRAMES_2_VIDEO` begins with
    the first image and ends with the second, if there are two. `REFERENCE_2_VIDEO` shows what is in 1 to 3 images,
    always in 8 seconds and not with the tier `veo3`. """
    model: VeoGenerateJobInputModel | Unset = "veo3_fast"
    """ The tier that makes the video. `veo3_lite` costs least, `veo3` (quality) most. """
    aspect_ratio: VeoGenerateJobInputAspectRatio | Unset = "16:9"
    """ The ratio of width to height. With `Auto` the first image decides. """
    resolution: VeoGenerateJobInputResolution | Unset = "720p"
    """ The resolution. `1080p` and `4k` cost more, and such videos cannot be extended. """
    duration: VeoGenerateJobInputDuration | Unset = 8
    """ The length in seconds, 4, 6 or 8. The provider refuses it as a string. """
    enable_translation: bool | Unset = UNSET
    """ Whether the prompt is translated to English first. Without it, the provider decides. """
    watermark: str | Unset = UNSET
    """ The text of a watermark in the video. Without it, the video has none. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        image_urls: list[str] | Unset = UNSET
        if not isinstance(self.image_urls, Unset):
            image_urls = self.image_urls

        generation_type: str | Unset = UNSET
        if not isinstance(self.generation_type, Unset):
            generation_type = self.generation_type

        model: str | Unset = UNSET
        if not isinstance(self.model, Unset):
            model = self.model

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        duration: int | Unset = UNSET
        if not isinstance(self.duration, Unset):
            duration = self.duration

        enable_translation = self.enable_translation

        watermark = self.watermark

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
            }
        )
        if image_urls is not UNSET:
            field_dict["image_urls"] = image_urls
        if generation_type is not UNSET:
            field_dict["generation_type"] = generation_type
        if model is not UNSET:
            field_dict["model"] = model
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if resolution is not UNSET:
            field_dict["resolution"] = resolution
        if duration is not UNSET:
            field_dict["duration"] = duration
        if enable_translation is not UNSET:
            field_dict["enable_translation"] = enable_translation
        if watermark is not UNSET:
            field_dict["watermark"] = watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        image_urls = cast(list[str], d.pop("image_urls", UNSET))

        _generation_type = d.pop("generation_type", UNSET)
        generation_type: VeoGenerateJobInputGenerationType | Unset
        if isinstance(_generation_type, Unset):
            generation_type = UNSET
        else:
            generation_type = check_veo_generate_job_input_generation_type(_generation_type)

        _model = d.pop("model", UNSET)
        model: VeoGenerateJobInputModel | Unset
        if isinstance(_model, Unset):
            model = UNSET
        else:
            model = check_veo_generate_job_input_model(_model)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: VeoGenerateJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_veo_generate_job_input_aspect_ratio(_aspect_ratio)

        _resolution = d.pop("resolution", UNSET)
        resolution: VeoGenerateJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_veo_generate_job_input_resolution(_resolution)

        _duration = d.pop("duration", UNSET)
        duration: VeoGenerateJobInputDuration | Unset
        if isinstance(_duration, Unset):
            duration = UNSET
        else:
            duration = check_veo_generate_job_input_duration(_duration)

        enable_translation = d.pop("enable_translation", UNSET)

        watermark = d.pop("watermark", UNSET)

        veo_generate_job_input = cls(
            prompt=prompt,
            image_urls=image_urls,
            generation_type=generation_type,
            model=model,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            duration=duration,
            enable_translation=enable_translation,
            watermark=watermark,
        )

        return veo_generate_job_input
