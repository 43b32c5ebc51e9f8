"""The module of a new provider is strictly typed."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from tests.helpers.new_provider import write_provider
from tests.helpers.paths import ROOT

if TYPE_CHECKING:
    from pathlib import Path


def test_the_module_is_strictly_typed(tmp_path: Path) -> None:
    write_provider(tmp_path)
    places = [tmp_path, ROOT / "overlays", ROOT / "generated"]
    command = [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent"]
    done = subprocess.run(  # noqa: S603 - our own pinned tool, our own arguments
        [*command, "--config-file=", f"--cache-dir={os.devnull}", "skyfilm.py"],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": os.pathsep.join(map(str, places))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
