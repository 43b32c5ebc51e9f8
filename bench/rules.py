"""Whether the rules that read text and check examples take twice as long for twice as much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from bench.timing import growth_lines, in_turns
from scripts.specs.normalize.examples import check_all
from scripts.specs.normalize.prose.keywords import lift
from scripts.specs.normalize.text.descriptions import clean

if TYPE_CHECKING:
    from collections.abc import Callable

    from scripts.specs.json_types import JsonObject

_SIZES: Final = (1, 2, 4, 8)
# What a rule that backtracks would stumble over.
_PROSE: Final = ("between 1 ", "1,000", "a, b", "`a`, ", "one of: a, ", "默认", "[0,")
_TEXT: Final = ("<p>a</p>", "<Card title={{", "a<b ", "[", "&", "`", "- a\n")


def growth(rounds: int) -> list[str]:
    """Measure each rule with 1, 2, 4 and 8 times as much, each size beside the one half of it."""
    lines: list[str] = []
    for name, run in _RUNS.items():
        taken = in_turns({f"{size}x": partial(run, size) for size in _SIZES}, rounds)
        lines += [name, *growth_lines(taken)]
    return lines


def _clean(size: int) -> None:
    for piece in _TEXT:
        clean(piece * 500 * size)


def _lift(size: int) -> None:
    for piece in _PROSE:
        for kind in ("integer", "string", "array"):
            lift("member", {"type": kind}, piece * 500 * size)


def _check(size: int) -> None:
    schemas: JsonObject = {
        f"S{index}": {
            "type": "object",
            "properties": {"a": {"type": "integer", "examples": [1]}},
        }
        for index in range(100 * size)
    }
    check_all({"openapi": "3.1.0", "paths": {}, "components": {"schemas": schemas}})


_RUNS: Final[dict[str, Callable[[int], None]]] = {
    "descriptions cleaned": _clean,
    "constraints lifted from prose": _lift,
    "examples checked": _check,
}
