from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="VeoUltraHdJobInput")


@_attrs_define(kw_only=True)
class VeoUltraHdJobInput:
    task_id: str
    """ The id of the task that made the video. It must have succeeded. """
    index: int | Unset = 0
    """ Which of the task's videos, counted from 0. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        index = self.index

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "task_id": task_id,
            }
        )
        if index is not UNSET:
            field_dict["index"] = index

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        index = d.pop("index", UNSET)

        veo_ultra_hd_job_input = cls(
            task_id=task_id,
            index=index,
        )

        return veo_ultra_hd_job_input
