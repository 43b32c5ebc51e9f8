from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kling_resource_pack_status import (
    KlingResourcePackStatus,
    check_kling_resource_pack_status,
)
from ..models.kling_resource_pack_type import KlingResourcePackType, check_kling_resource_pack_type
from ..types import UNSET, Unset

T = TypeVar("T", bound="KlingResourcePack")


@_attrs_define(kw_only=True)
class KlingResourcePack:
    """A resource pack, which pays for tasks."""

    resource_pack_name: None | str | Unset = UNSET
    """ Its name. """
    resource_pack_id: None | str | Unset = UNSET
    """ Its id. """
    resource_pack_type: KlingResourcePackType | None | str | Unset = UNSET
    """ `decreasing_total` counts down a total, `constant_period` a quantity for each period. """
    total_quantity: float | None | Unset = UNSET
    """ What it had at first, in units. """
    remaining_quantity: float | None | Unset = UNSET
    """ What is left of it, in units. It is up to 12 hours late. """
    purchase_time: int | None | Unset = UNSET
    """ When it was bought, in milliseconds since 1970. """
    effective_time: int | None | Unset = UNSET
    """ When it begins to pay, in milliseconds since 1970. """
    invalid_time: int | None | Unset = UNSET
    """ When it ends, in milliseconds since 1970. """
    status: KlingResourcePackStatus | None | str | Unset = UNSET
    """ Whether it pays now. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        resource_pack_name: None | str | Unset
        if isinstance(self.resource_pack_name, Unset):
            resource_pack_name = UNSET
        else:
            resource_pack_name = self.resource_pack_name

        resource_pack_id: None | str | Unset
        if isinstance(self.resource_pack_id, Unset):
            resource_pack_id = UNSET
        else:
            resource_pack_id = self.resource_pack_id

        resource_pack_type: None | str | Unset
        if isinstance(self.resource_pack_type, Unset):
            resource_pack_type = UNSET
        else:
            resource_pack_type = self.resource_pack_type

        total_quantity: float | None | Unset
        if isinstance(self.total_quantity, Unset):
            total_quantity = UNSET
        else:
            total_quantity = self.total_quantity

        remaining_quantity: float | None | Unset
        if isinstance(self.remaining_quantity, Unset):
            remaining_quantity = UNSET
        else:
            remaining_quantity = self.remaining_quantity

        purchase_time: int | None | Unset
        if isinstance(self.purchase_time, Unset):
            purchase_time = UNSET
        else:
            purchase_time = self.purchase_time

        effective_time: int | None | Unset
        if isinstance(self.effective_time, Unset):
            effective_time = UNSET
        else:
            effective_time = self.effective_time

        invalid_time: int | None | Unset
        if isinstance(self.invalid_time, Unset):
            invalid_time = UNSET
        else:
            invalid_time = self.invalid_time

        status: None | str | Unset
        if isinstance(self.status, Unset):
            status = UNSET
        else:
            status = self.status

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if resource_pack_name is not UNSET:
            field_dict["resource_pack_name"] = resource_pack_name
        if resource_pack_id is not UNSET:
            field_dict["resource_pack_id"] = resource_pack_id
        if resource_pack_type is not UNSET:
            field_dict["resource_pack_type"] = resource_pack_type
        if total_quantity is not UNSET:
            field_dict["total_quantity"] = total_quantity
        if remaining_quantity is not UNSET:
            field_dict["remaining_quantity"] = remaining_quantity
        if purchase_time is not UNSET:
            field_dict["purchase_time"] = purchase_time
        if effective_time is not UNSET:
            field_dict["effective_time"] = effective_time
        if invalid_time is not UNSET:
            field_dict["invalid_time"] = invalid_time
        if status is not UNSET:
            field_dict["status"] = status

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_resource_pack_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resource_pack_name = _parse_resource_pack_name(d.pop("resource_pack_name", UNSET))

        def _parse_resource_pack_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        resource_pack_id = _parse_resource_pack_id(d.pop("resource_pack_id", UNSET))

        def _parse_resource_pack_type(data: object) -> KlingResourcePackType | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                resource_pack_type_type_0 = check_kling_resource_pack_type(data)

                return resource_pack_type_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KlingResourcePackType | None | str | Unset, data)

        resource_pack_type = _parse_resource_pack_type(d.pop("resource_pack_type", UNSET))

        def _parse_total_quantity(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        total_quantity = _parse_total_quantity(d.pop("total_quantity", UNSET))

        def _parse_remaining_quantity(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        remaining_quantity = _parse_remaining_quantity(d.pop("remaining_quantity", UNSET))

        def _parse_purchase_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        purchase_time = _parse_purchase_time(d.pop("purchase_time", UNSET))

        def _parse_effective_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        effective_time = _parse_effective_time(d.pop("effective_time", UNSET))

        def _parse_invalid_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        invalid_time = _parse_invalid_time(d.pop("invalid_time", UNSET))

        def _parse_status(data: object) -> KlingResourcePackStatus | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = check_kling_resource_pack_status(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KlingResourcePackStatus | None | str | Unset, data)

        status = _parse_status(d.pop("status", UNSET))

        kling_resource_pack = cls(
            resource_pack_name=resource_pack_name,
            resource_pack_id=resource_pack_id,
            resource_pack_type=resource_pack_type,
            total_quantity=total_quantity,
            remaining_quantity=remaining_quantity,
            purchase_time=purchase_time,
            effective_time=effective_time,
            invalid_time=invalid_time,
            status=status,
        )

        kling_resource_pack.additional_properties = d
        return kling_resource_pack

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
