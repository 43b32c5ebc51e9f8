from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_resource_pack import KlingResourcePack


T = TypeVar("T", bound="KlingCosts")


@_attrs_define(kw_only=True)
class KlingCosts:
    """The resource packs, and a code and a message of the part that lists them."""

    code: int | None | Unset = UNSET
    """ 0, or the number of an error. """
    msg: None | str | Unset = UNSET
    """ What the code means. """
    resource_pack_subscribe_infos: list[KlingResourcePack] | None | Unset = UNSET
    """ The resource packs. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        code: int | None | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
            code = self.code

        msg: None | str | Unset
        if isinstance(self.msg, Unset):
            msg = UNSET
        else:
            msg = self.msg

        resource_pack_subscribe_infos: list[dict[str, Any]] | None | Unset
        if isinstance(self.resource_pack_subscribe_infos, Unset):
            resource_pack_subscribe_infos = UNSET
        elif isinstance(self.resource_pack_subscribe_infos, list):
            resource_pack_subscribe_infos = []
            for resource_pack_subscribe_infos_item_data in self.resource_pack_subscribe_infos:
                resource_pack_subscribe_infos_item = (
                    resource_pack_subscribe_infos_item_data.to_dict()
                )
                resource_pack_subscribe_infos.append(resource_pack_subscribe_infos_item)

        else:
            resource_pack_subscribe_infos = self.resource_pack_subscribe_infos

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if code is not UNSET:
            field_dict["code"] = code
        if msg is not UNSET:
            field_dict["msg"] = msg
        if resource_pack_subscribe_infos is not UNSET:
            field_dict["resource_pack_subscribe_infos"] = resource_pack_subscribe_infos

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_resource_pack import KlingResourcePack  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_code(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

        def _parse_msg(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        msg = _parse_msg(d.pop("msg", UNSET))

        def _parse_resource_pack_subscribe_infos(
            data: object,
        ) -> list[KlingResourcePack] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                resource_pack_subscribe_infos_type_0: list[KlingResourcePack] = []
                _resource_pack_subscribe_infos_type_0 = cast(Iterable[Any], data)
                for (
                    resource_pack_subscribe_infos_type_0_item_data
                ) in _resource_pack_subscribe_infos_type_0:
                    resource_pack_subscribe_infos_type_0_item = KlingResourcePack.from_dict(
                        cast(Mapping[str, Any], resource_pack_subscribe_infos_type_0_item_data)
                    )

                    resource_pack_subscribe_infos_type_0.append(
                        resource_pack_subscribe_infos_type_0_item
                    )

                return resource_pack_subscribe_infos_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[KlingResourcePack] | None | Unset, data)

        resource_pack_subscribe_infos = _parse_resource_pack_subscribe_infos(
            d.pop("resource_pack_subscribe_infos", UNSET)
        )

        kling_costs = cls(
            code=code,
            msg=msg,
            resource_pack_subscribe_infos=resource_pack_subscribe_infos,
        )

        kling_costs.additional_properties = d
        return kling_costs

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
