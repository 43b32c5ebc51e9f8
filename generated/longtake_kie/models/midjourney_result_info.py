from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.midjourney_result_url import MidjourneyResultUrl


T = TypeVar("T", bound="MidjourneyResultInfo")


@_attrs_define(kw_only=True)
class MidjourneyResultInfo:
    """The result of a finished Midjourney task."""

    result_urls: list[MidjourneyResultUrl] | None | Unset = UNSET
    """ One entry for each video or image. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        result_urls: list[dict[str, Any]] | None | Unset
        if isinstance(self.result_urls, Unset):
            result_urls = UNSET
        elif isinstance(self.result_urls, list):
            result_urls = []
            for result_urls_item_data in self.result_urls:
                result_urls_item = result_urls_item_data.to_dict()
                result_urls.append(result_urls_item)

        else:
            result_urls = self.result_urls

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if result_urls is not UNSET:
            field_dict["resultUrls"] = result_urls

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.midjourney_result_url import MidjourneyResultUrl  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_result_urls(data: object) -> list[MidjourneyResultUrl] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                result_urls_type_0: list[MidjourneyResultUrl] = []
                _result_urls_type_0 = cast(Iterable[Any], data)
                for result_urls_type_0_item_data in _result_urls_type_0:
                    result_urls_type_0_item = MidjourneyResultUrl.from_dict(
                        cast(Mapping[str, Any], result_urls_type_0_item_data)
                    )

                    result_urls_type_0.append(result_urls_type_0_item)

                return result_urls_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[MidjourneyResultUrl] | None | Unset, data)

        result_urls = _parse_result_urls(d.pop("resultUrls", UNSET))

        midjourney_result_info = cls(
            result_urls=result_urls,
        )

        midjourney_result_info.additional_properties = d
        return midjourney_result_info

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
