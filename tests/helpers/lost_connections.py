"""The warning for a connection that httpcore drops if a request is interrupted just after connecting."""

from __future__ import annotations

import gc
import warnings
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator


@contextmanager
def lost_connections() -> Generator[None]:
    """Find dropped connections at the end of the block, where their warning does not count."""
    # Python is to find it here and not before, wherever it would come to collect by itself.
    gc.disable()
    try:
        yield
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ResourceWarning)
            gc.collect()
    finally:
        gc.enable()
