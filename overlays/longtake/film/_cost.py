"""The cost of hops: reported by the task, or the change of the balance, or the published price."""

from __future__ import annotations

from importlib import import_module
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final, Literal, TypeAlias

from attrs import define, field

from longtake._core.values import is_number
from longtake.errors import InsufficientCreditsError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Callable

    from longtake._shell.submit import AsyncHooks, SyncHooks
    from longtake.film._plan import Plan, PlannedHop
    from longtake.film._planner import Planner

CreditsFrom: TypeAlias = Literal["task", "balance", "price"]
"""`task`: the task reported its cost. `balance`: the balance fell by this amount; other tasks of the account
may have caused part of it, so it is the maximum cost. `price`: it is the provider's published price."""

# Sums of prices such as 7.2 are not exact.
_ROUNDING: Final = 1e-6


def balance_call(hooks: SyncHooks[Any] | AsyncHooks[Any]) -> Callable[[], Any] | None:
    """Return the function that reads the balance of an account, None if the provider has no such operation.

    Args:
        hooks: The hooks of a client. For an asynchronous client, the function returns a coroutine.
    """
    from longtake._shell.submit import AsyncHooks  # noqa: PLC0415 - submitting is imported with the first request

    path = hooks.provider.balance
    if path is None:
        return None
    name = "AsyncResources" if isinstance(hooks, AsyncHooks) else "Resources"
    base: type = getattr(import_module(hooks.provider.resources), name)
    resources = type("Account", (base,), {"_hooks": hooks})()
    found: Callable[[], Any] = attrgetter(path)(resources)
    return found


@define(kw_only=True)
class Budget:
    """The limit of credits for a film, and the credits spent so far.

    Attributes:
        max_credits: The maximum cost in credits, None for no limit.
        spent: The known cost of all hops so far, in credits.
    """

    max_credits: float | None
    spent: float = 0.0
    _last: float | None = field(default=None, init=False)
    # The number of hops whose cost is unknown, for example because credits were added in the meantime.
    _uncounted: int = field(default=0, init=False)

    def __attrs_post_init__(self) -> None:
        """Check the limit.

        Raises:
            InvalidRequestError: If the limit is not a positive number.
        """
        limit = self.max_credits
        if limit is not None and not (is_number(limit) and limit > 0):
            raise InvalidRequestError(f"max_credits must be a positive number, got {limit!r}")

    def check(
        self,
        planner: Planner,
        plan: Plan,
        balance: float | None,
        *,
        provider: str,
        is_resumed: bool,
    ) -> None:
        """Check before the first hop that the balance suffices and that the cost can be limited.

        Args:
            planner: The planner.
            plan: The plan.
            balance: The balance, None if it is unknown.
            provider: The name of the provider of the video.
            is_resumed: Whether an earlier call has begun the film, so that some hops may already be charged.

        Raises:
            InvalidRequestError: If the cost cannot be limited to `max_credits`.
            InsufficientCreditsError: If the balance is too low.
        """
        limit, first = self.max_credits, plan.hops[0].credits
        if limit is not None:
            if planner.model.provider != provider:
                raise InvalidRequestError(
                    f"max_credits counts credits of {provider}, but {plan.model} charges credits of "
                    f"{planner.model.provider}; leave out max_credits or via. Nothing was sent"
                )
            if first is None and balance is None and not planner.growth.reports_credits:
                raise InvalidRequestError(
                    f"max_credits cannot be applied to {plan.model}: it has no published price, its tasks "
                    f"report no cost, and {provider} reports no balance; leave out max_credits. Nothing was "
                    "sent"
                )
            if first is not None and first > limit:
                raise InvalidRequestError(
                    f"max_credits must be at least the price of one hop, {first:g}, got {limit:g}. Nothing "
                    "was sent"
                )
        if is_resumed or balance is None or plan.credits is None:
            return
        needed, what = 0.0, "the plan costs"
        for hop in plan.hops:
            price = hop.credits or 0
            if limit is not None and needed + price > limit + _ROUNDING:
                what = f"the hops within max_credits={limit:g} cost"
                break
            needed += price
        if balance < needed - _ROUNDING:
            raise InsufficientCreditsError(
                f"{what} {needed:g} credits, but the balance is {balance:g}; add credits, or pass a lower "
                "max_credits. Nothing was sent",
                provider=planner.model.provider,
            )

    def allows(self, hop: PlannedHop) -> bool:
        """Return whether the next hop stays within the limit, by its price or else the last hop's cost.

        If the cost of the hops so far is unknown, no further hop is allowed.
        """
        if self.max_credits is None:
            return True
        cost = self._last if hop.credits is None else hop.credits
        if cost is None:
            return not self._uncounted
        return self.spent + cost * (1 + self._uncounted) <= self.max_credits + _ROUNDING

    def charge(
        self,
        hop: PlannedHop,
        reported: float | None,
        before: float | None,
        after: float | None,
        known: tuple[float, CreditsFrom] | None,
    ) -> tuple[float | None, CreditsFrom | None]:
        """Count a hop, and return its cost and the source of the cost.

        Args:
            hop: The hop.
            reported: The cost that the task reports, None for none.
            before: The balance before the hop, None if it is unknown.
            after: The balance after the hop, None if it is unknown.
            known: The cost that an earlier call has recorded, with its source; None if there is none.
        """
        cost = hop.credits
        source: CreditsFrom | None = None if cost is None else "price"
        if before is not None and after is not None and after < before:
            cost, source = before - after, "balance"
        if reported is not None:
            cost, source = reported, "task"
        if known is not None:
            cost, source = known
        if cost is None:
            self._uncounted += 1
        else:
            self.spent += cost
            self._last = cost
        return cost, source
