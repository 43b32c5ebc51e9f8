"""The emulator: the providers, the host of their videos and the control API, as one ASGI application."""

from __future__ import annotations

import random
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from attrs import asdict
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from longtake.emulator import control, responses, script
from longtake.emulator.account import Account, AccountLimits, WebhookKeys
from longtake.emulator.callbacks.attempt import TIMEOUT_S
from longtake.emulator.callbacks.sender import CallbackSender
from longtake.emulator.clock import EmulatorClock, ManualClock
from longtake.emulator.ledger import UNKNOWN_PROVIDER, Ledger, RequestRecord
from longtake.emulator.media.host import MEDIA_PREFIX, MediaHost, Origins
from longtake.emulator.provider import SharedState
from longtake.emulator.providers import Providers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import ASGIApp, Receive, Scope, Send

    from longtake.emulator.faults import Fault
    from longtake.emulator.task_kind import Source, TaskKind


class Emulator(Providers):
    """The emulated providers, an ASGI application.

    Use it in process (`httpx.ASGITransport(emulator)`), or on a socket with `serve`.

    Like the providers, it ignores unknown fields of a request's body, and null for an optional one.

    Example:
        >>> emulator = Emulator()
        >>> transport = httpx.ASGITransport(emulator)
        >>> async def main() -> str:
        ...     async with AsyncKie(**client_options(emulator, "kie"), transport=transport) as kie:
        ...         task = await kie.veo.generate(prompt="A dog runs along a beach")
        ...         return (await task.wait()).source
        >>> asyncio.run(main())
        'veo_task_...'

    Args:
        clock: The clock; by default one that stands still until `advance` moves it.
        seed: The seed of everything random: the same requests in the same order get the same ids and the
            same durations.
        balance: The credits of each provider's account at first.
        limits: The limits of the accounts.
        deliver_to: An ASGI application that receives all callbacks. Without it, callbacks are sent to
            their addresses, if these are on loopback.
        webhook_keys: The keys with which the providers sign.
        callback_timeout_s: How long a receiver of callbacks may take, in real seconds.
        strict: Refuses unknown fields and null for optional ones, which finds mistakes in a client.

    Attributes:
        kie: The emulated kie.ai, whose attributes such as `veo` are its task kinds.
        useapi: The emulated useapi.net.
        chainhub: The emulated chainhub.tech.
        kling: Kling's own hosts.
        clock: The clock of all providers.
        ledger: The requests, tasks and callbacks so far.
    """

    media: MediaHost

    def __init__(
        self,
        *,
        clock: EmulatorClock | None = None,
        seed: int = 0,
        balance: float = 10_000.0,
        limits: AccountLimits | None = None,
        deliver_to: ASGIApp | None = None,
        webhook_keys: WebhookKeys | None = None,
        callback_timeout_s: float = TIMEOUT_S,
        strict: bool = False,
    ) -> None:
        self.clock: EmulatorClock = ManualClock() if clock is None else clock
        self._strict = strict
        self.ledger = Ledger()
        self.origins = Origins()
        self.callbacks = CallbackSender(self.clock, self.ledger, timeout_s=callback_timeout_s)
        self._deliver_to = deliver_to
        self._webhook_keys = WebhookKeys() if webhook_keys is None else webhook_keys
        self._seed = seed
        self._balance = balance
        self._limits = AccountLimits() if limits is None else limits
        self._control = control.application(self)
        self._begin(seed, balance, self._limits)

    def reset(
        self,
        *,
        seed: int | None = None,
        balance: float | None = None,
        limits: AccountLimits | None = None,
    ) -> None:
        """Restore the first state: clock, ids, tasks, balances, faults and ledger.

        Responses that faults delay are dropped, and their connections closed. The providers and task
        kinds are made anew: references to the earlier ones have no effect any more.

        Args:
            seed: Another seed, until the next reset.
            balance: Another balance of each account, until the next reset.
            limits: Other limits of the accounts, until the next reset.

        Raises:
            ValueError: If the balance is not a number from 0. Nothing is reset then.
        """
        Account(self._balance if balance is None else balance)
        self.release()
        self.callbacks.clear()
        self.clock.restart()
        self.ledger.clear()
        self._begin(
            self._seed if seed is None else seed,
            self._balance if balance is None else balance,
            self._limits if limits is None else limits,
        )

    def release(self) -> None:
        """Drop the responses that faults delay, and close their connections."""
        self.clock.release()

    def _begin(self, seed: int, balance: float, limits: AccountLimits) -> None:
        """Make the providers and their first videos."""
        self.callbacks.app = self._deliver_to
        rng = random.Random(seed)  # noqa: S311 - repeatable on purpose, and guards nothing
        self.media = MediaHost(self.clock, rng, self.ledger, self.origins)
        shared = SharedState(
            self.clock, rng, self.ledger, self.media, self.callbacks, strict=self._strict
        )
        self._make_providers(shared, balance=balance, limits=limits)
        self.webhook_keys = self._webhook_keys
        self.media.schedules = {key: kind.schedule for key, kind in self.task_kinds.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Respond as an ASGI application."""
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
            # The client left while it was sending, and does not receive this.
            response = Response(status_code=400)
        await response(scope, receive, send)

    async def _respond(self, request: Request, prefix: str) -> Response:
        provider = self.providers.get(prefix)
        if (preflight := responses.preflight_response(request)) is not None:
            return preflight
        if provider is not None:
            raw_path: bytes = request.scope["raw_path"]
            return await provider.respond(
                request, raw_path.decode("ascii").removeprefix(f"/{prefix}")
            )
        if prefix == MEDIA_PREFIX.strip("/"):
            response = self.media.respond(request)
            responses.allow_origin(request, response)
            return response
        # Mostly a mistyped address, which must not pass unnoticed.
        self.ledger.add_request(
            RequestRecord(
                time=self.clock.now(),
                provider=UNKNOWN_PROVIDER,
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
    def task_kinds(self) -> Mapping[str, TaskKind]:
        """Every task kind by its key: provider and name, with a slash between them."""
        found = (kind for provider in self.providers.values() for kind in provider.task_kinds)
        return MappingProxyType({kind.key: kind for kind in found})

    @property
    def sources(self) -> Mapping[str, Source]:
        """A video to extend for each task kind that extends videos, by the kind's key, such as `kie/veo`."""
        sources = reversed(self._sources())
        return MappingProxyType(
            {source.kind: source for source in sources if source.not_extendable is None}
        )

    @property
    def not_extendable_sources(self) -> Mapping[str, Source]:
        """A video that exists and that the provider does not extend, by the task kind's key."""
        sources = reversed(self._sources())
        return MappingProxyType(
            {source.kind: source for source in sources if source.not_extendable is not None}
        )

    def advance(self, seconds: float) -> None:
        """Move the clock on.

        Args:
            seconds: How far, in seconds of the emulator's clock; 0 or more.

        Raises:
            ValueError: For a move backwards, or beyond the year 9998.
        """
        self.clock.advance(seconds)

    def settle(self, timeout: float = 60.0) -> None:
        """Wait until every callback that is due is sent and has its response.

        Served, the emulator sends callbacks by itself as they become due. In process this method sends
        them, in the thread that calls it.

        Args:
            timeout: How long to wait, in real seconds.

        Raises:
            TimeoutError: If callbacks are still under way then.
        """
        self.callbacks.settle(timeout)

    async def settle_async(self, timeout: float = 60.0) -> None:
        """Wait as `settle` does; in process the callbacks are sent in the caller's event loop."""
        await self.callbacks.settle_async(timeout)

    @property
    def next_callback_at(self) -> float:
        """When the next change of a task may cause a callback; `math.inf` if there is none."""
        return self.callbacks.next_due

    def send_callback(self, task_id: str, fault: Fault | None = None) -> None:
        """Send a callback about a task now: `emulator.send_callback(id, Fault.forged())`.

        Args:
            task_id: The task.
            fault: The fault of the callback; None for a true one.

        Raises:
            ValueError: If the task was submitted without a callback address, if the fault cannot happen to
                its callbacks, or if the task still runs, its provider sends callbacks only at the end, and
                the callback is not forged.
        """
        self.callbacks.send_now(task_id, fault)

    @property
    def deliver_to(self) -> ASGIApp | None:
        """An ASGI application that receives all callbacks; a new value lasts until a reset."""
        return self.callbacks.app

    @deliver_to.setter
    def deliver_to(self, app: ASGIApp | None) -> None:
        self.callbacks.app = app

    @property
    def webhook_keys(self) -> WebhookKeys:
        """The keys with which the providers sign callbacks; a new value lasts until a reset."""
        return self._keys

    @webhook_keys.setter
    def webhook_keys(self, keys: WebhookKeys) -> None:
        self._keys = keys
        for name, given in keys.by_provider.items():
            self.providers[name].webhook_keys = given

    @property
    def strict(self) -> bool:
        """Whether unknown fields of a body, and null for an optional one, are refused.

        A new value lasts until a reset.
        """
        return all(provider.strict for provider in self.providers.values())

    @strict.setter
    def strict(self, strict: bool) -> None:
        for provider in self.providers.values():
            provider.strict = strict

    def script(self, text: str) -> list[str]:
        """Add the faults of a script in TOML, all of them or none; return their descriptions.

        `longtake.emulator.script` documents the format.

        Raises:
            ScriptError: If the script has mistakes, with the line of each.
        """
        return script.apply(self.task_kinds, script.parse(text))

    def environment(self, origin: str) -> dict[str, str]:
        """Return the environment variables for clients of the emulator.

        Args:
            origin: Where the emulator is served, such as `http://127.0.0.1:8000`.

        Returns:
            Base URLs and keys by the names that longtake's clients read, then the ids of the sources.
        """
        names = {"LONGTAKE_EMULATOR_URL": origin}
        for provider in self.providers.values():
            names |= provider.environment(origin)
        return names | {source.variable: source.id for source in self._sources()}

    def state(self) -> dict[str, Any]:
        """Return clock, sources, tasks, balances and ledger as `/_emulator/state` shows them."""
        now = self.clock.now()
        return {
            "clock": now,
            "sources": [asdict(source) for source in self._sources()],
            "balances": {
                name: provider.account.balance for name, provider in self.providers.items()
            },
            "tasks": {
                key: {
                    task.id: task.moment(now).end or task.moment(now).state
                    # A copy: a server may add one in its thread meanwhile.
                    for task in tuple(kind.tasks.values())
                }
                for key, kind in self.task_kinds.items()
            },
            "ledger": self.ledger.as_json(),
        }

    def _sources(self) -> list[Source]:
        return [source for kind in self.task_kinds.values() for source in kind.sources]
