"""Our knowledge of the generator's names, held against the generator."""

from __future__ import annotations

import pytest
from openapi_python_client.strings import PythonIdentifier

from scripts.specs.normalize.python_names import attribute, clashing

NAMES = (
    "taskId", "task_id", "TaskID", "callBackUrl", "a b", "a-b", "a.b", "$x", "1st", "class", "list",
    "id", "self", "datetime", "中文", "é", "", "#", "__init__", "_x", "field_x", "ABTest", "x2y",
    'a"b', "a\nb", "True", "None", "type", "X", "HTMLText", "snake__case", "trailing_", "ﬁ",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("plain", [False, True])
def test_a_name_is_what_the_generator_makes_of_it(name: str, plain: bool) -> None:
    expected = PythonIdentifier(name, prefix="field_", skip_snake_case=plain)
    assert attribute(name, plain=plain) == expected


@pytest.mark.parametrize(
    ("names", "lost"),
    [
        (["taskId", "task_id"], []),
        (["taskId", "task_id", "task-id"], ["task-id"]),
        (["a b", "a-b"], ["a-b"]),
        (["to_dict", "toDict", "x"], ["to_dict", "toDict"]),
        (["x", "y"], []),
    ],
)
def test_names_that_cannot_stand_beside_others_are_found(names: list[str], lost: list[str]) -> None:
    assert clashing(names, frozenset({"to_dict"})) == lost
