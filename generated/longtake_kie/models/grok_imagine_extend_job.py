from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.grok_imagine_extend_job_input import GrokImagineExtendJobInput


T = TypeVar("T", bound="GrokImagineExtendJob")


@_attrs_define(kw_only=True)
class GrokImagineExtendJob:
    """Extend a Grok Imagine video

    Continues a video that the jobs API made with Grok Imagine 1.0, in its resolution and aspect ratio. It costs 14.4
    credits (6 seconds in 480p) to 45 (10 seconds in 720p). Users report that videos of Grok Imagine 1.5 are refused.

    """

    model: Literal["grok-imagine/extend"]
    input_: GrokImagineExtendJobInput
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
        from ..models.grok_imagine_extend_job_input import GrokImagineExtendJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["grok-imagine/extend"], d.pop("model"))
        if model != "grok-imagine/extend":
            raise ValueError(f"model must match const 'grok-imagine/extend', got '{model}'")

        input_ = GrokImagineExtendJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        grok_imagine_extend_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return grok_imagine_extend_job
