from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.seedance_video_job_input_aspect_ratio import (
    SeedanceVideoJobInputAspectRatio,
    check_seedance_video_job_input_aspect_ratio,
)
from ..models.seedance_video_job_input_resolution import (
    SeedanceVideoJobInputResolution,
    check_seedance_video_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="SeedanceVideoJobInput")


@_attrs_define(kw_only=True)
class SeedanceVideoJobInput:
    prompt: str | Unset = UNSET
    """ What the video shows, in at most 20000 characters. """
    first_frame_url: str | Unset = UNSET
    """ The URL of the image with which the video begins. """
    last_frame_url: str | Unset = UNSET
    """ The URL of the image with which the video ends. """
    reference_image_urls: list[str] | Unset = UNSET
    """ The URLs of at most 9 images to refer to. """
    reference_video_urls: list[str] | Unset = UNSET
    """ The URLs of at most 3 videos to refer to. """
    reference_audio_urls: list[str] | Unset = UNSET
    """ The URLs of at most 3 sound files to refer to. """
    aspect_ratio: SeedanceVideoJobInputAspectRatio | Unset = "16:9"
    """ The ratio of width to height. `adaptive` follows the images. """
    resolution: SeedanceVideoJobInputResolution | Unset = "720p"
    """ The resolution. A higher one costs more. """
    duration: int | Unset = 5
    """ The length in seconds. The provider documents no range. """
    generate_audio: bool | Unset = True
    """ Whether the video has sound. """
    return_last_frame: bool | Unset = False
    """ Whether the task's result also has its last frame as an image. """
    web_search: bool | Unset = UNSET
    """ Whether the model may search the web for the prompt. Without it, the provider decides. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        first_frame_url = self.first_frame_url

        last_frame_url = self.last_frame_url

        reference_image_urls: list[str] | Unset = UNSET
        if not isinstance(self.reference_image_urls, Unset):
            reference_image_urls = self.reference_image_urls

        reference_video_urls: list[str] | Unset = UNSET
        if not isinstance(self.reference_video_urls, Unset):
            reference_video_urls = self.reference_video_urls

        reference_audio_urls: list[str] | Unset = UNSET
        if not isinstance(self.reference_audio_urls, Unset):
            reference_audio_urls = self.reference_audio_urls

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        duration = self.duration

        generate_audio = self.generate_audio

        return_last_frame = self.return_last_frame

        web_search = self.web_search

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if first_frame_url is not UNSET:
            field_dict["first_frame_url"] = first_frame_url
        if last_frame_url is not UNSET:
            field_dict["last_frame_url"] = last_frame_url
        if reference_image_urls is not UNSET:
            field_dict["reference_image_urls"] = reference_image_urls
        if reference_video_urls is not UNSET:
            field_dict["reference_video_urls"] = reference_video_urls
        if reference_audio_urls is not UNSET:
            field_dict["reference_audio_urls"] = reference_audio_urls
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if resolution is not UNSET:
            field_dict["resolution"] = resolution
        if duration is not UNSET:
            field_dict["duration"] = duration
        if generate_audio is not UNSET:
            field_dict["generate_audio"] = generate_audio
        if return_last_frame is not UNSET:
            field_dict["return_last_frame"] = return_last_frame
        if web_search is not UNSET:
            field_dict["web_search"] = web_search

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt", UNSET)

        first_frame_url = d.pop("first_frame_url", UNSET)

        last_frame_url = d.pop("last_frame_url", UNSET)

        reference_image_urls = cast(list[str], d.pop("reference_image_urls", UNSET))

        reference_video_urls = cast(list[str], d.pop("reference_video_urls", UNSET))

        reference_audio_urls = cast(list[str], d.pop("reference_audio_urls", UNSET))

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: SeedanceVideoJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_seedance_video_job_input_aspect_ratio(_aspect_ratio)

        _resolution = d.pop("resolution", UNSET)
        resolution: SeedanceVideoJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_seedance_video_job_input_resolution(_resolution)

        duration = d.pop("duration", UNSET)

        generate_audio = d.pop("generate_audio", UNSET)

        return_last_frame = d.pop("return_last_frame", UNSET)

        web_search = d.pop("web_search", UNSET)

        seedance_video_job_input = cls(
            prompt=prompt,
            first_frame_url=first_frame_url,
            last_frame_url=last_frame_url,
            reference_image_urls=reference_image_urls,
            reference_video_urls=reference_video_urls,
            reference_audio_urls=reference_audio_urls,
            aspect_ratio=aspect_ratio,
            resolution=resolution,
            duration=duration,
            generate_audio=generate_audio,
            return_last_frame=return_last_frame,
            web_search=web_search,
        )

        return seedance_video_job_input
