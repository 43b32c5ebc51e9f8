from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.job_task_state import JobTaskState, check_job_task_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.job_result import JobResult


T = TypeVar("T", bound="JobTask")


@_attrs_define(kw_only=True)
class JobTask:
    """A task of the jobs API, as reading it shows it."""

    task_id: None | str | Unset = UNSET
    """ The task's id. """
    model: None | str | Unset = UNSET
    """ The provider's model id. """
    state: JobTaskState | None | str | Unset = UNSET
    """ Where the task is. A word that is not listed here means that the task still runs. """
    success_flag: int | None | Unset = UNSET
    """ 0 while the task runs, 1 once it has succeeded, 2 or 3 once it has failed. Only the newest responses have
    it. """
    param: None | str | Unset = UNSET
    """ The request, as a JSON string in which `input` is a JSON string again. """
    result_json: JobResult | None | str | Unset = UNSET
    """ The links, as a JSON string of an object with `resultUrls`. Users report the object itself, too. """
    response: JobResult | None | Unset = UNSET
    """ What a task made. """
    fail_code: int | None | str | Unset = UNSET
    """ The failure's code; empty or null beside success. """
    fail_msg: None | str | Unset = UNSET
    """ Why the task failed; empty or null beside success. """
    cost_time: float | None | Unset = UNSET
    """ How long the task took, in milliseconds according to one page and in seconds according to another. """
    create_time: int | None | Unset = UNSET
    """ When the task was created, in milliseconds since 1970. """
    complete_time: int | None | Unset = UNSET
    """ When the task ended, in milliseconds since 1970. """
    update_time: int | None | Unset = UNSET
    """ When the record changed last, in milliseconds since 1970. """
    progress: float | None | Unset = UNSET
    """ From 0 to 100. Most models never fill it. """
    credits_consumed: float | None | Unset = UNSET
    """ What the task cost in credits, fractions included. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.job_result import JobResult  # noqa: PLC0415

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        model: None | str | Unset
        if isinstance(self.model, Unset):
            model = UNSET
        else:
            model = self.model

        state: None | str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        else:
            state = self.state

        success_flag: int | None | Unset
        if isinstance(self.success_flag, Unset):
            success_flag = UNSET
        else:
            success_flag = self.success_flag

        param: None | str | Unset
        if isinstance(self.param, Unset):
            param = UNSET
        else:
            param = self.param

        result_json: dict[str, Any] | None | str | Unset
        if isinstance(self.result_json, Unset):
            result_json = UNSET
        elif isinstance(self.result_json, JobResult):
            result_json = self.result_json.to_dict()
        else:
            result_json = self.result_json

        response: dict[str, Any] | None | Unset
        if isinstance(self.response, Unset):
            response = UNSET
        elif isinstance(self.response, JobResult):
            response = self.response.to_dict()
        else:
            response = self.response

        fail_code: int | None | str | Unset
        if isinstance(self.fail_code, Unset):
            fail_code = UNSET
        else:
            fail_code = self.fail_code

        fail_msg: None | str | Unset
        if isinstance(self.fail_msg, Unset):
            fail_msg = UNSET
        else:
            fail_msg = self.fail_msg

        cost_time: float | None | Unset
        if isinstance(self.cost_time, Unset):
            cost_time = UNSET
        else:
            cost_time = self.cost_time

        create_time: int | None | Unset
        if isinstance(self.create_time, Unset):
            create_time = UNSET
        else:
            create_time = self.create_time

        complete_time: int | None | Unset
        if isinstance(self.complete_time, Unset):
            complete_time = UNSET
        else:
            complete_time = self.complete_time

        update_time: int | None | Unset
        if isinstance(self.update_time, Unset):
            update_time = UNSET
        else:
            update_time = self.update_time

        progress: float | None | Unset
        if isinstance(self.progress, Unset):
            progress = UNSET
        else:
            progress = self.progress

        credits_consumed: float | None | Unset
        if isinstance(self.credits_consumed, Unset):
            credits_consumed = UNSET
        else:
            credits_consumed = self.credits_consumed

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if model is not UNSET:
            field_dict["model"] = model
        if state is not UNSET:
            field_dict["state"] = state
        if success_flag is not UNSET:
            field_dict["successFlag"] = success_flag
        if param is not UNSET:
            field_dict["param"] = param
        if result_json is not UNSET:
            field_dict["resultJson"] = result_json
        if response is not UNSET:
            field_dict["response"] = response
        if fail_code is not UNSET:
            field_dict["failCode"] = fail_code
        if fail_msg is not UNSET:
            field_dict["failMsg"] = fail_msg
        if cost_time is not UNSET:
            field_dict["costTime"] = cost_time
        if create_time is not UNSET:
            field_dict["createTime"] = create_time
        if complete_time is not UNSET:
            field_dict["completeTime"] = complete_time
        if update_time is not UNSET:
            field_dict["updateTime"] = update_time
        if progress is not UNSET:
            field_dict["progress"] = progress
        if credits_consumed is not UNSET:
            field_dict["creditsConsumed"] = credits_consumed

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.job_result import JobResult  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_model(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        model = _parse_model(d.pop("model", UNSET))

        def _parse_state(data: object) -> JobTaskState | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                state_type_0 = check_job_task_state(data)

                return state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobTaskState | None | str | Unset, data)

        state = _parse_state(d.pop("state", UNSET))

        def _parse_success_flag(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        success_flag = _parse_success_flag(d.pop("successFlag", UNSET))

        def _parse_param(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        param = _parse_param(d.pop("param", UNSET))

        def _parse_result_json(data: object) -> JobResult | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                result_json_type_1 = JobResult.from_dict(cast(Mapping[str, Any], data))

                return result_json_type_1
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobResult | None | str | Unset, data)

        result_json = _parse_result_json(d.pop("resultJson", UNSET))

        def _parse_response(data: object) -> JobResult | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                response_type_0 = JobResult.from_dict(cast(Mapping[str, Any], data))

                return response_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(JobResult | None | Unset, data)

        response = _parse_response(d.pop("response", UNSET))

        def _parse_fail_code(data: object) -> int | None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | str | Unset, data)

        fail_code = _parse_fail_code(d.pop("failCode", UNSET))

        def _parse_fail_msg(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        fail_msg = _parse_fail_msg(d.pop("failMsg", UNSET))

        def _parse_cost_time(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        cost_time = _parse_cost_time(d.pop("costTime", UNSET))

        def _parse_create_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        create_time = _parse_create_time(d.pop("createTime", UNSET))

        def _parse_complete_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        complete_time = _parse_complete_time(d.pop("completeTime", UNSET))

        def _parse_update_time(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        update_time = _parse_update_time(d.pop("updateTime", UNSET))

        def _parse_progress(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        progress = _parse_progress(d.pop("progress", UNSET))

        def _parse_credits_consumed(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        credits_consumed = _parse_credits_consumed(d.pop("creditsConsumed", UNSET))

        job_task = cls(
            task_id=task_id,
            model=model,
            state=state,
            success_flag=success_flag,
            param=param,
            result_json=result_json,
            response=response,
            fail_code=fail_code,
            fail_msg=fail_msg,
            cost_time=cost_time,
            create_time=create_time,
            complete_time=complete_time,
            update_time=update_time,
            progress=progress,
            credits_consumed=credits_consumed,
        )

        job_task.additional_properties = d
        return job_task

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
