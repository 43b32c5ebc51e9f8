"""Every Python block of the guides runs against the emulator, as it is."""

from __future__ import annotations

import ast
import asyncio
import inspect
import re
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any, Final

import pytest

import longtake
from longtake import Kie, State
from tests.helpers.clips import Clip
from tests.helpers.paths import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator

PAGES: Final = (
    "at-most-once.md",
    "authentication.md",
    "clients.md",
    "downloading.md",
    "errors.md",
    "film.md",
    "waiting.md",
)
# The ids that the guides show, and the kinds of the emulator's videos that stand in for them.
SHOWN_IDS: Final = {"veo_task_abc": "kie/veo", "828006748715380777": "chainhub/kling"}


def blocks(page: str) -> list[str]:
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


SNIPPETS: Final = [
    pytest.param(page, block, id=f"{page}-{number}")
    for page in PAGES
    for number, block in enumerate(blocks(page))
]


def run(page: str, block: str, names: dict[str, Any]) -> None:
    """Run a block, which may `await` outside of functions."""
    code = compile(block, f"docs/{page}", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    assert isinstance(code, CodeType)
    if code.co_flags & inspect.CO_COROUTINE:
        asyncio.run(FunctionType(code, names)())
    else:
        exec(code, names)  # noqa: S102 - our own page


@pytest.mark.parametrize(("page", "block"), SNIPPETS)
def test_each_snippet_runs(
    page: str,
    block: str,
    longtake_environment: dict[str, str],
    longtake_emulator: ServedEmulator,
    longtake_kie: Kie,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for shown, kind in SHOWN_IDS.items():
        block = block.replace(shown, longtake_emulator.sources[kind].id)
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id, prompt="The dog runs on"
    )
    names: dict[str, Any] = {
        "asset_id": longtake_environment["USEAPI_GEN2_SOURCE"],
        "kie": longtake_kie,
        "longtake": longtake,
        "task": task,
    }
    if page in {"downloading.md", "film.md"}:
        names["video"] = task.wait()
    if 'lengthen("dog.mp4"' in block:
        task.wait().download(tmp_path / "dog.mp4")
    if "take-1.mp4" in block:
        Clip().write(tmp_path / "take-1.mp4", range(48))
        Clip().write(tmp_path / "take-2.mp4", range(36, 84))
    run(page, block, names)
    if page == "waiting.md":
        assert task.wait().url
        assert task.snapshot is not None
        assert task.snapshot.state is State.SUCCEEDED
