from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="Veo4KRequest")


@_attrs_define(kw_only=True)
class Veo4KRequest:
    task_id: str
    """ The id of the task that made the video. It must have succeeded. """
    index: int | Unset = 0
    """ The number of the video in the task, from 0. """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the video is ready. Optional, because you can repeat the
    request. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        index = self.index

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "taskId": task_id,
            }
        )
        if index is not UNSET:
            field_dict["index"] = index
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("taskId")

        index = d.pop("index", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        veo_4k_request = cls(
            task_id=task_id,
            index=index,
            call_back_url=call_back_url,
        )

        return veo_4k_request
