from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.grok_imagine_upscale_job_input_resolution import (
    GrokImagineUpscaleJobInputResolution,
    check_grok_imagine_upscale_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="GrokImagineUpscaleJobInput")


@_attrs_define(kw_only=True)
class GrokImagineUpscaleJobInput:
    task_id: str
    """ The id of the Grok Imagine task that made the video, in at most 100 characters. It must have succeeded. """
    resolution: GrokImagineUpscaleJobInputResolution | Unset = "720p"
    """ The resolution of the result. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "task_id": task_id,
            }
        )
        if resolution is not UNSET:
            field_dict["resolution"] = resolution

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        _resolution = d.pop("resolution", UNSET)
        resolution: GrokImagineUpscaleJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_grok_imagine_upscale_job_input_resolution(_resolution)

        grok_imagine_upscale_job_input = cls(
            task_id=task_id,
            resolution=resolution,
        )

        return grok_imagine_upscale_job_input
