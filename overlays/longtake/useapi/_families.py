"""All families of useapi.net."""

from __future__ import annotations

from typing import Final

from longtake.useapi._gen2 import GEN2, AsyncGen2, Gen2

__all__ = ["FAMILIES", "AsyncGen2", "Gen2"]

FAMILIES: Final = {family.name: family for family in (GEN2,)}
