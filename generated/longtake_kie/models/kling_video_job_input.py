from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.kling_video_job_input_aspect_ratio import (
    KlingVideoJobInputAspectRatio,
    check_kling_video_job_input_aspect_ratio,
)
from ..models.kling_video_job_input_duration import (
    KlingVideoJobInputDuration,
    check_kling_video_job_input_duration,
)
from ..models.kling_video_job_input_mode import (
    KlingVideoJobInputMode,
    check_kling_video_job_input_mode,
)
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.kling_element import KlingElement
    from ..models.kling_shot import KlingShot


T = TypeVar("T", bound="KlingVideoJobInput")


@_attrs_define(kw_only=True)
class KlingVideoJobInput:
    prompt: str
    """ What the video shows. The provider uses it without `multi_shots` only, and refers to elements as `@name`.
    """
    multi_prompt: list[KlingShot]
    """ The shots, at most 5; an empty list without `multi_shots`. """
    sound: bool = False
    """ Whether the video has sound. The provider always makes sound with `multi_shots`. """
    duration: KlingVideoJobInputDuration = "5"
    """ The length in whole seconds as a string, from `3` to `15`. """
    aspect_ratio: KlingVideoJobInputAspectRatio = "16:9"
    """ The ratio of width to height. Images set their own. """
    mode: KlingVideoJobInputMode = "pro"
    """ The resolution. `std` is 720p, `pro` 1080p, `4K` 2160p. """
    multi_shots: bool = False
    """ Whether the video is made of the shots in `multi_prompt`. """
    image_urls: list[str] | Unset = UNSET
    """ The URL of the first frame, or of the first and the last frame. Required if prompts refer to elements. """
    kling_elements: list[KlingElement] | Unset = UNSET
    """ The people and things that prompts refer to as `@name`, at most 3. """

    def to_dict(self) -> dict[str, Any]:
        prompt = self.prompt

        sound = self.sound

        duration: str = self.duration

        aspect_ratio: str = self.aspect_ratio

        mode: str = self.mode

        multi_shots = self.multi_shots

        multi_prompt: list[dict[str, Any]]
        multi_prompt = []
        for multi_prompt_item_data in self.multi_prompt:
            multi_prompt_item = multi_prompt_item_data.to_dict()
            multi_prompt.append(multi_prompt_item)

        image_urls: list[str] | Unset = UNSET
        if not isinstance(self.image_urls, Unset):
            image_urls = self.image_urls

        kling_elements: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.kling_elements, Unset):
            kling_elements = []
            for kling_elements_item_data in self.kling_elements:
                kling_elements_item = kling_elements_item_data.to_dict()
                kling_elements.append(kling_elements_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "prompt": prompt,
                "sound": sound,
                "duration": duration,
                "aspect_ratio": aspect_ratio,
                "mode": mode,
                "multi_shots": multi_shots,
                "multi_prompt": multi_prompt,
            }
        )
        if image_urls is not UNSET:
            field_dict["image_urls"] = image_urls
        if kling_elements is not UNSET:
            field_dict["kling_elements"] = kling_elements

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.kling_element import KlingElement  # noqa: PLC0415
        from ..models.kling_shot import KlingShot  # noqa: PLC0415

        d = dict(src_dict)
        prompt = d.pop("prompt")

        sound = d.pop("sound")

        duration = check_kling_video_job_input_duration(d.pop("duration"))

        aspect_ratio = check_kling_video_job_input_aspect_ratio(d.pop("aspect_ratio"))

        mode = check_kling_video_job_input_mode(d.pop("mode"))

        multi_shots = d.pop("multi_shots")

        multi_prompt: list[KlingShot] = []
        _multi_prompt = cast(Iterable[Any], d.pop("multi_prompt"))
        for multi_prompt_item_data in _multi_prompt:
            multi_prompt_item = KlingShot.from_dict(cast(Mapping[str, Any], multi_prompt_item_data))

            multi_prompt.append(multi_prompt_item)

        image_urls = cast(list[str], d.pop("image_urls", UNSET))

        _kling_elements = d.pop("kling_elements", UNSET)
        kling_elements: list[KlingElement] | Unset = UNSET
        if _kling_elements is not UNSET:
            kling_elements = []
            for kling_elements_item_data in _kling_elements:
                kling_elements_item = KlingElement.from_dict(
                    cast(Mapping[str, Any], kling_elements_item_data)
                )

                kling_elements.append(kling_elements_item)

        kling_video_job_input = cls(
            prompt=prompt,
            sound=sound,
            duration=duration,
            aspect_ratio=aspect_ratio,
            mode=mode,
            multi_shots=multi_shots,
            multi_prompt=multi_prompt,
            image_urls=image_urls,
            kling_elements=kling_elements,
        )

        return kling_video_job_input
