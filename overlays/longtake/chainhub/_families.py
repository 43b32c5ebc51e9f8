"""All families of chainhub.tech."""

from __future__ import annotations

from typing import Final

from longtake.chainhub._kling import KLING, AsyncKling, Kling

__all__ = ["FAMILIES", "AsyncKling", "Kling"]

FAMILIES: Final = {family.name: family for family in (KLING,)}
