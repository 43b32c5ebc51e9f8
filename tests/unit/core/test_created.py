"""The id of a new task in the response to a submission, and the ids that an error shows."""

from __future__ import annotations

from typing import Any

import pytest

from longtake._core.responses import describe_ids, ids_in, sole_task_id


@pytest.mark.parametrize(
    ("body", "task_id"),
    [
        ({"data": {"taskId": "t"}}, "t"),
        ({"data": {"task_id": "t"}}, "t"),
        ({"data": {"id": "t"}}, "t"),
        ({"taskId": "t"}, "t"),
        ({"task_id": "t"}, "t"),
        ({"id": "t"}, "t"),
        ({"id": 7}, "7"),
        ({"id": "t", "data": {"taskId": "t", "task_id": ""}}, "t"),
        ({"id": "r", "data": {"taskId": "t"}}, None),
        ({"data": {"taskId": ""}}, None),
        ({"data": {"videoId": "v"}, "request_id": "r"}, None),
        ({"data": "t"}, None),
        ({"data": [{"taskId": "t"}]}, None),
        ({"data": {"taskId": ["t"]}}, None),
        ({}, None),
    ],
    ids=repr,
)
def test_the_only_id_in_the_usual_places(body: dict[str, Any], task_id: str | None) -> None:
    assert sole_task_id(body) == task_id


def test_ids_are_found_wherever_they_stand() -> None:
    body = {
        "request_id": "r",
        "paid": "yes",
        "valid": 1,
        "data": {"list": [{"taskId": "t", "videoID": 7}], "TASKID": "", "name": "dog"},
        "runningTasks": {"a@b.example": [{"taskId": "another's"}]},
    }
    assert ids_in(body) == {
        "request_id": "r",
        "data.list[0].taskId": "t",
        "data.list[0].videoID": "7",
    }


def test_not_without_end() -> None:
    assert len(ids_in({f"n{count}_id": "t" for count in range(1000)})) == 10
    deep: Any = {"id": "t"}
    for _ in range(500):
        deep = {"in": [deep]}
    assert ids_in(deep) == {}


def test_created_ids_are_shown_in_one_short_sentence() -> None:
    assert describe_ids({}) == ""
    assert describe_ids({"id": "a", "data.id": "b"}) == (
        ". The response has these ids: id 'a', data.id 'b'"
    )
    assert len(describe_ids({"id": "x" * 1000})) < 200
