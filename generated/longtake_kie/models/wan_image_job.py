from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.wan_image_job_input import WanImageJobInput


T = TypeVar("T", bound="WanImageJob")


@_attrs_define(kw_only=True)
class WanImageJob:
    """Generate a Wan 2.7 video from images, or continue a video

    Makes a video of 2 to 15 seconds that begins with an image, or with a video of 2 to 10 seconds (`first_clip_url`),
    which it then continues: `duration` is the length of the whole result.

    """

    model: Literal["wan/2-7-image-to-video"]
    input_: WanImageJobInput
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
        from ..models.wan_image_job_input import WanImageJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["wan/2-7-image-to-video"], d.pop("model"))
        if model != "wan/2-7-image-to-video":
            raise ValueError(f"model must match const 'wan/2-7-image-to-video', got '{model}'")

        input_ = WanImageJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        wan_image_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return wan_image_job
