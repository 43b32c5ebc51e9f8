"""The results of a batch: a file of JSON lines in the folder of the file of jobs, one object for each job."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Final, cast

from attrs import define, field

from longtake.cli._errors import message_of
from longtake.cli._messages import code_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from longtake import Task
    from longtake._core.snapshot import Failure
    from longtake.cli._job_requests import Job
    from longtake.errors import LongtakeError

_SUFFIX: Final = ".results.jsonl"
# A result with the same values of these members is not appended again.
_SAME: Final = ("state", "token", "files")


def results_path(jobs: Path) -> Path:
    """Return the path of the results of a file of jobs."""
    return jobs.with_name(f"{jobs.stem}{_SUFFIX}")


def job_result(
    job: Job,
    state: str,
    *,
    token: str | None = None,
    task_id: str | None = None,
    files: tuple[Path, ...] = (),
    credits_: float | None = None,
    failure: Failure | None = None,
    error: LongtakeError | None = None,
) -> dict[str, Any]:
    """Return the object of a job. docs/command.md describes its members.

    Args:
        job: The job.
        state: `succeeded`, `failed`, `cancelled`, `refused`, `unknown`, `running` or `not_downloaded`.
        token: The token of the task, None without a task.
        task_id: The provider's id of the task.
        files: The downloaded files.
        credits_: The credits that the provider reported, None if it reported none.
        failure: The reason from the journal, None if there is none.
        error: The error, None if there was none in this run.
    """
    reason: dict[str, Any] | None = None
    if error is not None:
        reason = {
            "type": type(error).__name__,
            "message": message_of(error, job.model),
            "code": code_text(error.code),
            "provider_message": error.provider_message,
        }
    elif failure is not None:
        reason = {
            "type": "TaskRejectedError" if failure.rejected else "TaskFailedError",
            "message": failure.message,
            "code": code_text(failure.code),
            "provider_message": failure.message,
        }
    return {
        "object": "job",
        "line": job.line,
        "reference": job.reference,
        "model": job.model,
        "operation": job.operation,
        "state": state,
        "token": token,
        "task_id": task_id,
        "files": [str(path) for path in files],
        "credits": credits_,
        "price": job.credits,
        "error": reason,
    }


def task_result(
    job: Job,
    task: Task,
    state: str,
    files: tuple[Path, ...] = (),
    error: LongtakeError | None = None,
) -> dict[str, Any]:
    """Return the object of a job whose task exists."""
    return job_result(
        job,
        state,
        token=task.token,
        task_id=task.id,
        files=files,
        credits_=task.credits,
        error=error,
    )


@define
class Results:
    """The file of results.

    Each object is appended with a single write. It replaces an earlier object of the same reference. `close`
    removes the earlier object; after a crash, the next `open` removes it.

    Attributes:
        path: The file.
    """

    path: Path
    _known: dict[str, int] = field(factory=dict[str, int], init=False)
    _has_replaced: bool = field(default=False, init=False)

    def open(self) -> None:
        """Read the file, and remove replaced objects and incomplete lines.

        Raises:
            OSError: If the file cannot be read or written.
        """
        if not self.path.exists():
            self.path.touch()
            return
        last: dict[str, int] = {}
        lines = 0
        for number, result in self._lines():
            lines += 1
            if result is not None:
                last[result["reference"]] = number
                self._known[result["reference"]] = _mark(result)
        if len(last) < lines:
            self._rewrite(set(last.values()))
        with self.path.open("ab"):
            pass  # checks that the file is writable, before anything is charged

    def append(self, result: Mapping[str, Any]) -> None:
        """Append an object, unless the file already has it.

        Raises:
            OSError: If the file cannot be written.
        """
        mark = _mark(result)
        if self._known.get(result["reference"]) == mark:
            return
        self._has_replaced = self._has_replaced or result["reference"] in self._known
        self._known[result["reference"]] = mark
        line = json.dumps(result, ensure_ascii=False).encode(errors="backslashreplace") + b"\n"
        file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        try:
            os.write(file, line)
        finally:
            os.close(file)

    def close(self) -> None:
        """Remove the objects that were replaced.

        Raises:
            OSError: If the file cannot be written.
        """
        if self._has_replaced:
            self._has_replaced = False
            self.open()

    def _rewrite(self, kept: set[int]) -> None:
        """Replace the file with one that has only some of its lines."""
        new = self.path.with_name(f".{self.path.name}.new")
        with new.open("wb") as file:
            for number, result in self._lines():
                if number in kept:
                    line = json.dumps(result, ensure_ascii=False)
                    file.write(line.encode(errors="backslashreplace") + b"\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(self.path)

    def _lines(self) -> Iterator[tuple[int, dict[str, Any] | None]]:
        """Yield the objects with their numbers; None for a line that is incomplete."""
        with self.path.open("rb") as file:
            for number, line in enumerate(file):
                try:
                    value: object = json.loads(line)
                except ValueError:
                    value = None
                result = cast("dict[str, Any]", value) if isinstance(value, dict) else {}
                yield number, result if isinstance(result.get("reference"), str) else None


def _mark(result: Mapping[str, Any]) -> int:
    return hash(json.dumps([result.get(name) for name in _SAME]))
