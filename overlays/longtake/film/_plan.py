"""Plans: the hops that lengthen a video to a number of seconds, and their prices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from attrs import frozen

from longtake._core.values import counted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from longtake.models._growth import Extent, Growth

TOLERANCE_S: Final = 0.5
"""The seconds by which a plan may be too short. No hop is sent for less."""

EXACT_TOLERANCE_S: Final = 0.05
"""The same for an exact length: about one frame."""

MAX_HOPS: Final = 1000
"""The most hops of a film."""


@frozen(kw_only=True)
class PlannedHop:
    """A hop of a plan.

    Example:
        >>> print(longtake.plan(video, to_s=22).hops[0])
        1. kie/veo: +7 s, 15 s in all, 60 credits

    Attributes:
        number: The number of the hop, from 1.
        model: The model, such as `kie/veo`.
        prompt: The prompt, None for none.
        added_s: The minimum number of seconds that the hop adds.
        total_s: The minimum length of the film after the hop, in seconds.
        options: The parameters of the request other than source and prompt, by the provider's names. Those
            that have a default at the provider may be missing.
        credits: The published price in the provider's credits, None if there is none.
        extent: `part` if the result has only the new seconds and is joined to the film, `whole` if it has
            everything so far, None if the provider does not document it. longtake then determines it from the
            file.
    """

    number: int
    model: str
    prompt: str | None
    added_s: float
    total_s: float
    options: Mapping[str, object]
    credits: float | None
    extent: Extent | None

    def __str__(self) -> str:
        """Return the hop in one line."""
        price = "price unknown" if self.credits is None else f"{self.credits:g} credits"
        joined = ", joined" if self.extent == "part" else ""
        return (
            f"{self.number}. {self.model}: +{self.added_s:g} s, {self.total_s:g} s in all, "
            f"{price}{joined}"
        )


@frozen(kw_only=True)
class Plan:
    """The hops that lengthen a video.

    Example:
        >>> plan = longtake.plan(video, to_s=60)
        >>> len(plan.hops), plan.duration_s, plan.credits
        (8, 64.0, 480)

    Attributes:
        model: The model of the hops.
        from_s: The length of the video, in seconds.
        to_s: The length to reach, in seconds.
        hops: The hops, in order.
        exact: Whether the film is cut at `to_s`.
        notices: Sentences about facts that you may not expect, such as a repeated prompt.
    """

    model: str
    from_s: float
    to_s: float
    hops: tuple[PlannedHop, ...]
    exact: bool
    notices: tuple[str, ...]

    @property
    def duration_s(self) -> float:
        """Return the length of the film in seconds. It may be more if hops add more than their minimum."""
        reached = self.hops[-1].total_s if self.hops else self.from_s
        return min(self.to_s, reached) if self.exact else reached

    @property
    def credits(self) -> float | None:
        """Return the published price of all hops in the provider's credits, None if one has no price."""
        prices = [hop.credits for hop in self.hops]
        known = [price for price in prices if price is not None]
        return sum(known) if len(known) == len(prices) else None

    @property
    def joined(self) -> tuple[int, ...]:
        """Return the numbers of the hops whose results are parts. Parts are joined to the film."""
        return tuple(hop.number for hop in self.hops if hop.extent == "part")

    def __str__(self) -> str:
        """Return the plan in lines: a summary, the hops and the notices."""
        price = "unknown" if self.credits is None else f"{self.credits:g} credits"
        head = f"{self.model}: {self.from_s:g} s to {self.duration_s:g} s, price {price}"
        return "\n".join([head, *(f"  {hop}" for hop in self.hops), *self.notices])


class UnreachableError(Exception):
    """A length is out of reach.

    Attributes:
        reached_s: The longest possible length, in seconds.
        reason: The reason, as a sentence without a period.
    """

    def __init__(self, reached_s: float, reason: str) -> None:
        super().__init__(reason)
        self.reached_s = reached_s
        self.reason = reason


def steps_of(
    growth: Growth,
    from_s: float,
    to_s: float,
    *,
    max_hops: int | None,
    tolerance_s: float,
    done: int = 0,
) -> Iterator[tuple[float, float]]:
    """Yield the seconds that each hop adds, and the length after it.

    Args:
        growth: How the model lengthens a video.
        from_s: The length of the video, in seconds.
        to_s: The length to reach, in seconds.
        max_hops: The maximum number of hops, None for no limit.
        tolerance_s: The seconds that may be missing at the end.
        done: The number of finished hops, which count too.

    Raises:
        UnreachableError: If the length is out of reach, after the possible hops were yielded.
    """
    length_s, hops = from_s, done
    most = min(each for each in (max_hops, growth.max_hops, MAX_HOPS) if each is not None)
    while to_s - length_s > tolerance_s:
        if hops >= most:
            raise UnreachableError(length_s, f"the plan may have at most {counted(most, 'hop')}")
        refusal = growth.refusal({"duration_s": length_s})
        if refusal is not None:
            raise UnreachableError(length_s, refusal.reason)
        # Rounded, because the difference of two lengths may be a little more than a whole number.
        missing_s = round(to_s - length_s - tolerance_s, 6)
        added_s = growth.hop_s(missing_s, length_s)
        length_s, hops = length_s + added_s, hops + 1
        yield added_s, length_s
