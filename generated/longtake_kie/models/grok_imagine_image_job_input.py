from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.grok_imagine_image_job_input_aspect_ratio import (
    GrokImagineImageJobInputAspectRatio,
    check_grok_imagine_image_job_input_aspect_ratio,
)
from ..models.grok_imagine_image_job_input_mode import (
    GrokImagineImageJobInputMode,
    check_grok_imagine_image_job_input_mode,
)
from ..models.grok_imagine_image_job_input_resolution import (
    GrokImagineImageJobInputResolution,
    check_grok_imagine_image_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="GrokImagineImageJobInput")


@_attrs_define(kw_only=True)
class GrokImagineImageJobInput:
    image_urls: list[str] | Unset = UNSET
    """ The URLs of 1 to 7 images. The prompt refers to one as `@image1` and so on. """
    task_id: str | Unset = UNSET
    """ The id of a task that made images with `grok-imagine/text-to-image`, in at most 100 characters. """
    index: int | Unset = UNSET
    """ Which of the task's images, from 0 to 5. The provider ignores it without `task_id`. """
    prompt: str | Unset = UNSET
    """ What the video shows and how it moves. """
    aspect_ratio: GrokImagineImageJobInputAspectRatio | Unset = "16:9"
    """ Width to height with several images. One image sets its own. """
    mode: GrokImagineImageJobInputMode | Unset = "normal"
    """ The style of the movement. `normal` is balanced, `fun` playful, `spicy` intense. `spicy` is not available
    with images of your own. """
    duration: str | Unset = UNSET
    """ The length in whole seconds as a string, from `6` to `30`. Without it, the provider decides. """
    resolution: GrokImagineImageJobInputResolution | Unset = "480p"
    """ The resolution. `1080p` is in newer lists of the provider only. """

    def to_dict(self) -> dict[str, Any]:
        image_urls: list[str] | Unset = UNSET
        if not isinstance(self.image_urls, Unset):
            image_urls = self.image_urls

        task_id = self.task_id

        index = self.index

        prompt = self.prompt

        aspect_ratio: str | Unset = UNSET
        if not isinstance(self.aspect_ratio, Unset):
            aspect_ratio = self.aspect_ratio

        mode: str | Unset = UNSET
        if not isinstance(self.mode, Unset):
            mode = self.mode

        duration = self.duration

        resolution: str | Unset = UNSET
        if not isinstance(self.resolution, Unset):
            resolution = self.resolution

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if image_urls is not UNSET:
            field_dict["image_urls"] = image_urls
        if task_id is not UNSET:
            field_dict["task_id"] = task_id
        if index is not UNSET:
            field_dict["index"] = index
        if prompt is not UNSET:
            field_dict["prompt"] = prompt
        if aspect_ratio is not UNSET:
            field_dict["aspect_ratio"] = aspect_ratio
        if mode is not UNSET:
            field_dict["mode"] = mode
        if duration is not UNSET:
            field_dict["duration"] = duration
        if resolution is not UNSET:
            field_dict["resolution"] = resolution

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        image_urls = cast(list[str], d.pop("image_urls", UNSET))

        task_id = d.pop("task_id", UNSET)

        index = d.pop("index", UNSET)

        prompt = d.pop("prompt", UNSET)

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: GrokImagineImageJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_grok_imagine_image_job_input_aspect_ratio(_aspect_ratio)

        _mode = d.pop("mode", UNSET)
        mode: GrokImagineImageJobInputMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_grok_imagine_image_job_input_mode(_mode)

        duration = d.pop("duration", UNSET)

        _resolution = d.pop("resolution", UNSET)
        resolution: GrokImagineImageJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_grok_imagine_image_job_input_resolution(_resolution)

        grok_imagine_image_job_input = cls(
            image_urls=image_urls,
            task_id=task_id,
            index=index,
            prompt=prompt,
            aspect_ratio=aspect_ratio,
            mode=mode,
            duration=duration,
            resolution=resolution,
        )

        return grok_imagine_image_job_input
