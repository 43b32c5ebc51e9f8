"""Environments of their own for what is measured side by side: longtake as installed, and its peers.

The project's own environment would not do: httpx loads its command line where click and rich are
installed, and the peers are no dependency of the project's.
"""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path
from typing import TYPE_CHECKING, Final

from attrs import frozen

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT: Final = Path(__file__).resolve().parents[1]
PEERS: Final = ROOT / "bench" / "peers.txt"
# Ignored by git; what is there already is used again.
_FOLDER: Final = ROOT / "out" / "bench"
_INSTALL: Final = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check")
_VERSIONS: Final = """
import json, sys
from importlib.metadata import version
print(json.dumps({name: version(name) for name in sys.argv[1:]}))
"""


@frozen
class Environments:
    """The two interpreters.

    Attributes:
        longtake: Has this checkout, installed as a user installs it, and what it depends on.
        peers: Has what `bench/peers.txt` lists.
    """

    longtake: Path
    peers: Path

    def named(self) -> list[str]:
        """Return the versions of what is compared, one line for each environment."""
        return [
            "with longtake: "
            + _versions(self.longtake, ("longtake", "httpx", "attrs", "tenacity")),
            "with the peers: "
            + _versions(self.peers, ("httpx", "runwayml", "fal-client", "openai")),
        ]


def environments() -> Environments:
    """Make the environments, or bring them up to date, with pip as it is configured here."""
    longtake, peers = _environment("longtake"), _environment("peers")
    _run(peers, [*_INSTALL, "-r", str(PEERS)])
    # With the same httpx. A folder is installed anew each time: this checkout as it is now.
    _run(longtake, [*_INSTALL, "-c", str(PEERS), str(ROOT)])
    return Environments(longtake, peers)


def _environment(name: str) -> Path:
    folder = _FOLDER / name
    if not (folder / "bin" / "pip").exists():  # the last that is made: a half-made one has none
        venv.create(folder, symlinks=True, with_pip=True)
    return folder / "bin" / "python"


def _versions(python: Path, names: Sequence[str]) -> str:
    found: dict[str, str] = json.loads(_run(python, ["-c", _VERSIONS, *names]))
    return ", ".join(f"{name} {version}" for name, version in found.items())


def _run(python: Path, arguments: Sequence[str]) -> str:
    done = subprocess.run(  # noqa: S603 - an interpreter that we made
        [str(python), "-I", *arguments], check=False, cwd=_FOLDER, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{python} {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout
