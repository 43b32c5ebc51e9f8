from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.pixverse_transition_job_input import PixverseTransitionJobInput


T = TypeVar("T", bound="PixverseTransitionJob")


@_attrs_define(kw_only=True)
class PixverseTransitionJob:
    """Generate a PixVerse V6 transition

    Makes a video of 1 to 15 seconds that leads from one image to another.

    """

    model: Literal["pixverse-v6/transition"]
    input_: PixverseTransitionJobInput
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
        from ..models.pixverse_transition_job_input import PixverseTransitionJobInput  # noqa: PLC0415

        d = dict(src_dict)
        model = cast(Literal["pixverse-v6/transition"], d.pop("model"))
        if model != "pixverse-v6/transition":
            raise ValueError(f"model must match const 'pixverse-v6/transition', got '{model}'")

        input_ = PixverseTransitionJobInput.from_dict(cast(Mapping[str, Any], d.pop("input")))

        call_back_url = d.pop("callBackUrl", UNSET)

        pixverse_transition_job = cls(
            model=model,
            input_=input_,
            call_back_url=call_back_url,
        )

        return pixverse_transition_job
