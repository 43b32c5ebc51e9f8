from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.kling_camera_control_type import (
    KlingCameraControlType,
    check_kling_camera_control_type,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_camera_move import KlingCameraMove


T = TypeVar("T", bound="KlingCameraControl")


@_attrs_define(kw_only=True)
class KlingCameraControl:
    """How the camera moves. Without it, the model decides."""

    type_: KlingCameraControlType
    """ A movement, or `simple` for one that `config` describes. """
    config: KlingCameraMove | Unset = UNSET
    """ The movement of type `simple`, from -10 to 10. Exactly one of the values may differ from 0. """

    def to_dict(self) -> dict[str, Any]:
        type_: str = self.type_

        config: dict[str, Any] | Unset = UNSET
        if not isinstance(self.config, Unset):
            config = self.config.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
            }
        )
        if config is not UNSET:
            field_dict["config"] = config

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_camera_move import KlingCameraMove  # noqa: PLC0415

        d = dict(src_dict)
        type_ = check_kling_camera_control_type(d.pop("type"))

        _config = d.pop("config", UNSET)
        config: KlingCameraMove | Unset
        if isinstance(_config, Unset):
            config = UNSET
        else:
            config = KlingCameraMove.from_dict(cast(Mapping[str, Any], _config))

        kling_camera_control = cls(
            type_=type_,
            config=config,
        )

        return kling_camera_control
