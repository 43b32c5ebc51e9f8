from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.midjourney_extend_request_task_type import (
    MidjourneyExtendRequestTaskType,
    check_midjourney_extend_request_task_type,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="MidjourneyExtendRequest")


@_attrs_define(kw_only=True)
class MidjourneyExtendRequest:
    task_type: MidjourneyExtendRequestTaskType
    """ Extension type for video generation mode.

    - mj_video_extend_manual: Manual extension with custom prompt
    - mj_video_extend_auto: Automatic extension using AI-generated continuation """
    task_id: str
    """ The id of the task that made the video. """
    index: int
    """ The number of the video in the task, from 0. """
    prompt: str | Unset = UNSET
    """ Continuation prompt describing what should happen next in the video. Required for manual extension. Max
    length: 2000 characters """
    water_mark: str | Unset = UNSET
    """ The text of a watermark. Without it, the video has none. """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task. """

    def to_dict(self) -> dict[str, Any]:
        task_type: str = self.task_type

        task_id = self.task_id

        index = self.index

        prompt = self.prompt

        water_mark = self.water_mark

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "taskType": task_type,
                "taskId": task_id,
                "index": index,
            }
        )
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if water_mark is not UNSET:
            field_dict["waterMark"] = water_mark
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_type = check_midjourney_extend_request_task_type(d.pop("taskType"))

        task_id = d.pop("taskId")

        index = d.pop("index")

        prompt = d.pop("prompt", UNSET)

        water_mark = d.pop("waterMark", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        midjourney_extend_request = cls(
            task_type=task_type,
            task_id=task_id,
            index=index,
            prompt=prompt,
            water_mark=water_mark,
            call_back_url=call_back_url,
        )

        return midjourney_extend_request
