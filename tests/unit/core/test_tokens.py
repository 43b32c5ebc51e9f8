"""A task as a short string."""

from __future__ import annotations

import base64
import json

import pytest

from longtake._core.tokens import TaskAddress, read_token
from longtake.errors import InvalidRequestError


@pytest.mark.parametrize(
    "task_id", ["veo_1", "user:1-runwayml:a@example.com-task:ab-c", "id/with?odd&parts", "任务"]
)
def test_a_token_comes_back_as_the_task(task_id: str) -> None:
    address = TaskAddress("kie", "veo", task_id)
    token = address.token()
    assert read_token(token) == address
    assert token.isascii()
    assert not set(token) & set(" /?&=+%\"'")


def test_a_token_of_version_1_is_still_read() -> None:
    token = packed({"v": 1, "p": "kie", "f": "veo", "t": "veo_1"})
    assert read_token(token) == TaskAddress("kie", "veo", "veo_1")


def packed(value: object, version: int = 1) -> str:
    return f"lt{version}." + base64.urlsafe_b64encode(json.dumps(value).encode()).decode()


@pytest.mark.parametrize(
    "token",
    [
        "",
        "lt1.",
        "lt2.abcd",
        "lt3.abcd",
        "lt1.****",
        "lt1.é",
        "veo_task_abc",
        5,
        None,
        packed([]),
        packed({"v": 2, "p": "kie", "f": "veo", "t": "1"}),
        packed({"v": 2, "p": "kie", "f": "veo", "t": "1"}, 2),
        packed({"v": 1, "p": "kie", "k": "veo", "t": "1"}, 2),
        packed({"v": 1, "p": "kie", "f": "veo"}),
        packed({"v": 1, "p": "kie", "f": "veo", "t": ""}),
        packed({"v": 1, "p": "kie", "f": "veo", "t": 7}),
    ],
)
def test_what_is_no_token_is_refused(token: object) -> None:
    with pytest.raises(InvalidRequestError, match="token is not valid"):
        read_token(token)
