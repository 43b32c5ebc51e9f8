"""How many cases tests make: few in `make test-all`, many in `make soak`."""

from __future__ import annotations

import os
from typing import Final

SEED: Final = int(os.environ.get("LONGTAKE_SOAK") or 0)
"""The seed of generated cases: 0, or the number in `LONGTAKE_SOAK`."""


def cases(few: int, *, soak: int) -> int:
    """Return `few`, or `soak` where `LONGTAKE_SOAK` is a number other than 0."""
    return soak if SEED else few
