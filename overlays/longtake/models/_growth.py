"""How the extensions of a model lengthen a video, as data."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Literal, TypeAlias

from attrs import frozen

from longtake.models._prices import find_price

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from longtake.models._prices import Price

Extent: TypeAlias = Literal["part", "whole"]
"""`part`: a video has only the new seconds. `whole`: it has everything so far."""

Source: TypeAlias = Literal["task id", "video id", "asset id", "URL"]
"""The kind of id that identifies the video to extend."""


@frozen(kw_only=True)
class Refusal:
    """A property of a video that a model does not extend.

    Example:
        >>> refusal = MODELS["kie/veo"].growth.refuses[0]
        >>> refusal.name, refusal.values
        ('resolution', ('1080p', '4k'))

    Attributes:
        name: The property: `resolution`, `duration_s`, `age_days`, the `method` that made the video, or a
            parameter of its request.
        reason: The provider's rule, as a sentence without a period.
        values: The values that the model refuses. Empty if `only`, `below` or `above` states the rule.
        only: The only values that the model accepts. Empty for no such rule.
        below: The smallest number that the model accepts. None for no such rule.
        above: The largest number that the model accepts. None for no such rule.
    """

    name: str
    reason: str
    values: tuple[object, ...] = ()
    only: tuple[object, ...] = ()
    below: float | None = None
    above: float | None = None

    def applies(self, facts: Mapping[str, object]) -> bool:
        """Return whether the model refuses a video with these properties. Unknown ones are not refused."""
        value = facts.get(self.name)
        if value is None:
            return False
        if isinstance(value, int | float) and (
            (self.below is not None and value < self.below)
            or (self.above is not None and value > self.above)
        ):
            return True
        return value in self.values or bool(self.only and value not in self.only)


@frozen(kw_only=True)
class Growth:
    """How the extensions of a model lengthen a video: the facts that a plan of several hops needs.

    Example:
        >>> growth = MODELS["chainhub/kling"].growth
        >>> growth.min_added_s, growth.max_added_s, growth.max_total_s, growth.result
        (4, 5, 180, 'whole')

    Attributes:
        min_added_s: The minimum number of seconds that one hop adds.
        max_added_s: The maximum number of seconds that one hop adds.
        added_choices_s: The only numbers of seconds that one hop can add. Empty if any number between the
            minimum and the maximum is possible.
        duration: `fixed`: you cannot choose the seconds. `added`: `duration_s` is the seconds to add.
            `total`: the provider's parameter `duration` is the length of the source plus the new seconds.
        is_documented: Whether the provider documents the seconds that one hop adds.
        max_total_s: The length of the longest video that extensions can reach, in seconds; None if not
            documented.
        max_hops: The maximum number of extensions of one video; None if not documented.
        result: Whether an extension returns the new seconds (`part`), everything so far (`whole`), or
            `both`; None if not documented.
        whole_in_callback: Whether only the callback has the whole video, while a poll returns the part.
        overlap_s: The seconds of the source that a part repeats at its beginning; None if not documented.
        sources: The kinds of ids that identify the video to extend. A `URL` may be of a video made elsewhere.
        refuses: The videos that the model does not extend.
        audio: `kept`: the sound of the source continues. `generated`: each extension has new sound.
            `optional`: a parameter enables sound. `none`: extensions are silent. None if not documented.
        prices: The published prices of a hop. Empty if none is published.
        reports_credits: Whether a task reports what it cost.
        link_hours: The lifetime of the link to a result, in hours; None if not documented.
        facts_from: The date at which these facts, such as prices, were collected.
    """

    min_added_s: float
    max_added_s: float
    added_choices_s: tuple[float, ...] = ()
    duration: Literal["fixed", "added", "total"] = "fixed"
    is_documented: bool = True
    max_total_s: float | None = None
    max_hops: int | None = None
    result: Literal["part", "whole", "both"] | None = None
    whole_in_callback: bool = False
    overlap_s: float | None = None
    sources: tuple[Source, ...]
    refuses: tuple[Refusal, ...] = ()
    audio: Literal["kept", "generated", "optional", "none"] | None = None
    prices: tuple[Price, ...] = ()
    reports_credits: bool = False
    link_hours: float | None = None
    facts_from: date

    def price(self, seconds: float | None, parameters: Mapping[str, object]) -> float | None:
        """Return the published price of one hop in credits, None if there is none.

        Args:
            seconds: The seconds that the hop adds. If `duration` is `total`, the charged seconds of the whole
                result. None if they are unknown.
            parameters: The provider's parameters of the request, and `resolution` of the source.
        """
        return find_price(self.prices, seconds, parameters)

    def hop_s(self, missing_s: float, length_s: float) -> float:
        """Return the seconds that the next hop adds: the smallest number that suffices, or else the maximum.

        Args:
            missing_s: The missing seconds, greater than 0.
            length_s: The length of the video that the hop extends, in seconds.
        """
        if self.duration == "fixed":
            return self.min_added_s
        if self.added_choices_s:
            enough = [each for each in self.added_choices_s if each >= missing_s]
            return min(enough, default=max(self.added_choices_s))
        if self.duration == "total":
            # The provider takes only whole seconds for the total.
            longest = length_s + self.max_added_s
            shortest = max(ceil(length_s + missing_s), floor(length_s) + 1)
            return min(shortest, floor(min(longest, self.max_total_s or longest))) - length_s
        return min(max(ceil(missing_s), self.min_added_s), self.max_added_s)

    def refusal(self, facts: Mapping[str, object]) -> Refusal | None:
        """Return the rule by which the model refuses to extend a video, None if no rule applies.

        Args:
            facts: The properties of the video, by the names that `Refusal` lists.
        """
        return next(
            (each for each in (*self.refuses, *self._limits()) if each.applies(facts)), None
        )

    def _limits(self) -> Iterator[Refusal]:
        """Yield the refusal of videos that are too long for another hop."""
        if self.max_total_s is not None:
            longest = self.max_total_s - self.min_added_s
            reason = f"extensions reach {self.max_total_s:g} s at most, and one adds {self.min_added_s:g} s"
            yield Refusal(name="duration_s", above=longest, reason=reason)
