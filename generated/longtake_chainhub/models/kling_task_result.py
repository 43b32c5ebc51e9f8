from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_video import KlingVideo


T = TypeVar("T", bound="KlingTaskResult")


@_attrs_define(kw_only=True)
class KlingTaskResult:
    """The result of the task; null until it is done."""

    videos: list[KlingVideo] | None | Unset = UNSET
    """ The videos. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        videos: list[dict[str, Any]] | None | Unset
        if isinstance(self.videos, Unset):
            videos = UNSET
        elif isinstance(self.videos, list):
            videos = []
            for videos_item_data in self.videos:
                videos_item = videos_item_data.to_dict()
                videos.append(videos_item)

        else:
            videos = self.videos

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if videos is not UNSET:
            field_dict["videos"] = videos

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_video import KlingVideo  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_videos(data: object) -> list[KlingVideo] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                videos_type_0: list[KlingVideo] = []
                _videos_type_0 = cast(Iterable[Any], data)
                for videos_type_0_item_data in _videos_type_0:
                    videos_type_0_item = KlingVideo.from_dict(
                        cast(Mapping[str, Any], videos_type_0_item_data)
                    )

                    videos_type_0.append(videos_type_0_item)

                return videos_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[KlingVideo] | None | Unset, data)

        videos = _parse_videos(d.pop("videos", UNSET))

        kling_task_result = cls(
            videos=videos,
        )

        kling_task_result.additional_properties = d
        return kling_task_result

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
