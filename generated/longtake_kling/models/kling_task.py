from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.kling_task_status import KlingTaskStatus, check_kling_task_status
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_task_info import KlingTaskInfo
    from ..models.kling_task_result import KlingTaskResult


T = TypeVar("T", bound="KlingTask")


@_attrs_define(kw_only=True)
class KlingTask:
    """A task. The response to a create has no more than ids, status and times."""

    task_id: None | str | Unset = UNSET
    """ The task's id, a decimal number larger than 2^53 as a string. """
    task_status: KlingTaskStatus | None | str | Unset = UNSET
    """ Where the task is. `succeeded` is another spelling of `succeed`, met on newer pages and at resellers. """
    task_status_msg: None | str | Unset = UNSET
    """ Why the task failed. """
    task_info: KlingTaskInfo | None | Unset = UNSET
    """ The input of the task. """
    task_result: KlingTaskResult | None | Unset = UNSET
    """ The result of the task; null until it is done. """
    final_unit_deduction: float | None | str | Unset = UNSET
    """ What the task cost in the account's units, fractions included. """
    created_at: int | None | Unset = UNSET
    """ When the task was made, in milliseconds since 1970. """
    updated_at: int | None | Unset = UNSET
    """ When the task last changed, in milliseconds since 1970. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.kling_task_info import KlingTaskInfo  # noqa: PLC0415
        from ..models.kling_task_result import KlingTaskResult  # noqa: PLC0415

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        task_status: None | str | Unset
        if isinstance(self.task_status, Unset):
            task_status = UNSET
        else:
            task_status = self.task_status

        task_status_msg: None | str | Unset
        if isinstance(self.task_status_msg, Unset):
            task_status_msg = UNSET
        else:
            task_status_msg = self.task_status_msg

        task_info: dict[str, Any] | None | Unset
        if isinstance(self.task_info, Unset):
            task_info = UNSET
        elif isinstance(self.task_info, KlingTaskInfo):
            task_info = self.task_info.to_dict()
        else:
            task_info = self.task_info

        task_result: dict[str, Any] | None | Unset
        if isinstance(self.task_result, Unset):
            task_result = UNSET
        elif isinstance(self.task_result, KlingTaskResult):
            task_result = self.task_result.to_dict()
        else:
            task_result = self.task_result

        final_unit_deduction: float | None | str | Unset
        if isinstance(self.final_unit_deduction, Unset):
            final_unit_deduction = UNSET
        else:
            final_unit_deduction = self.final_unit_deduction

        created_at: int | None | Unset
        if isinstance(self.created_at, Unset):
            created_at = UNSET
        else:
            created_at = self.created_at

        updated_at: int | None | Unset
        if isinstance(self.updated_at, Unset):
            updated_at = UNSET
        else:
            updated_at = self.updated_at

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["task_id"] = task_id
        if task_status is not UNSET:
            field_dict["task_status"] = task_status
        if task_status_msg is not UNSET:
            field_dict["task_status_msg"] = task_status_msg
        if task_info is not UNSET:
            field_dict["task_info"] = task_info
        if task_result is not UNSET:
            field_dict["task_result"] = task_result
        if final_unit_deduction is not UNSET:
            field_dict["final_unit_deduction"] = final_unit_deduction
        if created_at is not UNSET:
            field_dict["created_at"] = created_at
        if updated_at is not UNSET:
            field_dict["updated_at"] = updated_at

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_task_info import KlingTaskInfo  # noqa: PLC0415
        from ..models.kling_task_result import KlingTaskResult  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("task_id", UNSET))

        def _parse_task_status(data: object) -> KlingTaskStatus | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                task_status_type_0 = check_kling_task_status(data)

                return task_status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KlingTaskStatus | None | str | Unset, data)

        task_status = _parse_task_status(d.pop("task_status", UNSET))

        def _parse_task_status_msg(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_status_msg = _parse_task_status_msg(d.pop("task_status_msg", UNSET))

        def _parse_task_info(data: object) -> KlingTaskInfo | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                task_info_type_0 = KlingTaskInfo.from_dict(cast(Mapping[str, Any], data))

                return task_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KlingTaskInfo | None | Unset, data)

        task_info = _parse_task_info(d.pop("task_info", UNSET))

        def _parse_task_result(data: object) -> KlingTaskResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                task_result_type_0 = KlingTaskResult.from_dict(cast(Mapping[str, Any], data))

                return task_result_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KlingTaskResult | None | Unset, data)

        task_result = _parse_task_result(d.pop("task_result", UNSET))

        def _parse_final_unit_deduction(data: object) -> float | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | str | Unset, data)

        final_unit_deduction = _parse_final_unit_deduction(d.pop("final_unit_deduction", UNSET))

        def _parse_created_at(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        created_at = _parse_created_at(d.pop("created_at", UNSET))

        def _parse_updated_at(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        updated_at = _parse_updated_at(d.pop("updated_at", UNSET))

        kling_task = cls(
            task_id=task_id,
            task_status=task_status,
            task_status_msg=task_status_msg,
            task_info=task_info,
            task_result=task_result,
            final_unit_deduction=final_unit_deduction,
            created_at=created_at,
            updated_at=updated_at,
        )

        kling_task.additional_properties = d
        return kling_task

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
