from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="AlephResult")


@_attrs_define(kw_only=True)
class AlephResult:
    """The finished video; null before."""

    task_id: None | str | Unset = UNSET
    """ The id of the task. """
    result_video_url: None | str | Unset = UNSET
    """ The URL of the video, which is kept for 14 days. Fetch it without the API key. """
    result_image_url: None | str | Unset = UNSET
    """ The URL of a preview image. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        result_video_url: None | str | Unset
        if isinstance(self.result_video_url, Unset):
            result_video_url = UNSET
        else:
            result_video_url = self.result_video_url

        result_image_url: None | str | Unset
        if isinstance(self.result_image_url, Unset):
            result_image_url = UNSET
        else:
            result_image_url = self.result_image_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if result_video_url is not UNSET:
            field_dict["resultVideoUrl"] = result_video_url
        if result_image_url is not UNSET:
            field_dict["resultImageUrl"] = result_image_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_result_video_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        result_video_url = _parse_result_video_url(d.pop("resultVideoUrl", UNSET))

        def _parse_result_image_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        result_image_url = _parse_result_image_url(d.pop("resultImageUrl", UNSET))

        aleph_result = cls(
            task_id=task_id,
            result_video_url=result_video_url,
            result_image_url=result_image_url,
        )

        aleph_result.additional_properties = d
        return aleph_result

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
