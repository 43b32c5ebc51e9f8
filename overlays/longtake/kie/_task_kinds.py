"""All task kinds of kie.ai."""

from __future__ import annotations

from typing import Final

from longtake.kie._aleph import ALEPH
from longtake.kie._callbacks import CALLBACK_SIGNING
from longtake.kie._jobs import JOBS
from longtake.kie._midjourney import MIDJOURNEY
from longtake.kie._runway import RUNWAY
from longtake.kie._veo import VEO
from longtake.kie._veo_upscales import VEO_4K, VEO_1080P

__all__ = ["CALLBACK_SIGNING", "TASK_KINDS"]

TASK_KINDS: Final = {
    kind.name: kind
    for kind in (
        RUNWAY,
        VEO,
        MIDJOURNEY,
        JOBS,
        ALEPH,
        VEO_1080P,
        VEO_4K,
    )
}
