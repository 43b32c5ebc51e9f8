from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.aleph_generate_job_input import AlephGenerateJobInput


T = TypeVar("T", bound="AlephGenerateJob")


@_attrs_define(kw_only=True)
class AlephGenerateJob:
    """Edit a video with Runway Aleph

    Edits a video as the prompt describes, and returns a new one. It costs 110 credits.

    """

    model: Literal["runway/gen4-aleph"]
    input_: AlephGenerateJobInput
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task. """

    def to_dict(self) -> dict[str, Any]:
        model = self.model

        input_ = self.input_.to_dict()

        call_back_url = self.call_back_url

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "model": model,
                "input": input_,
            }
        )
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.aleph_generate_job_input import AlephGenerateJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["runway/gen4-aleph"], d.pop("model"))
        if model != "runway/gen4-aleph":
            raise ValueError(f"model must match const 'runway/gen4-aleph', got '{model}'")

        input_ = AlephGenerateJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        aleph_generate_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return aleph_generate_job
