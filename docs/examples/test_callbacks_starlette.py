"""Callbacks in a Starlette application, and a test of it against the emulated vendor."""

import asyncio

from starlette.applications import Starlette
from starlette.routing import Mount

from longtake import State, UseApi
from longtake.callbacks import Event, app
from longtake_pytest import ServedEmulator


def test_progress_is_told_on_the_way(
    longtake_useapi: UseApi, longtake_emulator: ServedEmulator
) -> None:
    told: list[Event] = []
    # useapi.net signs nothing: the address is what cannot be guessed, and a read what is believed.
    receiver = app(
        told.append, base_url="https://films.example/callbacks", clients=[longtake_useapi]
    )
    longtake_emulator.deliver_to = Starlette(routes=[Mount("/callbacks", app=receiver)])
    longtake_useapi.gen2.extend(
        asset_id=longtake_emulator.sources["useapi/gen2"].id,
        reply_url=receiver.url("useapi"),
    )
    for _ in range(60):
        longtake_emulator.advance(10)
        longtake_emulator.settle()
    assert asyncio.run(receiver.aclose()) == 0
    assert told[-1].state is State.SUCCEEDED
    assert len(told) > 1
