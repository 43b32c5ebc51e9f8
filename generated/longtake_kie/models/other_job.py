from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.other_job_input import OtherJobInput


T = TypeVar("T", bound="OtherJob")


@_attrs_define(kw_only=True)
class OtherJob:
    """A task of any other model."""

    model: str
    """ The provider's model id, such as `minimax-h3/text-to-video`. The provider's site has the list. """
    input_: OtherJobInput
    """ The parameters of the model by the provider's own names, such as `{"prompt": "A dog runs"}`. longtake does
    not check them. """
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
        from ..models.other_job_input import OtherJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = d.pop("model")

        input_ = OtherJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        other_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return other_job
