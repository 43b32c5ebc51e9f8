from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="ModelSuccessPoint")


@_attrs_define(kw_only=True)
class ModelSuccessPoint:
    """An interval of 10 minutes."""

    start: int | None | str | Unset = UNSET
    """ The begin of the interval. The form of the time is not documented. """
    end: int | None | str | Unset = UNSET
    """ The end of the interval, in the form of `start`. """
    success_rate: float | None | Unset = UNSET
    """ The share of tasks that succeeded; null without tasks in the interval. """
    error_rate: float | None | Unset = UNSET
    """ The share of tasks that failed; null without tasks in the interval. """
    is_normal: bool | None | Unset = UNSET
    """ Whether the provider considers the rate normal. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        start: int | None | str | Unset
        if isinstance(self.start, Unset):
            start = UNSET
        else:
            start = self.start

        end: int | None | str | Unset
        if isinstance(self.end, Unset):
            end = UNSET
        else:
            end = self.end

        success_rate: float | None | Unset
        if isinstance(self.success_rate, Unset):
            success_rate = UNSET
        else:
            success_rate = self.success_rate

        error_rate: float | None | Unset
        if isinstance(self.error_rate, Unset):
            error_rate = UNSET
        else:
            error_rate = self.error_rate

        is_normal: bool | None | Unset
        if isinstance(self.is_normal, Unset):
            is_normal = UNSET
        else:
            is_normal = self.is_normal

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if start is not UNSET:
            field_dict["start"] = start
        if end is not UNSET:
            field_dict["end"] = end
        if success_rate is not UNSET:
            field_dict["successRate"] = success_rate
        if error_rate is not UNSET:
            field_dict["errorRate"] = error_rate
        if is_normal is not UNSET:
            field_dict["isNormal"] = is_normal

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_start(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        start = _parse_start(d.pop("start", UNSET))

        def _parse_end(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        end = _parse_end(d.pop("end", UNSET))

        def _parse_success_rate(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        success_rate = _parse_success_rate(d.pop("successRate", UNSET))

        def _parse_error_rate(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        error_rate = _parse_error_rate(d.pop("errorRate", UNSET))

        def _parse_is_normal(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        is_normal = _parse_is_normal(d.pop("isNormal", UNSET))

        model_success_point = cls(
            start=start,
            end=end,
            success_rate=success_rate,
            error_rate=error_rate,
            is_normal=is_normal,
        )

        model_success_point.additional_properties = d
        return model_success_point

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
