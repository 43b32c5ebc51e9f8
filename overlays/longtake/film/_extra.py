"""The check that the extra `longtake[film]` is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Final

from longtake.errors import InvalidRequestError

_PACKAGES: Final = {"av": "av", "numpy": "numpy", "PIL": "pillow"}
"""The modules that the package imports, and the packages that contain them."""


def require_film() -> None:
    """Raise `InvalidRequestError` with the command that installs the extra, unless it is installed."""
    missing = [package for module, package in _PACKAGES.items() if find_spec(module) is None]
    if missing:
        raise InvalidRequestError(
            f"reading and joining videos needs {', '.join(missing)}: pip install 'longtake[film]'"
        )
