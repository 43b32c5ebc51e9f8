"""The emulated providers; the only shared module that names them.

Which providers there are stands in the registry of the package. One that has no package of its own here is
emulated from its specification alone. Nothing that needs `longtake[emulator]` is imported before a provider
is made, so that the command can name what is missing.
"""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Mapping, Sequence
from math import inf
from typing import TYPE_CHECKING, Any, Final

from attrs import field, frozen

from longtake._providers import PROVIDERS

if TYPE_CHECKING:
    from longtake.emulator.chainhub import Chainhub
    from longtake.emulator.kie import Kie
    from longtake.emulator.useapi import UseApi
    from longtake.emulator.vendor import House, Vendor

HOSTS: Final = ("kie.ai", "useapi.net", "chainhub.tech")


@frozen
class Limits:
    """What an account may do before its provider says "too many"; None for no limit.

    Attributes:
        kie_creates: New tasks within `kie_window_s`, over all families of the account: kie.ai's own
            numbers.
        kie_window_s: The seconds in which they are counted.
        useapi_max_jobs: Gen-2 tasks at once, unless the request's own `maxJobs` says otherwise: 1 to 10
            at useapi.net.
        kling_parallel: Kling tasks at once. Real accounts differ; this number is the emulator's own.
    """

    kie_creates: int | None = 20
    kie_window_s: float = 10.0
    useapi_max_jobs: int | None = 5
    kling_parallel: int | None = 5

    def __attrs_post_init__(self) -> None:
        """Refuse what would let nothing through."""
        for name in ("kie_creates", "useapi_max_jobs", "kling_parallel"):
            value: int | None = getattr(self, name)
            if value is not None and value < 1:
                raise ValueError(f"{name} must be a number from 1, or None, not {value}")
        if not 0 < self.kie_window_s < inf:
            raise ValueError(f"kie_window_s must be greater than 0, not {self.kie_window_s}")

    @classmethod
    def none(cls) -> Limits:
        """No limits, for tests and measurements of many tasks."""
        return cls(kie_creates=None, useapi_max_jobs=None, kling_parallel=None)


@frozen
class WebhookKeys:
    """The keys with which the emulated accounts sign; without one a provider signs nothing.

    `ValueError` for what cannot be a key.

    Attributes:
        kie: The account's webhook key at kie.ai, any string.
        kling: Secrets of Kling's official hosts, `whsec_` and base64; several while one replaces
            another. The reseller signs nothing.
    """

    kie: str | None = field(default=None, repr=False)
    kling: Sequence[str] = field(default=(), repr=False)

    def __attrs_post_init__(self) -> None:
        """Refuse what cannot sign."""
        from longtake.emulator.chainhub.signing import secret_key  # noqa: PLC0415

        if self.kie == "":
            raise ValueError("kie's webhook key is empty: None is for an account without one")
        for secret in self.kling:
            secret_key(secret)

    @property
    def by_provider(self) -> Mapping[str, Sequence[str]]:
        """The keys of each provider that signs, by its name."""
        return {"kie": () if self.kie is None else (self.kie,), "chainhub": self.kling}


class Providers:
    """The emulated providers, each under its name."""

    kie: Kie
    useapi: UseApi
    chainhub: Chainhub
    _providers: dict[str, Vendor]

    def _open_providers(self, house: House, *, balance: float, limits: Limits) -> None:
        """Make each provider, with its first videos."""
        from longtake.emulator.chainhub import Chainhub  # noqa: PLC0415
        from longtake.emulator.documented import Documented  # noqa: PLC0415
        from longtake.emulator.kie import Kie  # noqa: PLC0415
        from longtake.emulator.useapi import UseApi  # noqa: PLC0415

        creates, window_s = limits.kie_creates, limits.kie_window_s
        self.kie = Kie(house, balance=balance, creates=creates, window_s=window_s)
        self.useapi = UseApi(house, balance=balance, max_jobs=limits.useapi_max_jobs)
        self.chainhub = Chainhub(house, balance=balance, parallel=limits.kling_parallel)

        own: list[Vendor] = [self.kie, self.useapi, self.chainhub]
        self._providers = {vendor.name: vendor for vendor in own}
        for name in PROVIDERS:
            if name not in self._providers:
                self._providers[name] = Documented(name, house, balance=balance)

    @property
    def providers(self) -> Mapping[str, Vendor]:
        """Every provider by its name."""
        return self._providers


def add_key_options(parser: ArgumentParser) -> None:
    """Add the options for the keys with which callbacks are signed to a command line."""
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
        help="sign Kling's callbacks as its official hosts do; whsec_ and base64, may be repeated"
        " (default: they are not signed, as at the reseller)",
    )


def keys_of(options: Namespace) -> WebhookKeys:
    """Return the keys that a command line gives; `ValueError` for what cannot be a key."""
    given: dict[str, Any] = vars(options)
    return WebhookKeys(given["kie_webhook_key"], given["kling_webhook_secret"])
