from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="KlingCameraMove")


@_attrs_define(kw_only=True)
class KlingCameraMove:
    """The movement of type `simple`, from -10 to 10. Exactly one of the values may differ from 0."""

    horizontal: float | Unset = UNSET
    """ Along the horizontal axis; below 0 to the left. """
    vertical: float | Unset = UNSET
    """ Along the vertical axis; below 0 downwards. """
    pan: float | Unset = UNSET
    """ Turn about the horizontal axis; below 0 downwards. """
    tilt: float | Unset = UNSET
    """ Turn about the vertical axis; below 0 to the left. """
    roll: float | Unset = UNSET
    """ Turn about the axis of view; below 0 counterclockwise. """
    zoom: float | Unset = UNSET
    """ Change of the focal length; below 0 it gets longer, and the view narrower. """

    def to_dict(self) -> dict[str, Any]:
        horizontal = self.horizontal

        vertical = self.vertical

        pan = self.pan

        tilt = self.tilt

        roll = self.roll

        zoom = self.zoom

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if horizontal is not UNSET:
            field_dict["horizontal"] = horizontal
        if vertical is not UNSET:
            field_dict["vertical"] = vertical
        if pan is not UNSET:
            field_dict["pan"] = pan
        if tilt is not UNSET:
            field_dict["tilt"] = tilt
        if roll is not UNSET:
            field_dict["roll"] = roll
        if zoom is not UNSET:
            field_dict["zoom"] = zoom

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        horizontal = d.pop("horizontal", UNSET)

        vertical = d.pop("vertical", UNSET)

        pan = d.pop("pan", UNSET)

        tilt = d.pop("tilt", UNSET)

        roll = d.pop("roll", UNSET)

        zoom = d.pop("zoom", UNSET)

        kling_camera_move = cls(
            horizontal=horizontal,
            vertical=vertical,
            pan=pan,
            tilt=tilt,
            roll=roll,
            zoom=zoom,
        )

        return kling_camera_move
