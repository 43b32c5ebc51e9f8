"""The import graph that tests of the layout read: which imports count, and what a circle is."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from tests.helpers.import_graph import circles, import_graph

if TYPE_CHECKING:
    from pathlib import Path

MODULES = {
    "app/__init__.py": "",
    "app/plain.py": "import json\nimport app.parts.one\nfrom app import parts as renamed\n",
    "app/parts/__init__.py": "from .one import name\n",
    "app/parts/one.py": "from __future__ import annotations\nname = 1\n",
    "app/parts/two.py": "from . import one\nfrom .. import plain\nfrom ...app import parts\n",
    "app/typed.py": """
        from typing import TYPE_CHECKING
        if TYPE_CHECKING:
            from app.plain import whatever
        """,
    "app/late.py": """
        def run():
            from app import typed
        """,
    "application/__init__.py": "import app.plain\n",
}


@pytest.fixture
def packages(tmp_path: Path) -> list[Path]:
    for name, text in MODULES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(dedent(text))
    return [tmp_path / "app", tmp_path / "application"]


def test_every_form_of_import_counts(packages: list[Path]) -> None:
    assert import_graph(*packages) == {
        "app": set(),
        "app.plain": {"app.parts", "app.parts.one"},
        "app.parts": {"app.parts.one"},
        "app.parts.one": set(),
        "app.parts.two": {"app.parts", "app.parts.one", "app.plain"},
        "app.typed": {"app.plain"},
        "app.late": {"app.typed"},
        "application": {"app.plain"},
    }


def test_modules_of_other_packages_are_left_out(packages: list[Path]) -> None:
    assert import_graph(packages[1]) == {"application": set()}


def test_circles_are_groups_of_modules_that_reach_one_another() -> None:
    graph = {"a": {"b"}, "b": {"c"}, "c": {"a", "d"}, "d": {"e"}, "e": set[str](), "f": {"e"}}
    assert circles(graph) == [["a", "b", "c"]]
    graph["e"] = {"d"}
    assert circles(graph) == [["a", "b", "c"], ["d", "e"]]
    assert circles({"a": {"b"}, "b": set[str]()}) == []
