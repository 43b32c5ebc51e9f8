"""Records: a hint about what need not be made again, and never more than that."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scripts import records
from scripts.records import BuildRecord

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "one.txt").write_text("1")
    (tmp_path / "a" / "two.txt").write_text("2")
    return tmp_path / "a"


def test_a_digest_is_equal_for_equal_bytes(folder: Path) -> None:
    before = records.digest([folder])
    os.utime(folder / "one.txt", (0, 0))
    assert records.digest([folder]) == before


@pytest.mark.parametrize("change", ["edit", "add", "remove", "rename", "swap"])
def test_a_digest_notices_every_change(folder: Path, change: str) -> None:
    before = records.digest([folder])
    one, two = folder / "one.txt", folder / "two.txt"
    if change == "edit":
        one.write_text("3")
    elif change == "add":
        (folder / "three.txt").write_text("")
    elif change == "remove":
        one.unlink()
    elif change == "rename":
        one.rename(folder / "uno.txt")
    else:
        one.write_text("2")
        two.write_text("1")
    assert records.digest([folder]) != before


def test_a_missing_file_is_not_an_empty_one(tmp_path: Path) -> None:
    file = tmp_path / "supplement.yaml"
    missing = records.digest([file])
    file.touch()
    assert records.digest([file]) != missing


def test_what_python_and_records_leave_behind_does_not_count(folder: Path) -> None:
    before = records.digest([folder])
    for name in ("__pycache__", ".cache"):
        (folder / name).mkdir()
        (folder / name / "x").write_text("x")
    assert records.digest([folder]) == before


def test_what_lies_in_a_folder_of_such_a_name_counts_all_the_same(tmp_path: Path) -> None:
    folder = tmp_path / ".cache" / "specs"
    folder.mkdir(parents=True)
    before = records.digest([folder])
    (folder / "page.md").touch()
    assert records.digest([folder]) != before


def test_a_record_is_read_as_it_was_written(tmp_path: Path) -> None:
    record = BuildRecord("in", "out", ["left out: something", "page.md:3: repaired: «ü»"])
    records.write(tmp_path / ".cache" / "kie.json", record)
    assert records.read(tmp_path / ".cache" / "kie.json") == record
    assert [file.name for file in (tmp_path / ".cache").iterdir()] == ["kie.json"]


@pytest.mark.parametrize(
    "content",
    ["", "{", "[]", "null", '{"inputs": "a", "output": "b"}', '{"messages": 3}', "\udcff"],
)
def test_a_record_that_cannot_be_used_is_none(tmp_path: Path, content: str) -> None:
    file = tmp_path / "kie.json"
    file.write_bytes(content.encode(errors="surrogateescape"))
    assert records.read(file) is None


def test_no_record_is_none_and_nowhere_to_keep_one_is_no_error(tmp_path: Path) -> None:
    assert records.read(tmp_path / "kie.json") is None
    (tmp_path / "file").touch()
    records.write(tmp_path / "file" / "kie.json", BuildRecord("a", "b", []))
