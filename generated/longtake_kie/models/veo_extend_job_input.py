from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="VeoExtendJobInput")


@_attrs_define(kw_only=True)
class VeoExtendJobInput:
    task_id: str
    """ The id of the task that made the video. It must have succeeded. """
    prompt: str
    """ How the video continues. """
    seeds: int | Unset = UNSET
    """ The random seed, from 10000 to 99999. The same seed gives similar videos. Without it, the provider chooses
    one. """
    watermark: str | Unset = UNSET
    """ The text of a watermark in the video. Without it, the video has none. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        prompt = self.prompt

        seeds = self.seeds

        watermark = self.watermark

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "task_id": task_id,
                "prompt": prompt,
            }
        )
        if seeds is not UNSET:
            field_dict["seeds"] = seeds
        if watermark is not UNSET:
            field_dict["watermark"] = watermark

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        prompt = d.pop("prompt")

        seeds = d.pop("seeds", UNSET)

        watermark = d.pop("watermark", UNSET)

        veo_extend_job_input = cls(
            task_id=task_id,
            prompt=prompt,
            seeds=seeds,
            watermark=watermark,
        )

        return veo_extend_job_input
