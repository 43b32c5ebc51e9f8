from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Gen2TaskFeatures")


@_attrs_define(kw_only=True)
class Gen2TaskFeatures:
    """What the Runway account may use, and has used."""

    storage_gb: float | None | Unset = UNSET
    num_plan_credits_permitted: float | None | Unset = UNSET
    num_plan_credits_used: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        storage_gb: float | None | Unset
        if isinstance(self.storage_gb, Unset):
            storage_gb = UNSET
        else:
            storage_gb = self.storage_gb

        num_plan_credits_permitted: float | None | Unset
        if isinstance(self.num_plan_credits_permitted, Unset):
            num_plan_credits_permitted = UNSET
        else:
            num_plan_credits_permitted = self.num_plan_credits_permitted

        num_plan_credits_used: float | None | Unset
        if isinstance(self.num_plan_credits_used, Unset):
            num_plan_credits_used = UNSET
        else:
            num_plan_credits_used = self.num_plan_credits_used

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if storage_gb is not UNSET:
            field_dict["storageGB"] = storage_gb
        if num_plan_credits_permitted is not UNSET:
            field_dict["numPlanCredits_permitted"] = num_plan_credits_permitted
        if num_plan_credits_used is not UNSET:
            field_dict["numPlanCredits_used"] = num_plan_credits_used

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_storage_gb(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        storage_gb = _parse_storage_gb(d.pop("storageGB", UNSET))

        def _parse_num_plan_credits_permitted(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        num_plan_credits_permitted = _parse_num_plan_credits_permitted(
            d.pop("numPlanCredits_permitted", UNSET)
        )

        def _parse_num_plan_credits_used(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        num_plan_credits_used = _parse_num_plan_credits_used(d.pop("numPlanCredits_used", UNSET))

        gen_2_task_features = cls(
            storage_gb=storage_gb,
            num_plan_credits_permitted=num_plan_credits_permitted,
            num_plan_credits_used=num_plan_credits_used,
        )

        gen_2_task_features.additional_properties = d
        return gen_2_task_features

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
