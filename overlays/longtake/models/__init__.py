"""The models that longtake has, as data: what they do, and how their extensions lengthen a video.

from longtake.models import MODELS

growth = MODELS["kie/veo"].growth
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from longtake.models import _kie, _kie_jobs, _kling, _useapi
from longtake.models._growth import Extent, Growth, Refusal, Source
from longtake.models._model import Method, ModelInfo
from longtake.models._prices import Price

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "MODELS",
    "ExtendModel",
    "Extent",
    "GenerateModel",
    "Growth",
    "Method",
    "Model",
    "ModelInfo",
    "Price",
    "Refusal",
    "Source",
]

ExtendModel: TypeAlias = Literal[
    "kie/runway",
    "kie/veo",
    "kie/midjourney",
    "kie/jobs/runway",
    "kie/jobs/veo",
    "kie/jobs/grok_imagine",
    "kie/jobs/pixverse",
    "kie/jobs/wan",
    "useapi/gen2",
    "chainhub/kling",
    "kling/kling",
]
"""A model for `longtake.extend`."""

GenerateModel: TypeAlias = Literal[
    "kie/runway",
    "kie/veo",
    "kie/jobs/runway",
    "kie/jobs/veo",
    "kie/jobs/grok_imagine",
    "kie/jobs/pixverse",
    "kie/jobs/wan",
    "kie/jobs/kling",
    "kie/jobs/seedance",
    "chainhub/kling",
    "kling/kling",
]
"""A model for `longtake.generate`."""

Model: TypeAlias = ExtendModel | GenerateModel
"""Any model that makes or extends videos."""

MODELS: Final[Mapping[str, ModelInfo]] = {
    model.name: model
    for model in (*_kie.MODELS, *_kie_jobs.MODELS, *_useapi.MODELS, *_kling.MODELS)
}
"""The models by name, such as `kie/veo`."""
