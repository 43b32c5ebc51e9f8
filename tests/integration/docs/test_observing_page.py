"""docs/observing.md shows the example that runs, and lists every level that is used."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING

from opentelemetry.instrumentation.httpx import HTTPXClientInstrumentor

from longtake._shell import log
from tests.helpers.paths import DOCS

if TYPE_CHECKING:
    import pytest

PAGE = (DOCS / "observing.md").read_text(encoding="utf-8")
EXAMPLE = (DOCS / "examples" / "test_observing.py").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_example_is_shown_as_it_runs() -> None:
    assert BLOCKS.count(EXAMPLE) == 1


def test_the_instrumentation_is_switched_on_as_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    called: list[object] = []

    def instrument(instrumentor: object) -> None:
        called.append(instrumentor)

    monkeypatch.setattr(HTTPXClientInstrumentor, "instrument", instrument)
    (shown,) = (block for block in BLOCKS if "Instrumentor" in block)
    exec(compile(shown, "docs/observing.md", "exec"), {})  # noqa: S102 - our own page
    assert len(called) == 1


def test_each_level_that_is_used_is_named() -> None:
    levels = set(re.findall(r"level(?:: int )?=\s?logging\.([A-Z]+)", inspect.getsource(log)))
    assert levels == set(re.findall(r"^\| `([A-Z]+)` \|", PAGE, re.M))
