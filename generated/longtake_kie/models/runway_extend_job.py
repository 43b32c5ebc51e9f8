from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.runway_extend_job_input import RunwayExtendJobInput


T = TypeVar("T", bound="RunwayExtendJob")


@_attrs_define(kw_only=True)
class RunwayExtendJob:
    """Extend a Runway video

    Continues a video that the jobs API made with Runway, with the same aspect ratio. The provider does not document by
    how much; users report 5 seconds. A video in 1080p cannot be extended (reported).

    """

    model: Literal["runway/extend-ai-video"]
    input_: RunwayExtendJobInput
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
        from ..models.runway_extend_job_input import RunwayExtendJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["runway/extend-ai-video"], d.pop("model"))
        if model != "runway/extend-ai-video":
            raise ValueError(f"model must match const 'runway/extend-ai-video', got '{model}'")

        input_ = RunwayExtendJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        runway_extend_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return runway_extend_job
