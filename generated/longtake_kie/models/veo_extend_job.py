from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.veo_extend_job_input import VeoExtendJobInput


T = TypeVar("T", bound="VeoExtendJob")


@_attrs_define(kw_only=True)
class VeoExtendJob:
    """Extend a Veo 3.1 video

    Continues a video in 720p that the jobs API made with Veo, by 7 seconds. The task's file is the new part; the whole
    video is documented for the callback only.

    """

    model: Literal["veo/extend"]
    input_: VeoExtendJobInput
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
        from ..models.veo_extend_job_input import VeoExtendJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["veo/extend"], d.pop("model"))
        if model != "veo/extend":
            raise ValueError(f"model must match const 'veo/extend', got '{model}'")

        input_ = VeoExtendJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        veo_extend_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return veo_extend_job
