"""docs/crashes.md shows a program of docs/examples, and its snippets run.

tests/slow/docs/test_killed_examples.py kills the program and starts it again.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from longtake import Chainhub, Journal, Kie
from tests.helpers.paths import DOCS

if TYPE_CHECKING:
    from pathlib import Path

    from longtake_pytest import ServedEmulator

PAGE = (DOCS / "crashes.md").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
PROGRAMS = {
    name: (DOCS / "examples" / name).read_text(encoding="utf-8")
    for name in ("takes.py", "takes_async.py")
}
SNIPPETS = [block for block in BLOCKS if block not in PROGRAMS.values()]


def test_the_program_is_shown_as_it_is() -> None:
    assert BLOCKS.count(PROGRAMS["takes.py"]) == 1
    assert all(len(program.splitlines()) <= 33 for program in PROGRAMS.values())


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_each_snippet_runs(
    snippet: str,
    longtake_emulator: ServedEmulator,
    longtake_environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    clock = longtake_emulator.options("kie")["clock"]
    with (
        Journal("tasks.db", clock=clock) as journal,
        Kie(journal=journal) as kie,
        Chainhub(journal=journal) as chainhub,
    ):
        source = longtake_environment["KIE_VEO_SOURCE"]
        kie.veo.extend(task_id=source, prompt="It swims")
        names = {"journal": journal, "kie": kie, "chainhub": chainhub, "source": source}
        exec(compile(snippet, "docs/crashes.md", "exec"), names)  # noqa: S102 - our own page
