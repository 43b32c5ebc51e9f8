from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

T = TypeVar("T", bound="Gen2RunningTask")


@_attrs_define
class Gen2RunningTask:
    """A task that runs now."""

    email: str | Unset = UNSET
    task_id: str | Unset = UNSET
    id: str | Unset = UNSET
    reply_url: str | Unset = UNSET
    reply_ref: str | Unset = UNSET
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        task_id = self.task_id

        id = self.id

        reply_url = self.reply_url

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
        email = d.pop("email", UNSET)

        task_id = d.pop("taskId", UNSET)

        id = d.pop("id", UNSET)

        reply_url = d.pop("replyUrl", UNSET)

        reply_ref = d.pop("replyRef", UNSET)

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
