from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.gen_2_task import Gen2Task


T = TypeVar("T", bound="Gen2TaskEnvelope")


@_attrs_define(kw_only=True)
class Gen2TaskEnvelope:
    """A task in an envelope. A bare task has no `task`."""

    task: Gen2Task | None
    """ A task. While it waits or runs, much of it is null. """
    code: int | None | Unset = UNSET
    """ The HTTP status, repeated. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=lambda: {})

    def to_dict(self) -> dict[str, Any]:
        from ..models.gen_2_task import Gen2Task  # noqa: PLC0415

        task: dict[str, Any] | None
        if isinstance(self.task, Gen2Task):
            task = self.task.to_dict()
        else:
            task = self.task

        code: int | None | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
            code = self.code

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "task": task,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.gen_2_task import Gen2Task  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_task(data: object) -> Gen2Task | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                task_type_0 = Gen2Task.from_dict(cast(Mapping[str, Any], data))

                return task_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Gen2Task | None, data)

        task = _parse_task(d.pop("task"))

        def _parse_code(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

        gen_2_task_envelope = cls(
            task=task,
            code=code,
        )

        gen_2_task_envelope.additional_properties = d
        return gen_2_task_envelope

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
