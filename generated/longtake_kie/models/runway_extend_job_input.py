from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.runway_extend_job_input_quality import (
    RunwayExtendJobInputQuality,
    check_runway_extend_job_input_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RunwayExtendJobInput")


@_attrs_define(kw_only=True)
class RunwayExtendJobInput:
    task_id: str
    """ The id of the task that made the video. It must have succeeded. """
    prompt: str
    """ How the video continues. """
    quality: RunwayExtendJobInputQuality
    """ The resolution of the result, `720p` or `1080p`. """
    watermark: str | Unset = UNSET
    """ The text of a watermark in the video. Without it, the video has none. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        prompt = self.prompt

        quality: str = self.quality

        watermark = self.watermark

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "task_id": task_id,
                "prompt": prompt,
                "quality": quality,
            }
        )
        if watermark is not UNSET:
            field_dict["watermark"] = watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        prompt = d.pop("prompt")

        quality = check_runway_extend_job_input_quality(d.pop("quality"))

        watermark = d.pop("watermark", UNSET)

        runway_extend_job_input = cls(
            task_id=task_id,
            prompt=prompt,
            quality=quality,
            watermark=watermark,
        )

        return runway_extend_job_input
