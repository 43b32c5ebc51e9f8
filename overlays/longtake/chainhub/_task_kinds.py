"""All task kinds of chainhub.tech."""

from __future__ import annotations

from typing import Final

from longtake.chainhub._callbacks import CALLBACK_SIGNING
from longtake.chainhub._kling import (
    KLING,
    KLING_IMAGE_TO_VIDEO,
    KLING_MULTI_IMAGE_TO_VIDEO,
    KLING_TEXT_TO_VIDEO,
)

__all__ = ["CALLBACK_SIGNING", "TASK_KINDS"]

TASK_KINDS: Final = {
    kind.name: kind
    for kind in (KLING, KLING_TEXT_TO_VIDEO, KLING_IMAGE_TO_VIDEO, KLING_MULTI_IMAGE_TO_VIDEO)
}
