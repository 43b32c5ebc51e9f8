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
    """ Task ID of the original video generation. Must be a valid taskId returned from the video generation
    interface. Note: Videos generated after 1080P generation cannot be extended. """
    prompt: str
    """ Text prompt describing the extended video content. Should detail how you want the video to be extended,
    including actions, scene changes, style, etc. """
    seeds: int | Unset = UNSET
    """ Random seed parameter for controlling the randomness of generated content. Range: 10000-99999. Same seeds
    will generate similar video content, different seeds will generate different video content. If not specified,
    the system will automatically assign random seeds. """
    watermark: str | Unset = UNSET
    """ Watermark text (optional). If provided, a watermark will be added to the generated video. """
    call_back_url: str | Unset = UNSET
    """ Callback URL when the task is completed (optional). Strongly recommended for production environments.

    - The system will send a POST request to this URL when video extension is completed, containing task status and
    results
    - The callback contains generated video URLs, task information, etc.
    - Your callback endpoint should accept POST requests with JSON payloads containing video results
    - For detailed callback format and implementation guide, see Video Generation Callbacks
    - Alternatively, you can use the get video details interface to poll task status """
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
