from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.aleph_task_success_flag import AlephTaskSuccessFlag, check_aleph_task_success_flag
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.aleph_result import AlephResult


T = TypeVar("T", bound="AlephTask")


@_attrs_define(kw_only=True)
class AlephTask:
    """A task of Aleph."""

    task_id: None | str | Unset = UNSET
    """ The id of the task. """
    param_json: None | str | Unset = UNSET
    """ The parameters of the request, as JSON in a string. """
    response: AlephResult | None | Unset = UNSET
    """ The finished video; null before. """
    complete_time: int | None | str | Unset = UNSET
    """ When the task ended, in RFC 3339. """
    create_time: int | None | str | Unset = UNSET
    """ When the task was made, in RFC 3339. """
    success_flag: AlephTaskSuccessFlag | int | None | Unset = UNSET
    """ 1 once the task has succeeded. 0 while it runs and also after a failure, according to the provider; then
    `errorCode` is not 0. 2 and 3 are failures of its other tasks. """
    error_code: int | None | str | Unset = UNSET
    """ The number of the failure; 0 without one. """
    error_message: None | str | Unset = UNSET
    """ The reason of the failure; empty without one. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.aleph_result import AlephResult  # noqa: PLC0415

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

        response: dict[str, Any] | None | Unset
        if isinstance(self.response, Unset):
            response = UNSET
        elif isinstance(self.response, AlephResult):
            response = self.response.to_dict()
        else:
            response = self.response

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
        if param_json is not UNSET:
            field_dict["paramJson"] = param_json
        if response is not UNSET:
            field_dict["response"] = response
        if complete_time is not UNSET:
            field_dict["completeTime"] = complete_time
        if create_time is not UNSET:
            field_dict["createTime"] = create_time
        if success_flag is not UNSET:
            field_dict["successFlag"] = success_flag
        if error_code is not UNSET:
            field_dict["errorCode"] = error_code
        if error_message is not UNSET:
            field_dict["errorMessage"] = error_message

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.aleph_result import AlephResult  # noqa: PLC0415

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

        def _parse_response(data: object) -> AlephResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_type_0 = AlephResult.from_dict(cast(Mapping[str, Any], data))

                return response_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AlephResult | None | Unset, data)

        response = _parse_response(d.pop("response", UNSET))

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

        def _parse_success_flag(data: object) -> AlephTaskSuccessFlag | int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, int):
                    raise TypeError()
                success_flag_type_0 = check_aleph_task_success_flag(data)

                return success_flag_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(AlephTaskSuccessFlag | int | None | Unset, data)

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

        aleph_task = cls(
            task_id=task_id,
            param_json=param_json,
            response=response,
            complete_time=complete_time,
            create_time=create_time,
            success_flag=success_flag,
            error_code=error_code,
            error_message=error_message,
        )

        aleph_task.additional_properties = d
        return aleph_task

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
