"""All families of kie.ai."""

from __future__ import annotations

from typing import Final

from longtake.kie._midjourney import MIDJOURNEY, AsyncMidjourney, Midjourney
from longtake.kie._runway import RUNWAY, AsyncRunway, Runway
from longtake.kie._veo import VEO, AsyncVeo, Veo

__all__ = ["FAMILIES", "AsyncMidjourney", "AsyncRunway", "AsyncVeo", "Midjourney", "Runway", "Veo"]

FAMILIES: Final = {
    family.name: family
    for family in (
        RUNWAY,
        VEO,
        MIDJOURNEY,
    )
}
