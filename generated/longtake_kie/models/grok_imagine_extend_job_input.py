from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.grok_imagine_extend_job_input_extend_times import (
    GrokImagineExtendJobInputExtendTimes,
    check_grok_imagine_extend_job_input_extend_times,
)

T = TypeVar("T", bound="GrokImagineExtendJobInput")


@_attrs_define(kw_only=True)
class GrokImagineExtendJobInput:
    task_id: str
    """ The id of the Grok Imagine task that made the video, in at most 100 characters. It must have succeeded. """
    prompt: str
    """ How the video continues. It may be empty. """
    extend_times: GrokImagineExtendJobInputExtendTimes
    """ How many seconds are added, 6 or 10. """
    extend_at: int = 2
    """ The second of the video at which the continuation begins, at least 2. """

    def to_dict(self) -> dict[str, Any]:
        task_id = self.task_id

        prompt = self.prompt

        extend_times: int = self.extend_times

        extend_at = self.extend_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "task_id": task_id,
                "prompt": prompt,
                "extend_times": extend_times,
                "extend_at": extend_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        task_id = d.pop("task_id")

        prompt = d.pop("prompt")

        extend_times = check_grok_imagine_extend_job_input_extend_times(d.pop("extend_times"))

        extend_at = d.pop("extend_at")

        grok_imagine_extend_job_input = cls(
            task_id=task_id,
            prompt=prompt,
            extend_times=extend_times,
            extend_at=extend_at,
        )

        return grok_imagine_extend_job_input
