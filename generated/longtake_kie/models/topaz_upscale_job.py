from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.topaz_upscale_job_input import TopazUpscaleJobInput


T = TypeVar("T", bound="TopazUpscaleJob")


@_attrs_define(kw_only=True)
class TopazUpscaleJob:
    """Enlarge a video with Topaz

    Makes a larger version of any video.

    """

    model: Literal["topaz/video-upscale"]
    input_: TopazUpscaleJobInput
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
        from ..models.topaz_upscale_job_input import TopazUpscaleJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["topaz/video-upscale"], d.pop("model"))
        if model != "topaz/video-upscale":
            raise ValueError(f"model must match const 'topaz/video-upscale', got '{model}'")

        input_ = TopazUpscaleJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        topaz_upscale_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return topaz_upscale_job
