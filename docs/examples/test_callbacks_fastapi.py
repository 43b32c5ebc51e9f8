"""Callbacks in a FastAPI application, tested against the emulator."""

import asyncio
import secrets
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from longtake import Kie, State
from longtake.callbacks import App, Event, app
from longtake.emulator import WebhookKeys
from longtake_pytest import ServedEmulator


def application(receiver: App) -> FastAPI:
    """Return the application under test, with the receiver below /callbacks."""

    @asynccontextmanager
    async def lifespan(_api: FastAPI) -> AsyncGenerator[None]:
        yield
        await receiver.aclose()

    api = FastAPI(lifespan=lifespan)
    api.mount("/callbacks", receiver)
    return api


def test_an_order_is_filled_by_a_callback(
    longtake_kie: Kie, longtake_emulator: ServedEmulator
) -> None:
    orders: dict[str, Event] = {}

    async def handle(event: Event) -> None:
        await asyncio.sleep(0)  # a database would be written here
        orders[event.label] = event

    receiver = app(
        handle,
        # Read yours from your settings: it must be the same after a restart.
        secret=secrets.token_urlsafe(32),
        base_url="https://films.example/callbacks",
        signing_keys={"kie": "the key that kie shows"},
        clients=[longtake_kie],
        now=longtake_emulator.clock.now,
    )
    longtake_emulator.webhook_keys = WebhookKeys(kie="the key that kie shows")
    longtake_emulator.deliver_to = application(receiver)
    task = longtake_kie.veo.extend(
        task_id=longtake_emulator.sources["kie/veo"].id,
        prompt="The dog runs on",
        call_back_url=receiver.url("kie", label="order-17"),
    )
    longtake_emulator.advance(900)
    longtake_emulator.settle()
    assert asyncio.run(receiver.aclose()) == 0

    event = orders["order-17"]
    assert event.state is State.SUCCEEDED
    assert longtake_kie.from_token(event.token).wait().url == task.wait().url
