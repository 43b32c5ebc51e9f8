"""Records of what commands made, and of what, so that unchanged results are not made again.

A record is a hint: one that is missing, unreadable or of another version costs a run, never a
wrong result, because both what goes in and what came out are compared by their bytes.
"""

from __future__ import annotations

import contextlib
import json
import sys
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import asdict, frozen

from scripts.specs.errors import SpecError
from scripts.specs.files import write as replace

if TYPE_CHECKING:
    from collections.abc import Iterable

ROOT: Final = Path(__file__).resolve().parents[1]
# What Python and records leave beside the files they are about.
_KEPT_ASIDE: Final = {"__pycache__", ".cache"}
# What the pipeline runs on: other versions of its libraries may write other bytes.
_LIBRARIES: Final = ROOT / "requirements.lock"


@frozen
class BuildRecord:
    """One result: the digest of what it was made from, its own, and the messages about it."""

    inputs: str
    output: str
    messages: list[str]


def digest(paths: Iterable[Path]) -> str:
    """Return one digest over files and all files below folders: their names, bytes, and which are missing."""
    total = sha256()
    for path in paths:
        files = sorted(_files(path)) if path.is_dir() else [path]
        total.update(f"{path.name}\0{len(files)}\0".encode())
        for file in files:
            name = file.relative_to(path).as_posix()
            total.update(f"{name}\0{_digest_of(file)}\0".encode(errors="surrogateescape"))
    return total.hexdigest()


def inputs_digest(data: Iterable[Path], code: Iterable[Path]) -> str:
    """Return the digest of what a result is made from: data, the code that makes it, what that runs on."""
    return f"{sys.version_info[0]}.{sys.version_info[1]} {digest([*data, *code, _LIBRARIES])}"


def read(file: Path) -> BuildRecord | None:
    """Return the record in a file, None where there is none that can be used."""
    try:
        given: Any = json.loads(file.read_text(encoding="utf-8"))
        messages = [str(line) for line in cast("list[object]", given["messages"])]
        return BuildRecord(str(given["inputs"]), str(given["output"]), messages)
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write(file: Path, record: BuildRecord) -> None:
    """Keep a record. Where that cannot be done the next run does its work again, and that is all."""
    with contextlib.suppress(OSError, SpecError):
        file.parent.mkdir(exist_ok=True)
        replace(file, json.dumps(asdict(record)))


def _files(folder: Path) -> Iterable[Path]:
    return (
        file
        for file in folder.rglob("*")
        if file.is_file() and not _KEPT_ASIDE & set(file.relative_to(folder).parts)
    )


def _digest_of(file: Path) -> str:
    try:
        return sha256(file.read_bytes()).hexdigest()
    except OSError:
        return "missing"
