from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..models.runway_task_state import RunwayTaskState, check_runway_task_state
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.runway_generate_param import RunwayGenerateParam
    from ..models.runway_video_info import RunwayVideoInfo


T = TypeVar("T", bound="RunwayTask")


@_attrs_define(kw_only=True)
class RunwayTask:
    """A Runway task, as reading it shows it."""

    task_id: None | str | Unset = UNSET
    """ The task's id. """
    parent_task_id: None | str | Unset = UNSET
    """ The id of the task whose video this one extends; empty when it extends none. """
    generate_param: None | RunwayGenerateParam | Unset = UNSET
    """ What the task was asked for. """
    state: None | RunwayTaskState | str | Unset = UNSET
    """ The state of the task. Decide by this alone, whatever failCode is. """
    generate_time: None | str | Unset = UNSET
    """ When the task was made, such as `2025-06-06 10:30:00`; which zone that is remains open. """
    video_info: None | RunwayVideoInfo | Unset = UNSET
    """ The finished video; null or absent before the state is success. """
    fail_code: int | None | str | Unset = UNSET
    """ The failure's number; every failure has 400. Was a string once, and may be set although the task succeeded.
    """
    fail_msg: None | str | Unset = UNSET
    """ Why the task failed. As all failures have one number, only this text shows whether the content was refused
    or another attempt may help. """
    expire_flag: int | None | Unset = UNSET
    """ 0 while the result can be fetched, 1 once it has expired. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.runway_generate_param import RunwayGenerateParam  # noqa: PLC0415
        from ..models.runway_video_info import RunwayVideoInfo  # noqa: PLC0415

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        parent_task_id: None | str | Unset
        if isinstance(self.parent_task_id, Unset):
            parent_task_id = UNSET
        else:
            parent_task_id = self.parent_task_id

        generate_param: dict[str, Any] | None | Unset
        if isinstance(self.generate_param, Unset):
            generate_param = UNSET
        elif isinstance(self.generate_param, RunwayGenerateParam):
            generate_param = self.generate_param.to_dict()
        else:
            generate_param = self.generate_param

        state: None | str | Unset
        if isinstance(self.state, Unset):
            state = UNSET
        else:
            state = self.state

        generate_time: None | str | Unset
        if isinstance(self.generate_time, Unset):
            generate_time = UNSET
        else:
            generate_time = self.generate_time

        video_info: dict[str, Any] | None | Unset
        if isinstance(self.video_info, Unset):
            video_info = UNSET
        elif isinstance(self.video_info, RunwayVideoInfo):
            video_info = self.video_info.to_dict()
        else:
            video_info = self.video_info

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

        expire_flag: int | None | Unset
        if isinstance(self.expire_flag, Unset):
            expire_flag = UNSET
        else:
            expire_flag = self.expire_flag

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if parent_task_id is not UNSET:
            field_dict["parentTaskId"] = parent_task_id
        if generate_param is not UNSET:
            field_dict["generateParam"] = generate_param
        if state is not UNSET:
            field_dict["state"] = state
        if generate_time is not UNSET:
            field_dict["generateTime"] = generate_time
        if video_info is not UNSET:
            field_dict["videoInfo"] = video_info
        if fail_code is not UNSET:
            field_dict["failCode"] = fail_code
        if fail_msg is not UNSET:
            field_dict["failMsg"] = fail_msg
        if expire_flag is not UNSET:
            field_dict["expireFlag"] = expire_flag

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.runway_generate_param import RunwayGenerateParam  # noqa: PLC0415
        from ..models.runway_video_info import RunwayVideoInfo  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_parent_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        parent_task_id = _parse_parent_task_id(d.pop("parentTaskId", UNSET))

        def _parse_generate_param(data: object) -> None | RunwayGenerateParam | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                generate_param_type_0 = RunwayGenerateParam.from_dict(cast(Mapping[str, Any], data))

                return generate_param_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RunwayGenerateParam | Unset, data)

        generate_param = _parse_generate_param(d.pop("generateParam", UNSET))

        def _parse_state(data: object) -> None | RunwayTaskState | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                state_type_0 = check_runway_task_state(data)

                return state_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RunwayTaskState | str | Unset, data)

        state = _parse_state(d.pop("state", UNSET))

        def _parse_generate_time(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        generate_time = _parse_generate_time(d.pop("generateTime", UNSET))

        def _parse_video_info(data: object) -> None | RunwayVideoInfo | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                video_info_type_0 = RunwayVideoInfo.from_dict(cast(Mapping[str, Any], data))

                return video_info_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RunwayVideoInfo | Unset, data)

        video_info = _parse_video_info(d.pop("videoInfo", UNSET))

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

        def _parse_expire_flag(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        expire_flag = _parse_expire_flag(d.pop("expireFlag", UNSET))

        runway_task = cls(
            task_id=task_id,
            parent_task_id=parent_task_id,
            generate_param=generate_param,
            state=state,
            generate_time=generate_time,
            video_info=video_info,
            fail_code=fail_code,
            fail_msg=fail_msg,
            expire_flag=expire_flag,
        )

        runway_task.additional_properties = d
        return runway_task

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
