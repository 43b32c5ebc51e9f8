from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gen_2_options import Gen2Options


T = TypeVar("T", bound="Gen2TaskOptions")


@_attrs_define(kw_only=True)
class Gen2TaskOptions:
    """What the task was asked for."""

    name: None | str | Unset = UNSET
    seconds: float | None | Unset = UNSET
    gen_2_options: Gen2Options | None | Unset = UNSET
    explore_mode: bool | None | Unset = UNSET
    asset_group_name: None | str | Unset = UNSET
    recording_enabled: bool | None | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_options import Gen2Options  # noqa: PLC0415

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        seconds: float | None | Unset
        if isinstance(self.seconds, Unset):
            seconds = UNSET
        else:
            seconds = self.seconds

        gen_2_options: dict[str, Any] | None | Unset
        if isinstance(self.gen_2_options, Unset):
            gen_2_options = UNSET
        elif isinstance(self.gen_2_options, Gen2Options):
            gen_2_options = self.gen_2_options.to_dict()
        else:
            gen_2_options = self.gen_2_options

        explore_mode: bool | None | Unset
        if isinstance(self.explore_mode, Unset):
            explore_mode = UNSET
        else:
            explore_mode = self.explore_mode

        asset_group_name: None | str | Unset
        if isinstance(self.asset_group_name, Unset):
            asset_group_name = UNSET
        else:
            asset_group_name = self.asset_group_name

        recording_enabled: bool | None | Unset
        if isinstance(self.recording_enabled, Unset):
            recording_enabled = UNSET
        else:
            recording_enabled = self.recording_enabled

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if name is not UNSET:
            field_dict["name"] = name
        if seconds is not UNSET:
            field_dict["seconds"] = seconds
        if gen_2_options is not UNSET:
            field_dict["gen2Options"] = gen_2_options
        if explore_mode is not UNSET:
            field_dict["exploreMode"] = explore_mode
        if asset_group_name is not UNSET:
            field_dict["assetGroupName"] = asset_group_name
        if recording_enabled is not UNSET:
            field_dict["recordingEnabled"] = recording_enabled

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_options import Gen2Options  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        def _parse_seconds(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        seconds = _parse_seconds(d.pop("seconds", UNSET))

        def _parse_gen_2_options(data: object) -> Gen2Options | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                gen_2_options_type_0 = Gen2Options.from_dict(cast(Mapping[str, Any], data))

                return gen_2_options_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2Options | None | Unset, data)

        gen_2_options = _parse_gen_2_options(d.pop("gen2Options", UNSET))

        def _parse_explore_mode(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        explore_mode = _parse_explore_mode(d.pop("exploreMode", UNSET))

        def _parse_asset_group_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        asset_group_name = _parse_asset_group_name(d.pop("assetGroupName", UNSET))

        def _parse_recording_enabled(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        recording_enabled = _parse_recording_enabled(d.pop("recordingEnabled", UNSET))

        gen_2_task_options = cls(
            name=name,
            seconds=seconds,
            gen_2_options=gen_2_options,
            explore_mode=explore_mode,
            asset_group_name=asset_group_name,
            recording_enabled=recording_enabled,
        )

        gen_2_task_options.additional_properties = d
        return gen_2_task_options

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
