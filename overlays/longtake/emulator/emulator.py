"""The whole: the providers, the host of their videos and the control address, as one ASGI app."""

import random
from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from longtake.emulator import browsers, control, media
from longtake.emulator import script as scripts
from longtake.emulator.account import Account
from longtake.emulator.calling import Caller
from longtake.emulator.calling.posting import TIMEOUT_S
from longtake.emulator.clock import Clock, ManualClock
from longtake.emulator.family import Family, Source
from longtake.emulator.faults import Fault
from longtake.emulator.ledger import NOBODY, Ledger, RequestRecord
from longtake.emulator.media import Media, Origins
from longtake.emulator.providers import Limits, Providers, WebhookKeys
from longtake.emulator.vendor import House


class Emulator(Providers):
    """The emulated providers, an ASGI application.

    `clock` defaults to one that is moved by hand, with `advance`. Everything random comes from
    `seed`: the same requests in the same order get the same ids and the same waiting times.
    `balance` is how many credits each vendor's account holds at first, `limits` what the accounts
    may do at once.

    Callback addresses are called if they are on loopback; with `deliver_to`, an ASGI application,
    that is called in the place of them all. `webhook_keys` are what the providers sign with. A receiver
    has `callback_timeout_s` real seconds to answer.

    As the vendors do, it ignores unknown fields of a request's body, and null in the place of an
    optional one. With `strict` it refuses both, which finds mistakes in a client.

    Use it in process (`httpx.ASGITransport(emulator)`), or on a socket with `serve`.
    """

    media: Media

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        balance: float = 10_000.0,
        limits: Limits | None = None,
        deliver_to: ASGIApp | None = None,
        webhook_keys: WebhookKeys | None = None,
        callback_timeout_s: float = TIMEOUT_S,
        strict: bool = False,
    ) -> None:
        self.clock: Clock = ManualClock() if clock is None else clock
        self._strict = strict
        self.ledger = Ledger()
        self.origins = Origins()
        self.caller = Caller(self.clock, self.ledger, timeout_s=callback_timeout_s)
        self._deliver_to = deliver_to
        self._webhook_keys = WebhookKeys() if webhook_keys is None else webhook_keys
        self._seed = seed
        self._balance = balance
        self._limits = Limits() if limits is None else limits
        self._control = control.application(self)
        self._open(seed, balance, self._limits)

    def reset(
        self,
        *,
        seed: int | None = None,
        balance: float | None = None,
        limits: Limits | None = None,
    ) -> None:
        """Put everything back to how it began: clock, ids, tasks, balances, faults, ledger.

        With a seed, a balance or limits, only those are other ones, until the next reset. Answers
        that are held back are given up, and their connections closed. The vendors and families are
        made anew: one that was taken before is of the past.
        """
        # What is wrong is found before anything is put back.
        Account(self._balance if balance is None else balance)
        self.release()
        self.caller.clear()
        self.clock.restart()
        self.ledger.clear()
        self._open(
            self._seed if seed is None else seed,
            self._balance if balance is None else balance,
            self._limits if limits is None else limits,
        )

    def release(self) -> None:
        """Give up the answers that are held back, and close their connections."""
        self.clock.release()

    def _open(self, seed: int, balance: float, limits: Limits) -> None:
        """Make the vendors and their first videos."""
        self.caller.app = self._deliver_to
        rng = random.Random(seed)  # noqa: S311 - repeatable on purpose, and guards nothing
        self.media = Media(self.clock, rng, self.ledger, self.origins)
        house = House(self.clock, rng, self.ledger, self.media, self.caller, strict=self._strict)
        self._open_providers(house, balance=balance, limits=limits)
        self.webhook_keys = self._webhook_keys
        self.media.schedules = {key: family.schedule for key, family in self.families.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application."""
        if scope["type"] != "http":
            await self._control(scope, receive, send)
            return
        prefix = scope["path"].split("/", 2)[1] if "/" in scope["path"] else ""
        if prefix == control.PREFIX.strip("/"):
            await self._control(scope, receive, send)
            return
        request = Request(scope, receive, send)
        try:
            response = await self._respond(request, prefix)
        except ClientDisconnect:
            # It went away while it was sending, and hears nothing of this.
            response = Response(status_code=400)
        await response(scope, receive, send)

    async def _respond(self, request: Request, prefix: str) -> Response:
        vendor = self.providers.get(prefix)
        if (answer := browsers.preflight(request)) is not None:
            return answer
        if vendor is not None:
            raw_path: bytes = request.scope["raw_path"]
            return await vendor.respond(
                request, raw_path.decode("ascii").removeprefix(f"/{prefix}")
            )
        if prefix == media.PREFIX.strip("/"):
            response = self.media.respond(request)
            browsers.allow(request, response)
            return response
        # Most often a mistyped address: it must not pass unseen.
        self.ledger.add_request(
            RequestRecord(
                time=self.clock.now(),
                provider=NOBODY,
                method=request.method,
                path=request.url.path,
                operation=None,
                status=404,
                code=None,
                task_id=None,
                query=request.url.query,
            )
        )
        known = ", ".join(f"/{name}" for name in (*self.providers, "media", "_emulator"))
        return PlainTextResponse(f"Nothing is at /{prefix}, only below {known}\n", 404)

    @property
    def families(self) -> Mapping[str, Family]:
        """Every family by its key: provider and name, with a slash between them."""
        found = (family for vendor in self.providers.values() for family in vendor.families)
        return MappingProxyType({family.key: family for family in found})

    @property
    def sources(self) -> Mapping[str, Source]:
        """A video to extend for every family that has one, by the family's key."""
        return MappingProxyType(
            {key: source for key, source in self._seeded() if source.barred is None}
        )

    @property
    def barred_sources(self) -> Mapping[str, Source]:
        """A video that exists and that the vendor does not extend, by the family's key."""
        seeded = reversed(self._seeded())
        return MappingProxyType(
            {key: source for key, source in seeded if source.barred is not None}
        )

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`."""
        self.clock.advance(seconds)

    def settle(self, timeout: float = 60.0) -> None:
        """Wait until every call to a callback address is made that is due, and every answer there.

        Served, the emulator makes calls by itself as they become due. In process nobody is there to do
        so: then this makes them, in the thread that asks. `TimeoutError` after so many real seconds.
        """
        self.caller.settle(timeout)

    async def settled(self, timeout: float = 60.0) -> None:
        """Do as `settle` does for async callers; in process the calls are made in their event loop."""
        await self.caller.settled(timeout)

    @property
    def next_call_at(self) -> float:
        """When something changes that a callback address may be called about; `math.inf` if nothing does."""
        return self.caller.next_due

    def call_back(self, task_id: str, fault: Fault | None = None) -> None:
        """Call about a task now, as it stands: `emulator.call_back(id, Fault.forged())`.

        Other than the vendor's own calls this one is not due to a change. `ValueError` for a task that
        was not submitted with a callback address, for a fault that cannot happen to its calls, and for
        a task that runs where calls come at its end, about which only a forger calls till then.
        """
        self.caller.tell(task_id, fault)

    @property
    def deliver_to(self) -> ASGIApp | None:
        """An ASGI application that is called in the place of every callback address; until a reset."""
        return self.caller.app

    @deliver_to.setter
    def deliver_to(self, app: ASGIApp | None) -> None:
        self.caller.app = app

    @property
    def webhook_keys(self) -> WebhookKeys:
        """What the vendors sign their calls with; one that is set holds until a reset."""
        return self._keys

    @webhook_keys.setter
    def webhook_keys(self, keys: WebhookKeys) -> None:
        self._keys = keys
        for name, given in keys.by_provider.items():
            self.providers[name].webhook_keys = given

    @property
    def strict(self) -> bool:
        """Whether unknown fields of a body, and null for an optional one, are refused; until a reset."""
        return all(vendor.strict for vendor in self.providers.values())

    @strict.setter
    def strict(self, strict: bool) -> None:
        for vendor in self.providers.values():
            vendor.strict = strict

    def script(self, text: str) -> list[str]:
        """Put in the bad days of a script in TOML, all of it or nothing; return them in words.

        `longtake.emulator.script` tells the format, and raises the `ScriptError` that names every
        mistake with its line.
        """
        return scripts.apply(self.families, scripts.parse(text))

    def environment(self, origin: str) -> dict[str, str]:
        """Return what to set to reach the emulator at `origin`, `http://127.0.0.1:8000`.

        Base URLs and keys by the names that longtake's clients read, then the seeded sources.
        """
        names = {"LONGTAKE_EMULATOR_URL": origin}
        for vendor in self.providers.values():
            names |= vendor.environment(origin)
        return names | {source.variable: source.id for _, source in self._seeded()}

    def state(self) -> dict[str, Any]:
        """Return clock, sources, tasks, balances and ledger as `/_emulator/state` shows them."""
        now = self.clock.now()
        return {
            "clock": now,
            "sources": [asdict(source) for _, source in self._seeded()],
            "balances": {name: vendor.account.balance for name, vendor in self.providers.items()},
            "tasks": {
                key: {
                    task.id: task.moment(now).end or task.moment(now).state
                    # A copy: a server may add one in its thread meanwhile.
                    for task in tuple(family.tasks.values())
                }
                for key, family in self.families.items()
            },
            "ledger": self.ledger.as_json(),
        }

    def _seeded(self) -> list[tuple[str, Source]]:
        return [(key, source) for key, family in self.families.items() for source in family.sources]
