"""The check that the extra `longtake[emulator]` is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

PACKAGES: Final = {
    "jsonschema_rs": "jsonschema-rs",
    "python_multipart": "python-multipart",
    "starlette": "starlette",
    "uvicorn": "uvicorn",
}
"""The modules that the emulator imports, and the packages that contain them."""


def require_extra() -> None:
    """Raise `ModuleNotFoundError`, with what to install, unless the extra is installed."""
    missing = [package for module, package in PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise ModuleNotFoundError(
            f"longtake.emulator needs {', '.join(missing)}: pip install 'longtake[emulator]'"
        )
