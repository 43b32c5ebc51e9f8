from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.runway_generate_job_input import RunwayGenerateJobInput


T = TypeVar("T", bound="RunwayGenerateJob")


@_attrs_define(kw_only=True)
class RunwayGenerateJob:
    """Generate a Runway video

    Makes a video of 5 or 10 seconds, without sound, from a prompt or from a prompt and an image. It costs 12 credits (5
    seconds in 720p) or 30.

    """

    model: Literal["runway"]
    input_: RunwayGenerateJobInput
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
        from ..models.runway_generate_job_input import RunwayGenerateJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["runway"], d.pop("model"))
        if model != "runway":
            raise ValueError(f"model must match const 'runway', got '{model}'")

        input_ = RunwayGenerateJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        runway_generate_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return runway_generate_job
