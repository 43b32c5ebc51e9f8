from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.seedance_video_job_input import SeedanceVideoJobInput


T = TypeVar("T", bound="SeedanceVideoJob")


@_attrs_define(kw_only=True)
class SeedanceVideoJob:
    """Generate a Seedance 2 video

    Makes a video from a prompt, from first and last frames, or with images, videos and sounds to refer to. It cannot
    extend a video: a reference video only guides the result.

    """

    model: Literal["bytedance/seedance-2"]
    input_: SeedanceVideoJobInput
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
        from ..models.seedance_video_job_input import SeedanceVideoJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["bytedance/seedance-2"], d.pop("model"))
        if model != "bytedance/seedance-2":
            raise ValueError(f"model must match const 'bytedance/seedance-2', got '{model}'")

        input_ = SeedanceVideoJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        seedance_video_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return seedance_video_job
