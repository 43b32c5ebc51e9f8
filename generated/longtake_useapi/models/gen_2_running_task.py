from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Gen2RunningTask")


@_attrs_define(kw_only=True)
class Gen2RunningTask:
    """A task that runs now."""

    email: None | str | Unset = UNSET
    """ The Runway account's address. """
    task_id: None | str | Unset = UNSET
    """ The task's id. """
    id: None | str | Unset = UNSET
    """ The id that Runway itself gives the task. """
    reply_url: None | str | Unset = UNSET
    """ The URL to which changes of the task are posted, if any. """
    reply_ref: None | str | Unset = UNSET
    """ The reference that the task was made with, if any. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        email: None | str | Unset
        if isinstance(self.email, Unset):
            email = UNSET
        else:
            email = self.email

        task_id: None | str | Unset
        if isinstance(self.task_id, Unset):
            task_id = UNSET
        else:
            task_id = self.task_id

        id: None | str | Unset
        if isinstance(self.id, Unset):
            id = UNSET
        else:
            id = self.id

        reply_url: None | str | Unset
        if isinstance(self.reply_url, Unset):
            reply_url = UNSET
        else:
            reply_url = self.reply_url

        reply_ref: None | str | Unset
        if isinstance(self.reply_ref, Unset):
            reply_ref = UNSET
        else:
            reply_ref = self.reply_ref

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update({})
        if email is not UNSET:
            field_dict["email"] = email
        if task_id is not UNSET:
            field_dict["taskId"] = task_id
        if id is not UNSET:
            field_dict["id"] = id
        if reply_url is not UNSET:
            field_dict["replyUrl"] = reply_url
        if reply_ref is not UNSET:
            field_dict["replyRef"] = reply_ref

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_email(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        email = _parse_email(d.pop("email", UNSET))

        def _parse_task_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        task_id = _parse_task_id(d.pop("taskId", UNSET))

        def _parse_id(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        id = _parse_id(d.pop("id", UNSET))

        def _parse_reply_url(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reply_url = _parse_reply_url(d.pop("replyUrl", UNSET))

        def _parse_reply_ref(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reply_ref = _parse_reply_ref(d.pop("replyRef", UNSET))

        gen_2_running_task = cls(
            email=email,
            task_id=task_id,
            id=id,
            reply_url=reply_url,
            reply_ref=reply_ref,
        )

        gen_2_running_task.additional_properties = d
        return gen_2_running_task

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
