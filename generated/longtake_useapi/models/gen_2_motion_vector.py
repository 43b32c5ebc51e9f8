from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Gen2MotionVector")


@_attrs_define(kw_only=True)
class Gen2MotionVector:
    x: float | None | Unset = UNSET
    y: float | None | Unset = UNSET
    r: float | None | Unset = UNSET
    z: float | None | Unset = UNSET
    bg_x_pan: float | None | Unset = UNSET
    bg_y_pan: float | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        x: float | None | Unset
        if isinstance(self.x, Unset):
            x = UNSET
        else:
            x = self.x

        y: float | None | Unset
        if isinstance(self.y, Unset):
            y = UNSET
        else:
            y = self.y

        r: float | None | Unset
        if isinstance(self.r, Unset):
            r = UNSET
        else:
            r = self.r

        z: float | None | Unset
        if isinstance(self.z, Unset):
            z = UNSET
        else:
            z = self.z

        bg_x_pan: float | None | Unset
        if isinstance(self.bg_x_pan, Unset):
            bg_x_pan = UNSET
        else:
            bg_x_pan = self.bg_x_pan

        bg_y_pan: float | None | Unset
        if isinstance(self.bg_y_pan, Unset):
            bg_y_pan = UNSET
        else:
            bg_y_pan = self.bg_y_pan

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if x is not UNSET:
            field_dict["x"] = x
        if y is not UNSET:
            field_dict["y"] = y
        if r is not UNSET:
            field_dict["r"] = r
        if z is not UNSET:
            field_dict["z"] = z
        if bg_x_pan is not UNSET:
            field_dict["bg_x_pan"] = bg_x_pan
        if bg_y_pan is not UNSET:
            field_dict["bg_y_pan"] = bg_y_pan

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_x(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        x = _parse_x(d.pop("x", UNSET))

        def _parse_y(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        y = _parse_y(d.pop("y", UNSET))

        def _parse_r(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        r = _parse_r(d.pop("r", UNSET))

        def _parse_z(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        z = _parse_z(d.pop("z", UNSET))

        def _parse_bg_x_pan(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        bg_x_pan = _parse_bg_x_pan(d.pop("bg_x_pan", UNSET))

        def _parse_bg_y_pan(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        bg_y_pan = _parse_bg_y_pan(d.pop("bg_y_pan", UNSET))

        gen_2_motion_vector = cls(
            x=x,
            y=y,
            r=r,
            z=z,
            bg_x_pan=bg_x_pan,
            bg_y_pan=bg_y_pan,
        )

        gen_2_motion_vector.additional_properties = d
        return gen_2_motion_vector

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
