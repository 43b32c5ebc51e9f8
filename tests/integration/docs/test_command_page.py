"""docs/command.md: the command lines, objects and exit statuses agree with the command."""

from __future__ import annotations

import inspect
import re
import shlex

import pytest
from attrs import fields

from longtake.cli import _objects
from longtake.cli._app import COMMANDS
from longtake.cli._errors import Problem, Status
from longtake.cli._jobs import Mistake
from longtake.models import MODELS
from tests.helpers.commands import command, flags
from tests.helpers.paths import DOCS

PAGE = (DOCS / "command.md").read_text(encoding="utf-8")
LINES = [
    shlex.split(line, comments=True)[1:]
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
    for line in block.splitlines()
    if line.startswith("longtake ")
]


def names_in(words: list[str]) -> list[str]:
    """Return the names that lead to the command of a command line."""
    match words:
        case ["generate" | "extend" as name, model, *_] if model in MODELS:
            return [name, model]
        case ["extend", *_]:
            # A task is extended with its own model.
            return ["extend", "kie/veo"]
        case ["call", model, operation, *_]:
            return ["call", model, operation]
        case ["auth", name, *_]:
            return ["auth", name]
        case _:
            return words[:1]


@pytest.mark.parametrize("words", [line for line in LINES if "MODEL" not in line], ids=" ".join)
def test_a_command_line_has_options_that_exist(words: list[str]) -> None:
    known = flags(*names_in(words))
    assert [word for word in words if word.startswith("-") and word not in known] == []


def test_every_command_is_on_the_page() -> None:
    for section in COMMANDS.values():
        for name in section:
            assert f"longtake {name}" in PAGE
            assert command(name).help


def test_the_exit_statuses_are_those_of_the_command() -> None:
    _, _, table = PAGE.partition("## Exit statuses")
    listed = [int(number) for number in re.findall(r"^\| (\d+) \|", table, re.M)]
    assert listed == [0, *sorted(Status), 141]


def listed_members(kind: str) -> set[str]:
    """Return the members that the page lists for a kind of objects."""
    _, _, output = PAGE.partition("## Output")
    (row,) = re.findall(rf"^\| `{kind}` \|.*$", output, re.M)
    return set(re.findall(r"`(\w+)`", row.split("|")[3]))


def test_the_members_of_a_task_are_on_the_page() -> None:
    source = inspect.getsource(_objects)
    keys = set(re.findall(r'^ {8}"(\w+)":', source, re.M))
    assert "task_id" in keys
    assert keys == listed_members("task")


def test_the_members_of_an_error_are_on_the_page() -> None:
    assert Problem("wrong", "Correct it.", 1).members().keys() == listed_members("error")
    assert {each.name for each in fields(Mistake)} == listed_members("mistake")
