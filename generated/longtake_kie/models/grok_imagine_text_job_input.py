from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.grok_imagine_text_job_input_aspect_ratio import (
    GrokImagineTextJobInputAspectRatio,
    check_grok_imagine_text_job_input_aspect_ratio,
)
from ..models.grok_imagine_text_job_input_mode import (
    GrokImagineTextJobInputMode,
    check_grok_imagine_text_job_input_mode,
)
from ..models.grok_imagine_text_job_input_resolution import (
    GrokImagineTextJobInputResolution,
    check_grok_imagine_text_job_input_resolution,
)
from ..types import UNSET, Unset

T = TypeVar("T", bound="GrokImagineTextJobInput")


@_attrs_define(kw_only=True)
class GrokImagineTextJobInput:
    prompt: str
    """ What the video shows and how it moves. """
    aspect_ratio: GrokImagineTextJobInputAspectRatio | Unset = "2:3"
    """ The ratio of width to height. """
    mode: GrokImagineTextJobInputMode | Unset = "normal"
    """ The style of the movement. `normal` is balanced, `fun` playful, `spicy` intense. `spicy` is not available
    with images of your own. """
    duration: int | Unset = UNSET
    """ The length in whole seconds, from 6 to 30. Without it, the provider decides. """
    resolution: GrokImagineTextJobInputResolution | Unset = "480p"
    """ The resolution. `1080p` is in newer lists of the provider only. """

    def to_dict(self) -> dict[str, Any]:
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

        field_dict.update(
            {
                "prompt": prompt,
            }
        )
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
        prompt = d.pop("prompt")

        _aspect_ratio = d.pop("aspect_ratio", UNSET)
        aspect_ratio: GrokImagineTextJobInputAspectRatio | Unset
        if isinstance(_aspect_ratio, Unset):
            aspect_ratio = UNSET
        else:
            aspect_ratio = check_grok_imagine_text_job_input_aspect_ratio(_aspect_ratio)

        _mode = d.pop("mode", UNSET)
        mode: GrokImagineTextJobInputMode | Unset
        if isinstance(_mode, Unset):
            mode = UNSET
        else:
            mode = check_grok_imagine_text_job_input_mode(_mode)

        duration = d.pop("duration", UNSET)

        _resolution = d.pop("resolution", UNSET)
        resolution: GrokImagineTextJobInputResolution | Unset
        if isinstance(_resolution, Unset):
            resolution = UNSET
        else:
            resolution = check_grok_imagine_text_job_input_resolution(_resolution)

        grok_imagine_text_job_input = cls(
            prompt=prompt,
            aspect_ratio=aspect_ratio,
            mode=mode,
            duration=duration,
            resolution=resolution,
        )

        return grok_imagine_text_job_input
