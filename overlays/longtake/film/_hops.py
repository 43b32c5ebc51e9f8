"""The finished hops of a film, and the progress of `lengthen`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

if TYPE_CHECKING:
    from pathlib import Path

    from longtake._core.snapshot import Change
    from longtake.film._cost import CreditsFrom
    from longtake.models._growth import Extent


@frozen(kw_only=True)
class Hop:
    """A finished hop.

    Example:
        >>> film = longtake.lengthen(video, to_s=15, prompts="It reaches the sea")
        >>> hop = film.hops[0]
        >>> hop.number, hop.model, hop.credits, hop.credits_from
        (1, 'kie/veo', 60.0, 'balance')

    Attributes:
        number: The number of the hop, from 1.
        model: The model, such as `kie/veo`.
        prompt: The prompt, None for none.
        token: The token of the task, for `from_token`.
        extent: Whether the provider returned a part or the whole, determined from the file.
        path: The downloaded file.
        duration_s: The length of the film after the hop, in seconds.
        credits: The cost in the provider's credits, None if it is unknown.
        credits_from: The source of the cost: `task`, `balance` (the maximum cost) or `price`. None if it is
            unknown.
    """

    number: int
    model: str
    prompt: str | None
    token: str
    extent: Extent
    path: Path
    duration_s: float
    credits: float | None
    credits_from: CreditsFrom | None


@frozen(kw_only=True)
class LengthenProgress:
    """The progress of `lengthen`.

    Example:
        >>> film = longtake.lengthen(video, to_s=22, prompts="It swims", on_change=print)
        hop 1 of 2, queued, about 0%; 8 of 22 s
        ...
        hop 2 of 2, succeeded, 100%; 15 of 22 s

    Attributes:
        hop: The number of the current hop, from 1.
        hops: The number of planned hops.
        duration_s: The length of the film so far, in seconds.
        to_s: The length to reach, in seconds.
        change: The change of the current hop's task.
        remaining_s: The estimated seconds until all hops have ended, None if there is no estimate yet.
    """

    hop: int
    hops: int
    duration_s: float
    to_s: float
    change: Change
    remaining_s: float | None

    def __str__(self) -> str:
        """Return the progress in one line."""
        rest = "" if not self.remaining_s else f", about {_span(self.remaining_s)} left"
        return (
            f"hop {self.hop} of {self.hops}, {self.change}; {self.duration_s:.3g} of {self.to_s:g} s"
            f"{rest}"
        )


def _span(seconds: float) -> str:
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"  # noqa: PLR2004 - below, seconds say more
