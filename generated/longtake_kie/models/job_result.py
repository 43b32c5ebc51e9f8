from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="JobResult")


@_attrs_define(kw_only=True)
class JobResult:
    """What a task made."""

    result_urls: list[str] | None | Unset = UNSET
    """ The links to what the task made. """
    first_frame_url: list[str] | None | str | Unset = UNSET
    """ The link to the first frame of a video, as a string or a list of one; few models fill it. """
    last_frame_url: list[str] | None | str | Unset = UNSET
    """ The link to the last frame of a video, as a string or a list of one; few models fill it. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        result_urls: list[str] | None | Unset
        if isinstance(self.result_urls, Unset):
            result_urls = UNSET
        elif isinstance(self.result_urls, list):
            result_urls = self.result_urls

        else:
            result_urls = self.result_urls

        first_frame_url: list[str] | None | str | Unset
        if isinstance(self.first_frame_url, Unset):
            first_frame_url = UNSET
        elif isinstance(self.first_frame_url, list):
            first_frame_url = self.first_frame_url

        else:
            first_frame_url = self.first_frame_url

        last_frame_url: list[str] | None | str | Unset
        if isinstance(self.last_frame_url, Unset):
            last_frame_url = UNSET
        elif isinstance(self.last_frame_url, list):
            last_frame_url = self.last_frame_url

        else:
            last_frame_url = self.last_frame_url

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if result_urls is not UNSET:
            field_dict["resultUrls"] = result_urls
        if first_frame_url is not UNSET:
            field_dict["firstFrameUrl"] = first_frame_url
        if last_frame_url is not UNSET:
            field_dict["lastFrameUrl"] = last_frame_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_result_urls(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                result_urls_type_0 = cast(list[str], data)

                return result_urls_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        result_urls = _parse_result_urls(d.pop("resultUrls", UNSET))

        def _parse_first_frame_url(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                first_frame_url_type_1 = cast(list[str], data)

                return first_frame_url_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        first_frame_url = _parse_first_frame_url(d.pop("firstFrameUrl", UNSET))

        def _parse_last_frame_url(data: object) -> list[str] | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                last_frame_url_type_1 = cast(list[str], data)

                return last_frame_url_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | str | Unset, data)

        last_frame_url = _parse_last_frame_url(d.pop("lastFrameUrl", UNSET))

        job_result = cls(
            result_urls=result_urls,
            first_frame_url=first_frame_url,
            last_frame_url=last_frame_url,
        )

        job_result.additional_properties = d
        return job_result

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
