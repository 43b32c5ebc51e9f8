"""The growth of videos in words, for tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from longtake.models._growth import Growth

NOT_DOCUMENTED: Final = "not documented"

_HOURS_A_DAY: Final = 24


def added_words(growth: Growth) -> str:
    """Return the seconds that one hop adds, such as `4 to 5 s`."""
    if growth.added_choices_s:
        added = " or ".join(f"{each:g}" for each in growth.added_choices_s)
    elif growth.min_added_s == growth.max_added_s:
        added = f"{growth.min_added_s:g}"
    else:
        added = f"{growth.min_added_s:g} to {growth.max_added_s:g}"
    return f"{added} s"


def longest_words(growth: Growth) -> str:
    """Return the longest video that extensions reach, such as `21 s, 4 hops`."""
    longest = f"{growth.max_total_s:g} s" if growth.max_total_s else NOT_DOCUMENTED
    return f"{longest}, {growth.max_hops} hops" if growth.max_hops else longest


def result_words(growth: Growth) -> str:
    """Return whether an extension returns a part or the whole."""
    names = {"both": "part and whole", None: NOT_DOCUMENTED}
    result = names.get(growth.result, str(growth.result))
    overlap = f", repeats {growth.overlap_s:g} s" if growth.overlap_s else ""
    return f"{result}{', the whole in callbacks only' if growth.whole_in_callback else ''}{overlap}"


def limit_words(growth: Growth) -> list[str]:
    """Return the rules about videos that the model does not extend, as sentences without a period."""
    return list(dict.fromkeys(each.reason for each in growth.refuses))


def lifetime_words(hours: float | None) -> str:
    """Return how long the link to a result works, such as `24 hours`."""
    if hours is None:
        return "renewed by each poll"
    return f"{hours:g} hours" if hours <= _HOURS_A_DAY else f"{hours / _HOURS_A_DAY:g} days"
