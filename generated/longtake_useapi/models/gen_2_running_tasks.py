from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

if TYPE_CHECKING:
    from ..models.gen_2_running_task import Gen2RunningTask


T = TypeVar("T", bound="Gen2RunningTasks")


@_attrs_define(kw_only=True)
class Gen2RunningTasks:
    """The tasks that run now, by the Runway account's address."""

    additional_properties: dict[str, list[Gen2RunningTask]] = _attrs_field(
        init=False, factory=lambda: {}
    )

    def to_dict(self) -> dict[str, Any]:

        field_dict: dict[str, Any] = {}
        for prop_name, prop in self.additional_properties.items():
            field_dict[prop_name] = []
            for additional_property_item_data in prop:
                additional_property_item = additional_property_item_data.to_dict()
                field_dict[prop_name].append(additional_property_item)

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_running_task import Gen2RunningTask  # noqa: PLC0415

        d = dict(src_dict)
        gen_2_running_tasks = cls()

        additional_properties = {}
        for prop_name, prop_dict in d.items():
            additional_property: list[Gen2RunningTask] = []
            _additional_property = cast(Iterable[Any], prop_dict)
            for additional_property_item_data in _additional_property:
                additional_property_item = Gen2RunningTask.from_dict(
                    cast(Mapping[str, Any], additional_property_item_data)
                )

                additional_property.append(additional_property_item)

            additional_properties[prop_name] = additional_property

        gen_2_running_tasks.additional_properties = additional_properties
        return gen_2_running_tasks

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> list[Gen2RunningTask]:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: list[Gen2RunningTask]) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
