"""The examples of the emulator's pages run, and the pages list every fault, refusal, variable and request."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, get_args

import httpx
import pytest

from longtake.emulator import (
    Alteration,
    Fault,
    Flaw,
    Forgery,
    Malformation,
    Refusal,
    SignatureFlaw,
    TaskKind,
    script,
)
from tests.helpers.emulator_requests import wanted
from tests.helpers.paths import DOCS
from tests.helpers.task_kinds import KINDS

if TYPE_CHECKING:
    from longtake import Kie
    from longtake_pytest import ServedEmulator

PAGE = "\n".join(
    (DOCS / name).read_text(encoding="utf-8")
    for name in ("emulator.md", "emulator-faults.md", "emulator-providers.md")
)
EXAMPLE = (DOCS / "examples" / "test_longer_film.py").read_text(encoding="utf-8")


def blocks(language: str, page: str = PAGE) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)


SNIPPETS = [block for block in blocks("python") if block != EXAMPLE]


def test_the_test_file_is_shown_as_it_is() -> None:
    assert blocks("python").count(EXAMPLE) == 1


@pytest.mark.parametrize("snippet", SNIPPETS, ids=range(len(SNIPPETS)))
def test_each_snippet_runs(
    snippet: str, longtake_emulator: ServedEmulator, longtake_kie: Kie
) -> None:
    names = {"longtake_emulator": longtake_emulator, "kie": longtake_kie}
    exec(compile(snippet, "docs/emulator*.md", "exec"), names)  # noqa: S102 - our own page


def test_the_script_is_valid(longtake_emulator: ServedEmulator) -> None:
    (text,) = blocks("toml")
    assert script.apply(longtake_emulator.task_kinds, script.parse(text.encode()))
    assert len(tomllib.loads(text)["fault"]) == 3


def test_every_fault_is_documented() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| `")]
    table = "\n".join(rows)
    faults = [name for name, value in vars(Fault).items() if isinstance(value, classmethod)]
    assert {name for name in faults if f"`{name}(" not in table} == set()
    kinds = (Refusal, Alteration, Flaw, Forgery, SignatureFlaw, Malformation)
    choices = [choice for kind in kinds for choice in get_args(kind)]
    assert {name for name in choices if f"`{name}`" not in table} == set()
    methods = [
        name
        for name in vars(TaskKind)
        if name.startswith(("next_", "on_", "always", "clear_faults"))
    ]
    assert {name for name in methods if f"`{name}(" not in table} == set()


@pytest.mark.parametrize("kind_key", ["kie/veo", "useapi/gen2", "chainhub/kling"])
def test_each_refusal_is_as_in_the_table(kind_key: str, longtake_emulator: ServedEmulator) -> None:
    task_kind = longtake_emulator.task_kinds[kind_key]
    url = f"{longtake_emulator.base_url}{KINDS[kind_key].submit_path}"
    body = wanted(kind_key, longtake_emulator.sources[kind_key].id)
    shown: dict[str, str] = {}
    for refusal in task_kind.refusals:
        task_kind.next_submit(Fault.refuse(refusal))
        response = httpx.post(url, json=body, headers=KINDS[kind_key].headers)
        code = response.json().get("code", response.status_code)
        more = "" if code == response.status_code else f", code {code}"
        shown[refusal] = f"{response.status_code}{more}"
    assert shown == refusals_of(kind_key.partition("/")[0])


def refusals_of(provider: str) -> dict[str, str]:
    """Read a column of the table of refusals."""
    table = PAGE.partition("\n| refusal |")[2].partition("\n\n")[0]
    head, _, *rows = [line.strip("| ").split("|") for line in f"|{table}".splitlines()]
    column = 1 + [cell.strip() for cell in head].index(provider)
    cells = {row[0].strip(" `"): [cell.strip() for cell in row] for row in rows}
    return {name: row[column] for name, row in cells.items() if len(row) > column and row[column]}


def test_each_variable_is_named(longtake_emulator: ServedEmulator) -> None:
    assert {name for name in longtake_emulator.environment() if f"`{name}`" not in PAGE} == set()


def test_every_request_of_the_control_api_is_documented(longtake_emulator: ServedEmulator) -> None:
    requests = httpx.get(f"{longtake_emulator.base_url}/_emulator").json()
    assert {request for request in requests if f"`{request}`" not in PAGE} == set()
