"""Says what to install when what the emulator needs is not there."""

from importlib.util import find_spec

NEEDED = {
    "jsonschema_rs": "jsonschema-rs",
    "python_multipart": "python-multipart",
    "starlette": "starlette",
    "uvicorn": "uvicorn",
}
"""Modules, and the packages that bring them."""


def check() -> None:
    """Raise `ModuleNotFoundError`, with what to do, unless everything is installed."""
    missing = [package for module, package in NEEDED.items() if find_spec(module) is None]
    if missing:
        raise ModuleNotFoundError(
            f"longtake.emulator needs {', '.join(missing)}: pip install 'longtake[emulator]'"
        )
