"""The whole: three vendors, the host of their videos and the control address, as one ASGI app."""

import random
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Any

from starlette.applications import Starlette
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from longtake.emulator import media, spec
from longtake.emulator.chainhub import Chainhub
from longtake.emulator.clock import Clock, ManualClock
from longtake.emulator.family import Family, Source
from longtake.emulator.kie import Kie
from longtake.emulator.ledger import Ledger
from longtake.emulator.media import Media
from longtake.emulator.useapi import UseApi
from longtake.emulator.vendor import House, Vendor, parse_json

CONTROL = "/_emulator"
ANY_METHOD = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


class Emulator:
    """Three emulated vendors, an ASGI application.

    `clock` defaults to one that is moved by hand, with `advance`. Everything random comes from
    `seed`: the same requests in the same order get the same ids and the same waiting times.
    `balance` is how many credits each vendor's account holds at first; `max_jobs` how many Gen-2
    tasks the useapi.net account is configured to run at once.

    Use it in process (`httpx.ASGITransport(emulator)`), or on a socket with `serve`.
    """

    def __init__(
        self,
        *,
        clock: Clock | None = None,
        seed: int = 0,
        balance: float = 10_000.0,
        max_jobs: int = 5,
    ) -> None:
        self.clock: Clock = ManualClock() if clock is None else clock
        self.ledger = Ledger()
        rng = random.Random(seed)  # noqa: S311 - repeatable on purpose, and guards nothing
        self.media = Media(self.clock, rng, self.ledger)
        house = House(self.clock, rng, self.ledger, self.media)
        self.kie = Kie(house, spec.Spec(spec.load("kie")), balance=balance)
        self.useapi = UseApi(
            house, spec.Spec(spec.load("useapi")), balance=balance, max_jobs=max_jobs
        )
        self.chainhub = Chainhub(house, spec.Spec(spec.load("chainhub")), balance=balance)
        self._app = self._build()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as an ASGI application."""
        await self._app(scope, receive, send)

    @property
    def families(self) -> Mapping[str, Family]:
        """Every family by its key, `kie/veo`."""
        found = (
            self.kie.runway,
            self.kie.veo,
            self.kie.midjourney,
            self.useapi.gen2,
            self.chainhub.kling,
        )
        return MappingProxyType({family.key: family for family in found})

    @property
    def sources(self) -> Mapping[str, Source]:
        """A video to extend for every family, by its key: `emulator.sources["kie/veo"].id`."""
        return MappingProxyType(
            {key: source for key, source in self._seeded() if source.barred is None}
        )

    @property
    def barred_sources(self) -> Mapping[str, Source]:
        """Videos that exist and that the vendor does not extend, by the family's key."""
        return MappingProxyType(
            {key: source for key, source in self._seeded() if source.barred is not None}
        )

    def advance(self, seconds: float) -> None:
        """Move the clock on by `seconds`."""
        self.clock.advance(seconds)

    def environment(self, origin: str) -> dict[str, str]:
        """Return what to set to reach the emulator at `origin`, `http://127.0.0.1:8000`.

        Base URLs and keys by the names that longtake's clients read, then the seeded sources.
        """
        names = {"LONGTAKE_EMULATOR_URL": origin}
        for vendor, key_variable in (
            (self.kie, "KIE_API_KEY"),
            (self.useapi, "USEAPI_TOKEN"),
            (self.chainhub, "CHAINHUB_API_KEY"),
        ):
            names[f"{vendor.name.upper()}_BASE_URL"] = (
                f"{origin}/{vendor.name}{vendor.spec.base_path}"
            )
            names[key_variable] = vendor.key
        return names | {source.variable: source.id for _, source in self._seeded()}

    def state(self) -> dict[str, Any]:
        """Return clock, sources, tasks, balances and ledger as `/_emulator/state` shows them."""
        now = self.clock.now()
        return {
            "clock": now,
            "sources": [asdict(source) for _, source in self._seeded()],
            "balances": {vendor.name: vendor.account.balance for vendor in self._vendors()},
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

    def _vendors(self) -> tuple[Kie, UseApi, Chainhub]:
        return self.kie, self.useapi, self.chainhub

    def _seeded(self) -> list[tuple[str, Source]]:
        return [(key, source) for key, family in self.families.items() for source in family.sources]

    def _build(self) -> Starlette:
        return Starlette(
            routes=[
                *(
                    Route(f"/{vendor.name}/{{path:path}}", _below(vendor), methods=ANY_METHOD)
                    for vendor in self._vendors()
                ),
                Route(f"{media.PREFIX}/{{name:path}}", self._download, methods=["GET", "HEAD"]),
                Route(f"{CONTROL}/state", self._show_state, methods=["GET"]),
                Route(f"{CONTROL}/advance", self._advance, methods=["POST"]),
            ],
            exception_handlers={ClientDisconnect: _nobody_left},
        )

    async def _download(self, request: Request) -> Response:
        return self.media.respond(request)

    async def _show_state(self, request: Request) -> Response:
        del request
        return JSONResponse(self.state())

    async def _advance(self, request: Request) -> Response:
        """Take `{"seconds": 60}`; answer the time that it then is."""
        try:
            body = parse_json(await request.body())
            self.advance(float(body["seconds"]))
        except (ValueError, TypeError, LookupError, OverflowError, RecursionError) as error:
            return JSONResponse({"error": f'{{"seconds": number >= 0}} is wanted: {error}'}, 400)
        return JSONResponse({"clock": self.clock.now()})


def _nobody_left(request: Request, error: Exception) -> Response:
    """Answer a client that went away while it was sending, and hears nothing of it."""
    del request, error
    return Response(status_code=400)


def _below(vendor: Vendor) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint that hands a vendor what was asked below its prefix, undecoded."""
    prefix = f"/{vendor.name}"

    async def endpoint(request: Request) -> Response:
        raw_path: bytes = request.scope["raw_path"]
        return await vendor.respond(request, raw_path.decode("ascii").removeprefix(prefix))

    return endpoint
