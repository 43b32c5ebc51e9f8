"""Callbacks in a Starlette application, tested against the emulator."""

import asyncio
from queue import Queue

from starlette.applications import Starlette
from starlette.routing import Mount

from longtake import State, UseApi
from longtake.callbacks import Event, app
from longtake_pytest import ServedEmulator


def test_progress_is_an_event(longtake_useapi: UseApi, longtake_emulator: ServedEmulator) -> None:
    events: Queue[Event] = Queue()
    # useapi.net signs nothing: the address cannot be guessed, and events come from polls.
    receiver = app(
        events.put, base_url="https://films.example/callbacks", clients=[longtake_useapi]
    )
    longtake_emulator.deliver_to = Starlette(routes=[Mount("/callbacks", app=receiver)])
    longtake_useapi.gen2.extend(
        asset_id=longtake_emulator.sources["useapi/gen2"].id,
        reply_url=receiver.url("useapi"),
    )
    longtake_emulator.advance(10)
    # The receiver polls in a thread, after its response.
    assert events.get(timeout=60).state is State.RUNNING
    longtake_emulator.advance(600)
    longtake_emulator.settle()
    assert asyncio.run(receiver.aclose()) == 0
    assert events.queue[-1].state is State.SUCCEEDED
