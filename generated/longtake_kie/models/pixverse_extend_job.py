from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pixverse_extend_job_input import PixverseExtendJobInput


T = TypeVar("T", bound="PixverseExtendJob")


@_attrs_define(kw_only=True)
class PixverseExtendJob:
    """Extend a video with PixVerse V6

    Continues a video by 1 to 15 seconds: one that the jobs API made with PixVerse (`task_id`), or any other
    (`video_url`). PixVerse's own video ids are refused. The provider does not document whether the result is the new
    part or the whole video.

    """

    model: Literal["pixverse-v6/extend"]
    input_: PixverseExtendJobInput
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
        from ..models.pixverse_extend_job_input import PixverseExtendJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["pixverse-v6/extend"], d.pop("model"))
        if model != "pixverse-v6/extend":
            raise ValueError(f"model must match const 'pixverse-v6/extend', got '{model}'")

        input_ = PixverseExtendJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        pixverse_extend_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return pixverse_extend_job
