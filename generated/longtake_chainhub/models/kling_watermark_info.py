from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="KlingWatermarkInfo")


@_attrs_define(kw_only=True)
class KlingWatermarkInfo:
    """Whether a copy of the video with a watermark is made, too."""

    enabled: bool
    """ Whether the copy is made; its link is `watermark_url`. """

    def to_dict(self) -> dict[str, Any]:
        enabled = self.enabled

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "enabled": enabled,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        enabled = d.pop("enabled")

        kling_watermark_info = cls(
            enabled=enabled,
        )

        return kling_watermark_info
