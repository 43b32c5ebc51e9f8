"""All families of useapi.net."""

from __future__ import annotations

from typing import Final

from longtake.useapi._gen2 import GEN2

__all__ = ["FAMILIES"]

FAMILIES: Final = {family.name: family for family in (GEN2,)}
