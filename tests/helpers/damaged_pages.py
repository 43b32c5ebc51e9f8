"""Pages with lines gone, doubled, cut, moved or mistyped."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import random

_MISTYPED: Final = "{}[]\"':,|?<>#*`-•/\\ 0"


def damaged(lines: list[str], chance: random.Random) -> list[str]:
    """Return the lines with one to three of the damages that editing and capturing do."""
    result = list(lines)
    for _ in range(chance.randint(1, 3)):
        first = chance.randrange(len(result))
        last = min(len(result), first + chance.randint(1, 12))
        part = result[first:last]
        kind = chance.choice(
            ["gone", "doubled", "cut", "moved", "shortened", "mistyped", "shifted"]
        )
        line = result[first]
        at = chance.randrange(len(line) + 1)
        if kind == "doubled":
            result[first:first] = part
        elif kind == "shortened":
            result[first] = line[:at]
        elif kind == "mistyped":
            result[first] = line[:at] + chance.choice(_MISTYPED) + line[at + 1 :]
        elif kind == "shifted":
            result[first] = line[chance.randint(1, 4) :]
        elif kind == "cut":
            result = result[: first + 1]
        else:
            del result[first:last]
            if kind == "moved":
                to = chance.randrange(len(result) + 1)
                result[to:to] = part
        result = result or [""]
    return result
