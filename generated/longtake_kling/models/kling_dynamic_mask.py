from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.kling_trajectory_point import KlingTrajectoryPoint


T = TypeVar("T", bound="KlingDynamicMask")


@_attrs_define(kw_only=True)
class KlingDynamicMask:
    """A part of the image, and the way on which it moves."""

    mask: str
    """ A mask of what moves, as a URL or base64, as large as the image. """
    trajectories: list[KlingTrajectoryPoint]
    """ The points that it moves through. """

    def to_dict(self) -> dict[str, Any]:
        mask = self.mask

        trajectories: list[dict[str, Any]]
        trajectories = []
        for trajectories_item_data in self.trajectories:
            trajectories_item = trajectories_item_data.to_dict()
            trajectories.append(trajectories_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "mask": mask,
                "trajectories": trajectories,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_trajectory_point import KlingTrajectoryPoint  # noqa: PLC0415

        d = dict(src_dict)
        mask = d.pop("mask")

        trajectories: list[KlingTrajectoryPoint] = []
        _trajectories = cast(Iterable[Any], d.pop("trajectories"))
        for trajectories_item_data in _trajectories:
            trajectories_item = KlingTrajectoryPoint.from_dict(
                cast(Mapping[str, Any], trajectories_item_data)
            )

            trajectories.append(trajectories_item)

        kling_dynamic_mask = cls(
            mask=mask,
            trajectories=trajectories,
        )

        return kling_dynamic_mask
