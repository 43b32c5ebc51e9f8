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

    running_tasks: Gen2RunningTasks | None
    """ The tasks that run now, by the Runway account's address. """
    error: None | str | Unset = UNSET
    """ What went wrong. """
    code: int | None | Unset = UNSET
    """ The HTTP status, repeated. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_running_tasks import Gen2RunningTasks  # noqa: PLC0415

        running_tasks: dict[str, Any] | None
        if isinstance(self.running_tasks, Gen2RunningTasks):
            running_tasks = self.running_tasks.to_dict()
        else:
            running_tasks = self.running_tasks

        error: None | str | Unset
        if isinstance(self.error, Unset):
            error = UNSET
        else:
            error = self.error

        code: int | None | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
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

        def _parse_running_tasks(data: object) -> Gen2RunningTasks | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                running_tasks_type_0 = Gen2RunningTasks.from_dict(cast(Mapping[str, Any], data))

                return running_tasks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2RunningTasks | None, data)

        running_tasks = _parse_running_tasks(d.pop("runningTasks"))

        def _parse_error(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error = _parse_error(d.pop("error", UNSET))

        def _parse_code(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

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
