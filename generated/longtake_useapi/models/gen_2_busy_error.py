from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gen_2_running_tasks import Gen2RunningTasks


T = TypeVar("T", bound="Gen2BusyError")


@_attrs_define(kw_only=True)
class Gen2BusyError:
    """As many tasks run as the account may run at once."""

    running_tasks: Gen2RunningTasks
    """ The tasks that run now, by the Runway account's address. """
    error: str | Unset = UNSET
    """ What went wrong. """
    code: int | Unset = UNSET
    """ The HTTP status, repeated. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        running_tasks = self.running_tasks.to_dict()

        error = self.error

        code = self.code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "runningTasks": running_tasks,
            }
        )
        if error is not UNSET:
            field_dict["error"] = error
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_running_tasks import Gen2RunningTasks  # noqa: PLC0415

        d = dict(src_dict)
        running_tasks = Gen2RunningTasks.from_dict(cast(Mapping[str, Any], d.pop("runningTasks")))

        error = d.pop("error", UNSET)

        code = d.pop("code", UNSET)

        gen_2_busy_error = cls(
            running_tasks=running_tasks,
            error=error,
            code=code,
        )

        gen_2_busy_error.additional_properties = d
        return gen_2_busy_error

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
