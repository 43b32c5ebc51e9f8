"""docs/many-at-once.md shows the example that runs."""

from __future__ import annotations

import re

import pytest

from tests.helpers.paths import DOCS

PAGE = (DOCS / "many-at-once.md").read_text(encoding="utf-8")
EXAMPLE = (DOCS / "examples" / "test_many_takes.py").read_text(encoding="utf-8")
BLOCKS: list[str] = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SNIPPETS = [block for block in BLOCKS if block != EXAMPLE]


def test_the_test_file_is_shown_as_it_is() -> None:
    assert BLOCKS.count(EXAMPLE) == 1


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_each_snippet_runs(snippet: str) -> None:
    exec(compile(snippet, "docs/many-at-once.md", "exec"), {})  # noqa: S102 - our own page
