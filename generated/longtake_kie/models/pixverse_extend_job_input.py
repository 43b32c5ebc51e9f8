from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.pixverse_extend_job_input_quality import (
    PixverseExtendJobInputQuality,
    check_pixverse_extend_job_input_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="PixverseExtendJobInput")


@_attrs_define(kw_only=True)
class PixverseExtendJobInput:
    prompt: str
    """ How the video continues, in 3 to 5000 characters. """
    duration: int
    """ How many seconds are added, from 1 to 15. """
    quality: PixverseExtendJobInputQuality = "720p"
    """ The resolution. A higher one costs more. """
    task_id: str | Unset = UNSET
    """ The id of the task that made the video. It must have succeeded. """
    video_url: str | Unset = UNSET
    """ The URL of the video. The provider must be able to fetch it. """
    generate_audio_switch: bool | Unset = False
    """ Whether the video has sound, which costs more. """
    seed: int | Unset = UNSET
    """ The random seed, from 0 to 2147483647. The same seed gives similar videos. Without it, the provider chooses
    one. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        duration = self.duration

        quality: str = self.quality

        task_id = self.task_id

        video_url = self.video_url

        generate_audio_switch = self.generate_audio_switch

        seed = self.seed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "duration": duration,
                "quality": quality,
            }
        )
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if video_url is not UNSET:
            field_dict["video_url"] = video_url
        if generate_audio_switch is not UNSET:
            field_dict["generate_audio_switch"] = generate_audio_switch
        if seed is not UNSET:
            field_dict["seed"] = seed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        duration = d.pop("duration")

        quality = check_pixverse_extend_job_input_quality(d.pop("quality"))

        task_id = d.pop("taskId", UNSET)

        video_url = d.pop("video_url", UNSET)

        generate_audio_switch = d.pop("generate_audio_switch", UNSET)

        seed = d.pop("seed", UNSET)

        pixverse_extend_job_input = cls(
            prompt=prompt,
            duration=duration,
            quality=quality,
            task_id=task_id,
            video_url=video_url,
            generate_audio_switch=generate_audio_switch,
            seed=seed,
        )

        return pixverse_extend_job_input
