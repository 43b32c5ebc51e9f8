from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.wan_text_job_input import WanTextJobInput


T = TypeVar("T", bound="WanTextJob")


@_attrs_define(kw_only=True)
class WanTextJob:
    """Generate a Wan 2.7 video from text

    Makes a video of 2 to 15 seconds from a prompt. A second costs 16 credits in 720p and 24 in 1080p.

    """

    model: Literal["wan/2-7-text-to-video"]
    input_: WanTextJobInput
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
        from ..models.wan_text_job_input import WanTextJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["wan/2-7-text-to-video"], d.pop("model"))
        if model != "wan/2-7-text-to-video":
            raise ValueError(f"model must match const 'wan/2-7-text-to-video', got '{model}'")

        input_ = WanTextJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        wan_text_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return wan_text_job
