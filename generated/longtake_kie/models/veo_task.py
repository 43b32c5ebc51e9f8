from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.veo_task_success_flag import VeoTaskSuccessFlag, check_veo_task_success_flag
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.veo_result import VeoResult


T = TypeVar("T", bound="VeoTask")


@_attrs_define(kw_only=True)
class VeoTask:
    """A Veo task, as reading it shows it."""

    task_id: None | str | Unset = UNSET
    """ The task's id. """
    param_json: None | str | Unset = UNSET
    """ What the task was asked for, as JSON in a string. """
    complete_time: int | None | str | Unset = UNSET
    """ When the task ended. The provider's pages disagree on the form; there are `2025-06-06 10:30:00`, RFC 3339
    and milliseconds since 1970. """
    create_time: int | None | str | Unset = UNSET
    """ When the task was made, in one of the forms of completeTime. """
    response: None | Unset | VeoResult = UNSET
    """ The finished video; null until the task is done. """
    success_flag: int | None | Unset | VeoTaskSuccessFlag = UNSET
    """ 0 while the task runs, 1 once it is done; 2 and 3 are failures, 3 that of the model's own service (the
    provider describes it and omits it in its list). """
    error_code: int | None | str | Unset = UNSET
    """ The failure's number, such as 400, 500 or 501. """
    error_message: None | str | Unset = UNSET
    """ Why the task failed. """
    fallback_flag: bool | None | Unset = UNSET
    """ Whether another model stepped in. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.veo_result import VeoResult  # noqa: PLC0415

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

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

        response: dict[str, Any] | None | Unset
        if isinstance(self.response, Unset):
            response = UNSET
        elif isinstance(self.response, VeoResult):
            response = self.response.to_dict()
        else:
            response = self.response

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

        fallback_flag: bool | None | Unset
        if isinstance(self.fallback_flag, Unset):
            fallback_flag = UNSET
        else:
            fallback_flag = self.fallback_flag

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if param_json is not UNSET:
            field_dict["paramJson"] = param_json
        if complete_time is not UNSET:
            field_dict["completeTime"] = complete_time
        if create_time is not UNSET:
            field_dict["createTime"] = create_time
        if response is not UNSET:
            field_dict["response"] = response
        if success_flag is not UNSET:
            field_dict["successFlag"] = success_flag
        if error_code is not UNSET:
            field_dict["errorCode"] = error_code
        if error_message is not UNSET:
            field_dict["errorMessage"] = error_message
        if fallback_flag is not UNSET:
            field_dict["fallbackFlag"] = fallback_flag

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.veo_result import VeoResult  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

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

        def _parse_response(data: object) -> None | Unset | VeoResult:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_type_0 = VeoResult.from_dict(cast(Mapping[str, Any], data))

                return response_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | VeoResult, data)

        response = _parse_response(d.pop("response", UNSET))

        def _parse_success_flag(data: object) -> int | None | Unset | VeoTaskSuccessFlag:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                success_flag_type_0 = check_veo_task_success_flag(data)

                return success_flag_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(int | None | Unset | VeoTaskSuccessFlag, data)

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

        def _parse_fallback_flag(data: object) -> bool | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(bool | None | Unset, data)

        fallback_flag = _parse_fallback_flag(d.pop("fallbackFlag", UNSET))

        veo_task = cls(
            task_id=task_id,
            param_json=param_json,
            complete_time=complete_time,
            create_time=create_time,
            response=response,
            success_flag=success_flag,
            error_code=error_code,
            error_message=error_message,
            fallback_flag=fallback_flag,
        )

        veo_task.additional_properties = d
        return veo_task

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
