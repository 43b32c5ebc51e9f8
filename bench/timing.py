"""Timing things in turns, so that a noisy machine disturbs all of them alike."""

from __future__ import annotations

import time
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def seconds(run: Callable[[], object]) -> float:
    """Return how long one run takes."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started


def in_turns(runs: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Return the seconds of each run, round after round, after one round that does not count."""
    for run in runs.values():
        run()
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(rounds):
        for name, run in runs.items():
            taken[name].append(seconds(run))
    return taken


def ratio(numerators: list[float], denominators: list[float]) -> str:
    """Return the median of the rounds' ratios, with the least and the greatest."""
    found = sorted(above / below for above, below in zip(numerators, denominators, strict=True))
    return f"{median(found):.2f} ({found[0]:.2f} to {found[-1]:.2f})"


def typical(taken: list[float]) -> str:
    """Return the median of some seconds, in a unit that reads well."""
    middle = median(taken)
    return f"{middle:.2f} s" if middle >= 1 else f"{middle * 1000:.1f} ms"


def growth_lines(taken: dict[str, list[float]]) -> list[str]:
    """Return one line a size: how long, and how many times the size before it."""
    names = list(taken)
    lines = [f"  {names[0]}: {typical(taken[names[0]])}"]
    for before, name in pairwise(names):
        times = ratio(taken[name], taken[before])
        lines.append(f"  {name}: {typical(taken[name])}, {times} times {before}")
    return lines
