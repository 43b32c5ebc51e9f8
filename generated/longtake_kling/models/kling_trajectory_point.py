from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="KlingTrajectoryPoint")


@_attrs_define(kw_only=True)
class KlingTrajectoryPoint:
    """A point of the image."""

    x: int
    """ Pixels from the left edge. """
    y: int
    """ Pixels from the bottom edge. """

    def to_dict(self) -> dict[str, Any]:
        x = self.x

        y = self.y

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "x": x,
                "y": y,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        x = d.pop("x")

        y = d.pop("y")

        kling_trajectory_point = cls(
            x=x,
            y=y,
        )

        return kling_trajectory_point
