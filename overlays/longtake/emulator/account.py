"""The account at a provider: its balance, its limits, its webhook keys, and their command-line options.

This module needs nothing of `longtake[emulator]`, so that the command can name what is missing.
"""

from __future__ import annotations

from collections import deque
from math import inf
from typing import TYPE_CHECKING, Any, ClassVar, Final

from attrs import define, field, frozen

from longtake.emulator.callbacks.signatures import standard_webhooks_key

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Mapping, Sequence

HOSTS: Final = ("kie.ai", "useapi.net", "chainhub.tech", "klingai.com")


@define
class Account:
    """A balance in the provider's credits; tests set `balance` to the value that they need.

    Attributes:
        balance: The credits that are left.
        used: The credits that were charged.
    """

    balance: float
    used: float = 0.0

    def __attrs_post_init__(self) -> None:
        """Raise `ValueError` for a balance that no response can contain."""
        if not 0 <= self.balance < inf:
            raise ValueError(f"balance must be a number, 0 or more, got {self.balance}")

    def charge(self, price: float) -> bool:
        """Charge `price` and return True; return False and charge nothing if the balance is too low."""
        if price > self.balance:
            return False
        self.balance -= price
        self.used += price
        return True

    def refund(self, price: float) -> None:
        """Give the credits of a task back."""
        self.balance += price
        self.used -= price


class RateWindow:
    """A rate limit: at most `max_events` events within any `seconds`, None for any number."""

    def __init__(self, max_events: int | None, seconds: float) -> None:
        self._max_events = max_events
        self._seconds = seconds
        # The oldest of the last `max_events` decides, so nothing is searched.
        self._times: deque[float] = deque(maxlen=max_events or 0)

    def is_full(self, now: float) -> bool:
        """Return whether one more event at `now` exceeds the limit."""
        if self._max_events is None or len(self._times) < self._max_events:
            return False
        return now < self._times[0] + self._seconds

    def add(self, now: float) -> None:
        """Record an event at `now`."""
        self._times.append(now)


@frozen
class AccountLimits:
    """The limits of an account, above which its provider refuses; None for no limit.

    Example:
        >>> emulator = Emulator(limits=AccountLimits(kie_creates=2, kling_parallel=1))

    Attributes:
        kie_creates: New tasks within `kie_window_s`, over all task kinds of the account: kie.ai's own
            numbers.
        kie_window_s: The window in which they are counted, in seconds.
        kie_model_reads: Requests to kie.ai's catalogue of models in one second, over its four operations.
        useapi_max_jobs: Gen-2 tasks at once, unless the request's own `maxJobs` says otherwise: 1 to 10
            at useapi.net.
        kling_parallel: Kling tasks at once, at Kling's own hosts and at chainhub.tech each. Real accounts
            differ; this number is the emulator's own.
        kling_costs_reads: Requests for the resource packs at Kling's own hosts in one second.
    """

    kie_creates: int | None = 20
    kie_window_s: float = 10.0
    kie_model_reads: int | None = 1
    useapi_max_jobs: int | None = 5
    kling_parallel: int | None = 5
    kling_costs_reads: int | None = 1

    _COUNTS: ClassVar = (
        "kie_creates",
        "kie_model_reads",
        "useapi_max_jobs",
        "kling_parallel",
        "kling_costs_reads",
    )

    def __attrs_post_init__(self) -> None:
        """Raise `ValueError` for a limit that allows nothing."""
        for name in self._COUNTS:
            value: int | None = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be a number, 1 or more, or None, got {value}")
        if not 0 < self.kie_window_s < inf:
            raise ValueError(f"kie_window_s must be greater than 0, got {self.kie_window_s}")

    @classmethod
    def none(cls) -> AccountLimits:
        """Return limits that allow everything, for tests and measurements of many tasks."""
        return cls(
            kie_creates=None,
            kie_model_reads=None,
            useapi_max_jobs=None,
            kling_parallel=None,
            kling_costs_reads=None,
        )


@frozen
class WebhookKeys:
    """The keys with which the emulated accounts sign callbacks; without one a provider signs nothing.

    Example:
        >>> emulator = Emulator(webhook_keys=WebhookKeys(kie="a webhook key"))

    Attributes:
        kie: The account's webhook key at kie.ai, any string.
        kling: Secrets of the account at Kling's own hosts, `whsec_` and base64; several while one replaces
            another. chainhub.tech signs nothing.
    """

    kie: str | None = field(default=None, repr=False)
    kling: Sequence[str] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        """Raise `ValueError` for a key that cannot sign."""
        if self.kie == "":
            raise ValueError("kie must not be empty; use None for an account without a webhook key")
        for secret in self.kling:
            standard_webhooks_key(secret)

    @property
    def by_provider(self) -> Mapping[str, Sequence[str]]:
        """The keys of each provider that signs, by its name."""
        return {"kie": () if self.kie is None else (self.kie,), "kling": self.kling}


def add_key_options(parser: ArgumentParser) -> None:
    """Add the options for the keys that sign callbacks to a command line."""
    parser.add_argument(
        "--kie-webhook-key",
        metavar="KEY",
        help="the key with which kie's callbacks are signed (default: they are not)",
    )
    parser.add_argument(
        "--kling-webhook-secret",
        action="append",
        default=[],
        metavar="SECRET",
        help="the secret with which Kling's callbacks are signed; whsec_ and base64, may be repeated"
        " (default: they are not)",
    )


def webhook_keys_of(options: Namespace) -> WebhookKeys:
    """Return the keys of a command line; raise `ValueError` for a key that cannot sign."""
    given: dict[str, Any] = vars(options)
    return WebhookKeys(given["kie_webhook_key"], given["kling_webhook_secret"])
