from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.midjourney_task_success_flag import (
    MidjourneyTaskSuccessFlag,
    check_midjourney_task_success_flag,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.midjourney_result_info import MidjourneyResultInfo


T = TypeVar("T", bound="MidjourneyTask")


@_attrs_define(kw_only=True)
class MidjourneyTask:
    """A Midjourney task, as reading it shows it."""

    task_id: None | str | Unset = UNSET
    """ The task's id. """
    task_type: None | str | Unset = UNSET
    """ What kind of task it is, such as mj_video_extend_auto. """
    param_json: None | str | Unset = UNSET
    """ What the task was asked for, as JSON in a string. """
    complete_time: int | None | str | Unset = UNSET
    """ When the task ended. """
    create_time: int | None | str | Unset = UNSET
    """ When the task was made. """
    result_info_json: MidjourneyResultInfo | None | str | Unset = UNSET
    """ The result. The name promises a JSON string and the provider describes an object; users met both (the string
    is not documented by the provider). """
    success_flag: int | MidjourneyTaskSuccessFlag | None | Unset = UNSET
    """ 0 while the task runs, 1 once it is done; 2 and 3 are failures, 3 that of the model's own service. """
    error_code: int | None | str | Unset = UNSET
    """ The failure's number. """
    error_message: None | str | Unset = UNSET
    """ Why the task failed. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.midjourney_result_info import MidjourneyResultInfo  # noqa: PLC0415

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        task_type: None | str | Unset
        if isinstance(self.task_type, Unset):
            task_type = UNSET
        else:
            task_type = self.task_type

        param_json: None | str | Unset
        if isinstance(self.param_json, Unset):
            param_json = UNSET
        else:
            param_json = self.param_json

        complete_time: int | None | str | Unset
        if isinstance(self.complete_time, Unset):
            complete_time = UNSET
        else:
            complete_time = self.complete_time

        create_time: int | None | str | Unset
        if isinstance(self.create_time, Unset):
            create_time = UNSET
        else:
            create_time = self.create_time

        result_info_json: dict[str, Any] | None | str | Unset
        if isinstance(self.result_info_json, Unset):
            result_info_json = UNSET
        elif isinstance(self.result_info_json, MidjourneyResultInfo):
            result_info_json = self.result_info_json.to_dict()
        else:
            result_info_json = self.result_info_json

        success_flag: int | None | Unset
        if isinstance(self.success_flag, Unset):
            success_flag = UNSET
        else:
            success_flag = self.success_flag

        error_code: int | None | str | Unset
        if isinstance(self.error_code, Unset):
            error_code = UNSET
        else:
            error_code = self.error_code

        error_message: None | str | Unset
        if isinstance(self.error_message, Unset):
            error_message = UNSET
        else:
            error_message = self.error_message

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if task_type is not UNSET:
            field_dict["taskType"] = task_type
        if param_json is not UNSET:
            field_dict["paramJson"] = param_json
        if complete_time is not UNSET:
            field_dict["completeTime"] = complete_time
        if create_time is not UNSET:
            field_dict["createTime"] = create_time
        if result_info_json is not UNSET:
            field_dict["resultInfoJson"] = result_info_json
        if success_flag is not UNSET:
            field_dict["successFlag"] = success_flag
        if error_code is not UNSET:
            field_dict["errorCode"] = error_code
        if error_message is not UNSET:
            field_dict["errorMessage"] = error_message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.midjourney_result_info import MidjourneyResultInfo  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_task_type(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_type = _parse_task_type(d.pop("taskType", UNSET))

        def _parse_param_json(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        param_json = _parse_param_json(d.pop("paramJson", UNSET))

        def _parse_complete_time(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        complete_time = _parse_complete_time(d.pop("completeTime", UNSET))

        def _parse_create_time(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        create_time = _parse_create_time(d.pop("createTime", UNSET))

        def _parse_result_info_json(data: object) -> MidjourneyResultInfo | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_info_json_type_0 = MidjourneyResultInfo.from_dict(
                    cast(Mapping[str, Any], data)
                )

                return result_info_json_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MidjourneyResultInfo | None | str | Unset, data)

        result_info_json = _parse_result_info_json(d.pop("resultInfoJson", UNSET))

        def _parse_success_flag(data: object) -> int | MidjourneyTaskSuccessFlag | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                success_flag_type_0 = check_midjourney_task_success_flag(data)

                return success_flag_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(int | MidjourneyTaskSuccessFlag | None | Unset, data)

        success_flag = _parse_success_flag(d.pop("successFlag", UNSET))

        def _parse_error_code(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        error_code = _parse_error_code(d.pop("errorCode", UNSET))

        def _parse_error_message(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        error_message = _parse_error_message(d.pop("errorMessage", UNSET))

        midjourney_task = cls(
            task_id=task_id,
            task_type=task_type,
            param_json=param_json,
            complete_time=complete_time,
            create_time=create_time,
            result_info_json=result_info_json,
            success_flag=success_flag,
            error_code=error_code,
            error_message=error_message,
        )

        midjourney_task.additional_properties = d
        return midjourney_task

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
