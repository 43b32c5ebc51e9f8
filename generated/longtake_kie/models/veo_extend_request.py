from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.veo_extend_request_model import VeoExtendRequestModel, check_veo_extend_request_model
from ..types import UNSET, Unset

T = TypeVar("T", bound="VeoExtendRequest")


@_attrs_define(kw_only=True)
class VeoExtendRequest:
    task_id: str
    """ The id of the task that made the video. The video must be in 720p, because others cannot be extended. """
    prompt: str
    """ How the video continues, such as actions, changes of the scene and the style. """
    seeds: int | Unset = UNSET
    """ The random seed, from 10000 to 99999. The same seed gives similar videos. Without it, the provider chooses
    one. """
    watermark: str | Unset = UNSET
    """ The text of a watermark. Without it, the video has none. """
    call_back_url: str | Unset = UNSET
    """ The URL to which the provider sends a callback when the task has ended. Optional, because you can poll the
    task. """
    model: VeoExtendRequestModel | Unset = "fast"
    """ The tier that makes the extension. `lite` costs least, `quality` most. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        prompt = self.prompt

        seeds = self.seeds

        watermark = self.watermark

        call_back_url = self.call_back_url

        model: str | Unset = UNSET
        if not isinstance(self.model, Unset):
            model = self.model

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "taskId": task_id,
                "prompt": prompt,
            }
        )
        if seeds is not UNSET:
            field_dict["seeds"] = seeds
        if watermark is not UNSET:
            field_dict["watermark"] = watermark
        if call_back_url is not UNSET:
            field_dict["callBackUrl"] = call_back_url
        if model is not UNSET:
            field_dict["model"] = model

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("taskId")

        prompt = d.pop("prompt")

        seeds = d.pop("seeds", UNSET)

        watermark = d.pop("watermark", UNSET)

        call_back_url = d.pop("callBackUrl", UNSET)

        _model = d.pop("model", UNSET)
        model: VeoExtendRequestModel | Unset
        if isinstance(_model, Unset):
            model = UNSET
        else:
            model = check_veo_extend_request_model(_model)

        veo_extend_request = cls(
            task_id=task_id,
            prompt=prompt,
            seeds=seeds,
            watermark=watermark,
            call_back_url=call_back_url,
            model=model,
        )

        return veo_extend_request
