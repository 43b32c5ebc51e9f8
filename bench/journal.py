"""The cost of a submission with a journal in an SQLite file, beside two bare commits of sqlite3."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

import httpx

from bench.timing import in_turns
from longtake import Journal, Kie

if TYPE_CHECKING:
    from collections.abc import Callable

# Submissions in one timed turn, and the turns of which the fastest counts: other work disturbs the rest.
_TIMES: Final = 5
_TURNS: Final = 20
# The size of the row that longtake writes for such a submission.
_ROW: Final = "x" * 600
_GOAL: Final = 1.5


def cost(rounds: int) -> list[str]:
    """Measure submissions with and without a journal in turns with two commits of sqlite3.

    Both databases are in WAL mode with `synchronous = FULL`, in one folder below `out`.
    """
    folder = Path("out", "bench")
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory(dir=folder) as place,
        Journal(Path(place, "tasks.db")) as journal,
        Kie("a-key", transport=httpx.MockTransport(_Responses()), journal=journal) as recorded,
        Kie("a-key", transport=httpx.MockTransport(_Responses()), journal="off") as plain,
        closing(sqlite3.connect(Path(place, "bare.db"), isolation_level=None)) as bare,
    ):
        bare.execute("PRAGMA journal_mode = WAL")
        bare.execute("PRAGMA synchronous = FULL")
        bare.execute("CREATE TABLE rows (id INTEGER PRIMARY KEY, text TEXT, state TEXT)")
        numbers = count()
        runs: dict[str, Callable[[], None]] = {
            "plain": lambda: _submit(plain),
            "journal": lambda: _submit(recorded),
            "reference": lambda: _submit(recorded, numbers),
            "bare": lambda: _commits(bare),
        }
        each: dict[str, list[float]] = {name: [] for name in runs}
        for _ in range(rounds):
            for name, turns in in_turns(runs, _TURNS).items():
                each[name].append(min(turns) / _TIMES * 1000)
    lines = [f"{name}: {median(runs):.2f} ms" for name, runs in each.items()]
    for name in ("journal", "reference"):
        found = sorted(
            (more - less) / commits
            for more, less, commits in zip(each[name], each["plain"], each["bare"], strict=True)
        )
        verdict = "met" if median(found) <= _GOAL else "not met"
        lines.append(
            f"a submission with a {name} takes {median(found):.2f} ({found[0]:.2f} to {found[-1]:.2f}) times "
            f"two bare commits more than one without; the goal of {_GOAL} is {verdict}"
        )
    return lines


class _Responses:
    """Responses to submissions, each with a new task id."""

    def __init__(self) -> None:
        self._numbers = count()

    def __call__(self, _request: httpx.Request) -> httpx.Response:
        data = {"taskId": f"veo_task_{id(self)}_{next(self._numbers)}"}
        return httpx.Response(200, json={"code": 200, "msg": "success", "data": data})


def _submit(kie: Kie, numbers: count[int] | None = None) -> None:
    for _ in range(_TIMES):
        reference = None if numbers is None else f"shot-{next(numbers)}"
        kie.veo.extend(task_id="veo_task_abc", prompt="It reaches the sea", reference=reference)


def _commits(bare: sqlite3.Connection) -> None:
    for _ in range(_TIMES):
        bare.execute("BEGIN IMMEDIATE")
        inserted = bare.execute("INSERT INTO rows (text, state) VALUES (?, 'sending')", (_ROW,))
        bare.execute("COMMIT")
        bare.execute("BEGIN IMMEDIATE")
        bare.execute("UPDATE rows SET state = 'queued' WHERE id = ?", (inserted.lastrowid,))
        bare.execute("COMMIT")
