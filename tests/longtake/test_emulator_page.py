"""docs/emulator.md shows what runs, and all that there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any, get_args

import httpx
import pytest

from longtake import Kie
from longtake.emulator import Change, Family, Fault, Flaw, Refusal, script
from longtake_pytest import ServedEmulator

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAGE = (DOCS / "emulator.md").read_text(encoding="utf-8")
EXAMPLE = (DOCS / "examples" / "test_longer_film.py").read_text(encoding="utf-8")


def blocks(language: str, page: str = PAGE) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


SNIPPETS = [block for block in blocks("python") if block != EXAMPLE]


def test_the_test_file_is_shown_as_it_is() -> None:
    assert blocks("python").count(EXAMPLE) == 1


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_each_snippet_runs(snippet: str, longtake_emulator: ServedEmulator, kie: Kie) -> None:
    names = {"longtake_emulator": longtake_emulator, "kie": kie}
    exec(compile(snippet, "docs/emulator.md", "exec"), names)  # noqa: S102 - our own page


def test_the_test_in_the_readme_passes(longtake_emulator: ServedEmulator, kie: Kie) -> None:
    (shown,) = (block for block in blocks("python", README) if "def test_a_bad_day" in block)
    names: dict[str, Any] = {}
    exec(compile(shown, "README.md", "exec"), names)  # noqa: S102 - our own page
    names["test_a_bad_day"](kie, longtake_emulator)
    assert [record.fault for record in longtake_emulator.ledger.requests].count("bad_gateway") == 1


def test_each_script_is_one(longtake_emulator: ServedEmulator) -> None:
    (text,) = blocks("toml")
    assert script.apply(longtake_emulator.families, script.parse(text.encode()))
    assert len(tomllib.loads(text)["fault"]) == 3


def test_everything_that_can_go_wrong_is_named() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    table = "\n".join(rows)
    faults = [name for name, value in vars(Fault).items() if isinstance(value, classmethod)]
    assert {name for name in faults if f"`{name}(" not in table} == set()
    choices = [*get_args(Refusal), *get_args(Change), *get_args(Flaw)]
    assert {name for name in choices if f"`{name}`" not in table} == set()
    methods = [name for name in vars(Family) if name.startswith(("next_", "on_", "always", "calm"))]
    assert {name for name in methods if f"`{name}(" not in table} == set()


def test_every_order_from_outside_is_named(longtake_emulator: ServedEmulator) -> None:
    orders = httpx.get(f"{longtake_emulator.base_url}/_emulator").json()
    assert {order for order in orders if f"`{order}`" not in PAGE} == set()
