"""Headers that carry a key: they are authentication, wherever a page lists them."""

from __future__ import annotations

import re
from typing import Final

_KEY: Final = re.compile(
    r"(?:x[-_])?(?:[a-z]+[-_])?api[-_]?key|(?:x[-_])?(?:access|auth|api)[-_]?(?:key|token)",
    re.IGNORECASE,
)


def is_key(name: str) -> bool:
    """Return whether a header of this name carries a key: `API-KEY`, `x-api-key`."""
    return _KEY.fullmatch(name) is not None
