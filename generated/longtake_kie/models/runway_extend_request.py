from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.runway_extend_request_quality import (
    RunwayExtendRequestQuality,
    check_runway_extend_request_quality,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="RunwayExtendRequest")


@_attrs_define(kw_only=True)
class RunwayExtendRequest:
    task_id: str
    """ The id of the task that made the video. """
    prompt: str
    """ How the video continues. It should fit the content of the video. """
    quality: RunwayExtendRequestQuality
    """ The resolution of the result, `720p` or `1080p`. """
    water_mark: str | Unset = UNSET
    """ The text of a watermark in the lower right corner. Without it, or with an empty string, the video has none.
    """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task (the provider's text requires it, its schema does not). """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        prompt = self.prompt

        quality: str = self.quality

        water_mark = self.water_mark

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "taskId": task_id,
                "prompt": prompt,
                "quality": quality,
            }
        )
        if water_mark is not UNSET:
            field_dict["waterMark"] = water_mark
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("taskId")

        prompt = d.pop("prompt")

        quality = check_runway_extend_request_quality(d.pop("quality"))

        water_mark = d.pop("waterMark", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        runway_extend_request = cls(
            task_id=task_id,
            prompt=prompt,
            quality=quality,
            water_mark=water_mark,
            call_back_url=call_back_url,
        )

        return runway_extend_request
