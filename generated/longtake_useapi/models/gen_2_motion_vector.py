from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Gen2MotionVector")


@_attrs_define(kw_only=True)
class Gen2MotionVector:
    x: float | Unset = UNSET
    y: float | Unset = UNSET
    r: float | Unset = UNSET
    z: float | Unset = UNSET
    bg_x_pan: float | Unset = UNSET
    bg_y_pan: float | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        x = self.x

        y = self.y

        r = self.r

        z = self.z

        bg_x_pan = self.bg_x_pan

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
        x = d.pop("x", UNSET)

        y = d.pop("y", UNSET)

        r = d.pop("r", UNSET)

        z = d.pop("z", UNSET)

        bg_x_pan = d.pop("bg_x_pan", UNSET)

        bg_y_pan = d.pop("bg_y_pan", UNSET)

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
