"""Tasks of Aleph: a failure is inferred, since a failed task has the flag of a running one."""

from __future__ import annotations

from typing import Any

import pytest

from longtake import State
from longtake.kie._aleph import ALEPH
from longtake_kie.models import AlephTaskResponse

LINK = "https://tempfile.example/a.mp4"


@pytest.mark.parametrize(
    ("data", "state"),
    [
        ({"successFlag": 0, "errorCode": 0, "errorMessage": ""}, State.RUNNING),
        ({"successFlag": 0, "errorCode": None}, State.RUNNING),
        ({"successFlag": 0, "errorCode": ""}, State.RUNNING),
        ({"successFlag": 0}, State.RUNNING),
        ({"successFlag": 0, "errorCode": 400, "errorMessage": "flagged"}, State.FAILED),
        ({"successFlag": 0, "errorCode": "500", "errorMessage": "broken"}, State.FAILED),
        ({"successFlag": "0", "errorCode": 500}, State.FAILED),
        ({"successFlag": 2, "errorCode": 400}, State.FAILED),
        ({"successFlag": 3}, State.FAILED),
        ({"successFlag": 1, "response": {"resultVideoUrl": LINK}}, State.SUCCEEDED),
        # The flag of a success counts, whatever the code.
        (
            {"successFlag": 1, "errorCode": 400, "response": {"resultVideoUrl": LINK}},
            State.SUCCEEDED,
        ),
        ({"successFlag": 7, "errorCode": 0}, State.RUNNING),
    ],
)
def test_a_failure_is_inferred_from_flag_and_code(data: dict[str, Any], state: State) -> None:
    response = AlephTaskResponse.from_dict({"code": 200, "data": {"taskId": "t", **data}})
    snapshot = ALEPH.read.snapshot(response, "t")
    assert snapshot.state is state
    if state is State.FAILED:
        assert snapshot.failure
        assert snapshot.failure.message == (data.get("errorMessage") or "kie gave no reason")
    assert [video.url for video in snapshot.videos] == ([LINK] if state is State.SUCCEEDED else [])
