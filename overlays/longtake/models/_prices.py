"""Published prices of hops and of first videos, as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from attrs import field, frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@frozen(kw_only=True)
class Price:
    """The published price of a hop or of a first video.

    Example:
        >>> growth = MODELS["kie/veo"].growth
        >>> [(price.credits, price.per, price.when) for price in growth.prices][0]
        (60, 'hop', {'model': 'fast'})

    Attributes:
        credits: The price, in credits of the provider.
        per: Whether the price is for each hop, for each first video or for each second.
        when: The values of the provider's parameters for which the price applies.
    """

    credits: float
    per: Literal["hop", "video", "second"] = "hop"
    when: Mapping[str, object] = field(factory=dict[str, object])

    def applies(self, parameters: Mapping[str, object]) -> bool:
        """Return whether the price applies to a request with these parameters."""
        return all(parameters.get(name) == value for name, value in self.when.items())


def find_price(
    prices: Iterable[Price], seconds: float | None, parameters: Mapping[str, object]
) -> float | None:
    """Return the price of a request in credits, None if there is none.

    Args:
        prices: The prices. The first one that applies is used.
        seconds: The charged seconds, None if they are unknown.
        parameters: The provider's parameters of the request.
    """
    for each in prices:
        if each.applies(parameters):
            if each.per != "second":
                return each.credits
            return None if seconds is None else each.credits * seconds
    return None
