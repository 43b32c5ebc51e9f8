"""Films: plan, lengthen and join videos. It needs the extra `longtake[film]`."""

from __future__ import annotations

from longtake.film._film import Film, Part, Seam, join
from longtake.film._functions import lengthen, lengthen_async, plan, plan_async
from longtake.film._hops import Hop, LengthenProgress
from longtake.film._media import AudioInfo, MediaInfo, probe
from longtake.film._plan import Plan, PlannedHop

__all__ = [
    "AudioInfo",
    "Film",
    "Hop",
    "LengthenProgress",
    "MediaInfo",
    "Part",
    "Plan",
    "PlannedHop",
    "Seam",
    "join",
    "lengthen",
    "lengthen_async",
    "plan",
    "plan_async",
    "probe",
]
