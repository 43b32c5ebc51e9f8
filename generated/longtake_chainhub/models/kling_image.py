from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="KlingImage")


@_attrs_define(kw_only=True)
class KlingImage:
    """An image."""

    image: str
    """ The image, as a URL or as base64 without `data:` before it. """

    def to_dict(self) -> dict[str, Any]:
        image = self.image

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "image": image,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image = d.pop("image")

        kling_image = cls(
            image=image,
        )

        return kling_image
