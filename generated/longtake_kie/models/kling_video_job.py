from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_video_job_input import KlingVideoJobInput


T = TypeVar("T", bound="KlingVideoJob")


@_attrs_define(kw_only=True)
class KlingVideoJob:
    """Generate a Kling 3.0 video

    Makes a video of 3 to 15 seconds from a prompt, from a prompt and one or two images, or of several shots.

    """

    model: Literal["kling-3.0/video"]
    input_: KlingVideoJobInput
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
        from ..models.kling_video_job_input import KlingVideoJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["kling-3.0/video"], d.pop("model"))
        if model != "kling-3.0/video":
            raise ValueError(f"model must match const 'kling-3.0/video', got '{model}'")

        input_ = KlingVideoJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        kling_video_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return kling_video_job
