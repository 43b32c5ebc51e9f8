"""One format for everything generated, by our own pinned ruff with rules that stand here and nowhere else."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

# I sorts imports, F401 drops those that a template wrote in case; UP and others would rewrite code, some of
# it so that mypy --strict fails.
_CHECK = ("check", "--select=I,F401", "--fix", "--line-length=100")
_FORMAT = ("format", "--line-length=100")
_ALWAYS = ("--isolated", "--no-cache", "--quiet", "--target-version=py311")


def format_package(package: Path) -> None:
    """Format every Python file below `package`, in place.

    Raises:
        subprocess.CalledProcessError: If a file is not valid Python, or imports what it does not use.
    """
    for arguments in (_CHECK, _FORMAT):
        subprocess.run(  # noqa: S603 - our own pinned tool, our own arguments
            [sys.executable, "-m", "ruff", *arguments, *_ALWAYS, str(package)],
            check=True,
        )
