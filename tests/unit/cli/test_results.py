"""The file of results of a batch: one object for each job, even if the process is killed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from longtake.cli._results import Results, results_path

if TYPE_CHECKING:
    from pathlib import Path


def result(reference: str, state: str = "succeeded", **members: Any) -> dict[str, Any]:
    return {"object": "job", "reference": reference, "state": state, **members}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return results_path(tmp_path / "shots.csv")


def opened(path: Path) -> Results:
    found = Results(path)
    found.open()
    return found


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def test_the_file_is_beside_the_jobs(tmp_path: Path) -> None:
    assert results_path(tmp_path / "a.b.csv") == tmp_path / "a.b.results.jsonl"


def test_results_are_appended(path: Path) -> None:
    results = opened(path)
    results.append(result("a", files=["dög.mp4"]))
    results.append(result("b"))
    assert lines(path) == [result("a", files=["dög.mp4"]), result("b")]


def test_the_same_result_is_not_repeated(path: Path) -> None:
    opened(path).append(result("a", token="t", credits=1))
    results = opened(path)
    results.append(result("a", token="t", credits=None))
    assert lines(path) == [result("a", token="t", credits=1)]


def test_another_result_replaces_the_first_when_the_file_is_closed(path: Path) -> None:
    results = opened(path)
    results.append(result("a", "failed"))
    results.append(result("b"))
    results.append(result("a"))
    assert len(lines(path)) == 3
    results.close()
    assert lines(path) == [result("b"), result("a")]
    assert [each.name for each in path.parent.iterdir()] == [path.name]


def test_after_a_crash_the_file_is_repaired_when_it_is_opened(path: Path) -> None:
    good = json.dumps(result("b")).encode()
    old = json.dumps(result("a", "failed")).encode()
    new = json.dumps(result("a")).encode()
    path.write_bytes(b"\n".join([old, good, b"[]", b"{}", b"\xff", new, good[:20]]))
    opened(path).append(result("c"))
    assert lines(path) == [result("b"), result("a"), result("c")]


def test_a_file_that_cannot_be_written_is_reported_at_once(path: Path) -> None:
    path.mkdir()
    with pytest.raises(OSError, match=r"shots\.results\.jsonl"):
        opened(path)
