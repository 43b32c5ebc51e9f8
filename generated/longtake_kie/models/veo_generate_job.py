from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.veo_generate_job_input import VeoGenerateJobInput


T = TypeVar("T", bound="VeoGenerateJob")


@_attrs_define(kw_only=True)
class VeoGenerateJob:
    """Generate a Veo 3.1 video

    Makes a video of 4, 6 or 8 seconds, with sound, from a prompt, or from a prompt and images. It costs 60 credits in
    720p with the tier `veo3_fast`, 30 with `veo3_lite` and 250 with `veo3`.

    """

    model: Literal["veo-3-1"]
    input_: VeoGenerateJobInput
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
        from ..models.veo_generate_job_input import VeoGenerateJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["veo-3-1"], d.pop("model"))
        if model != "veo-3-1":
            raise ValueError(f"model must match const 'veo-3-1', got '{model}'")

        input_ = VeoGenerateJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        veo_generate_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return veo_generate_job
