"""Where the user keeps what can be lost: the folder that the machine's custom names."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Final

FOLDER_VARIABLE: Final = "LONGTAKE_CACHE"
"""The environment variable that names another folder, or says `off`."""

_OFF: Final = ("off", "0", "no", "false")


def cache_folder(
    environment: Mapping[str, str], home: str | None, platform: str = sys.platform
) -> str | None:
    """The folder for what longtake learned, None if there is to be none.

    Args:
        environment: The environment variables.
        home: The user's home folder, None if there is none.
        platform: `sys.platform`.
    """
    chosen = environment.get(FOLDER_VARIABLE, "").strip()
    if chosen:
        return None if chosen.lower() in _OFF else chosen
    if platform == "win32":
        local = environment.get("LOCALAPPDATA", "")
        return f"{local}\\longtake\\Cache" if local else None
    # A relative one is to be ignored, says the XDG Base Directory Specification.
    if (base := environment.get("XDG_CACHE_HOME", "")).startswith("/"):
        return f"{base}/longtake"
    if home is None:
        return None
    return f"{home}/Library/Caches/longtake" if platform == "darwin" else f"{home}/.cache/longtake"
