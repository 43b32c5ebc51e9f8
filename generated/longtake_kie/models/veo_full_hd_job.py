from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.veo_full_hd_job_input import VeoFullHdJobInput


T = TypeVar("T", bound="VeoFullHdJob")


@_attrs_define(kw_only=True)
class VeoFullHdJob:
    """Get a Veo 3.1 video in 1080p

    Makes a 1080p version of a video that the jobs API made with Veo. It costs 5 credits and takes 1 to 3 minutes.

    """

    model: Literal["veo/get-1080p-video"]
    input_: VeoFullHdJobInput
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
        from ..models.veo_full_hd_job_input import VeoFullHdJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["veo/get-1080p-video"], d.pop("model"))
        if model != "veo/get-1080p-video":
            raise ValueError(f"model must match const 'veo/get-1080p-video', got '{model}'")

        input_ = VeoFullHdJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        veo_full_hd_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return veo_full_hd_job
