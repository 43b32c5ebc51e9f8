from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.veo_ultra_hd_job_input import VeoUltraHdJobInput


T = TypeVar("T", bound="VeoUltraHdJob")


@_attrs_define(kw_only=True)
class VeoUltraHdJob:
    """Get a Veo 3.1 video in 4K

    Makes a 4K version of a video that the jobs API made with Veo. It costs 120 credits.

    """

    model: Literal["veo/get-4k-video"]
    input_: VeoUltraHdJobInput
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
        from ..models.veo_ultra_hd_job_input import VeoUltraHdJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["veo/get-4k-video"], d.pop("model"))
        if model != "veo/get-4k-video":
            raise ValueError(f"model must match const 'veo/get-4k-video', got '{model}'")

        input_ = VeoUltraHdJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        veo_ultra_hd_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return veo_ultra_hd_job
