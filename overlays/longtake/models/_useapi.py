"""The models of useapi.net."""

from __future__ import annotations

from datetime import date
from typing import Final

from longtake.models._growth import Growth
from longtake.models._model import Method, ModelInfo

MODELS: Final = (
    ModelInfo(
        name="useapi/gen2",
        title="Runway Gen-2 at useapi.net",
        advice="useapi.net has withdrawn this model.",
        is_withdrawn=True,
        kinds=("gen2",),
        extend=Method(name="extend"),
        growth=Growth(
            min_added_s=4,
            max_added_s=4,
            result="whole",
            overlap_s=0,
            sources=("asset id",),
            audio="none",
            facts_from=date(2026, 10, 7),
        ),
    ),
)
