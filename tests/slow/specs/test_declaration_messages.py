"""A mistake in a declaration is reported with the action or the page that it comes from."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from scripts.specs.build import build
from scripts.specs.errors import SpecError
from tests.helpers.paths import SPECS

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "      x-resource: veo\n      x-method: extend\n",
            "      x-resource: veo\n      x-method: class\n",
            ("extend/post/x-method: x-method must be a Python name in lower case, got 'class' "
            "(supplement.yaml#veo-name)"),
        ),
        (
            "operationId: get_veo_task\n          parameters:\n            taskId: $response",
            "operationId: get_veo_task\n          parameters:\n            id: $response",
            "get_veo_task has no parameter id (supplement.yaml#veo-link)",
        ),
        (
            "operationId: get_veo_task\n          parameters:\n            taskId: $response.body#/data/t",
            "operationId: get_veo_task\n          parameters:\n            taskId: $response.body#/data/T",
            ("$response.body#/data/TaskId leads nowhere: the response's body has no such member "
            "(supplement.yaml#veo-link)"),
        ),
        (
            "        task:\n          operationId: get_veo_task",
            "        wait:\n          operationId: get_veo_task",
            ("veo~1extend/post: a POST that has callbacks needs links.task, to the operation that "
            "reads the task; one that starts no task needs x-result, a pointer to what it returns "
            "(pages/kie-veo-extend.md)"),
        ),
    ],
)  # fmt: skip
def test_a_message_names_the_action_or_the_page(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copytree(SPECS / "kie", tmp_path / "kie")
    file = tmp_path / "kie" / "supplement.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(SpecError) as raised:
        build(tmp_path, "kie")
    assert message in str(raised.value)
