from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="KlingShot")


@_attrs_define(kw_only=True)
class KlingShot:
    """One shot of a video."""

    prompt: str
    """ What the shot shows, in at most 500 characters. A reference to an element counts as 37. """
    duration: int
    """ The length of the shot in seconds, from 1 to 12. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        duration = self.duration

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "duration": duration,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        prompt = d.pop("prompt")

        duration = d.pop("duration")

        kling_shot = cls(
            prompt=prompt,
            duration=duration,
        )

        return kling_shot
