"""All task kinds of useapi.net."""

from __future__ import annotations

from typing import Final

from longtake.useapi._gen2 import GEN2

__all__ = ["TASK_KINDS"]

TASK_KINDS: Final = {kind.name: kind for kind in (GEN2,)}
